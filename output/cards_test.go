package output

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"html"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	xhtml "golang.org/x/net/html"

	"github.com/postmortem-dev/postmortem/analysis"
	"github.com/postmortem-dev/postmortem/incidents"
	"github.com/postmortem-dev/postmortem/incidents/corpus"
	"github.com/postmortem-dev/postmortem/output/tables"
	"github.com/postmortem-dev/postmortem/templates"
	"github.com/postmortem-dev/postmortem/templates/briefs"
)

// sampleBrief returns a hand-written brief whose parts take a second each, so that a timer gets through them.
func sampleBrief() *briefs.Brief {
	value := 3600.0
	b := &briefs.Brief{
		Incident: "made-up", Title: "A made-up outage", RoleName: "sre", Role: briefs.Role{Name: "sre", Title: "a reliability engineer"},
		Frame: briefs.Public, LengthS: 5, OneSentence: "It broke.", OneBreath: "It broke, and it was mended after an hour.",
		Thin: "The record has words for about 4 seconds of the 5 asked for.", Reading: briefs.Reading{MedianSentence: 3, Ease: 90},
		Numbers: []briefs.Number{{Title: "The whole", Value: "1 h", How: "from start to end", Sure: "Official.",
			Measure: analysis.Measure{Name: "duration", Scope: "incident", Value: &value, Low: &value, High: &value, Unit: "s", From: &analysis.End{Name: "started"}, Sources: []string{"S1"}}}},
		NotToQuote: []briefs.Trap{{Wrong: "Two hours.", Right: "One.", Sources: []string{"S1"}}},
		Tailoring:  briefs.Tailoring{Cares: "How it spread.", Emphasise: []string{"Order."}, LeaveOut: []string{"News."}, Differently: []string{"Test it."}, Principle: "Limit intake.", Analogy: "A queue.", Star: []string{"Situation: it broke."}},
		Open:       []briefs.QA{{Question: "How many users?", Say: "The record does not say.", Hardness: 5}, {Question: "Who?", Say: "Nobody is named.", Hardness: 5}},
		Traps:      []briefs.Trap{{Wrong: "It was the network.", Right: "It was a name.", Sources: []string{"S1"}}},
		Glossary:   []briefs.Term{{Term: "Lease", Meaning: "A registration that ends."}},
		Sources:    []briefs.Source{{ID: "S1", Title: "The summary", URL: "https://example.org/s1", Aloud: "according to the summary"}, {ID: "S2", Title: "A talk", Aloud: "according to a talk"}},
		Delivery:   []string{"Say one number slowly."}, Improve: []string{"actions[].owner"},
		Whiteboard: briefs.Drawing{
			Boxes:  []briefs.Box{{ID: "a", Label: "A", Part: "origin"}, {ID: "b", Label: "B", Part: "path"}, {ID: "c", Label: "C", Part: "last"}},
			Arrows: []briefs.Arrow{{From: "a", To: "b", Label: "1 h more"}, {From: "b", To: "c"}},
			Steps:  []briefs.Stroke{{Draw: "Draw a box “A”.", Say: "Here it began."}, {Draw: "Draw an arrow from A to a box “B”.", Say: "Then this."}, {Draw: "Draw an arrow from B to a box “C”.", Say: "Last, this."}},
			ASCII:  "A -> B -> C\n",
			Figure: analysis.Figure{ID: "whiteboard", Kind: analysis.Graph, Title: "Whiteboard", Alt: "From A to C.",
				Nodes: []analysis.Node{{ID: "a", Label: "A", Class: analysis.ClassOrigin, State: "down"}, {ID: "b", Label: "B", Class: analysis.ClassExplained, Layer: 1}, {ID: "c", Label: "C", Class: analysis.ClassExplained, Layer: 2}},
				Edges: []analysis.Link{{Dependent: "b", Dependency: "a", Proof: true}, {Dependent: "c", Dependency: "b", Proof: true}}},
		},
	}
	for _, name := range []string{"context", "cause", "resolution", "lessons"} {
		b.Spoken = append(b.Spoken, briefs.Part{Name: name, Text: "It broke. Then it went on.", Words: 6, Seconds: 1, CutFirst: "Then it went on.", Sources: []string{"S1"}})
	}
	for i, q := range []string{"What set it off?", "Why so long?", "What misled you?", "What would you monitor?"} {
		b.Questions = append(b.Questions, briefs.QA{Question: q, Answer: "Because of " + q, Evidence: []string{"S1", "E04", "duration"}, Generator: "made", Hardness: i + 1})
	}
	return b
}

