package importers

import (
	"bytes"
	"encoding/json"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/tools/txtar"
	"pgregory.net/rapid"

	"github.com/postmortem-dev/postmortem/incidents"
)

// What the tools write is told apart from what others write with the same keys, and from each other.
func TestToolsAreToldApart(t *testing.T) {
	tools := []Importer{incidentio(), firehydrant(), rootly(), grafanaincident()}
	for _, foreign := range []string{
		`{"page":{},"incidents":[{"id":"a","status":"resolved","incident_updates":[{"created_at":"2025-01-01T00:00:00Z"}]}]}`,
		`{"incidents":[{"incident_number":1,"status":"triggered","created_at":"2025-01-01T00:00:00Z","service":{}}]}`,
		`{"incident":{"incident_number":1,"incident_key":"k"}}`,
		`{"log_entries":[{"type":"trigger_log_entry","incident":{"id":"P"}}]}`,
		`{"data":[{"id":"a","tinyId":"1","message":"m","status":"open","createdAt":"2025-01-01T00:00:00Z"}],"paging":{}}`,
		`{"data":{"id":"a","tinyId":"1","message":"m"}}`,
		`{"data":[{"id":"a","type":"incidents","attributes":{"title":"t","customer_impacted":true,"created":"2025-01-01T00:00:00Z"}}]}`,
		`{"incident_updates":[]}`, `{"incidents":[]}`, `{"data":[]}`, `{}`, `[]`, `[1]`, `null`, `"x"`, ``,
	} {
		for _, i := range tools {
			if i.Detect([]byte(foreign)) {
				t.Errorf("%s takes %s", i.Name, foreign)
			}
		}
	}
	for _, i := range tools {
		paths, _ := filepath.Glob("testdata/" + i.Name + "-*.txtar")
		if len(paths) == 0 {
			t.Errorf("%s has no traps", i.Name)
		}
		for _, path := range paths {
			archive, err := txtar.ParseFile(path)
			if err != nil {
				t.Fatal(err)
			}
			if found, err := choose([]byte(part(archive, "input")), ""); err != nil || found.Name != i.Name {
				t.Errorf("%s is taken for %s: %v", path, found.Name, err)
			}
		}
	}
}

// A name is understood or it means nothing; it is never guessed.
func TestNamesOfMilestones(t *testing.T) {
	for name, want := range map[string]incidents.Milestone{
		"Impact started at": incidents.Started, "IMPACT START TIME": incidents.Started, "Incident started": incidents.Started,
		"Reported at": incidents.Detected, "Accepted at": incidents.Declared, "Fixed at": incidents.Mitigated, "Impact ended": incidents.Mitigated,
		"root_cause_identified": incidents.Identified, "Closed  at": incidents.Closed, "Resolved": incidents.Resolved,
		"Impact resolved": "", "Impact identified": "", "Triggered": "", "Documented at": "", "Merged at": "", "at": "", "": "", "Not started": "", "Restarted": "",
	} {
		if got := milestoneNamed(name); got != want {
			t.Errorf("%q means %q, want %q", name, got, want)
		}
	}
}

// Whatever the order of the times, each stands in the timeline, and a milestone is marked at its own time or not at all.
func TestTimesStayAsTheyAre(t *testing.T) {
	keys := []string{"started_at", "detected_at", "acknowledged_at", "mitigated_at", "resolved_at", "closed_at"}
	rapid.Check(t, func(t *rapid.T) {
		given := map[string]any{"title": "a", "kind": "normal"}
		times := map[incidents.Milestone]time.Time{}
		for _, key := range keys {
			if at := rapid.IntRange(-1, 200).Draw(t, key); at >= 0 {
				moment := time.Date(2025, 1, 1, 0, at, 0, 0, time.UTC)
				given[key] = moment.Format(time.RFC3339)
				times[incidents.Milestone(strings.TrimSuffix(key, "_at"))] = moment
			}
		}
		content, _ := json.Marshal(map[string]any{"data": map[string]any{"id": "1", "type": "incidents", "attributes": given}})
		result, err := Import(bytes.NewReader(content), "rootly", Options{File: "x"})
		if len(times) == 0 {
			if err == nil {
				t.Fatal("made of nothing")
			}
			return
		}
		if err != nil {
			t.Fatal(err)
		}
		in := result.Drafts[0].Incident
		if len(in.Timeline) != len(times) {
			t.Errorf("%d entries of %d times", len(in.Timeline), len(times))
		}
		for m, mark := range in.Marks() {
			if !mark.At.From.Equal(times[m]) {
				t.Errorf("%s is marked at %s, not at %s", m, mark.At.From, times[m])
			}
		}
		if unmarked := len(times) - len(in.Marks()); unmarked > 0 && len(result.Drafts[0].Account.Doubts) == 0 {
			t.Errorf("%d milestones were taken away without a doubt", unmarked)
		}
	})
}

func TestLengths(t *testing.T) {
	for text, want := range map[string]time.Duration{
		"PT1H": time.Hour, "P1DT2H3M4S": 26*time.Hour + 3*time.Minute + 4*time.Second, "PT0S": 0, "P2W": 14 * 24 * time.Hour, "PT1.5S": time.Second,
	} {
		if got, ok := lengthOf(text); !ok || got != want {
			t.Errorf("%s is %s", text, got)
		}
	}
	for _, text := range []string{"", "P", "PT", "P1Y", "P1M", "1H", "PT-1H", "PT99999999999999H"} {
		if got, ok := lengthOf(text); ok {
			t.Errorf("%q is %s", text, got)
		}
	}
	for want, d := range map[string]time.Duration{
		"0 s": 0, "59 s": 59 * time.Second, "1 h": 59*time.Minute + 48*time.Second, "1 d 2 min": 24*time.Hour + 2*time.Minute, "minus 5 min": -5 * time.Minute,
	} {
		if got := lengthText(d); got != want {
			t.Errorf("%s is told as %q, want %q", d, got, want)
		}
	}
}

// Who holds a role is called by it, unless the user says otherwise; nobody shares a name.
func TestHoldersAreCalledByTheirRole(t *testing.T) {
	c := crowd{roles: map[string]string{"Bo Reed": "the vendor"}}
	got := []string{
		c.holder("Lead", "1", "Ada Quill"), c.holder("Scribe", "1", "Ada Quill"), c.holder("Lead", "2", "Bo Reed"),
		c.holder("Lead", "3", "Cy Dunn"), c.person("3", "Cy Dunn"),
	}
	if want := []string{"Lead", "Lead", "the vendor", "Lead 2", "Lead 2"}; !slices.Equal(got, want) {
		t.Errorf("they are called %q, want %q", got, want)
	}
}
