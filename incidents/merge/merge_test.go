package merge

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/postmortem-dev/postmortem/incidents"
	"github.com/postmortem-dev/postmortem/incidents/corpus"
	"github.com/postmortem-dev/postmortem/incidents/importers"
)

func draftOf(t testing.TB, name string) importers.Draft {
	t.Helper()
	file, data, _ := corpus.Read(name)
	found, problems := incidents.Parse(file, data)
	if len(found) != 1 {
		t.Fatal(problems)
	}
	return importers.Draft{Incident: found[0], From: "corpus", File: file}
}

// some returns every fourth record of the corpus: enough to meet every way of writing, and quick.
func some() (names []string) {
	for i, name := range corpus.Names() {
		if i%4 == 1 {
			names = append(names, name)
		}
	}
	return names
}

// A record made of one draft says what the draft says, and nothing else.
func TestNewIsTheDraft(t *testing.T) {
	for _, name := range some() {
		d := draftOf(t, name)
		record, _, err := New([]importers.Draft{d}, Mapping{})
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		found, problems := incidents.Parse(name, record)
		if len(found) != 1 {
			t.Fatalf("%s: %v", name, problems)
		}
		if diff := cmp.Diff(d.Incident, found[0], cmpopts.EquateEmpty()); diff != "" {
			t.Errorf("%s:\n%s", name, diff)
		}
		again, accounts, err := Into(name, record, []importers.Draft{d}, Mapping{})
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if !bytes.Equal(again, record) {
			t.Errorf("%s: a second import changes the record:\n%s", name, cmp.Diff(strings.Split(string(record), "\n"), strings.Split(string(again), "\n")))
		}
		if len(accounts[0].Added) > 0 || accounts[0].Folded > 0 || len(accounts[0].Doubts) > 0 {
			t.Errorf("%s: %s %v", name, accounts[0], accounts[0].Doubts)
		}
	}
}

// A record that a person wrote knows every part of itself, also when it is imported: only the ledger is added.
func TestIntoItself(t *testing.T) {
	for _, name := range some() {
		d := draftOf(t, name)
		file, data, _ := corpus.Read(name)
		record, accounts, err := Into(file, data, []importers.Draft{d}, Mapping{})
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if !bytes.HasPrefix(record, data) {
			t.Errorf("%s: %s", name, cmp.Diff(strings.Split(string(data), "\n"), strings.Split(string(record), "\n")))
		}
		if len(accounts[0].Added) > 0 || len(accounts[0].Doubts) > 0 {
			t.Errorf("%s: %s\n%q", name, accounts[0], accounts[0].Doubts)
		}
	}
}

// Any record can be merged into any other.
func TestIntoEachOther(t *testing.T) {
	names := some()
	for i, name := range names {
		d := draftOf(t, names[(i+1)%len(names)])
		file, data, _ := corpus.Read(name)
		record, _, err := Into(file, data, []importers.Draft{d}, Mapping{})
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if line, ok := lost(data, record); !ok {
			t.Errorf("%s: this line is gone: %s", name, line)
		}
		again, _, err := Into(file, record, []importers.Draft{d}, Mapping{})
		if err != nil || !bytes.Equal(again, record) {
			t.Errorf("%s: a second import changes the record: %v", name, err)
		}
	}
}

// wentOn reports whether a line is another with a list of sources that goes on.
func wentOn(line, longer string) bool {
	before, list, found := strings.Cut(line, "sources: [")
	list, rest, closed := strings.Cut(list, "]")
	return found && closed && strings.HasPrefix(longer, before+"sources: ["+list+", ") && strings.HasSuffix(longer, rest)
}

// lost returns the first line of the original that does not stand in the result in its place. A line in which a list in
// brackets went on may.
func lost(original, result []byte) (string, bool) {
	rest := strings.Split(string(result), "\n")
	for _, line := range strings.Split(string(original), "\n") {
		i := 0
		for i < len(rest) && rest[i] != line && !wentOn(line, rest[i]) {
			i++
		}
		if i == len(rest) {
			return line, false
		}
		rest = rest[i+1:]
	}
	return "", true
}

// Entries of another year are taken, and asked about once.
func TestFarAwayIsAsked(t *testing.T) {
	record := []byte("id: a\ntitle: A\ntimezone: UTC\ntimeline:\n  - {at: 2017-01-31T23:00Z, text: It began.}\n")
	page := `{"page":{"name":"Shop"},"incident":{"id":"abc","name":"Search is slow","status":"resolved","created_at":"2024-05-01T10:00:00Z","incident_updates":[{"status":"investigating","body":"Search is slow.","created_at":"2024-05-01T10:00:00Z"}]}}`
	for _, want := range []bool{true, false} {
		result, err := importers.Import(strings.NewReader(page), "", importers.Options{File: "page.json"})
		if err != nil {
			t.Fatal(err)
		}
		out, accounts, err := Into("a.yaml", record, result.Drafts, Mapping{})
		if err != nil {
			t.Fatal(err)
		}
		asked := slices.ContainsFunc(accounts[0].Doubts, func(d string) bool { return strings.Contains(d, "2646 days from those of the record") })
		if asked != want {
			t.Errorf("asked: %v, want %v: %q", asked, want, accounts[0].Doubts)
		}
		record = out
	}
}
