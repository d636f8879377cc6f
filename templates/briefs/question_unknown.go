package briefs

import (
	"fmt"
	"strings"

	"github.com/postmortem-dev/postmortem/analysis"
)

// askUnknown asks what is still not known: what the record itself lists, that nearest to the role first; else its missing
// milestones and parts.
func askUnknown(s *Story) []QA {
	a := s.answer()
	for _, r := range s.byRelevance(unknowns(s.Incident)) {
		a.brief(r.Text, r.Sources...)
	}
	if len(a.sentences) == 0 {
		a.sayMissing()
	}
	return a.reply("What is still not known?")
}

// sayMissing says which milestones and parts the record does not have.
func (a *answer) sayMissing() {
	if unmarked := a.story.unmarked(); len(unmarked) > 0 {
		text := "The record does not say when it was " + analysis.List(unmarked) + "."
		a.say(strings.Replace(text, "it was started", "it began, was", 1), "duration")
	}
	in := a.story.Incident
	var parts []string
	for _, part := range []struct {
		size int
		name string
	}{{len(in.Services), "services and what they depend on"}, {len(in.Causes), "causes"}, {len(in.Communications) + a.story.Communication.Entries, "public messages"}, {len(in.Actions), "actions"}, {len(in.Lessons), "lessons"}, {len(in.Sources), "sources"}} {
		if part.size == 0 {
			parts = append(parts, part.name)
		}
	}
	if len(parts) > 0 {
		a.say(fmt.Sprintf("It holds nothing on %s.", analysis.List(parts)), "statements_total")
	}
}

// unmarked returns the milestones of the whole incident that no entry marks; the end of an open one is not missing.
func (s *Story) unmarked() []string {
	var out []string
	scope, _ := s.Phases.Scope(analysis.WholeIncident)
	for _, m := range scope.Milestones {
		if !m.Recorded && !(scope.SoFar && m.Name == "resolved") {
			out = append(out, m.Name)
		}
	}
	return out
}
