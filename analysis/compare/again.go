package compare

import (
	"cmp"
	"slices"
	"strings"
	"unicode"
)

// alike is how much of their words two actions must have in common to count as the same: shared over all (Jaccard). At
// 0.4 "stage the rollout of rules" meets "roll out rules in stages", and not every action about rollouts.
const alike = 0.4

// commonWord is in so many actions of an organization that it does not help to find those that are alike.
const commonWord = 200

// wordsOf returns the stems of the words that carry a text's meaning, each once, in order. A stem is the first five
// letters: rollout and rollouts, limit and limits meet, and so do their verbs.
func wordsOf(text string) []string {
	var out []string
	for _, word := range strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }) {
		if runes := []rune(word); len(runes) > 3 && !slices.Contains(fillers(), word) {
			out = append(out, string(runes[:min(len(runes), 5)]))
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// fillers are words of four letters and more that say nothing about what will be done.
func fillers() []string {
	return strings.Fields("that this with from they them their there these those when what which will would could should been being have more than then also into only some such each other every after before again while where whose does make makes made must need needs its company engineers team teams work works")
}

// mention is an action with its words.
type mention struct {
	ActionOf
	words []string
}

// again returns the actions that reappear, the most alike first.
func again(digests []*Digest) []Again {
	byOwner := map[string][]mention{}
	var owners []string
	for _, d := range digests { // in order of time
		if d.Organization == "" {
			continue
		}
		if byOwner[d.Organization] == nil {
			owners = append(owners, d.Organization)
		}
		for _, a := range d.Actions {
			byOwner[d.Organization] = append(byOwner[d.Organization], mention{ActionOf{d.ID, a}, wordsOf(a.Text)})
		}
	}
	found := []Again{}
	for _, owner := range owners {
		for _, p := range candidates(byOwner[owner]) {
			first, later := byOwner[owner][p[0]], byOwner[owner][p[1]]
			shared := common(first.words, later.words)
			share := float64(shared) / float64(len(first.words)+len(later.words)-shared)
			if share >= alike {
				found = append(found, Again{first.ActionOf, later.ActionOf, share, first.Status == "done"})
			}
		}
	}
	slices.SortStableFunc(found, func(a, b Again) int {
		return cmp.Or(cmp.Compare(b.Alike, a.Alike), cmp.Compare(a.First.Incident, b.First.Incident), cmp.Compare(a.Later.Incident, b.Later.Incident))
	})
	return found
}

// candidates returns the pairs of actions of different incidents that share a word which is not too common.
func candidates(mentions []mention) [][2]int {
	at := map[string][]int{}
	for i, m := range mentions {
		for _, w := range m.words {
			at[w] = append(at[w], i)
		}
	}
	seen := map[[2]int]bool{}
	var out [][2]int
	for i, m := range mentions {
		for _, w := range m.words {
			if len(at[w]) > commonWord {
				continue
			}
			for _, j := range at[w] {
				p := [2]int{i, j}
				if j > i && mentions[j].Incident != m.Incident && !seen[p] {
					seen[p] = true
					out = append(out, p)
				}
			}
		}
	}
	return out
}

// common returns how many words two sorted lists share.
func common(a, b []string) int {
	n := 0
	for _, w := range a {
		if _, ok := slices.BinarySearch(b, w); ok {
			n++
		}
	}
	return n
}
