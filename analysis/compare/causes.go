package compare

import (
	"slices"

	"github.com/postmortem-dev/postmortem/analysis"
	"github.com/postmortem-dev/postmortem/incidents"
)

// CausesDetail counts the classes of the incidents.
type CausesDetail struct {
	Classes       []ClassCount `json:"classes"`
	Unclassified  []string     `json:"unclassified"` // incidents without any class, the first few
	UnclassifiedN int          `json:"unclassified_n"`
}

// ClassCount is how many incidents have a class.
type ClassCount struct {
	Of      string   `json:"of"` // trigger, mechanism, detection, control failed, control absent or control held
	Class   string   `json:"class"`
	Meaning string   `json:"meaning,omitempty"`
	Count   int      `json:"count"`
	IDs     []string `json:"ids"` // the first few
}

// sorting is one way in which incidents are classified.
type sorting struct {
	of, taxonomy string
	classes      func(*Digest) []string
}

func sortings() []sorting {
	outcome := func(name string) func(*Digest) []string {
		return func(d *Digest) []string { return d.controls(name) }
	}
	return []sorting{
		{"trigger", "trigger", func(d *Digest) []string { return d.Triggers }},
		{"mechanism", "mechanism", func(d *Digest) []string { return d.Mechanisms }},
		{"detection", "detection", func(d *Digest) []string { return one(d.Detection) }},
		{"control failed", "control", outcome("failed")},
		{"control absent", "control", outcome("absent")},
		{"control held", "control", outcome("held")},
	}
}

func causes() Comparison {
	return Comparison{
		Name: "causes", Title: "Why",
		Doc: "What set the incidents off, how did they fail and spread, who noticed, and which safeguards held?",
		Run: func(s *Set) analysis.Result {
			if s.few() {
				return analysis.Result{}
			}
			d := CausesDetail{Classes: []ClassCount{}, Unclassified: []string{}}
			for _, sorting := range sortings() {
				d.Classes = append(d.Classes, sorting.count(s.Digests)...)
			}
			for _, digest := range s.Digests {
				if len(digest.Triggers)+len(digest.Mechanisms)+len(digest.Controls) == 0 {
					d.UnclassifiedN++
					if d.UnclassifiedN <= namedIDs {
						d.Unclassified = append(d.Unclassified, digest.ID)
					}
				}
			}
			return analysis.Result{Detail: d, Figures: causeFigures(d)}
		},
	}
}

func (g sorting) count(digests []*Digest) []ClassCount {
	groups, _ := split(digests, Grouping{Of: g.classes})
	var out []ClassCount
	for _, group := range groups {
		out = append(out, ClassCount{Of: g.of, Class: group.name, Meaning: meaning(g.taxonomy, group.name), Count: len(group.digests), IDs: names(group.digests)})
	}
	return out
}

// names returns the ids of the first few incidents.
func names(digests []*Digest) []string {
	out := []string{}
	for _, d := range digests[:min(len(digests), namedIDs)] {
		out = append(out, d.ID)
	}
	return out
}

func meaning(taxonomy, class string) string {
	classes := incidents.Taxonomy(taxonomy)
	if i := slices.IndexFunc(classes, func(c incidents.Class) bool { return c.Name == class }); i >= 0 {
		return classes[i].Meaning
	}
	return ""
}

func causeFigures(d CausesDetail) []analysis.Figure {
	var out []analysis.Figure
	for _, part := range []struct{ of, id, title string }{
		{"trigger", "triggers", "What set the incidents off: incidents per trigger"},
		{"mechanism", "mechanisms", "How they failed and spread: incidents per mechanism"},
	} {
		f := analysis.Figure{ID: part.id, Kind: analysis.Bars, Unit: "incidents", Title: part.title, Alt: "An incident can have several and then counts under each."}
		for _, c := range d.Classes {
			if c.Of == part.of {
				n := float64(c.Count)
				f.Rows = append(f.Rows, analysis.Row{Label: c.Class, Low: &n, High: &n, Class: analysis.ClassValue})
			}
		}
		if len(f.Rows) > 1 {
			out = append(out, f)
		}
	}
	return out
}
