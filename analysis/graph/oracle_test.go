package graph_test

import (
	"slices"
	"testing"

	"gonum.org/v1/gonum/graph/flow"
	"gonum.org/v1/gonum/graph/simple"
	"gonum.org/v1/gonum/graph/topo"
	"gonum.org/v1/gonum/graph/traverse"

	gonum "gonum.org/v1/gonum/graph"
	"pgregory.net/rapid"

	"github.com/postmortem-dev/postmortem/analysis/graph"
)

// arcs returns what depends on what, groups spread out to their members.
func (m *model) arcs() [][2]int32 {
	var arcs [][2]int32
	for _, e := range m.edges {
		arcs = append(arcs, [2]int32{e.Dependent, e.Dependency})
	}
	for _, g := range m.groups {
		for _, member := range g.Members {
			arcs = append(arcs, [2]int32{g.Dependent, member})
		}
	}
	return arcs
}

// carriers returns the arcs that carried failure, from the dependency to the dependent, and arcs from the root, which
// is the number of nodes, to the origins.
func (m *model) carriers(states []graph.State) [][2]int32 {
	var arcs [][2]int32
	for _, e := range m.edges {
		if e.Effect[states[e.Dependency]] != ok {
			arcs = append(arcs, [2]int32{e.Dependency, e.Dependent})
		}
	}
	for _, g := range m.groups {
		for _, member := range g.Members {
			if g.Effect[groupState(g, states)] != ok && g.Effect[states[member]] != ok {
				arcs = append(arcs, [2]int32{member, g.Dependent})
			}
		}
	}
	for _, o := range m.origins {
		if o.State != ok {
			arcs = append(arcs, [2]int32{int32(m.nodes), o.Node})
		}
	}
	return arcs
}

// gonumGraph leaves out arcs from a node to itself, which gonum's simple graphs refuse.
func gonumGraph(nodes int, arcs [][2]int32) *simple.DirectedGraph {
	g := simple.NewDirectedGraph()
	for v := range nodes {
		g.AddNode(simple.Node(v))
	}
	for _, a := range arcs {
		if a[0] != a[1] {
			g.SetEdge(g.NewEdge(simple.Node(a[0]), simple.Node(a[1])))
		}
	}
	return g
}

func TestPlainReachAgreesWithGonum(t *testing.T) {
	holds(t, func(t *rapid.T, m *model) {
		m.groups = nil
		for i := range m.edges {
			m.edges[i].Effect = hard
		}
		from := drawNode(t, m.nodes)
		m.origins = []graph.Origin{{Node: from, State: down}}
		r := m.reach(t)
		walk := traverse.BreadthFirst{}
		depth := make(map[int64]int)
		walk.Walk(gonumGraph(m.nodes+1, m.carriers(slices.Repeat([]graph.State{down}, m.nodes))), simple.Node(from), func(n gonum.Node, d int) bool {
			depth[n.ID()] = d
			return false
		})
		for v := range m.nodes {
			d, reached := depth[int64(v)]
			if reached != (r.States[v] == down) || reached && int32(d) != r.Hops[v] {
				t.Fatalf("node %d: state %d at %d, gonum %t at %d", v, r.States[v], r.Hops[v], reached, d)
			}
		}
	})
}

func TestComponentsAgreeWithGonum(t *testing.T) {
	holds(t, func(t *rapid.T, m *model) {
		g := m.build(t)
		of, count := g.Components()
		want := topo.TarjanSCC(gonumGraph(m.nodes, m.arcs()))
		if count != len(want) {
			t.Fatalf("%d components, want %d", count, len(want))
		}
		circle := make([]bool, count)
		for _, nodes := range want {
			c := of[nodes[0].ID()]
			circle[c] = len(nodes) > 1
			for _, n := range nodes {
				if of[n.ID()] != c {
					t.Fatalf("%v apart in %v", nodes, of)
				}
			}
		}
		for _, a := range m.arcs() {
			if of[a[0]] < of[a[1]] {
				t.Fatalf("%d depends on %d and is numbered before it: %v", a[0], a[1], of)
			}
			circle[of[a[0]]] = circle[of[a[0]]] || a[0] == a[1]
		}
		if got := g.Cyclic(of, count); !slices.Equal(got, circle) {
			t.Fatalf("circles %v, want %v", got, circle)
		}
	})
}

func TestDominatorsAgreeWithGonum(t *testing.T) {
	holds(t, func(t *rapid.T, m *model) {
		r := m.reach(t)
		want := flow.Dominators(simple.Node(m.nodes), gonumGraph(m.nodes+1, m.carriers(r.States)))
		for v, d := range r.Dominators() {
			w := graph.Unreached
			if n := want.DominatorOf(int64(v)); n != nil {
				w = int32(n.ID())
			}
			if w == int32(m.nodes) {
				w = graph.Root
			}
			if d != w {
				t.Fatalf("dominator of %d: %d, want %d", v, d, w)
			}
		}
	})
}

func TestHardeningADominatorSparesWhatItDominates(t *testing.T) {
	holds(t, func(t *rapid.T, m *model) {
		dominators := m.reach(t).Dominators()
		for v := range dominators {
			for d := dominators[v]; d >= 0; d = dominators[d] {
				if s := m.without(d).reach(t).States[v]; s != ok {
					t.Fatalf("%d is %d without %d", v, s, d)
				}
			}
		}
	})
}

func TestEverySinglePointIsADominatorWhereAllIsHard(t *testing.T) {
	holds(t, func(t *rapid.T, m *model) {
		m.groups, m.origins = nil, append(m.origins, graph.Origin{Node: drawNode(t, m.nodes), State: down})
		for i := range m.edges {
			m.edges[i].Effect = hard
		}
		var origins []int32
		for i := range m.origins {
			m.origins[i].State = down
			origins = append(origins, m.origins[i].Node)
		}
		before, dominators := m.reach(t), m.build(t).Dominators(origins)
		for h := range int32(m.nodes) {
			after := m.without(h).reach(t)
			for v := range int32(m.nodes) {
				single := v != h && before.States[v] != ok && after.States[v] == ok
				if single != dominates(dominators, h, v) {
					t.Fatalf("%d is a single point before %d: %t; dominators %v", h, v, single, dominators)
				}
			}
		}
	})
}

func dominates(dominators []int32, d, v int32) bool {
	for v = dominators[v]; v >= 0; v = dominators[v] {
		if v == d {
			return true
		}
	}
	return false
}
