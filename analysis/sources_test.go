package analysis

import (
	"math/rand/v2"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/postmortem-dev/postmortem/incidents"
)

// cited is a record with a disputed identification and statements of several grades.
func cited() *incidents.Incident {
	in := minimal()
	in.Sources = []incidents.Source{{ID: "report", Title: "Report"}, {ID: "log", Title: "Log"}, {ID: "idle", Title: "Idle"}}
	in.Waves = []incidents.Wave{{ID: "one", Name: "one"}}
	in.Timeline = []incidents.Event{
		{ID: "start", At: minute(0), Wave: "one", Milestones: incidents.Milestones{incidents.Started}, Sources: []string{"report", "report"}, Evidence: incidents.Official},
		{ID: "found", At: minute(50), Wave: "one", Milestones: incidents.Milestones{incidents.Identified}, Text: incidents.Words{Text: "The cause is found. It is DNS."}, Sources: []string{"report"}, Evidence: incidents.Corroborated},
		{ID: "aside", At: minute(55)},
	}
	in.Causes = []incidents.Factor{{ID: "f", Kind: incidents.FactorLatent, Basis: incidents.Inferred}}
	in.Lessons = []incidents.Lesson{{Sources: []string{"log"}}}
	return in
}

func claimAbout(about string, verdict incidents.Verdict, at incidents.Instant) incidents.Claim {
	return incidents.Claim{About: about, Says: string(verdict), Verdict: verdict, At: at, Sources: []string{"log"}}
}

func TestStatementsAreCountedOnceEach(t *testing.T) {
	r := sources().Run(NewCase(cited()))
	honest(t, r)
	want := map[string]float64{"statements_total": 4, "statements_official": 1, "statements_corroborated": 1, "statements_not_graded": 2, "statements_without_source": 2, "sources_total": 3, "sources_never_cited": 1}
	got := map[string]float64{}
	for name := range want {
		got[name] = value(r, name)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	d := r.Detail.(SourcesDetail)
	if s := d.Sources[0]; s.Statements != 2 {
		t.Errorf("a source cited twice by one statement counts once: %+v", s)
	}
	if s := d.Sources[1]; s.Statements != 0 || s.Elsewhere != 1 {
		t.Errorf("a lesson is no graded statement: %+v", s)
	}
	sameTexts(t, noteTexts(r), "2 of 4 statements cite no source; 1 of these is marked as inferred.", "The evidence for 2 of 4 statements is not graded.",
		"1 source is listed but cited by nothing in the record: idle.")
	if m, _ := r.Measure("conflicts_total", WholeIncident); m.Known() {
		t.Error("a record without claims does not say that its sources agree")
	}
}

func TestWhatIsAConflict(t *testing.T) {
	tests := []struct {
		name    string
		claims  []incidents.Claim
		want    int // conflicts
		settled bool
	}{
		{"one claim that agrees", []incidents.Claim{claimAbout("found", incidents.Kept, minute(50))}, 0, false},
		{"one claim that stands and differs", []incidents.Claim{claimAbout("found", incidents.Kept, minute(38))}, 1, false},
		{"one claim that is rejected", []incidents.Claim{claimAbout("found", incidents.Rejected, minute(11))}, 0, false},
		{"two that agree", []incidents.Claim{claimAbout("found", incidents.Used, minute(50)), claimAbout("found", incidents.Kept, minute(50))}, 0, false},
		{"one chosen against another", []incidents.Claim{claimAbout("found", incidents.Used, minute(50)), claimAbout("found", incidents.Rejected, minute(11))}, 1, true},
		{"two that stand", []incidents.Claim{claimAbout("found", incidents.Used, minute(50)), claimAbout("found", incidents.Kept, minute(38))}, 1, false},
		{"beside an unverified one", []incidents.Claim{claimAbout("found", incidents.Used, minute(50)), claimAbout("found", incidents.Unverified, minute(11))}, 0, false},
		{"words alone", []incidents.Claim{claimAbout("found", incidents.Kept, incidents.Instant{}), claimAbout("found", incidents.Rejected, incidents.Instant{})}, 0, false},
		{"words, one chosen", []incidents.Claim{claimAbout("found", incidents.Used, incidents.Instant{}), claimAbout("found", incidents.Kept, incidents.Instant{})}, 1, false},
		{"words, one alone", []incidents.Claim{claimAbout("found", incidents.Used, incidents.Instant{})}, 0, false},
		{"about nothing", []incidents.Claim{claimAbout("", incidents.Used, minute(1)), claimAbout("", incidents.Kept, minute(2))}, 0, false},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			in := cited()
			in.Claims = test.claims
			r := sources().Run(NewCase(in))
			honest(t, r)
			d := r.Detail.(SourcesDetail)
			if len(d.Conflicts) != test.want || (test.want == 1 && d.Conflicts[0].Settled != test.settled) {
				t.Errorf("%+v", d.Conflicts)
			}
			if test.want == 0 && len(d.Checked) != len(test.claims) {
				t.Errorf("%d of %d claims are left", len(d.Checked), len(test.claims))
			}
		})
	}
}

