package analysis

import (
	"fmt"

	"github.com/postmortem-dev/postmortem/incidents"
)

func (c *Case) actionMeasures(d ActionsDetail) []Measure {
	all, factors := End{Name: "actions in the record"}, End{Name: "factors in the record"}
	out := []Measure{}
	if len(d.Actions) == 0 {
		out = append(out, unknown("actions_total", WholeIncident, "actions", "the record names no actions", &all, &all))
	} else {
		out = append(out, count("actions_total", WholeIncident, "actions", len(d.Actions), all, all))
		for _, set := range []struct {
			name, what string
			n          int
		}{
			{"actions_done", "actions done", tallied(d.Statuses, string(incidents.ActionDone))},
			{"actions_without_owner", "actions without an owner", len(d.WithoutOwner)},
			{"actions_without_due", "actions without a due date", len(d.WithoutDue)},
			{"actions_without_tracker", "actions without a tracker", len(d.WithoutTracker)},
			{"actions_without_factor", "actions that answer no factor", len(d.WithoutFactor)},
		} {
			out = append(out, count(set.name, WholeIncident, "actions", set.n, End{Name: set.what}, all))
		}
		out = append(out, c.overdueMeasure(d, all))
	}
	covered := len(d.Factors) - len(d.FactorsWithoutAction)
	if len(d.Factors) == 0 {
		out = append(out, unknown("factors_total", WholeIncident, "factors", "the record names no factors", &factors, &factors))
	} else {
		out = append(out, count("factors_total", WholeIncident, "factors", len(d.Factors), factors, factors),
			count("factors_without_action", WholeIncident, "factors", len(d.FactorsWithoutAction), End{Name: "factors that no action answers"}, factors))
	}
	return append(out, ratio("factor_coverage", WholeIncident, covered, len(d.Factors), End{Name: "factors that an action answers"}, End{Name: "the set of factors in the record"}))
}

func (c *Case) overdueMeasure(d ActionsDetail, all End) Measure {
	overdue := End{Name: "actions overdue"}
	switch {
	case c.Incident.AsOf.IsZero():
		return unknown("actions_overdue", WholeIncident, "actions", "the record has no as_of to hold due dates against", &overdue, &all)
	case len(d.WithoutDue) == len(d.Actions):
		return unknown("actions_overdue", WholeIncident, "actions", "no action has a due date", &overdue, &all)
	}
	return count("actions_overdue", WholeIncident, "actions", len(d.Overdue), overdue, all)
}

func tallied(tallies []Tally, name string) int {
	for _, t := range tallies {
		if t.Name == name {
			return t.Count
		}
	}
	return 0
}

func (c *Case) actionNotes(d ActionsDetail) []Note {
	texts := []string{}
	if len(d.Actions) == 0 {
		texts = append(texts, "The record names no actions.")
	} else {
		texts = append(texts, lackNotes(d)...)
		texts = append(texts, c.actionDoubts(d)...)
	}
	texts = append(texts, factorNotes(d)...)
	notes := []Note{}
	for _, text := range texts {
		notes = append(notes, Note{WholeIncident, text})
	}
	return notes
}

// lackNotes says what the actions lack. What all of them lack is said in one sentence.
func lackNotes(d ActionsDetail) []string {
	var out, everywhere []string
	total := len(d.Actions)
	for _, lack := range []struct {
		what  string
		names []string
	}{
		{"owner", d.WithoutOwner}, {"due date", d.WithoutDue}, {"tracker", d.WithoutTracker},
	} {
		switch n := len(lack.names); {
		case n == total:
			everywhere = append(everywhere, lack.what)
		case n > 0:
			out = append(out, fmt.Sprintf("%s no recorded %s: %s.", capitalize(ofTotal(n, total, "action", "actions")+agree(n, " has", " have")), lack.what, List(lack.names)))
		}
	}
	if len(everywhere) > 0 {
		subject := agree(total, "The only action has no recorded ", "No action has a recorded ")
		out = append([]string{subject + listOr(everywhere) + "."}, out...)
	}
	if n := len(d.WithoutFactor); n > 0 && len(d.Factors) > 0 {
		out = append(out, fmt.Sprintf("%s no recorded factor: %s.", capitalize(ofTotal(n, total, "action", "actions")+agree(n, " answers", " answer")), List(d.WithoutFactor)))
	}
	return out
}

// listOr joins words as a choice: a; a or b; a, b or c.
func listOr(words []string) string {
	last := len(words) - 1
	if last < 1 {
		return List(words)
	}
	return joinComma(words[:last]) + " or " + words[last]
}

func joinComma(words []string) string {
	out := words[0]
	for _, w := range words[1:] {
		out += ", " + w
	}
	return out
}

func (c *Case) actionDoubts(d ActionsDetail) []string {
	var out []string
	if n := tallied(d.Statuses, NotRecorded); n > 0 {
		out = append(out, fmt.Sprintf("The status of %s is not recorded.", ofTotal(n, len(d.Actions), "action", "actions")))
	}
	if n := len(d.Overdue); n > 0 {
		out = append(out, fmt.Sprintf("%s overdue as of %s: %s.", capitalize(counted(n, "action is", "actions are")), c.clock(c.Incident.AsOf.At()), List(d.Overdue)))
	}
	if c.Incident.AsOf.IsZero() && c.mayBeOverdue(d) {
		out = append(out, "Whether an action is overdue cannot be told: the record does not say up to which moment it goes.")
	}
	for _, a := range d.Actions {
		for _, e := range a.Edges {
			if !e.Recorded {
				out = append(out, fmt.Sprintf("An edge that the record does not have is hardened by %s: %s -> %s.", a.Name, e.Dependent, e.Dependency))
			}
		}
	}
	return out
}

// mayBeOverdue reports whether an action that has a due date is not known to be over.
func (c *Case) mayBeOverdue(d ActionsDetail) bool {
	for _, a := range d.Actions {
		if !a.Due.At.IsZero() && a.Status != string(incidents.ActionDone) && a.Status != string(incidents.ActionDropped) {
			return true
		}
	}
	return false
}

func factorNotes(d ActionsDetail) []string {
	var out []string
	switch n := len(d.FactorsWithoutAction); {
	case len(d.Factors) == 0:
		out = append(out, "The record names no factors, so what the actions answer cannot be judged.")
		if len(d.Actions) == 0 {
			out[0] = "The record names no factors."
		}
	case n > 0 && len(d.Actions) > 0:
		out = append(out, fmt.Sprintf("No action answers %s: %s.", ofTotal(n, len(d.Factors), "factor", "factors"), List(d.FactorsWithoutAction)))
	}
	for _, f := range d.Factors {
		if len(f.Actions) == 0 && len(f.Dropped) > 0 {
			out = append(out, fmt.Sprintf("The factor %s was answered only by what has been dropped: %s.", f.Name, List(f.Dropped)))
		}
	}
	return out
}
