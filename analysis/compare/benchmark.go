package compare

import "github.com/postmortem-dev/postmortem/analysis"

// BenchmarkDetail holds the mix of triggers beside a published one.
type BenchmarkDetail struct {
	Source string         `json:"source"`
	URL    string         `json:"url"`
	Period string         `json:"period"`
	Basis  string         `json:"basis"` // of what the published numbers are
	N      int            `json:"n"`     // incidents with a trigger on record
	None   int            `json:"without_trigger"`
	Shares []TriggerShare `json:"shares"`
}

// TriggerShare is a class of trigger here and there.
type TriggerShare struct {
	Class     string   `json:"class"`
	K         int      `json:"k"`
	Low       float64  `json:"low"` // Wilson's bounds of k/n at 95 %
	High      float64  `json:"high"`
	Published *float64 `json:"published"` // nil: the published table has no such class
	// Outside: the published share lies outside the bounds of ours.
	Outside bool `json:"outside"`
}

// google is the share of each trigger in Google's own postmortems: Beyer et al., The Site Reliability Workbook (2018),
// appendix C, table C-1, "Top eight outage triggers, 2010-2017".
func google() []TriggerShare {
	published := func(class string, share float64) TriggerShare { return TriggerShare{Class: class, Published: &share} }
	return []TriggerShare{
		published("binary-push", 0.37), published("config-push", 0.31), published("user-behaviour", 0.09), published("pipeline", 0.06),
		published("provider-change", 0.05), published("performance-decay", 0.05), published("capacity", 0.05), published("hardware", 0.02),
	}
}

func benchmark() Comparison {
	return Comparison{
		Name: "benchmark", Title: "Beside Google's triggers",
		Doc: "How does the mix of triggers compare with the one that Google has published?",
		Run: func(s *Set) analysis.Result {
			by, _ := FindGrouping("trigger")
			groups, none := split(s.Digests, by)
			n := len(s.Digests) - len(none)
			if s.few() || n == 0 {
				return analysis.Result{}
			}
			d := BenchmarkDetail{
				Source: "The Site Reliability Workbook (2018), appendix C, table C-1", URL: "https://sre.google/workbook/postmortem-analysis/",
				Period: "2010–2017", Basis: "thousands of Google's own postmortems; the top eight triggers, which add up to all of them", N: n, None: len(none),
			}
			d.Shares = shares(groups, n)
			return analysis.Result{Detail: d, Figures: []analysis.Figure{d.figure()}}
		},
	}
}

func shares(groups []group, n int) []TriggerShare {
	counts := map[string]int{}
	for _, g := range groups {
		counts[g.name] = len(g.digests)
	}
	all := google()
	for _, t := range all {
		delete(counts, t.Class)
	}
	for _, g := range groups {
		if _, ours := counts[g.name]; ours {
			all = append(all, TriggerShare{Class: g.name})
		}
	}
	for i := range all {
		t := &all[i]
		for _, g := range groups {
			if g.name == t.Class {
				t.K = len(g.digests)
			}
		}
		t.Low, t.High = wilson(t.K, n, zOf(0.05))
		t.Outside = t.Published != nil && (*t.Published < t.Low || *t.Published > t.High)
	}
	return all
}

func (d BenchmarkDetail) figure() analysis.Figure {
	f := analysis.Figure{
		ID: "benchmark_triggers", Kind: analysis.Bars, Unit: "%", Title: "Triggers: these incidents with their 95 % bounds, and Google's 2010–2017",
		Alt: "For each trigger the bounds of its share among these incidents, and under it the share that Google published.",
	}
	for _, t := range d.Shares {
		low, high := 100*t.Low, 100*t.High
		f.Rows = append(f.Rows, analysis.Row{Label: t.Class, Low: &low, High: &high, Class: analysis.ClassValue, Note: "these incidents"})
		if t.Published != nil {
			p := 100 * *t.Published
			f.Rows = append(f.Rows, analysis.Row{Label: t.Class + ", Google", Low: &p, High: &p, Class: analysis.ClassMerged, Note: "Google"})
		}
	}
	return f
}
