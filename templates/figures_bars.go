package templates

import (
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/postmortem-dev/postmortem/analysis"
)

// barsLines draws a value or a range for each row: solid up to its low end, lighter from there to its high end.
func barsLines(f analysis.Figure) []string {
	first, skipped, last := elide(f.Rows)
	b := newBarScale(f)
	if !b.drawable {
		return nil
	}
	var labels, values []string
	for _, row := range slices.Concat(first, last) {
		labels, values = append(labels, rowLabel(row)), append(values, barValue(row))
	}
	c := newChartColumns(labels, values, 34)
	lines := append(wrapped(barsTitle(f), textColumns, labelLines), "")
	for _, row := range first {
		lines = append(lines, b.row(c, row)...)
	}
	lines = append(lines, skipped...)
	for _, row := range last {
		lines = append(lines, b.row(c, row)...)
	}
	lines = append(lines, b.axis(c)...)
	if slices.ContainsFunc(f.Rows, func(r analysis.Row) bool { lo, hi, ok := barEnds(r); return ok && lo < hi }) {
		lines = append(lines, "", "█ up to the low end   ░ up to the high end")
	}
	return lines
}

func barsTitle(f analysis.Figure) string {
	title := unitTitle(f)
	if f.Log {
		title += " (logarithmic scale)"
	}
	return strings.TrimSpace(title)
}

// barEnds returns the two ends of a row's bar, and false when it has no number. One end stands for both.
func barEnds(r analysis.Row) (low, high float64, ok bool) {
	ends := slices.DeleteFunc([]*float64{r.Low, r.High}, func(v *float64) bool {
		return v == nil || math.IsNaN(*v) || math.IsInf(*v, 0)
	})
	if len(ends) == 0 {
		return 0, 0, false
	}
	a, b := *ends[0], *ends[len(ends)-1]
	return min(a, b), max(a, b), true
}

func barValue(r analysis.Row) string {
	low, high, ok := barEnds(r)
	text := "not recorded"
	if ok {
		text = figureNumber(low)
		if high != low {
			text += " – " + figureNumber(high)
		}
	}
	if note := plainText(r.Note); note != "" {
		text += " (" + note + ")"
	}
	return text
}

// figureNumber prints a number as prose does, but never a small one as zero, and a huge one with its exponent.
func figureNumber(v float64) string {
	if a := math.Abs(v); v != 0 && a < 0.01 || a >= 1e15 {
		return strconv.FormatFloat(v, 'g', 3, 64)
	}
	return number(v)
}

// barScale maps a value to a part of the area. On a logarithmic scale the area begins at a power of ten below the least
// value: such a scale has no zero.
type barScale struct {
	base, most float64 // the values at the two ends of the area
	log        bool
	drawable   bool // some row has a number
}

func newBarScale(f analysis.Figure) barScale {
	b := barScale{log: f.Log}
	least := math.Inf(1)
	for _, row := range f.Rows {
		low, high, ok := barEnds(row)
		b.drawable = b.drawable || ok
		b.most = max(b.most, high)
		for _, v := range []float64{low, high} {
			if v > 0 {
				least = min(least, v)
			}
		}
	}
	if math.IsInf(least, 1) {
		b.log = false
	}
	if b.log {
		b.base = math.Pow(10, math.Ceil(math.Log10(least))-1)
		b.log = b.base > 0 && !math.IsInf(b.most/b.base, 1) // else too small or far apart for a logarithm
	}
	return b
}

// cells returns how many of n cells a value fills: at least one when it is more than nothing.
func (b barScale) cells(v float64, n int) int {
	if v <= 0 || b.most <= 0 {
		return 0
	}
	part := v / b.most
	if b.log {
		part = math.Log(v/b.base) / math.Log(b.most/b.base)
	}
	return min(n, max(1, int(math.Round(part*float64(n)))))
}

func (b barScale) row(c chartColumns, row analysis.Row) []string {
	cells := blanks(c.area)
	if low, high, ok := barEnds(row); ok {
		solid := b.cells(low, c.area)
		for i := range b.cells(high, c.area) {
			cells[i] = '░'
			if i < solid {
				cells[i] = '█'
			}
		}
	}
	return c.row(rowLabel(row), cells, barValue(row))
}

// axis returns a line with ticks and the values under them: powers of ten, or the two ends of a linear scale.
func (b barScale) axis(c chartColumns) []string {
	if b.most <= 0 {
		return nil
	}
	line, text := []rune(strings.Repeat("─", c.area)), ""
	for _, v := range b.ticks() {
		at := min(c.area-1, b.cells(v, c.area))
		if v == b.base {
			at = 0
		}
		name := figureNumber(v)
		start := max(0, min(at, c.area-columns(name)))
		if start < columns(text)+2 && text != "" {
			continue
		}
		line[at] = '┬'
		text = padded(text, start) + name
	}
	return append(c.row("", line, ""), c.row("", []rune(text), "")...)
}

func (b barScale) ticks() []float64 {
	if !b.log {
		return []float64{0, b.most / 2, b.most}
	}
	var out []float64
	for v := b.base; v <= b.most*(1+1e-9) && v > 0 && !math.IsInf(v, 1); v *= 10 {
		out = append(out, v)
	}
	return out
}
