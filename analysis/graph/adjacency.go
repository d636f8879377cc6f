package graph

import "iter"

// effect is an Effect in four bits, two for the state that a degraded dependency forces and two for one that is down.
type effect uint32

func pack(e Effect) effect { return effect(e[Degraded]) | effect(e[Down])<<2 }

// of returns the state that a dependency in the given state forces.
func (e effect) of(s State) State { return State(e<<2>>(2*s&7)) & 3 }

// least returns the least state of the dependency that forces at least want, or one past Down when none does.
func (e effect) least(want State) State {
	s := OK
	for s <= Down && e.of(s) < want {
		s++
	}
	return s
}

// end is one end of an arc, a vertex, with the effect of the arc: 32 bits, of which four are the effect.
type end uint32

const (
	effectBits  = 4
	maxVertices = 1 << (32 - effectBits)
)

func (e end) vertex() int32  { return int32(e >> effectBits) }
func (e end) effect() effect { return effect(e) & (1<<effectBits - 1) }

// arc is one dependency among nodes and groups.
type arc struct {
	dependent, dependency int32
	effect                effect
}

// arcs yields the edges, then what the groups depend on and who depends on them.
func arcs(nodes int, edges []Edge, groups []Group) iter.Seq[arc] {
	return func(yield func(arc) bool) {
		for i := range edges {
			e := &edges[i]
			if !yield(arc{e.Dependent, e.Dependency, pack(e.Effect)}) {
				return
			}
		}
		for i := range groups {
			if !groups[i].arcs(int32(nodes+i), yield) {
				return
			}
		}
	}
}

func (g *Group) arcs(vertex int32, yield func(arc) bool) bool {
	member := pack(Effect{OK, Degraded, Down})
	if g.Effect[Degraded] == OK {
		// Only a group that is down matters here, so members that are merely degraded must not count.
		member = pack(Effect{OK, OK, Down})
	}
	for _, m := range g.Members {
		if !yield(arc{vertex, m, member}) {
			return false
		}
	}
	return yield(arc{g.Dependent, vertex, pack(g.Effect)})
}

// adjacency holds arcs by row: those of vertex v end at ends[start[v]:start[v+1]].
type adjacency struct {
	start []int32
	ends  []end
}

func (a *adjacency) row(v int32) []end { return a.ends[a.start[v]:a.start[v+1]] }

// gather returns the arcs by dependent, the rows unsorted.
func gather(nodes int, edges []Edge, groups []Group) adjacency {
	s := newCounting(nodes + len(groups))
	for a := range arcs(nodes, edges, groups) {
		s.count(a.dependent)
	}
	s.sum()
	for a := range arcs(nodes, edges, groups) {
		s.put(a.dependent, a.dependency, a.effect)
	}
	return s.done()
}

// transpose returns the same arcs by their other end, every row sorted.
func (a *adjacency) transpose() adjacency {
	rows := len(a.start) - 1
	s := newCounting(rows)
	for _, e := range a.ends {
		s.count(e.vertex())
	}
	s.sum()
	for v := range int32(rows) {
		for _, e := range a.row(v) {
			s.put(e.vertex(), v, e.effect())
		}
	}
	return s.done()
}

// counting is a counting sort by row, stable within a row: count every arc, sum, put every arc, done.
// Counts sit two rows up, so that after the sum start[v+1] is where the next arc of v goes, and after the last arc
// it is where v ends: no second array of cursors.
type counting struct{ adjacency }

func newCounting(rows int) *counting { return &counting{adjacency{start: make([]int32, rows+2)}} }

func (s *counting) count(row int32) { s.start[row+2]++ }

func (s *counting) sum() {
	total := int32(0)
	for i, n := range s.start {
		total += n
		s.start[i] = total
	}
	s.ends = make([]end, total)
}

func (s *counting) put(row, vertex int32, effect effect) {
	at := s.start[row+1]
	s.ends[at] = end(vertex)<<effectBits | end(effect)
	s.start[row+1] = at + 1
}

func (s *counting) done() adjacency {
	s.start = s.start[:len(s.start)-1]
	return s.adjacency
}
