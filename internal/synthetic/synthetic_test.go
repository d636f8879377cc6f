package synthetic_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/postmortem-dev/postmortem/analysis"
	"github.com/postmortem-dev/postmortem/incidents"
	"github.com/postmortem-dev/postmortem/internal/synthetic"
	"github.com/postmortem-dev/postmortem/output"
	"github.com/postmortem-dev/postmortem/templates"
)

func encode(t *testing.T, in *incidents.Incident) []byte {
	t.Helper()
	data, err := incidents.Encode(in)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// parse returns the one incident in data, which must hold no mistake.
func parse(t *testing.T, name string, data []byte) *incidents.Incident {
	t.Helper()
	found, problems := incidents.Parse(name, data)
	if incidents.HasErrors(problems) || len(found) != 1 {
		t.Fatalf("%s: %d incidents, %v", name, len(found), problems)
	}
	return found[0]
}

func TestIncidentsAreWhatTheirFilesSay(t *testing.T) {
	const n = 300
	world := synthetic.New(1)
	bytesOfAll, ids := 0, map[string]bool{}
	for i := range n {
		in := world.Incident(i)
		data := encode(t, in)
		bytesOfAll += len(data)
		if again := encode(t, parse(t, in.ID, data)); !bytes.Equal(again, data) {
			t.Fatalf("incident %d is not the same when it is read and written again", i)
		}
		if in.ID != world.ID(i) || ids[in.ID] {
			t.Errorf("incident %d: id %s, want %s and no other like it", i, in.ID, world.ID(i))
		}
		ids[in.ID] = true
		asJSON, err := in.MarshalJSON()
		if err != nil {
			t.Fatal(err)
		}
		if again := encode(t, parse(t, in.ID, asJSON)); !bytes.Equal(again, data) {
			t.Fatalf("incident %d is not the same in JSON", i)
		}
	}
	if mean := bytesOfAll / n; mean < 12_000 || mean > 20_000 {
		t.Errorf("a file has %d bytes on average, want about 15,000", mean)
	}
}

func TestSameSeedSameIncidents(t *testing.T) {
	a, b := encode(t, synthetic.Incident(7, 41)), encode(t, synthetic.New(7).Incident(41))
	if !bytes.Equal(a, b) {
		t.Error("the same seed and number made two incidents")
	}
	if other := encode(t, synthetic.Incident(8, 41)); bytes.Equal(a, other) {
		t.Error("another seed made the same incident")
	}
}

func TestEveryTemplateWritesThem(t *testing.T) {
	page, _ := output.Find("html")
	for i := range 50 {
		in := synthetic.Incident(1, i)
		report := analysis.Run(in)
		for _, template := range templates.List() {
			doc, err := templates.Execute(template.Name, report)
			if err != nil {
				t.Fatalf("%s, %s: %v", in.ID, template.Name, err)
			}
			if text := string(doc.Markdown); strings.Contains(text, "<no value>") || strings.Contains(text, "NaN") {
				t.Errorf("%s, %s holds a hole", in.ID, template.Name)
			}
			if i < 5 {
				if _, err := page.Render(doc, output.Options{}); err != nil {
					t.Fatalf("%s, %s: %v", in.ID, template.Name, err)
				}
			}
		}
	}
}

// A broken file is refused for its mistake, in both forms; a duplicate id only shows beside the other file.
func TestBrokenFilesAreRefused(t *testing.T) {
	world := synthetic.New(1)
	rules := map[string]string{"empty": "syntax"}
	for _, form := range []synthetic.Form{synthetic.YAML, synthetic.JSON} {
		for k, want := range synthetic.Mistakes() {
			t.Run(fmt.Sprint(want.Name, form), func(t *testing.T) {
				m, data, err := world.Broken(100+k, 99, k, form)
				if err != nil || m.Name != want.Name {
					t.Fatal(m.Name, err)
				}
				found, problems := incidents.Parse("file", data)
				if m.Name == "duplicate-id" {
					if len(found) != 1 || found[0].ID != world.ID(99) {
						t.Errorf("want a good file with the other's id, got %v", problems)
					}
					return
				}
				rule := m.Name
				if rules[rule] != "" {
					rule = rules[rule]
				}
				if len(found) != 0 || len(problems) == 0 || problems[0].Rule != rule {
					t.Errorf("want rule %s, got %v", rule, problems)
				}
			})
		}
	}
}
