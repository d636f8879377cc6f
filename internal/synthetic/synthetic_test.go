package synthetic_test

import (
	"bytes"
	"fmt"
	"slices"
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
	const n = 150
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

// tally counts over many incidents what their shape is judged by.
type tally struct {
	minutes                               []float64
	open, waves, sorted, related, unclear int
	popularity                            map[string]int
	owners                                map[string]bool
	mitigated                             int
}

func (c *tally) add(in *incidents.Incident) {
	marks := in.Marks()
	started, known := marks[incidents.Started]
	if end, ok := marks[incidents.Resolved]; ok && known {
		c.minutes = append(c.minutes, end.At.At().Sub(started.At.At()).Minutes())
	}
	count := func(n *int, yes bool) {
		if yes {
			*n++
		}
	}
	_, mitigated := marks[incidents.Mitigated]
	count(&c.mitigated, mitigated)
	count(&c.open, in.Status == incidents.StatusOpen || in.Status == incidents.StatusMitigated)
	count(&c.waves, len(in.Waves) > 0)
	count(&c.sorted, !in.Classification.IsZero())
	count(&c.related, len(in.Related) > 0)
	count(&c.unclear, len(in.Claims) > 0)
	for _, s := range in.Services {
		c.popularity[s.ID]++
	}
	c.owners[in.Organization] = true
}

// The numbers that statistics and graphs must find again: asked of 3,000 incidents, with room for chance.
func TestShape(t *testing.T) {
	const n = 3000
	c := tally{popularity: map[string]int{}, owners: map[string]bool{}}
	world := synthetic.New(3)
	for i := range n {
		in := world.Incident(i)
		if e, s := len(in.Timeline), len(in.Services); e < 20 || e > 60 || s < 10 || s > 40 {
			t.Fatalf("%s has %d events and %d services", in.ID, e, s)
		}
		c.add(in)
	}
	slices.Sort(c.minutes)
	var sum float64
	for _, m := range c.minutes {
		sum += m
	}
	median, mean := c.minutes[len(c.minutes)/2], sum/float64(len(c.minutes))
	if median < 40 || median > 60 || mean < 2*median {
		t.Errorf("the median is %.0f min and the mean %.0f min, want about 50 and more than twice as much", median, mean)
	}
	most := 0
	for _, count := range c.popularity {
		most = max(most, count)
	}
	if len(c.owners) != 30 || len(c.popularity) < 250 || len(c.popularity) > 300 || most < n/3 {
		t.Errorf("%d organizations, %d services, the most popular in %d incidents", len(c.owners), len(c.popularity), most)
	}
	for _, x := range []struct {
		what      string
		count     int
		low, high float64
	}{
		{"are open", c.open, 0.02, 0.04},
		{"have waves", c.waves, 0.07, 0.13},
		{"are classified", c.sorted, 0.8, 0.95},
		{"record when they were mitigated", c.mitigated, 0.5, 0.75},
		{"are related to others", c.related, 0.02, 0.08},
		{"hold claims", c.unclear, 0.03, 0.12},
	} {
		if share := float64(x.count) / n; share < x.low || share > x.high {
			t.Errorf("%.1f %% %s, want %.0f to %.0f %%", 100*share, x.what, 100*x.low, 100*x.high)
		}
	}
}

func BenchmarkIncident(b *testing.B) {
	world := synthetic.New(1)
	b.ReportAllocs()
	for i := range b.N {
		world.Incident(i)
	}
}
