package figure

import (
	"cmp"
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
	if p.dropped = max(0, len(p.arcs)-mostArcs); p.dropped > 0 {
		p.arcs = ofEach(p.arcs, len(p.nodes))
	}
	slices.SortStableFunc(p.arcs, func(a, b arc) int { return cmp.Compare(a.weight, b.weight) })
	if len(p.arcs) > 0 {
		p.most = p.arcs[len(p.arcs)-1].weight
	}
	return p
}

// ofEach returns mostArcs of the arcs between n nodes: the heaviest of each node, so that none is left without.
func ofEach(arcs []arc, n int) []arc {
	sorted := slices.Clone(arcs)
	slices.SortStableFunc(sorted, func(a, b arc) int { return cmp.Compare(b.weight, a.weight) })
	seen := make([]int, n)
	rank := map[[2]int]int{}
	for _, a := range sorted {
		rank[[2]int{a.from, a.to}] = min(seen[a.from], seen[a.to])
		seen[a.from]++
		seen[a.to]++
	}
	slices.SortStableFunc(sorted, func(a, b arc) int {
		return cmp.Compare(rank[[2]int{a.from, a.to}], rank[[2]int{b.from, b.to}])
	})
	return sorted[:mostArcs]
}

// outstanding returns at most n arcs, each heavier than all others.
func (p arcPicture) outstanding(n int) []arc {
	from := max(0, len(p.arcs)-n)
	for from > 0 && from < len(p.arcs) && p.arcs[from].weight == p.arcs[from-1].weight {
		from++
	}
	return slices.Clone(p.arcs[from:])
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

// width returns how thick an arc is: in proportion to its weight, as far as it can be seen.
func (p arcPicture) width(weight float64) float64 {
	if p.most <= p.arcs[0].weight {
		return min(2, p.thick)
	}
	return max(p.thick*weight/p.most, min(1.5, p.thick/2))
}
