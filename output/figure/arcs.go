package figure

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/postmortem-dev/postmortem/analysis"
)

// arcSheet is where the nodes and arcs of a figure stand.
type arcSheet struct {
	arcPicture
	gutter, x float64 // the room of the names, and the line of the nodes right of it
	pitch     float64
	reach     float64 // of the longest arc
	longest   int     // how many nodes it spans
}

// y returns the height of the ith node.
func (a arcSheet) y(i int) float64 { return 14 + float64(i)*a.pitch }

// reachOf returns how far right an arc goes.
func (a arcSheet) reachOf(c arc) float64 {
	return a.reach * math.Pow(float64(c.to-c.from)/float64(a.longest), 0.8)
}

func (s *sheet) newArcSheet() arcSheet {
	a := arcSheet{arcPicture: newArcPicture(s.fig), pitch: 24, longest: 1}
	for _, n := range a.nodes {
		a.gutter = max(a.gutter, textWidth(clean(n.Label), labelSize))
	}
	room := 400.0
	a.thick = min(max(400/float64(max(len(a.arcs), 1)), 2), 8) // so that many do not become a blot
	if s.narrow {
		room, a.thick = 92, min(a.thick, 5)
		if a.gutter > s.width-room-24 {
			a.pitch = 36 // for names of two lines
		}
	}
	a.gutter = min(a.gutter, s.width-room-24)
	a.x = a.gutter + 14
	for _, c := range a.arcs {
		a.longest = max(a.longest, c.to-c.from)
	}
	a.reach = min(room, float64(a.longest)*a.pitch/2)
	return a
}

// drawArcs draws the nodes one under the other, so that long names can be read, and an arc on their right for each two
// that have something in common. Where there is room, what the heaviest arcs stand for is written beside them.
func drawArcs(s *sheet) {
	a := s.newArcSheet()
	bottom := a.y(len(a.nodes) - 1)
	s.height = bottom + 16
	s.line("axis", a.x, a.y(0), a.x, bottom)
	for _, c := range a.arcs {
		s.arc(a, c)
	}
	s.arcNames(a)
	for i, n := range a.nodes {
		s.arcNode(n, a, a.y(i))
	}
	s.footnote(a.note())
	s.legend(s.arcLegend(a.arcPicture))
}

// arc draws what two nodes have in common as half an ellipse right of them.
func (s *sheet) arc(a arcSheet, c arc) {
	from, to := a.y(c.from), a.y(c.to)
	s.open("g", "class", "k-value tied")
	s.element("title", clean(a.nodes[c.from].Label)+" – "+clean(a.nodes[c.to].Label)+": "+s.arcWords(c))
	class := "arc"
	if len(a.arcs) > 100 {
		class = "arc many"
	}
	s.empty("path", "class", class, "stroke-width", a.width(c.weight),
		"d", path("M", a.x, from, "A", a.reachOf(c), (to-from)/2, "0 0 1 ", a.x, to))
	s.close("g")
}

// Names beside arcs: how many there are at most, and how much room one needs.
const (
	mostArcNames = 8
	leastArcName = 260.0
)

// arcNames writes what the heaviest arcs stand for right of all arcs, each tied to the middle of its arc.
func (s *sheet) arcNames(a arcSheet) {
	x := a.x + a.reach + 34
	if s.width-x < leastArcName {
		return
	}
	named := a.outstanding(min(mostArcNames, len(a.nodes)))
	middle := func(c arc) float64 { return (a.y(c.from) + a.y(c.to)) / 2 }
	slices.SortStableFunc(named, func(c, d arc) int { return cmp.Compare(middle(c), middle(d)) })
	ys := make([]float64, len(named))
	last := a.y(len(a.nodes)-1) + laneHeight
	for i, c := range slices.Backward(named) {
		last = min(middle(c), last-laneHeight-2)
		ys[i] = last
	}
	last = -laneHeight
	for i := range ys { // what was pushed out above goes down again
		last = max(ys[i], last+laneHeight+2, 8)
		ys[i] = last
	}
	for i, c := range named {
		s.line("leader", a.x+a.reachOf(c), middle(c), x-6, ys[i])
		s.empty("circle", "class", "tip", "cx", a.x+a.reachOf(c), "cy", middle(c), "r", 2.0)
		s.text("below", "start", x, ys[i]+4, fit(s.arcWords(c), smallSize, s.width-x))
	}
	s.height = max(s.height, last+laneHeight)
}

// arcWords writes out what two nodes have in common.
func (s *sheet) arcWords(c arc) string {
	label := clean(c.link.Label)
	if unit := clean(s.fig.Unit); unit != "" {
		return strings.TrimSuffix(Value(c.weight, arcUnit(unit, c.weight))+": "+label, ": ")
	}
	return label
}

// arcUnit returns the unit in the singular for one.
func arcUnit(unit string, weight float64) string {
	if weight == 1 && len(unit) > 1 && unit[len(unit)-1] == 's' {
		return unit[:len(unit)-1]
	}
	return unit
}

func (s *sheet) arcNode(n analysis.Node, a arcSheet, y float64) {
	lines := wrapAnywhere(clean(n.Label), labelSize, a.gutter, 1+boolToInt(s.narrow))
	s.open("g", "class", Colour(n.Class))
	s.element("title", clean(n.Label))
	for i, line := range lines {
		s.text("label", "end", a.gutter, y+4.5+14*(float64(i)-float64(len(lines)-1)/2), line)
	}
	s.empty("circle", "class", "node one", "cx", a.x, "cy", y, "r", 4.0)
	s.close("g")
}

func (p arcPicture) note() string {
	note := ""
	if p.left > 0 {
		note = fmt.Sprintf("%d more, which have less in common with others, are not drawn. ", p.left)
	}
	if p.dropped > 0 {
		note += fmt.Sprintf("%d more arcs are not drawn; the thickest of each name are.", p.dropped)
	}
	return note
}

func (s *sheet) arcLegend(p arcPicture) []legendItem {
	if len(p.arcs) == 0 {
		return nil
	}
	item := func(weight float64) legendItem {
		words := Value(weight, arcUnit(clean(s.fig.Unit), weight)) + " in common"
		return legendItem{words, func(x, y float64) {
			s.open("g", "class", "k-value")
			s.empty("path", "class", "arc", "stroke-width", p.width(weight), "d", path("M", x, y+5, "h16"))
			s.close("g")
		}}
	}
	least := p.arcs[0].weight
	if least == p.most {
		return []legendItem{item(least)}
	}
	return []legendItem{item(least), item(p.most)}
}
