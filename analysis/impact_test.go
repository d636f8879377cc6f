package analysis

import (
	"encoding/json"
	"math"
	"math/rand/v2"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/postmortem-dev/postmortem/incidents"
	"github.com/postmortem-dev/postmortem/incidents/corpus"
)

// noon is the moment test records are written around.
var noon = time.Date(2025, 3, 5, 12, 0, 0, 0, time.UTC)

// minute returns the exact instant n minutes after noon.
func minute(n int) incidents.Instant { return incidents.At(noon.Add(time.Duration(n) * time.Minute)) }

// between returns an instant somewhere between two minutes after noon.
func between(a, b int) incidents.Instant {
	return incidents.Instant{From: minute(a).From, To: minute(b).To}
}

func amount(low, high float64) incidents.Amount {
	return incidents.Amount{Low: &low, High: &high}
}

func atLeast(low float64) incidents.Amount { return incidents.Amount{Low: &low} }

// minimal returns a record with nothing but what every record has.
func minimal() *incidents.Incident {
	return &incidents.Incident{ID: "x", Title: "X", Timeline: []incidents.Event{{At: minute(0), Text: incidents.Words{Text: "It broke."}}}}
}

func flagship(t *testing.T) *incidents.Incident {
	t.Helper()
	file, data, ok := corpus.Read("aws-2025-10-20-dynamodb-dns")
	if !ok {
		t.Fatal("the corpus lacks aws-2025-10-20-dynamodb-dns")
	}
	found, diags := incidents.Parse(file, data)
	if len(found) != 1 {
		t.Fatalf("%d incidents, %v", len(found), diags)
	}
	return found[0]
}

// honest checks what every result owes its readers, and that it can be written as JSON.
func honest(t *testing.T, r Result) {
	t.Helper()
	seen := map[string]bool{}
	for _, m := range r.Measures {
		honestMeasure(t, m)
		if key := m.Name + " " + m.Scope; seen[key] {
			t.Errorf("two measures %s", key)
		} else {
			seen[key] = true
		}
	}
	for _, f := range r.Figures {
		if !regexp.MustCompile(`^[a-z][a-z0-9_]*$`).MatchString(f.ID) || f.Alt == "" || f.Title == "" {
			t.Errorf("figure %+v", f)
		}
	}
	for _, n := range r.Notes {
		if !strings.HasSuffix(n.Text, ".") || strings.ToUpper(n.Text[:1]) != n.Text[:1] || n.Scope == "" {
			t.Errorf("note %q in %q", n.Text, n.Scope)
		}
	}
	if _, err := json.Marshal(r); err != nil {
		t.Error(err)
	}
}

func honestMeasure(t *testing.T, m Measure) {
	t.Helper()
	if m.From == nil || m.To == nil || m.From.Name == "" || m.To.Name == "" || m.Unit == "" || m.Scope == "" {
		t.Errorf("%s has no two ends, unit or scope: %+v", m.Name, m)
	}
	if !regexp.MustCompile(`^[a-z][a-z0-9_]*$`).MatchString(m.Name) {
		t.Errorf("measure name %q", m.Name)
	}
	if !m.Known() && m.Note == "" {
		t.Errorf("%s is unknown and does not say why", m.Name)
	}
	for _, v := range []*float64{m.Low, m.Value, m.High} {
		if v != nil && (math.IsNaN(*v) || math.IsInf(*v, 0)) {
			t.Errorf("%s is %v", m.Name, *v)
		}
	}
	if m.Known() && ((m.Low != nil && *m.Low > *m.Value) || (m.High != nil && *m.High < *m.Value)) {
		t.Errorf("%s lies outside its range: %v [%v, %v]", m.Name, *m.Value, *m.Low, *m.High)
	}
}

// value returns the value of a measure of the whole incident, or of scope, or NaN when it is unknown or absent.
func value(r Result, name string, scope ...string) float64 {
	m, _ := r.Measure(name, append(scope, WholeIncident)[0])
	if m.Value == nil {
		return math.NaN()
	}
	return *m.Value
}

func noteTexts(r Result) []string {
	texts := []string{}
	for _, n := range r.Notes {
		texts = append(texts, n.Text)
	}
	return texts
}

func sameTexts(t *testing.T, got []string, want ...string) {
	t.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("notes (-want +got):\n%s", diff)
	}
}

func TestNothingIsMadeUpForAnEmptyRecord(t *testing.T) {
	c := NewCase(minimal())
	for _, a := range []Analysis{impact(), communication(), sources(), actions()} {
		r := a.Run(c)
		honest(t, r)
		for _, m := range r.Measures {
			if m.Known() && *m.Value == 0 && !strings.HasPrefix(m.Name, "statements_") && !strings.HasPrefix(m.Name, "sources_") {
				t.Errorf("%s: %s is 0 in a record that says nothing of it", a.Name, m.Name)
			}
		}
		if len(r.Figures) > 0 {
			t.Errorf("%s draws a figure of nothing", a.Name)
		}
	}
}

func TestResultsOfTheFlagshipAreHonest(t *testing.T) {
	in := flagship(t)
	for _, a := range []Analysis{impact(), communication(), sources(), actions()} {
		first := a.Run(NewCase(in))
		honest(t, first)
		again, _ := json.Marshal(a.Run(NewCase(in)))
		if once, _ := json.Marshal(first); string(once) != string(again) {
			t.Errorf("%s gives other bytes the second time", a.Name)
		}
	}
}

