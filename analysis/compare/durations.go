package compare

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"github.com/postmortem-dev/postmortem/analysis"
)

// Compared is one duration that is compared across incidents.
type Compared struct {
	Name  string `json:"name"`
	Title string `json:"title"`
	From  string `json:"from"`
	To    string `json:"to"`
}

// compared returns the durations that comparisons ask about, in the order of an incident.
func compared() []Compared {
	return []Compared{
		{"time_to_detect", "Time to detect", "started", "detected"},
		{"time_to_first_public_notice", "Time to first public notice", "started", "first public notice"},
		{"time_to_identify", "Time to identify", "started", "identified"},
		{"time_to_mitigate", "Time to mitigate", "started", "mitigated"},
		{"duration", "Whole length", "started", "resolved"},
		{"recovery_tail", "Recovery tail", "origin recovered", "last affected service recovered"},
	}
}

// DurationsDetail is the statistics of each duration.
type DurationsDetail struct {
	Statistics []Statistic `json:"statistics"`
}

// Statistic sums up one duration over many incidents, in seconds. There is no mean: a few long incidents would make it
// up. Numbers are nil where there is nothing to make them from.
type Statistic struct {
	Compared
	N        int         `json:"n"`
	Excluded []Exclusion `json:"excluded"`
	Median   *float64    `json:"median"`
	Low      *float64    `json:"median_low"` // bounds of the bootstrap interval of the median, 95 %
	High     *float64    `json:"median_high"`
	Q1       *float64    `json:"q1"`
	Q3       *float64    `json:"q3"`
	Min      *float64    `json:"min"`
	Max      *float64    `json:"max"`
	GMean    *float64    `json:"geometric_mean"` // only where all values are above zero
	// The median if every incident's own range were at its low end, and at its high end.
	AllLow    *float64 `json:"median_all_low"`
	AllHigh   *float64 `json:"median_all_high"`
	Uncertain int      `json:"uncertain"`          // incidents whose value has a range
	Shortest  string   `json:"shortest,omitempty"` // id of the incident
	Longest   string   `json:"longest,omitempty"`
}

// Exclusion is why some incidents have no part in a statistic.
type Exclusion struct {
	Why   string   `json:"why"`
	Count int      `json:"count"`
	IDs   []string `json:"ids"` // the first few
}

// namedIDs is how many incidents are named where more could be.
const namedIDs = 5

func durations() Comparison {
	return Comparison{
		Name: "durations", Title: "How long",
		Doc: "How long did incidents take, from which milestone to which, and how sure is that?",
		Run: func(s *Set) analysis.Result {
			if s.few() {
				return analysis.Result{}
			}
			d := DurationsDetail{}
			result := analysis.Result{}
			for _, c := range compared() {
				values := s.lengths(c)
				stat := values.statistic(c, s.urn)
				d.Statistics = append(d.Statistics, stat)
				result.Measures = append(result.Measures, stat.measure())
				if f, ok := values.curve(c, s.urn); ok {
					result.Figures = append(result.Figures, f)
				}
			}
			result.Detail = d
			return result
		},
	}
}

// values are the known lengths of one duration, in ascending order, and what is missing.
type values struct {
	known     []*Length
	at        []int    // place of the incident of each known length among those given
	ids       []string // and its id
	sorted    []float64
	excluded  []Exclusion
	uncertain int
}

// lengths returns the values of c in the set, which are gathered once.
func (s *Set) lengths(c Compared) *values {
	if s.gathered[c.Name] == nil {
		s.gathered[c.Name] = gather(s.Digests, c)
	}
	return s.gathered[c.Name]
}

// on returns the known lengths of the incidents that stand on one side; what is missing is not told.
func (v *values) on(sides []side, which side) *values {
	out := &values{}
	for i, at := range v.at {
		if sides[at] == which {
			out.ids, out.sorted = append(out.ids, v.ids[i]), append(out.sorted, v.sorted[i])
		}
	}
	return out
}

// gather returns the values of c in digests.
func gather(digests []*Digest, c Compared) *values {
	v := &values{excluded: []Exclusion{}}
	type item struct {
		value float64
		at    int
		*Length
	}
	items := make([]item, 0, len(digests))
	for i, d := range digests {
		l, ok := d.length(c.Name)
		switch {
		case ok && l.SoFar:
			v.exclude("still open", d.ID)
		case !ok:
			v.exclude(missing(l), d.ID)
		default:
			items = append(items, item{*l.Value, i, l})
		}
	}
	slices.SortFunc(items, func(a, b item) int { return cmp.Or(compareFloats(a.value, b.value), cmp.Compare(a.at, b.at)) })
	v.known, v.at, v.ids, v.sorted = make([]*Length, len(items)), make([]int, len(items)), make([]string, len(items)), make([]float64, len(items))
	for i, item := range items {
		v.known[i], v.at[i], v.ids[i], v.sorted[i] = item.Length, item.at, digests[item.at].ID, item.value
		if item.Low != nil || item.High != nil {
			v.uncertain++
		}
	}
	return v
}

