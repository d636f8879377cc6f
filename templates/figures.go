package templates

import (
	"math"
	"slices"
	"strings"
	"time"
	"unicode"

	"golang.org/x/text/unicode/norm"
	"golang.org/x/text/width"

	"github.com/postmortem-dev/postmortem/analysis"
)

// figureBlock returns what stands in a document for a figure: a comment with its id, then a fenced block that a forge
// draws (mermaid) or shows as it is (text). It returns "" for a figure with nothing to draw.
func figureBlock(f analysis.Figure, zone *time.Location) string {
	if zone == nil {
		zone = time.UTC
	}
	language, lines := "text", []string(nil)
	switch f.Kind {
	case analysis.Gantt:
		language, lines = "mermaid", ganttLines(f, zone)
	case analysis.Graph:
		language, lines = "mermaid", graphLines(f)
	case analysis.Steps:
		lines = stepsLines(f, zone)
	case analysis.Waterfall:
		lines = waterfallLines(f, zone)
	case analysis.Bars:
		lines = barsLines(f)
	}
	if len(lines) == 0 {
		return ""
	}
	return "<!-- figure:" + f.ID + " -->\n" + fenced(language, lines)
}

// fenced returns lines in a fence longer than any run of backticks in them, which therefore cannot close it.
func fenced(language string, lines []string) string {
	var body strings.Builder
	for _, line := range lines {
		body.WriteString(strings.TrimRight(line, " ") + "\n")
	}
	longest, run := 2, 0
	for _, r := range body.String() {
		run++
		if r != '`' {
			run = 0
		}
		longest = max(longest, run)
	}
	fence := strings.Repeat("`", longest+1)
	return fence + language + "\n" + body.String() + fence + "\n"
}

// rowLabel returns what a row is called; a row without a name keeps its place.
func rowLabel(r analysis.Row) string {
	label := plainText(r.Label)
	if group := plainText(r.Group); group != "" {
		label = strings.TrimPrefix(group+": "+label, ": ")
	}
	if label == "" {
		return "(no name)"
	}
	return label
}

// plainText returns text as one line of characters that each take one or two columns. Combining and formatting
// characters go, because a monospace grid has no place for them; so do skin tones, which would change the width of what
// stands before them.
func plainText(text string) string {
	var b strings.Builder
	for _, r := range norm.NFC.String(text) {
		switch {
		case unicode.IsSpace(r) || unicode.IsControl(r):
			b.WriteByte(' ')
		case !unicode.IsPrint(r) || unicode.IsMark(r) || unicode.Is(unicode.Other_Default_Ignorable_Code_Point, r):
		case 0x1F3FB <= r && r <= 0x1F3FF:
		default:
			b.WriteRune(r)
		}
	}
	return strings.Join(strings.Fields(b.String()), " ")
}

// columns returns how many columns of a monospace grid text takes, given that plainText has been over it.
func columns(text string) int {
	n := 0
	for _, r := range text {
		n += runeColumns(r)
	}
	return n
}

func runeColumns(r rune) int {
	switch width.LookupRune(r).Kind() {
	case width.EastAsianWide, width.EastAsianFullwidth:
		return 2
	}
	return 1
}

// cut returns the part of text that fits into n columns, and the rest of it.
func cut(text string, n int) (head, rest string) {
	used := 0
	for i, r := range text {
		if used += runeColumns(r); used > n {
			return text[:i], text[i:]
		}
	}
	return text, ""
}

// clip returns text in at most n columns, with an ellipsis for what is lost.
func clip(text string, n int) string {
	if columns(text) <= n {
		return text
	}
	head, _ := cut(text, n-1)
	return strings.TrimRight(head, " ") + "…"
}

// padded returns text in exactly n columns, or unchanged when it takes more.
func padded(text string, n int) string {
	return text + strings.Repeat(" ", max(0, n-columns(text)))
}

// wrapped returns text in lines of at most n columns, broken at spaces where there are any; the last of at most most
// lines is clipped.
func wrapped(text string, n, most int) []string {
	var lines []string
	for len(lines) < most-1 && columns(text) > n {
		head, rest := cut(text, n)
		if i := strings.LastIndexByte(head, ' '); i > 0 && !strings.HasPrefix(rest, " ") {
			head, rest = text[:i], text[i:]
		}
		lines, text = append(lines, strings.TrimRight(head, " ")), strings.TrimLeft(rest, " ")
	}
	return append(lines, clip(text, n))
}

// timeScale is the stretch of time that a figure shows, on the clocks of one zone.
type timeScale struct {
	from, to time.Time
	zone     *time.Location
}

