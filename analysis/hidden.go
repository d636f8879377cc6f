package analysis

import (
	"fmt"
	"slices"
	"time"

	"github.com/postmortem-dev/postmortem/analysis/graph"
)

// Proposal is an edge that would explain a hidden service, or why none can be proposed.
type Proposal struct {
	Service    string `json:"service"`
	Dependency string `json:"dependency,omitempty"`
	Reason     string `json:"reason"`
}

// proposals returns, for each hidden service, the edge that would explain it, as a candidate and not as a fact: to the
// service in reach that was being hurt when it began, in the same wave if waves are recorded, and on which most others
// depend. Where the record gives no time to go by, it says so.
func (c *Case) proposals(scope string, g *graph.Graph, reach *graph.Reach, hidden []int) []Proposal {
	starts, _ := c.bounds(scope)
	out := []Proposal{}
	for _, i := range hidden {
		out = append(out, c.proposal(scope, i, hidden, starts, g, reach))
	}
	return out
}

func (c *Case) proposal(scope string, i int, hidden []int, starts []End, g *graph.Graph, reach *graph.Reach) Proposal {
	p := Proposal{Service: c.services[i].ID}
	for _, d := range c.dependencies(i) {
		if d != i && slices.Contains(hidden, d) {
			p.Reason = fmt.Sprintf("the graph puts %s before it, which is hidden too: what explains that one explains this", c.services[d].Label())
			return p
		}
	}
	if starts[i].At.IsZero() {
		p.Reason = "no start of the impact is on record, so nothing says after what it began"
		return p
	}
	best := -1
	for j := range c.services {
		if j == i || reach.States[j] == graph.OK || c.services[j].External && !c.services[i].External || !c.hurtAt(scope, j, starts[i].At) || !c.shareWave(scope, i, j) {
			continue
		}
		if best < 0 || len(g.Dependents(int32(j))) > len(g.Dependents(int32(best))) {
			best = j
		}
	}
	if best < 0 {
		p.Reason = "nothing in reach is on record as hurt when the impact began"
		return p
	}
	p.Dependency = c.services[best].ID
	p.Reason = fmt.Sprintf("%s was being hurt when it began, and more services on record (%d) depend on it than on any other then hurt", c.services[best].Label(), len(g.Dependents(int32(best))))
	return p
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
