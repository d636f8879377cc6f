package templates

import (
	"fmt"
	"slices"

	"github.com/postmortem-dev/postmortem/analysis"
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

// Candidates returns the proposals that name an edge.
func (v *View) Candidates() []analysis.Proposal {
	return slices.DeleteFunc(slices.Clone(v.Blast.Proposals), func(p analysis.Proposal) bool { return p.Dependency == "" })
}

// Reasons groups the hidden services for which no edge can be proposed by the reason why, most first.
func (v *View) Reasons() []Reason {
	var out []Reason
	for _, p := range v.Blast.Proposals {
		if p.Dependency != "" {
			continue
		}
		i := slices.IndexFunc(out, func(r Reason) bool { return r.Text == p.Reason })
		if i < 0 {
			i = len(out)
			out = append(out, Reason{Text: p.Reason})
		}
		out[i].Services = append(out[i].Services, p.Service)
	}
	slices.SortStableFunc(out, func(a, b Reason) int { return len(b.Services) - len(a.Services) })
	return out
}

// Reason is why no edge can be proposed for some services.
type Reason struct {
	Text     string
	Services []string
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

// BlastLead holds the predicted blast radius against the observed one in a sentence or two.
func (v *View) BlastLead() string {
	b := v.Blast
	text := fmt.Sprintf("%s on record.", capital(plural(len(b.Affected), "affected service is", "affected services are")))
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
