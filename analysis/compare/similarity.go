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

// index finds the incidents that share a feature. Features have numbers.
type index struct {
	digests  []*Digest
	names    []feature
	features [][]int // of each incident
	at       [][]int // incidents that have each feature
	number   map[feature]int
}

func newIndex(digests []*Digest) *index {
	x := &index{digests: digests, features: make([][]int, len(digests)), number: map[feature]int{}}
	for i, d := range digests {
		for j := range d.Services {
			if s := &d.Services[j]; len(s.Windows) > 0 {
				x.add(i, "service", s.ID)
			}
		}
		x.add(i, "trigger", d.Triggers...)
		x.add(i, "mechanism", d.Mechanisms...)
		for _, c := range d.Controls {
			x.add(i, "control", c.Class+" "+c.Outcome)
		}
		x.add(i, "detection", d.Detection)
		x.add(i, "tag", d.Tags...)
	}
	return x
}

// add notes what incident i has.
func (x *index) add(i int, of string, names ...string) {
	for _, name := range names {
		f := feature{of, name}
		n, known := x.number[f]
		if name == "" || known && slices.Contains(x.features[i], n) {
			continue
		}
		if !known {
			n = len(x.names)
			x.number[f] = n
			x.names, x.at = append(x.names, f), append(x.at, nil)
		}
		x.features[i], x.at[n] = append(x.features[i], n), append(x.at[n], i)
	}
}

// weights returns how much sharing each feature means: the fewer incidents have it, the more. A service is one of many,
// so it weighs a third of a class that somebody chose for the whole incident.
func (x *index) weights() []float64 {
	out := make([]float64, len(x.names))
	for f, at := range x.at {
		out[f] = math.Log(1 + float64(len(x.digests))/float64(len(at)))
		if x.names[f].of == "service" {
			out[f] /= 3
		}
	}
	return out
}

// scored is a pair of incidents and how alike they are.
type scored struct {
	i, j  int
	score float64
}

func compareScored(a, b scored) int {
	return cmp.Or(cmp.Compare(b.score, a.score), cmp.Compare(a.i, b.i), cmp.Compare(a.j, b.j))
}

// pairs returns the n most similar pairs.
func (x *index) pairs(n int) []Pair {
	weights, totals := x.weights(), make([]float64, len(x.digests))
	for i, features := range x.features {
		for _, f := range features {
			totals[i] += weights[f]
		}
	}
	var best []scored
	least := math.Inf(-1) // what a pair needs to be among the best, once there are n
	x.neighbours(weights, func(i, j int, weight float64) {
		if score := weight / (totals[i] + totals[j] - weight); score >= least {
			best = append(best, scored{i, j, score})
		}
		if len(best) > 64*n {
			slices.SortFunc(best, compareScored)
			best, least = best[:n], best[n-1].score
		}
	})
	slices.SortFunc(best, compareScored)
	out := []Pair{}
	for _, p := range best[:min(len(best), n)] {
		out = append(out, Pair{x.digests[p.i].ID, x.digests[p.j].ID, p.score, x.reasons(p.i, p.j)})
	}
	return out
}

// neighbours yields every two incidents that share a feature which has a weight and is not too common, and the weight of
// all such that they share.
func (x *index) neighbours(weights []float64, yield func(i, j int, weight float64)) {
	shared := make([]float64, len(x.digests)) // with incident i
	passed := make([]int, len(x.at))          // how many of a feature's incidents come up to i
	var met []int
	for i, features := range x.features {
		met = met[:0]
		for _, f := range features {
			passed[f]++
			if len(x.at[f]) > mostShared || weights[f] == 0 {
				continue
			}
			for _, j := range x.at[f][passed[f]:] {
				if shared[j] == 0 {
					met = append(met, j)
				}
				shared[j] += weights[f]
			}
		}
		for _, j := range met {
			yield(i, j, shared[j])
			shared[j] = 0
		}
	}
}

// reasons returns what two incidents share, the rarest first.
func (x *index) reasons(i, j int) []Reason {
	var out []Reason
	for _, f := range x.features[i] {
		if slices.Contains(x.features[j], f) {
			out = append(out, Reason{x.names[f].of, x.names[f].what, len(x.at[f])})
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
	weights := make([]float64, len(x.names)) // 1 for a service: so the weight of two incidents is how many they share
	for n, name := range x.names {
		if name.of == "service" {
			weights[n] = 1
		}
	}
	degree, some := make([]int, len(s.Digests)), 0
	x.neighbours(weights, func(i, j int, services float64) {
		if services > 0 {
			degree[i]++
			degree[j]++
		}
	})
	keep := mostConnected(degree)
	for a, i := range keep {
		f.Nodes = append(f.Nodes, analysis.Node{ID: s.Digests[i].ID, Label: s.Digests[i].ID, Class: analysis.ClassValue})
		for _, j := range keep[a+1:] {
			if names := x.sharedServices(i, j); names != nil {
				f.Edges = append(f.Edges, analysis.Link{Dependent: s.Digests[i].ID, Dependency: s.Digests[j].ID, Weight: float64(len(names)), Label: few(names)})
			}
		}
	}
	for _, n := range degree {
		some += min(n, 1)
	}
	f.Alt = fmt.Sprintf("%d of %d incidents share an affected service with another; each arc joins two that do, the thicker the more services.", some, len(s.Digests))
	if some > mostNodes {
		f.Alt += fmt.Sprintf(" The %d with the most such neighbours are drawn.", mostNodes)
	}
	return f, len(f.Edges) > 0
}

// sharedServices returns the services, not too common ones, that were affected in both incidents, by name.
func (x *index) sharedServices(i, j int) []string {
	var out []string
	for _, f := range x.features[i] {
		if x.names[f].of == "service" && len(x.at[f]) <= mostShared && slices.Contains(x.features[j], f) {
			out = append(out, x.names[f].what)
		}
	}
	slices.Sort(out)
	return out
}

// mostConnected returns the incidents with the most neighbours, in order of time.
func mostConnected(degree []int) []int {
	var all []int
	for i, n := range degree {
		if n > 0 {
			all = append(all, i)
		}
	}
	slices.SortFunc(all, func(a, b int) int { return cmp.Or(cmp.Compare(degree[b], degree[a]), cmp.Compare(a, b)) })
	keep := all[:min(len(all), mostNodes)]
	slices.Sort(keep)
	return keep
}

// few joins names as far as they fit into a label.
func few(names []string) string {
	if len(names) > 4 {
		return fmt.Sprintf("%s and %d more", strings.Join(names[:4], ", "), len(names)-4)
	}
	return analysis.List(names)
}
