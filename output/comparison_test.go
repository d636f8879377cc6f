package output

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/postmortem-dev/postmortem/analysis"
	"github.com/postmortem-dev/postmortem/analysis/compare"
	"github.com/postmortem-dev/postmortem/incidents"
	"github.com/postmortem-dev/postmortem/incidents/corpus"
	"github.com/postmortem-dev/postmortem/templates"
)

// realDigests are those of the corpus, and of a record that is nearly empty.
var realDigests = sync.OnceValue(func() []*compare.Digest {
	empty := compare.Of(analysis.Run(nearlyEmpty()))
	out := []*compare.Digest{&empty}
	for _, name := range corpus.Names() {
		file, data, _ := corpus.Read(name)
		records, _ := incidents.Parse(file, data)
		for _, record := range records {
			d := compare.Of(analysis.Run(record))
			out = append(out, &d)
		}
	}
	return out
})

// comparison returns a document about the corpus.
func comparison(t testing.TB, o compare.Options) *templates.Document {
	t.Helper()
	return comparisonOf(t, realDigests(), o)
}

func comparisonOf(t testing.TB, digests []*compare.Digest, o compare.Options) *templates.Document {
	t.Helper()
	set, err := compare.Select(digests, o)
	if err != nil {
		t.Fatal(err)
	}
	doc, err := templates.Compare(compare.Run(set), nil)
	if err != nil {
		t.Fatal(err)
	}
	doc.Detail = set
	return doc
}

// comparisons are documents about the corpus in every way of asking.
func comparisons(t testing.TB) []*templates.Document {
	t.Helper()
	split := time.Date(2022, 1, 1, 0, 0, 0, 0, time.UTC)
	out := []*templates.Document{comparison(t, compare.Options{}), comparison(t, compare.Options{Split: split, Since: split.AddDate(-5, 0, 0), Where: "duration > hour"})}
	for _, g := range compare.Groupings() {
		out = append(out, comparison(t, compare.Options{GroupBy: g.Name}))
	}
	return append(out, comparisonOf(t, realDigests()[:3], compare.Options{}), comparisonOf(t, realDigests()[:1], compare.Options{}))
}

type comparisonKeys struct {
	Schema   string
	Asked    map[string]any
	Compared int
	LeftOut  int `json:"left_out"`
	Results  []map[string]any
}

// TestComparisonJSON: it names its form and what was asked, and says nothing of an incident.
func TestComparisonJSON(t *testing.T) {
	o := compare.Options{GroupBy: "org", Since: time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC), Where: `title != "<&>"`}
	text := render(t, "json", comparison(t, o), Options{})
	var got comparisonKeys
	if err := json.Unmarshal(text, &got); err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(string(text), "{\n  \"schema\": \"postmortem-comparison/v1\",\n  \"asked\": {\n") || strings.Contains(string(text), `"incident":`) {
		t.Errorf("it begins %.200s", text)
	}
	if got.Asked["group_by"] != "org" || got.Asked["since"] != "2020-01-01" || got.Asked["split"] != nil || got.Asked["until"] != nil || got.Asked["where"] != o.Where || len(got.Asked) != 5 {
		t.Errorf("asked %v", got.Asked)
	}
	if got.Compared == 0 || got.LeftOut == 0 || got.Compared+got.LeftOut != len(realDigests()) || len(got.Results) < 5 {
		t.Errorf("%d compared, %d left out, %d results", got.Compared, got.LeftOut, len(got.Results))
	}
	if !strings.Contains(string(text), `<&>`) {
		t.Error("text is escaped for HTML")
	}
}

// keysOf returns the keys of every object of a value by the place that it stands in.
func keysOf(value any, place string, found map[string][][]string) {
	switch v := value.(type) {
	case map[string]any:
		var keys []string
		for key, inner := range v {
			keys = append(keys, key)
			keysOf(inner, place+"."+key, found)
		}
		slices.Sort(keys)
		found[place] = append(found[place], keys)
	case []any:
		for _, inner := range v {
			keysOf(inner, place, found)
		}
	}
}

