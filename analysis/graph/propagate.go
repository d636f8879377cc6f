package graph

import (
	"math/bits"
)

// Origin is a node that failed by itself, and how badly.
type Origin struct {
	Node  int32
	State State
}

// Reach is the least fixpoint of a propagation: what the origins take out of OK, and no more. It is safe for
// concurrent use as long as nobody changes its slices.
type Reach struct {
	// States holds the final, worst state of each node.
	States []State
	// Hops holds, for each node, how many dependencies failure crossed before the node was in its final state: 0 for
	// an origin, -1 for a node that is OK.
	Hops []int32

	graph *Graph
	// States and Hops of all vertices, and the hops after which each first left OK, of use only where it did.
	states      []State
	hops, first []int32
}

// Count returns the number of nodes that are not OK.
func (r *Reach) Count() int {
	n := 0
	for _, s := range r.States {
		if s != OK {
			n++
		}
	}
	return n
}

// Propagate returns the reach of the origins. Where a node is named twice its worst state counts; an OK origin changes
// nothing. It panics when an origin is not a node of the graph or its state is none. Time and memory are linear in
// nodes, edges and members.
//
// A node passes on each state it takes, so at most two: this is a breadth-first search over pairs of node and state.
// Searching level by level makes hops shortest, and states and hops independent of any order.
func (g *Graph) Propagate(origins []Origin) *Reach {
	f := newFlood(g)
	for _, o := range origins {
		if o.State > Down {
			panic("graph: an origin is worse than down")
		}
		if o.State > f.States[o.Node] {
			f.States[o.Node] = o.State
			f.next = append(f.next, o.Node)
		}
	}
	var level []event
	for hop := int32(0); len(f.next) > 0; hop++ {
		level = f.date(f.sort(f.next), hop, level[:0])
		f.next = f.next[:0]
		f.spread(level, hop)
	}
	r := f.Reach // a copy, so that the scratch of the flood goes when this returns
	return &r
}

// flood is a propagation under way.
type flood struct {
	Reach
	next    []int32    // nodes that got worse in the level being spread
	bits    []uint64   // scratch of sort
	missing [][3]int32 // per group and state above OK: how many more members in that state before the group is
}

func newFlood(g *Graph) *flood {
	f := &flood{Reach: Reach{graph: g}, bits: make([]uint64, g.nodes/64+1), missing: make([][3]int32, len(g.slack))}
	n := g.vertices()
	f.states, f.hops, f.first = make([]State, n), make([]int32, n), make([]int32, n)
	for i := range f.hops {
		f.hops[i] = -1
	}
	f.States, f.Hops = f.states[:g.nodes:g.nodes], f.hops[:g.nodes:g.nodes]
	for i, slack := range g.slack {
		f.missing[i] = [3]int32{0, slack + 1, slack + 1}
	}
	return f
}

// sort puts a large level in order, so that the rows it reads lie one after the other in memory: on a million nodes that
// saves half of the time. It is a bucket sort with a bit for each node, which drops duplicates; a level smaller than
// the words of bits is left as it is, so that many small levels stay cheap.
func (f *flood) sort(level []int32) []int32 {
	if len(level) < len(f.bits) {
		return level
	}
	for _, v := range level {
		f.bits[v/64] |= 1 << (v % 64)
	}
	sorted := level[:0]
	for i, word := range f.bits {
		for ; word != 0; word &= word - 1 {
			sorted = append(sorted, int32(i*64+bits.TrailingZeros64(word)))
		}
		f.bits[i] = 0
	}
	return sorted
}

// event is a node and the state it took, in 32 bits.
type event uint32

func (e event) node() int32  { return int32(e >> 1) }
func (e event) state() State { return State(e&1) + 1 }

// date writes down the hop of the nodes of a level, and which state each takes with it into the next: by then it may
// be worse. A node that got worse twice at one hop is one event.
func (f *flood) date(level []int32, hop int32, events []event) []event {
	for _, v := range level {
		if f.hops[v] == hop {
			continue
		}
		f.mark(v, hop)
		events = append(events, event(v)<<1|event(f.states[v]-1))
	}
	return events
}

func (f *flood) mark(v, hop int32) {
	if f.hops[v] < 0 {
		f.first[v] = hop
	}
	f.hops[v] = hop
}

// spread passes the states that nodes took at the given hop on to their dependents.
func (f *flood) spread(level []event, hop int32) {
	next, states, nodes := f.next, f.states, f.graph.nodes
	for _, taken := range level {
		v, now := taken.node(), taken.state()
		for _, e := range f.graph.dependents.row(v) {
			d, forced := e.vertex(), e.effect().of(now)
			if forced <= states[d] {
				continue
			}
			if d >= nodes {
				f.tell(d, e.effect(), v, now, hop)
				if d, forced = f.demand(d); forced <= states[d] {
					continue
				}
			}
			states[d] = forced
			next = append(next, d)
		}
	}
	f.next = next
}

// tell lets a group know that a member took a state. Each member counts once for each state: what it counted before it
// does not count again. A group takes its state at the hop of the member that completes it, its dependent one hop later.
func (f *flood) tell(group int32, e effect, member int32, now State, hop int32) {
	before := OK
	if now == Down && f.first[member] < hop {
		before = e.of(Degraded)
	}
	missing := &f.missing[group-f.graph.nodes]
	for s := before + 1; s <= e.of(now); s++ {
		missing[s]--
		if missing[s] == 0 {
			f.states[group] = s
			f.mark(group, hop)
		}
	}
}

// demand returns the dependent of a group and the state that is forced on it.
func (f *flood) demand(group int32) (dependent int32, forced State) {
	e := f.graph.dependents.row(group)[0]
	return e.vertex(), e.effect().of(f.states[group])
}
