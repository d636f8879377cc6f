package postmortem_test

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/postmortem-dev/postmortem/analysis"
	"github.com/postmortem-dev/postmortem/analysis/compare"
	"github.com/postmortem-dev/postmortem/incidents"
	"github.com/postmortem-dev/postmortem/incidents/corpus"
)

var updateDocs = flag.Bool("update-docs", false, "write docs/corpus.md anew")

// docs/corpus.md says what the records of the corpus hold.
func TestCorpusPageIsWhatTheRecordsHold(t *testing.T) {
	want := corpusPage(t)
	if *updateDocs {
		if err := os.WriteFile("docs/corpus.md", []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if got := readFile(t, "docs/corpus.md"); got != want {
		t.Error("docs/corpus.md is not what the records hold; go test . -run Corpus -update-docs writes it")
	}
}

func corpusPage(t *testing.T) string {
	t.Helper()
	var b strings.Builder
	b.WriteString(corpusIntroduction)
	b.WriteString("| Incident | Organization | Began | Started → resolved | Waves | Entries | Services | Edges | Sources | Statements: official / agreed / one account / derived / not graded | Without a source | Conflicts |\n")
	b.WriteString("|---|---|---|---|--:|--:|--:|--:|--:|---|--:|--:|\n")
	total := compare.Record{Evidence: map[string]int{}}
	digests := corpusDigests(t)
	for _, d := range digests {
		r := d.Record
		fmt.Fprintf(&b, "| `%s` | %s | %s | %s | %d | %d | %d | %d | %d | %s | %d | %d |\n", d.ID, d.Organization, d.Start().Format("2 Jan 2006"), wholeLength(d), max(1, len(d.Waves)), r.Events, r.Services, r.Edges, r.Sources, grades(r), r.Uncited, r.Conflicts)
		total.Events, total.Services, total.Edges, total.Sources = total.Events+r.Events, total.Services+r.Services, total.Edges+r.Edges, total.Sources+r.Sources
		total.Uncited, total.Conflicts = total.Uncited+r.Uncited, total.Conflicts+r.Conflicts
		for grade, n := range r.Evidence {
			total.Evidence[grade] += n
		}
	}
	fmt.Fprintf(&b, "| **%d incidents** | | | | | %d | %d | %d | %d | %s | %d | %d |\n\n", len(digests), total.Events, total.Services, total.Edges, total.Sources, grades(total), total.Uncited, total.Conflicts)
	b.WriteString("## What happened\n\n| Incident | | Trigger | Mechanisms | Noticed first by |\n|---|---|---|---|---|\n")
	for _, d := range digests {
		fmt.Fprintf(&b, "| `%s` | %s | %s | %s | %s |\n", d.ID, d.Title, strings.Join(d.Triggers, ", "), strings.Join(d.Mechanisms, ", "), known(d.Detection))
	}
	return b.String()
}

const corpusIntroduction = `# The corpus

Public incidents that the program carries, encoded from what their organizations and others have published; nothing in
them rests on memory. Every statement has its sources in the record, and where sources differ the record keeps all claims.
This page is made from the records (` + "`go test . -run Corpus -update-docs`" + `).

    postmortem report --example ID
    postmortem compare --examples

`

func corpusDigests(t *testing.T) []*compare.Digest {
	t.Helper()
	var digests []*compare.Digest
	for _, name := range corpus.Names() {
		file, data, _ := corpus.Read(name)
		found, diagnostics := incidents.Parse(file, data)
		if incidents.HasErrors(diagnostics) || len(found) != 1 {
			t.Fatalf("%s: %v", name, diagnostics)
		}
		if found[0].ID != name {
			t.Errorf("%s holds %s", file, found[0].ID)
		}
		d := compare.Of(analysis.Run(found[0]))
		digests = append(digests, &d)
	}
	set, err := compare.Select(digests, compare.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return set.Digests
}

func wholeLength(d *compare.Digest) string {
	l, ok := d.Length("duration")
	if !ok {
		return l.Note
	}
	text := analysis.Duration(*l.Value)
	if l.Low != nil {
		text += fmt.Sprintf(" (%s – %s)", analysis.Duration(*l.Low), analysis.Duration(*l.High))
	}
	return text
}

func grades(r compare.Record) string {
	return fmt.Sprintf("%d / %d / %d / %d / %d", r.Evidence["official"], r.Evidence["corroborated"], r.Evidence["reported"], r.Evidence["derived"], r.Evidence[analysis.NotGraded])
}

func known(s string) string {
	if s == "" {
		return "not recorded"
	}
	return s
}

// The corpus is public and of one form: each record has a source for what it says, a class of trigger and of mechanism,
// and a length or a reason why it has none.
func TestCorpusRecordsAreWhole(t *testing.T) {
	for _, d := range corpusDigests(t) {
		switch {
		case len(d.Triggers) == 0 || len(d.Mechanisms) == 0:
			t.Errorf("%s is not classified", d.ID)
		case d.Start().IsZero() || d.Start().After(time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)):
			t.Errorf("%s started %s", d.ID, d.Start())
		case d.Organization == "" || len(d.Services) == 0 || len(d.Causes) == 0 || d.Record.Edges == 0:
			t.Errorf("%s is not whole", d.ID)
		case d.Record.Uncited*10 > d.Record.Statements:
			t.Errorf("%s: %d of %d statements have no source", d.ID, d.Record.Uncited, d.Record.Statements)
		}
	}
}
