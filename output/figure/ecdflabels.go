package figure

import "fmt"

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
