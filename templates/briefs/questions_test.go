package briefs

import (
	"encoding/json"
	"fmt"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/postmortem-dev/postmortem/analysis"
	"github.com/postmortem-dev/postmortem/incidents"
	"github.com/postmortem-dev/postmortem/incidents/corpus"
	"github.com/postmortem-dev/postmortem/templates"
)

const flagship = "aws-2025-10-20-dynamodb-dns"

// askedRecords are half-filled records, and one whose texts are full of signs.
var askedRecords = map[string]string{
	"smallest": "id: a\ntitle: A\ntimeline: [{at: 2025-01-01T10:00Z, text: It broke.}]",
	"open": `
id: open
title: Checkout is slow
status: open
timezone: Europe/Berlin
as_of: 2025-03-01 12:30
timeline:
  - {at: 2025-03-01 11:00, text: Checkout slows down., milestone: started}
  - {at: 2025-03-01 11:07, text: A monitor fires., milestone: detected}
services: [{id: checkout, name: Checkout, windows: [{from: 2025-03-01 11:00, level: degraded}]}]
actions: [{text: Find out why., owner: Payments}]
`,
	"interval": `
id: interval
title: Uncertain
timezone: UTC
status: resolved
timeline:
  - {at: {from: 2025-03-01 11:00, to: 2025-03-01 11:10}, text: Errors begin., milestone: started}
  - {at: 2025-03-01 12:00, text: Somebody calls., milestone: identified}
  - {at: ~2025-03-01 13:00, text: Over., milestone: [mitigated, resolved]}
services:
  - {id: web, depends_on: [{any_of: [a, b], need: 1, kind: hard}], windows: [{from: 2025-03-01 11:00, to: 2025-03-01 13:00, level: down}]}
  - {id: a, windows: [{level: down}]}
  - {id: b}
`,
	"hostile": `
id: hostile
title: "<script>alert(1)</script> & *bold* → 50% – |x|"
organization: "A & B <b>"
timezone: UTC
status: resolved
summary: "Load rose by 50% → web fell over – and stayed down (for 2 h 5 min)."
sources: [{id: S, title: "rm -rf | <img>", publisher: "=cmd()", kind: press}]
timeline:
  - {id: e1, at: 2025-03-01 11:00, text: "<b>Errors</b> begin → 50% of calls fail & time out.", milestone: [triggered, started], kind: trigger, sources: [S]}
  - {id: e2, at: 2025-03-01 11:30, text: "=1+1", milestone: detected, kind: detection}
  - {id: e3, at: 2025-03-01 13:00, text: "[link](javascript:x) ends it.", milestone: resolved, kind: recovery}
causes: [{id: c, kind: trigger, text: "A deploy took the flag from 100% → 0% – by mistake in <config> & nobody looked at the second page of the form, where it said so."}]
claims: [{about: e1, says: "It began at noon → 12:00.", at: 2025-03-01 12:00, sources: [S], verdict: rejected, reason: "<i>Wrong</i> (S): the log says 11:00 – see above."}]
questions:
  - {text: "Why <b>?", answer: "Because."}
  - {text: "Who → paid?", answer: "It took → 2 h 5 min & 50% – as the form had lost its second page, and the people who knew it were away that day."}
unknowns: [{text: "→ known."}]
actions: [{text: "Raise the limit from 50% → 80%.", answers: [c], status: open}]
lessons: [{text: "Look at <b>both</b> pages – always."}]
glossary: [{term: "Flag", meaning: "<b>A switch</b>"}]
`,
}

func reportOf(t testing.TB, name, yaml string) *analysis.Report {
	t.Helper()
	data := []byte(yaml)
	if yaml == "" {
		_, data, _ = corpus.Read(name)
	}
	found, diags := incidents.Parse(name, data)
	if incidents.HasErrors(diags) || len(found) != 1 {
		t.Fatalf("%s: %v", name, diags)
	}
	return analysis.Run(found[0])
}

func storyOf(r *analysis.Report, role Role, frame Frame) *Story {
	return &Story{View: templates.NewView(r), Report: r, Role: role, Frame: frame, LengthS: 120}
}

func roleNamed(t testing.TB, name string) Role {
	t.Helper()
	role, ok := FindRole(name)
	if !ok {
		t.Fatalf("no role %s", name)
	}
	return role
}

