package briefs_test

import (
	"fmt"
	"math"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/postmortem-dev/postmortem/analysis"
	"github.com/postmortem-dev/postmortem/incidents"
	"github.com/postmortem-dev/postmortem/incidents/corpus"
	"github.com/postmortem-dev/postmortem/templates/briefs"
)

// lengths are the lengths people ask for, in seconds.
func lengths() []int { return []int{30, 60, 120, 300} }

func corpusReports(t testing.TB) map[string]*analysis.Report {
	t.Helper()
	out := map[string]*analysis.Report{}
	for _, name := range corpus.Names() {
		file, data, _ := corpus.Read(name)
		found, diags := incidents.Parse(file, data)
		if len(found) != 1 {
			t.Fatalf("%s: %v", name, diags)
		}
		out[name] = analysis.Run(found[0])
	}
	return out
}

// Every role's answer takes as long as asked, or says that the record is too thin for it; each part stands there with its
// own time, and no sentence is said twice.
func TestAnswersFitTheirLength(t *testing.T) {
	for name, report := range corpusReports(t) {
		for _, role := range briefs.Roles() {
			for _, length := range lengths() {
				for _, frame := range []briefs.Frame{briefs.Public, briefs.Own} {
					t.Run(fmt.Sprintf("%s/%s/%ds/%s", name, role.Name, length, frame), func(t *testing.T) {
						b, err := briefs.Make(report, role, frame, length)
						if err != nil {
							t.Fatal(err)
						}
						checkAnswer(t, b, length)
					})
				}
			}
		}
	}
}

func checkAnswer(t *testing.T, b *briefs.Brief, length int) {
	words, parts := 0, []string{}
	said := map[string]bool{}
	for _, p := range b.Spoken {
		words += p.Words
		parts = append(parts, p.Name)
		if briefs.Words(p.Text) != p.Words || p.Seconds != briefs.SecondsFor(p.Words) {
			t.Errorf("%s: %d words in %d s do not match the text", p.Name, p.Words, p.Seconds)
		}
		for _, sentence := range briefs.Sentences(p.Text) {
			if said[sentence] {
				t.Errorf("said twice: %s", sentence)
			}
			said[sentence] = true
		}
		if p.CutFirst != "" && !strings.Contains(p.Text, p.CutFirst) {
			t.Errorf("%s: the sentence to cut is not in it: %s", p.Name, p.CutFirst)
		}
	}
	if got := strings.Join(parts, " "); got != "context cause resolution lessons" {
		t.Errorf("parts %s", got)
	}
	target := float64(length) * briefs.WordsPerMinute / 60
	if b.Thin == "" && math.Abs(float64(words)-target) > target/10 {
		t.Errorf("%d words, want %.0f within a tenth", words, target)
	}
	if b.Reading.MedianSentence > 22 {
		t.Errorf("median sentence of %.1f words", b.Reading.MedianSentence)
	}
}

// The flagship has enough record for every role and length.
func TestFlagshipIsNeverThin(t *testing.T) {
	report := corpusReports(t)["aws-2025-10-20-dynamodb-dns"]
	for _, role := range briefs.Roles() {
		for _, length := range lengths() {
			b, err := briefs.Make(report, role, briefs.Public, length)
			if err != nil || b.Thin != "" {
				t.Errorf("%s %d s: %v %s", role.Name, length, err, b.Thin)
			}
		}
	}
}

// Two roles' answers differ in substance: they share less than two fifths of their sentences.
func TestRolesDiffer(t *testing.T) {
	report := corpusReports(t)["aws-2025-10-20-dynamodb-dns"]
	for _, length := range lengths() {
		said := map[string]map[string]bool{}
		for _, role := range briefs.Roles() {
			b, err := briefs.Make(report, role, briefs.Public, length)
			if err != nil {
				t.Fatal(err)
			}
			said[role.Name] = map[string]bool{}
			for _, p := range b.Spoken {
				for _, sentence := range briefs.Sentences(p.Text) {
					said[role.Name][sentence] = true
				}
			}
		}
		for _, a := range briefs.Roles() {
			for _, b := range briefs.Roles() {
				if a.Name < b.Name {
					if share := shared(said[a.Name], said[b.Name]); share >= 0.4 {
						t.Errorf("%d s: %s and %s share %.0f %% of their sentences", length, a.Name, b.Name, 100*share)
					}
				}
			}
		}
	}
}

func shared(a, b map[string]bool) float64 {
	n := 0
	for s := range a {
		if b[s] {
			n++
		}
	}
	return float64(n) / float64(min(len(a), len(b)))
}

// A role is one file: one that no part of the program knows is read and told like the others.
func TestNewRoleIsOneFile(t *testing.T) {
	role, err := briefs.ParseRole("finance.yaml", []byte(`
name: finance
title: a finance lead
doc: What it cost, and what is only guessed.
depth: plain
cares: What it cost.
context: [opening, estimates]
cause: [+trigger]
resolution: [+tail]
lessons: [unknowns]
numbers: [duration]
emphasise: [which figures are estimates]
leave_out: [mechanics]
`))
	if err != nil {
		t.Fatal(err)
	}
	b, err := briefs.Make(corpusReports(t)["aws-2025-10-20-dynamodb-dns"], role, briefs.Public, 60)
	if err != nil || len(b.Spoken) != 4 || b.Spoken[1].Words == 0 {
		t.Fatalf("%v %+v", err, b)
	}
	if _, err := briefs.ParseRole("bad.yaml", []byte("name: bad\ncontext: [opning]\n")); err == nil || !strings.Contains(err.Error(), `there is no point "opning"`) {
		t.Errorf("a wrong role is accepted: %v", err)
	}
}

// Leadership hears no term of the trade: none of those its role avoids, and none that the record has to explain.
func TestLeadershipHearsPlainWords(t *testing.T) {
	report := corpusReports(t)["aws-2025-10-20-dynamodb-dns"]
	role, _ := briefs.FindRole("leadership")
	terms := slices.Clone(role.Avoid)
	for _, term := range report.Incident.Glossary {
		terms = append(terms, term.Term)
	}
	for _, length := range lengths() {
		b, err := briefs.Make(report, role, briefs.Public, length)
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range b.Spoken {
			for _, term := range terms {
				if regexp.MustCompile(`(?i)\b` + regexp.QuoteMeta(term) + `\b`).MatchString(p.Text) {
					t.Errorf("%d s, %s: leadership hears %q in: %s", length, p.Name, term, p.Text)
				}
			}
		}
	}
}
