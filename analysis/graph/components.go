package graph

import "math"

// Components returns the number of the strongly connected component of each node, and how many there are. Two nodes
// share one when each depends on the other, directly or not, by edges of whatever effect or by membership in groups.
// They are numbered in reverse topological order of "depends on", dependencies first: a node's number is never below
// that of anything it depends on. Between numberings with this property the choice is fixed by the node indices and the
// order of the groups.
func (g *Graph) Components() (of []int32, count int) {
	t := tarjan{g: g, low: make([]int32, g.vertices()), of: make([]int32, g.nodes)}
	for v := range g.nodes {
		if t.low[v] == 0 {
			t.enter(v)
			t.run()
		}
	}
	return t.of, int(t.count)
}

// Cyclic reports for each component whether it is a circle of dependencies: more than one node, or one that depends on
// itself. Its arguments are what Components returned.
func (g *Graph) Cyclic(of []int32, count int) []bool {
	cyclic := make([]bool, count)
	for v := range g.nodes {
		for _, e := range g.dependencies.row(v) {
			if g.leadsInto(e.vertex(), of[v], of) {
				cyclic[of[v]] = true
			}
		}
	}
	return cyclic
}

// leadsInto reports whether a vertex is in the component, or is a group with a member in it.
func (g *Graph) leadsInto(v, component int32, of []int32) bool {
	if v < g.nodes {
		return of[v] == component
	}
	for _, e := range g.dependencies.row(v) {
		if of[e.vertex()] == component {
			return true
		}
	}
	return false
}

// tarjan is Tarjan's algorithm as Pearce (2016) shortened it, with the calls on a stack of its own. Following
// dependencies it completes a component before those that depend on it.
type tarjan struct {
	g      *Graph
	calls  []call
	open   []int32 // visited vertices whose component is not complete, in order of completion
	low    []int32 // by vertex: 0 unvisited, done once its component is complete, else the lowest visit it leads to
	of     []int32
	visits int32
	count  int32
}

// call is a vertex being visited: the number of the visit and the next of its arcs to follow.
type call struct{ vertex, visit, next int32 }

const done = math.MaxInt32

func (t *tarjan) enter(v int32) {
	t.visits++
	t.low[v] = t.visits
	t.calls = append(t.calls, call{v, t.visits, t.g.dependencies.start[v]})
}

func (t *tarjan) run() {
	for len(t.calls) > 0 {
		if child := t.step(&t.calls[len(t.calls)-1]); child >= 0 {
			t.enter(child)
		}
	}
}

// step follows the arcs of the innermost call to the first unvisited vertex and returns it, or leaves and returns -1.
func (t *tarjan) step(c *call) int32 {
	low, start, ends := t.low, t.g.dependencies.start, t.g.dependencies.ends
	lowest, end := low[c.vertex], start[c.vertex+1]
	for i := c.next; i < end; i++ {
		d := ends[i].vertex()
		if low[d] == 0 {
			// Not i+1: when d is left this arc is read again, for the low it will have by then.
			c.next, low[c.vertex] = i, lowest
			return d
		}
		lowest = min(lowest, low[d])
	}
	low[c.vertex] = lowest
	t.leave(*c)
	return -1
}

func (t *tarjan) leave(c call) {
	t.calls = t.calls[:len(t.calls)-1]
	t.open = append(t.open, c.vertex)
	if t.low[c.vertex] < c.visit {
		return
	}
	hasNode := false
	for i := len(t.open) - 1; i >= 0 && t.low[t.open[i]] >= c.visit; i-- {
		v := t.open[i]
		t.open = t.open[:i]
		t.low[v] = done
		if v < t.g.nodes {
			t.of[v], hasNode = t.count, true
		}
	}
	if hasNode { // a group alone is no component
		t.count++
	}
}
