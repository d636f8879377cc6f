package briefs

import (
	"slices"
	"strings"
	"testing"
)

// A trap is what somebody says, and why it does not stand; what the role most needs comes first.
func TestTraps(t *testing.T) {
	for name, report := range askedReports(t) {
		for _, role := range rolesFor(name) {
			s := storyOf(report, role, Public)
			found := traps(s)
			if len(found) > mostTraps || found == nil {
				t.Errorf("%s, %s: %d traps", name, role.Name, len(found))
			}
			if name == flagship && len(found) < 5 {
				t.Errorf("%s: only %d traps", role.Name, len(found))
			}
			for _, trap := range append(found, numbersToAvoid(s)...) {
				if notSaid.MatchString(trap.Wrong+" "+trap.Right) || trap.Right == "" || trap.Wrong == "" {
					t.Errorf("%s, %s: nobody can say %q, %q", name, role.Name, trap.Wrong, trap.Right)
				}
				if len(trap.Sources) == 0 {
					t.Errorf("%s, %s: nobody says %q", name, role.Name, trap.Wrong)
				}
				checkPlain(t, s, trap.Wrong+" "+trap.Right)
			}
		}
	}
}

const contestedRecord = `
id: claims
title: Claims
timezone: UTC
status: resolved
sources:
  - {id: OFF, title: Report on the outage, publisher: Acme, kind: official}
  - {id: NEWS, title: "Outage: the story", publisher: The Paper, kind: press}
  - {id: BLOG, title: A widely shared post}
timeline:
  - {id: start, at: 2025-03-01 11:00, text: It starts., milestone: started, sources: [OFF]}
  - {id: call, at: 2025-03-01 11:30, text: Somebody calls., sources: [OFF]}
  - {id: end, at: 2025-03-01 13:00, text: It ends., milestone: resolved, sources: [OFF]}
services: [{id: web}]
impact:
  quantities:
    - {id: lost, what: orders lost, value: 900, unit: orders, sources: [OFF]}
    - {id: cost, what: cost, value: 5, unit: USD, sources: [OFF]}
claims:
  - {about: call, says: Nobody called., sources: [BLOG], verdict: rejected, reason: "Too simple: somebody did (OFF)."}
  - {about: web, says: The web was fine., sources: [NEWS], verdict: unverified, reason: Nobody knows.}
  - {about: start, says: It started at noon., at: 2025-03-01 12:00, sources: [NEWS], verdict: partly, reason: "That is an hour late; the report gives 11:00."}
  - {about: end, says: It ended at two., at: 2025-03-01 14:00, sources: [NEWS], verdict: rejected, reason: It ended at one.}
  - {about: start, says: It started at eleven or so., at: 2025-03-01 11:05, sources: [OFF], verdict: rejected, reason: The log is exact.}
  - {about: lost, says: 900 orders were lost., value: 900, sources: [OFF], verdict: used, reason: It was counted.}
  - {about: lost, says: 1200 orders were lost., value: 1200, sources: [NEWS], verdict: kept, reason: It counts the carts too.}
  - {about: cost, says: It cost millions., value: 5000000, sources: [BLOG], verdict: rejected, reason: No calculation is given.}
`

func TestTrapsAreRanked(t *testing.T) {
	s := storyOf(reportOf(t, "claims", contestedRecord), roleNamed(t, "sre"), Public)
	want := []Trap{
		{"According to a press report by The Paper, it ended at two.", "It ended at one.", []string{"NEWS"}},
		{"According to a press report by The Paper, it started at noon.", "That is an hour late; the report gives 11:00.", []string{"NEWS"}},
		{"According to a widely shared post, nobody called.", "Too simple. Somebody did.", []string{"BLOG"}},
		{"According to Acme's own report on the outage, it started at eleven or so.", "The log is exact.", []string{"OFF"}},
	}
	got := traps(s)
	for i := range max(len(got), len(want)) {
		if i >= len(got) || i >= len(want) || got[i].Wrong != want[i].Wrong || got[i].Right != want[i].Right || !slices.Equal(got[i].Sources, want[i].Sources) {
			t.Fatalf("trap %d:\n%+v\nwant\n%+v", i, got, want)
		}
	}
}

