package analysis

import (
	"fmt"
	"slices"

	"github.com/postmortem-dev/postmortem/incidents"
)

// ActionsDetail is what will change and what it leaves unanswered. Things are named by id, or by their place in the
// record (factor 2, action 3) where they have none.
type ActionsDetail struct {
	Factors              []FactorCoverage `json:"factors"` // in the order of the record
	FactorsWithoutAction []string         `json:"factors_without_action"`
	Actions              []ActionCoverage `json:"actions"` // in the order of the record
	WithoutFactor        []string         `json:"actions_without_factor"`
	WithoutOwner         []string         `json:"actions_without_owner"`
	WithoutDue           []string         `json:"actions_without_due"`
	WithoutTracker       []string         `json:"actions_without_tracker"`
	Overdue              []string         `json:"actions_overdue"` // at the record's as_of; empty when it gives none
	Kinds                []Tally          `json:"kinds"`           // every kind, then not recorded
	Statuses             []Tally          `json:"statuses"`        // every status, then not recorded
	HardenedServices     []string         `json:"hardened_services"`
	HardenedEdges        []HardenedEdge   `json:"hardened_edges"`
}

// FactorCoverage is one factor and the actions that answer it.
type FactorCoverage struct {
	Name    string   `json:"name"`
	Kind    string   `json:"kind"`
	Text    string   `json:"text"`
	Wave    string   `json:"wave,omitempty"`
	Actions []string `json:"actions"` // dropped ones left out
	Dropped []string `json:"dropped"`
}

// ActionCoverage is one action, what it answers and hardens, and what its record lacks.
type ActionCoverage struct {
	Name     string         `json:"name"`
	Text     string         `json:"text"`
	Kind     string         `json:"kind,omitempty"`
	Status   string         `json:"status,omitempty"`
	Owner    string         `json:"owner,omitempty"`
	Due      End            `json:"due,omitzero"`
	Tracker  string         `json:"tracker,omitempty"`
	Answers  []string       `json:"answers"`
	Services []string       `json:"hardens_services"`
	Edges    []HardenedEdge `json:"hardens_edges"`
	Overdue  bool           `json:"overdue,omitempty"`
}

// HardenedEdge is a dependency that an action makes safer.
type HardenedEdge struct {
	Dependent  string `json:"dependent"`
	Dependency string `json:"dependency"`
	Recorded   bool   `json:"recorded"` // the record has this edge
}

// NotRecorded is the tally of things of which the record does not say what they are.
const NotRecorded = "not recorded"

func actions() Analysis {
	return Analysis{
		Name: "actions", Title: "Actions",
		Doc: "Which factor has no action, which action has no owner or date, and what do the actions harden?",
		Run: runActions,
	}
}

func runActions(c *Case) Result {
	d := ActionsDetail{WithoutFactor: []string{}, WithoutOwner: []string{}, WithoutDue: []string{}, WithoutTracker: []string{}, Overdue: []string{}}
	d.Factors, d.FactorsWithoutAction = c.factorCoverage()
	d.Actions = c.actionCoverage()
	d.HardenedServices, d.HardenedEdges = []string{}, []HardenedEdge{}
	var kinds, statuses []string
	for _, a := range d.Actions {
		d.lacks(a)
		kinds, statuses = append(kinds, orElse(a.Kind, NotRecorded)), append(statuses, orElse(a.Status, NotRecorded))
		if a.Status == string(incidents.ActionDropped) {
			continue // it will harden nothing
		}
		for _, s := range a.Services {
			d.HardenedServices = addNew(d.HardenedServices, s)
		}
		for _, e := range a.Edges {
			d.HardenedEdges = addNew(d.HardenedEdges, e)
		}
	}
	d.Kinds = tally(append(incidents.ActionKind("").Values(), NotRecorded), kinds)
	d.Statuses = tally(append(incidents.ActionStatus("").Values(), NotRecorded), statuses)
	return Result{Measures: c.actionMeasures(d), Figures: []Figure{}, Notes: c.actionNotes(d), Detail: d}
}

func (d *ActionsDetail) lacks(a ActionCoverage) {
	for _, lack := range []struct {
		list *[]string
		is   bool
	}{
		{&d.WithoutFactor, len(a.Answers) == 0}, {&d.WithoutOwner, a.Owner == ""}, {&d.WithoutDue, a.Due.At.IsZero()},
		{&d.WithoutTracker, a.Tracker == ""}, {&d.Overdue, a.Overdue},
	} {
		if lack.is {
			*lack.list = append(*lack.list, a.Name)
		}
	}
}

func addNew[T comparable](list []T, x T) []T {
	if slices.Contains(list, x) {
		return list
	}
	return append(list, x)
}

// nameOrPlace returns an id, or the place of a thing in its list.
func nameOrPlace(id, kind string, i int) string {
	if id != "" {
		return id
	}
	return fmt.Sprintf("%s %d", kind, i+1)
}

// factorCoverage finds the actions that answer each factor. An action that was dropped answers nothing.
func (c *Case) factorCoverage() ([]FactorCoverage, []string) {
	all, bare := []FactorCoverage{}, []string{}
	for i, f := range c.Incident.Causes {
		out := FactorCoverage{Name: nameOrPlace(f.ID, "factor", i), Kind: string(f.Kind), Text: f.Text.String(), Wave: f.Wave, Actions: []string{}, Dropped: []string{}}
		for j, a := range c.Incident.Actions {
			switch {
			case f.ID == "" || !slices.Contains(a.Answers, f.ID):
			case a.Status == incidents.ActionDropped:
				out.Dropped = append(out.Dropped, nameOrPlace(a.ID, "action", j))
			default:
				out.Actions = append(out.Actions, nameOrPlace(a.ID, "action", j))
			}
		}
		if len(out.Actions) == 0 {
			bare = append(bare, out.Name)
		}
		all = append(all, out)
	}
	return all, bare
}

func (c *Case) actionCoverage() []ActionCoverage {
	all := []ActionCoverage{}
	for i, a := range c.Incident.Actions {
		out := ActionCoverage{
			Name: nameOrPlace(a.ID, "action", i), Text: a.Text.String(), Kind: string(a.Kind), Status: string(a.Status), Owner: a.Owner,
			Tracker: a.Tracker, Answers: append([]string{}, a.Answers...), Overdue: c.overdue(a),
		}
		if !a.Due.IsZero() {
			out.Due = instantEnd("due", a.Due, a.Sources)
		}
		out.Services, out.Edges = c.hardens(a)
		all = append(all, out)
	}
	return all
}

// overdue holds a due date against the record's as_of, and against nothing else: there is no clock here. An action of
// which the status is not recorded may be done.
func (c *Case) overdue(a incidents.Action) bool {
	running := a.Status == incidents.ActionOpen || a.Status == incidents.ActionInProgress
	return running && !a.Due.IsZero() && !c.Incident.AsOf.IsZero() && a.Due.To.Before(c.Incident.AsOf.At())
}
