package importers

import (
	"bytes"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/postmortem-dev/postmortem/incidents"
)

// realData returns the folder of other teams' files that POSTMORTEM_REAL_DATA names. They are no part of the repository.
func realData(t *testing.T, folder string) string {
	t.Helper()
	root := os.Getenv("POSTMORTEM_REAL_DATA")
	if root == "" {
		t.Skip("POSTMORTEM_REAL_DATA names no folder of real files")
	}
	return filepath.Join(root, folder)
}

// importReal imports every file below the folder that the importer takes, asserts the laws, and returns the drafts.
func importReal(t *testing.T, folder, from string) map[string]Result {
	t.Helper()
	root := realData(t, folder)
	results := map[string]Result{}
	refused, taken, total := 0, 0, Account{}
	milestones := map[incidents.Milestone]int{}
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		result, err := Import(bytes.NewReader(data), "", Options{File: filepath.Base(path)})
		if err != nil {
			refused++
			t.Logf("%s: refused: %s", filepath.Base(path), err)
			return nil
		}
		if result.Drafts[0].From != from {
			t.Errorf("%s: read by %s", path, result.Drafts[0].From)
		}
		keepsLaws(t, result)
		taken++
		total.add(result.Total())
		results[filepath.Base(path)] = result
		for _, d := range result.Drafts {
			for m := range d.Incident.Marks() {
				milestones[m]++
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%s: %d files imported, %d refused; %s; milestones %v", folder, taken, refused, total, milestones)
	if got := total.String(); got != realAccounts()[folder] {
		t.Errorf("%s: %s, want %s", folder, got, realAccounts()[folder])
	}
	return results
}

// realAccounts is what the folders hold. The entries were counted apart from this program: updates, the dated lines of
// updates that hold several, components and their changes; begins, ends, entries, updates and products; rows, headings
// with a date, paragraphs and items; fields of front matter; spans; nodes and edges. Those of chia-post-mortem, and the texts beside the timelines
// of mybinder-incident-reports, were not: their numbers are what this program found.
func realAccounts() map[string]string {
	return map[string]string{
		"github-incident-history":   "entries: 5126 in, 4082 mapped, 0 kept, 1044 skipped",
		"cloud-status-history":      "entries: 887 in, 887 mapped, 0 kept, 0 skipped",
		"mybinder-incident-reports": "entries: 449 in, 216 mapped, 189 kept, 44 skipped",
		"chia-post-mortem":          "entries: 516 in, 239 mapped, 257 kept, 20 skipped",
		"dfds-postmortems":          "entries: 207 in, 145 mapped, 62 kept, 0 skipped",
		"jenkins-infra-status":      "entries: 481 in, 474 mapped, 7 kept, 0 skipped",

		"jaeger-traces-crisp/test_cases": "entries: 36 in, 24 mapped, 0 kept, 12 skipped",
		"kiali-graph":                    "entries: 142 in, 99 mapped, 0 kept, 43 skipped",
		"otlp-proto-example":             "entries: 1 in, 0 mapped, 0 kept, 1 skipped",
		"backstage-examples":             "entries: 2 in, 2 mapped, 0 kept, 0 skipped",
	}
}

func TestRealStatuspage(t *testing.T) {
	results := importReal(t, "github-incident-history", "statuspage")
	if len(results) != 1029 {
		t.Errorf("%d files are status pages, want the 1,028 incidents and the list", len(results))
	}
	open, unmarked, after := 0, 0, 0
	for name, r := range results {
		for _, d := range r.Drafts {
			marks := d.Incident.Marks()
			for _, m := range []incidents.Milestone{incidents.Started, incidents.Detected, incidents.Acknowledged} {
				if _, given := marks[m]; given {
					t.Errorf("%s: a status page does not know when it was %s", name, m)
				}
			}
			if d.Incident.Status != incidents.StatusResolved {
				open++
			}
			if _, given := marks[incidents.Resolved]; !given {
				unmarked++
			}
			after += len(d.Account.Doubts)
		}
	}
	if open != 0 || unmarked < 839 || after != 3 {
		t.Errorf("%d are not over, %d have no time of resolution, %d began after their end", open, unmarked, after)
	}
}

func TestRealMarkdown(t *testing.T) {
	for folder, least := range map[string]int{"mybinder-incident-reports": 22, "dfds-postmortems": 11, "chia-post-mortem": 31} {
		t.Run(folder, func(t *testing.T) {
			results := importReal(t, folder, "markdown")
			if len(results) < least {
				t.Errorf("%d files were imported, want at least %d", len(results), least)
			}
			for name, r := range results {
				for _, doubt := range r.Total().Doubts {
					t.Logf("%s: doubt: %s", name, doubt)
				}
				for _, s := range r.Total().Skipped {
					t.Logf("%s: skipped %d: %s: %s", name, s.Entries, s.Why, s.Sample(5))
				}
			}
		})
	}
}

// Eleven of these files name no zone and are refused without one; with it all are read.
func TestRealCState(t *testing.T) {
	results := importReal(t, "jenkins-infra-status", "cstate")
	backwards := 0
	for _, r := range results {
		for _, doubt := range r.Total().Doubts {
			if strings.Contains(doubt, "lies before date") {
				backwards++
			}
		}
	}
	t.Logf("%d end before they begin", backwards)
	if len(results) != 87 {
		t.Errorf("%d files, want 87", len(results))
	}
}

func TestRealGoogleCloud(t *testing.T) {
	claims := map[incidents.Verdict]int{}
	drafts := 0
	for _, r := range importReal(t, "cloud-status-history", "googlecloud") {
		for _, d := range r.Drafts {
			drafts++
			for _, c := range d.Incident.Claims {
				claims[c.Verdict]++
			}
			for _, doubt := range d.Account.Doubts {
				t.Logf("%s: doubt: %s", d.Incident.ID, doubt)
			}
		}
	}
	t.Logf("%d incidents, claims %v", drafts, claims)
	if drafts != 81 {
		t.Errorf("%d incidents, want 81", drafts)
	}
}

// Where a person names the zone, all 98 issues are read.
func TestRealCStateInZone(t *testing.T) {
	zone, _ := Zone("UTC")
	paths, _ := filepath.Glob(filepath.Join(realData(t, "jenkins-infra-status"), "content/issues/*.md"))
	total := Account{}
	for _, path := range paths {
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		result, err := Import(bytes.NewReader(data), "", Options{File: filepath.Base(path), Zone: zone})
		if err != nil {
			t.Fatalf("%s: %s", path, err)
		}
		keepsLaws(t, result)
		total.add(result.Total())
	}
	t.Logf("%d files; %s", len(paths), total)
	if len(paths) != 98 {
		t.Errorf("%d files, want 98", len(paths))
	}
}