// hostileText is what a record could hold against each format: markup, formulas, signs that Anki reads, line breaks.
const hostileText = "=HYPERLINK(\"http://example.org\")\t" + attack + " [sound:x.mp3] [latex]\\input{x}[/latex] \\(x\\) \\[y\\] {{c1::z}} '--\r\n+1 \x00 “A”"

// hostileBrief is the sample with such text in every place.
func hostileBrief() *briefs.Brief {
	b := sampleBrief()
	n := 0
	var fill func(v reflect.Value)
	fill = func(v reflect.Value) {
		switch v.Kind() {
		case reflect.String:
			n++
			v.SetString(hostileText + fmt.Sprint(n))
		case reflect.Pointer:
			if !v.IsNil() {
				fill(v.Elem())
			}
		case reflect.Slice:
			for i := range v.Len() {
				fill(v.Index(i))
			}
		case reflect.Struct:
			for i := range v.NumField() {
				if v.Type().Field(i).IsExported() {
					fill(v.Field(i))
				}
			}
		}
	}
	fill(reflect.ValueOf(b).Elem())
	b.Whiteboard.Figure.Kind = analysis.Graph
	b.Sources[1].URL = "javascript:alert(1)"
	return b
}

func documentOf(b *briefs.Brief) *templates.Document {
	return &templates.Document{Title: b.Title, Template: "brief", Markdown: []byte("# a brief\n"), Report: &analysis.Report{}, Detail: b}
}

// realBriefs returns a brief of two minutes of every record of the corpus for every role that it supports, and of one
// that is nearly empty.
var realBriefs = sync.OnceValue(func() []*briefs.Brief {
	reports := []*analysis.Report{analysis.Run(nearlyEmpty())}
	for _, name := range corpus.Names() {
		file, data, _ := corpus.Read(name)
		records, _ := incidents.Parse(file, data)
		for _, record := range records {
			reports = append(reports, analysis.Run(record))
		}
	}
	var out []*briefs.Brief
	for _, report := range reports {
		for _, role := range briefs.Roles() {
			if b, err := briefs.Make(report, role, briefs.Public, 120); err == nil {
				out = append(out, b)
			}
		}
	}
	return out
})

func nearlyEmpty() *incidents.Incident {
	records, _ := incidents.Parse("one.yaml", []byte("id: one\ntitle: One event\ntimezone: UTC\ntimeline:\n  - id: e1\n    at: 2025-01-01T10:00:00Z\n    text: It broke.\n"))
	return records[0]
}

// allBriefs returns briefs of every sort.
func allBriefs(t testing.TB) map[string]*briefs.Brief {
	t.Helper()
	out := map[string]*briefs.Brief{"sample": sampleBrief(), "hostile": hostileBrief(), "empty": {}}
	for _, b := range realBriefs() {
		clone := *b
		out[b.Incident+" "+b.RoleName] = &clone
	}
	if len(out) < 8 {
		t.Fatalf("%d briefs", len(out))
	}
	return out
}

// TestCardsAreThere: one card for each number, question, trap, term and stroke, each with an identity of its own.
func TestCardsAreThere(t *testing.T) {
	for name, b := range allBriefs(t) {
		seen, kinds := map[string]bool{}, map[cardKind]int{}
		for _, c := range cardsOf(b) {
			if seen[c.guid] || !regexp.MustCompile(`^pm-[a-z2-7]{16}$`).MatchString(c.guid) {
				t.Errorf("%s: guid %q", name, c.guid)
			}
			seen[c.guid] = true
			kinds[c.kind]++
			if c.front == "" || len(c.back) == 0 {
				t.Errorf("%s: card %+v has an empty side", name, c)
			}
		}
		want := map[cardKind]int{numberCard: len(b.Numbers), questionCard: len(b.Questions) + len(b.Open), trapCard: len(b.Traps) + len(b.NotToQuote), termCard: len(b.Glossary), strokeCard: len(b.Whiteboard.Steps)}
		for kind, n := range want {
			if kinds[kind] != n {
				t.Errorf("%s: %d cards of kind %s, want %d", name, kinds[kind], kind, n)
			}
		}
	}
}

