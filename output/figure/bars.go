package figure

import (
	"math"
	"strings"

	"github.com/postmortem-dev/postmortem/analysis"
)

const (
	barsBar = 14.0
	barsRow = 34.0
)

// drawBars draws values as bars and ranges as bars from low to high. On a logarithmic axis, which has no zero to stand
// on, a single value is a dot.
func drawBars(s *sheet) {
	low, high, ok := valueRange(s.fig)
	if !ok {
		s.nothing()
		return
	}
	gutter, right := s.gutter(s.fig.Rows), 0.0
	for _, r := range s.fig.Rows {
		right = max(right, textWidth(s.barWords(r)+shortNote(r), smallSize)+24)
	}
	if s.narrow {
		right = 0
	}
	v := newUnitScale(low, high, s.fig.Log, s.fig.Unit, gutter, s.width-right)
	under := len(s.body)
	s.height = 24
	top := s.height
	for i, r := range s.fig.Rows {
		s.groupHeader(s.fig.Rows, i)
		s.barsRow(v, r)
	}
	s.beneath(under, func() { s.valueAxis(v, top) })
	if s.fig.Log {
		s.footnote("Logarithmic axis: each grid line is ten times the one before it.")
	}
	s.legend(s.barsLegend())
}

// valueRange returns the least and greatest number of the rows, and false when there is none that the axis can show.
func valueRange(f *analysis.Figure) (low, high float64, ok bool) {
	low, high = math.Inf(1), math.Inf(-1)
	for _, r := range f.Rows {
		r = finite(r)
		for _, p := range [...]*float64{r.Low, r.High} {
			if p != nil && (!f.Log || *p > 0) {
				low, high, ok = min(low, *p), max(high, *p), true
			}
		}
	}
	return low, high, ok
}

// most is the largest number whose differences are numbers too.
const most = 1e300

// finite returns a row whose ends are numbers or unknown. An analysis gives no others; a figure from elsewhere could.
func finite(r analysis.Row) analysis.Row {
	for _, p := range [...]**float64{&r.Low, &r.High} {
		if *p != nil && !(math.Abs(**p) <= most) { // also true of NaN
			*p = nil
		}
	}
	return r
}

// RangeWords writes a row's value: one number, a range, or a bound.
func RangeWords(r analysis.Row, unit string) string {
	r = finite(r)
	switch {
	case r.Low == nil && r.High == nil:
		return "not recorded"
	case r.High == nil:
		return "at least " + Value(*r.Low, unit)
	case r.Low == nil:
		return "at most " + Value(*r.High, unit)
	case *r.Low == *r.High:
		return Value(*r.Low, unit)
	case unit == "s":
		return Value(*r.Low, unit) + " – " + Value(*r.High, unit)
	}
	low, high := quantity(*r.Low), quantity(*r.High)
	for _, word := range [...]string{" million", " billion"} {
		if strings.HasSuffix(low, word) && strings.HasSuffix(high, word) {
			low = strings.TrimSuffix(low, word)
		}
	}
	return strings.TrimSpace(low + " – " + high + " " + clean(unit))
}

// Ends returns where the bar of a row begins and ends on the figure's axis, and false for a row that has none: a bar of
// a single value begins at zero, or where a logarithmic axis begins.
func Ends(f *analysis.Figure, r analysis.Row) (from, to float64, ok bool) {
	one := analysis.Figure{Kind: f.Kind, Log: f.Log, Rows: []analysis.Row{r}}
	if from, to, ok = valueRange(&one); !ok || from < to {
		return from, to, ok
	}
	if !f.Log {
		return 0, to, true
	}
	low, _ := Decades(f)
	return low, to, true
}

// Decades returns the whole powers of ten between which the logarithmic axis of a figure runs.
func Decades(f *analysis.Figure) (low, high float64) {
	least, greatest, ok := valueRange(f)
	if !ok {
		return 1, 10
	}
	v := newValueScale(least, greatest, true, 0, 1)
	return v.low, v.high
}

// barWords is what stands beside a bar. The unit stands once, at the axis, where there is a gutter to write it in.
func (s *sheet) barWords(r analysis.Row) string {
	if s.narrow || s.fig.Unit == "s" {
		return RangeWords(r, s.fig.Unit)
	}
	return RangeWords(r, "")
}

