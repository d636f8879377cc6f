package output

import (
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/postmortem-dev/postmortem/analysis"
)

// briefSections are the sections of docs/brief.md by where their objects stand in the JSON.
var briefSections = map[string]string{
	"": "The brief", "spoken": "A part", "reading": "The reading", "numbers": "A number", "numbers_to_avoid": "A trap", "traps": "A trap",
	"tailoring": "The tailoring", "questions": "A question", "open_questions": "A question", "whiteboard": "The whiteboard",
	"whiteboard.boxes": "A box", "whiteboard.arrows": "An arrow", "whiteboard.steps": "A stroke", "glossary": "A term", "sources": "A source",
}

func briefDoc(t *testing.T) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("..", "docs", "brief.md"))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// docKeys returns the keys in the table of a section, and which of them can be left out.
func docKeys(t *testing.T, section string) (keys []string, optional map[string]bool) {
	t.Helper()
	_, rest, ok := strings.Cut(briefDoc(t), "\n## "+section+"\n")
	if !ok {
		t.Fatalf("docs/brief.md has no section %q", section)
	}
	rest, _, _ = strings.Cut(rest, "\n#")
	optional = map[string]bool{}
	for _, m := range regexp.MustCompile("(?m)^\\| `(\\w+)` \\|(.*)$").FindAllStringSubmatch(rest, -1) {
		keys = append(keys, m[1])
		optional[m[1]] = m[1] != "measure" && regexp.MustCompile(`left out|only in an open`).MatchString(m[2])
	}
	return keys, optional
}

// visit calls see for each object of a JSON value with its place in it; measures are the report's.
func visit(at string, value any, see func(at string, object map[string]any)) {
	switch v := value.(type) {
	case map[string]any:
		see(at, v)
		for key, inner := range v {
			if key != "measure" {
				visit(strings.TrimPrefix(at+"."+key, "."), inner, see)
			}
		}
	case []any:
		for _, inner := range v {
			visit(at, inner, see)
		}
	}
}

// TestBriefJSONIsDocumented: docs/brief.md lists the keys of every object, those that are always there are, and what it
// lists exists.
func TestBriefJSONIsDocumented(t *testing.T) {
	met := map[string]map[string]bool{}
	for name, b := range allBriefs(t) {
		out := render(t, "json", documentOf(b), Options{})
		var value map[string]any
		if err := json.Unmarshal(out, &value); err != nil {
			t.Fatal(err)
		}
		if !strings.HasPrefix(string(out), "{\n  \"schema\": \"postmortem-brief/v1\",\n  \"incident\"") || value["role"] != b.RoleName {
			t.Errorf("%s begins %.80s", name, out)
		}
		visit("", value, func(at string, object map[string]any) {
			section, ok := briefSections[at]
			if !ok {
				t.Fatalf("%s: an object at %q", name, at)
			}
			keys, optional := docKeys(t, section)
			if met[section] == nil {
				met[section] = map[string]bool{}
			}
			listed := map[string]bool{}
			for _, key := range keys {
				listed[key] = true
				if v, there := object[key]; there {
					met[section][key] = true
					if v == nil {
						t.Errorf("%s: %s of %s is null", name, key, section)
					}
				} else if !optional[key] {
					t.Errorf("%s: no %s in %s", name, key, section)
				}
			}
			for key := range object {
				if !listed[key] {
					t.Errorf("docs/brief.md does not list %q under %q", key, section)
				}
			}
		})
	}
	for _, section := range briefSections {
		keys, _ := docKeys(t, section)
		for _, key := range keys {
			if !met[section][key] {
				t.Errorf("no brief has %q of %q", key, section)
			}
		}
	}
}

// TestBriefJSONKeepsEverything: what comes back from the JSON is what the brief said, and text is not escaped for HTML.
func TestBriefJSONKeepsEverything(t *testing.T) {
	b := hostileBrief()
	var back briefJSON
	out := render(t, "json", documentOf(b), Options{})
	if err := json.Unmarshal(out, &back); err != nil {
		t.Fatal(err)
	}
	back.Role, back.Whiteboard.Figure = b.Role, b.Whiteboard.Figure
	if diff := cmp.Diff(*b, back.Brief, cmpopts.EquateEmpty(), cmpopts.IgnoreUnexported(analysis.End{})); diff != "" {
		t.Error(diff)
	}
	if !strings.Contains(string(out), "<script>alert(1)</script>") {
		t.Error("text is escaped for HTML")
	}
	nan := math.NaN()
	b.Numbers[0].Measure.High = &nan
	f, _ := Find("json")
	if _, err := f.Render(documentOf(b), Options{}); err == nil || !strings.Contains(err.Error(), "is not a number") {
		t.Errorf("error %v", err)
	}
}

// TestCardsAreDocumented: the head of the Anki file in docs/brief.md is the real one, and the columns of the table are.
func TestCardsAreDocumented(t *testing.T) {
	doc := briefDoc(t)
	for _, b := range realBriefs() {
		if b.Incident != "aws-2025-10-20-dynamodb-dns" || b.RoleName != "sre" {
			continue
		}
		head, _, _ := strings.Cut(string(render(t, "anki", documentOf(b), Options{})), "pm-")
		if !strings.Contains(doc, "```text\n"+head+"```") {
			t.Errorf("docs/brief.md does not show the head\n%s", head)
		}
	}
	head, _, _ := strings.Cut(string(render(t, "csv", documentOf(sampleBrief()), Options{})), "\r\n")
	if want := "`" + strings.Join(strings.Split(head, ","), "`, `") + "`"; !strings.Contains(strings.ReplaceAll(doc, "` and `tags`", "`, `tags`"), want) {
		t.Errorf("docs/brief.md does not name the columns %s", want)
	}
}
