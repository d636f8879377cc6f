package importers

import (
	"bytes"
	"strings"
	"testing"

	"github.com/postmortem-dev/postmortem/incidents"
)

// What is no text, too large, too deep or of no known form is refused with what it looks like.
func TestRefusals(t *testing.T) {
	for _, test := range []struct{ name, content, want string }{
		{"empty", " \n", "it is empty"},
		{"zip", "PK\x03\x04\x00", "a zip archive"},
		{"gzip", "\x1f\x8b\x08", "a gzip archive"},
		{"PDF", "%PDF-1.4\n\x00", "a PDF"},
		{"UTF-16", "\xff\xfe{\x00}\x00", "text in UTF-16"},
		{"Latin-1", "# Zeitverl\xe4ngerung\n", "text that is not UTF-8"},
		{"NUL", "{\x00}", "no text"},
		{"deep list", strings.Repeat("[", 1<<20), "broken"},
		{"deep object", strings.Repeat(`{"incident":`, 1<<20), "broken"},
		{"deep quotes", "# T\n## Timeline\n" + strings.Repeat(">", 1<<16) + "x", "nested"},
		{"deep quotes in an issue", "---\ntitle: a\ndate: 2024-01-01T00:00:00Z\nseverity: down\nresolved: true\n---\n" + strings.Repeat("> ", 1<<16) + "x", "nested"},
		{"aliases", "---\ntitle: a\ndate: x\nseverity: y\nresolved: z\naffected: &a [*a, *a]\n---\n", "cannot be read"},
		{"too large", strings.Repeat("[", incidents.MaxSize+1), "more than"},
		{"HTML", "<html></html>", "HTML or XML"},
		{"front matter", "---\na: b\n---\n", "front matter"},
		{"list of values", "[1, 2]", "a JSON list of values"},
		{"empty list", "[]", "an empty JSON list"},
		{"no incidents", `{"page": {}, "incidents": []}`, "holds no incident"},
		{"many incidents", `[{"incident_updates":[]}` + strings.Repeat(`,{}`, 2*mostParts) + "]", "more than 10000 incidents"},
		{"many updates", `[{"incident_updates":[{"created_at":"2024-01-01T00:00:00Z"}` + strings.Repeat(`,{"created_at":"2024-01-01T00:00:00Z"}`, 2*mostParts) + "]}]", "more than 10000"},
		{"many entries", "# T\n## Timeline (UTC)\n" + strings.Repeat("- 1/2/2024 10:00 a\n", 100*mostParts/10), "more than 10000 entries"},
		{"many lines", "# T\n## Timeline (UTC)\n" + strings.Repeat("[[](", 1<<12), "no entry"},
		{"many stars", "# T\n## Timeline (UTC)\n" + strings.Repeat("*a_", 1<<16), "nested"},
		{"cut off", `{"page": {}, "incidents": [{"incident_updates": []}`, "broken"},
		{"control characters", "# T\n\n## Timeline\n\nTimes in UTC.\n\n- \x1b[31m", "no entry"},
	} {
		result, err := Import(strings.NewReader(test.content), "", Options{File: "x"})
		if err == nil || !strings.Contains(err.Error(), test.want) || len(result.Drafts) > 0 {
			t.Errorf("%s: got %v, want %q", test.name, err, test.want)
		}
	}
	if _, err := Import(strings.NewReader("{}"), "nothing", Options{}); err == nil || !strings.Contains(err.Error(), "no importer") {
		t.Errorf("an unknown name: %v", err)
	}
}

// The name of an importer is one word, listed once, and no trap's input has two forms.
func TestImportersAreTold(t *testing.T) {
	seen := map[string]bool{}
	for _, i := range List() {
		if i.Name == "" || slug(i.Name, 30) != i.Name || i.Doc == "" || seen[i.Name] {
			t.Errorf("importer %q: %q", i.Name, i.Doc)
		}
		seen[i.Name] = true
	}
}

// The same input gives the same bytes.
func TestSameBytes(t *testing.T) {
	content := []byte(`[{"incident_updates":[{"body":"a","status":"resolved","created_at":"2024-01-01T00:00:00Z","affected_components":[{"code":"b","name":"B","old_status":"x","new_status":"y"},{"code":"a","name":"A","old_status":"x","new_status":"y"}]}]}]`)
	var first string
	for range 20 {
		result, err := Import(bytes.NewReader(content), "", Options{File: "x"})
		if err != nil {
			t.Fatal(err)
		}
		record, _ := Encode(result.Drafts[0])
		if first == "" {
			first = string(record)
		}
		if string(record) != first {
			t.Fatal("other bytes")
		}
	}
}
