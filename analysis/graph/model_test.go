package graph_test

import (
	"flag"
	"math/rand/v2"
	"os"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/postmortem-dev/postmortem/analysis/graph"
)

const (
	ok       = graph.OK
	degraded = graph.Degraded
	down     = graph.Down
)

var (
	hard    = graph.Effect{ok, degraded, down}
	soft    = graph.Effect{ok, ok, degraded}
	effects = []graph.Effect{hard, soft, {}, {ok, ok, down}, {ok, degraded, degraded}, {ok, down, down}}
)

// model is the input of the engine, kept as it was given, so that a test can change it and can work the answer out
// again in the plainest way.
type model struct {
	nodes   int
	edges   []graph.Edge
	groups  []graph.Group
	origins []graph.Origin
}

func (m *model) build(t interface{ Fatal(...any) }) *graph.Graph {
	g, err := graph.New(m.nodes, m.edges, m.groups)
	if err != nil {
		t.Fatal(err)
	}
	return g
}

func (m *model) reach(t interface{ Fatal(...any) }) *graph.Reach {
	return m.build(t).Propagate(m.origins)
}

// groupState is the definition of a redundancy group, word by word.
func groupState(g graph.Group, states []graph.State) graph.State {
	fine, notDown := 0, 0
	for _, m := range g.Members {
		if states[m] == ok {
			fine++
		}
		if states[m] != down {
			notDown++
		}
	}
	switch {
	case notDown < g.Need:
		return down
	case fine < g.Need:
		return degraded
	}
	return ok
}

// rounds returns the states after 0, 1, 2 ... steps in which every dependency takes effect once at the same time, until
// nothing changes. The step at which a node takes its last state is its hops.
func (m *model) rounds() [][]graph.State {
	now := make([]graph.State, m.nodes)
	for _, o := range m.origins {
		now[o.Node] = max(now[o.Node], o.State)
	}
	all := [][]graph.State{now}
	for {
		next := slices.Clone(now)
		for _, e := range m.edges {
			next[e.Dependent] = max(next[e.Dependent], e.Effect[now[e.Dependency]])
		}
		for _, g := range m.groups {
			next[g.Dependent] = max(next[g.Dependent], g.Effect[groupState(g, now)])
		}
		if slices.Equal(now, next) {
			return all
		}
		all, now = append(all, next), next
	}
}

// fixpoint applies single dependencies in a random order until none changes anything.
func (m *model) fixpoint(r *rand.Rand) []graph.State {
	s := make([]graph.State, m.nodes)
	for _, o := range m.origins {
		s[o.Node] = max(s[o.Node], o.State)
	}
	for changed := true; changed; {
		changed = false
		for _, i := range r.Perm(len(m.edges) + len(m.groups)) {
			var node int32
			var forced graph.State
			if i < len(m.edges) {
				node, forced = m.edges[i].Dependent, m.edges[i].Effect[s[m.edges[i].Dependency]]
			} else {
				g := m.groups[i-len(m.edges)]
				node, forced = g.Dependent, g.Effect[groupState(g, s)]
			}
			if forced > s[node] {
				s[node], changed = forced, true
			}
		}
	}
	return s
}

// shuffled returns the same model told in another order.
func (m *model) shuffled(r *rand.Rand) *model {
	c := m.clone()
	r.Shuffle(len(c.edges), func(i, j int) { c.edges[i], c.edges[j] = c.edges[j], c.edges[i] })
	r.Shuffle(len(c.groups), func(i, j int) { c.groups[i], c.groups[j] = c.groups[j], c.groups[i] })
	r.Shuffle(len(c.origins), func(i, j int) { c.origins[i], c.origins[j] = c.origins[j], c.origins[i] })
	for _, g := range c.groups {
		r.Shuffle(len(g.Members), func(i, j int) { g.Members[i], g.Members[j] = g.Members[j], g.Members[i] })
	}
	return c
}

// without returns the model in which a node never fails.
func (m *model) without(node int32) *model {
	c := m.clone()
	c.edges = slices.DeleteFunc(c.edges, func(e graph.Edge) bool { return e.Dependent == node })
	c.groups = slices.DeleteFunc(c.groups, func(g graph.Group) bool { return g.Dependent == node })
	c.origins = slices.DeleteFunc(c.origins, func(o graph.Origin) bool { return o.Node == node })
	return c
}

func (m *model) clone() *model {
	c := &model{m.nodes, slices.Clone(m.edges), slices.Clone(m.groups), slices.Clone(m.origins)}
	for i := range c.groups {
		c.groups[i].Members = slices.Clone(c.groups[i].Members)
	}
	return c
}

// drawModel draws small dense models: circles, parallel edges, nested and overlapping groups are all common.
func drawModel(t *rapid.T) *model {
	n := rapid.IntRange(1, 10).Draw(t, "nodes")
	m := &model{nodes: n}
	for range rapid.IntRange(0, 20).Draw(t, "edges") {
		m.edges = append(m.edges, drawEdge(t, n))
	}
	for range rapid.IntRange(0, 5).Draw(t, "groups") {
		m.groups = append(m.groups, drawGroup(t, n))
	}
	for range rapid.IntRange(0, 4).Draw(t, "origins") {
		m.origins = append(m.origins, graph.Origin{Node: drawNode(t, n), State: rapid.SampledFrom([]graph.State{down, degraded, ok}).Draw(t, "state")})
	}
	return m
}

func drawNode(t *rapid.T, n int) int32 { return int32(rapid.IntRange(0, n-1).Draw(t, "node")) }

func drawEdge(t *rapid.T, n int) graph.Edge {
	return graph.Edge{Dependent: drawNode(t, n), Dependency: drawNode(t, n), Effect: rapid.SampledFrom(effects).Draw(t, "effect")}
}

func drawGroup(t *rapid.T, n int) graph.Group {
	members := rapid.SliceOfNDistinct(rapid.Int32Range(0, int32(n-1)), 1, min(n, 5), rapid.ID[int32]).Draw(t, "members")
	return graph.Group{
		Dependent: drawNode(t, n), Members: members,
		Need:   rapid.IntRange(1, len(members)).Draw(t, "need"),
		Effect: rapid.SampledFrom(effects).Draw(t, "effect"),
	}
}

func drawRand(t *rapid.T) *rand.Rand { return rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 0)) }

// TestMain fixes what rapid draws, so that every run is the same. -rapid.seed=0 explores.
func TestMain(m *testing.M) {
	for name, value := range map[string]string{"rapid.seed": "1", "rapid.checks": "2000", "rapid.nofailfile": "true"} {
		if err := flag.Set(name, value); err != nil {
			panic(err)
		}
	}
	os.Exit(m.Run())
}

// holds checks a law on random models.
func holds(t *testing.T, law func(t *rapid.T, m *model)) {
	t.Helper()
	rapid.Check(t, func(t *rapid.T) { law(t, drawModel(t)) })
}