func TestNumbersToAvoid(t *testing.T) {
	s := storyOf(reportOf(t, "claims", contestedRecord), roleNamed(t, "sre"), Public)
	var got []string
	for _, trap := range numbersToAvoid(s) {
		got = append(got, trap.Wrong+" / "+trap.Right)
	}
	want := []string{
		"Orders lost: 900 orders. / Accounts differ. 900: It was counted. 1,200: It counts the carts too.",
		"According to a widely shared post, it cost millions. / No calculation is given.",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got\n%s", strings.Join(got, "\n"))
	}
}

// The numbers are the report's own, with their ends and how sure they are: the role's first, then the documents'.
func TestNumbers(t *testing.T) {
	for name, report := range askedReports(t) {
		for _, role := range append(rolesFor(name), Role{Name: "bare", Depth: Text}) {
			s := storyOf(report, role, Public)
			found := numbers(s)
			if len(found) > mostNumbers || found == nil || name == flagship && len(found) < mostNumbers {
				t.Errorf("%s, %s: %d numbers", name, role.Name, len(found))
			}
			seen := map[string]bool{}
			for _, n := range found {
				m := s.Measure(n.Measure.Name, n.Measure.Scope)
				if !m.Known() || n.Value != s.Print(m) || n.Title == "" || n.How == "" || n.Sure == "" || seen[n.Title] {
					t.Errorf("%s, %s: %+v", name, role.Name, n)
				}
				seen[n.Title] = true
				if notSaid.MatchString(n.How+" "+n.Sure) || strings.Contains(n.Title, "_") {
					t.Errorf("%s, %s: nobody can say %q, %q, %q", name, role.Name, n.Title, n.How, n.Sure)
				}
				checkPlain(t, s, n.How)
			}
		}
	}
}

func TestNumbersFollowTheRole(t *testing.T) {
	report := reportOf(t, flagship, "")
	role := Role{Name: "x", Depth: Text, Numbers: []string{"time_to_detect@wave:health-checks", "no_such_measure", "promises_missed", "time_to_detect"}}
	var got []string
	for _, n := range numbers(storyOf(report, role, Public)) {
		got = append(got, n.Title+" = "+n.Value+": "+n.How+". "+n.Sure)
	}
	want := []string{
		"Until it was detected, load-balancer health checks = 1 h 22 min: from the start at 05:30 to detection at 06:52. Several accounts agree on its ends.",
		"Promises of a next message that were missed = 8 promises: promises missed, of all promises of a next message. Counted in the record, which may not know of all.",
		"Until it was detected = 4 min: from the start at 23:48 to detection at 23:52. One of its ends rests on a single account.",
		"The whole incident = 14 h 32 min (up to 16 h 5 min by other accounts): from the start at 23:48 to the end at 14:20. Sources differ: 14 hours 32 minutes by the account used, up to 16 hours 5 minutes by other accounts.",
		"Until the cause was identified = 50 min (down to 38 min by other accounts): from the start at 23:48 to the finding of the cause at 00:38. Sources differ: 50 minutes by the account used, down to 38 minutes by other accounts.",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got\n%s", strings.Join(got, "\n"))
	}
}

// The documents and the briefs remember the same numbers, in the same order, when no role says otherwise.
func TestNumbersFallBackToTheDocuments(t *testing.T) {
	for name, report := range askedReports(t) {
		s := storyOf(report, Role{Name: "bare", Depth: Text}, Public)
		var ours, theirs []string
		for _, n := range numbers(s) {
			ours = append(ours, n.Title)
		}
		for _, n := range s.FiveNumbers() {
			theirs = append(theirs, n.Title)
		}
		for i := range ours {
			if n := numbers(s)[i].Measure; strings.HasPrefix(n.Scope, "wave:") {
				ours[i] = "The first wave, " + s.waveName(n.Scope)
			}
		}
		if !slices.Equal(ours, theirs) {
			t.Errorf("%s: %q here, %q in the documents", name, ours, theirs)
		}
	}
}
