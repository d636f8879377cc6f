package briefs

import (
	"slices"

	"github.com/postmortem-dev/postmortem/analysis"
	"github.com/postmortem-dev/postmortem/incidents"
	"github.com/postmortem-dev/postmortem/templates"
)

// askTrigger asks what set it off.
func askTrigger(s *Story) []QA {
	const question = "What set it off?"
	a := s.answer()
	factors, entries := s.Factors(string(incidents.FactorTrigger)), s.triggers()
	for _, f := range factors {
		a.tellTrigger(f, entries)
	}
	for _, e := range entries {
		a.say(s.dated(e), eventRefs(e)...)
	}
	if m := s.Measure("trigger_to_start", analysis.WholeIncident); m.Known() && len(a.sentences) > 0 && !s.dayOnly(*m.From) {
		if *m.Value == 0 {
			a.say("The first harm came in the same minute, at "+s.at(*m.To)+".", measureRefs(m)...)
		} else if *m.Value > 0 {
			a.say("From the trigger to the first harm it took "+templates.Short(m)+".", measureRefs(m)...)
		}
	}
	if len(factors)+len(entries) > 0 {
		return a.reply(question)
	}
	return s.openQuestion(question, "The record names no trigger.")
}

// triggers returns the entries that mark the trigger, the milestone first.
func (s *Story) triggers() []incidents.Event {
	var marked, others []incidents.Event
	for _, e := range s.AllEntries() {
		switch {
		case slices.Contains(e.Milestones, incidents.Triggered):
			marked = append(marked, e)
		case e.Kind == incidents.KindTrigger:
			others = append(others, e)
		}
	}
	return append(marked, others...)
}

// tellTrigger tells the factor in the first wording that fits whole, its plain one or the entry's standing in for a long one; else as much of
// its own as fits.
func (a *answer) tellTrigger(f incidents.Factor, entries []incidents.Event) {
	if a.say(a.story.wording(f.Text), f.Sources...) {
		return
	}
	if a.story.Role.Depth == Text && a.say(f.Text.Plain, f.Sources...) {
		return
	}
	for _, e := range entries {
		if a.story.Role.Depth == Text && a.say(a.story.dated(e), eventRefs(e)...) {
			return
		}
	}
	a.tell(f.Text, f.Sources...)
}
