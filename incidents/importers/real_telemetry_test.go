package importers

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// dependencies returns what depends on what in the draft, and the note of each.
func dependencies(d Draft) map[string]string {
	edges := map[string]string{}
	for _, s := range d.Incident.Services {
		for _, e := range s.DependsOn {
			edges[s.ID+" "+e.Service] = fmt.Sprint(e.Kind, e.Basis, " ", e.Note)
		}
	}
	return edges
}

func TestRealJaeger(t *testing.T) {
	results := importReal(t, "jaeger-traces-crisp/test_cases", "jaeger")
	services, edges := 0, 0
	for name, r := range results {
		services, edges = services+len(r.Drafts[0].Incident.Services), edges+len(dependencies(r.Drafts[0]))
		if doubts := r.Total().Doubts; len(doubts) > 0 {
			t.Errorf("%s: %s", name, doubts)
		}
	}
	if len(results) != 12 || services != 34 || edges != 22 {
		t.Errorf("%d files, %d services, %d dependencies", len(results), services, edges)
	}
	var told []string
	for pair, note := range dependencies(results["5.json"].Drafts[0]) {
		told = append(told, pair+": "+note)
	}
	if slices.Sort(told); strings.Join(told, "; ") != "s1 s2: inferred 3 calls" {
		t.Errorf("5.json: %s", told)
	}
}
