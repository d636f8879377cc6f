package briefs

import (
	"regexp"
	"strings"
	"time"

	"github.com/postmortem-dev/postmortem/analysis"
	"github.com/postmortem-dev/postmortem/incidents"
)

var (
	offset    = rewriting{withAny("(UTC"), regexp.MustCompile(`\s*\(UTC[^()]*\)`), ""}
	aside     = rewriting{withAny("("), regexp.MustCompile(`\s*\(([^()]*)\)`), ", $1,"}
	dayBefore = rewriting{withAny(":"), regexp.MustCompile(`\b\d{1,2} (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)(?: \d{4})? (\d{2}:\d{2})`), "$1"}
	dash      = rewriting{withAny(" – ", " — "), regexp.MustCompile(` [–—] ([^\d\s])`), ", $1"}
	doubled   = regexp.MustCompile(`,(?:\s*,)+|,\s*([.;:?!])`)
	symbols   = strings.NewReplacer("→", " to ", "–", " to ", "—", ", ", "−", "minus ", "%", " percent", "≥", "at least ", "≤", "at most ", "&", " and ", "×", " times ", " ~", " about ", " / ", " or ")
)

// aloud turns a written text into what is said: asides in brackets between commas, times without the day, no symbols.
func aloud(text string) string {
	text = dash.in(strings.Join(strings.Fields(text), " "))
	text = aside.in(Spoken(offset.in(text)))
	text = dayBefore.in(text)
	text = strings.Join(strings.Fields(symbols.Replace(text)), " ")
	if commaBeforeMark(text) {
		text = doubled.ReplaceAllStringFunc(text, func(m string) string {
			if end := m[len(m)-1:]; end != "," {
				return end
			}
			return ","
		})
	}
	return strings.TrimSuffix(text, ",")
}

// commaBeforeMark reports whether a text has a comma with nothing between it and the next mark, so that one is too much.
func commaBeforeMark(text string) bool {
	for {
		_, after, found := strings.Cut(text, ",")
		if text = strings.TrimLeft(after, " "); !found || text == "" {
			return false
		}
		if strings.IndexByte(",.;:?!", text[0]) >= 0 {
			return true
		}
	}
}

// sayable returns the sentences of a text as they are said. One too long for a breath is parted at its semicolons.
func sayable(text string) []string {
	var out []string
	for _, sentence := range Sentences(aloud(text)) {
		if Words(sentence) <= longestSentence {
			out = append(out, sentence)
			continue
		}
		for _, clause := range strings.Split(sentence, "; ") {
			out = append(out, Capital(strings.TrimRight(clause, ".;")+"."))
		}
	}
	return out
}

// neverNames are words that begin a sentence and are no name, so that they lose their capital inside another.
const neverNames = " A All Among An As At By Clients Connections Customers Data Each Engineers Errors Every From Half In Instances It Its Launches Leases Many More Names New No Nobody Nothing One Only Operators People Programs Queries Requests Responders Servers Some Somebody Such Ten The There These They This Those Three To Two Users When While With "

// softened lowers the first letter of a sentence, unless its first word may be a name.
func softened(sentence string) string {
	first, rest, _ := strings.Cut(sentence, " ")
	if strings.Contains(neverNames, " "+first+" ") {
		return strings.ToLower(first) + " " + rest
	}
	return sentence
}

// lead puts a few words before a sentence, with a comma, or a colon where the sentence may begin with a name.
func lead(words, sentence string) string {
	if soft := softened(sentence); soft != sentence {
		return words + ", " + soft
	}
	return words + ": " + sentence
}

// at says a moment: the time of day, and the day where it is not that of the start.
func (s *Story) at(e analysis.End) string {
	if day, ok := s.wholeDay(e); ok {
		return day
	}
	if openEnd(e) {
		low, high := e.Own()
		return "between " + s.at(analysis.End{At: low, About: e.About}) + " and " + s.at(analysis.End{At: high})
	}
	text := s.clock(e)
	if day := e.At.In(s.Zone()).Format(" on 2 January"); s.farOff(e.At) {
		text += day
	}
	return text
}

