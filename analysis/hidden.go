package analysis

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"github.com/postmortem-dev/postmortem/analysis/graph"
)

// Proposal is an edge that would explain a hidden service. It is a candidate and no fact; where nothing is in reach there
// is none, and Dependency is empty.
type Proposal struct {
	Service    string `json:"service"`
	Dependent  string `json:"dependent,omitempty"` // the service itself, or one that it depends on
	Dependency string `json:"dependency,omitempty"`
	Reason     string `json:"reason"`
	Timed      bool   `json:"timed"` // the times on record support it
}

// proposals returns one for each hidden service.
func (c *Case) proposals(scope string, g *graph.Graph, reach *graph.Reach, hidden []int) []Proposal {
	p := proposer{Case: c, scope: scope, graph: g, reach: reach, hidden: hidden}
	p.starts, _ = c.bounds(scope)
	out := []Proposal{}
	for _, i := range hidden {
		out = append(out, p.proposal(i))
	}
	return out
}

type proposer struct {
	*Case
	scope  string
	graph  *graph.Graph
	reach  *graph.Reach
	hidden []int
	starts []End
}

// proposal looks for the edge where the graph breaks off: at the service itself, or at the last of its dependencies. The
// edge leads to the service in reach on which most others depend, of those that were being hurt when the impact began in
// the same wave; where the record gives no time to go by, of all.
func (p proposer) proposal(i int) Proposal {
	dependent := p.breaksOff(i)
	out := Proposal{Service: p.services[i].ID}
	best := -1
	if start := p.starts[i].At; !start.IsZero() {
		best = p.mostNeeded(i, dependent, func(j int) bool { return p.hurtAt(p.scope, j, start) && p.shareWave(p.scope, i, j) })
		out.Timed = best >= 0
	}
	if best < 0 {
		best = p.mostNeeded(i, dependent, func(int) bool { return true })
	}
	if best < 0 {
		out.Reason = "nothing is in reach that it could depend on"
		return out
	}
	out.Dependent, out.Dependency = p.services[dependent].ID, p.services[best].ID
	needed := fmt.Sprintf("more services on record (%d) depend on %s than on any other", len(p.graph.Dependents(int32(best))), p.services[best].Label())
	switch {
	case out.Timed:
		out.Reason = fmt.Sprintf("%s was being hurt when the impact began, and %s then hurt", p.services[best].Label(), needed)
	case p.starts[i].At.IsZero():
		out.Reason = "no start of the impact is on record to go by; " + needed + " in reach"
	default:
		out.Reason = "nothing in reach is on record as hurt when the impact began; " + needed + " in reach"
	}
	return out
}

// breaksOff follows the declared dependencies of a hidden service to the last, as long as the failure of what they lead to
// would still reach the service through them. Hidden ones come first, then the first by name.
func (p proposer) breaksOff(i int) int {
	seen := map[int]bool{}
	carries := graph.Effect{graph.OK, graph.Degraded, graph.Down} // what a state at the end does to the service
	for {
		seen[i] = true
		next, through := p.nextBefore(i, carries, seen)
		if next < 0 || p.reach.States[next] != graph.OK {
			return i
		}
		i, carries = next, through
	}
}

// nextBefore returns the dependency of i to follow, and what its state then does to the service; -1 if there is none.
func (p proposer) nextBefore(i int, carries graph.Effect, seen map[int]bool) (next int, through graph.Effect) {
	next = -1
	for _, dep := range p.services[i].DependsOn {
		d, ok := p.index[dep.Service]
		effect := effectOf(dep)
		composed := graph.Effect{graph.OK, carries[effect[graph.Degraded]], carries[effect[graph.Down]]}
		if !ok || seen[d] || composed[graph.Down] == graph.OK {
			continue
		}
		if next < 0 || cmp.Or(cmp.Compare(p.rank(d), p.rank(next)), cmp.Compare(d, next), compareEffects(through, composed)) < 0 {
			next, through = d, composed
		}
	}
	return next, through
}

// compareEffects orders effects by the harm they do.
func compareEffects(a, b graph.Effect) int {
	return cmp.Or(cmp.Compare(a[graph.Down], b[graph.Down]), cmp.Compare(a[graph.Degraded], b[graph.Degraded]))
}

// rank puts hidden dependencies before others.
func (p proposer) rank(d int) int { return b2i(!slices.Contains(p.hidden, d)) }

// mostNeeded returns the service in reach that most others depend on, of those that are wanted; -1 if there is none. What
// is somebody else's is a candidate for somebody else's only.
func (p proposer) mostNeeded(i, dependent int, wanted func(int) bool) int {
	best := -1
	for j := range p.services {
		if j == i || j == dependent || p.reach.States[j] == graph.OK || p.services[j].External && !p.services[i].External || !wanted(j) {
			continue
		}
		if best < 0 || len(p.graph.Dependents(int32(j))) > len(p.graph.Dependents(int32(best))) {
			best = j
		}
	}
	return best
}

// hurtAt reports whether service j has a window in scope that contains t.
func (c *Case) hurtAt(scope string, j int, t time.Time) bool {
	return slices.ContainsFunc(c.windows(scope), func(h hurt) bool {
		return h.service == j && h.timed() && !h.window.From.At().After(t) && !h.window.To.At().Before(t)
	})
}

// shareWave reports whether two services were hurt in one wave, or one of them in none that is recorded.
func (c *Case) shareWave(scope string, i, j int) bool {
	waves := func(k int) (out []string) {
		for _, w := range c.services[k].Windows {
			if w.Wave != "" && (scope == WholeIncident || scope == WaveScope(w.Wave)) {
				out = append(out, w.Wave)
			}
		}
		return out
	}
	a, b := waves(i), waves(j)
	return len(a) == 0 || len(b) == 0 || slices.ContainsFunc(a, func(w string) bool { return slices.Contains(b, w) })
}
