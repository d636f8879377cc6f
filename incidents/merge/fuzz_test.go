package merge

import (
	"bytes"
	"path/filepath"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/postmortem-dev/postmortem/incidents"
)

// FuzzInto merges the same drafts into anything. What is not refused says more than before and has lost nothing, and a
// second time there is nothing to add.
func FuzzInto(f *testing.F) {
	paths, _ := filepath.Glob("testdata/*.txtar")
	for _, path := range paths {
		archive, err := txtar.ParseFile(path)
		if err != nil {
			f.Fatal(err)
		}
		for _, file := range archive.Files {
			f.Add(file.Data)
		}
	}
	f.Fuzz(func(t *testing.T, record []byte) { keepsLaws(t, record) })
}

// keepsLaws merges the drafts into a record and asserts what holds of every merge.
func keepsLaws(t testing.TB, record []byte) {
	t.Helper()
	got, _, err := Into("record", record, drafts(), Mapping{})
	if refusal, refused := err.(*Refusal); err != nil {
		if !refused || refusal.Hint == "please report this" {
			t.Fatal(err)
		}
		return
	}
	found, problems := incidents.Parse("result", got)
	if incidents.HasErrors(problems) || len(found) != 1 {
		t.Fatalf("%v\n%s", problems, got)
	}
	if !bytes.Contains(record, []byte("x-import")) && !bytes.ContainsAny(record, "~N") && !bytes.Contains(record, []byte("null")) && !bytes.Contains(record, []byte(`""`)) && !bytes.Contains(record, []byte(`''`)) {
		if !within(record, got) {
			t.Fatalf("something is gone:\n%s\n%s", record, got)
		}
		if line, ok := lost(record, got); !ok && !bytes.ContainsAny(record, "[{") {
			t.Fatalf("%q is gone:\n%s\n%s", line, record, got)
		}
	}
	again, accounts, err := Into("record", got, drafts(), Mapping{})
	if err != nil {
		t.Fatalf("not a second time: %v\n%s", err, got)
	}
	if !bytes.Equal(again, got) {
		t.Fatalf("a second time changes it: %v\n%s\n%s", accounts, got, again)
	}
}

// within reports whether text can be had from longer by leaving something out.
func within(text, longer []byte) bool {
	for len(text) > 0 && len(longer) > 0 {
		if text[0] == longer[0] {
			text = text[1:]
		}
		longer = longer[1:]
	}
	return len(text) == 0
}