// stripped returns an incident without one of its parts.
func stripped(in incidents.Incident, part string) *analysis.Report {
	reflect.ValueOf(&in).Elem().FieldByName(part).SetZero()
	return analysis.Run(&in)
}

func askedReports(t testing.TB) map[string]*analysis.Report {
	whole := reportOf(t, flagship, "")
	out := map[string]*analysis.Report{flagship: whole}
	for name, yaml := range askedRecords {
		out[name] = reportOf(t, name, yaml)
	}
	for _, part := range []string{"Sources", "Waves", "Communications", "Services", "Impact", "Causes", "Detection", "Claims", "Questions", "Unknowns", "Actions", "Lessons", "Glossary", "WentWell"} {
		out["without "+part] = stripped(*whole.Incident, part)
	}
	return out
}

// rolesFor returns all roles, for a flagship without a part one that hears the text and one that hears plain words.
func rolesFor(name string) []Role {
	return slices.DeleteFunc(Roles(), func(r Role) bool {
		return strings.HasPrefix(name, "without ") && r.Name != "sre" && r.Name != "leadership"
	})
}

// notSaid are signs and shorthand that nobody can say.
var notSaid = regexp.MustCompile(`[→–—−%]|\b\d+ (h|min|s|d)\b|<no value>|%!|\b(NaN|Inf|nil)\b|\b1970\b|\s\s|,,|\.\.`)

// Every question has an answer that can be said, or an honest line in its place; each rests on something that exists.
func TestQuestionsKeepTheirLaws(t *testing.T) {
	for name, report := range askedReports(t) {
		for _, role := range rolesFor(name) {
			frame := Public
			if role.Name == "swe" {
				frame = Own
			}
			t.Run(name+"/"+role.Name, func(t *testing.T) {
				s := storyOf(report, role, frame)
				answered, open := questions(s)
				checkAnswered(t, s, answered)
				checkOpen(t, s, open)
				checkApart(t, append(slices.Clone(answered), open...))
				if name != flagship {
					return
				}
				again, openAgain := questions(storyOf(report, role, frame))
				if !reflect.DeepEqual(answered, again) || !reflect.DeepEqual(open, openAgain) {
					t.Error("asked twice, it answers differently")
				}
				if len(answered) < 8 {
					t.Errorf("only %d answered questions", len(answered))
				}
			})
		}
	}
}

func checkAnswered(t *testing.T, s *Story, answered []QA) {
	t.Helper()
	hardness := 0
	for _, q := range answered {
		if n := Words(q.Answer); n < 20 && q.Generator != "" || n == 0 || n > 60 {
			t.Errorf("%s: %d words: %s", q.Question, n, q.Answer)
		}
		if m := notSaid.FindString(q.Answer); m != "" {
			t.Errorf("%s: nobody can say %q: %s", q.Question, m, q.Answer)
		}
		if q.Hardness < hardness || q.Hardness < 1 || q.Hardness > 5 {
			t.Errorf("%s: hardness %d after %d", q.Question, q.Hardness, hardness)
		}
		hardness = q.Hardness
		checkEvidence(t, s, q)
		if q.Generator == "" {
			continue
		}
		for _, sentence := range Sentences(q.Answer) {
			if Words(sentence) > 32 {
				t.Errorf("%s: %d words in one breath: %s", q.Question, Words(sentence), sentence)
			}
		}
		checkPlain(t, s, q.Question+" "+q.Answer)
	}
}

func checkOpen(t *testing.T, s *Story, open []QA) {
	t.Helper()
	for _, q := range open {
		if q.Answer != "" || q.Say == "" || Words(q.Say) > 100 || notSaid.MatchString(q.Say) {
			t.Errorf("%s: %d words to say: %s", q.Question, Words(q.Say), q.Say)
		}
		checkEvidence(t, s, q)
	}
}

// checkEvidence wants each piece of evidence to be an event, a source or a measure that exists.
func checkEvidence(t *testing.T, s *Story, q QA) {
	t.Helper()
	if len(q.Evidence) == 0 {
		t.Errorf("%s: rests on nothing", q.Question)
	}
	for _, id := range q.Evidence {
		name, scope, scoped := strings.Cut(id, "@")
		if !scoped {
			scope = analysis.WholeIncident
		}
		event := slices.ContainsFunc(s.Timeline, func(e incidents.Event) bool { return e.ID == id })
		source := slices.ContainsFunc(s.Sources, func(x incidents.Source) bool { return x.ID == id })
		measure := slices.ContainsFunc(s.Results, func(r analysis.Result) bool { _, ok := r.Measure(name, scope); return ok })
		lost := len(s.Sources) == 0 && reportCites(s, id) // a test has taken the sources away
		if id == "" || !event && !source && !measure && !lost {
			t.Errorf("%s: there is no %q to rest on", q.Question, id)
		}
	}
}

