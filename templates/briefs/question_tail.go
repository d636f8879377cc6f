package briefs

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/postmortem-dev/postmortem/analysis"
	"github.com/postmortem-dev/postmortem/incidents"
	"github.com/postmortem-dev/postmortem/templates"
)

// askTail asks why it lasted so long: what was left when the origin was well, the longest step of the recovery, and what
// kept the failure going.
func askTail(s *Story) []QA {
	a := s.answer()
	tail := s.Measure("recovery_tail", analysis.WholeIncident)
	switch _, apart := s.longestWave(); {
	case tail.Known() && *tail.Value > 0:
		a.sayTail(tail)
	case apart:
		a.sayWaves()
	default:
		a.sayLongestPhase()
	}
	step, ok := s.LongestStep()
	if ok {
		a.sayStep(step)
	}
	for _, f := range s.sustaining(step.Service) {
		a.brief(f.Text, f.Sources...)
	}
	if len(a.sentences) > 0 && a.words() < answerLeast {
		a.say("When each service recovered, and what it waited for, is not recorded.", "duration")
	}
	if scope, _ := s.Phases.Scope(analysis.WholeIncident); scope.SoFar {
		return a.reply("Why is it not over yet?")
	}
	return a.reply("Why did it last so long?")
}

func (a *answer) sayTail(tail analysis.Measure) {
	t, ok := a.story.TailStory()
	if !ok || t.Before == "" {
		return
	}
	repaired := fmt.Sprintf("The first failure was repaired after %s.", t.Before)
	if a.story.Role.Depth != Plain {
		repaired = fmt.Sprintf("What failed first was well %s, after %s.", a.story.atPlace(*tail.From), t.Before)
	}
	share, whole := a.story.Measure("tail_share", analysis.WholeIncident), a.story.Measure("duration", analysis.WholeIncident)
	a.say(repaired+" "+t.Rest(), append(measureRefs(tail), append(measureRefs(share), measureRefs(whole)...)...)...)
}

// sayWaves tells of an incident with a quiet time between its waves: its length is no one failure's.
func (a *answer) sayWaves() {
	s := a.story
	whole, quiet := s.Measure("duration", analysis.WholeIncident), s.Measure("quiet_time", analysis.WholeIncident)
	if whole.Known() {
		a.say(fmt.Sprintf("It was not one failure. Of the %s from start to end, %s lay between its waves.", templates.Short(whole), templates.Short(quiet)), append(measureRefs(whole), measureRefs(quiet)...)...)
	}
	for i, w := range s.Waves {
		name := fmt.Sprintf("Failure %d", i+1)
		if s.Role.Depth != Plain {
			name += ", " + w.Name + ","
		}
		if m := s.Measure("duration", analysis.WaveScope(w.ID)); m.Known() {
			a.say(fmt.Sprintf("%s lasted %s, %s.", name, templates.Short(m), s.fromTo(m)), measureRefs(m)...)
		}
	}
}

// longestWave returns the wave that lasted longest of an incident with a quiet time between its waves; false for others,
// and where the length of a wave is not recorded.
func (s *Story) longestWave() (analysis.ScopePhases, bool) {
	var longest analysis.ScopePhases
	for _, w := range s.Waves {
		scope, _ := s.Phases.Scope(analysis.WaveScope(w.ID))
		if !scope.Whole.Known() {
			return analysis.ScopePhases{}, false
		}
		if longest.Scope == "" || *scope.Whole.Value > *longest.Whole.Value {
			longest = scope
		}
	}
	return longest, s.Between() != "" && longest.Scope != ""
}

// sayLongestPhase stands in where the record does not say when the origin was well.
func (a *answer) sayLongestPhase() {
	scope, _ := a.story.Phases.Scope(analysis.WholeIncident)
	if scope.Whole.Known() {
		verb := "lasted"
		if scope.SoFar {
			verb = "has lasted"
		}
		a.say(fmt.Sprintf("It %s %s, %s.", verb, templates.Short(scope.Whole), a.story.fromTo(scope.Whole)), measureRefs(scope.Whole)...)
	}
	if len(scope.Phases) < 2 {
		return
	}
	longest, ok := longestPhase(scope)
	if !ok {
		return
	}
	text := fmt.Sprintf("The longest part of it was %s: %s", phaseWords(longest), templates.Short(longest.Length))
	refs := measureRefs(longest.Length)
	told := a.say(text+", "+a.story.fromTo(longest.Length)+".", refs...) || a.say(text+".", refs...)
	if told && len(longest.Missing) > 0 {
		a.say("The record does not divide that part further.", measureRefs(longest.Length)[0])
	}
}

// longestPhase returns the phase that took the most time; false where what the record leaves open about its ends decides.
func longestPhase(scope analysis.ScopePhases) (analysis.Phase, bool) {
	longest := slices.MaxFunc(scope.Phases, func(x, y analysis.Phase) int { return cmp.Compare(*x.Length.Value, *y.Length.Value) })
	least, _ := longest.Length.Own()
	for _, p := range scope.Phases {
		if _, most := p.Length.Own(); p.Name != longest.Name && most > least {
			return analysis.Phase{}, false
		}
	}
	return longest, true
}

// phaseWords says what a phase is; one that a missing milestone has merged is known by its beginning only.
func phaseWords(p analysis.Phase) string {
	switch {
	case len(p.Missing) > 0 && p.Length.From != nil:
		return "the time after " + endWords(p.Length.From.Name)
	case p.Name == "undetected":
		return "the time until it was noticed"
	case p.Name == "response":
		return "the time until somebody responded"
	case p.Name == "diagnosis":
		return "the search for the cause"
	}
	return p.Name
}

func (a *answer) sayStep(step analysis.Step) bool {
	return a.say(fmt.Sprintf("The longest step was %s: %s, %s.", a.story.named(step.Service), templates.Short(a.story.StepLength(step)), a.story.PathShare(step)),
		append([]string{"recovery_tail", step.From.Event, step.To.Event}, append(step.From.Sources, step.To.Sources...)...)...)
}

// sustaining returns what kept the failure going, that of a service first.
func (s *Story) sustaining(service string) []incidents.Factor {
	out := s.Factors(string(incidents.FactorSustaining))
	slices.SortStableFunc(out, func(x, y incidents.Factor) int {
		return boolOrder(slices.Contains(y.Services, service)) - boolOrder(slices.Contains(x.Services, service))
	})
	return out
}

func boolOrder(b bool) int {
	if b {
		return 1
	}
	return 0
}
