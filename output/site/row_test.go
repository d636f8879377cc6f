package site

import (
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/postmortem-dev/postmortem/analysis"
	"github.com/postmortem-dev/postmortem/analysis/compare"
	"github.com/postmortem-dev/postmortem/output"
	"github.com/postmortem-dev/postmortem/templates"
)

// TestDurationsAgree: the list writes lengths as the documents do.
func TestDurationsAgree(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.OneOf(rapid.Int64Range(-200, 4000), rapid.Int64Range(0, 60*3600), rapid.Int64Range(0, 1<<40)).Draw(t, "seconds")
		v := float64(s)
		if want, got := templates.Duration(analysis.Measure{Value: &v}), duration(s); got != want {
			t.Fatalf("%d s is %q here and %q in documents", s, got, want)
		}
	})
}

// TestBars: the phases of a bar fill it, and each that took any time can be seen.
func TestBars(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		b := bar{noStart: rapid.Bool().Draw(t, "no start"), noEnd: rapid.Bool().Draw(t, "no end")}
		lengths := rapid.SliceOfN(rapid.OneOf(rapid.Int64Range(0, 100), rapid.Int64Range(0, maxSeconds)), 0, 5).Draw(t, "lengths")
		var whole int64
		for i, s := range lengths {
			b.phases = append(b.phases, phase{1 << i, s})
			whole += s
		}
		sum := int64(0)
		for i, w := range b.widths() {
			sum += w
			if w < 0 || (w >= leastPart) != (lengths[i] > 0) {
				t.Fatalf("%v: phase %d is %d px wide", lengths, i, w)
			}
		}
		room := int64(barWidth)
		for _, stub := range []bool{b.noStart, b.noEnd} {
			if stub {
				room -= stubWidth
			}
		}
		if whole > 0 && sum != room {
			t.Fatalf("%v: %d px of %d", lengths, sum, room)
		}
	})
}

func seconds(v float64) *float64 { return &v }

func TestBarsSayWhatTheyShow(t *testing.T) {
	l := func(name, from, to string, v *float64) compare.Length {
		return compare.Length{Name: name, From: from, To: to, Value: v}
	}
	for _, c := range []struct {
		open    bool
		lengths []compare.Length
		want    string
	}{
		{false, nil, "Phases not recorded"},
		{true, nil, "Phases not recorded"},
		{false, []compare.Length{l("phase_undetected", "started", "detected", nil)}, "Phases not recorded"},
		{false, []compare.Length{l("phase_undetected", "started", "detected", seconds(math.NaN())), l("duration", "started", "resolved", seconds(60))}, "Phases not recorded"},
		{false, []compare.Length{l("phase_undetected", "started", "detected", seconds(240)), l("phase_response_diagnosis_mitigation_recovery", "detected", "resolved", seconds(7200))}, "Undetected 4 min, response and diagnosis and mitigation and recovery 2 h (not told apart)"},
		{false, []compare.Length{l("phase_undetected", "started", "detected", seconds(0))}, "Undetected 0 min, end not recorded"},
		{true, []compare.Length{l("phase_undetected_response", "started", "acknowledged", seconds(90))}, "Undetected and response 90 s (not told apart), still open"},
		{false, []compare.Length{l("phase_recovery", "mitigated", "resolved", seconds(600))}, "Start not recorded, recovery 10 min"},
		{false, []compare.Length{l("phase_diagnosis", "acknowledged", "identified", seconds(600))}, "Start not recorded, diagnosis 10 min, end not recorded"},
	} {
		d := &compare.Digest{Lengths: c.lengths, Open: c.open}
		if got := string(barOf(d).append(nil, c.open)); got != c.want {
			t.Errorf("%q, want %q", got, c.want)
		}
	}
}

// TestUnknownIsNeverZero: what is not recorded is said to be, in the row and in what it is sorted by.
func TestUnknownIsNeverZero(t *testing.T) {
	r := RowOf(&compare.Digest{ID: "a", Counts: []compare.Count{{Name: "affected", Value: seconds(0)}}}, nil)
	got := string(table{catalog: newCatalog([]Row{r}), detail: full}.append(nil, newCatalog([]Row{r}).rows[0]))
	if n := strings.Count(got, "not recorded"); n != 6 { // the bar's text, organization, start, length, detection, services
		t.Errorf("%d of 6: %s", n, got)
	}
	if strings.Contains(got, ">0<") || strings.Contains(got, "0 min") || strings.Contains(got, "1970") {
		t.Error(got)
	}
	if !strings.Contains(got, `<span class="name">a</span>`) {
		t.Errorf("no title: %s", got)
	}
}

