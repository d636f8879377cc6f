package importers

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/postmortem-dev/postmortem/incidents"
)

// carried is what an entry takes over from the ones before it.
type carried struct {
	date  date
	clock clock
	zone  zone
}

// place gives every entry its time. A date and a zone hold until the next one is named.
func (r *markdownReader) place() error {
	last := carried{date: r.firstDate(), zone: r.zone}
	var before time.Time
	for i, e := range r.entries {
		if e.lost {
			if e.noDay {
				last.date, last.clock = date{}, clock{}
			}
			continue
		}
		if e.text == "" && !e.stamp.clock.known && i+1 < len(r.entries) {
			last.date, last.clock = r.complete(e.stamp.date, last.date), clock{} // a date over the entries of a day
			continue
		}
		event, err := r.event(e, &last)
		if err != nil {
			if refusal, ok := err.(*Refusal); ok {
				return refusal
			}
			r.account.skip(e.text, err.Error())
			continue
		}
		if event.At.From.Before(before) && !event.At.Day {
			r.account.doubt("the entries are not in the order of time: %s comes after one of a later time", shorten(event.Text.Text, 60))
		}
		before = event.At.From
		r.out.Timeline = append(r.out.Timeline, event)
		r.account.kept()
	}
	r.settle(last.zone)
	return nil
}

// settle chooses the zone in which the record is told; days lie in it.
func (r *markdownReader) settle(last zone) {
	if !r.zone.known() {
		r.zone = last
	}
	if !r.zone.known() {
		r.zone = zone{place: r.options.Zone}
	}
	for i := range r.out.Timeline {
		if at := &r.out.Timeline[i].At; at.Day && r.zone.known() {
			about, day := at.About, at.From
			*at = dayIn(r.zone.place, date{year: day.Year(), month: day.Month(), day: day.Day()})
			at.About = about
		}
	}
}

// event returns the entry with its time.
func (r *markdownReader) event(e markdownEntry, last *carried) (incidents.Event, error) {
	z, err := r.zoneOf(e.stamp, last)
	if err != nil {
		return incidents.Event{}, err
	}
	day := r.dayOf(e.stamp, last)
	if day.swap {
		last.date = day
		return incidents.Event{}, fmt.Errorf("%d/%d could be either the day or the month, and no other date tells", day.month, day.day)
	}
	if !day.known() || day.year == 0 {
		return incidents.Event{}, fmt.Errorf("nothing says on which day it was")
	}
	last.date = day
	event := incidents.Event{Text: incidents.Words{Text: e.text}, Sources: []string{reportSource}, Evidence: incidents.Official}
	if e.text == "" {
		event.Text.Text = "(The report gives the time and no words.)"
	}
	if !e.stamp.clock.known {
		last.clock = clock{}
		if err := plausible(day.time()); err != nil {
			return event, err
		}
		event.At = dayIn(z.place, day)
		event.At.About = e.stamp.about
		return event, nil
	}
	last.clock = e.stamp.clock
	if event.At, err = z.at(e.stamp.clock.wall(day)); err != nil {
		return event, err
	}
	event.At.About = e.stamp.about || approximateForm.MatchString(r.intro)
	r.doubts(e, z, event.At)
	return event, r.until(&event, e.stamp, day, z)
}

// zoneOf returns the zone of an entry: its own, that of the document, that of the entry before, that of the option.
func (r *markdownReader) zoneOf(s stamp, last *carried) (zone, error) {
	switch {
	case s.zone.known():
		if last.zone.known() && !r.zone.known() && s.zone.place.String() != last.zone.place.String() {
			r.account.doubt("entries name different zones: each is read in its own")
		}
		if !r.zone.known() {
			last.zone = s.zone
		}
		return s.zone, nil
	case r.zone.known():
		return r.zone, nil
	case last.zone.known():
		r.account.doubt("some entries name no zone; they are read in that of the entry before")
		return last.zone, nil
	case r.options.Zone != nil:
		return zone{place: r.options.Zone}, nil
	}
	return zone{}, refuse("name it with --tz, for example --tz Europe/Berlin", "its times name no zone that is known, and neither does the document")
}

// dayOf returns the day of an entry. A time without a date that lies more than half a day before the one above is of
// the next day; one that lies less before it stands out of order.
func (r *markdownReader) dayOf(s stamp, last *carried) date {
	if s.date.known() {
		r.guess = r.guess && s.date.year == 0
		return r.complete(s.date, last.date)
	}
	day := last.date
	if r.guess && day.known() {
		r.account.doubt("the first date is that of the file's name, %s: the document gives none before it", day.time().Format(time.DateOnly))
		r.guess = false
	}
	if day.known() && s.clock.known && last.clock.known && last.clock.seconds-s.clock.seconds > 12*3600 {
		next := day.time().AddDate(0, 0, 1)
		day = date{year: next.Year(), month: next.Month(), day: next.Day()}
		r.account.doubt("the times pass midnight without a new date; read as %s", next.Format(time.DateOnly))
	}
	return day
}

