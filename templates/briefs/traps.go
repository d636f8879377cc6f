package briefs

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/postmortem-dev/postmortem/analysis"
	"github.com/postmortem-dev/postmortem/incidents"
	"github.com/postmortem-dev/postmortem/templates"
)

// mostTraps is how many a speaker can keep in mind.
const mostTraps = 10

// traps returns wrong statements about the incident and what to say instead: the record's claims that do not stand, or
// stand in part. Those about milestones, causes and waves come first; numbers are among those to avoid.
func traps(s *Story) []Trap {
	out := []Trap{}
	for _, claim := range s.wrongClaims() {
		trap := Trap{Wrong: s.asSaid(claim), Right: s.correction(claim.Reason), Sources: slices.Clone(claim.Sources)}
		if len(out) < mostTraps && !s.jargon(trap.Wrong+" "+trap.Right) {
			out = append(out, trap)
		}
	}
	return out
}

// wrongClaims returns the claims that do not stand and are not about numbers, the weightiest first; among equals, those
// nearest to the role. What is said in public comes before what somebody close to the event says.
func (s *Story) wrongClaims() []incidents.Claim {
	out := slices.DeleteFunc(slices.Clone(s.Claims), func(c incidents.Claim) bool {
		return c.Verdict != incidents.Rejected && c.Verdict != incidents.Partly || s.quantity(c.About) != nil || c.Reason == ""
	})
	slices.SortStableFunc(out, func(a, b incidents.Claim) int {
		if d := boolOrder(s.public(b)) - boolOrder(s.public(a)); d != 0 {
			return d
		}
		if d := s.wrongness(b) - s.wrongness(a); d != 0 {
			return d
		}
		return s.relevance(b.Says+" "+b.Reason) - s.relevance(a.Says+" "+a.Reason)
	})
	return out
}

// public reports whether none of those who make a claim stands close to the event.
func (s *Story) public(c incidents.Claim) bool {
	return !slices.ContainsFunc(s.Sources, func(x incidents.Source) bool {
		return slices.Contains(c.Sources, x.ID) && slices.Contains([]incidents.SourceKind{"official", "insider", "internal", "telemetry", "customer"}, x.Kind)
	})
}

// wrongness weighs what a claim is about against whether it is rejected or holds in part: a rejected one about a service
// comes after any about a milestone, and before a half-true one about the whole.
func (s *Story) wrongness(c incidents.Claim) int {
	return 2*s.weight(c.About) + 3*boolOrder(c.Verdict == incidents.Rejected)
}

// weight says how much of the story hangs on a thing: a milestone, cause or wave most, then the trigger and the whole, then
// what happened to a service or was planned.
func (s *Story) weight(about string) int {
	for _, e := range s.Timeline {
		switch {
		case about == "" || e.ID != about:
		case len(e.Milestones) > 0:
			return 3
		default:
			return 1
		}
	}
	wave := slices.ContainsFunc(s.Waves, func(w incidents.Wave) bool { return w.ID == about })
	factor := slices.ContainsFunc(s.Causes, func(f incidents.Factor) bool { return f.ID != "" && f.ID == about })
	switch {
	case wave || factor:
		return 3
	case about == analysis.WholeIncident:
		return 2
	case about != "":
		return 1
	}
	return 0
}

// asSaid attributes a claim to whoever makes it.
func (s *Story) asSaid(claim incidents.Claim) string {
	says := strings.Join(sayable(claim.Says), " ")
	if len(claim.Sources) == 0 {
		return says
	}
	for i := range s.Sources {
		if s.Sources[i].ID == claim.Sources[0] {
			return Capital(lead(s.citation(&s.Sources[i]), says))
		}
	}
	return says
}

var (
	shortAside = regexp.MustCompile(`\s*\(([^()\s]+(?:,? [^()\s]+)?|[A-Z0-9-]+(?:, [A-Z0-9-]+)*)\)`)
	telegram   = regexp.MustCompile(`^([A-Z][^.:;,]*): `)
)

// correction turns the reason of a verdict into what is said: a citation in brackets is for readers, and a word before a
// colon is a sentence of its own.
func (s *Story) correction(reason string) string {
	reason = shortAside.ReplaceAllString(reason, "")
	if m := telegram.FindStringSubmatch(reason); m != nil && Words(m[1]) <= 6 {
		reason = m[1] + ". " + Capital(strings.TrimPrefix(reason, m[0]))
	}
	return strings.Join(sayable(reason), " ")
}

func (s *Story) quantity(id string) *incidents.Quantity {
	for i := range s.Incident.Impact.Quantities {
		if q := &s.Incident.Impact.Quantities[i]; id != "" && q.ID == id {
			return q
		}
	}
	return nil
}

// numbersToAvoid returns the numbers that are better not quoted, and why: those that sources give differently, and those
// that the record found wrong, could not verify, or knows as a mere remark.
func numbersToAvoid(s *Story) []Trap {
	out := []Trap{}
	add := func(t Trap) {
		if !s.jargon(t.Wrong+" "+t.Right) && !slices.ContainsFunc(out, func(x Trap) bool { return x.Wrong == t.Wrong }) {
			out = append(out, t)
		}
	}
	for _, m := range s.disputedMeasures() {
		add(Trap{
			Wrong:   fmt.Sprintf("%s: %s, without its ends.", s.numberTitle(m), Spoken(templates.Short(m))),
			Right:   fmt.Sprintf("Sources differ: it is %s. Say the ends with it: %s.", aloud(disputed(m)), aloud(s.fromTo(m))),
			Sources: slices.Clone(m.Sources),
		})
	}
	for _, g := range s.Quantities.Groups {
		for _, q := range g.Quantities {
			if q.Contested {
				add(s.contested(q))
			}
		}
	}
	for _, claim := range s.Claims {
		if s.quantity(claim.About) != nil && (claim.Verdict == incidents.Rejected || claim.Verdict == incidents.Unverified) {
			add(Trap{Wrong: s.asSaid(claim), Right: s.correction(claim.Reason), Sources: slices.Clone(claim.Sources)})
		}
	}
	return out[:min(len(out), mostTraps)]
}

// disputedMeasures returns the durations of the incident that sources give differently, one for each conflict.
func (s *Story) disputedMeasures() []analysis.Measure {
	var out []analysis.Measure
	for _, c := range s.Sourcing.Conflicts {
		for _, m := range c.Changes {
			if m.Disputed && m.Known() && m.Scope == analysis.WholeIncident {
				out = append(out, m)
				break
			}
		}
	}
	return out
}

// contested tells what the accounts that stand give for a quantity.
func (s *Story) contested(q analysis.ImpactQuantity) Trap {
	var values, readings []string
	for _, c := range q.Claims {
		if c.Verdict != string(incidents.Used) && c.Verdict != string(incidents.Kept) {
			continue
		}
		value := aloud(templates.Quantity(analysis.ImpactQuantity{Low: c.Low, High: c.High, About: c.Roughly}))
		if value != "" && !slices.Contains(values, value) {
			values = append(values, value)
			readings = append(readings, strings.TrimSuffix(Capital(value)+": "+s.correction(c.Reason), ": "))
		}
	}
	return Trap{
		Wrong:   fmt.Sprintf("%s: %s %s.", Capital(q.What), aloud(templates.Quantity(q)), q.Unit),
		Right:   "Accounts differ. " + strings.Join(readings, " "),
		Sources: slices.Clone(q.Sources),
	}
}
