package graph_test

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/postmortem-dev/postmortem/analysis/graph"
)

func TestReachIsTheLeastFixpoint(t *testing.T) {
	holds(t, func(t *rapid.T, m *model) {
		r := m.reach(t)
		if want := m.fixpoint(drawRand(t)); !slices.Equal(r.States, want) {
			t.Fatalf("states %v, want %v", r.States, want)
		}
		count := 0
		for _, s := range r.States {
			count += int(min(s, 1))
		}
		if r.Count() != count {
			t.Fatalf("count %d, want %d", r.Count(), count)
		}
	})
}

func TestReachHoldsTheOrigins(t *testing.T) {
	holds(t, func(t *rapid.T, m *model) {
		r := m.reach(t)
		for _, o := range m.origins {
			if r.States[o.Node] < o.State {
				t.Fatalf("origin %v is %d", o, r.States[o.Node])
			}
		}
	})
}

// lowerNowhere fails when a state of the first is above the one of the second.
func lowerNowhere(t *rapid.T, less, more *graph.Reach) {
	for v := range less.States {
		if less.States[v] > more.States[v] {
			t.Fatalf("node %d fell from %d to %d", v, less.States[v], more.States[v])
		}
	}
}

func TestMoreDependenciesNeverShrinkTheReach(t *testing.T) {
	holds(t, func(t *rapid.T, m *model) {
		before := m.reach(t)
		m.edges = append(m.edges, drawEdge(t, m.nodes))
		edge := m.reach(t)
		lowerNowhere(t, before, edge)
		m.groups = append(m.groups, drawGroup(t, m.nodes))
		group := m.reach(t)
		lowerNowhere(t, edge, group)
		m.origins = append(m.origins, graph.Origin{Node: drawNode(t, m.nodes), State: down})
		lowerNowhere(t, group, m.reach(t))
	})
}

func TestSofteningNeverGrowsTheReach(t *testing.T) {
	holds(t, func(t *rapid.T, m *model) {
		before := m.reach(t)
		softer := rapid.SampledFrom(effects).Draw(t, "softer")
		if len(m.edges) > 0 {
			e := &m.edges[rapid.IntRange(0, len(m.edges)-1).Draw(t, "edge")]
			e.Effect[degraded], e.Effect[down] = min(e.Effect[degraded], softer[degraded]), min(e.Effect[down], softer[down])
		}
		edge := m.reach(t)
		lowerNowhere(t, edge, before)
		if len(m.groups) > 0 {
			g := &m.groups[rapid.IntRange(0, len(m.groups)-1).Draw(t, "group")]
			g.Need = rapid.IntRange(1, g.Need).Draw(t, "fewer")
		}
		lowerNowhere(t, m.reach(t), edge)
	})
}

func TestOrderOfInputDoesNotMatter(t *testing.T) {
	holds(t, func(t *rapid.T, m *model) {
		a, b := m.reach(t), m.shuffled(drawRand(t)).reach(t)
		if !slices.Equal(a.States, b.States) || !slices.Equal(a.Hops, b.Hops) || !slices.Equal(a.Dominators(), b.Dominators()) {
			t.Fatalf("%v %v %v became %v %v %v", a.States, a.Hops, a.Dominators(), b.States, b.Hops, b.Dominators())
		}
		if of, count := m.build(t).Components(); len(m.groups) == 0 {
			if of2, count2 := m.shuffled(drawRand(t)).build(t).Components(); count != count2 || !slices.Equal(of, of2) {
				t.Fatalf("components %v became %v", of, of2)
			}
		}
		for v := range int32(m.nodes) {
			if !slices.Equal(a.Path(v), b.Path(v)) {
				t.Fatalf("path of %d: %v became %v", v, a.Path(v), b.Path(v))
			}
		}
	})
}

