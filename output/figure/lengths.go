package figure

import (
	"cmp"
	"math"
	"slices"

	"github.com/postmortem-dev/postmortem/analysis"
	"github.com/postmortem-dev/postmortem/analysis/axis"
)

// lengthScale places the values of samples on a horizontal axis from x0 to x1.
type lengthScale struct {
	axis.Axis
	x0, x1 float64
}

// x returns the place of a value, held inside the axis.
func (l lengthScale) x(v float64) float64 { return l.x0 + (l.x1-l.x0)*l.At(v) }

// ticks returns the values at which the axis is labelled so that no two labels touch.
func (l lengthScale) ticks(words func(float64) string) []float64 {
	return l.Ticks(func(a, b float64) float64 {
		return ((textWidth(words(a), smallSize)+textWidth(words(b), smallSize))/2 + 14) / (l.x1 - l.x0)
	})
}

// newLengthScale returns the scale for all samples of the figure, and false when they hold no number.
func (s *sheet) newLengthScale(x0, x1 float64) (lengthScale, bool) {
	var all []float64
	for _, sample := range s.fig.Samples {
		for _, v := range sample.Values {
			all = append(all, v.X)
		}
	}
	a, ok := axis.New(all, s.fig.Log, s.fig.Unit)
	return lengthScale{a, x0, x1}, ok
}

// lengthGrid draws the grid between two heights, under what is there already.
func (s *sheet) lengthGrid(l lengthScale, top, bottom float64) {
	for _, n := range l.ticks(s.roundWords) {
		s.line("grid", l.x(n), top, l.x(n), bottom)
	}
}

// lengthLabels writes the values of the grid lines, and the unit unless each value has it.
func (s *sheet) lengthLabels(l lengthScale, y float64) {
	for _, n := range l.ticks(s.roundWords) {
		words := s.roundWords(n)
		half := textWidth(words, smallSize) / 2
		switch x := l.x(n); {
		case x-half < 0:
			s.text("tick", "start", 0, y, words)
		case x+half > s.width:
			s.text("tick", "end", s.width, y, words)
		default:
			s.text("tick", "middle", x, y, words)
		}
	}
}

// gap marks on the axis at y where zero is cut off from the logarithmic scale.
func (s *sheet) gap(l lengthScale, y float64) {
	if !l.Zero {
		return
	}
	x := (l.x(0) + l.x(l.Low)) / 2
	s.empty("rect", "class", "base", "x", x-3, "y", y-4, "width", 6.0, "height", 8.0)
	s.line("axis", x-5, y+4, x-1, y-4)
	s.line("axis", x+1, y+4, x+5, y-4)
}

// scaleNote says what kind of axis it is, if it needs to be said.
func scaleNote(l lengthScale) string {
	switch {
	case !l.Log:
		return ""
	case l.Zero:
		return "Logarithmic axis: equal distances are equal ratios. Zero stands apart at its left end."
	}
	return "Logarithmic axis: equal distances are equal ratios."
}

// known returns a sample with those of its values that are numbers, in ascending order, and false when there are none.
// An analysis gives no others; a figure from elsewhere could.
func known(sample analysis.Sample) (analysis.Sample, bool) {
	number := func(v float64) bool { return math.Abs(v) <= most }
	sample.Values = slices.DeleteFunc(slices.Clone(sample.Values), func(v analysis.Value) bool { return !number(v.X) })
	slices.SortStableFunc(sample.Values, func(a, b analysis.Value) int { return cmp.Compare(a.X, b.X) })
	if len(sample.Values) == 0 {
		return sample, false
	}
	if !number(sample.Median) {
		sample.Median = quantileOf(sample.Values, 0.5)
	}
	if sample.Low == nil || sample.High == nil || !number(*sample.Low) || !number(*sample.High) {
		sample.Low, sample.High = nil, nil
	}
	sample.N = max(sample.N, len(sample.Values))
	if sample.Label = clean(sample.Label); sample.Label == "" {
		sample.Label = "all"
	}
	return sample, true
}

// knownSamples returns the samples of a figure that hold a number.
func knownSamples(f *analysis.Figure) []analysis.Sample {
	var out []analysis.Sample
	for _, sample := range f.Samples {
		if sample, ok := known(sample); ok {
			out = append(out, sample)
		}
	}
	return out
}

// quantileOf returns the q-quantile of values in ascending order, interpolated between order statistics as the analysis
// does.
func quantileOf(values []analysis.Value, q float64) float64 {
	h := q * float64(len(values)-1)
	i := int(h)
	if i+1 >= len(values) {
		return values[len(values)-1].X
	}
	return values[i].X + (h-float64(i))*(values[i+1].X-values[i].X)
}

// amount writes a value of a sample with its unit; a length of time as the text around the figure does.
func amount(f *analysis.Figure, v float64) string {
	if f.Unit == "s" && math.Abs(v) < 1e12 {
		return analysis.Duration(v)
	}
	return Value(v, f.Unit)
}

// roundWords writes a value at which an axis of lengths is labelled.
func (s *sheet) roundWords(v float64) string {
	if s.fig.Unit == "s" || s.fig.Elapsed {
		return axis.Length(v)
	}
	return quantity(v)
}

// valueWords writes a value out with what it belongs to.
func valueWords(f *analysis.Figure, v analysis.Value) string {
	if label := clean(v.Label); label != "" {
		return label + ": " + amount(f, v.X)
	}
	return amount(f, v.X)
}

// spanWords writes the two ends of a range of values.
func spanWords(f *analysis.Figure, low, high float64) string {
	if f.Unit != "s" {
		return RangeWords(analysis.Row{Low: &low, High: &high}, f.Unit)
	}
	a, b := amount(f, low), amount(f, high)
	if a == b {
		return a
	}
	return a + " – " + b
}

// intervalWords writes the interval of a sample's median, or "" when there is none.
func intervalWords(f *analysis.Figure, sample analysis.Sample) string {
	if sample.Low == nil {
		return ""
	}
	return spanWords(f, *sample.Low, *sample.High)
}
