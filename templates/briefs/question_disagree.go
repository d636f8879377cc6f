package briefs

import (
	"fmt"
	"slices"
	"strings"

	"github.com/postmortem-dev/postmortem/analysis"
	"github.com/postmortem-dev/postmortem/incidents"
	"github.com/postmortem-dev/postmortem/templates"
)

// askDisagree asks what the sources disagree about: first the durations that depend on it, the widest apart first, then
// numbers; and why the report uses the account it does.
func askDisagree(s *Story) []QA {
	open := slices.DeleteFunc(slices.Clone(s.Sourcing.Conflicts), func(c analysis.Conflict) bool { return c.Settled || apart(c) < leastApart })
	if len(open) == 0 {
		return nil
	}
	slices.SortStableFunc(open, func(x, y analysis.Conflict) int { return boolOrder(len(y.Changes) > 0) - boolOrder(len(x.Changes) > 0) })
	a := s.answer()
	for _, c := range open {
		if a.sayConflict(c) && a.words() < answerLeast*3/2 {
			a.sayChoice(c)
		}
	}
	if a.words() < answerLeast {
		a.say("The record keeps every claim, says which one it uses, and why.", "claims_total")
	}
	return a.reply("What do the sources disagree about?")
}

// leastApart is how far accounts must lie apart, as a share of the number, to be worth a sentence.
const leastApart = 0.02

// apart returns how far the accounts of a duration lie apart, as a share of it; 1 where that cannot be told.
func apart(c analysis.Conflict) float64 {
	for _, m := range c.Changes {
		if m.Disputed && m.Known() && *m.Value > 0 {
			return (*m.High - *m.Low) / *m.Value
		}
	}
	return 1
}

// sayConflict says how far the accounts that stand lie apart.
func (a *answer) sayConflict(c analysis.Conflict) bool {
	refs := []string{}
	for _, claim := range c.Claims {
		if claim.Verdict == string(incidents.Used) || claim.Verdict == string(incidents.Kept) {
			refs = append(refs, claim.Sources...)
		}
	}
	for _, m := range c.Changes {
		if m.Unit == "s" && m.Known() && m.Disputed {
			reading := disputed(m)
			if len(a.sentences) > 0 {
				reading = templates.Duration(m) // its bracket becomes an aside
			}
			return a.say(fmt.Sprintf("%s: %s.", a.story.numberTitle(m), reading), append(measureRefs(m), refs...)...)
		}
	}
	for _, m := range c.Spans {
		if c.Kind == "quantity" && m.Known() {
			return a.say(fmt.Sprintf("%s: the accounts that stand are %s apart.", Capital(strings.TrimRight(c.Title, ".")), a.story.Print(m)), append(measureRefs(m), refs...)...)
		}
	}
	return false
}

// sayChoice says why the report uses the account it does.
func (a *answer) sayChoice(c analysis.Conflict) {
	for _, claim := range c.Claims {
		if claim.Verdict == string(incidents.Used) && claim.Reason != "" {
			a.say("The reason for the account used: "+softened(a.story.correction(claim.Reason)), claim.Sources...)
			return
		}
	}
}

// disputed says a duration that sources give differently: the one used and those of other sources.
func disputed(m analysis.Measure) string {
	return strings.NewReplacer(" (", " by the account used, ", ")", "").Replace(templates.Duration(m))
}