func (s *sheet) valueAxis(v valueScale, top float64) {
	if !s.narrow && s.fig.Unit != "s" {
		s.text("axisname", "end", v.a0-34, top-8, fit(clean(s.fig.Unit), smallSize, v.a0-34))
	}
	for _, n := range v.ticks(s.narrow) {
		s.line("grid", v.at(n), top, v.at(n), s.height)
		anchor := "middle"
		if s.narrow && v.at(n) == v.a0 {
			anchor = "start"
		}
		if v.at(n)+20 > s.width {
			anchor = "end"
		}
		s.text("tick", anchor, v.at(n), top-8, s.tickWords(n))
	}
}

func (s *sheet) tickWords(n float64) string {
	if s.fig.Unit == "s" {
		return Value(n, "s")
	}
	return quantity(n)
}

func (s *sheet) barsRow(v valueScale, r analysis.Row) {
	words, note := s.barWords(r), clean(r.Note)
	height := barsRow
	if note != "" && !s.narrow {
		height += 6
	}
	top := s.rowLabel(r.Label, words, v.a0, height)
	y := top + (height-barsBar)/2
	if s.narrow {
		y, height = top+2, barsBar+10
	}
	s.open("g", "class", Colour(r.Class))
	s.element("title", clean(r.Label)+": "+RangeWords(r, s.fig.Unit)+suffix(note))
	end := s.valueMark(v, r, y)
	s.close("g")
	if !s.narrow {
		s.text("value", "start", end+8, y+barsBar/2+4.5, words+shortNote(r))
	}
	s.height = top + height
}

// shortNote returns as much of a row's note as leaves room for the bars.
func shortNote(r analysis.Row) string { return fit(suffix(clean(r.Note)), smallSize, 120) }

func suffix(note string) string {
	if note == "" {
		return ""
	}
	return " (" + note + ")"
}

// valueMark draws one row's bar, range or dot and returns where it ends. A bound without its other end runs out in an
// arrow.
func (s *sheet) valueMark(v valueScale, r analysis.Row, y float64) (end float64) {
	r = finite(r)
	base := v.a0
	if !v.log {
		base = v.at(0)
	}
	mid := y + barsBar/2
	switch {
	case r.Low == nil && r.High == nil:
		return base
	case r.High == nil:
		s.line("stem", base, mid, v.at(*r.Low), mid)
		s.empty("path", "class", "bar", "fill", "currentColor", "d", path("M", v.at(*r.Low), y, "h8l7 ", barsBar/2, "l-7 ", barsBar/2, "h-8Z"))
		return v.at(*r.Low) + 15
	case r.Low == nil:
		s.empty("path", "class", "bar", "fill", "currentColor", "d", path("M", v.at(*r.High), y, "h-8l-7 ", barsBar/2, "l7 ", barsBar/2, "h8Z"))
		return v.at(*r.High)
	}
	from, to := v.at(*r.Low), v.at(*r.High)
	if v.log && to-from < 3 {
		s.line("stem", base, mid, to, mid)
		s.empty("circle", "fill", "currentColor", "cx", to, "cy", mid, "r", 5.5)
		return to + 5
	}
	if v.log {
		s.line("stem", base, mid, from, mid)
		s.empty("rect", "class", "bar", "fill", "currentColor", "x", from, "y", y+2, "width", to-from, "height", barsBar-4, "rx", min(barsBar-4, to-from)/2)
		return to
	}
	s.linearBar(base, from, to, y)
	return max(base, from, to)
}

// linearBar draws a bar from the base to the certain part of a range, and the doubtful part lighter.
func (s *sheet) linearBar(base, from, to, y float64) {
	sure, doubt := from, to
	if to <= base {
		sure, doubt = to, from
	}
	left, right := min(base, sure), max(base, sure)
	s.empty("rect", "class", "bar", "fill", "currentColor", "x", left, "y", y, "width", max(right-left, 1.5), "height", barsBar, "rx", 1.5)
	if from != to {
		s.empty("rect", "class", "bar doubt", "fill", "currentColor", "x", min(sure, doubt), "y", y, "width", max(sure, doubt)-min(sure, doubt), "height", barsBar)
	}
}

func (s *sheet) barsLegend() []legendItem {
	items := s.swatches(func(c analysis.Class) bool { return c != analysis.ClassValue && rowsHave(s.fig.Rows)(c) })
	ranged := false
	for _, r := range s.fig.Rows {
		r = finite(r)
		ranged = ranged || r.Low != nil && r.High != nil && *r.Low != *r.High
	}
	if ranged {
		items = append(items, legendItem{"range that the sources give", func(x, y float64) {
			s.empty("rect", "class", "k-value bar", "fill", "currentColor", "x", x, "y", y, "width", 16, "height", 10, "rx", 5)
		}})
	}
	return items
}
