package figure

import (
	"fmt"

	"github.com/postmortem-dev/postmortem/analysis"
)

const (
	stripRail = 22.0 // the room under the dots of a row for its quartiles and median
	stripGap  = 12.0
)

// In a figure of more than mostNamed dots, only the outermost of a sample of more than fewDots carry their own words.
const (
	mostNamed = 300
	fewDots   = 60
)

// strip is what the rows of a strip figure have in common.
type strip struct {
	lengthScale
	swarms
	samples []analysis.Sample
	gutter  float64
	named   bool // each dot has its own words
}

// drawStrip draws a row for each sample: a dot for each value and, under them, the middle half, the median and its
// interval.
func drawStrip(s *sheet) {
	p, ok := s.newStrip()
	if !ok {
		s.nothing()
		return
	}
	under := len(s.body)
	s.height = 16
	s.lengthLabels(p.lengthScale, s.height)
	if !s.narrow {
		s.text("muted", "end", s.width, s.height-2, "median, 95 % interval")
	}
	s.height += 8
	top := s.height
	s.line("axis", p.x0, top, p.x1, top)
	s.gap(p.lengthScale, top)
	s.height += 6
	for i := range p.samples {
		s.stripRow(p, i)
	}
	s.beneath(under, func() { s.lengthGrid(p.lengthScale, top, s.height-stripGap/2) })
	s.stripNotes(p)
	s.legend(s.stripLegend(p))
}

func (s *sheet) newStrip() (strip, bool) {
	p := strip{samples: knownSamples(s.fig)}
	x0, x1 := 8.0, s.width-8
	if !s.narrow {
		right := textWidth("median, 95 % interval", smallSize)
		for _, sample := range p.samples {
			p.gutter = max(p.gutter, textWidth(sample.Label, labelSize))
			right = max(right, textWidth(intervalWords(s.fig, sample), smallSize))
		}
		p.gutter = min(max(p.gutter, 60), 230)
		x0, x1 = p.gutter+26, s.width-right-18
	}
	var ok bool
	p.lengthScale, ok = s.newLengthScale(x0, x1)
	var places [][]float64
	dots := 0
	for _, sample := range p.samples {
		var xs []float64
		for _, v := range sample.Values {
			xs = append(xs, p.x(v.X))
		}
		dots += len(xs)
		places = append(places, xs)
	}
	p.swarms, p.named = newSwarms(places), dots <= mostNamed
	return p, ok
}

// stripRow draws one sample.
func (s *sheet) stripRow(p strip, i int) {
	sample := p.samples[i]
	height := max(p.height(i), 12)
	if s.narrow {
		s.stripLabelAbove(sample)
	} else {
		lines := wrapAnywhere(sample.Label, labelSize, p.gutter, 2)
		height = max(height, float64(len(lines)+1)*15-stripRail+8)
		y := s.height + (height+stripRail)/2 - float64(len(lines)+1)*7.5 + 11
		for k, line := range lines {
			s.text("label", "end", p.gutter, y+float64(k)*15, line)
		}
		s.text("muted", "end", p.gutter, y+float64(len(lines))*15, fmt.Sprintf("n = %d", sample.N))
		s.stripValue(sample, s.height+(height+stripRail)/2)
	}
	s.open("g", "class", "k-value")
	s.dots(p, i, s.height+(height+p.height(i))/2-p.radius)
	rail := s.height + height + stripRail/2
	s.line("grid", p.x0, rail, p.x1, rail)
	s.rail(p.lengthScale, sample, rail)
	s.close("g")
	s.height = rail + stripRail/2 + stripGap
}

// stripLabelAbove writes what a sample is called, how many values it has and its median above its row.
func (s *sheet) stripLabelAbove(sample analysis.Sample) {
	value := "median " + amount(s.fig, sample.Median)
	s.text("value", "end", s.width, s.height+14, value)
	tail := fmt.Sprintf(" (%d)", sample.N)
	lines := wrapAnywhere(sample.Label, labelSize, s.width-textWidth(value+tail, labelSize)-12, 2)
	lines[len(lines)-1] += tail
	for _, line := range lines {
		s.text("label", "start", 0, s.height+14, line)
		s.height += 15
	}
	s.height += 6
}

