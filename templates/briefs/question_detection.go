package briefs

import (
	"fmt"
	"strings"

	"github.com/postmortem-dev/postmortem/analysis"
	"github.com/postmortem-dev/postmortem/incidents"
	"github.com/postmortem-dev/postmortem/templates"
)

// askDetection asks how it was found: who noticed, how soon, and which wave went unnoticed longest.
func askDetection(s *Story) []QA {
	const question = "How was it found?"
	a := s.answer()
	m := s.Measure("time_to_detect", analysis.WholeIncident)
	d := s.Incident.Detection
	if d.Text.IsZero() && d.By == "" && !m.Known() {
		return s.openQuestion(question, "The record does not say who or what noticed it, or when.")
	}
	a.tell(d.Text, append(s.markRefs(incidents.Detected), d.Sources...)...)
	if !d.Text.IsZero() && m.Known() && *m.Value > 0 && !strings.Contains(strings.Join(a.sentences, " "), s.clock(*m.To)) {
		a.say(fmt.Sprintf("By the record that took %s, %s.", templates.Short(m), s.fromTo(m)), measureRefs(m)...)
	}
	if d.Text.IsZero() {
		if m.Known() {
			a.say(fmt.Sprintf("It was noticed after %s, %s.", templates.Short(m), s.fromTo(m)), measureRefs(m)...)
		}
		a.say(noticedBy(d.By), append(s.markRefs(incidents.Detected), d.Sources...)...)
	}
	if wave, ok := s.slowestWave(); ok {
		a.say(fmt.Sprintf("A later part, %s, was noticed only after %s, %s.", s.waveName(wave.Scope), templates.Short(wave), s.fromTo(wave)), measureRefs(wave)...)
	}
	if len(a.sentences) > 0 && a.words() < answerLeast {
		a.say("How it was noticed, and what a monitor showed, the record does not say.", s.markRefs(incidents.Detected)...)
	}
	return a.reply(question)
}

func noticedBy(by incidents.DetectedBy) string {
	switch by {
	case "monitor":
		return "A monitor noticed it first."
	case "staff":
		return "Somebody on the staff noticed it first."
	case "customer":
		return "Customers noticed it first."
	}
	return "Who or what noticed it first is not recorded."
}

// markRefs names the event that marks a milestone of the whole incident.
func (s *Story) markRefs(m incidents.Milestone) []string {
	end, ok := s.Milestone(analysis.WholeIncident, string(m))
	if !ok || end.Event == "" {
		return nil
	}
	return []string{end.Event}
}

// slowestWave returns the time to detect of the wave that went unnoticed longest, where that is longer than for the whole.
func (s *Story) slowestWave() (analysis.Measure, bool) {
	best := s.Measure("time_to_detect", analysis.WholeIncident)
	found := false
	for _, w := range s.Waves {
		if m := s.Measure("time_to_detect", analysis.WaveScope(w.ID)); m.Known() && (!best.Known() || *m.Value > *best.Value) {
			best, found = m, true
		}
	}
	return best, found
}

// waveName returns what the wave of a scope is called.
func (s *Story) waveName(scope string) string {
	for _, w := range s.Waves {
		if analysis.WaveScope(w.ID) == scope {
			return w.Name
		}
	}
	return scope
}
