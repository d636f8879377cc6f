package templates

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/postmortem-dev/postmortem/analysis"
)

const (
	textColumns = 96 // what a forge shows of a code block without a scroll bar
	mostRows    = 45 // more do not fit on a screen
	lastRows    = 30 // of them, how many are from the end
	labelLines  = 3  // a longer label is clipped
	markRune    = '│'
	openRune    = '?'
)

// chartColumns is how the columns of a row are shared out: a label, the area that is drawn in, a value.
type chartColumns struct{ label, area, value int }

// newChartColumns gives labels at most most columns.
func newChartColumns(labels, values []string, most int) chartColumns {
	c := chartColumns{label: len("local")} // which stands in front of an axis
	for _, label := range labels {
		c.label = min(max(c.label, columns(label)), most)
	}
	for _, value := range values {
		c.value = min(max(c.value, columns(value)), 40)
	}
	c.area = textColumns - c.label - c.value - 4
	return c
}

// row returns the lines of one row: a long label goes on beside nothing.
func (c chartColumns) row(label string, area []rune, value string) []string {
	lines := wrapped(label, c.label, labelLines)
	lines[0] = padded(lines[0], c.label) + "  " + padded(string(area), c.area) + "  " + clip(value, c.value)
	return lines
}

// blanks returns the cells of an empty row.
func blanks(n int) []rune { return []rune(strings.Repeat(" ", n)) }

// cell returns the cell of n in which a moment lies.
func (s timeScale) cell(t time.Time, n int) int { return min(n-1, int(s.at(t)*float64(n))) }

// header returns the figure's title and its stretch of time. Nowhere else is the zone named.
func (s timeScale) header(title string) []string {
	const full = "2 Jan 2006 15:04"
	lines := wrapped(plainText(title), textColumns, labelLines)
	return append(lines, fmt.Sprintf("%s to %s %s", s.from.In(s.zone).Format(full), s.to.In(s.zone).Format(full), s.zoneName()), "")
}

// axis returns a line of ticks with the local time under each, and UTC under that unless it is the same.
func (s timeScale) axis(c chartColumns) []string {
	line, local, utc := []rune(strings.Repeat("─", c.area)), "", ""
	for _, t := range s.ticks(c.area / (len(s.layout()) + 3)) {
		at, text := s.cell(t, c.area), s.format(t)
		if at < columns(local)+boolToInt(local != "") || at+columns(text) > c.area {
			continue
		}
		line[at] = '┬'
		local = padded(local, at) + text
		utc = padded(utc, at) + t.UTC().Format(s.layout())
	}
	lines := append(c.row("", line, ""), c.row("local", []rune(local), "")...)
	if _, offset := s.from.In(s.zone).Zone(); offset == 0 && s.zoneName() == "UTC" {
		lines[1] = strings.Replace(lines[1], "local", "UTC  ", 1)
		return lines
	}
	return append(lines, c.row("UTC", []rune(utc), "")...)
}

// drawMarks puts a vertical bar where a row is empty at a named moment.
func (s timeScale) drawMarks(cells []rune, marks []analysis.Tick) {
	for _, mark := range marks {
		if at := s.cell(mark.At, len(cells)); !mark.At.IsZero() && cells[at] == ' ' {
			cells[at] = markRune
		}
	}
}

// markLines names the marks with their times.
func (s timeScale) markLines(marks []analysis.Tick) []string {
	var parts []string
	for _, mark := range marks {
		if !mark.At.IsZero() {
			parts = append(parts, strings.TrimSpace(s.format(mark.At)+" "+plainText(mark.Label)))
		}
	}
	if len(parts) == 0 {
		return nil
	}
	lines := wrapped(strings.Join(parts, "; "), textColumns-2, mostRows)
	for i, line := range lines {
		lines[i] = "  " + line
	}
	lines[0] = string(markRune) + lines[0][1:]
	return lines
}

