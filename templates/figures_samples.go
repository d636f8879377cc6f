package templates

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/postmortem-dev/postmortem/analysis"
	"github.com/postmortem-dev/postmortem/analysis/axis"
)

// sampleRow is a sample as it is printed: values that are numbers, in ascending order, and a label in plain text.
type sampleRow struct {
	analysis.Sample
	unit string
}

// sampleRows returns the samples of a figure that hold a number, and the axis for all of them.
func sampleRows(f analysis.Figure) ([]sampleRow, axis.Axis, bool) {
	var out []sampleRow
	var all []float64
	for _, s := range f.Samples {
		s.Values = slices.DeleteFunc(slices.Clone(s.Values), func(v analysis.Value) bool { return !(math.Abs(v.X) <= 1e300) })
		slices.SortStableFunc(s.Values, func(a, b analysis.Value) int { return cmp.Compare(a.X, b.X) })
		if len(s.Values) == 0 {
			continue
		}
		if s.Label = plainText(s.Label); s.Label == "" {
			s.Label = "(no name)"
		}
		s.N = max(s.N, len(s.Values))
		if s.Low == nil || s.High == nil || math.IsNaN(*s.Low+*s.High+s.Median) {
			s.Low, s.High = nil, nil
		}
		for _, v := range s.Values {
			all = append(all, v.X)
		}
		out = append(out, sampleRow{s, f.Unit})
	}
	a, ok := axis.New(all, f.Log, f.Unit)
	return out, a, ok
}

// quantile returns the q-quantile of a sample, interpolated between order statistics as the analysis does.
func (s sampleRow) quantile(q float64) float64 {
	h := q * float64(len(s.Values)-1)
	i := int(h)
	if i+1 >= len(s.Values) {
		return s.Values[len(s.Values)-1].X
	}
	return s.Values[i].X + (h-float64(i))*(s.Values[i+1].X-s.Values[i].X)
}

// middle returns the median, or a quantile where the figure's is no number.
func (s sampleRow) middle() float64 {
	if math.Abs(s.Median) <= 1e300 {
		return s.Median
	}
	return s.quantile(0.5)
}

// words prints a value of a sample.
func (s sampleRow) words(v float64) string { return unitValue(v, s.unit) }

func unitValue(v float64, unit string) string {
	if unit == "s" && math.Abs(v) < 1e9 {
		return length(v)
	}
	return figureNumber(v)
}

// intervalWords says between which bounds the median lies, or "" when that cannot be told.
func (s sampleRow) intervalWords() string {
	if s.Low == nil {
		return ""
	}
	return s.words(*s.Low) + " – " + s.words(*s.High)
}

// roundWords returns how a value at which an axis is labelled is printed.
func roundWords(unit string) func(float64) string {
	if unit == "s" {
		return axis.Length
	}
	return figureNumber
}

// sampleTitle returns the title with what is to be known about the axis.
func sampleTitle(f analysis.Figure, a axis.Axis) []string {
	title := plainText(f.Title)
	if f.Unit != "s" {
		title = unitTitle(f)
	}
	if a.Log {
		title += " (logarithmic scale)"
	}
	return append(wrapped(strings.TrimSpace(title), textColumns, labelLines), "")
}

// wrappedName returns a name in at most two lines of n columns. A name that is one long word, such as an id, is broken
// after a hyphen if it can be.
func wrappedName(name string, n int) []string {
	if columns(name) <= n {
		return []string{name}
	}
	head, _ := cut(name, n)
	if i := strings.LastIndexAny(head, " -_/."); i >= n/3 {
		return []string{strings.TrimRight(name[:i+1], " "), clip(strings.TrimLeft(name[i+1:], " "), n)}
	}
	return wrapped(name, n, 2)
}

// cellOf returns the cell of n in which a value lies.
func cellOf(a axis.Axis, v float64, n int) int { return min(n-1, int(a.At(v)*float64(n-1)+0.5)) }

// lengthAxis returns a line of ticks with the value under each.
func lengthAxis(a axis.Axis, c chartColumns, words func(float64) string) []string {
	line, text := []rune(strings.Repeat("─", c.area)), ""
	ticks := a.Ticks(func(x, y float64) float64 {
		return (float64(columns(words(x))+columns(words(y)))/2 + 3) / float64(c.area)
	})
	for _, v := range ticks {
		at, name := cellOf(a, v, c.area), words(v)
		start := min(max(0, at-columns(name)/2), c.area-columns(name))
		if start < columns(text)+boolToInt(text != "") {
			continue
		}
		line[at] = '┬'
		text = padded(text, start) + name
	}
	if a.Zero {
		for i := range 3 {
			line[1+i+cellOf(a, a.Low, c.area)/3] = ' '
		}
	}
	return append(c.row("", line, ""), c.row("", []rune(text), "")...)
}

