package main

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/gofrs/flock"

	"github.com/postmortem-dev/postmortem/analysis"
	"github.com/postmortem-dev/postmortem/analysis/compare"
	"github.com/postmortem-dev/postmortem/internal/synthetic"
	"github.com/postmortem-dev/postmortem/output"
	"github.com/postmortem-dev/postmortem/output/site"
	"github.com/postmortem-dev/postmortem/templates"
)

// siteRecord is a small record, whose title says which version of it this is.
func siteRecord(id, title string) string {
	return fmt.Sprintf(`schema: postmortem/v1
id: %s
title: %s
organization: %s
timeline:
  - {at: 2026-03-01T10:00:00Z, text: Requests fail., milestone: started}
  - {at: 2026-03-01T10:%02d:00Z, text: They work again., milestone: resolved}
services: [{id: web, windows: [{from: 2026-03-01T10:00:00Z, to: 2026-03-01T10:05:00Z, level: down}]}]
classification: {triggers: [{class: config-push, reason: It was changed.}]}
`, id, title, string(id[0]), 10+len(title)%50)
}

// writeRecords fills a directory with records, and some that cannot be read.
func writeRecords(t *testing.T, dir string, n int, title string) {
	t.Helper()
	for i := range n {
		sub := filepath.Join(dir, fmt.Sprint(i%3))
		if err := os.MkdirAll(sub, 0o777); err != nil {
			t.Fatal(err)
		}
		id := fmt.Sprintf("%c-%04d", 'a'+i*7%5, i)
		text := siteRecord(id, title+strings.Repeat("!", i%7))
		if i%11 == 10 {
			text = strings.Replace(text, "title:", "titel:", 1)
		}
		if i%13 == 12 {
			text = siteRecord("a-0000", "The second of that id")
		}
		if err := os.WriteFile(filepath.Join(sub, fmt.Sprintf("r%04d.yaml", i)), []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
}

// treeOf returns every file below dir with its bytes, but those that differ between a first build and a later one.
func treeOf(t *testing.T, dir string) map[string]string {
	t.Helper()
	tree := map[string]string{}
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := os.ReadFile(path)
		name, _ := filepath.Rel(dir, path)
		tree[filepath.ToSlash(name)] = string(data)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	delete(tree, lockName)
	return tree
}

func diffTrees(got, want map[string]string) string {
	var b strings.Builder
	for _, name := range slices.Sorted(maps.Keys(want)) {
		switch text, ok := got[name]; {
		case !ok:
			fmt.Fprintf(&b, "%s is missing\n", name)
		case text != want[name]:
			fmt.Fprintf(&b, "%s differs\n", name)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(got)) {
		if _, ok := want[name]; !ok {
			fmt.Fprintf(&b, "%s is too much\n", name)
		}
	}
	return b.String()
}

func runBuild(t *testing.T, want int, args ...string) string {
	t.Helper()
	var out, complaints bytes.Buffer
	if got := run(append([]string{"build", "--quiet"}, args...), strings.NewReader(""), &out, &complaints); got != want {
		t.Fatalf("build %q: status %d, not %d\n%s%s", args, got, want, &out, &complaints)
	}
	return complaints.String()
}

// The bytes of every file depend on the records alone: not on how many are worked on at a time, on the order in which they
// are named, or on what was built there before.
func TestBuildsAgree(t *testing.T) {
	t.Chdir(t.TempDir())
	writeRecords(t, "in", 40, "Outage")
	runBuild(t, statusInput, "in", "-o", "one", "--jobs", "1")
	want := treeOf(t, "one")
	if len(want) < 6*30 {
		t.Fatalf("%d files only", len(want))
	}
	orders := [][]string{{"in", "--jobs", "2"}, {"in/2", "in/0", "in/1", "--jobs", "7"}, {"in/**/*.yaml", "in/1/r0001.yaml", "--jobs", "3"}}
	var said []string
	for i, args := range orders {
		out := fmt.Sprint("out", i)
		said = append(said, runBuild(t, statusInput, append(args, "-o", out)...))
		if diff := diffTrees(treeOf(t, out), want); diff != "" {
			t.Errorf("build %q:\n%s", args, diff)
		}
	}
	if len(slices.Compact(said)) != 1 {
		t.Errorf("the same records, different complaints: %q", said)
	}
	// From other records, and other documents of them, to these.
	writeRecords(t, "other", 50, "An earlier outage")
	runBuild(t, statusInput, "other", "-o", "later", "--jobs", "2", "--template", "public", "--role", "swe")
	runBuild(t, statusInput, "in", "-o", "later", "--jobs", "2")
	delete(want, buildReportName)
	got := treeOf(t, "later")
	delete(got, buildReportName)
	if diff := diffTrees(got, want); diff != "" {
		t.Errorf("a site that was renewed:\n%s", diff)
	}
}

// A build that is killed, at whatever moment, leaves whole files only, of before or of after; and the next one makes the
// site that it would have made.
func TestAKilledBuildLeavesWholeFilesAndIsMadeGoodByTheNext(t *testing.T) {
	t.Chdir(t.TempDir())
	writeRecords(t, "before", 60, "Before")
	writeRecords(t, "after", 45, "Afterwards")
	options := []string{"--template", "summary", "--role", "sre", "--jobs", "2"}
	clean := map[string]map[string]string{}
	for _, in := range []string{"before", "after"} {
		os.Rename(in, "in")
		runBuild(t, statusInput, append(options, "in", "-o", "clean-"+in)...)
		os.Rename("in", in)
		clean[in] = treeOf(t, "clean-"+in)
		delete(clean[in], buildReportName)
	}
	killed := 0
	for moment := range 16 {
		out := fmt.Sprint("out", moment)
		os.Rename("before", "in")
		if moment%4 > 0 {
			runBuild(t, statusInput, append(options, "in", "-o", out)...)
		}
		os.Rename("in", "before")
		os.Rename("after", "in")
		if killBuild(t, out, moment, append(options, "in", "-o", out)...) {
			killed++
		}
		for name, text := range treeOf(t, out) {
			hidden := strings.HasPrefix(name, ".postmortem") || name == buildReportName
			if !hidden && text != clean["before"][name] && text != clean["after"][name] {
				t.Errorf("moment %d: %s is neither what it was nor what it is to be", moment, name)
			}
		}
		next := "after"
		if moment%2 == 1 {
			// Before the next build, the records become again what they were.
			os.Rename("in", "after")
			os.Rename("before", "in")
			next = "before"
		}
		runBuild(t, statusInput, append(options, "in", "-o", out)...)
		os.Rename("in", next)
		got := treeOf(t, out)
		delete(got, buildReportName)
		if diff := diffTrees(got, clean[next]); diff != "" {
			t.Errorf("moment %d, made good:\n%s", moment, diff)
		}
	}
	if killed < 4 {
		t.Errorf("only %d builds were still running when they were to be killed", killed)
	}
}

// killBuild starts a build as a process of its own and kills it: at a later moment, the higher moment is. It reports
// whether it was still running.
func killBuild(t *testing.T, out string, moment int, args ...string) bool {
	t.Helper()
	cmd := exec.Command("postmortem", append([]string{"build", "--quiet"}, args...)...)
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	// The journal says how far it is: 60 incidents write some 100 KB.
	for limit := int64(moment) * 8000; ; time.Sleep(200 * time.Microsecond) {
		info, err := os.Stat(filepath.Join(out, journalName))
		if err == nil && info.Size() > limit {
			break
		}
		select {
		case <-ended:
			return false
		default:
		}
	}
	cmd.Process.Kill() //nolint:errcheck // it may have ended
	err := <-ended
	var exit *exec.ExitError
	return errors.As(err, &exit) && !exit.Exited()
}

// While one build has the directory, another says so and stops.
func TestOnlyOneBuildAtATime(t *testing.T) {
	t.Chdir(t.TempDir())
	writeRecords(t, "in", 2, "Outage")
	runBuild(t, statusDone, "in", "-o", "out")
	before := treeOf(t, "out")
	lock := flock.New(filepath.Join("out", lockName))
	if ok, err := lock.TryLock(); !ok || err != nil {
		t.Fatalf("the lock was not given back: %v", err)
	}
	writeRecords(t, "in", 3, "Another")
	if got := runBuild(t, statusFailure, "in", "-o", "out"); !strings.HasPrefix(got, "postmortem: out: another build is writing there\n") {
		t.Errorf("it said %q", got)
	}
	if diff := diffTrees(treeOf(t, "out"), before); diff != "" {
		t.Errorf("it has written:\n%s", diff)
	}
	lock.Unlock() //nolint:errcheck // the process ends
	runBuild(t, statusDone, "in", "-o", "out")
}

// Whatever a ledger or a journal from elsewhere says, nothing outside the directory is touched.
func TestAHostileLedgerReachesNothing(t *testing.T) {
	names := []string{"../victim", "/victim", "incidents/../../victim", ".", "", `..\victim`, "a/../../victim"}
	for _, name := range names {
		quoted := strings.ReplaceAll(name, `\`, `\\`)
		for kind, text := range map[string]string{
			"file":     fmt.Sprintf(`{"schema": %q, "files": [{"path": "%s", "size": 1}]}`, ledgerSchema, quoted),
			"id":       fmt.Sprintf(`{"schema": %q, "incidents": [{"id": "%s", "source": "x", "hash": "1", "documents": ["victim"], "sizes": [1]}]}`, ledgerSchema, quoted),
			"document": fmt.Sprintf(`{"schema": %q, "incidents": [{"id": "a", "source": "x", "hash": "1", "documents": ["%s"], "sizes": [1]}]}`, ledgerSchema, quoted),
		} {
			t.Run(kind+" "+name, func(t *testing.T) {
				t.Chdir(t.TempDir())
				writeRecords(t, "in", 2, "Outage")
				os.Mkdir("out", 0o777)
				for _, victim := range []string{"victim", "in/victim", "out/victim"} {
					os.WriteFile(victim, []byte("v"), 0o666)
				}
				os.WriteFile(filepath.Join("out", markerName), []byte(text), 0o666)
				run([]string{"build", "in", "-o", "out", "--quiet"}, nil, &bytes.Buffer{}, &bytes.Buffer{})
				for _, victim := range []string{"victim", "in/victim", "out/victim"} {
					if !isFile(victim) {
						t.Errorf("%s is gone", victim)
					}
				}
			})
		}
	}
}

// Folders of incidents are different for different ids, and none is a device of Windows.
func TestFolderNames(t *testing.T) {
	seen := map[string]string{}
	for _, id := range []string{"con", "con-1", "com1", "com10", "lpt9", "nul", "nul-x", "a", "aux"} {
		name := folderName(id)
		if other, ok := seen[name]; ok {
			t.Errorf("%s and %s share the folder %s", id, other, name)
		}
		seen[name] = id
		if slices.Contains([]string{"con", "com1", "lpt9", "nul", "aux"}, name) {
			t.Errorf("%s is no name for a folder", name)
		}
	}
	t.Chdir(t.TempDir())
	os.Mkdir("in", 0o777)
	os.WriteFile("in/a.yaml", []byte(siteRecord("con", "A device")), 0o666)
	runBuild(t, statusDone, "in", "-o", "out")
	if !isFile("out/incidents/con_/index.html") {
		t.Error("the documents are not in the folder con_")
	}
}

// A file that no build has made is not touched by any: neither where a document should go, nor beside one.
func TestForeignFilesStay(t *testing.T) {
	t.Chdir(t.TempDir())
	writeRecords(t, "in", 8, "Outage")
	runBuild(t, statusDone, "in", "-o", "out")
	foreign := map[string]bool{}
	for name := range treeOf(t, "out") {
		if dir := filepath.Dir(filepath.Join("out", name)); !foreign[filepath.Join(dir, "mine.html")] {
			for _, mine := range []string{filepath.Join(dir, "mine.html"), filepath.Join(dir, "mine", "index.html")} {
				foreign[mine] = true
				os.MkdirAll(filepath.Dir(mine), 0o777)
				os.WriteFile(mine, []byte("mine"), 0o666)
			}
		}
	}
	foreign["out/incidents/z-0001/index.html"] = true
	os.MkdirAll("out/incidents/z-0001", 0o777)
	os.WriteFile("out/incidents/z-0001/index.html", []byte("mine"), 0o666)
	os.RemoveAll("in")
	writeRecords(t, "in", 3, "Other outage")
	os.WriteFile("in/z.yaml", []byte(siteRecord("z-0001", "In the way")), 0o666)
	runBuild(t, statusFailure, "in", "-o", "out", "--template", "public", "--format", "html,json")
	os.RemoveAll("in")
	os.Mkdir("in", 0o777)
	os.WriteFile("in/a.yaml", []byte(siteRecord("a", "The last")), 0o666)
	runBuild(t, statusDone, "in", "-o", "out")
	for name := range foreign {
		if text, err := os.ReadFile(name); err != nil || string(text) != "mine" {
			t.Errorf("%s: %q, %v", name, text, err)
		}
	}
	if _, err := os.Stat("out/incidents/z-0001/summary.html"); err == nil {
		t.Error("half of an incident's documents were written")
	}
}

// What a site compares is what compare compares: leaving out of digests what is not used, and working out once what the
// groups have in common, changes no word.
func TestLeanDigestsCompareAsWholeOnesDo(t *testing.T) {
	world := synthetic.New(3)
	var whole, lean []*compare.Digest
	for n := range 150 {
		d := compare.Of(analysis.Run(world.Incident(n)))
		line, err := compare.Encode(&d)
		if err != nil {
			t.Fatal(err)
		}
		full, err := compare.Decode(line)
		if err != nil {
			t.Fatal(err)
		}
		own, err := compare.DecodeOwn(line)
		if err != nil {
			t.Fatal(err)
		}
		if !reflect.DeepEqual(own, full) {
			t.Errorf("%s is read differently", d.ID)
		}
		whole, lean = append(whole, full), append(lean, own)
	}
	var packer compare.Packer
	for i := range lean {
		if want, got := site.RowOf(whole[i], nil), site.RowOf(lean[i], nil); !reflect.DeepEqual(got, want) {
			t.Errorf("the row of %s is another: %v, not %v", whole[i].ID, got, want)
		}
		lean[i] = packer.Lean(lean[i])
	}
	err := rereadLinked(lean, func(i int) error { lean[i] = whole[i]; return nil })
	if err != nil {
		t.Fatal(err)
	}
	write := func(digests []*compare.Digest, by string) string {
		set, err := compare.Select(digests, compare.Options{GroupBy: by})
		if err != nil {
			t.Fatal(err)
		}
		document, err := templates.Compare(compare.Run(set), nil)
		if err != nil {
			t.Fatal(err)
		}
		page, err := output.Formats()[1].Render(document, output.Options{})
		return string(page) + string(document.Markdown) + fmt.Sprint(err)
	}
	for _, c := range comparisons() {
		if write(lean, c.groupBy) != write(whole, c.groupBy) {
			t.Errorf("the comparison %s is another", c.name)
		}
	}
}
