package compare

import (
	"math"
	"slices"
	"testing"

	"github.com/postmortem-dev/postmortem/internal/synthetic"
)

// hurtDigests returns digests that hold what incidents can be alike in.
func hurtDigests(n int) []*Digest {
	world := synthetic.New(4)
	var out []*Digest
	for i := range n {
		in := world.Incident(i)
		d := &Digest{ID: in.ID, Tags: in.Tags, Detection: string(in.Detection.By)}
		classify(d, in.Classification)
		for _, s := range in.Services {
			d.Services = append(d.Services, Service{ID: s.ID, Windows: make([]Window, len(s.Windows))})
		}
		out = append(out, d)
	}
	return out
}

// The quick way gives each pair the score that holding the two against each other gives. A feature that is too common
// weighs among all that an incident has, and not in what two share.
func TestPairsAreThoseOfComparingAll(t *testing.T) {
	digests := hurtDigests(500)
	x := newIndex(digests)
	weights := x.weights()
	sum := func(features []int, suggests bool) (out float64) {
		for _, f := range features {
			if !suggests || len(x.at[f]) <= mostShared {
				out += weights[f]
			}
		}
		return out
	}
	var want []scored
	for i := range digests {
		for j := i + 1; j < len(digests); j++ {
			var both []int
			for _, f := range x.features[i] {
				if slices.Contains(x.features[j], f) {
					both = append(both, f)
				}
			}
			if shared := sum(both, true); shared > 0 {
				want = append(want, scored{i, j, shared / (sum(x.features[i], false) + sum(x.features[j], false) - shared)})
			}
		}
	}
	slices.SortFunc(want, compareScored)
	got := x.pairs(mostPairs)
	if len(got) != mostPairs {
		t.Fatalf("%d pairs", len(got))
	}
	for k, p := range got {
		if w := want[k]; p.A != digests[w.i].ID || p.B != digests[w.j].ID || math.Abs(p.Score-w.score) > 1e-12 {
			t.Errorf("pair %d: %s and %s at %g, want %s and %s at %g", k, p.A, p.B, p.Score, digests[w.i].ID, digests[w.j].ID, w.score)
		}
	}
}

// The network holds the incidents with the most neighbours, and an arc for every two of them that share a service.
func TestNetworkIsThatOfComparingAll(t *testing.T) {
	digests := hurtDigests(300)
	s := &Set{Digests: digests}
	x := newIndex(digests)
	figure, ok := s.network(x)
	if !ok || len(figure.Nodes) != mostNodes {
		t.Fatalf("%d nodes", len(figure.Nodes))
	}
	degree, drawn, arcs := make([]int, len(digests)), map[string]bool{}, 0
	for _, n := range figure.Nodes {
		drawn[n.ID] = true
	}
	for i := range digests {
		for j := i + 1; j < len(digests); j++ {
			if x.sharedServices(i, j) != nil {
				degree[i]++
				degree[j]++
				if drawn[digests[i].ID] && drawn[digests[j].ID] {
					arcs++
				}
			}
		}
	}
	least, most := math.MaxInt, 0 // neighbours of those drawn, and of the others
	for i, d := range digests {
		if drawn[d.ID] {
			least = min(least, degree[i])
		} else {
			most = max(most, degree[i])
		}
	}
	if most > least || arcs != len(figure.Edges) {
		t.Errorf("drawn with %d neighbours and not with %d; %d arcs, want %d", least, most, len(figure.Edges), arcs)
	}
}
