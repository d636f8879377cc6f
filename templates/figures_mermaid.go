package templates

import (
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"github.com/postmortem-dev/postmortem/analysis"
)

// mermaidText returns text as one line that Mermaid shows and never reads as syntax. Everything but letters, digits and a
// few harmless signs becomes a character entity, and so does the first letter of what would be a keyword. A dot could make
// a link (www.) and is kept only before a space or at the end.
func mermaidText(text string) string {
	runes := []rune(strings.Join(strings.Fields(strings.Map(visible, norm.NFC.String(text))), " "))
	var b strings.Builder
	for i, r := range runes {
		next := ' '
		if i+1 < len(runes) {
			next = runes[i+1]
		}
		switch {
		case i == 0 && startsSyntax(string(runes)):
			fmt.Fprintf(&b, "#%d;", r)
		case unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r) || strings.ContainsRune(" ,()'/", r):
			b.WriteRune(r)
		case (r == '.' && next == ' ') || (r == '-' && i > 0 && next != '-'):
			b.WriteRune(r)
		case r == '"':
			b.WriteString("#quot;")
		default:
			fmt.Fprintf(&b, "#%d;", r)
		}
	}
	return b.String()
}

// visible returns a character that a reader can see, a space for any other that parts words, or -1 for the rest.
func visible(r rune) rune {
	switch {
	case unicode.IsSpace(r) || unicode.IsControl(r):
		return ' '
	case unicode.In(r, unicode.Cf, unicode.Co):
		return -1
	}
	return r
}

// startsSyntax reports whether a line of a gantt that begins like text would be something other than a task, or whether
// text begins with a number that Mermaid would take for a date, a list or the place of a section.
func startsSyntax(text string) bool {
	if rest := strings.TrimLeft(text, "0123456789"); rest != text {
		return rest == "" || strings.ContainsAny(rest[:1], ".)-")
	}
	lower := strings.ToLower(text)
	for _, word := range []string{
		"gantt", "dateformat", "inclusiveenddates", "topaxis", "axisformat", "tickinterval", "includes", "excludes",
		"todaymarker", "weekday", "weekend", "title", "section", "acctitle", "accdescr", "click ", "call ", "href ",
	} {
		if strings.HasPrefix(lower+" ", word) {
			return true
		}
	}
	return false
}

// ganttLines draws a row as a section and a span as a task. Mermaid reads local times without a zone, so all of them are
// on the clock that was in force at the start, even where clocks change: else a span could end before it begins.
func ganttLines(f analysis.Figure, zone *time.Location) []string {
	s, ok := newTimeScale(f, zone)
	if !ok {
		return nil
	}
	name := zoneAbbreviation(s.from.In(zone))
	_, offset := s.from.In(zone).Zone()
	if s.zoneName() != name {
		s.zone, name = time.FixedZone(name, offset), name+" throughout"
	}
	g := ganttWriter{timeScale: s, stamp: "2006-01-02 15:04", keys: map[string]int{}}
	dates := "YYYY-MM-DD HH:mm"
	for _, t := range figureMoments(f) {
		if t.Second() != 0 {
			g.stamp, dates = "2006-01-02 15:04:05", "YYYY-MM-DD HH:mm:ss"
		}
	}
	g.marks(f.Marks)
	first, skipped, last := elide(f.Rows)
	for _, row := range slices.Concat(first, last) {
		g.row(row)
	}
	title := fmt.Sprintf("%s (times in %s)", f.Title, name)
	for _, text := range skipped {
		title += " " + text
	}
	axis, step := ganttAxis(s)
	return append([]string{
		fmt.Sprintf(`%%%%{init: {"gantt": {"leftPadding": %d}}}%%%%`, 30+7*g.widest), "gantt",
		"    title " + mermaidText(title), "    dateFormat " + dates, "    axisFormat " + axis,
		"    tickInterval " + step, "    todayMarker off",
	}, g.lines...)
}

func ganttAxis(s timeScale) (format, step string) {
	switch days := s.seconds() / 86400; {
	case days <= 1:
		return "%H:%M", s.step(9).mermaid
	case days <= 4:
		return "%d %b %H:%M", s.step(7).mermaid
	case days <= 300:
		return "%d %b", s.step(9).mermaid
	}
	return "%b %Y", s.step(9).mermaid
}

// ganttWriter holds the lines so far and the section keys in use: Mermaid makes one section of two with the same name.
type ganttWriter struct {
	timeScale
	stamp  string
	lines  []string
	keys   map[string]int
	widest int // columns of the widest line of a section's name
}

// sectionColumns is where the names of sections are broken into lines: Mermaid draws on over the bars.
const sectionColumns = 24

func (g *ganttWriter) section(label string) {
	g.keys[label]++
	if n := g.keys[label]; n > 1 {
		label = fmt.Sprintf("%s (%d)", label, n)
	}
	lines := wrapped(label, sectionColumns, 4)
	for i, line := range lines {
		g.widest = max(g.widest, columns(line))
		lines[i] = mermaidText(line)
	}
	g.lines = append(g.lines, "    section "+strings.Join(lines, "<br>"))
}

func (g *ganttWriter) marks(marks []analysis.Tick) {
	begun := false
	for _, mark := range marks {
		if mark.At.IsZero() {
			continue
		}
		if !begun {
			g.section("milestones")
			begun = true
		}
		g.lines = append(g.lines, fmt.Sprintf("    %s :milestone, %s, 0m", taskName(mark.Label, "milestone"), g.local(mark.At)))
	}
}

func (g *ganttWriter) row(row analysis.Row) {
	begun := false
	for _, span := range row.Spans {
		if span.From.IsZero() {
			continue
		}
		if !begun {
			label := rowLabel(row)
			if note := plainText(row.Note); note != "" {
				label += " (" + note + ")"
			}
			g.section(label)
			begun = true
		}
		g.span(span)
	}
}

// span writes a task. Only what nobody had noticed has a colour of its own: Mermaid's other task colours cannot be read
// in its dark theme.
func (g *ganttWriter) span(span analysis.Span) {
	name, to := span.Label, span.To
	if strings.TrimSpace(name) == "" {
		name = string(span.Class)
	}
	switch {
	case to.IsZero():
		name += " (end not recorded)"
		to = span.From.Add(time.Duration(max(60, g.seconds()/40)) * time.Second)
	case to.Before(span.From):
		to = span.From
	}
	tag := ""
	if span.Class == analysis.ClassUndetected {
		tag = "crit, "
	}
	g.lines = append(g.lines, fmt.Sprintf("    %s :%s%s, %s", taskName(name, "span"), tag, g.local(span.From), g.local(to)))
}

func (g *ganttWriter) local(t time.Time) string { return t.In(g.zone).Format(g.stamp) }

func taskName(name, fallback string) string {
	if text := mermaidText(clip(plainText(name), 60)); text != "" {
		return text
	}
	return fallback
}