func TestAConflictTellsItsSpanAndWhatItChanges(t *testing.T) {
	in := cited()
	in.Claims = []incidents.Claim{claimAbout("found", incidents.Kept, minute(38)), claimAbout("found", incidents.Partly, minute(200))}
	r := sources().Run(NewCase(in))
	conflict := r.Detail.(SourcesDetail).Conflicts[0]
	if conflict.Title != "The cause is found." || conflict.Kind != "event" || conflict.Scope != WaveScope("one") || conflict.Milestones[0] != "identified" {
		t.Errorf("%+v", conflict)
	}
	span, ok := r.Measure("conflict_span_found", WaveScope("one"))
	if !ok || *span.Value != 12*60 || span.From.At != minute(38).From || span.To.At != minute(50).From {
		t.Errorf("%+v", span)
	}
	var got []string
	for _, m := range conflict.Changes {
		if *m.Low != 38*60 || *m.High != 50*60 {
			t.Errorf("%+v", m)
		}
		got = append(got, m.Name+" "+m.Scope)
	}
	want := []string{"time_to_identify incident", "phase_undetected_response_diagnosis incident", "time_to_identify wave:one", "phase_undetected_response_diagnosis wave:one"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestSpansOfNumbersAndPeriods(t *testing.T) {
	in := cited()
	in.Impact.Quantities = []incidents.Quantity{{ID: "users", What: "users", Unit: "users", Value: atLeast(600)}}
	in.Claims = []incidents.Claim{
		{About: "users", Says: "120", Verdict: incidents.Kept, Value: amount(120, 120)},
		{About: "incident", Says: "an hour", Verdict: incidents.Kept, From: minute(0), To: minute(60)},
		{About: "incident", Says: "an hour and a half", Verdict: incidents.Kept, From: minute(1), To: minute(91)},
	}
	r := sources().Run(NewCase(in))
	honest(t, r)
	users, _ := r.Measure("conflict_span_users", WholeIncident)
	if *users.Value != 480 || users.High != nil || users.Unit != "users" {
		t.Errorf("%+v", users)
	}
	for name, want := range map[string]float64{"conflict_span_incident_start": 60, "conflict_span_incident_end": 31 * 60, "conflict_span_incident_length": 30 * 60} {
		if got := value(r, name); got != want {
			t.Errorf("%s: got %v, want %v", name, got, want)
		}
	}
}

func TestARecordThatDoesNotFollowTheClaimItUsesIsTold(t *testing.T) {
	in := cited()
	in.Claims = []incidents.Claim{claimAbout("found", incidents.Used, minute(49))}
	texts := noteTexts(sources().Run(NewCase(in)))
	want := `The claim "used" about found is marked as used, but the record gives something else.`
	if texts[len(texts)-1] != want {
		t.Errorf("%q", texts)
	}
}

func TestSourcesOfTheFlagship(t *testing.T) {
	r := sources().Run(NewCase(flagship(t)))
	d := r.Detail.(SourcesDetail)
	found := map[string]Conflict{}
	for _, conflict := range d.Conflicts {
		found[conflict.About] = conflict
	}
	identified := found["E15"]
	if identified.Settled || len(identified.Claims) != 3 || *identified.Spans[0].Value != 12*60 || len(identified.Changes) == 0 {
		t.Errorf("identified: %+v", identified)
	}
	whole := found[WholeIncident]
	if whole.Settled || whole.Changes[0].Name != "duration" || *whole.Changes[0].High != 57900 {
		t.Errorf("whole: %+v", whole)
	}
	for _, s := range d.Sources {
		if s.ID == "secondary-account" && s.Claims != 33 {
			t.Errorf("the secondary account makes 33 statements, not %d", s.Claims)
		}
	}
}

// TestNoStatementAndNoClaimIsLost asserts the laws: grades and parts add up to the statements, verdicts to the claims,
// and every claim is part of one conflict or stands among the checked.
func TestNoStatementAndNoClaimIsLost(t *testing.T) {
	random := rand.New(rand.NewPCG(5, 8))
	grades := []incidents.Evidence{"", incidents.Official, incidents.Corroborated, incidents.Reported, incidents.Derived}
	verdictsOf := []incidents.Verdict{incidents.Used, incidents.Kept, incidents.Partly, incidents.Rejected, incidents.Unverified}
	abouts := []string{"", "incident", "start", "found", "f", "one"}
	for range 300 {
		in := cited()
		for range random.IntN(10) {
			in.Timeline = append(in.Timeline, incidents.Event{At: minute(random.IntN(90)), Evidence: grades[random.IntN(5)]})
			in.WentWell = append(in.WentWell, incidents.Remark{Evidence: grades[random.IntN(5)]})
		}
		for range random.IntN(10) {
			claim := claimAbout(abouts[random.IntN(6)], verdictsOf[random.IntN(5)], incidents.Instant{})
			switch random.IntN(3) {
			case 0:
				claim.At = minute(random.IntN(3))
			case 1:
				claim.From, claim.To = minute(random.IntN(3)), minute(3+random.IntN(3))
			}
			in.Claims = append(in.Claims, claim)
		}
		r := sources().Run(NewCase(in))
		honest(t, r)
		conserved(t, in, r)
	}
}

func conserved(t *testing.T, in *incidents.Incident, r Result) {
	t.Helper()
	d := r.Detail.(SourcesDetail)
	statements, graded, claims, judged := 0, 0, len(d.Checked), 0
	for _, part := range d.Parts {
		statements += part.Statements
		for _, grade := range part.Evidence {
			graded += grade.Count
		}
	}
	for _, conflict := range d.Conflicts {
		claims += len(conflict.Claims)
	}
	for _, verdict := range d.Verdicts {
		judged += verdict.Count
	}
	if want := len(in.Timeline) + len(in.Causes) + len(in.WentWell); statements != want || graded != want {
		t.Fatalf("%d statements, %d in the parts, %d by grade", want, statements, graded)
	}
	if want := len(in.Claims); claims != want || judged != want {
		t.Fatalf("%d claims, %d in conflicts or checked, %d by verdict", want, claims, judged)
	}
}
