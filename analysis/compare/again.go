package compare

import (
	"cmp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// alike is how much of their words two actions must have in common to count as the same: shared over all (Jaccard). At
// 0.4 "stage the rollout of rules" meets "roll out rules in stages", and not every action about rollouts.
const alike = 0.4

// commonWord is in so many actions of an organization that it does not help to find those that are alike.
const commonWord = 200

// stems returns the stems of the words that carry a text's meaning, each once, in order. A stem is the first five letters:
// rollout and rollouts, limit and limits meet, and so do their verbs.
func stems(text string, fillers map[string]bool) []string {
	var out []string
	for _, word := range strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }) {
		if n := utf8.RuneCountInString(word); n > 3 && !fillers[word] {
			out = append(out, firstRunes(word, 5))
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

func firstRunes(word string, n int) string {
	for i := range word {
		if n--; n < 0 {
			return word[:i]
		}
	}
	return word
}

// fillers are words of four letters and more that say nothing about what will be done.
func fillers() map[string]bool {
	out := map[string]bool{}
	for _, word := range strings.Fields("that this with from they them their there these those when what which will would could should been being have more than then also into only some such each other every after before again while where whose does make makes made must need needs its company engineers team teams work works") {
		out[word] = true
	}
	return out
}

// again returns the most alike of the actions that reappear, at most n, and how many there are in all.
func again(digests []*Digest, n int) ([]Again, int) {
	b := &best{digests: digests, n: n}
	for _, o := range ownersOf(digests) {
		o.sortOut()
		o.pairs(b.add)
	}
	b.cut()
	out := []Again{}
	for _, l := range b.list {
		first, later := b.action(l.first), b.action(l.later)
		out = append(out, Again{first, later, l.share, first.Status == "done"})
	}
	return out, b.count
}

// owner is an organization with the actions of all its incidents, in order of time.
type owner struct {
	words    map[string]int
	at       [][]int // of each word, the mentions that hold it
	mentions []mention
}

// mention is an action and its words as numbers, in the order of the words.
type mention struct {
	place
	words  []int
	common []int // those of the words that too many mentions hold, by number
}

// place is where an action stands.
type place struct{ digest, action int }

func ownersOf(digests []*Digest) []*owner {
	skip := fillers()
	byName := map[string]*owner{}
	var out []*owner
	for i, d := range digests {
		if d.Organization == "" {
			continue
		}
		o := byName[d.Organization]
		if o == nil {
			o = &owner{words: map[string]int{}}
			byName[d.Organization] = o
			out = append(out, o)
		}
		for j := range d.Actions {
			o.mention(place{i, j}, stems(d.Actions[j].Text, skip))
		}
	}
	return out
}

func (o *owner) mention(at place, stems []string) {
	m := mention{place: at, words: make([]int, 0, len(stems))}
	for _, stem := range stems {
		w, known := o.words[stem]
		if !known {
			w = len(o.at)
			o.words[stem] = w
			o.at = append(o.at, nil)
		}
		m.words = append(m.words, w)
		o.at[w] = append(o.at[w], len(o.mentions))
	}
	o.mentions = append(o.mentions, m)
}

// sortOut finds the words of each mention that do not help to find others like it.
func (o *owner) sortOut() {
	for i := range o.mentions {
		m := &o.mentions[i]
		for _, w := range m.words {
			if len(o.at[w]) > commonWord {
				m.common = append(m.common, w)
			}
		}
		slices.Sort(m.common)
	}
}

// pairs yields every two actions of different incidents that are alike and share a word which is not too common.
func (o *owner) pairs(yield func(likeness)) {
	shared := make([]int, len(o.mentions)) // words that are not too common, with mention i
	passed := make([]int, len(o.at))       // how many of a word's mentions come up to i
	var met []int
	for i := range o.mentions {
		m := &o.mentions[i]
		met = met[:0]
		for _, w := range m.words {
			passed[w]++
			if len(o.at[w]) > commonWord {
				continue
			}
			for _, j := range o.at[w][passed[w]:] {
				if shared[j] == 0 {
					met = append(met, j)
				}
				shared[j]++
			}
		}
		for _, j := range met {
			if share, ok := m.like(&o.mentions[j], shared[j]); ok {
				yield(likeness{m.place, o.mentions[j].place, share})
			}
			shared[j] = 0
		}
	}
}

// like returns how alike two actions of different incidents are that share some words and perhaps some of the too common
// ones, and false when they are not alike.
func (m *mention) like(other *mention, shared int) (float64, bool) {
	share := func(shared int) float64 {
		return float64(shared) / float64(len(m.words)+len(other.words)-shared)
	}
	if m.digest == other.digest || share(shared+min(len(m.common), len(other.common))) < alike {
		return 0, false
	}
	s := share(shared + common(m.common, other.common))
	return s, s >= alike
}

// common returns how many numbers two sorted lists share.
func common(a, b []int) int {
	n := 0
	for len(a) > 0 && len(b) > 0 {
		switch {
		case a[0] < b[0]:
			a = a[1:]
		case a[0] > b[0]:
			b = b[1:]
		default:
			n++
			a, b = a[1:], b[1:]
		}
	}
	return n
}

// likeness is two actions and how alike they are.
type likeness struct {
	first, later place
	share        float64
}

// best keeps the n most alike of any number of pairs.
type best struct {
	digests []*Digest
	n       int
	list    []likeness
	full    bool // list has been cut: what comes after its last is not among the best
	count   int
}

func (b *best) action(p place) ActionOf {
	return ActionOf{b.digests[p.digest].ID, b.digests[p.digest].Actions[p.action]}
}

// order returns which of two comes first; the one found first when it is 0.
func (b *best) order(x, y likeness) int {
	return cmp.Or(cmp.Compare(y.share, x.share), cmp.Compare(b.digests[x.first.digest].ID, b.digests[y.first.digest].ID),
		cmp.Compare(b.digests[x.later.digest].ID, b.digests[y.later.digest].ID))
}

func (b *best) add(l likeness) {
	b.count++
	if b.full && b.order(b.list[b.n-1], l) <= 0 {
		return
	}
	if b.list = append(b.list, l); len(b.list) > 16*b.n {
		b.cut()
	}
}

func (b *best) cut() {
	slices.SortStableFunc(b.list, b.order)
	if len(b.list) >= b.n {
		b.list, b.full = b.list[:b.n], true
	}
}
