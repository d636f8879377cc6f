package briefs

import (
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
	if tail.Known() && *tail.Value > 0 {
		a.sayTail(tail)
	} else {
		a.sayLongestPhase()
	}
	step, ok := s.longestStep()
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
	whole, share := a.story.Measure("duration", analysis.WholeIncident), a.story.Measure("tail_share", analysis.WholeIncident)
	if !whole.Known() || !share.Known() {
		return
	}
	repaired := fmt.Sprintf("The first failure was repaired after %s.", templates.Length(*whole.Value-*tail.Value))
	if a.story.Role.Depth != Plain {
		repaired = fmt.Sprintf("What failed first was well at %s, after %s.", a.story.at(*tail.From), templates.Length(*whole.Value-*tail.Value))
	}
	a.say(repaired+fmt.Sprintf(" The other %s, %s of the whole, went into the recovery of other systems.", templates.Length(*tail.Value), templates.Percent(*share.Value)),
		append(measureRefs(tail), append(measureRefs(share), measureRefs(whole)...)...)...)
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
	longest := longestPhase(scope)
	a.say(fmt.Sprintf("The longest part of it was %s: %s, %s.", phaseWords(longest), templates.Short(longest.Length), a.story.fromTo(longest.Length)), measureRefs(longest.Length)...)
	if len(longest.Missing) > 0 {
		a.say("The record does not divide that part further.", measureRefs(longest.Length)[0])
	}
}

func longestPhase(scope analysis.ScopePhases) analysis.Phase {
	return slices.MaxFunc(scope.Phases, func(x, y analysis.Phase) int { return int(*x.Length.Value - *y.Length.Value) })
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

// longestStep returns the step of the recovery's critical path that took the most time, when the path has several.
func (s *Story) longestStep() (analysis.Step, bool) {
	path := s.Recovery.CriticalPath
	if len(path) < 2 {
		return analysis.Step{}, false
	}
	return slices.MaxFunc(path, func(x, y analysis.Step) int { return int(x.Exclusive - y.Exclusive) }), true
}

func (a *answer) sayStep(step analysis.Step) bool {
	return a.say(fmt.Sprintf("The longest step was %s: %s, %s of the time from start to end.", a.story.named(step.Service), templates.Length(step.Exclusive), a.story.shareOf(step)),
		append([]string{"recovery_tail", step.From.Event, step.To.Event}, append(step.From.Sources, step.To.Sources...)...)...)
}

// shareOf prints how much of the critical path a step is.
func (s *Story) shareOf(step analysis.Step) string {
	whole := 0.0
	for _, x := range s.Recovery.CriticalPath {
		whole += x.Exclusive
	}
	return templates.Percent(step.Exclusive / whole)
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
