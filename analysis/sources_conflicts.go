package analysis

import (
	"fmt"
	"slices"

	"github.com/postmortem-dev/postmortem/incidents"
)

// Conflict is one thing that sources give differently. Spans run between the lowest and the highest of what stands: the
// record's own reading and the claims used or kept.
type Conflict struct {
	About      string        `json:"about"` // incident, or the id of the thing
	Kind       string        `json:"kind"`  // incident, event, communication, quantity, service, wave, factor or action
	Title      string        `json:"title"`
	Milestones []string      `json:"milestones"` // those an event marks
	Scope      string        `json:"scope"`
	Settled    bool          `json:"settled"` // only one reading stands
	Claims     []ClaimDetail `json:"claims"`
	Spans      []Measure     `json:"spans"`
	Changes    []Measure     `json:"changes"` // durations that depend on it, with the range the claims give
}

// conflicts parts the claims into conflicts and those that merely check a statement. Claims that give a time or a number
// are held against each other; claims in words only when one of them was chosen. The notes tell where the record does
// not follow the claim it says it uses.
func (c *Case) conflicts() ([]Conflict, []ClaimDetail, []Note) {
	found, checked, notes := []Conflict{}, []ClaimDetail{}, []Note{}
	disputed := map[string][2]bool{} // by thing: its claims with a reading, its claims in words
	claims := c.claimsByAbout()
	for _, claim := range c.Incident.Claims {
		side := 0
		if readingOf(claim).empty() {
			side = 1
		}
		if _, judged := disputed[claim.About]; !judged && claim.About != "" {
			own := c.ownReading(claim.About)
			measured, worded := byReading(claims[claim.About])
			disputed[claim.About] = [2]bool{measuredConflict(own, measured), wordedConflict(worded)}
			for i, group := range [][]incidents.Claim{measured, worded} {
				if disputed[claim.About][i] {
					found = append(found, c.newConflict(claim.About, own, group))
				}
			}
			notes = append(notes, c.unfollowedClaims(claim.About, own, measured)...)
		}
		if !disputed[claim.About][side] {
			checked = append(checked, claimDetail(claim))
		}
	}
	nameSpans(found)
	return found, checked, notes
}

func byReading(claims []incidents.Claim) (measured, worded []incidents.Claim) {
	for _, claim := range claims {
		if readingOf(claim).empty() {
			worded = append(worded, claim)
		} else {
			measured = append(measured, claim)
		}
	}
	return measured, worded
}

// measuredConflict reports whether two readings that stand differ, or one was chosen against another.
func measuredConflict(own reading, claims []incidents.Claim) bool {
	return !onlyOneStands(own, claims) || (slices.ContainsFunc(claims, stands) && slices.ContainsFunc(claims, dissents))
}

func wordedConflict(claims []incidents.Claim) bool {
	used := slices.ContainsFunc(claims, func(claim incidents.Claim) bool { return claim.Verdict == incidents.Used })
	return used && len(claims) > 1
}

// onlyOneStands reports whether no two of the record's own reading and the claims that stand differ.
func onlyOneStands(own reading, claims []incidents.Claim) bool {
	standing := standingReadings(own, claims)
	for i, a := range standing {
		for _, b := range standing[:i] {
			if a.differs(b) {
				return false
			}
		}
	}
	return true
}

func standingReadings(own reading, claims []incidents.Claim) []reading {
	var out []reading
	if !own.empty() {
		out = append(out, own)
	}
	for _, claim := range claims {
		if stands(claim) {
			out = append(out, readingOf(claim))
		}
	}
	return out
}

func (c *Case) newConflict(about string, own reading, claims []incidents.Claim) Conflict {
	out := Conflict{About: about, Milestones: []string{}, Scope: WholeIncident, Claims: []ClaimDetail{}, Spans: []Measure{}, Changes: []Measure{}}
	c.describe(&out)
	for _, claim := range claims {
		out.Claims = append(out.Claims, claimDetail(claim))
	}
	if readingOf(claims[0]).empty() {
		out.Settled = !slices.ContainsFunc(claims, func(claim incidents.Claim) bool { return claim.Verdict == incidents.Kept })
		return out
	}
	out.Settled = onlyOneStands(own, claims)
	if !out.Settled {
		out.Spans = conflictSpans(out.Scope, c.unitOf(about), standingReadings(own, claims))
		out.Changes = c.changes(about)
	}
	return out
}

// describe finds what a conflict is about: the first thing with that id, in the order in which a claim may name them.
func (c *Case) describe(out *Conflict) {
	in := c.Incident
	name := func(kind, title, scope string) {
		if out.Kind == "" {
			out.Kind, out.Title, out.Scope = kind, firstSentence(title), scope
		}
	}
	if out.About == WholeIncident {
		name("incident", "the whole incident", WholeIncident)
	}
	for _, e := range in.Timeline {
		if e.ID == out.About {
			name("event", e.Text.String(), waveOrWhole(e.Wave))
			for _, m := range e.Milestones {
				out.Milestones = append(out.Milestones, string(m))
			}
		}
	}
	for _, q := range in.Impact.Quantities {
		if q.ID == out.About {
			name("quantity", q.What, WholeIncident)
		}
	}
	if s := c.Service(out.About); s != nil {
		name("service", s.Label(), ServiceScope(s.ID))
	}
	if w := in.Wave(out.About); w != nil {
		name("wave", w.Name, WaveScope(w.ID))
	}
	for _, f := range in.Causes {
		if f.ID == out.About {
			name("factor", f.Text.String(), waveOrWhole(f.Wave))
		}
	}
	for _, a := range in.Actions {
		if a.ID == out.About {
			name("action", a.Text.String(), WholeIncident)
		}
	}
	for _, m := range in.Communications {
		if m.ID == out.About {
			name("communication", m.Text.String(), waveOrWhole(m.Wave))
		}
	}
}

func waveOrWhole(wave string) string {
	if wave == "" {
		return WholeIncident
	}
	return WaveScope(wave)
}

func (c *Case) unitOf(about string) string {
	for _, q := range c.Incident.Impact.Quantities {
		if q.ID == about {
			return q.Unit
		}
	}
	return ""
}

// changes returns the durations of which one end is the event that claims are about, or that claims about a whole period
// widen, as the phases have them.
func (c *Case) changes(about string) []Measure {
	out := []Measure{}
	for _, scope := range c.scopes() {
		s, _ := c.scopePhases(scope)
		period := about == scope || WaveScope(about) == scope
		measures := append(c.phaseMeasures(s), c.noticeOf(scope)...)
		for _, m := range measures {
			if m.Ranged() && (m.From.Event == about || m.To.Event == about || (period && m.Name == s.Whole.Name)) {
				out = append(out, m)
			}
		}
	}
	return out
}

func (c *Case) noticeOf(scope string) []Measure {
	var out []Measure
	for _, m := range c.firstNotices() {
		if m.Scope == scope {
			out = append(out, m)
		}
	}
	return out
}

// unfollowedClaims tells of claims marked as used from which the record's own reading differs.
func (c *Case) unfollowedClaims(about string, own reading, claims []incidents.Claim) []Note {
	var out []Note
	for _, claim := range claims {
		if claim.Verdict == incidents.Used && own.differs(readingOf(claim)) {
			out = append(out, Note{WholeIncident, fmt.Sprintf("The claim %q about %s is marked as used, but the record gives something else.", claim.Says, about)})
		}
	}
	return out
}
