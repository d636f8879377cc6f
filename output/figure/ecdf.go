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