// stripValue writes the median and, under it, its interval right of the row.
func (s *sheet) stripValue(sample analysis.Sample, y float64) {
	interval := intervalWords(s.fig, sample)
	if interval == "" {
		s.text("value strong", "end", s.width, y+4, amount(s.fig, sample.Median))
		return
	}
	s.text("value strong", "end", s.width, y-3, amount(s.fig, sample.Median))
	s.text("muted", "end", s.width, y+12, interval)
}

// outermost is how many dots at each end of a crowd carry their own words.
const outermost = 5

// dots draws the values of a sample, the middle of the lowest lane at y.
func (s *sheet) dots(p strip, i int, y float64) {
	values := p.samples[i].Values
	var crowd []any
	for k, v := range values {
		x, at := p.x(v.X), y-p.offset(i, k)
		if !p.named && len(values) > fewDots && k >= outermost && k < len(values)-outermost {
			crowd = append(crowd, "M", x, at, "h0")
			continue
		}
		s.open("g")
		s.element("title", valueWords(s.fig, v))
		s.empty("circle", "class", "one", "cx", x, "cy", at, "r", p.radius)
		s.close("g")
	}
	if crowd != nil {
		s.empty("path", "class", "crowd", "stroke-width", 2*p.radius, "d", path(crowd...))
	}
}

// leastQuartered is how few values make quarters that mean something.
const leastQuartered = 4

// rail draws the middle half of a sample as a light box, the interval of the median as a line, and the median across it.
func (s *sheet) rail(l lengthScale, sample analysis.Sample, y float64) {
	if len(sample.Values) >= leastQuartered {
		q1, q3 := quantileOf(sample.Values, 0.25), quantileOf(sample.Values, 0.75)
		s.open("g")
		s.element("title", "the middle half: "+spanWords(s.fig, q1, q3))
		s.empty("rect", "class", "span", "x", l.x(q1), "y", y-5, "width", max(l.x(q3)-l.x(q1), 2), "height", 10.0, "rx", 2)
		s.close("g")
	}
	if sample.Low != nil {
		s.open("g")
		s.element("title", "95 % interval of the median: "+intervalWords(s.fig, sample))
		s.line("interval", l.x(*sample.Low), y, l.x(*sample.High), y)
		s.close("g")
	}
	s.open("g")
	s.element("title", "median: "+amount(s.fig, sample.Median))
	s.line("median", l.x(sample.Median), y-8, l.x(sample.Median), y+8)
	s.close("g")
}

func (s *sheet) stripNotes(p strip) {
	s.height -= stripGap
	note := scaleNote(p.lengthScale)
	if p.crowded {
		note += " Dots overlap where many values are the same or nearly so."
	}
	picked := false
	for _, sample := range p.samples {
		picked = picked || sample.N > len(sample.Values)
	}
	if picked {
		note += " Of a large group an even pick of its values is drawn."
	}
	s.footnote(note)
}

func (s *sheet) stripLegend(p strip) []legendItem {
	quartered, interval := false, false
	for _, sample := range p.samples {
		quartered = quartered || len(sample.Values) >= leastQuartered
		interval = interval || sample.Low != nil
	}
	mark := func(draw func(x, y float64)) func(x, y float64) {
		return func(x, y float64) {
			s.open("g", "class", "k-value")
			draw(x, y)
			s.close("g")
		}
	}
	items := []legendItem{
		{"one value", mark(func(x, y float64) { s.empty("circle", "class", "one", "cx", x+8, "cy", y+5, "r", p.radius) })},
		{"median", mark(func(x, y float64) { s.line("median", x+8, y-2, x+8, y+12) })},
	}
	if interval {
		items = append(items, legendItem{"95 % interval of the median", mark(func(x, y float64) { s.line("interval", x, y+5, x+16, y+5) })})
	}
	if quartered {
		items = append(items, legendItem{"the middle half", mark(func(x, y float64) {
			s.empty("rect", "class", "span", "x", x, "y", y, "width", 16.0, "height", 10.0, "rx", 2)
		})})
	}
	return items
}