// waterfallLines draws a row for each service with a bar for each stretch in which it was hurt.
func waterfallLines(f analysis.Figure, zone *time.Location) []string {
	f.Rows = slices.DeleteFunc(slices.Clone(f.Rows), func(r analysis.Row) bool { return len(datedSpans(r)) == 0 })
	s, ok := newTimeScale(f, zone)
	if !ok || len(f.Rows) == 0 {
		return nil
	}
	first, skipped, last := elide(f.Rows)
	labels, values := []string{}, []string{"until"}
	for _, row := range slices.Concat(first, last) {
		labels, values = append(labels, rowLabel(row)), append(values, s.until(row))
	}
	c := newChartColumns(labels, values, 26)
	lines := append(s.header(f.Title), c.row("", nil, "until")...)
	for _, row := range first {
		lines = append(lines, s.waterfallRow(c, row, f.Marks)...)
	}
	lines = append(lines, skipped...)
	for _, row := range last {
		lines = append(lines, s.waterfallRow(c, row, f.Marks)...)
	}
	lines = append(append(lines, s.axis(c)...), "")
	return append(append(lines, waterfallLegend(f.Rows)...), s.markLines(f.Marks)...)
}

// elide returns the rows to draw when there are too many: the first, a line that says how many follow, and the last.
func elide(rows []analysis.Row) (first []analysis.Row, skipped []string, last []analysis.Row) {
	n := len(rows) - mostRows
	if n <= 0 {
		return rows, nil, nil
	}
	first, last = rows[:mostRows-lastRows], rows[len(rows)-lastRows:]
	return first, []string{"… " + plural(n, "more row is", "more rows are") + " not drawn here …"}, last
}

func datedSpans(r analysis.Row) []analysis.Span {
	return slices.DeleteFunc(slices.Clone(r.Spans), func(s analysis.Span) bool { return s.From.IsZero() })
}

// until returns what stands behind a row: its note, or when its last stretch ended.
func (s timeScale) until(row analysis.Row) string {
	if note := plainText(row.Note); note != "" {
		return strings.TrimPrefix(note, "until ")
	}
	var last time.Time
	for _, span := range datedSpans(row) {
		if span.To.IsZero() {
			return "not recorded"
		}
		if span.To.After(last) {
			last = span.To
		}
	}
	return s.format(last)
}

func (s timeScale) waterfallRow(c chartColumns, row analysis.Row, marks []analysis.Tick) []string {
	cells := blanks(c.area)
	spans := datedSpans(row)
	slices.SortStableFunc(spans, func(a, b analysis.Span) int { return severityRank(a.Class) - severityRank(b.Class) })
	for _, span := range spans {
		s.drawSpan(cells, span)
	}
	s.drawMarks(cells, marks)
	return c.row(rowLabel(row), cells, s.until(row))
}

// drawSpan fills the cells of a stretch: at least one, however short it was. Where the end is not recorded, question
// marks follow the one that is known.
func (s timeScale) drawSpan(cells []rune, span analysis.Span) {
	from := s.cell(span.From, len(cells))
	if span.To.IsZero() {
		for i := from + 1; i < min(from+4, len(cells)); i++ {
			cells[i] = openRune
		}
		cells[from] = levelRune(span.Class)
		return
	}
	to := max(from, s.cell(span.To, len(cells))-1)
	if !span.To.Before(s.to) {
		to = len(cells) - 1
	}
	for i := from; i <= to; i++ {
		cells[i] = levelRune(span.Class)
	}
}

// severityRank orders levels so that the worst is drawn over the others.
func severityRank(c analysis.Class) int {
	return slices.Index([]analysis.Class{analysis.ClassUnrecorded, analysis.ClassDegraded, analysis.ClassDown}, c)
}

func levelRune(c analysis.Class) rune {
	switch c {
	case analysis.ClassDown, analysis.ClassValue:
		return '█'
	case analysis.ClassDegraded:
		return '▒'
	case analysis.ClassUnrecorded, "":
		return '░'
	}
	return '▓'
}

// waterfallLegend names the characters in use, the worst level first.
func waterfallLegend(rows []analysis.Row) []string {
	var classes []analysis.Class
	open := ""
	for _, row := range rows {
		for _, span := range datedSpans(row) {
			classes = append(classes, span.Class)
			if span.To.IsZero() {
				open = string(openRune) + " end not recorded"
			}
		}
	}
	slices.SortStableFunc(classes, func(a, b analysis.Class) int {
		if d := severityRank(b) - severityRank(a); d != 0 {
			return d
		}
		return strings.Compare(string(a), string(b))
	})
	var parts []string
	for _, class := range slices.Compact(classes) {
		parts = append(parts, string(levelRune(class))+" "+levelName(class))
	}
	if open != "" {
		parts = append(parts, open)
	}
	return wrapped(strings.Join(parts, "   "), textColumns, labelLines)
}

func levelName(c analysis.Class) string {
	if c == analysis.ClassUnrecorded || c == "" {
		return "level not recorded"
	}
	return plainText(string(c))
}
