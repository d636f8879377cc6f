package merge

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"

	"github.com/postmortem-dev/postmortem/incidents/importers"
)

var update = flag.Bool("update", false, "write what comes of the merges into the want files")

// TestTraps merges into the record of each file of testdata what its inputs hold, or, if there is none, the drafts that
// the tests make, and compares the account and the record, or the refusal, with want. The comment of each says what the
// trap is.
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
			got := merged(t, archive)
			if *update {
				archive.Files = slices.DeleteFunc(archive.Files, func(f txtar.File) bool { return f.Name == "want" })
				archive.Files = append(archive.Files, txtar.File{Name: "want", Data: []byte(got)})
				if err := os.WriteFile(path, txtar.Format(archive), 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			if diff := cmp.Diff(string(part(archive, "want")), got); diff != "" {
				t.Error(diff)
			}
			keepsLaws(t, part(archive, "record"))
		})
	}
}

func part(archive *txtar.Archive, name string) []byte {
	for _, f := range archive.Files {
		if f.Name == name {
			return f.Data
		}
	}
	return nil
}

func merged(t *testing.T, archive *txtar.Archive) string {
	t.Helper()
	m, err := ReadMapping("map", part(archive, "map"))
	var record []byte
	var accounts []Account
	if err == nil {
		record, accounts, err = Into("record", part(archive, "record"), inputs(t, archive), m)
	}
	var refusal *Refusal
	if errors.As(err, &refusal) {
		var b strings.Builder
		for _, d := range refusal.Diagnostics {
			fmt.Fprintln(&b, d)
		}
		fmt.Fprintf(&b, "refused: %s\nhint: %s\n", refusal.Message, refusal.Hint)
		return b.String()
	}
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for _, a := range accounts {
		fmt.Fprintf(&b, "%s: %s\n", a.File, a)
		for _, s := range a.Services {
			fmt.Fprintf(&b, "    service: %s\n", s)
		}
		for _, s := range a.Doubts {
			fmt.Fprintf(&b, "    doubt: %s\n", s)
		}
	}
	return b.String() + "---\n" + string(record)
}

func inputs(t *testing.T, archive *txtar.Archive) (found []importers.Draft) {
	t.Helper()
	for _, f := range archive.Files {
		if f.Name == "want" || f.Name == "record" || f.Name == "map" {
			continue
		}
		result, err := importers.Import(bytes.NewReader(f.Data), "", importers.Options{File: f.Name})
		if err != nil {
			t.Fatal(err)
		}
		found = append(found, result.Drafts...)
	}
	if found == nil {
		return drafts()
	}
	return found
}