// complete adds the year of the date before, and tells the day from the month by the document's other dates.
func (r *markdownReader) complete(d, before date) date {
	if d.year == 0 {
		d.year = before.year
	}
	if !d.swap {
		return d
	}
	d.swap = false
	exchanged := date{year: d.year, month: time.Month(d.day), day: int(d.month)}
	if r.order == "" {
		r.order = r.digits()
	}
	inName := dateIn(named(r.options.File))
	switch {
	case r.order == "unknown" && inName == d:
		r.order = "month"
	case r.order == "unknown" && inName == exchanged:
		r.order = "day"
	}
	switch r.order {
	case "month":
		return d
	case "day":
		return exchanged
	}
	d.swap = true
	return d
}

var digitsForm = regexp.MustCompile(`\b(\d{1,2})[-/](\d{1,2})[-/](?:\d{4}|\d{2})\b`)

// digits says what comes first in the document's dates of digits, judged by those of which only one reading exists:
// month, day or unknown.
func (r *markdownReader) digits() string {
	monthFirst, dayFirst := false, false
	for _, m := range digitsForm.FindAllSubmatch(r.source, 1000) {
		a, _ := strconv.Atoi(string(m[1]))
		b, _ := strconv.Atoi(string(m[2]))
		monthFirst = monthFirst || a <= 12 && b > 12 && b <= 31
		dayFirst = dayFirst || b <= 12 && a > 12 && a <= 31
	}
	switch {
	case monthFirst && !dayFirst:
		return "month"
	case dayFirst && !monthFirst:
		return "day"
	}
	return "unknown"
}

// named returns a file's name as words.
func named(file string) string { return strings.NewReplacer("_", " ", ".", " ").Replace(file) }

// until sets the end of an entry that gives a span.
func (r *markdownReader) until(event *incidents.Event, s stamp, day date, z zone) error {
	if !s.till.known {
		return nil
	}
	if s.day.known() {
		day = r.complete(s.day, day)
	}
	end := s.till.wall(day)
	if !s.day.known() && s.till.seconds < s.clock.seconds {
		end = end.AddDate(0, 0, 1)
	}
	until, err := z.at(end)
	if err == nil && !until.To.Before(event.At.From) {
		event.Until = until
	}
	return nil
}

func (r *markdownReader) doubts(e markdownEntry, z zone, at incidents.Instant) {
	if e.stamp.odd != "" && !r.oddClock {
		r.oddClock = true
		r.account.doubt("%s; there may be more such times", e.stamp.odd)
	}
	if text := z.odd(at.From); text != "" {
		if n := len(r.account.Doubts); n == 0 || !strings.Contains(strings.Join(r.account.Doubts, " "), "it says "+z.label) {
			r.account.doubt("%s", text)
		}
	}
}

// approximateForm is how a heading says that none of its times is exact.
var approximateForm = regexp.MustCompile(`(?i)times (?:are )?approx`)

var yearForm = regexp.MustCompile(`\b(?:19[5-9]\d|20\d\d)\b`)

// firstDate returns the date that holds before an entry names one: that of the timeline's heading, of the title, or of
// the file's name. A year alone helps entries that give day and month.
func (r *markdownReader) firstDate() date {
	found := date{}
	for i, place := range []string{r.intro, r.title, named(r.options.File)} {
		d := r.complete(dateIn(place), found)
		if d.known() && d.year != 0 {
			r.guess = i == 2
			return d
		}
		if year := yearForm.FindString(place); year != "" && found.year == 0 {
			found.year, _ = strconv.Atoi(year)
		}
		if d.known() && !found.known() {
			found.month, found.day = d.month, d.day
		}
	}
	if found.year == 0 {
		return date{}
	}
	return found
}

var dateStart = regexp.MustCompile(`(?i)\b(?:\d|` + months + `)`)

// dateIn returns the first date in text.
func dateIn(text string) date {
	for _, m := range dateStart.FindAllStringIndex(text, 50) {
		inside := m[0] > 0 && strings.ContainsRune("-/:.", rune(text[m[0]-1]))
		if d, n := takeDate(text[m[0]:]); n > 0 && !inside {
			return d
		}
	}
	return date{}
}
