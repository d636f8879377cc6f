package figure

import (
	"slices"

	"github.com/postmortem-dev/postmortem/analysis"
)

// split parts a graph figure in three: what is joined to an origin or to others in reach, what is joined to something
// else only, and the nodes that nothing is joined to. Each node and each edge is in one of them once.
func split(f *analysis.Figure) (reached, aside *analysis.Figure, alone []analysis.Node) {
	nodes := slices.Clone(f.Nodes)
	seen := map[string]bool{}
	nodes = slices.DeleteFunc(nodes, func(n analysis.Node) bool {
		twice := seen[n.ID]
		seen[n.ID] = true
		return twice
	})
	links := distinct(f.Edges, seen)
	layer := layerOf(nodes, links)
	reached, aside = &analysis.Figure{Kind: f.Kind}, &analysis.Figure{Kind: f.Kind}
	for _, n := range nodes {
		at, ok := layer[n.ID]
		switch {
		case ok:
			n.Layer = at
			reached.Nodes = append(reached.Nodes, n)
		case linked(n, links):
			n.Layer = 0
			aside.Nodes = append(aside.Nodes, n)
		default:
			alone = append(alone, n)
		}
	}
	for _, l := range links {
		if _, ok := layer[l.Dependent]; ok {
			reached.Edges = append(reached.Edges, l)
		} else {
			aside.Edges = append(aside.Edges, l)
		}
	}
	lengthen(aside)
	return reached, aside, alone
}

// layerOf returns the layer of every node that edges join to one in reach. Hops are defined within reach only: a node
// beside it stands right of its nearest dependency, else left of its nearest dependent.
func layerOf(nodes []analysis.Node, links []analysis.Link) map[string]int {
	layer := map[string]int{}
	for _, n := range nodes {
		if n.Class == analysis.ClassOrigin || inReach(n) && linked(n, links) {
			layer[n.ID] = n.Layer
		}
	}
	for changed := true; changed; {
		changed = false
		for _, rightwards := range [...]bool{true, false} {
			for _, link := range links {
				known, open, shift := link.Dependency, link.Dependent, 1
				if !rightwards {
					known, open, shift = open, known, -1
				}
				at, ok := layer[known]
				if _, has := layer[open]; ok && !has {
					layer[open], changed = at+shift, true
				}
			}
		}
	}
	return layer
}

// lengthen gives the nodes of a figure out of reach layers: one more than the farthest of their dependencies, as far
// as cycles allow.
func lengthen(f *analysis.Figure) {
	layer := map[string]int{}
	for range f.Nodes {
		for _, l := range f.Edges {
			if far := layer[l.Dependency] + 1; layer[l.Dependent] < far && far < len(f.Nodes) {
				layer[l.Dependent] = far
			}
		}
	}
	for i := range f.Nodes {
		f.Nodes[i].Layer = layer[f.Nodes[i].ID]
	}
}

func inReach(n analysis.Node) bool {
	return n.Class == analysis.ClassOrigin || n.Class == analysis.ClassExplained || n.Class == analysis.ClassSpared
}

func linked(n analysis.Node, links []analysis.Link) bool {
	return slices.ContainsFunc(links, func(l analysis.Link) bool { return l.Dependent == n.ID || l.Dependency == n.ID })
}

// distinct returns the edges that join two different nodes, each pair once: the proof path's if there is one.
func distinct(edges []analysis.Link, known map[string]bool) []analysis.Link {
	var out []analysis.Link
	at := map[[2]string]int{}
	for _, e := range edges {
		if !known[e.Dependent] || !known[e.Dependency] || e.Dependent == e.Dependency {
			continue
		}
		key := [2]string{e.Dependent, e.Dependency}
		i, seen := at[key]
		switch {
		case !seen:
			at[key] = len(out)
			out = append(out, e)
		case e.Proof && !out[i].Proof:
			out[i] = e
		}
	}
	return out
}
