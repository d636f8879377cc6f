package importers

import "testing"

func TestRealBackstage(t *testing.T) {
	results := importReal(t, "backstage-examples", "backstage")
	if len(results) != 1 {
		t.Fatalf("%d files, want 1", len(results))
	}
	for _, r := range results {
		in := r.Drafts[0].Incident
		if len(in.Services) != 2 || len(in.Services[0].DependsOn) != 1 || in.Services[0].Team == "" || in.Services[1].Note == "" {
			t.Errorf("want two services, the first with its team and one dependency, the second marked as not described: %+v", in.Services)
		}
	}
}
