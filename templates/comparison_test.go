package templates_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/postmortem-dev/postmortem/analysis"
	"github.com/postmortem-dev/postmortem/analysis/compare"
	"github.com/postmortem-dev/postmortem/templates"
)

// comparison writes the comparison of some incidents.
func comparison(t *testing.T, digests []*compare.Digest, o compare.Options) string {
	t.Helper()
	set, err := compare.Select(digests, o)
	if err != nil {
		t.Fatal(err)
	}
	d, err := templates.Compare(compare.Run(set), func(id string) string { return "../incidents/" + id + "/" })
	if err != nil {
		t.Fatal(err)
	}
	return string(d.Markdown)
}

func recordDigests(t *testing.T) []*compare.Digest {
	t.Helper()
	var out []*compare.Digest
	for _, in := range records(t) {
		d := compare.Of(analysis.Run(in))
		out = append(out, &d)
	}
	return out
}

// A comparison reads well whatever it compares and however it groups: nothing of the machine is left over.
func TestComparisonsReadWell(t *testing.T) {
	all := recordDigests(t)
	options := map[string]compare.Options{"all": {}, "split": {Split: time.Date(2021, 1, 1, 0, 0, 0, 0, time.UTC)}}
	for _, g := range compare.Groupings() {
		options["by "+g.Name] = compare.Options{GroupBy: g.Name}
	}
	for name, o := range options {
		for _, n := range []int{1, 2, 3, 6, 7, len(all)} {
			markdown := comparison(t, all[:min(n, len(all))], o)
			if bad := leftovers.FindString(markdown); bad != "" && !strings.Contains(around(markdown, bad), "mermaid") {
				t.Errorf("%s, %d: left over: %q in\n%s", name, n, bad, around(markdown, bad))
			}
			for _, m := range emptyTitle.FindAllString(markdown, -1) {
				levels := deeper.FindAllStringSubmatch(m, -1)
				if len(levels) < 2 || len(levels[1][1]) <= len(levels[0][1]) {
					t.Errorf("%s, %d: a heading with nothing under it: %q", name, n, m)
				}
			}
		}
	}
}

// A digest comes over the wire: nothing in it becomes markup.
func TestComparisonOfHostileDigests(t *testing.T) {
	var digests []*compare.Digest
	for _, id := range []string{"a", "b", "c", "d", "e", "f", "g", "h"} {
		hour := 3600.0
		digests = append(digests, &compare.Digest{
			Schema: compare.DigestSchema, ID: id, Title: payload, Organization: payload, Severity: payload, Detection: payload, Tags: []string{payload},
			Triggers: []string{payload}, Mechanisms: []string{payload}, Controls: []compare.Control{{Class: payload, Outcome: "failed"}},
			Lengths:  []compare.Length{{Name: "duration", Value: &hour}, {Name: "time_to_detect", Note: payload}},
			Services: []compare.Service{{ID: payload, Windows: []compare.Window{{}}}}, Causes: []compare.Cause{{Kind: "trigger", Text: payload}},
			Actions: []compare.Action{{Text: payload, Status: payload}}, Related: []compare.Link{{Incident: "a", Reason: payload}},
			Milestones: []compare.Milestone{{Name: "started", At: time.Date(2025, 1, 1, 0, 0, 0, 0, time.UTC)}},
		})
	}
	for _, o := range []compare.Options{{}, {GroupBy: "org"}, {GroupBy: "tag"}} {
		for _, n := range []int{3, 8} {
			ours := []string{"https://sre.google/workbook/postmortem-analysis/"}
			for _, d := range digests {
				ours = append(ours, "../incidents/"+d.ID+"/")
			}
			markdown := comparison(t, digests[:n], o)
			if !strings.Contains(markdown, "evil") {
				t.Fatal("the payload does not appear at all")
			}
			checkTextOnly(t, fmt.Sprintf("%+v, %d", o, n), []byte(markdown), ours)
		}
	}
}
