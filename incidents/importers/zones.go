package importers

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/postmortem-dev/postmortem/incidents"
)

// zone is a time zone as a source names it.
type zone struct {
	place *time.Location
	label string // the abbreviation, when the source used one that holds for a part of the year only
}

func (z zone) known() bool { return z.place != nil }

// places are the zones that people mean by an abbreviation. Note: read to the letter, PST is UTC-8 all year. But people
// write it in summer too, and then mean the clock on their wall; so it is read as the clock of the place, and a doubt is
// noted where the abbreviation does not fit the date.
func places() map[string]string {
	return map[string]string{
		"UTC": "UTC", "Z": "UTC", "GMT": "UTC",
		"PST": "America/Los_Angeles", "PDT": "America/Los_Angeles", "PT": "America/Los_Angeles", "US/PACIFIC": "America/Los_Angeles",
		"MST": "America/Denver", "MDT": "America/Denver", "EST": "America/New_York", "EDT": "America/New_York", "ET": "America/New_York",
		"CST": "America/Chicago", "CDT": "America/Chicago", "US/EASTERN": "America/New_York", "US/CENTRAL": "America/Chicago",
		"CET": "Europe/Berlin", "CEST": "Europe/Berlin", "BST": "Europe/London", "SAST": "Africa/Johannesburg", "JST": "Asia/Tokyo",
	}
}

var offsetForm = regexp.MustCompile(`^(?:UTC|GMT)? ?([+-]) ?(\d{1,2})(?::?(00))?$`)

// zoneNamed returns the zone that word names: an abbreviation, an offset in whole hours, or a place.
func zoneNamed(word string) zone {
	word = strings.TrimSpace(word)
	upper := strings.ToUpper(word)
	if name := places()[upper]; name != "" {
		place, err := time.LoadLocation(name)
		if err != nil {
			return zone{}
		}
		if name == "UTC" || strings.Contains(upper, "/") || len(upper) < 3 {
			upper = ""
		}
		return zone{place, upper}
	}
	if m := offsetForm.FindStringSubmatch(upper); m != nil {
		hours, _ := strconv.Atoi(m[2])
		return etcZone(m[1], hours)
	}
	if !strings.Contains(word, "/") {
		return zone{}
	}
	place, err := time.LoadLocation(word)
	if err != nil {
		return zone{}
	}
	return zone{place: place}
}

// etcZone returns the zone of an offset. Their names have the sign the other way round.
func etcZone(sign string, hours int) zone {
	if hours == 0 {
		return zone{place: time.UTC}
	}
	opposite := map[string]string{"+": "-", "-": "+"}[sign]
	place, err := time.LoadLocation(fmt.Sprintf("Etc/GMT%s%d", opposite, hours))
	if err != nil {
		return zone{}
	}
	return zone{place: place}
}

// Zone returns the zone that a person names: a place, UTC, or an abbreviation that stands for one.
func Zone(word string) (*time.Location, bool) {
	z := zoneNamed(word)
	return z.place, z.known()
}

// at returns the moment of a wall clock reading. Where the clock was put back over it, it is one of two, and the instant
// is the interval between them.
func (z zone) at(wall time.Time) (incidents.Instant, error) {
	var found []time.Time
	for _, probe := range [...]time.Duration{-24 * time.Hour, 24 * time.Hour} {
		_, offset := wall.Add(probe).In(z.place).Zone()
		t := wall.Add(-time.Duration(offset) * time.Second).In(z.place)
		if t.Format(time.DateTime) == wall.Format(time.DateTime) {
			found = append(found, t)
		}
	}
	if len(found) == 0 {
		return incidents.Instant{}, fmt.Errorf("%s does not exist in %s: the clock was put forward over it", wall.Format("2006-01-02 15:04"), z.place)
	}
	a, b := found[0], found[len(found)-1]
	if b.Before(a) {
		a, b = b, a
	}
	return incidents.Instant{From: a, To: b}, plausible(a)
}

// odd says how the abbreviation does not fit the moment, or nothing.
func (z zone) odd(t time.Time) string {
	if z.label == "" {
		return ""
	}
	if name, _ := t.In(z.place).Zone(); name != z.label {
		return fmt.Sprintf("it says %s, but %s is kept on %s; read as the clock of %s, an hour from what the letters say", z.label, name, t.In(z.place).Format(time.DateOnly), z.place)
	}
	return ""
}

// plausible refuses years and offsets that no record may have.
func plausible(t time.Time) error {
	if _, offset := t.Zone(); offset < -12*3600 || offset > 14*3600 {
		return fmt.Errorf("the offset %s is used nowhere", t.Format("-07:00"))
	}
	if t.Year() < 1951 || t.Year() > 2149 {
		return fmt.Errorf("the year %d cannot be right", t.Year())
	}
	return nil
}

// shortHour is an hour of one digit, which people type.
var shortHour = regexp.MustCompile(`^(\d{4}-\d{2}-\d{2}[T ])(\d:)`)

// moment reads a time with its offset.
func moment(text string) (incidents.Instant, error) {
	text = shortHour.ReplaceAllString(strings.TrimSpace(text), "${1}0$2")
	for _, layout := range [...]string{"2006-01-02T15:04:05Z07:00", "2006-01-02 15:04:05Z07:00", "2006-01-02 15:04:05 Z07:00", "2006-01-02T15:04Z07:00", "2006-01-02T15:04:05Z0700"} {
		if t, err := time.ParseInLocation(layout, text, time.UTC); err == nil {
			return incidents.At(t), plausible(t)
		}
	}
	return incidents.Instant{}, fmt.Errorf("%q is not a time with its zone", shorten(text, 40))
}

// dayIn returns a calendar day in a place: from its first moment to a second before the next day's. Note: time.Date may
// answer with an hour of the day before where daylight saving begins at midnight, hence the steps.
func dayIn(place *time.Location, d date) incidents.Instant {
	text := d.time().Format(time.DateOnly)
	const step = 15 * time.Minute
	from := time.Date(d.year, d.month, d.day, 0, 0, 0, 0, place).Add(-3 * time.Hour)
	for from.Format(time.DateOnly) < text {
		from = from.Add(step)
	}
	to := from.Add(22 * time.Hour)
	for to.Format(time.DateOnly) == text {
		to = to.Add(step)
	}
	return incidents.Instant{From: from, To: to.Add(-time.Second), Day: true}
}

// Moment reads a time that a person names: with its zone, or as the clock showed it in a zone that is given.
func Moment(text string, in *time.Location) (time.Time, error) {
	if at, err := moment(text); err == nil {
		return at.From, nil
	}
	if in != nil {
		for _, layout := range [...]string{"2006-01-02T15:04:05", "2006-01-02T15:04", "2006-01-02 15:04:05", "2006-01-02 15:04", time.DateOnly} {
			if wall, err := time.Parse(layout, strings.TrimSpace(text)); err == nil {
				at, err := zone{place: in}.at(wall)
				return at.From, err
			}
		}
	}
	return time.Time{}, fmt.Errorf("%q is not a time with its zone", shorten(text, 40))
}