func reportCites(s *Story, id string) bool {
	data, _ := json.Marshal(s.Timeline)
	text, _ := json.Marshal([]any{s.Services, s.Causes, s.Incident.Lessons, s.Incident.Actions, s.WentWell, s.WentPoorly, s.GotLucky, s.Unknowns, s.Incident.Questions, s.Detection, s.Incident.Impact, s.Communications, s.Claims})
	return strings.Contains(string(data)+string(text), `"`+id+`"`)
}

// checkPlain wants no term of the trade in what a plain listener hears.
func checkPlain(t *testing.T, s *Story, text string) {
	t.Helper()
	if s.Role.Depth != Plain {
		return
	}
	words := slices.Clone(s.Role.Avoid)
	for _, term := range s.Incident.Glossary {
		words = append(words, regexp.MustCompile(` \(.*`).ReplaceAllString(term.Term, ""))
	}
	for _, w := range words {
		if regexp.MustCompile(`(?i)\b` + regexp.QuoteMeta(w) + `s?\b`).MatchString(text) {
			t.Errorf("%s hears %q: %s", s.Role.Name, w, text)
		}
	}
}

func checkApart(t *testing.T, all []QA) {
	t.Helper()
	seen := map[string]bool{}
	for _, q := range all {
		for _, text := range []string{q.Question, q.Answer} {
			if text != "" && seen[text] {
				t.Errorf("twice: %s", text)
			}
			seen[text] = true
		}
	}
}

// spokenNumber finds a duration or a share as it is said.
var spokenNumber = regexp.MustCompile(`\d+ (?:days?|hours?|minutes?|seconds?)(?: \d+ (?:hours?|minutes?))?|\d+ percent`)

// Every number said stands in the report, in the sentences of the documents, or in the record.
func TestAnswersHoldTheReportsNumbers(t *testing.T) {
	for name, report := range askedReports(t) {
		s := storyOf(report, roleNamed(t, "sre"), Public)
		record, _ := json.Marshal(report.Incident)
		known := []string{s.Tail(), s.Longest(), s.Chain(), s.Lasted(), string(record)}
		for _, r := range report.Results {
			for _, m := range r.Measures {
				known = append(known, s.Print(m), templates.Short(m))
			}
		}
		report := regexp.MustCompile(`(\d)%`).ReplaceAllString(Spoken(strings.Join(known, " ; ")), "$1 percent")
		for _, role := range rolesFor(name) {
			answered, _ := questions(storyOf(s.Report, role, Public))
			for _, q := range answered {
				for _, number := range spokenNumber.FindAllString(q.Answer, -1) {
					if q.Generator != "" && !strings.Contains(report, number) {
						t.Errorf("%s, %s: the report has no %q: %s", name, role.Name, number, q.Answer)
					}
				}
			}
		}
	}
}

// The record's own questions come before generated ones about the same thing, and short answers are no answers.
func TestAuthoredQuestions(t *testing.T) {
	long := strings.Repeat("This sentence has exactly ten words, and it is one. ", 7)
	yaml := askedRecords["open"] + fmt.Sprintf(`
questions:
  - {text: "How did anybody notice?", id: detection, answer: "A monitor watched the checkout and fired when the slow calls had gone on for seven minutes, which was late but enough."}
  - {text: "Why has it lasted so long?", answer: "Because nobody knew which of the two payment providers was slow, and turning one off would have cost them a day of sales."}
  - {text: "What is known of the payments?", answer: Nothing yet.}
  - {text: "What does it look like?", answer: %q}
  - {text: "Who was on call?"}
  - {text: "Is it the database?", roles: [swe], answer: Not by what is known.}
`, long)
	s := storyOf(reportOf(t, "authored", yaml), roleNamed(t, "sre"), Public)
	answered, open := questions(s)
	got := map[string]QA{}
	for _, q := range append(slices.Clone(answered), open...) {
		got[q.Question] = q
	}
	for _, generated := range []string{"How was it found?", "Why is it not over yet?"} {
		if _, ok := got[generated]; ok {
			t.Errorf("%q stands beside the record's own", generated)
		}
	}
	if _, ok := got["Is it the database?"]; ok {
		t.Error("a question for another role is asked")
	}
	if q := got["What is known of the payments?"]; q.Answer != "" || !strings.HasPrefix(q.Say, "Nothing yet.") {
		t.Errorf("a short answer became %+v", q)
	}
	if q := got["What does it look like?"]; Words(q.Answer) != 60 || !strings.HasSuffix(q.Answer, "one.") {
		t.Errorf("a long answer became %d words: %s", Words(q.Answer), q.Answer)
	}
	if q := got["Who was on call?"]; !strings.HasPrefix(q.Say, "The record does not say.") {
		t.Errorf("an unanswered question became %+v", q)
	}
}