// farOff reports whether a moment needs its day: it lies a day or more after the start, or before it on another day.
func (s *Story) farOff(t time.Time) bool {
	start := s.begin()
	if t.Before(start) {
		zone := s.Zone()
		return t.In(zone).Format(time.DateOnly) != start.In(zone).Format(time.DateOnly)
	}
	return start.IsZero() || t.Sub(start) >= 24*time.Hour
}

// atPlace says a moment with the preposition that it needs.
func (s *Story) atPlace(e analysis.End) string {
	if day, ok := s.wholeDay(e); ok {
		return "on " + day
	}
	if openEnd(e) {
		return s.at(e)
	}
	return "at " + s.at(e)
}

// wholeDay returns the day of an end of which the record gives no more, and false for others.
func (s *Story) wholeDay(e analysis.End) (string, bool) {
	from, to := e.Own()
	low, high := from.In(s.Zone()), to.In(s.Zone())
	if !openEnd(e) || low.Format("2006-01-02 15:04:05") != high.Format(time.DateOnly)+" 00:00:00" || high.Format(time.TimeOnly) != "23:59:59" {
		return "", false
	}
	return low.Format("2 January"), true
}

// dayOnly reports whether the record gives no more of an end than its day.
func (s *Story) dayOnly(e analysis.End) bool {
	_, ok := s.wholeDay(e)
	return ok
}

// openEnd reports whether the record puts an end between two moments.
func openEnd(e analysis.End) bool {
	low, high := e.Own()
	return !low.Equal(high)
}

// begin returns when the incident started, or the first moment of its timeline.
func (s *Story) begin() time.Time {
	if end, ok := s.Milestone(analysis.WholeIncident, "started"); ok {
		return end.At
	}
	if entries := s.AllEntries(); len(entries) > 0 {
		return entries[0].At.At()
	}
	return time.Time{}
}

// dated tells a timeline entry with its time.
func (s *Story) dated(e incidents.Event) string { return s.when(e, s.wording(e.Text)) }

// when puts the time of an entry before a text, where it is exact.
func (s *Story) when(e incidents.Event, text string) string {
	switch {
	case e.At.Day:
		return lead("On "+e.At.At().In(s.Zone()).Format("2 January"), text)
	case e.At.IsZero() || !e.At.From.Equal(e.At.To):
		return text
	}
	return lead("At "+s.at(analysis.End{At: e.At.At(), About: e.At.About}), text)
}

// endWords says what one end of a measure is.
func endWords(name string) string {
	switch name {
	case "started":
		return "the start"
	case "detected":
		return "detection"
	case "acknowledged":
		return "the first response"
	case "identified":
		return "the finding of the cause"
	case "mitigated":
		return "mitigation"
	case "resolved":
		return "the end"
	case "triggered":
		return "the trigger"
	case "communicated":
		return "the first public notice"
	case "as of":
		return "the time of this record"
	}
	if strings.HasPrefix(name, "message ") {
		return "the message" // its id means nothing to a listener
	}
	if strings.HasPrefix(name, "promised by ") {
		return "the promised time"
	}
	for _, suffix := range []string{" recovered", " resolved"} {
		if of, ok := strings.CutSuffix(name, suffix); ok {
			return "the recovery of " + of
		}
	}
	return name
}

// fromTo says between which two ends a measure was taken; for a listener who does not know their names, when.
func (s *Story) fromTo(m analysis.Measure) string {
	if m.From == nil || m.To == nil {
		return ""
	}
	if text := "from " + s.endAt(*m.From) + " to " + s.endAt(*m.To); !s.jargon(text) {
		return text
	}
	return "from " + s.at(*m.From) + " to " + s.at(*m.To)
}

func (s *Story) endAt(e analysis.End) string {
	if e.At.IsZero() {
		return endWords(e.Name)
	}
	return endWords(e.Name) + " " + s.atPlace(e)
}
