package compare

import (
	"cmp"
	"slices"

	"github.com/postmortem-dev/postmortem/analysis"
)

// RecurrenceDetail is what comes back.
type RecurrenceDetail struct {
	Services []Recurring `json:"services"` // affected in more than one incident of an organization
	Controls []Recurring `json:"controls"` // failed or absent in more than one
	Patterns []Recurring `json:"patterns"` // a trigger and a mechanism that came together more than once
	Actions  []Again     `json:"actions"`
	More     int         `json:"more"` // recurring things that are not listed
}

// Recurring is something that came back, and in which incidents.
type Recurring struct {
	What  string   `json:"what"`
	Of    string   `json:"of,omitempty"` // organization, or outcome
	Count int      `json:"count"`
	IDs   []string `json:"ids"`
}

// Again is an action that was announced after one incident and, in much the same words, after a later one of the same
// organization.
type Again struct {
	First ActionOf `json:"first"`
	Later ActionOf `json:"later"`
	Alike float64  `json:"alike"` // share of their words that they have in common
	// Done reports that the first one was marked as done before; else it reappears undone, or nobody recorded its end.
	Done bool `json:"done"`
}

// ActionOf is an action and its incident.
type ActionOf struct {
	Incident string `json:"incident"`
	Action
}

// mostRecurring is how many lines each list holds.
const mostRecurring = 30

func recurrence() Comparison {
	return Comparison{
		Name: "recurrence", Title: "What comes back",
		Doc: "Which services, failed safeguards, patterns and unfinished actions appear in more than one incident?",
		Run: func(s *Set) analysis.Result {
			if len(s.Digests) < 2 {
				return analysis.Result{}
			}
			d := RecurrenceDetail{}
			d.Services = d.keep(recurring(s.Digests, servicesOfOwner))
			d.Controls = d.keep(recurring(s.Digests, missedControls))
			d.Patterns = d.keep(recurring(s.Digests, patterns))
			actions, n := again(s.Digests, mostRecurring)
			d.Actions, d.More = actions, d.More+n-len(actions)
			return analysis.Result{Detail: d}
		},
	}
}

// keep returns the first of the list and counts the rest.
func (d *RecurrenceDetail) keep(all []Recurring) []Recurring {
	n := min(len(all), mostRecurring)
	d.More += len(all) - n
	return all[:n]
}

// trait is something an incident has that another may have too.
type trait struct{ what, of string }

// servicesOfOwner returns the affected services. Two organizations may call different things by one id, so a service
// recurs only within its organization.
func servicesOfOwner(d *Digest) []trait {
	var out []trait
	for _, s := range d.Affected() {
		out = append(out, trait{s.ID, d.Organization})
	}
	return out
}

func missedControls(d *Digest) []trait {
	var out []trait
	for _, c := range d.Controls {
		if t := (trait{c.Class, c.Outcome}); c.Outcome != "held" && !slices.Contains(out, t) {
			out = append(out, t)
		}
	}
	return out
}

func patterns(d *Digest) []trait {
	var out []trait
	for _, t := range d.Triggers {
		for _, m := range d.Mechanisms {
			out = append(out, trait{t + " → " + m, ""})
		}
	}
	return out
}

// recurring returns the traits of more than one incident, most frequent first, then by name.
func recurring(digests []*Digest, of func(*Digest) []trait) []Recurring {
	at := map[trait]*Recurring{}
	for _, d := range digests {
		for _, t := range of(d) {
			r := at[t]
			if r == nil {
				r = &Recurring{What: t.what, Of: t.of}
				at[t] = r
			}
			if r.Count++; len(r.IDs) < namedIDs {
				r.IDs = append(r.IDs, d.ID)
			}
		}
	}
	out := []Recurring{}
	for _, r := range at {
		if r.Count > 1 {
			out = append(out, *r)
		}
	}
	slices.SortFunc(out, func(a, b Recurring) int {
		return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(a.What, b.What), cmp.Compare(a.Of, b.Of))
	})
	return out
}
