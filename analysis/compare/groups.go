package compare

import (
	"fmt"

	"github.com/postmortem-dev/postmortem/analysis"
)

// GroupsDetail compares groups of incidents.
type GroupsDetail struct {
	By     string      `json:"by"` // the grouping, or split
	Groups []GroupSize `json:"groups"`
	None   int         `json:"in_no_group"`
	Small  int         `json:"groups_of_one"` // groups that hold a single incident and are not listed
	// Against is what each group is held against: the other group, or all incidents outside it.
	Against   string     `json:"against"`
	Level     float64    `json:"level"`      // of each interval of a duration, so that those of one duration hold together at 95 %
	RateLevel float64    `json:"rate_level"` // of each interval of a rate, so that all of them hold together
	Contrast  []Contrast `json:"contrasts"`
	Rates     []RateGap  `json:"rates"`
}

// GroupSize is a group and how many incidents it has.
type GroupSize struct {
	Name string `json:"name"`
	N    int    `json:"n"`
}

// Verdict is what a comparison of two groups can say.
type Verdict string

// Verdicts: shorter or more often, longer or less often, or neither.
const (
	Better     Verdict = "better"
	Worse      Verdict = "worse"
	CannotTell Verdict = "cannot tell"
)

// Contrast holds the lengths of one group against others: is it different, and could these incidents have shown it?
type Contrast struct {
	Compared
	Group   string      `json:"group"`
	Other   string      `json:"other"`
	N       int         `json:"n"`
	OtherN  int         `json:"other_n"`
	Median  *float64    `json:"median"`
	MedianO *float64    `json:"other_median"`
	Effect  *Effect     `json:"effect"` // of the group against the other; nil when there is too little to tell
	Verdict Verdict     `json:"verdict"`
	Why     string      `json:"why"`
	Could   *Detectable `json:"could_show"` // nil when a side has too few for any verdict
}

// RateGap holds a rate of one group against others.
type RateGap struct {
	Name    string   `json:"name"`
	Title   string   `json:"title"`
	Group   string   `json:"group"`
	Other   string   `json:"other"`
	K       int      `json:"k"`
	N       int      `json:"n"`
	OtherK  int      `json:"other_k"`
	OtherN  int      `json:"other_n"`
	Low     *float64 `json:"low"` // bounds of the difference, group − other (Newcombe)
	High    *float64 `json:"high"`
	Verdict Verdict  `json:"verdict"`
	Why     string   `json:"why"`
}

// mostGroups is how many groups are compared; the others are counted.
const mostGroups = 40

func groups() Comparison {
	return Comparison{
		Name: "groups", Title: "Groups",
		Doc: "Is one group of incidents different from the others, and could so few incidents have shown it?",
		Run: func(s *Set) analysis.Result {
			pairs, d := s.pairs()
			if d == nil {
				return analysis.Result{}
			}
			result := analysis.Result{}
			alpha := 0.05 / float64(max(1, len(pairs)))
			d.Level, d.RateLevel = 1-alpha, 1-alpha/float64(len(askedRates()))
			for _, c := range compared() {
				all := s.lengths(c)
				for _, p := range pairs {
					d.Contrast = append(d.Contrast, p.contrast(c, all, alpha, s.urn))
				}
				if f, ok := stripFigure(c, pairs, all, s.urn); ok {
					result.Figures = append(result.Figures, f)
				}
			}
			for _, a := range askedRates() {
				if a.name == monitorRate && s.Options.GroupBy == "detection" {
					continue // the groups are made by it
				}
				answers := a.answers(s.Digests)
				for _, p := range pairs {
					d.Rates = append(d.Rates, p.rateGap(a, answers, alpha/float64(len(askedRates()))))
				}
			}
			result.Detail = *d
			return result
		},
	}
}

// contrast compares the medians of the two groups, out of all lengths of the set. Shorter is better.
func (p pair) contrast(c Compared, all *values, alpha float64, u *urn) Contrast {
	a, b, both := p.part(all)
	out := Contrast{Compared: c, Group: p.a.name, Other: p.b.name, N: len(a), OtherN: len(b), Verdict: CannotTell}
	if len(a) > 0 {
		out.Median = pointer(median(a))
	}
	if len(b) > 0 {
		out.MedianO = pointer(median(b))
	}
	if len(a) == 0 || len(b) == 0 {
		out.Why = "one side has no known length"
		return out
	}
	if n := min(len(a), len(b)); n < leastForVerdict {
		out.Why = tooFew(n)
		return out
	}
	could := u.detectable(both, len(a), len(b), alpha)
	out.Could = &could
	e, ok := u.effect(b, a, alpha)
	if !ok {
		out.Why = "a median of zero has no ratio"
		return out
	}
	out.Effect = &e
	out.Verdict, out.Why = judge(e)
	return out
}

func tooFew(n int) string {
	return fmt.Sprintf("%d on the smaller side; fewer than %d say nothing", n, leastForVerdict)
}

func judge(e Effect) (Verdict, string) {
	switch {
	case e.High < 1:
		return Better, "the whole interval lies below no difference"
	case e.Low > 1:
		return Worse, "the whole interval lies above no difference"
	}
	return CannotTell, "the interval holds both shorter and longer"
}

// rateGap compares a rate of the two groups, out of the answers of all incidents of the set. More often is better.
func (p pair) rateGap(q asked, answers []answer, alpha float64) RateGap {
	out := RateGap{Name: q.name, Title: q.title, Group: p.a.name, Other: p.b.name, Verdict: CannotTell}
	out.K, out.N, out.OtherK, out.OtherN = p.tally(answers)
	if out.N == 0 || out.OtherN == 0 {
		out.Why = "one side has no incident for which it is known"
		return out
	}
	if n := min(out.N, out.OtherN); n < leastForVerdict {
		out.Why = tooFew(n)
		return out
	}
	low, high := newcombe(out.OtherK, out.OtherN, out.K, out.N, zOf(alpha))
	out.Low, out.High = &low, &high
	switch {
	case low > 0:
		out.Verdict, out.Why = Better, "the whole interval lies above no difference"
	case high < 0:
		out.Verdict, out.Why = Worse, "the whole interval lies below no difference"
	default:
		out.Why = "the interval holds both more and less often"
	}
	return out
}

// stripFigure draws every value of each group beside the others.
func stripFigure(c Compared, pairs []pair, all *values, u *urn) (analysis.Figure, bool) {
	f := analysis.Figure{ID: "strip_" + c.Name, Kind: analysis.Strip, Unit: "s", Log: true, Title: c.Title + ", each incident by group"}
	for _, g := range drawn(pairs) {
		v := all.on(g.sides, g.side)
		if len(v.sorted) == 0 {
			continue
		}
		f.Log = f.Log && v.sorted[0] > 0
		f.Samples = append(f.Samples, v.sample(g.name, u))
	}
	f.Alt = fmt.Sprintf("One dot for each incident, from %s to %s; the median of each group and its interval are marked.", c.From, c.To)
	return f, len(f.Samples) > 1
}

// shown is a group in a figure: those on one side of a pair.
type shown struct {
	name  string
	sides []side
	side  side
}

// drawn returns the groups of a figure: both sides of a single pair, else each group.
func drawn(pairs []pair) []shown {
	if len(pairs) == 1 && pairs[0].b.name != othersName {
		return []shown{{pairs[0].b.name, pairs[0].sides, inB}, {pairs[0].a.name, pairs[0].sides, inA}}
	}
	var out []shown
	for _, p := range pairs[:min(len(pairs), 12)] {
		out = append(out, shown{p.a.name, p.sides, inA})
	}
	return out
}
