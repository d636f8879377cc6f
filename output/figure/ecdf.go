package figure

import (
	"fmt"

	"github.com/postmortem-dev/postmortem/analysis"
)

// curve is a sample as a step function: the share of its values at or below each.
type curve struct {
	analysis.Sample
	style string
}

// share returns the part of the values up to and with the ith.
func (c curve) share(i int) float64 { return float64(i+1) / float64(len(c.Values)) }

// curves returns the samples that hold a number.
func (s *sheet) curves() []curve {
	var out []curve
	for i, sample := range knownSamples(s.fig) {
		out = append(out, curve{sample, fmt.Sprintf("c%d", 1+i%curveStyles)})
	}
	return out
}

// curveStyles is how many colours and dashes of curves the style sheet has.
const curveStyles = 6

// mostMarked is how many values of a curve have a dot each.
const mostMarked = 60

// drawECDF draws, for each sample, the share of its values at or below each value. A single sample has its quartiles
// written out; several are told apart by labels at their upper ends.
func drawECDF(s *sheet) {
	left, right, plot := 48.0, 22.0, 250.0
	if s.narrow {
		left, right, plot = 40, 16, 210
	}
	l, ok := s.newLengthScale(left, s.width-right)
	if !ok {
		s.nothing()
		return
	}
	curves := s.curves()
	s.height = s.curveLabels(l, curves)
	p := ecdfPlot{l, s.height, s.height + plot}
	s.shareGrid(p)
	for _, c := range curves {
		s.curve(p, c)
	}
	if len(curves) == 1 {
		s.quartiles(p, curves[0])
	} else {
		s.medians(p, curves)
	}
	s.height = p.bottom
	s.lengthLabels(l, s.height+18)
	s.height += 22
	if s.fig.Unit != "s" && s.fig.Unit != "" {
		s.height += 18
		s.text("axisname", "end", l.x1, s.height, fit(clean(s.fig.Unit), smallSize, s.width))
	}
	s.quartileLines(curves)
	s.footnote(scaleNote(l))
	s.legend(s.ecdfLegend(curves))
}

// ecdfPlot is the area of an ecdf, between two heights.
type ecdfPlot struct {
	lengthScale
	top, bottom float64
}

// y returns the height of a share.
func (p ecdfPlot) y(share float64) float64 { return p.bottom - (p.bottom-p.top)*share }

func (s *sheet) shareGrid(p ecdfPlot) {
	s.lengthGrid(p.lengthScale, p.top, p.bottom)
	for _, percent := range [...]int{0, 25, 50, 75, 100} {
		y := p.y(float64(percent) / 100)
		class := "grid"
		if percent == 0 {
			class = "axis"
		}
		s.line(class, p.x0, y, p.x1, y)
		s.text("tick", "end", p.x0-8, y+4, fmt.Sprintf("%d %%", percent))
	}
	s.gap(p.lengthScale, p.bottom)
}

// curve draws one sample: the line, then a dot for each value if they are few.
func (s *sheet) curve(p ecdfPlot, c curve) {
	s.open("g", "class", c.style)
	s.element("title", curveWords(s.fig, c))
	parts := []any{"M", p.x0, p.bottom}
	for i, v := range c.Values {
		parts = append(parts, "H", p.x(v.X))
		if i+1 == len(c.Values) || c.Values[i+1].X > v.X {
			parts = append(parts, "V", p.y(c.share(i)))
		}
	}
	s.empty("path", "class", "curve", "d", path(append(parts, "H", p.x1)...))
	s.close("g")
	for i, v := range c.Values {
		if len(c.Values) > mostMarked {
			break
		}
		s.open("g", "class", c.style)
		s.element("title", fmt.Sprintf("%s; %.0f %% are at most that", valueWords(s.fig, v), 100*c.share(i)))
		s.empty("circle", "class", "point", "cx", p.x(v.X), "cy", p.y(c.share(i)), "r", 3.0)
		s.close("g")
	}
}

func curveWords(f *analysis.Figure, c curve) string {
	return fmt.Sprintf("%s: %d, half of them at most %s", c.Label, c.N, amount(f, c.Median))
}

// curveLabels writes each curve's label above its upper end and returns how much room they take.
func (s *sheet) curveLabels(l lengthScale, curves []curve) float64 {
	if len(curves) == 1 {
		s.text("label", "start", l.x0, 13, fit(fmt.Sprintf("%s, n = %d", curves[0].Label, curves[0].N), labelSize, l.x1-l.x0))
		return 26
	}
	var taken lanes
	type placed struct {
		x, end float64
		lane   int
		text   string
	}
	var labels []placed
	for _, c := range curves {
		end := l.x(c.Values[len(c.Values)-1].X)
		tail := fmt.Sprintf(", n = %d, median %s", c.N, amount(s.fig, c.Median))
		if s.narrow {
			tail = fmt.Sprintf(", %d, %s", c.N, amount(s.fig, c.Median))
		}
		text := fit(c.Label, smallSize, s.width-40-textWidth(tail, smallSize)) + tail
		width := textWidth(text, smallSize) + 30
		x := max(0, min(end-14, s.width-width))
		labels = append(labels, placed{x, end, taken.put(x-4, x+width+8), text})
	}
	room := 12 + float64(len(taken))*(laneHeight+2)
	y := func(l placed) float64 { return 13 + float64(len(taken)-1-l.lane)*(laneHeight+2) }
	for i, c := range curves { // under all labels
		s.open("g", "class", c.style)
		s.line("tie", labels[i].end, y(labels[i])+6, labels[i].end, room)
		s.close("g")
	}
	for i, c := range curves {
		label := labels[i]
		s.open("g", "class", c.style)
		s.line("curve", label.x, y(label)-4, label.x+24, y(label)-4)
		s.close("g")
		s.text("below", "start", label.x+30, y(label), label.text)
	}
	return room
}

