package analysis_test

import (
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/postmortem-dev/postmortem/analysis"
	"github.com/postmortem-dev/postmortem/incidents"
	"github.com/postmortem-dev/postmortem/incidents/corpus"
)

var day = time.Date(2025, 3, 1, 0, 0, 0, 0, time.UTC)

// drawInstant draws a moment of one day: unknown, exact, or an interval.
func drawInstant(t *rapid.T, label string) incidents.Instant {
	if rapid.IntRange(0, 4).Draw(t, label+" known") == 0 {
		return incidents.Instant{}
	}
	from := day.Add(time.Duration(rapid.IntRange(0, 1000).Draw(t, label)) * time.Minute)
	to := from
	if rapid.IntRange(0, 4).Draw(t, label+" interval") == 0 {
		to = from.Add(time.Duration(rapid.IntRange(0, 60).Draw(t, label+" width")) * time.Minute)
	}
	return incidents.Instant{From: from, To: to}
}

// drawIncident draws a record that may lack or contradict anything that a checked record may.
func drawIncident(t *rapid.T) *incidents.Incident {
	in := &incidents.Incident{ID: "drawn", Title: "Drawn", Status: rapid.SampledFrom([]incidents.Status{"", incidents.StatusOpen, incidents.StatusResolved}).Draw(t, "status")}
	waves := rapid.IntRange(0, 2).Draw(t, "waves")
	services := rapid.IntRange(0, 8).Draw(t, "services")
	name := func(i int) string { return fmt.Sprintf("s%d", i) }
	for w := range waves {
		wave := incidents.Wave{ID: fmt.Sprintf("w%d", w), Name: fmt.Sprintf("wave %d", w)}
		if services > 0 && rapid.Bool().Draw(t, "has origin") {
			wave.Origins = []string{name(rapid.IntRange(0, services-1).Draw(t, "origin"))}
		}
		in.Waves = append(in.Waves, wave)
	}
	drawTimeline(t, in)
	for i := range services {
		in.Services = append(in.Services, drawService(t, in, name, i, services))
	}
	return in
}

func drawTimeline(t *rapid.T, in *incidents.Incident) {
	scopes := []string{""}
	for _, w := range in.Waves {
		scopes = append(scopes, w.ID)
	}
	for _, scope := range scopes {
		for _, m := range incidents.Line() {
			at := drawInstant(t, string(m))
			id := fmt.Sprintf("%s-%s", m, scope)
			in.Timeline = append(in.Timeline, incidents.Event{ID: id, At: at, Wave: scope, Milestones: incidents.Milestones{m}})
			if claim := drawInstant(t, "claim"); !at.IsZero() && !claim.IsZero() && rapid.Bool().Draw(t, "claimed") {
				in.Claims = append(in.Claims, incidents.Claim{About: id, Says: "another time", At: claim, Verdict: incidents.Kept})
			}
		}
	}
}

func drawService(t *rapid.T, in *incidents.Incident, name func(int) string, i, n int) incidents.Service {
	s := incidents.Service{ID: name(i)}
	for range rapid.IntRange(0, 2).Draw(t, "edges") {
		kind := rapid.SampledFrom([]incidents.EdgeKind{"", incidents.Hard, incidents.Soft, incidents.Async}).Draw(t, "kind")
		s.DependsOn = append(s.DependsOn, incidents.Dependency{Service: name(rapid.IntRange(0, n-1).Draw(t, "to")), Kind: kind})
	}
	if n > 1 && rapid.IntRange(0, 3).Draw(t, "group") == 0 {
		s.DependsOn = append(s.DependsOn, incidents.Dependency{AnyOf: []string{name(0), name(1)}, Need: rapid.IntRange(1, 2).Draw(t, "need"), Kind: incidents.Hard})
	}
	for range rapid.IntRange(0, 2).Draw(t, "windows") {
		w := incidents.Window{From: drawInstant(t, "from"), To: drawInstant(t, "to"), Level: rapid.SampledFrom([]incidents.State{"", incidents.Degraded, incidents.Down}).Draw(t, "level")}
		if !w.From.IsZero() && !w.To.IsZero() && w.To.At().Before(w.From.At()) {
			w.From, w.To = w.To, w.From
		}
		if len(in.Waves) > 0 && rapid.Bool().Draw(t, "in wave") {
			w.Wave = in.Waves[rapid.IntRange(0, len(in.Waves)-1).Draw(t, "wave")].ID
		}
		s.Windows = append(s.Windows, w)
	}
	return s
}

