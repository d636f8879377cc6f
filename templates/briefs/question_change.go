package briefs

import (
	"fmt"
	"slices"

	"github.com/postmortem-dev/postmortem/analysis"
	"github.com/postmortem-dev/postmortem/incidents"
	"github.com/postmortem-dev/postmortem/templates"
)

// askChange asks what single change would have helped most: against the longest step of the recovery, else the longest
// phase; and before it, at the single service before most others. The assumption is said aloud.
func askChange(s *Story) []QA {
	a := s.answer()
	target := ""
	if step, ok := s.LongestStep(); ok {
		target = step.Service
		a.say(fmt.Sprintf("A shorter recovery of %s. That step alone took %s, %s.", s.named(target), templates.Short(s.StepLength(step)), s.PathShare(step)), append([]string{"recovery_tail"}, step.To.Sources...)...)
	} else if wave, ok := s.longestWave(); ok {
		a.say(fmt.Sprintf("Whatever shortens the longer failure, %s, which took %s.", wave.Name, templates.Short(wave.Whole)), measureRefs(wave.Whole)...)
	} else if scope, ok := s.Phases.Scope(analysis.WholeIncident); ok && len(scope.Phases) > 1 && !scope.SoFar {
		if longest, ok := longestPhase(scope); ok {
			a.say(fmt.Sprintf("Whatever shortens the longest part, %s, which took %s.", phaseWords(longest), templates.Short(longest.Length)), measureRefs(longest.Length)...)
		}
	}
	if len(a.sentences) == 0 {
		return nil
	}
	a.sayHardening(target)
	a.say("That assumes that nothing else would have held up the end.", "duration")
	if p, ok := s.widestPoint(); ok {
		a.say(fmt.Sprintf("Against the spread it would be %s, which stands before %s.", s.named(p.Service), templates.Plural(len(p.Dominates), "other service", "other services")), "single_points")
	}
	return a.reply("What single change would have helped most?")
}

// sayHardening names the action on record that would bring the change about, or says that there is none.
func (a *answer) sayHardening(target string) {
	s := a.story
	for i, c := range s.Coverage.Actions {
		x := s.Incident.Actions[i]
		hits := slices.Contains(c.Services, target) || slices.ContainsFunc(c.Edges, func(e analysis.HardenedEdge) bool { return e.Dependent == target || e.Dependency == target })
		if !hits || x.Status == incidents.ActionDropped {
			continue
		}
		if a.say("An action on record is meant to protect it: "+s.lowerFirst(s.short(x.Text)), append([]string{"actions_total"}, x.Sources...)...) {
			return
		}
	}
	if target != "" && len(s.Coverage.Actions) > 0 {
		a.say("No action on record names it.", "actions_total")
	}
}
