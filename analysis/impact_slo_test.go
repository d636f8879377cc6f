package analysis

import (
	"math"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/postmortem-dev/postmortem/incidents"
)

const (
	day   = 24 * 3600.0
	march = 31 * day
)

func half() *float64 { return number(0.5) }

// budgeted returns a record with one service, its windows and one objective.
func budgeted(slo incidents.SLO, windows ...incidents.Window) *incidents.Incident {
	in := minimal()
	in.Timeline[0].Milestones = incidents.Milestones{incidents.Started}
	in.Services = []incidents.Service{{ID: "api", Name: "API", Windows: windows}}
	in.Impact.SLOs = []incidents.SLO{slo}
	return in
}

func TestSLO(t *testing.T) {
	hour := incidents.Window{From: minute(0), To: minute(60), Level: incidents.Down}
	tiers := []incidents.Credit{{Below: 99.99, Percent: 10}, {Below: 99, Percent: 30}}
	untimed := incidents.Window{From: minute(10)}
	tests := []struct {
		name    string
		slo     incidents.SLO
		windows []incidents.Window
		want    map[string]float64 // NaN: unknown
		note    string             // of the share
	}{
		{"an hour of March", incidents.SLO{Service: "api", Objective: 99.9}, []incidents.Window{hour},
			map[string]float64{"slo_budget": march / 1000, "slo_spent": 3600, "slo_budget_share": 3600 / (march / 1000), "slo_availability": 100 * (1 - 3600/march)}, ""},
		{"half the requests", incidents.SLO{Service: "api", Objective: 99, Days: 30}, []incidents.Window{{From: minute(0), To: minute(60), Fraction: half()}},
			map[string]float64{"slo_budget": 0.3 * day, "slo_spent": 1800}, ""},
		{"overlap counts once, at the larger share", incidents.SLO{Service: "api", Objective: 99.9}, []incidents.Window{hour, {From: minute(30), To: minute(90), Fraction: half()}},
			map[string]float64{"slo_spent": 3600 + 900}, ""},
		{"all services", incidents.SLO{Objective: 99.9}, []incidents.Window{hour}, map[string]float64{"slo_spent": 3600}, ""},
		{"impact before the start is part of a window of days", incidents.SLO{Service: "api", Objective: 99.9, Days: 30}, []incidents.Window{{From: minute(-10), To: minute(60)}}, map[string]float64{"slo_spent": 4200}, ""},
		{"a credit", incidents.SLO{Service: "api", Objective: 99.99, Credits: tiers}, []incidents.Window{hour}, map[string]float64{"slo_credit": 10}, ""},
		{"the lowest tier", incidents.SLO{Service: "api", Objective: 99.99, Credits: tiers}, []incidents.Window{{From: minute(0), To: minute(600)}}, map[string]float64{"slo_credit": 30}, ""},
		{"no tier reached", incidents.SLO{Service: "api", Objective: 99, Credits: tiers[1:]}, []incidents.Window{hour}, map[string]float64{"slo_credit": 0}, ""},
		{"no window", incidents.SLO{Service: "api", Objective: 99.9, Credits: tiers}, nil,
			map[string]float64{"slo_budget": march / 1000, "slo_spent": math.NaN(), "slo_budget_share": math.NaN(), "slo_availability": math.NaN(), "slo_credit": math.NaN()}, "no impact window is recorded"},
		{"no end", incidents.SLO{Service: "api", Objective: 99.9}, []incidents.Window{untimed}, map[string]float64{"slo_spent": math.NaN()}, "no impact window has both its ends recorded"},
		{"one end missing", incidents.SLO{Service: "api", Objective: 99.9}, []incidents.Window{hour, untimed}, map[string]float64{"slo_spent": 3600},
			"a lower bound: 1 of 2 impact windows has no recorded end and is not counted"},
		{"nothing may be lost", incidents.SLO{Service: "api", Objective: 100}, []incidents.Window{hour}, map[string]float64{"slo_budget": 0, "slo_budget_share": math.NaN()}, "not defined: the objective leaves no error budget"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			r := impact().Run(NewCase(budgeted(test.slo, test.windows...)))
			honest(t, r)
			scope := WholeIncident
			if test.slo.Service != "" {
				scope = ServiceScope(test.slo.Service)
			}
			for name, want := range test.want {
				got := value(r, name, scope)
				if math.Abs(got-want) > 1e-6 || math.IsNaN(got) != math.IsNaN(want) {
					t.Errorf("%s: got %v, want %v", name, got, want)
				}
			}
			if share, _ := r.Measure("slo_budget_share", scope); share.Note != test.note {
				t.Errorf("note %q, want %q", share.Note, test.note)
			}
		})
	}
}

