package compare_test

import (
	"encoding/json"
	"fmt"
	"math"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/postmortem-dev/postmortem/analysis"
	"github.com/postmortem-dev/postmortem/analysis/compare"
	"github.com/postmortem-dev/postmortem/incidents"
	"github.com/postmortem-dev/postmortem/incidents/corpus"
)

func corpusDigests(t testing.TB) []*compare.Digest {
	t.Helper()
	var out []*compare.Digest
	for _, name := range corpus.Names() {
		file, data, _ := corpus.Read(name)
		found, diagnostics := incidents.Parse(file, data)
		if incidents.HasErrors(diagnostics) {
			t.Fatal(diagnostics)
		}
		for _, incident := range found {
			d := compare.Of(analysis.Run(incident))
			out = append(out, &d)
		}
	}
	return out
}

func ids(digests []*compare.Digest) []string {
	var out []string
	for _, d := range digests {
		out = append(out, d.ID)
	}
	return out
}

func selected(t testing.TB, digests []*compare.Digest, o compare.Options) *compare.Set {
	t.Helper()
	s, err := compare.Select(digests, o)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// run returns the report of a comparison as JSON, which no number that JSON cannot hold survives.
func run(t testing.TB, digests []*compare.Digest, o compare.Options) string {
	t.Helper()
	out, err := json.Marshal(compare.Run(selected(t, digests, o)))
	if err != nil {
		t.Fatal(err)
	}
	return string(out)
}

func groupings() []compare.Options {
	out := []compare.Options{{}, {Split: time.Date(2021, 1, 1, 0, 0, 0, 0, time.UTC)}}
	for _, g := range compare.Groupings() {
		out = append(out, compare.Options{GroupBy: g.Name})
	}
	return out
}

// The order in which incidents are given changes nothing, and neither does a way over the wire in any number of parts.
func TestOrderAndTransportChangeNothing(t *testing.T) {
	all := corpusDigests(t)
	var want []string
	for _, o := range groupings() {
		want = append(want, run(t, all, o))
	}
	for i := range 2 * len(want) {
		var sent []*compare.Digest
		for _, d := range rapid.Permutation(all).Example(i) {
			line, err := compare.Encode(d)
			if err != nil {
				t.Fatal(err)
			}
			got, err := compare.Decode(line)
			if err != nil {
				t.Fatal(err)
			}
			sent = append(sent, got)
		}
		if o := groupings()[i%len(want)]; run(t, sent, o) != want[i%len(want)] {
			t.Fatalf("%+v differs", o)
		}
	}
}

// Every comparison of every part of the corpus gives numbers within their bounds, and counts every incident.
func TestEveryComparisonOfEveryPart(t *testing.T) {
	all := corpusDigests(t)
	for i := range 30 {
		part := rapid.Permutation(all).Example(i)[:rapid.IntRange(0, len(all)).Example(i)]
		o := groupings()[i%len(groupings())]
		for _, r := range compare.Run(selected(t, part, o)).Results {
			for _, m := range r.Measures {
				for _, v := range []*float64{m.Value, m.Low, m.High} {
					if v != nil && (math.IsNaN(*v) || math.IsInf(*v, 0)) {
						t.Fatalf("%s: %+v", r.Name, m)
					}
				}
				if m.Value != nil && m.Low != nil && m.Unit != "incidents" && (*m.Low > *m.Value || *m.Value > *m.High) {
					t.Fatalf("%s: %s is %g, outside %g to %g", r.Name, m.Name, *m.Value, *m.Low, *m.High)
				}
			}
			checkDetail(t, r.Detail, len(part))
		}
	}
}

func checkDetail(t *testing.T, detail any, n int) {
	switch d := detail.(type) {
	case compare.DurationsDetail:
		for _, s := range d.Statistics {
			excluded := 0
			for _, e := range s.Excluded {
				excluded += e.Count
			}
			if s.N+excluded != n {
				t.Fatalf("%s: %d counted and %d not, of %d", s.Name, s.N, excluded, n)
			}
			if s.N > 0 && !(*s.Min <= *s.Q1 && *s.Q1 <= *s.Median && *s.Median <= *s.Q3 && *s.Q3 <= *s.Max) {
				t.Fatalf("%s: the quantiles are out of order", s.Name)
			}
		}
	case compare.RatesDetail:
		for _, r := range d.Rates {
			excluded := 0
			for _, e := range r.Excluded {
				excluded += e.Count
			}
			if r.N+excluded != n || r.K > r.N {
				t.Fatalf("%s: %d of %d, %d not known, of %d", r.Name, r.K, r.N, excluded, n)
			}
		}
	case compare.SimilarityDetail:
		for _, p := range d.Pairs {
			if p.Score <= 0 || p.Score > 1.0000001 || len(p.Reasons) == 0 || p.A == p.B {
				t.Fatalf("%+v", p)
			}
		}
	}
}

func TestSelect(t *testing.T) {
	all := corpusDigests(t)
	day := func(s string) time.Time {
		d, err := time.Parse(time.DateOnly, s)
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	for _, c := range []struct {
		o    compare.Options
		want string
	}{
		{compare.Options{Where: `id == "stripe-2019-07-10"`}, "stripe-2019-07-10"},
		{compare.Options{Where: `"race" in mechanisms`}, "aws-2025-10-20-dynamodb-dns"},
		{compare.Options{Since: day("2012-01-01"), Until: day("2013-01-01")}, "knight-capital-2012-08-01"},
		{compare.Options{Where: `organization == "Amazon Web Services" and year == 2021`}, "aws-2021-12-07-internal-network"},
		{compare.Options{Where: `started >= date("2025-11-01")`}, "cloudflare-2025-11-18-bot-management"},
		{compare.Options{Where: `waves == 3 and duration > 10*hour and affected > 100`}, "aws-2025-10-20-dynamodb-dns"},
		{compare.Options{Where: `duration < 0 or time_to_detect < 0`}, ""},
	} {
		s := selected(t, all, c.o)
		if got := strings.Join(ids(s.Digests), " "); got != c.want {
			t.Errorf("%+v: %s, want %s", c.o, got, c.want)
		}
		if len(s.Digests)+len(s.LeftOut) != len(all) {
			t.Errorf("%+v: %d compared and %d left out, of %d", c.o, len(s.Digests), len(s.LeftOut), len(all))
		}
	}
}

// What is not known meets no comparison of numbers, whichever way it points.
func TestUnknownMeetsNoCondition(t *testing.T) {
	unknown := &compare.Digest{Schema: compare.DigestSchema, ID: "x"}
	for _, where := range []string{"duration > 0", "duration <= 0", "duration == 0", "time_to_detect < 1e9", "tail_share >= 0"} {
		if s := selected(t, []*compare.Digest{unknown}, compare.Options{Where: where}); len(s.Digests) != 0 {
			t.Errorf("%s is met", where)
		}
	}
}

func TestWrongConditionsAreExplained(t *testing.T) {
	for _, c := range []struct{ where, want string }{
		{`severty == "SEV-1"`, "where:1:1: unknown name severty"},
		{`duration > `, "where:1:11: unexpected token EOF"},
		{`title`, "where: expected bool"},
		{`duration > "long"`, "where:1:10: "},
		{`now() > started`, "unknown name now"},
		{`tags[100] == "x"`, "out of range"},
	} {
		_, err := compare.Select(corpusDigests(t)[:1], compare.Options{Where: c.where})
		if err == nil || !strings.Contains(err.Error(), c.want) || strings.Contains(err.Error(), "compare.") || strings.Contains(err.Error(), "[]string") {
			t.Errorf("%s: %v, want %s", c.where, err, c.want)
		}
	}
}

// Google Cloud's outage of 12 June 2025 and Cloudflare's on the same day are one event, by their own records.
func TestRecordsOfOneEventStandTogether(t *testing.T) {
	report := compare.Run(selected(t, corpusDigests(t), compare.Options{}))
	result, _ := report.Result("together")
	d, _ := result.Detail.(compare.TogetherDetail)
	want := []string{"google-cloud-2025-06-12-service-control", "cloudflare-2025-06-12-workers-kv"}
	if !slices.ContainsFunc(d.Events, func(e compare.SharedEvent) bool { return reflect.DeepEqual(e.IDs, want) }) {
		t.Errorf("together: %+v", d.Events)
	}
	for _, f := range result.Figures {
		if len(f.Rows) < 2 {
			t.Errorf("figure %s has %d rows", f.ID, len(f.Rows))
		}
	}
}

func digest(id, organization string, start int, edit func(*compare.Digest)) *compare.Digest {
	d := &compare.Digest{
		Schema: compare.DigestSchema, ID: id, Organization: organization, Lengths: []compare.Length{},
		Milestones: []compare.Milestone{{Name: "started", At: time.Date(2025, 1, 1, 0, 0, start, 0, time.UTC)}},
	}
	if edit != nil {
		edit(d)
	}
	return d
}

func TestWhatComesBack(t *testing.T) {
	action := func(text, status string) []compare.Action { return []compare.Action{{Text: text, Status: status}} }
	digests := []*compare.Digest{
		digest("a", "Shop", 0, func(d *compare.Digest) {
			d.Services = []compare.Service{{ID: "db", Windows: []compare.Window{{}}}, {ID: "web"}}
			d.Controls = []compare.Control{{Class: "backup", Outcome: "failed"}, {Class: "review", Outcome: "held"}}
			d.Actions = action("Roll out firewall rules in stages with automatic rollback", "open")
		}),
		digest("b", "Shop", 1, func(d *compare.Digest) {
			d.Services = []compare.Service{{ID: "db", Windows: []compare.Window{{}}}, {ID: "web", Windows: []compare.Window{{}}}}
			d.Controls = []compare.Control{{Class: "backup", Outcome: "failed"}, {Class: "review", Outcome: "held"}}
			d.Actions = action("Staged rollout for firewall rules, with automatic rollback", "")
		}),
		digest("c", "Bank", 2, func(d *compare.Digest) {
			d.Services = []compare.Service{{ID: "db", Windows: []compare.Window{{}}}}
			d.Actions = action("Roll out firewall rules in stages with automatic rollback", "open")
		}),
	}
	result, _ := compare.Run(selected(t, digests, compare.Options{})).Result("recurrence")
	d, _ := result.Detail.(compare.RecurrenceDetail)
	if got := fmt.Sprint(d.Services); got != "[{db Shop 2 [a b]}]" {
		t.Errorf("services %s: another organization's db is not the same", got)
	}
	if got := fmt.Sprint(d.Controls); got != "[{backup failed 2 [a b]}]" {
		t.Errorf("controls %s: one that held has not failed again", got)
	}
	if len(d.Actions) != 1 || d.Actions[0].First.Incident != "a" || d.Actions[0].Later.Incident != "b" || d.Actions[0].Done {
		t.Errorf("actions %+v", d.Actions)
	}
}

// length gives a digest a duration.
func length(name string, seconds float64) func(*compare.Digest) {
	return func(d *compare.Digest) {
		d.Lengths = append(d.Lengths, compare.Length{Name: name, From: "started", To: "resolved", Value: &seconds})
	}
}

func TestVerdicts(t *testing.T) {
	var digests []*compare.Digest
	for i := range 40 {
		group, seconds := "slow", 10_000+100*float64(i)
		if i%2 == 1 {
			group, seconds = "fast", 1000+10*float64(i)
		}
		digests = append(digests, digest(fmt.Sprintf("i%02d", i), group, i, length("duration", seconds)))
	}
	digests = append(digests, digest("few-1", "few", 50, length("duration", 1)), digest("few-2", "few", 51, length("duration", 2)))
	result, _ := compare.Run(selected(t, digests, compare.Options{GroupBy: "org"})).Result("groups")
	d, _ := result.Detail.(compare.GroupsDetail)
	got := map[string]compare.Verdict{}
	for _, c := range d.Contrast {
		if c.Name == "duration" {
			got[c.Group] = c.Verdict
		} else if c.Verdict != compare.CannotTell {
			t.Errorf("%s of %s: %s, of nothing", c.Name, c.Group, c.Verdict)
		}
	}
	want := map[string]compare.Verdict{"slow": compare.Worse, "fast": compare.Better, "few": compare.CannotTell}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("verdicts %v, want %v", got, want)
	}
}

// Open incidents and unknown lengths are in no statistic, and both are named.
func TestOpenAndUnknownAreCountedAndNamed(t *testing.T) {
	hour := 3600.0
	digests := []*compare.Digest{
		digest("known", "", 0, length("duration", hour)),
		digest("open", "", 1, func(d *compare.Digest) {
			d.Open = true
			d.Lengths = []compare.Length{{Name: "duration", Value: &hour, SoFar: true}}
		}),
		digest("unknown", "", 2, func(d *compare.Digest) {
			d.Lengths = []compare.Length{{Name: "duration", Note: "resolved not recorded"}}
		}),
	}
	for i := range compare.MostBeside {
		digests = append(digests, digest(fmt.Sprintf("more-%d", i), "", 3+i, length("duration", hour)))
	}
	result, _ := compare.Run(selected(t, digests, compare.Options{})).Result("durations")
	d, _ := result.Detail.(compare.DurationsDetail)
	i := slices.IndexFunc(d.Statistics, func(s compare.Statistic) bool { return s.Name == "duration" })
	if i < 0 {
		t.Fatal("no statistic of the duration")
	}
	if got := fmt.Sprint(d.Statistics[i].N, d.Statistics[i].Excluded); got != "7 [{still open 1 [open]} {resolved not recorded 1 [unknown]}]" {
		t.Errorf("duration: %s", got)
	}
}