// quantified is a record with two groups, one of them split in the file.
func quantified() *incidents.Incident {
	in := minimal()
	in.Impact.Quantities = []incidents.Quantity{
		{Group: "Reports", What: "reports", Unit: "reports", Scope: "morning", Value: amount(1000, 1000)},
		{Group: "Services", What: "services", Unit: "services", Scope: "final list", Value: amount(141, 141), Sources: []string{"a"}},
		{Group: "Reports", ID: "all-day", What: "reports", Unit: "reports", Scope: "all day", Value: atLeast(2e6)},
		{Group: "Reports", What: "users", Unit: "users", Scope: "all day", Value: amount(5, 5)},
		{Group: "Services", What: "services", Unit: "services", Scope: "final list", Value: amount(142, 142), Sources: []string{"b"}},
		{Group: "Money", What: "losses, in the billions", Unit: "USD"},
	}
	in.Claims = []incidents.Claim{
		{About: "all-day", Says: "two million or more", Value: atLeast(2e6), Verdict: incidents.Used, Sources: []string{"a"}},
		{About: "all-day", Says: "three million", Value: amount(3e6, 3e6), Verdict: incidents.Kept, Sources: []string{"b"}},
		{About: "all-day", Says: "twenty million", Value: amount(2e7, 2e7), Verdict: incidents.Rejected, Sources: []string{"c"}},
	}
	return in
}

func TestQuantitiesAreGroupedAndRejectedClaimsStandApart(t *testing.T) {
	r := impact().Run(NewCase(quantified()))
	honest(t, r)
	d := r.Detail.(ImpactDetail)
	var got []string
	for _, g := range d.Groups {
		for _, q := range g.Quantities {
			got = append(got, g.Name+"/"+q.What+"/"+q.Scope)
		}
	}
	want := []string{"Reports/reports/morning", "Reports/reports/all day", "Reports/users/all day", "Services/services/final list", "Services/services/final list", "Money/losses, in the billions/"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	q := d.Groups[0].Quantities[1]
	if !q.Contested || len(q.Claims) != 2 || len(q.Rejected) != 1 || q.Rejected[0].Says != "twenty million" {
		t.Errorf("%+v", q)
	}
	if d.Groups[0].Quantities[0].Contested {
		t.Error("a quantity without claims is contested")
	}
	sameTexts(t, noteTexts(r), "The sources differ on 1 of 6 impact numbers.", "1 impact number is known in words only.",
		"Numbers of one unit have different scopes under Reports: they are listed, not added up.")
	if d.SLOGiven || len(d.SLOs) != 0 {
		t.Errorf("an objective out of nowhere: %+v", d.SLOs)
	}
	for _, m := range r.Measures {
		if strings.HasPrefix(m.Name, "slo") {
			t.Errorf("%s without an objective", m.Name)
		}
	}
}

func TestQuantityFigures(t *testing.T) {
	r := impact().Run(NewCase(quantified()))
	if len(r.Figures) != 2 || r.Figures[0].ID != "impact" || r.Figures[1].ID != "impact_reports" {
		t.Fatalf("%+v", r.Figures)
	}
	services, reports := r.Figures[0], r.Figures[1]
	if services.Log || services.Rows[0].Label != "services (final list; by a)" || services.Rows[1].Label != "services (final list; by b)" {
		t.Errorf("services: %+v", services)
	}
	if !reports.Log || len(reports.Rows) != 2 || reports.Rows[1].Note != "contested" || *reports.Rows[1].Low != 2e6 || reports.Rows[1].High != nil {
		t.Errorf("reports: %+v", reports)
	}
	want := "2 numbers in reports, from 1,000 (reports (morning)) to 2,000,000 (reports (all day)). The scale is logarithmic."
	if reports.Alt != want {
		t.Errorf("alt: %s", reports.Alt)
	}
}

func TestTheFirstOfEqualGroupsGivesTheMainFigure(t *testing.T) {
	in := minimal()
	for _, group := range []string{"", "Übrige", "übrige"} {
		for n := range 2 {
			in.Impact.Quantities = append(in.Impact.Quantities, incidents.Quantity{Group: group, What: "users", Unit: "users", Value: amount(float64(n), float64(n))})
		}
	}
	r := impact().Run(NewCase(in))
	honest(t, r)
	var ids []string
	for _, f := range r.Figures {
		ids = append(ids, f.ID)
	}
	if diff := cmp.Diff([]string{"impact", "impact_brige", "impact_brige_2"}, ids); diff != "" {
		t.Error(diff)
	}
	if r.Figures[0].Log {
		t.Error("a logarithmic scale has no place for 0")
	}
}

// TestLostTimeIsTheWeightedUnion holds the sweep against counting minute by minute.
func TestLostTimeIsTheWeightedUnion(t *testing.T) {
	random := rand.New(rand.NewPCG(7, 11))
	for range 300 {
		var stretches []stretch
		var minutes [120]float64
		sum := 0.0
		for range random.IntN(8) {
			from := random.IntN(119)
			length := random.IntN(120 - from)
			share := float64(random.IntN(5)) / 4
			stretches = append(stretches, stretch{minute(from).From, minute(from + length).From, share})
			sum += share * float64(length*60)
			for m := from; m < from+length; m++ {
				minutes[m] = max(minutes[m], share)
			}
		}
		want := 0.0
		for _, share := range minutes {
			want += 60 * share
		}
		got := lost(stretches)
		if math.Abs(got-want) > 1e-6 {
			t.Fatalf("%v: got %v, want %v", stretches, got, want)
		}
		if got > sum+1e-6 || got > 120*60 {
			t.Fatalf("the union is longer than its parts or its span: %v", got)
		}
	}
}