func TestAMissingEndLeavesTheSideItMayMoveOpen(t *testing.T) {
	slo := incidents.SLO{Service: "api", Objective: 99.9, Credits: []incidents.Credit{{Below: 99.99, Percent: 10}, {Below: 99, Percent: 30}}}
	in := budgeted(slo, incidents.Window{From: minute(0), To: minute(60)}, incidents.Window{From: minute(90)})
	d := impact().Run(NewCase(in)).Detail.(ImpactDetail).SLOs[0]
	if d.Spent.High != nil || d.Share.High != nil || d.Availability.Low != nil || d.Availability.High == nil || d.Credit.High != nil {
		t.Errorf("%+v", d)
	}
	if r := d.Credits[0].Reached; r == nil || !*r {
		t.Error("availability is at most 99.87, so the first tier is reached whatever the other window took")
	}
	if d.Credits[1].Reached != nil {
		t.Error("whether the second tier is reached cannot be told")
	}
	if d.Windows != 2 || d.Untimed != 1 {
		t.Errorf("%d windows, %d untimed", d.Windows, d.Untimed)
	}
}

func TestTheMonthIsThatOfTheIncidentsTimezone(t *testing.T) {
	slo := incidents.SLO{Service: "api", Objective: 99.9}
	// 04:00 UTC on April 1 is still March in Los Angeles, and March 2025 lost an hour there to daylight saving.
	from := time.Date(2025, 4, 1, 4, 0, 0, 0, time.UTC)
	in := budgeted(slo, incidents.Window{From: incidents.At(from), To: incidents.At(from.Add(5 * time.Hour))})
	in.Timeline[0].At = incidents.At(from)
	in.Timezone = "America/Los_Angeles"
	d := impact().Run(NewCase(in)).Detail.(ImpactDetail).SLOs[0]
	if got, want := *d.Budget.Value, (march-3600)/1000; math.Abs(got-want) > 1e-6 {
		t.Errorf("budget %v, want %v", got, want)
	}
	if *d.Spent.Value != 3*3600 {
		t.Errorf("spent %v: only the three hours before April belong to March", *d.Spent.Value)
	}
	sameTexts(t, d.Assumptions, "the fraction affected is not recorded for the only impact window and is taken as all",
		"the availability of the month counts this incident alone",
		"2 h of impact lie outside the window of the error budget and are not counted")
}

func TestAnOpenWindowCountsUpToTheRecordsEnd(t *testing.T) {
	in := budgeted(incidents.SLO{Service: "api", Objective: 99.9}, incidents.Window{From: minute(0), Level: incidents.Degraded})
	in.Status, in.AsOf = incidents.StatusOpen, minute(45)
	r := impact().Run(NewCase(in))
	honest(t, r)
	spent, _ := r.Measure("slo_spent", ServiceScope("api"))
	if !spent.Known() || *spent.Value != 45*60 || !spent.SoFar || spent.To.Name != "as of" {
		t.Errorf("%+v", spent)
	}
	if texts := strings.Join(noteTexts(r), "\n"); !strings.Contains(texts, "counted up to 2025-03-05 12:45, because the incident is open") {
		t.Errorf("the notes do not say so:\n%s", texts)
	}
}

