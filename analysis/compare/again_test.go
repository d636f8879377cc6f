package compare

import (
	"fmt"
	"slices"
	"testing"

	"github.com/postmortem-dev/postmortem/internal/synthetic"
)

// plainAgain finds the actions that reappear by holding every two against each other.
func plainAgain(digests []*Digest) []Again {
	words, holders := map[string][]string{}, map[string]int{}
	for _, d := range digests {
		for _, a := range d.Actions {
			words[a.Text] = stems(a.Text, fillers())
			for _, stem := range words[a.Text] {
				holders[d.Organization+" "+stem]++
			}
		}
	}
	var out []Again
	compareTwo := func(d, e *Digest, a, b Action) {
		x, y := words[a.Text], words[b.Text]
		shared, rare := 0, false
		for _, stem := range x {
			if slices.Contains(y, stem) {
				shared++
				rare = rare || holders[d.Organization+" "+stem] <= commonWord
			}
		}
		if share := float64(shared) / float64(len(x)+len(y)-shared); rare && share >= alike {
			out = append(out, Again{ActionOf{d.ID, a}, ActionOf{e.ID, b}, share, a.Status == "done"})
		}
	}
	for i, d := range digests {
		for _, e := range digests[i+1:] {
			for _, a := range d.Actions {
				for _, b := range e.Actions {
					if d.Organization != "" && d.Organization == e.Organization {
						compareTwo(d, e, a, b)
					}
				}
			}
		}
	}
	return out
}

// The quick way finds the pairs that holding every two against each other finds, with words that are too common and
// without, and keeps the most alike.
func TestAgainFindsWhatComparingAllFinds(t *testing.T) {
	for _, organizations := range []int{1, 5} {
		var digests []*Digest
		world := synthetic.New(2)
		for i := range 120 {
			in := world.Incident(i)
			d := &Digest{ID: in.ID, Organization: fmt.Sprint(i % organizations)}
			for _, a := range in.Actions {
				d.Actions = append(d.Actions, Action{Text: a.Text.Text, Status: string(a.Status)})
			}
			digests = append(digests, d)
		}
		want := plainAgain(digests)
		all, count := again(digests, len(want)+1)
		if count != len(want) || !slices.Equal(sortedAgain(all), sortedAgain(want)) {
			t.Fatalf("%d organizations: %d pairs, want %d, or others", organizations, count, len(want))
		}
		some, count := again(digests, 30)
		if count != len(want) || fmt.Sprint(some) != fmt.Sprint(all[:30]) {
			t.Errorf("%d organizations: the 30 most alike are not the first of all", organizations)
		}
	}
}

func sortedAgain(list []Again) []string {
	var out []string
	for _, a := range list {
		out = append(out, fmt.Sprint(a))
	}
	slices.Sort(out)
	return out
}