// TestRealRow: the row of the outage of October 2025 says what its record does.
func TestRealRow(t *testing.T) {
	rows := realRows(t)
	i := slices.IndexFunc(rows, func(r Row) bool { return r.id == "aws-2025-10-20-dynamodb-dns" })
	c := newCatalog(rows[i : i+1])
	got := string(table{catalog: c, root: "../", detail: full}.append(nil, c.rows[0]))
	at := 0
	for _, want := range []string{
		`<tr><td class="what"><a class="name" href="../incidents/aws-2025-10-20-dynamodb-dns/postmortem.html">AWS us-east-1: DynamoDB&#39;s DNS record`,
		`<p class="classes"><span>Trigger</span> <a class="class" href="../by/trigger/automation.html">automation</a></p>`,
		`<p class="classes"><span>Mechanism</span> <a class="class" href="../by/mechanism/race.html">race</a> <a`,
		`<details><summary>3 more</summary>`,
		`<a href="../by/organization/amazon-web-services.html">Amazon Web Services</a>`,
		`<time datetime="2025-10-19">19 Oct 2025</time>`,
		`<title>Undetected 4 min, response 16 min, diagnosis 30 min, mitigation and recovery 13 h 42 min (not told apart)</title>`,
		`<rect class="k-undetected" x="0" width="3" height="10"></rect>`, `<rect class="k-merged"`,
		`<span>14 h 32 min</span><small>up to 16 h 5 min by other accounts</small>`,
		`<td class="seen"><span>4 min</span></td><td class="hurt">134</td></tr>`,
	} {
		k := strings.Index(got[at:], want)
		if k < 0 {
			t.Fatalf("no %s in %s", want, got[at:])
		}
		at += k
	}
}

// TestZones: a day is that of the record's zone, also when the digest was read from a file, where times have an offset.
func TestZones(t *testing.T) {
	at := time.Date(2026, 1, 1, 3, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		at   time.Time
		zone string
		want string
	}{
		{at, "America/Los_Angeles", "2025-12-31"},
		{at, "UTC", "2026-01-01"},
		{at.In(time.FixedZone("", -8*3600)), "UTC", "2026-01-01"},
		{at, "Nowhere/Else", "2026-01-01"},
	} {
		r := RowOf(&compare.Digest{ID: "a", Zone: c.zone, Milestones: []compare.Milestone{{Name: "started", At: c.at}}}, nil)
		if got := r.local().Format(time.DateOnly); got != c.want || years(&r)[0].String() != c.want[:4] {
			t.Errorf("%s in %s is on %s", c.at, c.zone, got)
		}
	}
}

func TestSummaries(t *testing.T) {
	some := func(n int, change func(i int, d *compare.Digest)) []Row {
		var out []Row
		for i := range n {
			d := &compare.Digest{ID: "x", Organization: "A", Zone: "UTC", Detection: "monitor", Milestones: []compare.Milestone{{Name: "started", At: time.Date(2020+i, 2, 1, 0, 0, 0, 0, time.UTC)}},
				Lengths: []compare.Length{{Name: "duration", Value: seconds(float64(3600 * (i + 1)))}, {Name: "phase_undetected_response", From: "started", To: "resolved", Value: seconds(60)}}}
			change(i, d)
			out = append(out, RowOf(d, nil))
		}
		return out
	}
	for _, c := range []struct {
		rows []Row
		want string
	}{
		{nil, "There are no incidents here yet."},
		{some(1, func(int, *compare.Digest) {}), "1 incident of 1 organization, on 1 February 2020. It lasted 1 h."},
		{some(2, func(i int, d *compare.Digest) { d.Organization = string(rune('A' + i)) }), "2 incidents of 2 organizations, from 1 February 2020 to 1 February 2021. The length of 2 is known: 1 h and 2 h."},
		{some(4, func(i int, d *compare.Digest) { d.Detection = []string{"monitor", "staff", "monitor", ""}[i] }), "4 incidents of 1 organization, from 1 February 2020 to 1 February 2023. The length of 4 is known: median 2 h 30 min, shortest 1 h, longest 4 h. A monitor noticed first in 2, staff in 1. Who noticed 1 first is not recorded."},
		{some(3, func(i int, d *compare.Digest) { d.Open, d.Lengths[0].SoFar = i == 0, i == 0 }), "3 incidents of 1 organization, from 1 February 2020 to 1 February 2022. The length of 2 is known: 2 h and 3 h. Still open when last written down: 1. A monitor noticed first in 3."},
		{some(3, func(i int, d *compare.Digest) {
			d.Organization, d.Lengths, d.Detection = "", nil, ""
			if i == 1 {
				d.Milestones = nil
			}
		}), "3 incidents, from 1 February 2020 to 1 February 2022. The start of 1 is not recorded. How long they lasted is not recorded for any. The end of 3 is not recorded."},
		{some(2, func(i int, d *compare.Digest) {
			if i == 1 {
				d.Organization, d.Milestones = "", nil
			}
		}), "2 incidents of 1 organization, on 1 February 2020. The start of 1 and the organization of 1 are not recorded. The length of 2 is known: 1 h and 2 h."},
	} {
		if got := strings.Join(newCatalog(c.rows).summary(), " "); got != c.want {
			t.Errorf("got  %s\nwant %s", got, c.want)
		}
	}
}