// TestComparisonJSONHasAlwaysTheSameKeys: two objects in one place have the same keys, whichever incidents are compared.
// Figures have those of their kind, and evidence is counted by grades.
func TestComparisonJSONHasAlwaysTheSameKeys(t *testing.T) {
	found := map[string][][]string{}
	for _, doc := range comparisons(t) {
		var got comparisonKeys
		if err := json.Unmarshal(render(t, "json", doc, Options{}), &got); err != nil {
			t.Fatal(err)
		}
		for _, result := range got.Results {
			keysOf(result["detail"], "detail of "+result["name"].(string), found)
			delete(result, "detail")
			delete(result, "figures")
			result["measures"] = len(result["measures"].([]any))
			keysOf(result, "a result", found)
		}
	}
	if len(found) < 20 {
		t.Errorf("only %d places", len(found))
	}
	for place, all := range found {
		for _, keys := range all {
			if !slices.Equal(keys, all[0]) && !strings.HasSuffix(place, ".evidence") {
				t.Errorf("%s has the keys %v and %v", place, all[0], keys)
			}
		}
	}
}

// TestComparisonJSONIsDocumented: docs/comparison.md lists the keys, and the parts that a report has too are as
// docs/json.md says.
func TestComparisonJSONIsDocumented(t *testing.T) {
	text, err := os.ReadFile(filepath.Join("..", "docs", "comparison.md"))
	if err != nil {
		t.Fatal(err)
	}
	_, section, _ := strings.Cut(string(text), "\n## JSON\n")
	rows := map[string]string{}
	for _, m := range regexp.MustCompile("(?m)^\\| `(\\w+)` \\|(.*)$").FindAllStringSubmatch(section, -1) {
		rows[m[1]] = m[2]
	}
	met := map[string]bool{}
	for _, doc := range comparisons(t) {
		var whole map[string]any
		if err := json.Unmarshal(render(t, "json", doc, Options{}), &whole); err != nil {
			t.Fatal(err)
		}
		for key := range whole {
			met[key] = true
		}
		for key := range whole["asked"].(map[string]any) {
			if !strings.Contains(rows["asked"], "`"+key+"`") {
				t.Errorf("docs/comparison.md does not list %q under asked", key)
			}
		}
		for _, result := range objects(whole["results"]) {
			name := result["name"].(string)
			met[name] = true
			for key := range detailKeys(result["detail"]) {
				if !strings.Contains(rows[name], "`"+key+"`") {
					t.Errorf("docs/comparison.md does not list %q in the detail of %s", key, name)
				}
			}
			checkSharedParts(t, result)
		}
	}
	for key := range met {
		if rows[key] == "" {
			t.Errorf("docs/comparison.md has no row %q", key)
		}
	}
	for key := range rows {
		if !met[key] {
			t.Errorf("no comparison has %q", key)
		}
	}
}

// detailKeys returns every key in a detail, but for those of a digest, which the page lists elsewhere.
func detailKeys(detail any) map[string]bool {
	found := map[string]bool{}
	var walk func(any)
	walk = func(value any) {
		switch v := value.(type) {
		case map[string]any:
			for key, inner := range v {
				found[key] = true
				if key != "columns" && key != "length" {
					walk(inner)
				}
			}
		case []any:
			for _, inner := range v {
				walk(inner)
			}
		}
	}
	walk(detail)
	return found
}

func checkSharedParts(t *testing.T, result map[string]any) {
	t.Helper()
	for _, m := range objects(result["measures"]) {
		checkKeys(t, "A measure", m, []string{"name", "scope", "value", "low", "high", "unit", "from", "to", "sources", "note"})
		if m["value"] == nil && m["note"] == "" {
			t.Errorf("%v is unknown without a note", m["name"])
		}
	}
	for _, n := range objects(result["notes"]) {
		checkKeys(t, "A note", n, []string{"scope", "text"})
	}
	for _, f := range objects(result["figures"]) {
		checkKeys(t, "A figure", f, []string{"id", "kind", "title", "alt"})
	}
}

// TestComparisonsSameBytes: no clock, no chance, no order of maps, in any format.
func TestComparisonsSameBytes(t *testing.T) {
	for _, doc := range comparisons(t) {
		for _, f := range Formats() {
			if refusal(f.Name, doc) != nil {
				continue
			}
			once, again := render(t, f.Name, doc, Options{}), render(t, f.Name, doc, Options{})
			if !bytes.Equal(once, again) {
				t.Errorf("%s of %s differs from itself", f.Name, doc.Title)
			}
		}
	}
}