// ecdfShares are the shares at which an ecdf of at most n values is printed: tenths of fewer than ten are none.
func ecdfShares(n int) []float64 {
	switch {
	case n < 4:
		return []float64{0, 0.5, 1}
	case n < 10:
		return []float64{0, 0.25, 0.5, 0.75, 1}
	}
	return []float64{0, 0.1, 0.25, 0.5, 0.75, 0.9, 1}
}

// ecdfLines prints for each sample which value a share of it does not exceed.
func ecdfLines(f analysis.Figure) []string {
	samples, a, ok := sampleRows(f)
	if !ok {
		return nil
	}
	var labels, values []string
	for _, s := range samples {
		for _, q := range ecdfShares(len(s.Values)) {
			labels, values = append(labels, shareWords(q)), append(values, s.words(s.quantile(q)))
		}
	}
	c := newChartColumns(labels, values, 34)
	lines := sampleTitle(f, a)
	for _, s := range samples {
		lines = append(lines, fmt.Sprintf("%s, n = %d", clip(s.Label, textColumns-20), s.N))
		for _, q := range ecdfShares(len(s.Values)) {
			lines = append(lines, s.quantileRow(a, c, q)...)
		}
		lines = append(append(lines, lengthAxis(a, c, roundWords(f.Unit))...), "")
	}
	return append(lines, ecdfLegend(samples)...)
}

// quantileRow prints the value that a share of the sample does not exceed, and the interval of the median.
func (s sampleRow) quantileRow(a axis.Axis, c chartColumns, q float64) []string {
	v, cells := s.quantile(q), blanks(c.area)
	if q == 0.5 {
		v = s.middle()
	}
	for i := range cellOf(a, v, c.area) {
		cells[i] = '·'
	}
	if q == 0.5 && s.Low != nil {
		for i := cellOf(a, *s.Low, c.area); i <= cellOf(a, *s.High, c.area); i++ {
			cells[i] = '─'
		}
	}
	cells[cellOf(a, v, c.area)] = '●'
	return c.row(shareWords(q), cells, s.words(v))
}

func shareWords(q float64) string {
	switch q {
	case 0:
		return "the least"
	case 0.5:
		return "half at most"
	case 1:
		return "the most"
	}
	return fmt.Sprintf("%.0f %% at most", 100*q)
}

func ecdfLegend(samples []sampleRow) []string {
	var lines []string
	for _, s := range samples {
		if s.Low == nil {
			continue
		}
		name := ""
		if len(samples) > 1 {
			name = " of " + clip(s.Label, 30)
		}
		lines = append(lines, clip("─── 95 % interval of the median"+name+": "+s.intervalWords(), textColumns))
	}
	if len(lines) == 0 {
		return []string{"Too few values for an interval of the median."}
	}
	return lines
}

// stripLines prints a row of dots for each sample, with its median and the interval of that under them.
func stripLines(f analysis.Figure) []string {
	samples, a, ok := sampleRows(f)
	if !ok {
		return nil
	}
	samples, skipped := samples[:min(len(samples), mostRows/2)], max(0, len(samples)-mostRows/2)
	var labels, values []string
	for _, s := range samples {
		labels = append(labels, fmt.Sprintf("%s (%d)", s.Label, s.N))
		values = append(values, "median "+s.words(s.middle()), s.intervalWords())
	}
	c := newChartColumns(labels, values, 26)
	lines := append(sampleTitle(f, a), lengthAxis(a, c, roundWords(f.Unit))...)
	slices.Reverse(lines[len(lines)-2:])
	lines[len(lines)-1] = strings.ReplaceAll(lines[len(lines)-1], "┬", "┴")
	for _, s := range samples {
		lines = append(lines, s.stripRow(a, c)...)
	}
	if skipped > 0 {
		lines = append(lines, "… "+plural(skipped, "more row is", "more rows are")+" not drawn here …")
	}
	return append(lines, "", "• one value   2–9 so many in one place   # more   ├─┼─┤ median and its 95 % interval")
}

// stripRow prints a sample: its dots, then its median below them.
func (s sampleRow) stripRow(a axis.Axis, c chartColumns) []string {
	counts := make([]int, c.area)
	for _, v := range s.Values {
		counts[cellOf(a, v.X, c.area)]++
	}
	dots, rail := blanks(c.area), blanks(c.area)
	for i, n := range counts {
		switch {
		case n == 1:
			dots[i] = '•'
		case n > 9:
			dots[i] = '#'
		case n > 1:
			dots[i] = rune('0' + n)
		}
	}
	if s.Low != nil {
		from, to := cellOf(a, *s.Low, c.area), cellOf(a, *s.High, c.area)
		for i := from; i <= to; i++ {
			rail[i] = '─'
		}
		rail[from], rail[to] = '├', '┤'
	}
	rail[cellOf(a, s.middle(), c.area)] = '┼'
	label := append(wrappedName(fmt.Sprintf("%s (%d)", s.Label, s.N), c.label), "")
	lines := c.row(label[0], dots, "median "+s.words(s.middle()))
	if len(s.Values) == 1 && label[1] == "" {
		return lines
	}
	return append(lines, c.row(label[1], rail, s.intervalWords())...)
}
