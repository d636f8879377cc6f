package graph_test

import (
	"math"
	"runtime/debug"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/postmortem-dev/postmortem/analysis/graph"
)

func TestNewNamesWhatIsWrong(t *testing.T) {
	group := func(dependent int32, need int, members ...int32) graph.Group {
		return graph.Group{Dependent: dependent, Members: members, Need: need, Effect: hard}
	}
	fine := graph.Edge{Dependent: 0, Dependency: 2, Effect: hard}
	for want, m := range map[string]model{
		"edge 1: dependent 3 is not one of 3 nodes":     {nodes: 3, edges: []graph.Edge{fine, {Dependent: 3}}},
		"edge 0: dependency -1 is not one of 3 nodes":   {nodes: 3, edges: []graph.Edge{{Dependency: -1}}},
		"edge 0: effect [0 2 1]":                        {nodes: 3, edges: []graph.Edge{{Effect: graph.Effect{ok, down, degraded}}}},
		"edge 0: effect [1 1 2]":                        {nodes: 3, edges: []graph.Edge{{Effect: graph.Effect{degraded, degraded, down}}}},
		"edge 0: effect [0 1 3]":                        {nodes: 3, edges: []graph.Edge{{Effect: graph.Effect{ok, degraded, 3}}}},
		"group 0: dependent -1 is not one of 3 nodes":   {nodes: 3, groups: []graph.Group{group(-1, 1, 0)}},
		"group 0: member 3 is not one of 3 nodes":       {nodes: 3, groups: []graph.Group{group(0, 1, 3)}},
		"group 1: member 1 is named twice":              {nodes: 3, groups: []graph.Group{group(0, 1, 1), group(0, 1, 1, 2, 1)}},
		"group 0: needs 0 of 1 members":                 {nodes: 3, groups: []graph.Group{group(0, 0, 1)}},
		"group 0: needs 3 of 2 members":                 {nodes: 3, groups: []graph.Group{group(0, 3, 1, 2)}},
		"group 0: needs 1 of 0 members":                 {nodes: 3, groups: []graph.Group{group(0, 1)}},
		"group 0: effect [0 2 0]":                       {nodes: 3, groups: []graph.Group{{Members: []int32{1}, Need: 1, Effect: graph.Effect{ok, down, ok}}}},
		"-1 nodes":                                      {nodes: -1},
		"9223372036854775807 nodes with 1 groups and 2": {nodes: math.MaxInt, groups: []graph.Group{group(0, 1, 1)}},
	} {
		g, err := graph.New(m.nodes, m.edges, m.groups)
		if g != nil || err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("error %v, want %s", err, want)
		}
	}
}

func TestNeighbours(t *testing.T) {
	holds(t, func(t *rapid.T, m *model) {
		g := m.build(t)
		for v := range int32(m.nodes) {
			var dependents, dependencies []int32
			for _, a := range m.arcs() {
				if a[1] == v {
					dependents = append(dependents, a[0])
				}
				if a[0] == v {
					dependencies = append(dependencies, a[1])
				}
			}
			slices.Sort(dependents)
			slices.Sort(dependencies)
			if got := g.Dependents(v); !slices.Equal(got, slices.Compact(dependents)) {
				t.Fatalf("dependents of %d: %v, want %v", v, got, dependents)
			}
			if got := g.Dependencies(v); !slices.Equal(got, slices.Compact(dependencies)) {
				t.Fatalf("dependencies of %d: %v, want %v", v, got, dependencies)
			}
		}
	})
}

func edge(dependent, dependency int32, effect graph.Effect) graph.Edge {
	return graph.Edge{Dependent: dependent, Dependency: dependency, Effect: effect}
}

func anyOf(dependent int32, need int, members ...int32) graph.Group {
	return graph.Group{Dependent: dependent, Members: members, Need: need, Effect: hard}
}

func from(state graph.State, nodes ...int32) (origins []graph.Origin) {
	for _, v := range nodes {
		origins = append(origins, graph.Origin{Node: v, State: state})
	}
	return origins
}

