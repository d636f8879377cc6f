package figure

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"github.com/postmortem-dev/postmortem/analysis"
)

// What an arcs figure holds at most: beyond it is a tangle.
const (
	mostArcNodes = 40
	mostArcs     = 200
)

// arc joins two nodes, by their places in the order.
type arc struct {
	from, to int
	weight   float64
	link     analysis.Link
}

// arcPicture is what of an arcs figure is drawn: the nodes in their order, the arcs, lightest first.
type arcPicture struct {
	nodes   []analysis.Node
	arcs    []arc
	left    int // nodes left out
	dropped int // arcs left out, between nodes that are drawn
	most    float64
	thick   float64 // the width of the heaviest arc
}

// newArcPicture keeps the nodes that have most in common with others, and the heaviest arcs between them.
func newArcPicture(f *analysis.Figure) arcPicture {
	p := arcPicture{nodes: slices.Clone(f.Nodes)}
	seen := map[string]bool{}
	p.nodes = slices.DeleteFunc(p.nodes, func(n analysis.Node) bool {
		twice := seen[n.ID]
		seen[n.ID] = true
		return twice
	})
	if len(p.nodes) > mostArcNodes {
		p.left = len(p.nodes) - mostArcNodes
		p.nodes = heaviest(p.nodes, f.Edges)
	}
	place := map[string]int{}
	for i, n := range p.nodes {
		place[n.ID] = i
	}
	joined := map[[2]int]bool{}
	for _, link := range f.Edges {
		a, okA := place[link.Dependent]
		b, okB := place[link.Dependency]
		ends := [2]int{min(a, b), max(a, b)}
		if !okA || !okB || a == b || joined[ends] {
			continue
		}
		joined[ends] = true
		p.arcs = append(p.arcs, arc{ends[0], ends[1], weightOf(link), link})
	}
	slices.SortStableFunc(p.arcs, func(a, b arc) int { return cmp.Compare(a.weight, b.weight) })
	if p.dropped = max(0, len(p.arcs)-mostArcs); p.dropped > 0 {
		p.arcs = p.arcs[p.dropped:]
	}
	if len(p.arcs) > 0 {
		p.most = p.arcs[len(p.arcs)-1].weight
	}
	return p
}

// heaviest returns the nodes whose arcs weigh most together, in the order in which they are.
func heaviest(nodes []analysis.Node, edges []analysis.Link) []analysis.Node {
	total := map[string]float64{}
	for _, e := range edges {
		total[e.Dependent] += weightOf(e)
		total[e.Dependency] += weightOf(e)
	}
	sorted := slices.Clone(nodes)
	slices.SortStableFunc(sorted, func(a, b analysis.Node) int { return cmp.Compare(total[b.ID], total[a.ID]) })
	keep := map[string]bool{}
	for _, n := range sorted[:mostArcNodes] {
		keep[n.ID] = true
	}
	return slices.DeleteFunc(slices.Clone(nodes), func(n analysis.Node) bool { return !keep[n.ID] })
}

// weightOf returns how much the ends of a link have in common: one, where it is not a number above zero.
func weightOf(link analysis.Link) float64 {
	if link.Weight > 0 && link.Weight <= most {
		return link.Weight
	}
	return 1
}

// width returns how thick an arc is.
func (p arcPicture) width(weight float64) float64 {
	if p.most <= 1 {
		return 2
	}
	return 1.5 + (p.thick-1.5)*math.Max(0, weight-1)/(p.most-1)
}

// drawArcs draws the nodes one under the other, so that long names can be read, and an arc on their right for each two
// that have something in common.
func drawArcs(s *sheet) {
	p := newArcPicture(s.fig)
	gutter := 0.0
	for _, n := range p.nodes {
		gutter = max(gutter, textWidth(clean(n.Label), labelSize))
	}
	room, pitch := 400.0, 24.0
	p.thick = 8
	if s.narrow {
		room, p.thick = 92, 5
		if gutter > s.width-room-24 {
			pitch = 36 // for names of two lines
		}
	}
	gutter = min(gutter, s.width-room-24)
	x := gutter + 14
	place := func(i int) float64 { return 14 + float64(i)*pitch }
	longest := 1
	for _, a := range p.arcs {
		longest = max(longest, a.to-a.from)
	}
	reach := min(room, float64(longest)*pitch/2)
	s.height = place(len(p.nodes)-1) + 16
	s.line("axis", x, place(0), x, place(len(p.nodes)-1))
	for _, a := range p.arcs {
		s.arc(p, a, x, reach*math.Pow(float64(a.to-a.from)/float64(longest), 0.8), place)
	}
	for i, n := range p.nodes {
		s.arcNode(n, gutter, x, place(i))
	}
	s.footnote(p.note())
	s.legend(s.arcLegend(p))
}

// arc draws what two nodes have in common as half an ellipse right of them.
func (s *sheet) arc(p arcPicture, a arc, x, reach float64, place func(int) float64) {
	from, to := place(a.from), place(a.to)
	s.open("g", "class", "k-value tied")
	s.element("title", ArcWords(s.fig, a.link, clean(p.nodes[a.from].Label), clean(p.nodes[a.to].Label)))
	s.empty("path", "class", "arc", "stroke-width", p.width(a.weight),
		"d", path("M", x, from, "A", reach, (to-from)/2, "0 0 1 ", x, to))
	s.close("g")
}

// ArcWords writes out what two nodes, by their names, have in common.
func ArcWords(f *analysis.Figure, link analysis.Link, a, b string) string {
	out := a + " – " + b
	if unit := clean(f.Unit); unit != "" {
		out += ": " + Value(weightOf(link), arcUnit(unit, weightOf(link)))
	}
	if label := clean(link.Label); label != "" {
		out += " (" + label + ")"
	}
	return out
}

// arcUnit returns the unit in the singular for one.
func arcUnit(unit string, weight float64) string {
	if weight == 1 && len(unit) > 1 && unit[len(unit)-1] == 's' {
		return unit[:len(unit)-1]
	}
	return unit
}

func (s *sheet) arcNode(n analysis.Node, gutter, x, y float64) {
	lines := wrapAnywhere(clean(n.Label), labelSize, gutter, 1+boolToInt(s.narrow))
	s.open("g", "class", Colour(n.Class))
	s.element("title", clean(n.Label))
	for i, line := range lines {
		s.text("label", "end", gutter, y+4.5+14*(float64(i)-float64(len(lines)-1)/2), line)
	}
	s.empty("circle", "class", "node one", "cx", x, "cy", y, "r", 4.0)
	s.close("g")
}

func (p arcPicture) note() string {
	note := ""
	if p.left > 0 {
		note = fmt.Sprintf("%d more, which have less in common with others, are not drawn. ", p.left)
	}
	if p.dropped > 0 {
		note += fmt.Sprintf("The %d thinnest arcs are not drawn.", p.dropped)
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
