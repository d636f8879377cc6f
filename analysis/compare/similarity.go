package compare

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/postmortem-dev/postmortem/analysis"
)

// SimilarityDetail is which incidents are most alike, and why.
type SimilarityDetail struct {
	Pairs []Pair `json:"pairs"` // the most alike first
	Drawn int    `json:"drawn"` // incidents in the network figure
}

// Pair is two incidents and what they have in common.
type Pair struct {
	A       string   `json:"a"`
	B       string   `json:"b"`
	Score   float64  `json:"score"`   // weight of what they share over the weight of all that either has
	Reasons []Reason `json:"reasons"` // the rarest first
}

// Reason is something that two incidents share.
type Reason struct {
	Of    string `json:"of"` // service, trigger, mechanism, control, detection, tag or related
	What  string `json:"what"`
	Among int    `json:"among"` // how many of the incidents have it
}

// mostPairs is how many pairs are listed, mostShared how many incidents may have a feature for it to suggest a pair: what
// everybody shares makes nobody alike.
const (
	mostPairs  = 20
	mostShared = 200
)

func similarity() Comparison {
	return Comparison{
		Name: "similarity", Title: "Alike",
		Doc: "Which incidents are most alike, and what do they share?",
		Run: func(s *Set) analysis.Result {
			if len(s.Digests) < 3 {
				return analysis.Result{}
			}
			index := newIndex(s.Digests)
			d := SimilarityDetail{Pairs: index.pairs(mostPairs)}
			result := analysis.Result{}
			if f, ok := s.network(index); ok {
				d.Drawn = len(f.Nodes)
				result.Figures = []analysis.Figure{f}
			}
			result.Detail = d
			return result
		},
	}
}

// feature is something an incident has.
type feature struct{ of, what string }

func featuresOf(d *Digest) []feature {
	var out []feature
	add := func(of string, names ...string) {
		for _, name := range names {
			if f := (feature{of, name}); name != "" && !slices.Contains(out, f) {
				out = append(out, f)
			}
		}
	}
	for _, s := range d.Affected() {
		add("service", s.ID)
	}
	add("trigger", d.Triggers...)
	add("mechanism", d.Mechanisms...)
	for _, c := range d.Controls {
		add("control", c.Class+" "+c.Outcome)
	}
	add("detection", d.Detection)
	add("tag", d.Tags...)
	return out
}

// index finds the incidents that share a feature.
type index struct {
	digests  []*Digest
	features [][]feature
	at       map[feature][]int
}

func newIndex(digests []*Digest) *index {
	x := &index{digests: digests, at: map[feature][]int{}}
	for i, d := range digests {
		features := featuresOf(d)
		x.features = append(x.features, features)
		for _, f := range features {
			x.at[f] = append(x.at[f], i)
		}
	}
	return x
}

// weight is how much sharing a feature means: the fewer incidents have it, the more. A service is one of many, so it
// weighs a third of a class that somebody chose for the whole incident.
func (x *index) weight(f feature) float64 {
	w := math.Log(1 + float64(len(x.digests))/float64(len(x.at[f])))
	if f.of == "service" {
		return w / 3
	}
	return w
}

// pairs returns the n most similar pairs.
func (x *index) pairs(n int) []Pair {
	type scored struct {
		i, j  int
		score float64
	}
	var best []scored
	totals := make([]float64, len(x.digests))
	for i, features := range x.features {
		for _, f := range features {
			totals[i] += x.weight(f)
		}
	}
	for i, features := range x.features {
		shared := map[int]float64{}
		for _, f := range features {
			if among := x.at[f]; len(among) <= max(mostShared, 2) {
				for _, j := range among {
					if j > i {
						shared[j] += x.weight(f)
					}
				}
			}
		}
		for j, weight := range shared {
			best = append(best, scored{i, j, weight / (totals[i] + totals[j] - weight)})
		}
		if len(best) > 64*n || i == len(x.features)-1 {
			slices.SortFunc(best, func(a, b scored) int {
				return cmp.Or(cmp.Compare(b.score, a.score), cmp.Compare(a.i, b.i), cmp.Compare(a.j, b.j))
			})
			best = best[:min(len(best), n)]
		}
	}
	out := []Pair{}
	for _, p := range best {
		out = append(out, Pair{x.digests[p.i].ID, x.digests[p.j].ID, p.score, x.reasons(p.i, p.j)})
	}
	return out
}