func missing(l *Length) string {
	if l.Note == "" {
		return "not recorded"
	}
	return l.Note
}

func compareFloats(a, b float64) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

func (v *values) exclude(why, id string) {
	for i := range v.excluded {
		if e := &v.excluded[i]; e.Why == why {
			e.Count++
			if len(e.IDs) < namedIDs {
				e.IDs = append(e.IDs, id)
			}
			return
		}
	}
	v.excluded = append(v.excluded, Exclusion{why, 1, []string{id}})
}

// bounds returns the lows, or highs, of the incidents' own ranges, in ascending order.
func (v *values) bounds(high bool) []float64 {
	out := slices.Clone(v.sorted)
	for i, l := range v.known {
		if high && l.High != nil {
			out[i] = *l.High
		}
		if !high && l.Low != nil {
			out[i] = *l.Low
		}
	}
	slices.Sort(out)
	return out
}

func (v *values) statistic(c Compared, u *urn) Statistic {
	s := Statistic{Compared: c, N: len(v.sorted), Excluded: v.excluded, Uncertain: v.uncertain}
	if s.N == 0 {
		return s
	}
	at := func(q float64) *float64 { return pointer(quantile(v.sorted, q)) }
	s.Median, s.Q1, s.Q3, s.Min, s.Max = at(0.5), at(0.25), at(0.75), at(0), at(1)
	if g, ok := geometricMean(v.sorted); ok {
		s.GMean = &g
	}
	if low, high, ok := u.medianInterval(v.sorted, 0.05); ok {
		s.Low, s.High = &low, &high
	}
	s.AllLow, s.AllHigh = pointer(median(v.bounds(false))), pointer(median(v.bounds(true)))
	s.Shortest, s.Longest = v.ids[0], v.ids[s.N-1]
	return s
}

func pointer(v float64) *float64 { return &v }

// measure returns the median as a measure of the report. Its range is the bootstrap interval.
func (s Statistic) measure() analysis.Measure {
	m := analysis.Measure{
		Name: "median_" + s.Name, Scope: "incidents", Unit: "s", Value: s.Median, Low: s.Low, High: s.High,
		From: &analysis.End{Name: s.From}, To: &analysis.End{Name: s.To}, Sources: []string{},
	}
	switch {
	case s.N == 0:
		m.Note = "no incident has both ends on record"
	case s.Low == nil:
		m.Low, m.High = s.Median, s.Median
		m.Note = fmt.Sprintf("median of %d; too few for an interval", s.N)
	default:
		m.Note = fmt.Sprintf("median of %d, with its bootstrap interval at 95 %%", s.N)
	}
	return m
}

// mostDrawn is how many values of a sample a figure holds.
const mostDrawn = 400

// sample returns the values for a figure: all, or an even pick with both ends.
func (v *values) sample(label string, u *urn) analysis.Sample {
	s := analysis.Sample{Label: label, N: len(v.sorted), Median: median(v.sorted)}
	n := min(len(v.sorted), mostDrawn)
	for i := range n {
		at := i
		if n < len(v.sorted) {
			at = int(math.Round(float64(i) * float64(len(v.sorted)-1) / float64(n-1)))
		}
		s.Values = append(s.Values, analysis.Value{X: v.sorted[at], Label: v.ids[at]})
	}
	if low, high, ok := u.medianInterval(v.sorted, 0.05); ok {
		s.Low, s.High = &low, &high
	}
	return s
}

// curve draws the share of incidents that took at most so long.
func (v *values) curve(c Compared, u *urn) (analysis.Figure, bool) {
	if len(v.sorted) < 3 {
		return analysis.Figure{}, false
	}
	return analysis.Figure{
		ID: "ecdf_" + c.Name, Kind: analysis.ECDF, Unit: "s", Log: v.sorted[0] > 0, Title: fmt.Sprintf("%s: share of incidents that took at most so long", c.Title),
		Alt:     fmt.Sprintf("Of %d incidents half took at most %s from %s to %s; the shortest %s, the longest %s.", len(v.sorted), analysis.Duration(median(v.sorted)), c.From, c.To, analysis.Duration(v.sorted[0]), analysis.Duration(v.sorted[len(v.sorted)-1])),
		Samples: []analysis.Sample{v.sample("all", u)},
	}, true
}