// newTimeScale returns the scale from the first moment in a figure to the last, and false when it names none. A figure
// of one moment gets a minute, so that nothing divides by zero.
func newTimeScale(f analysis.Figure, zone *time.Location) (timeScale, bool) {
	moments := slices.DeleteFunc(figureMoments(f), time.Time.IsZero)
	if len(moments) == 0 {
		return timeScale{}, false
	}
	s := timeScale{from: slices.MinFunc(moments, time.Time.Compare), to: slices.MaxFunc(moments, time.Time.Compare), zone: zone}
	if s.seconds() < 60 {
		s.to = s.from.Add(time.Minute)
	}
	return s, true
}

func figureMoments(f analysis.Figure) []time.Time {
	var out []time.Time
	for _, row := range f.Rows {
		for _, span := range row.Spans {
			if !span.From.IsZero() {
				out = append(out, span.From, span.To)
			}
		}
	}
	for _, series := range f.Series {
		for _, p := range series.Points {
			out = append(out, p.At)
		}
	}
	for _, mark := range f.Marks {
		out = append(out, mark.At)
	}
	return out
}

// seconds returns the length of the scale. It does not use time.Duration, which ends at 292 years.
func (s timeScale) seconds() float64 { return float64(s.to.Unix() - s.from.Unix()) }

// at returns where a moment lies between the ends of the scale, from 0 to 1.
func (s timeScale) at(t time.Time) float64 {
	return math.Min(1, math.Max(0, float64(t.Unix()-s.from.Unix())/s.seconds()))
}

// zoneName returns the abbreviation of the zone, or its two when the clocks change within the scale.
func (s timeScale) zoneName() string {
	a, b := zoneAbbreviation(s.from.In(s.zone)), zoneAbbreviation(s.to.In(s.zone))
	if a != b {
		return a + ", then " + b
	}
	return a
}

// zoneAbbreviation returns the abbreviation in force at t. Zones without a name of their own go by their offset.
func zoneAbbreviation(t time.Time) string {
	name, _ := t.Zone()
	if strings.Trim(name, "+-0123456789") == "" {
		return t.Format("UTC-07:00")
	}
	return name
}

// layout returns how moments on the scale are written: with the day when there is more than one, with the year when
// there is more than one and the time of day says nothing.
func (s timeScale) layout() string {
	switch days := s.seconds() / 86400; {
	case days <= 1:
		return "15:04"
	case days <= 300:
		return "2 Jan 15:04"
	}
	return "2 Jan 2006"
}

func (s timeScale) format(t time.Time) string { return t.In(s.zone).Format(s.layout()) }

// tickStep is a distance between ticks, and what Mermaid calls it.
type tickStep struct {
	minutes float64
	mermaid string
}

// tickSteps returns the distances that read well, in rising order.
func tickSteps() []tickStep {
	return []tickStep{
		{1, "1minute"}, {2, "2minute"}, {5, "5minute"}, {10, "10minute"}, {15, "15minute"}, {30, "30minute"},
		{60, "1hour"}, {120, "2hour"}, {180, "3hour"}, {360, "6hour"}, {720, "12hour"},
		{1440, "1day"}, {2 * 1440, "2day"}, {7 * 1440, "1week"}, {14 * 1440, "2week"},
		{30 * 1440, "1month"}, {91 * 1440, "3month"}, {182 * 1440, "6month"}, {365 * 1440, "12month"},
	}
}

// step returns the shortest tick distance that puts at most n ticks on the scale; beyond the list, years.
func (s timeScale) step(n int) tickStep {
	least := s.seconds() / 60 / float64(max(n, 1))
	for _, step := range tickSteps() {
		if step.minutes >= least {
			return step
		}
	}
	return tickStep{365 * 1440 * math.Ceil(least/365/1440), "120month"}
}

// ticks returns the round local times on the scale, at most n. Counting each day from its own midnight keeps them round
// when the clocks change.
func (s timeScale) ticks(n int) []time.Time {
	step := int(s.step(n).minutes)
	from := s.from.In(s.zone)
	y, m, d := from.Date()
	var out []time.Time
	for day := 0; ; day += max(1, step/1440) {
		for minute := 0; minute < 1440; minute += step {
			t := time.Date(y, m, d+day, 0, minute, 0, 0, s.zone)
			if t.After(s.to) {
				if len(out) == 0 {
					out = append(out, from)
				}
				return out
			}
			if !t.Before(from) && (len(out) == 0 || t.After(out[len(out)-1])) {
				out = append(out, t)
			}
		}
	}
}
