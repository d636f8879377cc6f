package briefs

import (
	"fmt"
	"slices"
	"strings"

	"github.com/postmortem-dev/postmortem/analysis"
	"github.com/postmortem-dev/postmortem/templates"
)

// askMonitor asks what one would monitor: what went unnoticed longest, what failed first, and the single service before
// most others.
func askMonitor(s *Story) []QA {
	a := s.answer()
	if m, ok := s.slowestWave(); ok {
		a.say(fmt.Sprintf("First, %s: their failure went unnoticed for %s, %s.", s.waveName(m.Scope), templates.Short(m), s.fromTo(m)), measureRefs(m)...)
	} else if m := s.Measure("time_to_detect", analysis.WholeIncident); m.Known() && *m.Value > 0 {
		a.say(fmt.Sprintf("First, the signs of this failure itself, which went unnoticed for %s, %s.", templates.Short(m), s.fromTo(m)), measureRefs(m)...)
	}
	if p, ok := s.widestPoint(); ok {
		a.sayWatch(fmt.Sprintf("%s, with %s behind it.", a.next("Then", s.named(p.Service)), templates.Plural(len(p.Dominates), "other service", "other services")), p.Service, "single_points")
	}
	for _, id := range s.Blast.Origins {
		a.sayWatch(a.next("And", "what failed first")+", "+s.named(id)+".", id, "origins")
	}
	for _, w := range s.Waves {
		if m := s.Measure("time_to_detect", analysis.WaveScope(w.ID)); !m.Known() {
			a.say(fmt.Sprintf("For %s the record does not say what noticed it, so that is a gap to close.", w.Name), measureRefs(s.Measure("duration", analysis.WaveScope(w.ID)))...)
		}
	}
	if len(a.sentences) > 0 && a.words() < answerLeast {
		a.say("Which monitors existed, and what they showed, the record does not say.", "time_to_detect")
	}
	return a.reply("What would one monitor?")
}

// next begins a further part of an answer with a word that leads on to it. The first part has nothing to lead on from.
func (a *answer) next(word, part string) string {
	if len(a.sentences) == 0 {
		return Capital(part)
	}
	return word + " " + part
}

// sayWatch names a service and what was to be seen of its failure.
func (a *answer) sayWatch(words, id, measure string) {
	for _, service := range a.story.Services {
		if service.ID != id {
			continue
		}
		for _, w := range service.Windows {
			symptom, _, _ := strings.Cut(a.story.wording(w.Symptom), "; ")
			if first := sayable(symptom); len(first) > 0 && a.say(words+" "+strings.TrimRight(first[0], ".")+".", append([]string{measure}, w.Sources...)...) {
				return
			}
		}
	}
	a.say(words, measure)
}

// widestPoint returns the single point of failure before most services that is not itself an origin.
func (s *Story) widestPoint() (analysis.SinglePoint, bool) {
	i := slices.IndexFunc(s.Blast.SinglePoints, func(p analysis.SinglePoint) bool { return !slices.Contains(s.Blast.Origins, p.Service) })
	if i < 0 {
		return analysis.SinglePoint{}, false
	}
	return s.Blast.SinglePoints[i], true
}