// reasons returns what two incidents share, the rarest first.
func (x *index) reasons(i, j int) []Reason {
	var out []Reason
	for _, f := range x.features[i] {
		if slices.Contains(x.features[j], f) {
			out = append(out, Reason{f.of, f.what, len(x.at[f])})
		}
	}
	slices.SortStableFunc(out, func(a, b Reason) int {
		return cmp.Or(cmp.Compare(a.Among, b.Among), cmp.Compare(a.Of, b.Of), cmp.Compare(a.What, b.What))
	})
	return out
}

// mostNodes is how many incidents the network holds.
const mostNodes = 40

// network draws the incidents that share affected services, in order of time.
func (s *Set) network(x *index) (analysis.Figure, bool) {
	f := analysis.Figure{ID: "network", Kind: analysis.Arcs, Unit: "services", Title: "Incidents that share affected services"}
	shared := map[[2]int][]string{}
	degree := map[int]int{}
	for _, of := range sortedFeatures(x) {
		among := x.at[of]
		if of.of != "service" || len(among) < 2 || len(among) > mostShared {
			continue
		}
		for a, i := range among {
			for _, j := range among[a+1:] {
				if shared[[2]int{i, j}] == nil {
					degree[i]++
					degree[j]++
				}
				shared[[2]int{i, j}] = append(shared[[2]int{i, j}], of.what)
			}
		}
	}
	keep := mostConnected(degree)
	for i, d := range s.Digests {
		if keep[i] {
			f.Nodes = append(f.Nodes, analysis.Node{ID: d.ID, Label: d.ID, Class: analysis.ClassValue})
		}
	}
	for i := range s.Digests {
		for j := i + 1; j < len(s.Digests) && keep[i]; j++ {
			if names := shared[[2]int{i, j}]; keep[j] && names != nil {
				f.Edges = append(f.Edges, analysis.Link{Dependent: s.Digests[i].ID, Dependency: s.Digests[j].ID, Weight: float64(len(names)), Label: few(names)})
			}
		}
	}
	f.Alt = fmt.Sprintf("%d of %d incidents share an affected service with another; each arc joins two that do, the thicker the more services.", len(degree), len(s.Digests))
	if len(degree) > mostNodes {
		f.Alt += fmt.Sprintf(" The %d with the most such neighbours are drawn.", mostNodes)
	}
	return f, len(f.Edges) > 0
}

func sortedFeatures(x *index) []feature {
	out := make([]feature, 0, len(x.at))
	for f := range x.at {
		out = append(out, f)
	}
	slices.SortFunc(out, func(a, b feature) int { return cmp.Or(cmp.Compare(a.of, b.of), cmp.Compare(a.what, b.what)) })
	return out
}

// mostConnected returns the incidents with the most neighbours.
func mostConnected(degree map[int]int) map[int]bool {
	var all []int
	for i := range degree {
		all = append(all, i)
	}
	slices.SortFunc(all, func(a, b int) int { return cmp.Or(cmp.Compare(degree[b], degree[a]), cmp.Compare(a, b)) })
	keep := map[int]bool{}
	for _, i := range all[:min(len(all), mostNodes)] {
		keep[i] = true
	}
	return keep
}

// few joins names as far as they fit into a label.
func few(names []string) string {
	if len(names) > 4 {
		return fmt.Sprintf("%s and %d more", strings.Join(names[:4], ", "), len(names)-4)
	}
	return analysis.List(names)
}
