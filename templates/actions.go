package templates

import (
	"fmt"
	"slices"
	"strings"

	"github.com/postmortem-dev/postmortem/analysis"
	"github.com/postmortem-dev/postmortem/incidents"
)

// Changes counts the actions by status and says who will do them, and when.
func (v *View) Changes() string {
	if len(v.Actions) == 0 {
		return ""
	}
	owner, due := 0, 0
	for _, a := range v.Actions {
		owner += boolToInt(a.Owner != "")
		due += boolToInt(!a.Due.IsZero())
	}
	return v.ActionCount() + " " + ownership(len(v.Actions), owner, due)
}

// ActionCount counts the actions by status.
func (v *View) ActionCount() string {
	n := len(v.Actions)
	if n == 1 {
		if s := v.Actions[0].Status; s != "" {
			return fmt.Sprintf("The record lists 1 action, which is %s.", strings.Replace(statusWord(s), "dropped", "no longer planned", 1))
		}
		return "The record lists 1 action, whose status is not recorded."
	}
	counts := map[incidents.ActionStatus]int{}
	for _, a := range v.Actions {
		counts[a.Status]++
	}
	var parts []string
	for _, s := range []struct {
		status    incidents.ActionStatus
		one, many string
	}{{incidents.ActionDone, "is done", "are done"}, {incidents.ActionInProgress, "is under way", "are under way"}, {incidents.ActionOpen, "is open", "are open"}, {incidents.ActionDropped, "was dropped", "were dropped"}, {"", "has no recorded status", "have no recorded status"}} {
		switch k := counts[s.status]; {
		case k == n && s.status == "":
			return fmt.Sprintf("The record lists %d actions; none has a recorded status.", n)
		case k == n:
			return fmt.Sprintf("The record lists %d actions; all %s.", n, s.many)
		case k > 0:
			parts = append(parts, fmt.Sprintf("%d %s", k, choose(k, s.one, s.many)))
		}
	}
	return fmt.Sprintf("The record lists %d actions: %s.", n, analysis.List(parts))
}

func ownership(n, owner, due int) string {
	switch {
	case owner == 0 && due == 0:
		return choose(n, "It has no recorded owner or due date.", "None has a recorded owner or due date.")
	case owner == n && due == n:
		return choose(n, "It has an owner and a due date.", "Each has an owner and a due date.")
	case n == 1 && owner == 1:
		return "It has an owner and no recorded due date."
	case n == 1:
		return "It has a due date and no recorded owner."
	}
	return fmt.Sprintf("%s, and %s.", capital(lack(n-owner, n, "an owner", "no recorded owner")), lack(n-due, n, "a due date", "no recorded due date"))
}

func lack(missing, of int, thing, none string) string {
	switch missing {
	case 0:
		return "each has " + thing
	case of:
		return "none has " + strings.Replace(none, "no ", "a ", 1)
	}
	return fmt.Sprintf("%d %s %s", missing, choose(missing, "has", "have"), none)
}

// Pledges returns the actions that were not dropped.
func (v *View) Pledges() []incidents.Action {
	return slices.DeleteFunc(slices.Clone(v.Actions), func(a incidents.Action) bool { return a.Status == incidents.ActionDropped })
}

// PublicPledges returns the actions that the organization itself has made known: those with a status, and with a source
// that is no insider's and no internal one where sources are given.
func (v *View) PublicPledges() []incidents.Action {
	return slices.DeleteFunc(v.Pledges(), func(a incidents.Action) bool {
		inside := len(a.Sources) > 0 && !slices.ContainsFunc(a.Sources, func(id string) bool {
			kind := v.sourceKind(id)
			return kind != "insider" && kind != "internal"
		})
		return len(v.Incident.Sources) > 0 && (a.Status == "" || inside)
	})
}

func (v *View) sourceKind(id string) incidents.SourceKind {
	for _, s := range v.Incident.Sources {
		if s.ID == id {
			return s.Kind
		}
	}
	return ""
}