func detail[T any](t interface{ Fatalf(string, ...any) }, r *analysis.Report, name string) T {
	result, ok := r.Result(name)
	d, isDetail := result.Detail.(T)
	if !ok || !isDetail {
		t.Fatalf("no detail of %s", name)
	}
	return d
}

func TestLaws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in := drawIncident(t)
		report := analysis.Run(in)
		wellFormed(t, report)
		phasesPartition(t, report)
		pathAddsUp(t, report)
		hurtFits(t, report)
		setsFit(t, report)
		curveFits(t, report)
		orderDoesNotMatter(t, in, report)
	})
}

func TestLawsOnCorpus(t *testing.T) {
	for _, name := range corpus.Names() {
		report := analysis.Run(corpusIncident(t, name))
		wellFormed(t, report)
		phasesPartition(t, report)
		pathAddsUp(t, report)
		hurtFits(t, report)
		setsFit(t, report)
		curveFits(t, report)
	}
}

func corpusIncident(t testing.TB, name string) *incidents.Incident {
	t.Helper()
	file, data, ok := corpus.Read(name)
	found, diags := incidents.Parse(file, data)
	if !ok || len(found) != 1 || incidents.HasErrors(diags) {
		t.Fatalf("%s: %v", name, diags)
	}
	return found[0]
}

type failer interface {
	Fatalf(format string, args ...any)
}

// wellFormed: every measure names its two ends, holds its value between its bounds, and says why when it is unknown.
func wellFormed(t failer, r *analysis.Report) {
	for _, result := range r.Results {
		for _, m := range result.Measures {
			switch {
			case m.From == nil || m.To == nil || m.From.Name == "" || m.To.Name == "":
				t.Fatalf("%s %s %s does not name its two ends", result.Name, m.Scope, m.Name)
			case m.Unit == "" || m.Name == "" || m.Scope == "":
				t.Fatalf("%s: a measure without name, scope or unit: %+v", result.Name, m)
			case m.Value == nil && m.Note == "":
				t.Fatalf("%s %s %s is unknown and does not say why", result.Name, m.Scope, m.Name)
			}
			for _, v := range []*float64{m.Value, m.Low, m.High} {
				if v != nil && (math.IsNaN(*v) || math.IsInf(*v, 0)) {
					t.Fatalf("%s %s %s is not a number", result.Name, m.Scope, m.Name)
				}
			}
			if m.Value != nil && (m.Low != nil && *m.Low > *m.Value || m.High != nil && *m.High < *m.Value) {
				t.Fatalf("%s %s %s: %v lies outside %v to %v", result.Name, m.Scope, m.Name, *m.Value, *m.Low, *m.High)
			}
		}
	}
	if _, err := json.Marshal(r.Results); err != nil {
		t.Fatalf("%v", err)
	}
}

// phasesPartition: no gap, no overlap, and the lengths add up to the whole.
func phasesPartition(t failer, r *analysis.Report) {
	for _, s := range detail[analysis.PhasesDetail](t, r, "phases").Scopes {
		sum := 0.0
		for i, p := range s.Phases {
			if *p.Length.Value < 0 {
				t.Fatalf("%s: phase %s runs backwards", s.Scope, p.Name)
			}
			if i > 0 && !s.Phases[i-1].Length.To.At.Equal(p.Length.From.At) {
				t.Fatalf("%s: a gap before %s", s.Scope, p.Name)
			}
			sum += *p.Length.Value
		}
		if s.Whole.Known() && sum != *s.Whole.Value {
			t.Fatalf("%s: phases add up to %v, the whole is %v", s.Scope, sum, *s.Whole.Value)
		}
	}
}

// pathAddsUp: the exclusive times of the recovery critical path add up to the time from its start to its last end. It stops
// where it cannot be told what a service waited for last, and says for what.
func pathAddsUp(t failer, r *analysis.Report) {
	path := detail[analysis.RecoveryDetail](t, r, "recovery").CriticalPath
	if len(path) == 0 {
		return
	}
	sum := 0.0
	for i, step := range path {
		if last := i == len(path)-1; step.Exclusive == nil && (!last || len(step.WaitedFor) == 0) {
			t.Fatalf("the path goes on after %s, or does not say why it stops", step.Service)
		}
		if i > 0 && step.Exclusive != nil && !step.To.At.Equal(path[i-1].From.At) {
			t.Fatalf("the path has a gap before %s", step.Service)
		}
		if step.Exclusive != nil {
			sum += *step.Exclusive
			continue
		}
		sum += step.To.At.Sub(step.From.At).Seconds()
	}
	whole := path[0].To.At.Sub(path[len(path)-1].From.At).Seconds()
	if sum != whole {
		t.Fatalf("exclusive times add up to %v, the whole is %v", sum, whole)
	}
}

