package briefs

import (
	"fmt"

	"github.com/postmortem-dev/postmortem/analysis"
	"github.com/postmortem-dev/postmortem/templates"
)

// askCommunication asks how soon people were told, and whether promises of news were kept.
func askCommunication(s *Story) []QA {
	const question = "How soon were people told, and were promises of news kept?"
	a := s.answer()
	if m := s.Measure("time_to_first_public_notice", analysis.WholeIncident); m.Known() {
		a.say(fmt.Sprintf("The first public notice came after %s, %s.", templates.Short(m), s.fromTo(m)), measureRefs(m)...)
	}
	total, gap := s.Measure("messages_total", analysis.WholeIncident), s.Measure("message_gap_median", analysis.WholeIncident)
	switch {
	case total.Known() && gap.Known():
		a.say(fmt.Sprintf("There were %s in all, half of them within %s of the one before.", s.Print(total), templates.Short(gap)), append(measureRefs(total), measureRefs(gap)...)...)
	case total.Known():
		a.say(fmt.Sprintf("The record holds %s.", s.Print(total)), measureRefs(total)...)
	}
	a.sayPromises()
	if m, ok := s.latestNotice(); ok {
		a.say(fmt.Sprintf("What came later, %s, was first made public %s after it began.", s.waveName(m.Scope), templates.Short(m)), measureRefs(m)...)
	}
	if len(s.Communications) > 0 && a.words() < answerLeast {
		a.say("Whether a time for the next message was promised, and kept, is not recorded.", measureRefs(total)...)
	}
	if len(a.sentences) == 0 {
		return s.openQuestion(question, "The record holds no message to the people affected.")
	}
	return a.reply(question)
}

func (a *answer) sayPromises() {
	made, missed := a.story.Measure("promises_made", analysis.WholeIncident), a.story.Measure("promises_missed", analysis.WholeIncident)
	late := a.story.Measure("promise_longest_lateness", analysis.WholeIncident)
	switch {
	case !made.Known() || !missed.Known():
	case *missed.Value == 0:
		a.say(fmt.Sprintf("Of %s of a next message, none was missed.", a.story.Print(made)), measureRefs(made)...)
	case late.Known():
		a.say(fmt.Sprintf("Of %s of a next message, %.0f were missed, the worst by %s.", a.story.Print(made), *missed.Value, templates.Short(late)), append(measureRefs(missed), measureRefs(late)...)...)
	default:
		a.say(fmt.Sprintf("Of %s of a next message, %.0f were missed.", a.story.Print(made), *missed.Value), measureRefs(missed)...)
	}
}

// latestNotice returns the time to the first public notice of the wave that waited longest for one, where that is longer
// than for the whole.
func (s *Story) latestNotice() (analysis.Measure, bool) {
	best := s.Measure("time_to_first_public_notice", analysis.WholeIncident)
	found := false
	for _, w := range s.Waves {
		if m := s.Measure("time_to_first_public_notice", analysis.WaveScope(w.ID)); m.Known() && (!best.Known() || *m.Value > *best.Value) {
			best, found = m, true
		}
	}
	return best, found
}