// TestClassesAreExplained: pages of classes say what the class means, and the page of their kind does for all.
func TestClassesAreExplained(t *testing.T) {
	d := sampleDigest(1)
	d.Triggers, d.Mechanisms, d.Detection = []string{"config-push", "x-own"}, []string{"metastable"}, "customer"
	d.Controls = []compare.Control{{Class: "rollback", Outcome: "held"}, {Class: "rollback", Outcome: "failed"}}
	pages := map[string]string{}
	for _, f := range filesOf(t, []Row{RowOf(d, nil)}, nil, output.Options{}) {
		pages[f.Path] = string(f.Data)
	}
	for at, want := range map[string]string{
		"by/trigger/config-push.html":  "A change of configuration, rules or policy reached production.",
		"by/trigger/index.html":        "A class of the records&#39; own: each says why it applies.",
		"by/trigger/x-own.html":        "A class of the records&#39; own: each says why it applies.",
		"by/mechanism/metastable.html": "The failure kept itself going after its trigger was gone.",
		"by/detection/customer.html":   "Users noticed first and said so.",
		"by/control/rollback.html":     "It held once, failed once and was absent 0 times.",
		"by/organization/index.html":   "Whose incidents they were.",
		"by/control/index.html":        "A change can be taken back quickly.",
		"by/tag/" + slugOf(d.Tags[0]):  "1 incident",
	} {
		if text, ok := pages[at]; !ok || !strings.Contains(text, want) {
			t.Errorf("%s does not say %q", at, want)
		}
	}
	if _, ok := pages["by/service/index.html"]; ok {
		t.Error("a service that no two incidents share has a page")
	}
	if !strings.Contains(pages["by/control/rollback.html"], "<td>held, failed</td>") {
		t.Error("what the safeguard did is not told")
	}
}

func slugOf(name string) string { return slugsOf([]string{name})[0] + ".html" }

func TestPagers(t *testing.T) {
	href := func(i int) string { return string(rune('a' + i)) }
	for _, c := range []struct {
		now, last int
		want      string
	}{{1, 1, ""}, {1, 2, "1 2 >c"}, {2, 2, "<b 1 2"}, {5, 9, "<e 1 … 3 4 5 6 7 … 9 >g"}, {1, 9, "1 2 3 … 9 >c"}, {4, 5, "<d 1 2 3 4 5 >f"}} {
		p := newPager(c.now, c.last, href)
		var got []string
		if p.Prev != "" {
			got = append(got, "<"+p.Prev)
		}
		for _, s := range p.Pages {
			got = append(got, when(s.Name == "", "…", s.Name))
		}
		if p.Next != "" {
			got = append(got, ">"+p.Next)
		}
		if strings.Join(got, " ") != c.want {
			t.Errorf("page %d of %d: %s, want %s", c.now, c.last, strings.Join(got, " "), c.want)
		}
	}
}

// TestServicesAreSharedByID: a service's page stands under its id, with the name that most records give it.
func TestServicesAreSharedByID(t *testing.T) {
	var rows []Row
	for _, name := range []string{"Database", "Database", "DB", ""} {
		d := sampleDigest(len(rows))
		d.Services = []compare.Service{{ID: "db", Name: name, Windows: []compare.Window{{}}}, {ID: "spared", Name: "Spared"}}
		rows = append(rows, RowOf(d, nil))
	}
	g := newCatalog(rows).group("service")
	if len(g.values) != 1 || g.values[0].label != "Database" || g.values[0].slug != "db" || len(g.values[0].rows) != 4 {
		t.Errorf("%+v", g.values[0])
	}
}