func TestCases(t *testing.T) {
	worsens := graph.Effect{ok, down, down}
	for _, c := range []struct {
		name   string
		m      model
		states []graph.State
		path   []int32 // of the last node
	}{
		{"no nodes", model{}, nil, nil},
		{"no origins", model{nodes: 2, edges: []graph.Edge{edge(1, 0, hard)}}, []graph.State{ok, ok}, nil},
		{"an ok origin", model{nodes: 1, origins: from(ok, 0)}, []graph.State{ok}, nil},
		{"the worse of two origins on one node", model{nodes: 2, edges: []graph.Edge{edge(1, 0, soft)},
			origins: append(from(down, 0), from(degraded, 0)...)}, []graph.State{down, degraded}, []int32{0, 1}},
		{"soft ends at the second step", model{nodes: 3, edges: []graph.Edge{edge(1, 0, soft), edge(2, 1, soft)},
			origins: from(down, 0)}, []graph.State{down, degraded, ok}, nil},
		{"an edge to itself that worsens", model{nodes: 1, edges: []graph.Edge{edge(0, 0, worsens)},
			origins: from(degraded, 0)}, []graph.State{down}, []int32{0, 0}},
		{"the path carries the final state, though a shorter one carries a lesser",
			model{nodes: 3, edges: []graph.Edge{edge(2, 0, soft), edge(1, 0, hard), edge(2, 1, hard)}, origins: from(down, 0)},
			[]graph.State{down, down, down}, []int32{0, 1, 2}},
		{"the lowest of equals", model{nodes: 4, edges: []graph.Edge{edge(3, 2, hard), edge(3, 1, hard), edge(2, 0, hard), edge(1, 0, hard)},
			origins: from(down, 0)}, []graph.State{down, down, down, down}, []int32{0, 1, 3}},
		{"a group with a member left", model{nodes: 3, groups: []graph.Group{anyOf(2, 1, 0, 1)}, origins: from(down, 0)},
			[]graph.State{down, ok, ok}, nil},
		{"a group whose last member is degraded", model{nodes: 3, groups: []graph.Group{anyOf(2, 1, 0, 1)},
			origins: append(from(down, 0), from(degraded, 1)...)}, []graph.State{down, degraded, degraded}, []int32{0, 2}},
		{"a group that needs all", model{nodes: 3, groups: []graph.Group{anyOf(2, 2, 0, 1)}, origins: from(down, 1)},
			[]graph.State{ok, down, down}, []int32{1, 2}},
		{"the member that completed the group, not the one that failed first",
			model{nodes: 4, edges: []graph.Edge{edge(2, 0, hard)}, groups: []graph.Group{anyOf(3, 1, 0, 2)}, origins: from(down, 0)},
			[]graph.State{down, ok, down, down}, []int32{0, 2, 3}},
		{"a member that is degraded, then down, counts once",
			model{nodes: 5, edges: []graph.Edge{edge(2, 0, soft), edge(1, 0, hard), edge(2, 1, hard)}, groups: []graph.Group{anyOf(4, 1, 2, 3)},
				origins: from(down, 0)}, []graph.State{down, down, down, ok, ok}, nil},
		{"nested groups", model{nodes: 6, groups: []graph.Group{anyOf(2, 1, 0, 1), anyOf(5, 2, 2, 3, 4)}, origins: from(down, 0, 1, 4)},
			[]graph.State{down, down, down, ok, down, down}, []int32{0, 2, 5}},
		{"a group in a circle feeds itself", model{nodes: 3, edges: []graph.Edge{edge(1, 2, hard)}, groups: []graph.Group{anyOf(2, 2, 0, 1)},
			origins: from(degraded, 0)}, []graph.State{degraded, degraded, degraded}, []int32{0, 2}},
	} {
		r := c.m.reach(t)
		if !slices.Equal(r.States, c.states) {
			t.Errorf("%s: states %v, want %v", c.name, r.States, c.states)
		}
		if n := int32(c.m.nodes); n > 0 && !slices.Equal(r.Path(n-1), c.path) {
			t.Errorf("%s: path %v, want %v", c.name, r.Path(n-1), c.path)
		}
		if of, count := c.m.build(t).Components(); len(of) != c.m.nodes || count > c.m.nodes || len(r.Dominators()) != c.m.nodes {
			t.Errorf("%s: components %v, dominators %v", c.name, of, r.Dominators())
		}
	}
}

