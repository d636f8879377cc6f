package importers

import (
	"slices"
	"strings"

	"github.com/postmortem-dev/postmortem/incidents"
)

// meet gathers everybody whom the file names about the incident, before any text is made.
func (r *pagerReader) meet() {
	r.crowd.roles, r.people = r.options.Roles, map[string]bool{}
	in := &r.c.in
	refs := []*pagerRef{in.ChangedBy}
	for i := range in.Acks {
		refs = append(refs, &in.Acks[i].By)
	}
	for i := range in.Assigned {
		refs = append(refs, &in.Assigned[i].To)
	}
	for i := range r.c.log {
		e := &r.c.log[i]
		refs = append(refs, e.Agent, e.User)
		for j := range e.To {
			refs = append(refs, &e.To[j])
		}
	}
	for i := range r.c.notes {
		refs = append(refs, &r.c.notes[i].User)
	}
	for _, ref := range refs {
		if ref != nil && isUser(ref) {
			r.people[ref.ID] = true
			r.person(ref)
		}
	}
}

// isUser reports whether a reference is to a person: by its type, or, since there are references with none or with
// another, by its address.
func isUser(p *pagerRef) bool {
	return p.Type == "user" || p.Type == "user_reference" || p.Type == "" && slices.Contains(strings.Split(p.Self, "/"), "users")
}

func (r *pagerReader) person(p *pagerRef) string {
	return r.crowd.person(p.ID, p.Summary, p.Name, p.Email)
}

// human reports whether a reference is to somebody who is known to be a person.
func (r *pagerReader) human(p *pagerRef) bool {
	return p != nil && p.Type != "bot_user_reference" && (isUser(p) || r.people[p.ID] && p.ID != "")
}

// program reports whether a reference is to a service or an integration, and no person.
func (r *pagerReader) program(p *pagerRef) bool {
	return p != nil && !r.human(p) && (p.Type != "" || p.called() != "")
}

// The ways in which an incident comes to its end.
const (
	byMerge   = "merge"
	byTimer   = "timer"
	byProgram = "program"
	byPerson  = "person"
)

// ender says what ended the incident. Note: of a merge the agent is the person who merged, so that is asked first.
func (r *pagerReader) ender(agent *pagerRef, channel string) string {
	switch {
	case r.c.in.Reason != nil && r.c.in.Reason.Type == "merge_resolve_reason":
		return byMerge
	case !r.human(agent) && (channel == "timeout" || channel == "auto"):
		return byTimer
	case r.program(agent):
		return byProgram
	}
	return byPerson
}

// resolves returns the milestone that such an end is, and what to note about it.
func (r *pagerReader) resolves(by string) (incidents.Milestone, string) {
	switch by {
	case byMerge:
		return incidents.Closed, "Not marked as resolved: the other incident tells how it went on."
	case byTimer:
		r.account.doubt("PagerDuty's timer ended the incident; when it was resolved is not recorded")
		return incidents.Closed, "Not marked as resolved: nobody looked, and no monitor said that all was well."
	case byProgram:
		return incidents.Resolved, "No person resolved it: a program reported the end."
	}
	return incidents.Resolved, ""
}
