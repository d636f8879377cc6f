package importers

import (
	"fmt"
	"regexp"
	"strings"
	"time"

	"github.com/postmortem-dev/postmortem/incidents"
)

// window is a period that a sentence gives, and the sentence.
type window struct {
	from, to incidents.Instant
	says     string
	why      string // what had to be taken for granted, or is wrong
	far      bool   // weeks away from the record
}

var (
	windowForm   = regexp.MustCompile(`(?i)\b(?:between|from)\s+`)
	andForm      = regexp.MustCompile(`(?i)^[\s,]*(?:and|to|until|till|through|-|–|—)\s*`)
	sentenceForm = regexp.MustCompile(`[.!?]\s+[A-Z]|\n`)
	anyDate      = regexp.MustCompile(`(?i)\b(?:\d{4}-\d{1,2}-\d{1,2}|` + months + `\s+\d{1,2}|\d{1,2}(?:st|nd|rd|th)?\s+` + months + `)`)
)

// sentences splits text roughly into sentences: a stop, a blank and a capital, or a line break.
func sentences(text string) []string {
	var list []string
	for {
		m := sentenceForm.FindStringIndex(text)
		if m == nil {
			return append(list, strings.TrimSpace(text))
		}
		list = append(list, strings.TrimSpace(text[:m[0]+1]))
		text = text[m[0]+1:]
	}
}

// mostWindows is how many periods of one text are taken.
const mostWindows = 50

// windows returns the periods that text gives in words such as "between 05:02 UTC and 11:30 UTC". published is when the
// text was, or when what it tells was over if that is known to be earlier: a window without a date is taken to begin in
// the day before. A window without a zone is passed over, since nothing says when it was.
func windows(text string, published time.Time) []window {
	var list []window
	for _, sentence := range sentences(text) {
		if len(list) >= mostWindows {
			break
		}
		for _, m := range windowForm.FindAllStringIndex(sentence, 20) {
			if w, ok := windowAt(sentence, m[0], m[1], published); ok {
				list = append(list, w)
			}
		}
	}
	return list
}

func windowAt(sentence string, begin, after int, published time.Time) (window, bool) {
	a, rest, ok := takeStamp(sentence[after:])
	b := stamp{clock: a.till, date: a.day, zone: a.zone}
	if !a.till.known {
		m := andForm.FindString(rest)
		if !ok || m == "" {
			return window{}, false
		}
		b, _, ok = takeStamp(rest[len(m):])
	}
	z := a.zone
	if !z.known() {
		z = b.zone
	}
	if !ok || !z.known() || a.date.swap || b.date.swap || !a.clock.known || !b.clock.known {
		return window{}, false
	}
	if !b.zone.known() {
		b.zone = z
	}
	w := window{says: shorten(strings.TrimLeft(sentence, "-–•* "), 400)}
	day := w.firstDay(a, []string{sentence[:begin], rest}, published.In(z.place))
	last := b.date
	if !last.known() {
		last = day
	}
	if last.year == 0 {
		last.year = day.year
	}
	return w, w.place(a.clock.wall(day), b.clock.wall(last), z, b.zone, published)
}

// firstDay returns the day on which the window begins: that of its stamp, else one named before it or after it in the sentence, else
// the day of publication.
func (w *window) firstDay(a stamp, around []string, published time.Time) date {
	d := a.date
	for _, part := range around {
		for _, m := range anyDate.FindAllStringIndex(part, 5) {
			if named, n := takeDate(part[m[0]:]); n > 0 && !named.swap && !d.known() {
				d = named
			}
		}
	}
	if !d.known() {
		w.why = "The sentence gives no date; taken to be the last such hours before the incident was over or the text was published."
		return date{year: published.Year(), month: published.Month(), day: published.Day()}
	}
	if d.year == 0 {
		w.why = "The sentence gives no year; taken to be the one in which it was published."
		if d.year = published.Year(); d.time().After(published.Add(48 * time.Hour)) {
			d.year--
		}
	}
	return d
}

// place sets the ends of the window, and reports whether they make sense.
func (w *window) place(from, to time.Time, z, last zone, published time.Time) bool {
	if to.Before(from) {
		to = to.AddDate(0, 0, 1)
	}
	undated := strings.Contains(w.why, "no date")
	var bad, worse error
	for range 2 {
		w.from, bad = z.at(from)
		w.to, worse = last.at(to)
		if !undated || bad != nil || !w.from.From.After(published) {
			break
		}
		from, to = from.AddDate(0, 0, -1), to.AddDate(0, 0, -1)
	}
	if bad != nil || worse != nil || w.to.To.Before(w.from.From) {
		return false
	}
	if note := z.odd(w.from.From); note != "" {
		w.why = strings.TrimSpace(w.why + " The zone is in doubt: " + note + ".")
	}
	return true
}

// against flags a window that lies two weeks or more from what the record says of its own times.
func (w *window) against(first, last time.Time) {
	const weeks = 14 * 24 * time.Hour
	if gap := first.Sub(w.to.To); gap >= weeks {
		w.far, w.why = true, fmt.Sprintf("It lies %d days before everything else in the record: the date in the sentence is probably wrong.", int(gap.Hours()/24))
	} else if gap := w.from.From.Sub(last); gap >= weeks {
		w.far, w.why = true, fmt.Sprintf("It lies %d days after everything else in the record: the date in the sentence is probably wrong.", int(gap.Hours()/24))
	}
}

// claim returns the window as a claim that nobody has judged yet. A sentence never overrides a time of the record.
func (w window) claim(source string) incidents.Claim {
	reason := "Found in the text, " + w.read() + "; confirm it, then mark the entries for started and mitigated."
	if w.far {
		reason = "Found in the text, " + w.read() + "."
	}
	return incidents.Claim{
		About: "incident", Says: w.says, From: w.from, To: w.to, Sources: []string{source},
		Verdict: incidents.Unverified, Reason: strings.TrimSpace(reason + " " + w.why),
	}
}

// read says how the sentence was read, in UTC.
func (w window) read() string {
	const day, hours = "2 January 2006", "15:04"
	from, to := w.from.From.UTC(), w.to.To.UTC()
	if from.Format(day) == to.Format(day) {
		return fmt.Sprintf("read as %s from %s to %s UTC", from.Format(day), from.Format(hours), to.Format(hours))
	}
	return fmt.Sprintf("read as from %s %s to %s %s UTC", from.Format(day), from.Format(hours), to.Format(day), to.Format(hours))
}

// earlier returns the earlier of two moments of which the second may be unknown.
func earlier(a, b time.Time) time.Time {
	if !b.IsZero() && b.Before(a) {
		return b
	}
	return a
}
