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

// Whether Kiali draws apps, their versions, workloads or services: what depends on what is the same.
func TestRealKiali(t *testing.T) {
	results := importReal(t, "kiali-graph", "kiali")
	want := "ingressgateway productpage; ingressgateway tcp; productpage details; productpage reviews; productpage tcp; reviews deposit; reviews pricing; reviews ratings"
	for name, r := range results {
		var pairs []string
		for pair := range dependencies(r.Drafts[0]) {
			pairs = append(pairs, pair)
		}
		slices.Sort(pairs)
		if got := strings.Join(pairs, "; "); got != want {
			t.Errorf("%s: %s", name, got)
		}
	}
	if len(results) != 5 {
		t.Errorf("%d files", len(results))
	}
	if note := dependencies(results["test_app_graph.expected"].Drafts[0])["reviews ratings"]; note != "inferred HTTP 60 requests/s, 33 % failed" {
		t.Errorf("%q", note)
	}
}

// The example of OTLP's authors is one span, whose parent is not in the file.
func TestRealOTLP(t *testing.T) {
	r, ok := importReal(t, "otlp-proto-example", "otlp")["trace.json"]
	if !ok {
		t.Fatal("the file was not imported")
	}
	in := r.Drafts[0].Incident
	if total := r.Total(); total.In != 1 || total.Mapped != 0 || len(total.Doubts) != 1 || len(in.Services) != 1 || in.Services[0].Name != "my.service" {
		t.Errorf("%s; %s; %v", total, total.Doubts, in.Services)
	}
}
