package templates

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/postmortem-dev/postmortem/analysis"
	"github.com/postmortem-dev/postmortem/analysis/axis"
)

// elapsedSeconds returns how many seconds after the beginning of an elapsed figure a moment is.
func elapsedSeconds(t time.Time) float64 { return t.Sub(analysis.Epoch()).Seconds() }

// elapsedLines draws rows that all begin at zero. Mermaid's gantt knows dates only, so it is text.
func elapsedLines(f analysis.Figure) []string {
	f.Rows = slices.DeleteFunc(slices.Clone(f.Rows), func(r analysis.Row) bool { return len(datedSpans(r)) == 0 })
	a, ok := axis.Elapsed(&f)
	if !ok {
		return nil
	}
	first, skipped, last := elide(f.Rows)
	var labels, values []string
	for _, row := range slices.Concat(first, last) {
		labels, values = append(labels, rowLabel(row)), append(values, rowTotal(row))
	}
	c := newChartColumns(labels, values, 26)
	lines := sampleTitle(analysis.Figure{Title: f.Title, Unit: "s"}, a)
	for _, row := range first {
		lines = append(lines, elapsedRow(a, c, row)...)
	}
	lines = append(lines, skipped...)
	for _, row := range last {
		lines = append(lines, elapsedRow(a, c, row)...)
	}
	lines = append(append(lines, lengthAxis(a, c, axis.Length)...), "")
	return append(lines, phaseLegend(f.Rows)...)
}

// rowTotal says how long after zero a row ends.
func rowTotal(r analysis.Row) string {
	end := time.Time{}
	for _, span := range datedSpans(r) {
		if span.To.IsZero() {
			return "end not recorded"
		}
		if span.To.After(end) {
			end = span.To
		}
	}
	return length(elapsedSeconds(end))
}

// elapsedRow draws one row, and under it the length of each of its spans.
func elapsedRow(a axis.Axis, c chartColumns, row analysis.Row) []string {
	cells := blanks(c.area)
	var parts []string
	spans := datedSpans(row)
	slices.SortStableFunc(spans, func(a, b analysis.Span) int { return a.From.Compare(b.From) })
	free := 0 // each span has a cell, however short it was
	for _, span := range spans {
		from := min(max(free, cellOf(a, elapsedSeconds(span.From), c.area)), c.area-1)
		if span.To.IsZero() {
			for i := from; i < min(from+4, c.area); i++ {
				cells[i] = openRune
			}
			parts = append(parts, string(openRune)+" end not recorded")
			continue
		}
		if !span.To.After(span.From) {
			continue
		}
		free = max(from+1, cellOf(a, elapsedSeconds(span.To), c.area))
		for i := from; i < free; i++ {
			cells[i] = phaseRune(span.Class)
		}
		parts = append(parts, string(phaseRune(span.Class))+" "+length(span.To.Sub(span.From).Seconds()))
	}
	label := append(wrappedName(rowLabel(row), c.label), "")
	lines := c.row(label[0], cells, rowTotal(row))
	for i, line := range wrapped(strings.Join(parts, "  "), textColumns-c.label-2, labelLines) {
		if i > 0 {
			label[1] = ""
		}
		lines = append(lines, padded(label[1], c.label)+"  "+line)
	}
	return lines
}

// phases are the classes of the spans of an incident, with the characters that they are drawn with.
func phases() []phase {
	return []phase{
		{analysis.ClassUndetected, '░'}, {analysis.ClassResponse, '▒'}, {analysis.ClassDiagnosis, '▓'},
		{analysis.ClassMitigation, '█'}, {analysis.ClassRecovery, '═'}, {analysis.ClassMerged, '─'},
	}
}

type phase struct {
	class analysis.Class
	rune  rune
}

func phaseRune(c analysis.Class) rune {
	for _, p := range phases() {
		if p.class == c {
			return p.rune
		}
	}
	return levelRune(c)
}

// phaseLegend names the characters in use.
func phaseLegend(rows []analysis.Row) []string {
	used := map[analysis.Class]bool{}
	for _, row := range rows {
		for _, span := range datedSpans(row) {
			used[span.Class] = used[span.Class] || !span.To.IsZero()
		}
	}
	var parts []string
	for _, p := range phases() {
		if used[p.class] {
			name := string(p.class)
			if p.class == analysis.ClassMerged {
				name = "phases not told apart"
			}
			parts = append(parts, fmt.Sprintf("%c %s", p.rune, name))
		}
	}
	return wrapped(strings.Join(parts, "   "), textColumns, labelLines)
}