// TestCardsKeepTheirIdentity: what is asked makes the card, and not the answer, the role, the length or where it stands.
// The identities are in people's collections: they must not change.
func TestCardsKeepTheirIdentity(t *testing.T) {
	if got := guid("made-up", questionCard, "What set it off?"); got != "pm-qpdl3gmofbd4hrj5" {
		t.Errorf("guid %s", got)
	}
	b, changed := sampleBrief(), sampleBrief()
	changed.RoleName, changed.LengthS, changed.Title = "leadership", 300, "Renamed"
	changed.Numbers[0].Title, changed.Numbers[0].Value = "All of it", "2 h"
	slices.Reverse(changed.Questions)
	for i := range changed.Questions {
		changed.Questions[i].Answer, changed.Questions[i].Evidence = "Otherwise.", nil
		changed.Questions[i].Question = strings.ToUpper(changed.Questions[i].Question) + "\n"
	}
	changed.Traps[0].Right, changed.Glossary[0].Meaning, changed.Whiteboard.Steps[1].Say = "x", "x", "x"
	if diff := cmp.Diff(guids(b), guids(changed)); diff != "" {
		t.Error(diff)
	}
	for _, other := range []string{guid("other", questionCard, "What set it off?"), guid("made-up", trapCard, "What set it off?"), guid("made-up", questionCard, "What set it off")} {
		if slices.Contains(guids(b), other) {
			t.Errorf("%s stands for two cards", other)
		}
	}
}

func guids(b *briefs.Brief) []string {
	var out []string
	for _, c := range cardsOf(b) {
		out = append(out, c.guid)
	}
	slices.Sort(out)
	return out
}

// formulaStart is what a spreadsheet may take for the start of a formula, after what it may drop.
var formulaStart = regexp.MustCompile(`^[\s\pC]*[=+\-@＝＋－＠]`)

// TestCSVIsSafe: every card comes back from the table as it was, in lines as RFC 4180 has them, and no cell is a formula.
func TestCSVIsSafe(t *testing.T) {
	for name, b := range allBriefs(t) {
		b.Traps = append(b.Traps, briefs.Trap{Wrong: "-1", Right: "\u200b @SUM(A1)"}, briefs.Trap{Wrong: "＝1", Right: "- a point"})
		out := string(render(t, "csv", documentOf(b), Options{}))
		if strings.Count(out, "\n") != strings.Count(out, "\r\n") || !strings.HasPrefix(out, "guid,kind,front,back,evidence,tags\r\n") {
			t.Errorf("%s: line ends or head: %.80q", name, out)
		}
		records, err := csv.NewReader(strings.NewReader(out)).ReadAll()
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		cards := cardsOf(b)
		if len(records) != 1+len(cards) {
			t.Fatalf("%s: %d records of %d cards", name, len(records), len(cards))
		}
		for i, c := range cards {
			record := records[i+1]
			for k, cell := range record {
				if formulaStart.MatchString(cell) {
					t.Errorf("%s: cell %.40q", name, cell)
				}
				record[k] = tables.Unguard(cell)
			}
			want := []string{c.guid, string(c.kind), c.front, strings.Join(c.back, "\n"), strings.Join(c.evidence, " "), strings.Join(tags(b), " ")}
			if diff := cmp.Diff(want, record); diff != "" {
				t.Errorf("%s: %s", name, diff)
			}
		}
	}
}

// note is what Anki has of a card.
type note struct{ deck, front, back string }

// importAnki reads a file as Anki's importer does: lines of #key:value at the top, then records by the separator, of which
// lines that begin with # are comments; the columns that the head does not name are the fields.
func importAnki(t *testing.T, file string, collection map[string]note) (head map[string]string) {
	t.Helper()
	head = map[string]string{}
	for strings.HasPrefix(file, "#") {
		line, rest, _ := strings.Cut(file, "\n")
		key, value, _ := strings.Cut(line[1:], ":")
		head[key], file = value, rest
	}
	if head["separator"] != "tab" || head["html"] != "true" || head["guid column"] != "1" || head["deck column"] != "2" || head["if matches"] != "update current" {
		t.Fatalf("head %v", head)
	}
	r := csv.NewReader(strings.NewReader(file))
	r.Comma, r.Comment, r.FieldsPerRecord = '\t', '#', 4
	records, err := r.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	for _, record := range records {
		collection[record[0]] = note{record[1], record[2], record[3]}
	}
	return head
}

