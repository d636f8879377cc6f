package briefs

import (
	"fmt"

	"github.com/postmortem-dev/postmortem/analysis"
	"github.com/postmortem-dev/postmortem/incidents"
	"github.com/postmortem-dev/postmortem/templates"
)

// askCommunication asks how soon people were told, and whether promises of news were kept.
func askCommunication(s *Story) []QA {
	const question = "How soon were people told, and were promises of news kept?"
	a := s.answer()
	a.sayFirstNotice()
	a.sayMessages()
	a.sayPromises()
	if m, ok := s.latestNotice(); ok {
		a.say(fmt.Sprintf("What came later, %s, was first made public %s after it began.", s.waveName(m.Scope), templates.Short(m)), measureRefs(m)...)
	}
	if len(s.Communications) > 0 && a.words() < answerLeast {
		a.say("Whether a time for the next message was promised, and kept, is not recorded.", "messages_total")
	}
	if a.words() < answerLeast {
		return s.openQuestion(question, s.Doubts("communication")[0])
	}
	return a.reply(question)
}

func (a *answer) sayFirstNotice() {
	if m := a.story.Measure("time_to_first_public_notice", analysis.WholeIncident); m.Known() {
		a.say(fmt.Sprintf("The first public notice on record came after %s, %s.", templates.Short(m), a.story.fromTo(m)), measureRefs(m)...)
	}
}

// sayMessages says how many messages the record holds, which may be few of many, and how far apart they were; where it
// lists none, which entries of the timeline tell of what was said.
func (a *answer) sayMessages() {
	s := a.story
	total, gap, longest := s.Measure("messages_total", analysis.WholeIncident), s.Measure("message_gap_median", analysis.WholeIncident), s.Measure("message_gap_longest", analysis.WholeIncident)
	switch gaps := len(s.Communication.Gaps); {
	case gaps > 2:
		a.say(fmt.Sprintf("The record holds %s; half of the gaps between them were %s or shorter.", s.Print(total), templates.Short(gap)), append(measureRefs(total), measureRefs(gap)...)...)
	case gaps > 0:
		a.say(fmt.Sprintf("The record holds %s, %s apart%s.", s.Print(total), templates.Short(longest), map[bool]string{true: " at the most"}[gaps > 1]), append(measureRefs(total), measureRefs(longest)...)...)
	case total.Known():
		a.say(fmt.Sprintf("The record holds %s.", s.Print(total)), measureRefs(total)...)
	case s.Communication.Entries > 0:
		a.say(s.Doubts("communication")[0], "messages_total")
		for _, e := range s.AllEntries() {
			if e.Kind == incidents.KindCommunication {
				a.say(s.dated(e), eventRefs(e)...)
			}
		}
	}
}

func (a *answer) sayPromises() {
	made, missed := a.story.Measure("promises_made", analysis.WholeIncident), a.story.Measure("promises_missed", analysis.WholeIncident)
	late := a.story.Measure("promise_longest_lateness", analysis.WholeIncident)
	switch {
	case !made.Known() || !missed.Known():
	case *missed.Value == 0:
		a.say(fmt.Sprintf("Of %s of a next message, none was missed.", a.story.Print(made)), measureRefs(made)...)
	case late.Known():
		a.say(fmt.Sprintf("Of %s of a next message, %s, the worst by %s.", a.story.Print(made), missedWords(made, missed), templates.Short(late)), append(measureRefs(missed), measureRefs(late)...)...)
	default:
		a.say(fmt.Sprintf("Of %s of a next message, %s.", a.story.Print(made), missedWords(made, missed)), measureRefs(missed)...)
	}
}

func missedWords(made, missed analysis.Measure) string {
	switch {
	case *missed.Value == 1:
		return "1 was missed"
	case *missed.Value == *made.Value:
		return "all were missed"
	}
	return fmt.Sprintf("%.0f were missed", *missed.Value)
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
