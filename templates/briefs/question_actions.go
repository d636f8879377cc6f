package briefs

import (
	"slices"

	"github.com/postmortem-dev/postmortem/incidents"
)

// askActions asks whether it is fixed: how far the actions are, what is done, and which causes no action answers.
func askActions(s *Story) []QA {
	const question = "Is it fixed?"
	if len(s.Incident.Actions) == 0 {
		return s.openQuestion(question, "The record lists no action.")
	}
	a := s.answer()
	a.say(s.verdict(), "actions_done", "actions_total")
	a.say(s.ActionCount(), "actions_total", "actions_done")
	if n := len(s.Incident.Actions); len(s.Coverage.WithoutOwner) == n && len(s.Coverage.WithoutDue) == n {
		lack := "None has a recorded owner or due date."
		if n == 1 {
			lack = "It has no recorded owner or due date."
		}
		a.say(lack, "actions_without_owner", "actions_without_due")
	}
	for _, x := range s.Incident.Actions {
		if x.Status == incidents.ActionDone {
			a.say("Done so far: "+s.lowerFirst(s.short(x.Text)), x.Sources...)
		}
	}
	a.say(s.unanswered(), "factors_without_action", "factors_total")
	for _, x := range s.Incident.Actions {
		if a.words() < answerLeast {
			a.say("Planned next: "+s.lowerFirst(s.short(x.Text)), x.Sources...)
		}
	}
	if a.words() < answerLeast {
		a.say("What it will prevent, and by when, the record does not say.", "actions_without_due")
	}
	return a.reply(question)
}

// verdict says whether what the record plans is done: against the trigger, where actions name it, else altogether.
func (s *Story) verdict() string {
	var triggers []string
	for _, f := range s.Factors(string(incidents.FactorTrigger)) {
		triggers = append(triggers, f.ID)
	}
	against, done := 0, 0
	for _, x := range s.Pledges() {
		if len(triggers) > 0 && !slices.ContainsFunc(x.Answers, func(id string) bool { return id != "" && slices.Contains(triggers, id) }) {
			continue
		}
		against++
		done += boolOrder(x.Status == incidents.ActionDone)
	}
	switch {
	case against == 0 && len(triggers) > 0:
		return "No action on record answers the trigger."
	case done < against:
		return "Not yet, by the record."
	case against == 0:
		return "By the record, no: every action was dropped."
	}
	if s.done() < len(s.Pledges()) {
		return "What was planned against the trigger itself is done, by the record, but not all that was planned."
	}
	return "By the record, all that was planned against it is done."
}