func TestTwoObjectivesOfOneServiceHaveMeasuresOfTheirOwn(t *testing.T) {
	in := budgeted(incidents.SLO{Service: "api", Objective: 99.9}, incidents.Window{From: minute(0), To: minute(60)})
	in.Impact.SLOs = append(in.Impact.SLOs, incidents.SLO{Service: "api", Objective: 99.5, Days: 7})
	r := impact().Run(NewCase(in))
	honest(t, r)
	if got := value(r, "slo_2_budget", ServiceScope("api")); math.Abs(got-0.005*7*day) > 1e-6 {
		t.Errorf("slo_2_budget is %v", got)
	}
}

func TestAssumptionsAreTold(t *testing.T) {
	in := budgeted(incidents.SLO{Objective: 99.9, Days: 1}, incidents.Window{From: minute(0), To: minute(60), Level: incidents.Degraded})
	late := minute(1500)
	late.About = true
	in.Services = append(in.Services, incidents.Service{ID: "web", Windows: []incidents.Window{{From: minute(30), To: late, Fraction: half()}}})
	r := impact().Run(NewCase(in))
	honest(t, r)
	sameTexts(t, r.Detail.(ImpactDetail).SLOs[0].Assumptions,
		"the fraction affected is not recorded for 1 of 2 impact windows and is taken as all",
		"time degraded counts as much as time down",
		"1 of 2 impact windows has an end given as about",
		"an instant in which several services were hurt counts once, with the largest fraction affected",
		"the availability of the month counts this incident alone",
		"30 min of impact lie outside the window of the error budget and are not counted")
	if got := noteTexts(r)[1]; got != "For the objective of 99.9 percent: the fraction affected is not recorded for 1 of 2 impact windows and is taken as all." {
		t.Errorf("%s", got)
	}
}

func TestWithoutAnyMomentOnlyABudgetOfDaysIsKnown(t *testing.T) {
	for days, want := range map[int]float64{0: math.NaN(), 30: 0.03 * day} {
		in := budgeted(incidents.SLO{Service: "api", Objective: 99.9, Days: days, Credits: []incidents.Credit{{Below: 99, Percent: 10}}}, incidents.Window{To: minute(60)})
		in.Timeline[0].Milestones = nil
		r := impact().Run(NewCase(in))
		honest(t, r)
		for name, want := range map[string]float64{"slo_budget": want, "slo_spent": math.NaN(), "slo_availability": math.NaN(), "slo_credit": math.NaN()} {
			got := value(r, name, ServiceScope("api"))
			if math.IsNaN(got) != math.IsNaN(want) || math.Abs(got-want) > 1e-6 {
				t.Errorf("%d days: %s is %v, want %v", days, name, got, want)
			}
		}
	}
}

// TestSpentIsBoundedWhateverTheWindows asserts the laws: low <= value <= high, never more than the span of the windows,
// another window never takes anything back, and the order in the file does not matter.
func TestSpentIsBoundedWhateverTheWindows(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 5))
	instant := func() incidents.Instant { a := random.IntN(300); return between(a, a+random.IntN(20)) }
	for range 300 {
		var windows []incidents.Window
		last := 0.0
		for range 1 + random.IntN(6) {
			from, to := instant(), instant()
			if to.To.Before(from.From) {
				from, to = to, from
			}
			w := incidents.Window{From: from, To: to}
			if random.IntN(2) == 0 {
				w.Fraction = number(random.Float64())
			}
			windows = append(windows, w)
			r := impact().Run(NewCase(budgeted(incidents.SLO{Service: "api", Objective: 99.9}, windows...)))
			honest(t, r)
			spent := value(r, "slo_spent", ServiceScope("api"))
			if spent < last-1e-6 || spent > 320*60 {
				t.Fatalf("spent %v after %v with %+v", spent, last, windows)
			}
			last = spent
		}
		random.Shuffle(len(windows), func(i, j int) { windows[i], windows[j] = windows[j], windows[i] })
		r := impact().Run(NewCase(budgeted(incidents.SLO{Service: "api", Objective: 99.9}, windows...)))
		if got := value(r, "slo_spent", ServiceScope("api")); math.Abs(got-last) > 1e-6 {
			t.Fatalf("the order of windows changed %v to %v", last, got)
		}
	}
}
