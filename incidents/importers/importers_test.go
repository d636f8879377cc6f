package importers

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"golang.org/x/tools/txtar"

	"github.com/postmortem-dev/postmortem/incidents"
)

var update = flag.Bool("update", false, "write what the importers make into the want files")

// TestTraps imports the input of each file of testdata, with the zone that a file called tz names, and compares the
// records, or the refusal, with want. The comment of each says what the trap is.
func TestTraps(t *testing.T) {
	paths, _ := filepath.Glob("testdata/*.txtar")
	if len(paths) == 0 {
		t.Fatal("no traps")
	}
	for _, path := range paths {
		t.Run(strings.TrimSuffix(filepath.Base(path), ".txtar"), func(t *testing.T) {
			archive, err := txtar.ParseFile(path)
			if err != nil {
				t.Fatal(err)
			}
			if len(bytes.TrimSpace(archive.Comment)) == 0 {
				t.Error("the file does not say what the trap is")
			}
			got := imported(t, archive)
			want := part(archive, "want")
			if *update {
				archive.Files = slices.DeleteFunc(archive.Files, func(f txtar.File) bool { return f.Name == "want" })
				archive.Files = append(archive.Files, txtar.File{Name: "want", Data: []byte(got)})
				if err := os.WriteFile(path, txtar.Format(archive), 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func part(archive *txtar.Archive, name string) string {
	for _, f := range archive.Files {
		if f.Name == name {
			return string(f.Data)
		}
	}
	return ""
}

// imported returns the records that the archive's input becomes, or the refusal and its hint.
func imported(t *testing.T, archive *txtar.Archive) string {
	t.Helper()
	o := Options{File: "input"}
	if name := strings.TrimSpace(part(archive, "tz")); name != "" {
		o.Zone, _ = Zone(name)
	}
	result, err := Import(strings.NewReader(part(archive, "input")), "", o)
	if err != nil {
		refusal, ok := err.(*Refusal)
		if !ok {
			t.Fatal(err)
		}
		return fmt.Sprintf("refused: %s\nhint: %s\n", refusal.Message, strings.Replace(refusal.Hint, accepted(), "(what is accepted)", 1))
	}
	keepsLaws(t, result)
	var b strings.Builder
	for _, d := range result.Drafts {
		record, err := Encode(d)
		if err != nil {
			t.Fatal(err)
		}
		b.Write(record)
		b.WriteString("...\n")
	}
	fmt.Fprintln(&b, result.Total())
	for _, s := range result.Beside.Skipped {
		fmt.Fprintf(&b, "skipped %d: %s: %s\n", s.Entries, s.Sample(5), s.Why)
	}
	return b.String()
}

// keepsLaws asserts what holds for every import: nothing is lost, every part cites its source, a page's own times are
// nobody's start, and the record survives being written and read.
func keepsLaws(t testing.TB, result Result) {
	t.Helper()
	for _, d := range result.Drafts {
		if a := d.Account; a.In != a.Mapped+a.Kept+a.Left() || a.In == 0 {
			t.Errorf("%s: the account does not add up: %s", d.Incident.ID, a)
		}
		record, err := Encode(d)
		if err != nil {
			t.Fatal(err)
		}
		again, found := incidents.Parse("again", d.whole(record))
		if incidents.HasErrors(found) || len(again) != 1 {
			t.Fatalf("not readable again: %v\n%s", found, record)
		}
		if d.Part() {
			again[0].Timeline = nil
		}
		if diff := cmp.Diff(d.Incident, again[0], cmpopts.EquateEmpty()); diff != "" {
			t.Errorf("%s changed on the way:\n%s", d.Incident.ID, diff)
		}
		cites(t, d.Incident)
		for i := 1; i < len(d.Incident.Timeline); i++ {
			if d.Incident.Timeline[i].At.From.Before(d.Incident.Timeline[i-1].At.From) {
				t.Errorf("%s: entry %d of the timeline comes before its predecessor", d.Incident.ID, i)
			}
		}
	}
	if a := result.Total(); a.In != a.Mapped+a.Kept+a.Left() {
		t.Errorf("the account does not add up: %s", a)
	}
}

func cites(t testing.TB, in *incidents.Incident) {
	t.Helper()
	lists := map[string][]string{}
	for i, e := range in.Timeline {
		lists[fmt.Sprintf("event %d", i)] = e.Sources
	}
	for i, c := range in.Communications {
		lists[fmt.Sprintf("communication %d", i)] = c.Sources
	}
	for i, c := range in.Claims {
		lists[fmt.Sprintf("claim %d", i)] = c.Sources
	}
	for _, s := range in.Services {
		for i, w := range s.Windows {
			lists[fmt.Sprintf("window %d of %s", i, s.ID)] = w.Sources
		}
		for i, d := range s.DependsOn {
			lists[fmt.Sprintf("dependency %d of %s", i, s.ID)] = d.Sources
		}
	}
	for what, sources := range lists {
		if len(sources) == 0 {
			t.Errorf("%s: %s cites no source", in.ID, what)
		}
	}
	for _, s := range in.Sources {
		if s.Note == "" {
			t.Errorf("%s: source %s does not say which file it was", in.ID, s.ID)
		}
	}
}
