package graph_test

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"runtime"
	"slices"
	"testing"

	"gonum.org/v1/gonum/graph/flow"
	"gonum.org/v1/gonum/graph/simple"
	"gonum.org/v1/gonum/graph/topo"
	"gonum.org/v1/gonum/graph/traverse"

	"github.com/postmortem-dev/postmortem/analysis/graph"
)

// mixture is how often each kind of effect is drawn, of ten.
var mixture = []graph.Effect{hard, hard, hard, hard, hard, soft, soft, soft, {ok, degraded, degraded}, {}}

// randomModel is a random digraph with five edges a node, their effects drawn from the given ones. One node is down.
func randomModel(nodes int, effects ...graph.Effect) *model {
	r := rand.New(rand.NewPCG(uint64(nodes), 1))
	node := func() int32 { return int32(r.IntN(nodes)) }
	m := &model{nodes: nodes, origins: []graph.Origin{{Node: node(), State: down}}}
	for range 5 * nodes {
		m.edges = append(m.edges, graph.Edge{Dependent: node(), Dependency: node(), Effect: effects[r.IntN(len(effects))]})
	}
	return m
}

// grouped puts a redundancy group of two to four members for every twenty nodes in place of as many edges.
func (m *model) grouped() *model {
	r := rand.New(rand.NewPCG(uint64(m.nodes), 2))
	for range m.nodes / 20 {
		g := graph.Group{Dependent: int32(r.IntN(m.nodes)), Need: 1 + r.IntN(2), Effect: hard}
		first := r.IntN(m.nodes)
		for i := range 2 + r.IntN(3) {
			g.Members = append(g.Members, int32((first+i*m.nodes/7)%m.nodes))
		}
		m.groups = append(m.groups, g)
		m.edges = m.edges[:len(m.edges)-len(g.Members)]
	}
	return m
}

// layeredModel has the shape of services: nodes depend mostly on a few popular ones in lower layers, with two edges in a
// hundred going back up.
func layeredModel(nodes int) *model {
	m := randomModel(nodes, mixture...).grouped()
	r := rand.New(rand.NewPCG(uint64(nodes), 3))
	for i := range m.edges {
		e := &m.edges[i]
		skew := r.Float64()
		e.Dependency = int32(float64(e.Dependent) * skew * skew * skew)
		if r.IntN(50) == 0 {
			e.Dependent, e.Dependency = e.Dependency, e.Dependent
		}
	}
	m.origins[0].Node = int32(nodes / 1000)
	return m
}

// plainReach is the least that any propagation must do: which nodes are reached, through whatever edge.
func plainReach(start, to []int32, from int32) int {
	seen := make([]bool, len(start)-1)
	seen[from] = true
	queue := []int32{from}
	for i := 0; i < len(queue); i++ {
		v := queue[i]
		for _, d := range to[start[v]:start[v+1]] {
			if !seen[d] {
				seen[d] = true
				queue = append(queue, d)
			}
		}
	}
	return len(queue)
}

// plainHops is the same with hops.
func plainHops(start, to []int32, from int32) int {
	hops := slices.Repeat([]int32{-1}, len(start)-1)
	hops[from] = 0
	queue := []int32{from}
	for i := 0; i < len(queue); i++ {
		v := queue[i]
		for _, d := range to[start[v]:start[v+1]] {
			if hops[d] < 0 {
				hops[d] = hops[v] + 1
				queue = append(queue, d)
			}
		}
	}
	return len(queue)
}

// forward returns the edges of a model by dependency.
func forward(m *model) (start, to []int32) {
	edges := slices.Clone(m.edges)
	slices.SortFunc(edges, func(a, b graph.Edge) int {
		return cmp.Or(cmp.Compare(a.Dependency, b.Dependency), cmp.Compare(a.Dependent, b.Dependent))
	})
	start = make([]int32, m.nodes+1)
	for _, e := range edges {
		start[e.Dependency+1]++
		to = append(to, e.Dependent)
	}
	for v := range m.nodes {
		start[v+1] += start[v]
	}
	return start, to
}

func BenchmarkGraph(b *testing.B) {
	for _, nodes := range []int{100_000, 1_000_000} {
		if nodes > 100_000 && testing.Short() {
			continue
		}
		for _, m := range []struct {
			name  string
			model *model
		}{
			{"hard", randomModel(nodes, hard)},
			{"hard-groups", randomModel(nodes, hard).grouped()},
			{"mixed-groups", randomModel(nodes, mixture...).grouped()},
			{"layered", layeredModel(nodes)},
		} {
			b.Run(fmt.Sprintf("%s/%dk", m.name, nodes/1000), func(b *testing.B) { benchmark(b, m.model) })
		}
	}
}

func benchmark(b *testing.B, m *model) {
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	g := m.build(b)
	runtime.GC()
	runtime.ReadMemStats(&after)
	perEdge := float64(after.HeapAlloc-before.HeapAlloc) / float64(len(m.arcs()))
	from := m.origins[0].Node
	start, to := forward(m)

	b.Run("New", func(b *testing.B) {
		for b.Loop() {
			m.build(b)
		}
		b.ReportMetric(perEdge, "B/edge")
	})
	reached := func(name string, reach func() int) {
		b.Run(name, func(b *testing.B) {
			n := 0
			for b.Loop() {
				n = reach()
			}
			b.ReportMetric(float64(n), "reached")
		})
	}
	reached("PlainReach", func() int { return plainReach(start, to, from) })
	reached("PlainHops", func() int { return plainHops(start, to, from) })
	reached("Propagate", func() int { return g.Propagate(m.origins).Count() })
	r := g.Propagate(m.origins)
	timed := func(name string, do func()) {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				do()
			}
		})
	}
	timed("Components", func() { g.Components() })
	timed("Dominators", func() { r.Dominators() })
	timed("Paths", func() {
		for v := range int32(m.nodes) {
			r.Path(v)
		}
	})
}

// BenchmarkGonum answers the questions of hard/100k with gonum.
func BenchmarkGonum(b *testing.B) {
	m := randomModel(100_000, hard)
	g := simple.NewDirectedGraph()
	for _, e := range m.edges {
		if e.Dependency != e.Dependent {
			g.SetEdge(g.NewEdge(simple.Node(e.Dependency), simple.Node(e.Dependent)))
		}
	}
	from := simple.Node(m.origins[0].Node)
	b.Run("PlainReach", func(b *testing.B) {
		for b.Loop() {
			walk := traverse.BreadthFirst{}
			walk.Walk(g, from, nil)
		}
	})
	b.Run("Components", func(b *testing.B) {
		for b.Loop() {
			topo.TarjanSCC(g)
		}
	})
	b.Run("Dominators", func(b *testing.B) {
		for b.Loop() {
			flow.Dominators(from, g)
		}
	})
}