// hurtFits: no service was hurt for longer than from its first start to its last end, whatever the record leaves open.
func hurtFits(t failer, r *analysis.Report) {
	result, _ := r.Result("recovery")
	for _, s := range detail[analysis.RecoveryDetail](t, r, "recovery").Services {
		scope := analysis.ServiceScope(s.Service)
		hurt, _ := result.Measure("time_hurt", scope)
		span, _ := result.Measure("time_to_recover", scope)
		if hurt.Known() && span.Known() && (*hurt.Value > *span.Value || *hurt.High > *span.High) {
			t.Fatalf("%s was hurt for %v to %v, and recovered within %v to %v", s.Service, *hurt.Value, *hurt.High, *span.Value, *span.High)
		}
	}
}

// setsFit: reach holds the origins and one proof path for each service; it and affected divide into the named sets.
func setsFit(t failer, r *analysis.Report) {
	d := detail[analysis.BlastDetail](t, r, "blast")
	for _, b := range append([]analysis.Blast{d.Blast}, d.Waves...) {
		var reach []string
		for _, s := range b.Reach {
			reach = append(reach, s.Service)
			if len(s.Path) != s.Hops+1 || s.Path[s.Hops] != s.Service || !slices.Contains(b.Origins, s.Path[0]) {
				t.Fatalf("%s: %s has no proof path: %v", b.Scope, s.Service, s.Path)
			}
		}
		for _, o := range b.Origins {
			if !slices.Contains(reach, o) {
				t.Fatalf("%s: origin %s is not in reach", b.Scope, o)
			}
		}
		if !sameSet(reach, b.Explained, b.Spared) || !sameSet(b.Affected, b.Explained, b.Hidden) {
			t.Fatalf("%s: the sets do not divide: %+v", b.Scope, b)
		}
		if len(b.Proposals) != len(b.Hidden) {
			t.Fatalf("%s: %d hidden services and %d proposals", b.Scope, len(b.Hidden), len(b.Proposals))
		}
	}
}

func sameSet(whole, a, b []string) bool {
	both := append(slices.Clone(a), b...)
	slices.Sort(both)
	return slices.Equal(slices.Sorted(slices.Values(whole)), both)
}

// curveFits: no more services are hurt at once than are affected, and the curve's area is that of the levels.
func curveFits(t failer, r *analysis.Report) {
	d := detail[analysis.BlastDetail](t, r, "blast")
	if d.OverTime.Peak > len(d.Affected) {
		t.Fatalf("%d at the peak, %d affected", d.OverTime.Peak, len(d.Affected))
	}
	for _, s := range d.OverTime.Series {
		area := 0.0
		for i, p := range s.Points[:len(s.Points)-1] {
			area += p.Value * s.Points[i+1].At.Sub(p.At).Minutes()
		}
		if math.Abs(area-d.OverTime.Minutes[string(s.Class)]) > 1e-6 {
			t.Fatalf("%s: area %v, reported %v", s.Class, area, d.OverTime.Minutes[string(s.Class)])
		}
	}
}

// orderDoesNotMatter: the blast radius is the same when services and edges stand in another order in the file.
func orderDoesNotMatter(t failer, in *incidents.Incident, r *analysis.Report) {
	other := *in
	other.Services = slices.Clone(in.Services)
	slices.Reverse(other.Services)
	for i := range other.Services {
		other.Services[i].DependsOn = slices.Clone(other.Services[i].DependsOn)
		slices.Reverse(other.Services[i].DependsOn)
	}
	a, _ := json.Marshal(detail[analysis.BlastDetail](t, r, "blast"))
	b, _ := json.Marshal(detail[analysis.BlastDetail](t, analysis.Run(&other), "blast"))
	if string(a) != string(b) {
		t.Fatalf("another order gives another blast radius:\n%s\n%s", a, b)
	}
}

// An edge more never shrinks reach.
func TestMoreEdgesNeverShrinkReach(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in := drawIncident(t)
		if len(in.Services) < 2 || len(in.Waves) == 0 || len(in.Waves[0].Origins) == 0 {
			t.Skip("no graph")
		}
		before := reachOf(t, in)
		i, j := rapid.IntRange(0, len(in.Services)-1).Draw(t, "from"), rapid.IntRange(0, len(in.Services)-1).Draw(t, "to")
		in.Services[i].DependsOn = append(in.Services[i].DependsOn, incidents.Dependency{Service: in.Services[j].ID, Kind: incidents.Hard})
		after := reachOf(t, in)
		for _, s := range before {
			if !slices.Contains(after, s) {
				t.Fatalf("an edge more took %s out of reach: %v, then %v", s, before, after)
			}
		}
	})
}

