package briefs

import (
	"github.com/postmortem-dev/postmortem/analysis"
)

// askUnknown asks what is still not known: what the record itself lists, that nearest to the role first; else its missing
// milestones.
func askUnknown(s *Story) []QA {
	a := s.answer()
	for _, r := range s.byRelevance(s.Unknowns) {
		a.brief(r.Text, append(r.Sources, "statements_total")...)
	}
	if len(a.sentences) == 0 {
		for _, note := range s.Doubts("phases") {
			a.say(note, "duration")
		}
	}
	if m := s.Measure("time_to_detect", analysis.WholeIncident); !m.Known() {
		a.say("How soon it was noticed cannot be told.", "time_to_detect")
	}
	if missing := s.Lacks(); missing != "" && len(s.Unknowns) == 0 {
		a.say("The record lacks "+missing+".", "statements_total")
	}
	return a.reply("What is still not known?")
}