// What misled the responders is told only where the structure of the record tells it.
func TestMisledNeedsStructure(t *testing.T) {
	const record = `
id: misled
title: Misled
timezone: UTC
status: resolved
timeline:
  - {id: e1, at: 2025-03-01 11:00, text: Checkout fails., milestone: started, services: [checkout]}
  - {id: e2, at: 2025-03-01 11:10, text: The on-call engineer suspects the fibre of the second site., kind: diagnosis, services: [%[1]s]}
  - {id: e3, at: 2025-03-01 11:40, text: A trace shows that every slow call ends in the checkout itself., kind: diagnosis, services: [checkout]}
  - {id: e4, at: 2025-03-01 12:00, text: It is over., milestone: resolved}
services:
  - {id: checkout, windows: [{from: 2025-03-01 11:00, to: 2025-03-01 12:00}]%[2]s}
  - {id: fibre}
causes: [{kind: %[3]s, text: "A cut fibre was in the news that morning, and it drew all eyes.", services: [fibre]}]
`
	for name, c := range map[string]struct {
		named, edges, kind string
		told               bool
	}{
		"told":                              {"fibre", "", "contributing", true},
		"the responders did not pursue it":  {"checkout", "", "contributing", false},
		"a dependency ties it to the event": {"fibre", ", depends_on: [{service: fibre, kind: soft}]", "contributing", false},
		"it is the trigger":                 {"fibre", "", "trigger", false},
	} {
		s := storyOf(reportOf(t, name, fmt.Sprintf(record, c.named, c.edges, c.kind)), roleNamed(t, "swe"), Public)
		qas := askMisled(s)
		if told := len(qas) > 0; told != c.told {
			t.Errorf("%s: told is %v", name, told)
		}
		for _, q := range qas {
			for _, want := range []string{"drew all eyes", "At 11:10, the on-call", "At 11:40, a trace"} {
				if !strings.Contains(q.Answer, want) {
					t.Errorf("%s: %q is missing in: %s", name, want, q.Answer)
				}
			}
		}
	}
}

func TestGeneratorsAreKnown(t *testing.T) {
	names := map[string]bool{}
	for _, g := range Generators() {
		if names[g.Name] || g.Doc == "" || g.Ask == nil || g.Hardness < 1 || g.Hardness > 5 {
			t.Errorf("generator %+v", g.Name)
		}
		names[g.Name] = true
	}
	for _, role := range Roles() {
		for _, name := range role.Questions {
			if !names[name] {
				t.Errorf("role %s asks for %s, which is no generator", role.Name, name)
			}
		}
	}
}

func TestAloud(t *testing.T) {
	for written, said := range map[string]string{
		"It took 2 h 37 min (down to 1 h by others).": "It took 2 hours 37 minutes, down to 1 hour by others.",
		"The origin (DNS) was well at 20 Oct 02:40.":  "The origin, DNS, was well at 02:40.",
		"80 % of it – most – was recovery":            "80 percent of it, most, was recovery",
		"to 14:20 PDT (UTC−7).":                       "to 14:20 PDT.",
		"between 10 min – 20 min, a → b":              "between 10 minutes to 20 minutes, a to b",
		"R&D (AWS)\n grew 50%":                        "R and D, AWS, grew 50 percent",
		"<b>Tags</b> stay as they are":                "<b>Tags</b> stay as they are",
	} {
		if got := aloud(written); got != said {
			t.Errorf("%q is said %q", written, got)
		}
	}
}