// A long chain closed to a circle is the deepest search there is: with this stack, recursion would end the program.
func TestNothingIsRecursive(t *testing.T) {
	defer debug.SetMaxStack(debug.SetMaxStack(1 << 18))
	m := &model{nodes: 200_000, origins: from(down, 0)}
	for v := range int32(m.nodes) {
		m.edges = append(m.edges, edge((v+1)%int32(m.nodes), v, hard))
	}
	g, last := m.build(t), int32(m.nodes-1)
	r := g.Propagate(m.origins)
	if _, count := g.Components(); count != 1 || r.Dominators()[last] != last-1 || len(r.Path(last)) != m.nodes {
		t.Errorf("%d components, dominator %d, path of %d", count, r.Dominators()[last], len(r.Path(last)))
	}
}

func FuzzNewAndPropagate(f *testing.F) {
	f.Add([]byte{3, 0, 1, 0, 0, 1, 2, 1, 2, 1, 0, 1, 2})
	f.Add([]byte{4, 1, 3, 2, 0, 1, 2, 2, 0, 1, 2, 0, 2, 1, 1})
	f.Add([]byte{2, 0, 255, 1, 0, 1, 2})
	f.Fuzz(func(t *testing.T, data []byte) {
		m := decode(data)
		g, err := graph.New(m.nodes, m.edges, m.groups)
		if (err == nil) != m.valid() {
			t.Fatalf("error %v for %+v", err, m)
		}
		if err != nil {
			return
		}
		r, rounds := g.Propagate(m.origins), m.rounds()
		if final := rounds[len(rounds)-1]; !slices.Equal(r.States, final) {
			t.Fatalf("states %v, want %v for %+v", r.States, final, m)
		}
		for v := range int32(m.nodes) {
			if len(r.Path(v)) != int(r.Hops[v])+1 {
				t.Fatalf("path of %d: %v after %d hops for %+v", v, r.Path(v), r.Hops[v], m)
			}
		}
		of, count := g.Components()
		g.Cyclic(of, count)
		r.Dominators()
	})
}

// decode reads nodes, then edges, groups and origins, right or wrong, from any bytes.
func decode(data []byte) *model {
	next := func() int {
		if len(data) == 0 {
			return 0
		}
		b := int(int8(data[0]))
		data = data[1:]
		return b
	}
	effect := func() graph.Effect {
		return graph.Effect{graph.State(next()), graph.State(next()), graph.State(next())}
	}
	m := &model{nodes: next()}
	for len(data) > 0 {
		switch next() {
		case 0:
			m.edges = append(m.edges, edge(int32(next()), int32(next()), effect()))
		case 1:
			g := graph.Group{Dependent: int32(next()), Members: make([]int32, max(0, next())), Need: next(), Effect: effect()}
			for i := range g.Members {
				g.Members[i] = int32(next())
			}
			m.groups = append(m.groups, g)
		default:
			if m.nodes > 0 {
				m.origins = append(m.origins, graph.Origin{Node: int32(next()&0xff) % int32(m.nodes), State: graph.State(next()&0xff) % 3})
			}
		}
	}
	return m
}

// valid says the same as New's error, in other words.
func (m *model) valid() bool {
	node := func(v int32) bool { return 0 <= v && v < int32(m.nodes) }
	fine := m.nodes >= 0
	for _, e := range m.edges {
		fine = fine && node(e.Dependent) && node(e.Dependency) && slices.Contains(effects, e.Effect)
	}
	for _, g := range m.groups {
		members := slices.Clone(g.Members)
		slices.Sort(members)
		fine = fine && node(g.Dependent) && 1 <= g.Need && g.Need <= len(members) && slices.Contains(effects, g.Effect) &&
			node(members[0]) && node(members[len(members)-1]) && len(slices.Compact(members)) == len(g.Members)
	}
	return fine
}
