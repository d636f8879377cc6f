package analysis

import (
	"math/rand/v2"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/postmortem-dev/postmortem/incidents"
)

// planned is a record with two factors and three actions, one of them dropped.
func planned() *incidents.Incident {
	in := minimal()
	in.AsOf = minute(100)
	in.Services = []incidents.Service{
		{ID: "api", DependsOn: []incidents.Dependency{{Service: "db"}, {AnyOf: []string{"cache-a", "cache-b"}}}},
		{ID: "db"}, {ID: "cache-a"}, {ID: "cache-b"},
	}
	in.Causes = []incidents.Factor{{ID: "race", Kind: incidents.FactorTrigger}, {ID: "retries", Kind: incidents.FactorSustaining}, {Kind: incidents.FactorLatent}}
	in.Actions = []incidents.Action{
		{ID: "fix", Kind: "prevent", Status: incidents.ActionOpen, Owner: "a person", Due: minute(90), Answers: []string{"race"}, Hardens: []string{"db", "api->db", "api -> cache-b"}},
		{ID: "cap", Status: incidents.ActionDropped, Owner: "a person", Answers: []string{"retries"}, Hardens: []string{"cache-a"}},
		{Status: incidents.ActionDone, Owner: "a person", Due: minute(80), Hardens: []string{"db", "db -> api"}},
	}
	return in
}

func TestActionCoverage(t *testing.T) {
	r := actions().Run(NewCase(planned()))
	honest(t, r)
	d := r.Detail.(ActionsDetail)
	if diff := cmp.Diff([]string{"retries", "factor 3"}, d.FactorsWithoutAction); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"action 3"}, d.WithoutFactor); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"db"}, d.HardenedServices); diff != "" {
		t.Errorf("what was dropped hardens nothing:\n%s", diff)
	}
	if diff := cmp.Diff([]HardenedEdge{{"api", "db", true}, {"api", "cache-b", true}, {"db", "api", false}}, d.HardenedEdges); diff != "" {
		t.Error(diff)
	}
	if got := value(r, "factor_coverage"); got != 1.0/3 {
		t.Errorf("coverage %v", got)
	}
	if got := value(r, "actions_overdue"); got != 1 {
		t.Errorf("%v overdue: fix is, and what is done is not", got)
	}
	sameTexts(t, noteTexts(r),
		"No action has a recorded tracker.",
		"1 of 3 actions has no recorded due date: cap.",
		"1 of 3 actions answers no recorded factor: action 3.",
		"1 action is overdue as of 2025-03-05 13:40: fix.",
		"An edge that the record does not have is hardened by action 3: db -> api.",
		"No action answers 2 of 3 factors: retries and factor 3.",
		"The factor retries was answered only by what has been dropped: cap.")
}

func TestNothingIsOverdueWithoutAMomentToHoldItAgainst(t *testing.T) {
	in := planned()
	in.AsOf = incidents.Instant{}
	r := actions().Run(NewCase(in))
	honest(t, r)
	if m, _ := r.Measure("actions_overdue", WholeIncident); m.Known() {
		t.Errorf("%+v", m)
	}
}

func TestWhatEveryActionLacksIsSaidOnce(t *testing.T) {
	in := minimal()
	in.Actions = []incidents.Action{{ID: "a", Status: incidents.ActionOpen}, {ID: "b", Status: incidents.ActionOpen}}
	want := []string{"No action has a recorded owner, due date or tracker.", "The record names no factors, so what the actions answer cannot be judged."}
	sameTexts(t, noteTexts(actions().Run(NewCase(in))), want...)
	in.Actions = in.Actions[:1]
	want[0] = "The only action has no recorded owner, due date or tracker."
	sameTexts(t, noteTexts(actions().Run(NewCase(in))), want...)
}

func TestFactorsWithoutAnyActionAreStillCounted(t *testing.T) {
	in := minimal()
	in.Causes = []incidents.Factor{{ID: "race"}, {ID: "retries"}}
	r := actions().Run(NewCase(in))
	honest(t, r)
	if value(r, "factors_without_action") != 2 || value(r, "factor_coverage") != 0 {
		t.Errorf("%+v", r.Measures)
	}
	sameTexts(t, noteTexts(r), "The record names no actions.")
}

func TestActionsOfTheFlagship(t *testing.T) {
	in := flagship(t)
	r := actions().Run(NewCase(in))
	d := r.Detail.(ActionsDetail)
	if n := len(in.Actions); n == 0 || len(d.WithoutOwner) != n || len(d.WithoutDue) != n || len(d.WithoutTracker) != n {
		t.Errorf("AWS published neither owner, date nor tracker of any action: %+v", d)
	}
	if got := noteTexts(r)[0]; got != "No action has a recorded owner, due date or tracker." {
		t.Errorf("%s", got)
	}
	for _, e := range d.HardenedEdges {
		if !e.Recorded {
			t.Errorf("%+v is no edge of the record", e)
		}
	}
}

// TestEveryActionAndFactorIsCountedOnce asserts the laws: kinds and statuses add up to the actions, factors with and
// without an action to the factors, and coverage lies between 0 and 1 and grows with every action.
func TestEveryActionAndFactorIsCountedOnce(t *testing.T) {
	random := rand.New(rand.NewPCG(2, 9))
	statuses := []incidents.ActionStatus{"", incidents.ActionOpen, incidents.ActionDone, incidents.ActionDropped}
	kinds := []incidents.ActionKind{"", "prevent", "detect", "mitigate", "process"}
	factors := []string{"race", "retries"}
	for range 200 {
		in := planned()
		in.Actions = nil
		last := 0.0
		for range 1 + random.IntN(6) {
			in.Actions = append(in.Actions, incidents.Action{
				Status: statuses[random.IntN(4)], Kind: kinds[random.IntN(5)], Answers: factors[random.IntN(2):][:1],
			})
			r := actions().Run(NewCase(in))
			honest(t, r)
			d := r.Detail.(ActionsDetail)
			byKind, byStatus := 0, 0
			for _, k := range d.Kinds {
				byKind += k.Count
			}
			for _, s := range d.Statuses {
				byStatus += s.Count
			}
			if byKind != len(in.Actions) || byStatus != len(in.Actions) {
				t.Fatalf("%d actions, %d by kind, %d by status", len(in.Actions), byKind, byStatus)
			}
			coverage := value(r, "factor_coverage")
			if coverage < last || coverage > 1 {
				t.Fatalf("coverage went from %v to %v", last, coverage)
			}
			last = coverage
		}
	}
}
