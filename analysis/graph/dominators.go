package graph

// What Dominators says of a node that no other node dominates.
const (
	// Unreached marks a node that the origins do not take out of OK.
	Unreached int32 = -1
	// Root marks a node without a single point of failure before it: an origin, or one that several paths from the
	// origins reach with no node in common.
	Root int32 = -2
)

// Dominators returns the immediate dominators in the reach of the given origins, all Down: see [Reach.Dominators].
func (g *Graph) Dominators(origins []int32) []int32 {
	all := make([]Origin, len(origins))
	for i, o := range origins {
		all[i] = Origin{o, Down}
	}
	return g.Propagate(all).Dominators()
}

// Dominators returns, for each node, the last single point of failure before it: its immediate dominator, in the
// direction failure travels, from a virtual root before all origins. It is Root or Unreached where there is none.
//
// Only what carried failure counts: an edge whose effect on the state its dependency reached is not OK, and the failed
// members of a group that failed. A group with slack left carries nothing. If a node named here, at any step towards
// Root, were hardened so as never to fail, everything below it would stay OK. The converse does not hold: all the failed
// members of a group may be needed for its failure, and a tree has no place for two nodes of which either would do; nor is
// a node listed whose hardening helps only by softening a state on the way from down to degraded.
func (r *Reach) Dominators() []int32 {
	t := &tree{r: r, number: make([]int32, r.graph.vertices())}
	t.search()
	t.semidominators()
	t.ancestors()
	return t.byNode()
}

// tree finds dominators by Semi-NCA (Georgiadis 2005): semidominators as in Lengauer and Tarjan, then each immediate
// dominator as the nearest ancestor, among the dominators of the parent, that is not after the semidominator. But for
// number, everything is indexed by visit number, where 0 is the virtual root.
type tree struct {
	r      *Reach
	number []int32 // by vertex: its visit, 0 where unreached
	vertex []int32
	parent []int32 // in the search tree; then the immediate dominator
	semi   []int32
	calls  []call
	chain  []int32 // scratch of lowest
	forest []link
}

// link is a visit in the forest of those already processed: the nearest ancestor not yet jumped over, and the lowest
// semidominator from here up to, not including, that ancestor.
type link struct{ ancestor, lowest int32 }

// search numbers the vertices that failed in the order of a depth-first search from the origins. It also comes to groups
// that did not fail, and no further: what is OK carries nothing.
func (t *tree) search() {
	t.visit(-1, 0)
	for v, state := range t.r.States {
		if state != OK && t.r.first[v] == 0 && t.number[v] == 0 {
			t.visit(int32(v), 0)
			t.run()
		}
	}
}

func (t *tree) visit(v, parent int32) {
	n := int32(len(t.vertex))
	t.vertex, t.parent = append(t.vertex, v), append(t.parent, parent)
	if v >= 0 {
		t.number[v] = n
		t.calls = append(t.calls, call{v, n, t.r.graph.dependents.start[v]})
	}
}

func (t *tree) run() {
	for len(t.calls) > 0 {
		c := &t.calls[len(t.calls)-1]
		if child := t.step(c); child >= 0 {
			t.visit(child, c.visit)
		} else {
			t.calls = t.calls[:len(t.calls)-1]
		}
	}
}

// step returns the next vertex that the innermost call carried failure to and that is not visited yet, or -1.
func (t *tree) step(c *call) int32 {
	a, state, number := &t.r.graph.dependents, t.r.states[c.vertex], t.number
	for i, end := c.next, a.start[c.vertex+1]; i < end; i++ {
		e := a.ends[i]
		if d := e.vertex(); number[d] == 0 && e.effect().of(state) != OK {
			c.next = i + 1
			return d
		}
	}
	return -1
}

// semidominators finds for every visit the lowest visit from which failure gets to it through higher ones only.
func (t *tree) semidominators() {
	t.semi, t.forest = make([]int32, len(t.vertex)), make([]link, len(t.vertex))
	for w := int32(len(t.vertex) - 1); w > 0; w-- {
		t.semi[w] = t.semidominator(w)
		t.forest[w] = link{t.parent[w], t.semi[w]}
	}
}

func (t *tree) semidominator(w int32) int32 {
	v, states, semi := t.vertex[w], t.r.states, t.parent[w]
	if v < t.r.graph.nodes && t.r.first[v] == 0 {
		return 0
	}
	for _, e := range t.r.graph.dependencies.row(v) {
		d := e.vertex()
		if e.effect().of(states[d]) == OK {
			continue
		}
		from := t.number[d]
		if from > w {
			from = t.lowest(from, w)
		}
		if from < w {
			semi = min(semi, from)
		}
	}
	return semi
}

// lowest returns the lowest semidominator on the way from v up to the first ancestor that is not after w, and makes
// the way short for the next who asks.
func (t *tree) lowest(v, w int32) int32 {
	forest, chain := t.forest, t.chain[:0]
	for u := v; forest[u].ancestor > w; u = forest[u].ancestor {
		chain = append(chain, u)
	}
	for i := len(chain) - 1; i >= 0; i-- {
		u := &forest[chain[i]]
		above := forest[u.ancestor]
		u.lowest, u.ancestor = min(u.lowest, above.lowest), above.ancestor
	}
	t.chain = chain
	return forest[v].lowest
}

// ancestors turns parents into immediate dominators.
func (t *tree) ancestors() {
	for w := 1; w < len(t.parent); w++ {
		d := t.parent[w]
		for d > t.semi[w] {
			d = t.parent[d]
		}
		t.parent[w] = d
	}
}

// byNode returns the dominators by node. Where one is a group, the next before it is a node.
func (t *tree) byNode() []int32 {
	t.vertex[0] = Root
	nodes := t.r.graph.nodes
	dominators := make([]int32, nodes)
	for v := range dominators {
		w := t.number[v]
		if w == 0 {
			dominators[v] = Unreached
			continue
		}
		d := t.parent[w]
		for t.vertex[d] >= nodes {
			d = t.parent[d]
		}
		dominators[v] = t.vertex[d]
	}
	return dominators
}
