package templates

import (
	"fmt"
	"slices"

	"github.com/postmortem-dev/postmortem/incidents"
)

// Bare returns the hidden services about which the record gives no dependency at all, and the others.
func (v *View) Bare(bare bool) []string {
	var out []string
	for _, id := range v.Blast.Hidden {
		if (len(v.services[id].DependsOn) == 0) == bare {
			out = append(out, id)
		}
	}
	return out
}

// Candidates groups the hidden services by the edge that would explain them and why that one: those that the times on
// record support first, then those that explain most.
func (v *View) Candidates() []Candidate {
	var out []Candidate
	for _, p := range v.Blast.Proposals {
		edge := Candidate{Dependent: p.Dependent, Dependency: p.Dependency, Reason: p.Reason, Timed: p.Timed}
		if p.Dependent == p.Service {
			edge.Dependent = "" // each of its own
		}
		i := slices.IndexFunc(out, func(c Candidate) bool {
			return c.Dependent == edge.Dependent && c.Dependency == edge.Dependency && c.Reason == edge.Reason
		})
		if i < 0 {
			i = len(out)
			out = append(out, edge)
		}
		out[i].Services = append(out[i].Services, p.Service)
	}
	slices.SortStableFunc(out, func(a, b Candidate) int {
		if a.Timed != b.Timed {
			return boolToInt(b.Timed) - boolToInt(a.Timed)
		}
		return len(b.Services) - len(a.Services)
	})
	return out
}

// Candidate is an edge that would explain some hidden services.
type Candidate struct {
	Services   []string
	Dependent  string // "" when it would be one edge from each of them
	Dependency string
	Reason     string
	Timed      bool
}

// Observed returns the worst level recorded for a service; that it was hurt where no level is recorded; "ok on record"
// where it has no impact window.
func (v *View) Observed(id string) string {
	s := v.services[id]
	worst := ""
	for _, w := range s.Windows {
		if w.Level == incidents.Down || worst == "" {
			worst = string(w.Level)
		}
	}
	switch {
	case len(s.Windows) == 0:
		return "no impact recorded"
	case worst == "":
		return "hurt, level not recorded"
	}
	return worst
}

// Linked reports whether the record names a dependency between services.
func (v *View) Linked() bool {
	return slices.ContainsFunc(v.Incident.Services, func(s incidents.Service) bool { return len(s.DependsOn) > 0 })
}

// origins returns the origins that the record declares.
func (v *View) origins() []string {
	var ids []string
	for _, w := range v.Incident.Waves {
		for _, id := range w.Origins {
			if !slices.Contains(ids, id) {
				ids = append(ids, id)
			}
		}
	}
	return ids
}

// BlastLead holds the predicted blast radius against the observed one in a sentence or two.
func (v *View) BlastLead() string {
	b := v.Blast
	text := fmt.Sprintf("%s on record.", capital(plural(len(b.Affected), "affected service is", "affected services are")))
	if !v.Linked() {
		if declared := v.origins(); len(declared) > 0 {
			return text + fmt.Sprintf(" The record names no dependencies, so what followed from the %s, %s, is not known.", choose(len(declared), "origin", "origins"), few(6, v.labels(declared)))
		}
		return text + " The record names no dependencies between services and no origin, so what failed first, and what it took with it, is not known."
	}
	if len(b.Origins) == 0 {
		return text + " No origin is known, so nothing can be predicted."
	}
	if len(b.Reach) == len(b.Origins) {
		return text + fmt.Sprintf(" The declared dependencies lead no further than the %s, %s.", choose(len(b.Origins), "origin", "origins"), few(6, v.labels(b.Origins)))
	}
	text += fmt.Sprintf(" From %s, the declared dependencies reach %s: they explain %d of the affected, and %d %s hidden from them",
		few(6, v.labels(b.Origins)), plural(len(b.Reach), "service", "services"), len(b.Explained), len(b.Hidden), choose(len(b.Hidden), "is", "are"))
	if b.Precision != nil && b.Recall != nil {
		text += fmt.Sprintf(" (precision %s, recall %s)", percent(*b.Precision), percent(*b.Recall))
	}
	if bare := len(v.Bare(true)); bare > 0 {
		text += fmt.Sprintf("; of the hidden, %d %s no dependency on record at all", bare, choose(bare, "has", "have"))
	}
	return text + "."
}
