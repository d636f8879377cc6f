package briefs

import (
	"fmt"
	"strings"

	"github.com/postmortem-dev/postmortem/analysis"
	"github.com/postmortem-dev/postmortem/templates"
)

// askRadius asks what the blast radius was: how many services were affected, and how many of them the dependencies on
// record explain.
func askRadius(s *Story) []QA {
	question := "What was the blast radius?"
	if s.Role.Depth == Plain {
		question = "How far did it spread?"
	}
	a := s.answer()
	affected, peak := s.Measure("affected", analysis.WholeIncident), s.Measure("peak_affected", analysis.WholeIncident)
	if !affected.Known() || *affected.Value == 0 {
		return a.reply(question)
	}
	if s.Role.Depth == Plain {
		a.sayHurt()
	}
	for _, sentence := range strings.Split(strings.TrimSuffix(s.Hurt(), "."), "; ") {
		a.say(Capital(sentence)+".", append(measureRefs(affected), measureRefs(peak)...)...)
	}
	a.sayReach()
	if s.Role.Depth != Plain {
		a.sayHurt()
	}
	if a.words() < answerLeast {
		a.say("How many users or requests that means is not recorded.", measureRefs(affected)...)
	}
	return a.reply(question)
}

// sayHurt says who was hurt, in the record's own words.
func (a *answer) sayHurt() {
	for _, sentence := range sayable(a.story.wording(a.story.Incident.Impact.Summary)) {
		if a.words() < answerMost/2 {
			a.say(sentence, "quantities_total")
		}
	}
}

// sayReach says what the dependencies on record explain. A plain listener does not need the model.
func (a *answer) sayReach() {
	b := a.story.Blast
	reach := a.story.Measure("reach", analysis.WholeIncident)
	if len(b.Origins) == 0 || len(b.Reach) <= len(b.Origins) || a.story.Role.Depth == Plain {
		return
	}
	origins := analysis.List(a.story.labels(b.Origins))
	a.say(fmt.Sprintf("From %s the dependencies on record reach %s, and they explain %s.", origins, a.story.Print(reach), ofThem(len(b.Explained), len(b.Affected))),
		append(measureRefs(reach), "explained")...)
	if n := len(b.Hidden); n > 0 {
		a.say(fmt.Sprintf("For the other %s no path from the origin is on record.", templates.Plural(n, "service", "services")), "hidden")
	}
}

func ofThem(n, of int) string {
	if n == of {
		return "all that were affected"
	}
	return fmt.Sprintf("%d of the %d affected", n, of)
}