// TestAnkiImports: every card arrives with its text as it was, and nothing in it is markup but ours.
func TestAnkiImports(t *testing.T) {
	for name, b := range allBriefs(t) {
		file := string(render(t, "anki", documentOf(b), Options{}))
		collection := map[string]note{}
		head := importAnki(t, file, collection)
		cards := cardsOf(b)
		if len(collection) != len(cards) || !strings.Contains(head["tags"], "role::"+word(b.RoleName)) {
			t.Errorf("%s: %d notes of %d cards, head %v", name, len(collection), len(cards), head)
		}
		for _, c := range cards {
			n := collection[c.guid]
			if !strings.HasPrefix(n.deck, "Postmortem::"+word(b.Incident)+"::") || strings.ContainsAny(word(b.Incident), ": \t\"") {
				t.Errorf("%s: deck %q", name, n.deck)
			}
			if got, want := shown(t, n.front), c.front+"\n"+oneLine(b.Title); got != want {
				t.Errorf("%s: front %q, want %q", name, got, want)
			}
			if got, want := shown(t, n.back), strings.Join(c.back, "\n"); !strings.HasPrefix(got, want) {
				t.Errorf("%s: back %q, want %q", name, got, want)
			}
			for _, field := range []string{n.front, n.back} {
				if formulaStart.MatchString(field) || regexp.MustCompile(`[\t\r\n\x00"\[{]`).MatchString(field) || regexp.MustCompile(`\\[(\[]`).MatchString(html.UnescapeString(field)) {
					t.Errorf("%s: field %.200q", name, field)
				}
			}
		}
	}
}

// shown returns the text of a field as Anki shows it, without the word joiners, which take no room.
func shown(t *testing.T, field string) string {
	t.Helper()
	var out strings.Builder
	z := xhtml.NewTokenizer(strings.NewReader(field))
	for {
		switch z.Next() {
		case xhtml.ErrorToken:
			return strings.ReplaceAll(out.String(), "\u2060", "")
		case xhtml.TextToken:
			out.WriteString(xhtml.UnescapeString(string(z.Raw())))
		case xhtml.StartTagToken:
			token := z.Token()
			if !slices.Contains([]string{"b", "br", "small"}, token.Data) || len(token.Attr) > 0 {
				t.Errorf("tag %s in %q", token, field)
			}
			if token.Data == "br" {
				out.WriteString("\n")
			}
		}
	}
}

// TestSecondImportUpdates: importing a later brief, or that of another role, changes the notes that are there and adds
// only what is new.
func TestSecondImportUpdates(t *testing.T) {
	b := sampleBrief()
	collection := map[string]note{}
	importAnki(t, string(render(t, "anki", documentOf(b), Options{})), collection)
	before := len(collection)
	b.RoleName = "support"
	b.Questions[1].Answer = "Corrected."
	b.Glossary = append(b.Glossary, briefs.Term{Term: "Race", Meaning: "Two at once."})
	importAnki(t, string(render(t, "anki", documentOf(b), Options{})), collection)
	if got := collection[guid("made-up", questionCard, "Why so long?")].back; len(collection) != before+1 || !strings.HasPrefix(got, "Corrected.") {
		t.Errorf("%d notes after %d, answer %q", len(collection), before, got)
	}
	real := map[string]note{}
	sum := 0
	for _, b := range realBriefs() {
		sum += len(cardsOf(b))
		importAnki(t, string(render(t, "anki", documentOf(b), Options{})), real)
	}
	if len(real) >= sum {
		t.Errorf("%d cards of all roles make %d notes: no two roles share one", sum, len(real))
	}
}

// TestBriefsSameBytes: rendering a brief has no clock, no random ids and no map order in it.
func TestBriefsSameBytes(t *testing.T) {
	for name, b := range allBriefs(t) {
		for _, f := range Formats() {
			if refusal(f.Name, documentOf(b)) != nil {
				continue
			}
			once, again := render(t, f.Name, documentOf(b), Options{}), render(t, f.Name, documentOf(b), Options{})
			if !bytes.Equal(once, again) {
				t.Errorf("%s of %s differs from itself", f.Name, name)
			}
		}
	}
}

// saidIn returns every text of a brief that a reader must find on a page.
func saidIn(b *briefs.Brief) []string {
	out := slices.Concat([]string{b.Title, b.Thin, b.OneSentence, b.OneBreath}, b.Delivery, b.Improve,
		[]string{b.Tailoring.Cares, b.Tailoring.Principle, b.Tailoring.Analogy}, b.Tailoring.Emphasise, b.Tailoring.LeaveOut, b.Tailoring.Differently, b.Tailoring.Star)
	for _, c := range cardsOf(b) {
		out = append(out, c.back...)
	}
	for _, p := range b.Spoken {
		out = append(out, briefs.Sentences(p.Text)...)
	}
	for _, q := range append(slices.Clone(b.Questions), b.Open...) {
		out = append(out, q.Question)
	}
	for _, s := range b.Sources {
		out = append(out, s.Title, s.Aloud)
	}
	return slices.DeleteFunc(out, func(s string) bool { return strings.HasPrefix(s, "Say: ") })
}
