package graph

import "math"

// Path returns the proof of a node's state: the nodes from an origin to it, each depending on the one before, along
// which failure arrived. Composing the effects along it, from the state of the origin, gives the node's final state. It
// has one node more than the node's hops, so no shorter one exists. Of the nodes from which a step can come, it comes
// from the lowest. It is nil for a node that is OK.
//
// Where a group was at work, the step comes from a member that completed it, the lowest of those of that hop; the
// members that had failed earlier are not on the path. A node is twice on a path where a circle of dependencies came
// back to it and made it worse.
//
// Note: paths are worked out when asked for, from the hops alone, in time linear in the dependencies of the nodes on
// them. Keeping the lowest parent of every node would cost each propagation what only some callers need.
func (r *Reach) Path(node int32) []int32 {
	state := r.States[node]
	if state == OK {
		return nil
	}
	path := make([]int32, r.Hops[node]+1)
	for hop := r.Hops[node]; hop > 0; hop-- {
		path[hop] = node
		node, state = r.cause(node, state, hop-1)
	}
	path[0] = node
	return path
}

// cause returns the lowest node which by the state it took at the given hop forced want on v, and that state.
func (r *Reach) cause(v int32, want State, hop int32) (int32, State) {
	lowest := int32(math.MaxInt32)
	for _, e := range r.graph.dependencies.row(v) {
		d, least := e.vertex(), e.effect().least(want)
		if !r.took(d, least, hop) {
			continue
		}
		if d >= r.graph.nodes {
			d = r.completer(d, least, hop)
		}
		lowest = min(lowest, d)
	}
	if r.hops[lowest] == hop {
		return lowest, r.states[lowest]
	}
	return lowest, Degraded // it went down at a later hop
}

// completer returns the lowest of the members that at the given hop brought the group into a state.
func (r *Reach) completer(group int32, s State, hop int32) int32 {
	for _, e := range r.graph.dependencies.row(group) {
		if r.took(e.vertex(), e.effect().least(s), hop) {
			return e.vertex()
		}
	}
	panic("graph: a group failed and no member completed it")
}

// took reports whether v came to be in state s, or worse, at exactly the given hop.
func (r *Reach) took(v int32, s State, hop int32) bool {
	switch {
	case r.states[v] < s:
		return false
	case s == Degraded:
		return r.first[v] == hop
	default:
		return r.hops[v] == hop
	}
}
