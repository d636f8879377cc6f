package output

import (
	"bytes"
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/postmortem-dev/postmortem/analysis"
	"github.com/postmortem-dev/postmortem/analysis/compare"
	"github.com/postmortem-dev/postmortem/incidents"
	"github.com/postmortem-dev/postmortem/incidents/corpus"
	"github.com/postmortem-dev/postmortem/templates"
)

// sample returns a hand-written document over a made-up report that resembles a long outage of a cloud region.
func sample(t testing.TB) *templates.Document {
	t.Helper()
	report := &analysis.Report{Incident: &incidents.Incident{ID: "made-up", Title: "A made-up outage", Timezone: "America/Los_Angeles"}}
	if err := json.Unmarshal(readFile(t, "results.json"), &report.Results); err != nil {
		t.Fatal(err)
	}
	return &templates.Document{Title: "A made-up outage in one region", Template: "postmortem", Markdown: readFile(t, "document.md"), Report: report}
}

func readFile(t testing.TB, name string) []byte {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// realDocuments returns what every template makes of the first record of the corpus, and the default one of the rest.
func realDocuments(t testing.TB) []*templates.Document {
	t.Helper()
	var out []*templates.Document
	for i, name := range corpus.Names() {
		file, data, _ := corpus.Read(name)
		records, _ := incidents.Parse(file, data)
		for _, record := range records {
			report := analysis.Run(record)
			for _, template := range templates.List() {
				if i > 0 && template.Name != templates.Default {
					continue
				}
				doc, err := templates.Execute(template.Name, report)
				if err != nil {
					t.Fatalf("%s of %s: %v", template.Name, record.ID, err)
				}
				out = append(out, doc)
			}
		}
	}
	return out
}

// firstCompared compares at most n of the records of the corpus.
func firstCompared(t testing.TB, n int, groupBy string) *templates.Document {
	t.Helper()
	var digests []*compare.Digest
	for _, name := range corpus.Names()[:min(n, len(corpus.Names()))] {
		file, data, _ := corpus.Read(name)
		records, _ := incidents.Parse(file, data)
		for _, record := range records {
			digest := compare.Of(analysis.Run(record))
			digests = append(digests, &digest)
		}
	}
	set, err := compare.Select(digests, compare.Options{GroupBy: groupBy})
	if err != nil {
		t.Fatal(err)
	}
	doc, err := templates.Compare(compare.Run(set), nil)
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

func render(t testing.TB, format string, doc *templates.Document, o Options) []byte {
	t.Helper()
	f, ok := Find(format)
	if !ok {
		t.Fatalf("no format %s", format)
	}
	b, err := f.Render(doc, o)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestFormats(t *testing.T) {
	var names []string
	for _, f := range Formats() {
		names = append(names, f.Name)
		if f.Ext != "."+f.Name && f.Name != "anki" || !strings.HasSuffix(f.Doc, ".") {
			t.Errorf("format %+v: an extension and a sentence are due", f)
		}
		if found, ok := Find(f.Name); !ok || found.Name != f.Name {
			t.Errorf("%s is not found", f.Name)
		}
	}
	if diff := cmp.Diff([]string{"md", "html", "json", "anki", "csv", "parquet", "jsonl"}, names); diff != "" {
		t.Error(diff)
	}
	if _, ok := Find("pdf"); ok {
		t.Error("a format that is not there is found")
	}
}

func TestMarkdownIsTheDocument(t *testing.T) {
	doc := sample(t)
	got := render(t, "md", doc, Options{})
	if !bytes.Equal(got, doc.Markdown) {
		t.Error("the bytes differ")
	}
	got[0] = 'x'
	if doc.Markdown[0] == 'x' {
		t.Error("the bytes are shared with the document")
	}
}

// TestSameBytes: rendering has no clock, no random ids and no map order in it.
func TestSameBytes(t *testing.T) {
	for _, doc := range append(realDocuments(t), sample(t)) {
		for _, f := range Formats() {
			if refusal(f.Name, doc) != nil {
				continue
			}
			o := Options{Program: "1.2.3", script: []byte("var echarts;")}
			if !bytes.Equal(render(t, f.Name, doc, o), render(t, f.Name, doc, o)) {
				t.Errorf("%s of %s differs from itself", f.Name, doc.Title)
			}
		}
	}
}

// documented returns the rows of the table in a section of docs/json.md: by the name that begins a row, the names in it.
func documented(t *testing.T, section string) map[string][]string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("..", "docs", "json.md"))
	if err != nil {
		t.Fatal(err)
	}
	_, rest, ok := strings.Cut(string(text), "## "+section+"\n")
	if !ok {
		t.Fatalf("docs/json.md has no section %q", section)
	}
	rest, _, _ = strings.Cut(rest, "\n## ")
	rows := map[string][]string{}
	for _, m := range regexp.MustCompile("(?m)^\\| `(\\w+)` \\|(.*)$").FindAllStringSubmatch(rest, -1) {
		rows[m[1]] = regexp.MustCompile("`\\w+`").FindAllString(m[2], -1)
	}
	return rows
}

// TestJSONIsDocumented: what is in the JSON stands in docs/json.md, and the keys said to be always there are.
func TestJSONIsDocumented(t *testing.T) {
	always := []string{"name", "scope", "value", "low", "high", "unit", "from", "to", "sources", "note"}
	for _, doc := range append(realDocuments(t), sample(t)) {
		var report struct {
			Schema   string
			Incident map[string]any
			Results  []map[string]any
		}
		if err := json.Unmarshal(render(t, "json", doc, Options{}), &report); err != nil {
			t.Fatal(err)
		}
		if report.Schema != "postmortem-report/v1" || report.Incident["id"] == "" {
			t.Errorf("schema %q of incident %q", report.Schema, report.Incident["id"])
		}
		for _, result := range report.Results {
			checkKeys(t, "A result", result, []string{"name", "title", "measures", "figures", "notes", "detail"})
			details, name := documented(t, "Details"), result["name"].(string)
			for key := range result["detail"].(map[string]any) {
				if !slices.Contains(details[name], "`"+key+"`") {
					t.Errorf("docs/json.md does not list %q in the detail of %s", key, name)
				}
			}
			for _, m := range objects(result["measures"]) {
				checkKeys(t, "A measure", m, always)
				if m["value"] == nil && m["note"] == "" {
					t.Errorf("%v of %v is unknown without a note", m["name"], m["scope"])
				}
				for _, end := range []string{"from", "to"} {
					if e, ok := m[end].(map[string]any); ok {
						checkKeys(t, "An end", e, []string{"name"})
					}
				}
			}
			for _, n := range objects(result["notes"]) {
				checkKeys(t, "A note", n, []string{"scope", "text"})
			}
			for _, f := range objects(result["figures"]) {
				checkKeys(t, "A figure", f, []string{"id", "kind", "title", "alt"})
			}
		}
	}
}

func objects(list any) []map[string]any {
	var out []map[string]any
	for _, item := range list.([]any) {
		out = append(out, item.(map[string]any))
	}
	return out
}

func checkKeys(t *testing.T, section string, object map[string]any, always []string) {
	t.Helper()
	rows := documented(t, section)
	for key := range object {
		if _, ok := rows[key]; !ok {
			t.Errorf("docs/json.md does not list %q under %q", key, section)
		}
	}
	for _, key := range always {
		_, listed := rows[key]
		if _, ok := object[key]; !ok || !listed {
			t.Errorf("%q is missing in %v, or under %q", key, object["name"], section)
		}
	}
}

// TestJSONHasNoNilLists: readers find [] where a list is empty, at every depth, and the report stays as it was.
func TestJSONHasNoNilLists(t *testing.T) {
	type inner struct {
		List []string             `json:"list"`
		Map  map[string][]float64 `json:"map"`
		Any  any                  `json:"any"`
		At   time.Time            `json:"at"`
	}
	at := time.Date(2025, 10, 20, 0, 0, 0, 0, time.UTC)
	detail := struct {
		Inner  []inner `json:"inner"`
		Pair   [2]*inner
		Nobody *inner `json:"nobody"`
	}{Inner: []inner{{Map: map[string][]float64{"a": nil}, Any: []int(nil), At: at}}, Pair: [2]*inner{{}, nil}}
	doc := &templates.Document{Report: &analysis.Report{Results: []analysis.Result{{Name: "x", Detail: detail, Measures: []analysis.Measure{{Name: "m", Note: "why"}}}}}}
	got := string(render(t, "json", doc, Options{}))
	for _, want := range []string{`"list": []`, `"a": []`, `"any": []`, `"sources": []`, `"figures": []`, `"notes": []`, `"at": "2025-10-20T00:00:00Z"`, `"nobody": null`, `"value": null`, `"incident": null`} {
		if !strings.Contains(got, want) {
			t.Errorf("no %s in\n%s", want, got)
		}
	}
	if detail.Inner[0].List != nil || doc.Report.Results[0].Figures != nil {
		t.Error("the report was changed")
	}
	if empty := string(render(t, "json", &templates.Document{}, Options{})); !strings.Contains(empty, `"results": []`) {
		t.Errorf("a document without a report gives %s", empty)
	}
}

func TestJSONRefusesWhatIsNoNumber(t *testing.T) {
	nan := math.NaN()
	for _, result := range []analysis.Result{
		{Name: "phases", Measures: []analysis.Measure{{Name: "time_to_detect", Scope: "wave:dns", High: &nan}}},
		{Name: "impact", Figures: []analysis.Figure{{Rows: []analysis.Row{{Low: &nan}}}}},
		{Name: "blast", Detail: map[string]float64{"precision": math.Inf(1)}},
	} {
		_, err := encodeReport(&analysis.Report{Results: []analysis.Result{result}})
		if err == nil || !strings.Contains(err.Error(), result.Name) || len(result.Measures) > 0 && !strings.Contains(err.Error(), "time_to_detect of wave:dns") {
			t.Errorf("result %s: error %v", result.Name, err)
		}
	}
}

// TestJSONKeepsText: text is not escaped for HTML, and what JSON itself must escape is.
func TestJSONKeepsText(t *testing.T) {
	text := "</script> & <b> \u2028 \"q\" \x01 😀"
	doc := &templates.Document{Report: &analysis.Report{Results: []analysis.Result{{Notes: []analysis.Note{{Text: text}}}}}}
	got := render(t, "json", doc, Options{})
	if !bytes.Contains(got, []byte(`</script> & <b> \u2028 \"q\" \u0001 😀`)) {
		t.Errorf("%s", got)
	}
}

func BenchmarkFormats(b *testing.B) {
	docs := map[string]*templates.Document{"sample": sample(b)}
	for _, doc := range realDocuments(b) {
		if doc.Template == templates.Default {
			docs["real"] = doc
		}
	}
	for _, name := range []string{"sample", "real"} {
		doc := docs[name]
		if doc == nil {
			continue
		}
		for _, f := range Formats() {
			if refusal(f.Name, doc) != nil {
				continue
			}
			b.Run(name+"/"+f.Name, func(b *testing.B) {
				for b.Loop() {
					render(b, f.Name, doc, Options{})
				}
			})
		}
	}
}
