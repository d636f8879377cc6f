package figure

import (
	"fmt"
	"math"
	"slices"
	"time"

	"github.com/postmortem-dev/postmortem/analysis"
)

// stack is the figure's series brought onto one list of moments: tops[i][k] is the height of the pile up to and with
// series i from moments[k] to the next.
type stack struct {
	moments []time.Time
	tops    [][]float64
}

func newStack(series []analysis.Series) stack {
	var st stack
	for _, se := range series {
		for _, p := range se.Points {
			st.moments = append(st.moments, p.At)
		}
	}
	slices.SortFunc(st.moments, time.Time.Compare)
	st.moments = slices.CompactFunc(st.moments, time.Time.Equal)
	below := make([]float64, len(st.moments))
	for _, se := range series {
		top := slices.Clone(below)
		for k, t := range st.moments {
			top[k] += valueAt(se, t)
		}
		st.tops = append(st.tops, top)
		below = top
	}
	return st
}

// Steps returns the moments at which any series of a figure changes, and the value of each series from each of them to
// the next.
func Steps(f *analysis.Figure) (moments []time.Time, values [][]float64) {
	moments = newStack(f.Series).moments
	for _, se := range f.Series {
		row := make([]float64, len(moments))
		for k, t := range moments {
			row[k] = valueAt(se, t)
		}
		values = append(values, row)
	}
	return moments, values
}

// valueAt returns a step function's value at t: nothing before its first point.
func valueAt(se analysis.Series, t time.Time) float64 {
	value, last := 0.0, time.Time{}
	for _, p := range se.Points {
		if !p.At.After(t) && !p.At.Before(last) && math.Abs(p.Value) <= most {
			value, last = p.Value, p.At
		}
	}
	return value
}

// peak returns the first moment at which the pile is highest.
func (st stack) peak() (at int, value float64) {
	top := st.tops[len(st.tops)-1]
	at = slices.Index(top, slices.Max(top))
	return at, top[at]
}

// drawSteps draws the series as areas that stand on one another, and marks the peak of the whole.
func drawSteps(s *sheet) {
	st := newStack(s.fig.Series)
	peakAt, peak := st.peak()
	first := st.moments[0]
	to, beyond := cut(first, st.moments)
	if st.tops[len(st.tops)-1][len(st.moments)-1] > 0 {
		to = to.Add(to.Sub(first) / 20)
	}
	gutter, plot := 130.0, 260.0
	if s.narrow {
		gutter, plot = 30, 200
	}
	sc := newScale(first, to, gutter, s.width-12)
	under := len(s.body)
	s.timeAxis(sc)
	top := s.height
	marks, depth := s.placeMarks(sc)
	s.markLabels(marks, depth)
	s.height += 22 // room for the peak's label
	v := newValueScale(0, peak, false, s.height+plot, s.height)
	s.height += plot
	s.areas(sc, v, st)
	s.beneath(under, func() {
		s.grid(sc, top)
		s.valueLines(v, sc)
	})
	s.markLines(marks, top)
	s.peakLabel(sc, v, st.moments[peakAt], peak)
	if beyond > 0 {
		s.footnote(fmt.Sprintf("The axis is cut; the last change was at %s.", s.moment(st.moments[len(st.moments)-1])))
	}
	s.legend(s.seriesLegend())
}

// areas draws each series as the area between its own top and that of the series under it.
func (s *sheet) areas(sc scale, v valueScale, st stack) {
	floor := make([]float64, len(st.moments))
	for i, se := range s.fig.Series {
		s.open("g", "class", Colour(se.Class))
		s.element("title", clean(se.Name))
		s.empty("path", "class", "area", "fill", s.fill(se.Class), "d", stairs(sc, v, st.moments, st.tops[i], floor))
		s.empty("path", "class", "crest", "d", topLine(sc, v, st.moments, st.tops[i], floor))
		s.close("g")
		floor = st.tops[i]
	}
}

// stairs returns the outline of an area: along its top, then back along its floor.
func stairs(sc scale, v valueScale, moments []time.Time, top, floor []float64) string {
	parts := []any{"M", sc.x(moments[0]), v.at(floor[0])}
	for k, t := range moments {
		parts = append(parts, "H", sc.x(t), "V", v.at(top[k]))
	}
	parts = append(parts, "H", sc.x1)
	for k := len(moments) - 1; k >= 0; k-- {
		parts = append(parts, "V", v.at(floor[k]), "H", sc.x(moments[k]))
	}
	return path(append(parts, "Z")...)
}

// topLine returns the upper edge of an area where it has any height: elsewhere it would cover the edge of the area
// under it.
func topLine(sc scale, v valueScale, moments []time.Time, top, floor []float64) string {
	var parts []any
	joined := false
	for k, t := range moments {
		end := sc.x1
		if k+1 < len(moments) {
			end = sc.x(moments[k+1])
		}
		if !joined && top[k] > floor[k] {
			parts = append(parts, "M", sc.x(t), v.at(floor[k]))
		}
		if joined || top[k] > floor[k] {
			parts = append(parts, "V", v.at(top[k]))
		}
		if joined = top[k] > floor[k]; joined {
			parts = append(parts, "H", end)
		}
	}
	return path(parts...)
}

// valueLines draws the horizontal grid with its numbers.
func (s *sheet) valueLines(v valueScale, sc scale) {
	for _, n := range v.ticks(s.narrow) {
		s.line("grid", sc.x0, v.at(n), sc.x1, v.at(n))
		s.text("tick", "end", sc.x0-6, v.at(n)+4, quantity(n))
	}
	s.text("muted", "start", 0, v.at(v.high)-10, s.unitAbove())
}

// unitAbove returns what stands over the numbers of the horizontal grid.
func (s *sheet) unitAbove() string { return fit(clean(s.fig.Unit), smallSize, s.width/2) }

func (s *sheet) peakLabel(sc scale, v valueScale, at time.Time, peak float64) {
	x, y := sc.x(at), v.at(peak)
	label := fmt.Sprintf("peak %s at %s", quantity(peak), s.clock(at))
	s.empty("circle", "class", "peak", "cx", x, "cy", y, "r", 4.0)
	anchor, textX := "start", x+2
	if math.Abs(y-v.at(v.high)) < laneHeight {
		textX = max(textX, textWidth(s.unitAbove(), smallSize)+8)
	}
	if textX+textWidth(label, labelSize) > s.width {
		anchor, textX = "end", x+4
	}
	s.text("peaklabel", anchor, textX, y-9, label)
}

func (s *sheet) seriesLegend() []legendItem {
	var items []legendItem
	for _, se := range s.fig.Series {
		item := s.swatch(se.Class)
		item.words = fit(SeriesName(se), smallSize, s.width-40)
		items = append(items, item)
	}
	return items
}

// SeriesName returns what a series is called in a legend: its name, unless that only repeats its class.
func SeriesName(se analysis.Series) string {
	if name := clean(se.Name); name != "" && name != string(se.Class) {
		return name
	}
	return Words(se.Class)
}