func reachOf(t failer, in *incidents.Incident) []string {
	var out []string
	for _, s := range detail[analysis.BlastDetail](t, analysis.Run(in), "blast").Waves[0].Reach {
		out = append(out, s.Service)
	}
	return out
}

// The flagship's numbers, as its sources give them.
func TestFlagship(t *testing.T) {
	r := analysis.Run(corpusIncident(t, "aws-2025-10-20-dynamodb-dns"))
	for _, want := range []struct {
		result, name, scope string
		value, low, high    float64
	}{
		{"phases", "duration", "incident", 52320, 52320, 57900},
		{"phases", "duration", "wave:dns", 10320, 10320, 10320},
		{"phases", "time_to_detect", "incident", 240, 240, 240},
		{"phases", "time_to_identify", "incident", 3000, 2280, 3000},
		{"phases", "time_to_mitigate", "wave:dns", 9420, 9360, 9420},
		{"phases", "time_to_detect", "wave:health-checks", 4920, 4920, 4920},
		{"recovery", "recovery_tail", "incident", 42000, 42000, 42000},
		{"communication", "time_to_first_public_notice", "incident", 1380, 1380, 1380},
	} {
		result, _ := r.Result(want.result)
		m, ok := result.Measure(want.name, want.scope)
		if !ok || !m.Known() || *m.Value != want.value || *m.Low != want.low || *m.High != want.high {
			t.Errorf("%s of %s: got %+v, want %v (%v to %v)", want.name, want.scope, m, want.value, want.low, want.high)
		}
	}
	recovery := detail[analysis.RecoveryDetail](t, r, "recovery")
	if share := *recovery.TailShare; math.Abs(share-0.80) > 0.005 {
		t.Errorf("tail share %v", share)
	}
	var path []string
	for _, step := range recovery.CriticalPath {
		path = append(path, step.Service)
	}
	if got := strings.Join(path, " "); got != "ecs-eks-fargate ec2-launches dwfm dynamodb dynamodb-dns dns-enactor" {
		t.Errorf("critical path %s", got)
	}
}

func BenchmarkRun(b *testing.B) {
	in := corpusIncident(b, "aws-2025-10-20-dynamodb-dns")
	b.ReportAllocs()
	for b.Loop() {
		analysis.Run(in)
	}
}

func BenchmarkAnalyses(b *testing.B) {
	in := corpusIncident(b, "aws-2025-10-20-dynamodb-dns")
	for _, a := range analysis.Analyses() {
		b.Run("analysis="+a.Name, func(b *testing.B) {
			c := analysis.NewCase(in)
			for b.Loop() {
				a.Run(c)
			}
		})
	}
}

// The edges proposed for the flagship's hidden services do explain them: with such an edge the service is in reach.
func TestProposalsExplain(t *testing.T) {
	in := corpusIncident(t, "aws-2025-10-20-dynamodb-dns")
	proposals := detail[analysis.BlastDetail](t, analysis.Run(in), "blast").Proposals
	if len(proposals) == 0 {
		t.Fatal("nothing is hidden")
	}
	tried := map[string][]string{}
	for _, p := range proposals {
		edge := p.Dependent + " -> " + p.Dependency
		if tried[edge] == nil {
			tried[edge] = reachWith(t, in, p.Dependent, p.Dependency)
		}
		if !slices.Contains(tried[edge], p.Service) {
			t.Errorf("%s would not explain %s", edge, p.Service)
		}
	}
}

// reachWith returns what is in reach of the incident's origin when dependent could not work without dependency.
func reachWith(t *testing.T, in *incidents.Incident, dependent, dependency string) []string {
	with := *in
	with.Services = slices.Clone(in.Services)
	for i := range with.Services {
		if s := &with.Services[i]; s.ID == dependent {
			s.DependsOn = append(slices.Clone(s.DependsOn), incidents.Dependency{Service: dependency, Kind: incidents.Hard})
		}
	}
	var out []string
	for _, s := range detail[analysis.BlastDetail](t, analysis.Run(&with), "blast").Reach {
		out = append(out, s.Service)
	}
	return out
}