// quartiles marks the median of a single sample with its interval, and the quarters.
func (s *sheet) quartiles(p ecdfPlot, c curve) {
	if c.Low != nil {
		from, to := p.x(*c.Low), p.x(*c.High)
		s.open("g", "class", c.style)
		s.element("title", "95 % interval of the median: "+intervalWords(s.fig, c.Sample))
		s.empty("rect", "class", "span", "x", from, "y", p.y(0.5)-5, "width", max(to-from, 2), "height", 10.0, "rx", 2)
		s.close("g")
	}
	x, y := p.x(c.Median), p.y(0.5)
	s.line("marker", p.x0, y, x, y)
	s.line("marker", x, y, x, p.bottom)
	for _, q := range c.quartiles() {
		s.quartile(p, q, q.words+amount(s.fig, q.value), x)
	}
}

// quartileMark is a quantile of a sample and what it means.
type quartileMark struct {
	share, value float64
	words        string
}

// quartiles returns the median and, of a sample that has them, the quarters: first those that are least important.
func (c curve) quartiles() []quartileMark {
	if c.Values[0].X == c.Values[len(c.Values)-1].X {
		return []quartileMark{{0.5, c.Median, "all: "}}
	}
	half := quartileMark{0.5, c.Median, "half: at most "}
	if len(c.Values) < leastQuartered {
		return []quartileMark{half}
	}
	return []quartileMark{
		{0.25, quantileOf(c.Values, 0.25), "a quarter: at most "}, half,
		{0.75, quantileOf(c.Values, 0.75), "three quarters: at most "},
	}
}

// quartile marks one quantile and says what it means, right of it and below the curve, where there is nothing else; or
// left of it and above. A narrow sheet has no room for that. The median is at middle.
func (s *sheet) quartile(p ecdfPlot, q quartileMark, label string, middle float64) {
	x, y := p.x(q.value), p.y(q.share)
	s.line("tickmark", x, y-6, x, y+6)
	class := "mark"
	if q.share == 0.5 {
		class = "mark strong"
	}
	width := textWidth(label, smallSize*1.05)
	crosses := q.share < 0.5 && x+10+width > middle && x-10-width > p.x0 // the line down from the median
	switch {
	case s.narrow:
	case x+10+width <= s.width && !crosses:
		s.text(class, "start", x+10, y+17, label)
	default:
		s.text(class, "end", x-10, y-9, label)
	}
}

// quartileLines says under a narrow drawing what its marks mean.
func (s *sheet) quartileLines(curves []curve) {
	if !s.narrow || len(curves) != 1 {
		return
	}
	for _, q := range curves[0].quartiles() {
		s.height += 18
		class := "mark"
		if q.share == 0.5 {
			class = "mark strong"
		}
		s.text(class, "start", 0, s.height, fit(q.words+amount(s.fig, q.value), smallSize, s.width))
	}
	s.height += 4
}

// medians marks the median of each of several samples.
func (s *sheet) medians(p ecdfPlot, curves []curve) {
	for _, c := range curves {
		s.open("g", "class", c.style)
		s.element("title", curveWords(s.fig, c))
		s.empty("circle", "class", "middle", "cx", p.x(c.Median), "cy", p.y(0.5), "r", 5.0)
		s.close("g")
	}
}

func (s *sheet) ecdfLegend(curves []curve) []legendItem {
	var items []legendItem
	marked := false
	for _, c := range curves {
		marked = marked || len(c.Values) <= mostMarked
	}
	if marked {
		items = append(items, legendItem{"one value", func(x, y float64) {
			s.open("g", "class", curves[0].style)
			s.empty("circle", "class", "point", "cx", x+8, "cy", y+5, "r", 3.0)
			s.close("g")
		}})
	}
	if len(curves) > 1 {
		return append(items, legendItem{"median", func(x, y float64) {
			s.open("g", "class", curves[0].style)
			s.empty("circle", "class", "middle", "cx", x+8, "cy", y+5, "r", 5.0)
			s.close("g")
		}})
	}
	if curves[0].Low != nil {
		items = append(items, s.intervalItem(curves[0]))
	}
	return items
}

func (s *sheet) intervalItem(c curve) legendItem {
	words := "95 % interval of the median: " + intervalWords(s.fig, c.Sample)
	if s.narrow {
		words = "95 % interval: " + intervalWords(s.fig, c.Sample)
	}
	return legendItem{words, func(x, y float64) {
		s.open("g", "class", c.style)
		s.empty("rect", "class", "span", "x", x, "y", y, "width", 16.0, "height", 10.0, "rx", 2)
		s.close("g")
	}}
}
