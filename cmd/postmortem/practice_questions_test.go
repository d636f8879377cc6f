package main

import (
	"bytes"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/postmortem-dev/postmortem/analysis"
	"github.com/postmortem-dev/postmortem/incidents"
	"github.com/postmortem-dev/postmortem/templates/briefs"
)

const smallRecord = `
schema: postmortem/v1
id: cache
title: The cache was empty
timezone: UTC
sources: [{id: log, title: The log of the shift, url: "https://example.com/log"}]
timeline:
  - {id: E1, at: 2026-03-01T10:00:00Z, text: Requests began to fail., milestone: started, sources: [log]}
  - {id: E2, at: 2026-03-01T10:30:00Z, text: The cache was filled., milestone: resolved, sources: [log]}
  - {id: E3, at: 2026-03-04, text: The review was held.}
`

func TestQuestionsStandOnceWithWhatTheirEvidenceSays(t *testing.T) {
	found, diagnostics := incidents.Parse("cache.yaml", []byte(smallRecord))
	if len(found) != 1 {
		t.Fatal(diagnostics)
	}
	b := &briefs.Brief{
		LengthS:   90,
		Spoken:    []briefs.Part{{Text: "It was empty.", Sources: []string{"log"}}, {Text: "It was filled.", Sources: []string{"log"}}},
		Questions: []briefs.QA{{Question: "How long?\x1b[2J", Answer: "Half an hour.", Evidence: []string{"duration", "E1", "E3", "log", "elsewhere", "E1"}}},
		Open:      []briefs.QA{{Question: "Why?", Say: "It is not known."}, {Question: "Why?", Say: "Twice."}},
		Sources:   []briefs.Source{{ID: "log", Title: "The log of the shift", URL: "https://example.com/log"}},
	}
	got := practiceQuestions(b, analysis.Run(found[0]))
	log := "log: The log of the shift https://example.com/log"
	want := []question{
		{text: "Tell me about this incident in 90 seconds.", answer: []string{"It was empty.", "It was filled."}, evidence: []string{log}},
		{text: `How long?\x1b[2J`, answer: []string{"Half an hour."}, evidence: []string{
			"duration: 30 min, started (10:00) → resolved (10:30)", "E1: 10:00 Requests began to fail.", "E3: The review was held.", log, "elsewhere",
		}},
		{text: "Why?", answer: []string{"It is not known."}, open: true},
	}
	if len(got) != len(want) {
		t.Fatalf("%d questions: %+v", len(got), got)
	}
	for i, q := range got {
		if q.text != want[i].text || !slices.Equal(q.answer, want[i].answer) || !slices.Equal(q.evidence, want[i].evidence) || q.open != want[i].open {
			t.Errorf("question %d is\n%+v, not\n%+v", i+1, q, want[i])
		}
	}
}

// When nobody can read the questions, nobody has answered them: what still comes from standard input grades nothing.
func TestPracticeEndsWhenNobodyReads(t *testing.T) {
	home := t.TempDir()
	t.Setenv("XDG_DATA_HOME", home)
	var complaints bytes.Buffer
	args := []string{"practice", "--example", "aws-2025-10-20-dynamodb-dns"}
	if got := run(args, strings.NewReader("\nhard\n\nhard\n"), full{}, &complaints); got != statusFailure {
		t.Errorf("exit status %d: %s", got, complaints.String())
	}
	state := readPractice(t, filepath.Join(home, "postmortem", "practice", "aws-2025-10-20-dynamodb-dns.sre.json"))
	if len(state.Cards) > 0 {
		t.Errorf("graded: %+v", state.Cards)
	}
}