// Among many nodes the levels of a propagation are small, and taken in another way.
func TestNodesNothingTouchesChangeNothing(t *testing.T) {
	holds(t, func(t *rapid.T, m *model) {
		few, n := m.reach(t), m.nodes
		m.nodes += 64 * 20
		many := m.reach(t)
		if !slices.Equal(few.States, many.States[:n]) || !slices.Equal(few.Hops, many.Hops[:n]) || many.Count() != few.Count() {
			t.Fatalf("%v %v became %v %v", few.States, few.Hops, many.States[:n], many.Hops[:n])
		}
	})
}

func TestHopsAreTheStepOfTheFinalState(t *testing.T) {
	holds(t, func(t *rapid.T, m *model) {
		r, rounds := m.reach(t), m.rounds()
		final := rounds[len(rounds)-1]
		for v := range m.nodes {
			want := int32(-1)
			if final[v] != ok {
				want = int32(slices.IndexFunc(rounds, func(s []graph.State) bool { return s[v] == final[v] }))
			}
			if r.Hops[v] != want {
				t.Fatalf("hops of %d: %d, want %d", v, r.Hops[v], want)
			}
		}
	})
}

func TestEveryNodeInReachHasOneProofPath(t *testing.T) {
	holds(t, func(t *rapid.T, m *model) {
		r, rounds := m.reach(t), m.rounds()
		paths := 0
		for v := range int32(m.nodes) {
			path := r.Path(v)
			if path == nil {
				continue
			}
			paths++
			if len(path) != int(r.Hops[v])+1 || path[len(path)-1] != v {
				t.Fatalf("path of %d at %d hops: %v", v, r.Hops[v], path)
			}
			carries(t, m, rounds, path)
		}
		if paths != r.Count() {
			t.Fatalf("%d paths for %d nodes", paths, r.Count())
		}
	})
}

// carries composes effects along a path, from the state its origin was given, and wants at each step the state that the
// node took in that round, and the lowest node that could have been the step before.
func carries(t *rapid.T, m *model, rounds [][]graph.State, path []int32) {
	state := ok
	for _, o := range m.origins {
		if o.Node == path[0] {
			state = max(state, o.State)
		}
	}
	if state == ok {
		t.Fatalf("path %v does not start at an origin", path)
	}
	for i := 1; i < len(path); i++ {
		want := rounds[i][path[i]]
		if forced := m.forces(rounds, path[i-1], path[i], state, i-1); forced != want {
			t.Fatalf("path %v: step %d carries %d, want %d", path, i, forced, want)
		}
		for lower := range path[i-1] {
			now := rounds[i-1][lower]
			if took(rounds, lower, i-1) && m.forces(rounds, lower, path[i], now, i-1) == want {
				t.Fatalf("path %v: step %d could come from %d", path, i, lower)
			}
		}
		state = want
	}
	if final := rounds[len(rounds)-1][path[len(path)-1]]; state != final {
		t.Fatalf("path %v carries %d, want %d", path, state, final)
	}
}

// took reports whether a node got worse in a round.
func took(rounds [][]graph.State, v int32, round int) bool {
	return rounds[round][v] != ok && (round == 0 || rounds[round-1][v] < rounds[round][v])
}

// forces returns the worst state that a node, having come into a state in a round, forces on another by an edge or by
// completing a group.
func (m *model) forces(rounds [][]graph.State, from, to int32, state graph.State, round int) graph.State {
	worst := ok
	before := make([]graph.State, m.nodes)
	if round > 0 {
		before = rounds[round-1]
	}
	for _, e := range m.edges {
		if e.Dependency == from && e.Dependent == to && e.Effect[state] > e.Effect[before[from]] {
			worst = max(worst, e.Effect[state])
		}
	}
	for _, g := range m.groups {
		if g.Dependent != to || !slices.Contains(g.Members, from) {
			continue
		}
		group := groupState(g, rounds[round])
		is := g.Effect[min(state, group)]
		if is > g.Effect[groupState(g, before)] && is > g.Effect[min(before[from], group)] {
			worst = max(worst, is)
		}
	}
	return worst
}
