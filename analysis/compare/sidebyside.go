package compare

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/postmortem-dev/postmortem/analysis"
)

// MostBeside is how many incidents stand side by side; more are summed up.
const MostBeside = 6

// BesideDetail is a few incidents in columns.
type BesideDetail struct {
	Columns []*Digest `json:"-"`
	Shared  []Reason  `json:"shared"` // what all of them have
	Apart   []Apart   `json:"apart"`
}

// Apart is something in which the incidents differ: the one at each end.
type Apart struct {
	Name  string  `json:"name"` // of a duration or count
	Title string  `json:"title"`
	Unit  string  `json:"unit"`
	Least Outlier `json:"least"`
	Most  Outlier `json:"most"`
	Known int     `json:"known"` // incidents for which it is known
}

// Outlier is an incident at one end of a range.
type Outlier struct {
	ID    string  `json:"id"`
	Value float64 `json:"value"`
}

// few reports whether the incidents stand side by side; statistics of so few would say nothing.
func (s *Set) few() bool { return len(s.Digests) <= MostBeside }

func sideBySide() Comparison {
	return Comparison{
		Name: "beside", Title: "Side by side",
		Doc: "What do these few incidents share, and what sets them apart?",
		Run: func(s *Set) analysis.Result {
			if len(s.Digests) < 2 || !s.few() {
				return analysis.Result{}
			}
			d := BesideDetail{Columns: s.Digests, Shared: sharedByAll(s.Digests), Apart: []Apart{}}
			for _, c := range compared() {
				d.apart(s.Digests, Apart{Name: c.Name, Title: c.Title, Unit: "s"}, func(d *Digest) (float64, bool) {
					l, ok := d.Length(c.Name)
					if !ok || l.SoFar {
						return 0, false
					}
					return *l.Value, true
				})
			}
			for _, c := range [...][2]string{{"affected", "services affected"}, {"explained", "affected services in reach by the declared dependencies"}, {"hidden", "affected services hidden from the declared dependencies"}} {
				d.apart(s.Digests, Apart{Name: c[0], Title: c[1], Unit: "services"}, func(d *Digest) (float64, bool) { return d.Count(c[0]) })
			}
			d.apart(s.Digests, Apart{Name: "tail_share", Title: "share of the time after the origin was well", Unit: "ratio"}, func(d *Digest) (float64, bool) { return d.Count("tail_share") })
			return analysis.Result{Detail: d, Figures: alignedPhases(s.Digests)}
		},
	}
}

// sharedByAll returns what every incident has.
func sharedByAll(digests []*Digest) []Reason {
	x := newIndex(digests)
	out := []Reason{}
	for _, f := range x.features[0] {
		if len(x.at[f]) == len(digests) {
			out = append(out, Reason{x.names[f].of, x.names[f].what, len(digests)})
		}
	}
	slices.SortStableFunc(out, func(a, b Reason) int { return cmp.Or(cmp.Compare(a.Of, b.Of), cmp.Compare(a.What, b.What)) })
	return out
}

// apart adds what sets the incidents apart in one number, if at least two have it and it differs.
func (d *BesideDetail) apart(digests []*Digest, a Apart, of func(*Digest) (float64, bool)) {
	for _, digest := range digests {
		v, ok := of(digest)
		if !ok {
			continue
		}
		if a.Known == 0 || v < a.Least.Value {
			a.Least = Outlier{digest.ID, v}
		}
		if a.Known == 0 || v > a.Most.Value {
			a.Most = Outlier{digest.ID, v}
		}
		a.Known++
	}
	if a.Known > 1 && a.Most.Value > a.Least.Value {
		d.Apart = append(d.Apart, a)
	}
}

// alignedPhases draws the phases of each incident from a common start.
func alignedPhases(digests []*Digest) []analysis.Figure {
	f := analysis.Figure{
		ID: "aligned_phases", Kind: analysis.Gantt, Elapsed: true, Title: "Phases of each incident, from its own start",
		Alt: fmt.Sprintf("%d incidents, each beginning at zero.", len(digests)),
	}
	for _, d := range digests {
		spans := d.phases()
		if len(spans) == 0 {
			continue
		}
		shift := analysis.Epoch().Sub(spans[0].From)
		for i := range spans {
			spans[i].From = spans[i].From.Add(shift).UTC()
			if !spans[i].To.IsZero() {
				spans[i].To = spans[i].To.Add(shift).UTC()
			}
		}
		f.Rows = append(f.Rows, analysis.Row{Label: d.ID, Spans: spans})
	}
	if len(f.Rows) == 0 {
		return nil
	}
	return []analysis.Figure{f}
}
