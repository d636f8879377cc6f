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
	text = strings.ToLower(text)
	out := make([]string, 0, 16)
	for len(text) > 0 {
		end, runes, stem := len(text), 0, len(text) // of the word that text begins with
		for i, r := range text {
			if !unicode.IsLetter(r) && !unicode.IsDigit(r) {
				end = i
				break
			}
			if runes++; runes == 6 {
				stem = i
			}
		}
		if word := text[:end]; runes > 3 && !fillers[word] {
			out = append(out, word[:min(stem, end)])
		}
		text = text[end:]
		_, blank := utf8.DecodeRuneInString(text)
		text = text[blank:]
	}
	slices.Sort(out)
	return slices.Compact(out)
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

// owner is an organization with the actions of all its incidents, in order of time. Words have numbers.
type owner struct {
	number   map[string]int32
	at       [][]int32 // of each word, the mentions that hold it
	mentions []mention
	words    []int32 // of all mentions, one mention after the other
}

// mention is an action and where its words stand among its owner's: first, in their order, those that help to find others
// like it, then those that too many mentions hold, by number.
type mention struct {
	place
	words, common, end int32
}

// place is where an action stands.
type place struct{ digest, action int32 }

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
			o = &owner{number: map[string]int32{}}
			byName[d.Organization] = o
			out = append(out, o)
		}
		for j := range d.Actions {
			o.mention(place{int32(i), int32(j)}, stems(d.Actions[j].Text, skip))
		}
	}
	return out
}

func (o *owner) mention(at place, stems []string) {
	m := mention{place: at, words: int32(len(o.words))}
	for _, stem := range stems {
		w, known := o.number[stem]
		if !known {
			w = int32(len(o.at))
			o.number[strings.Clone(stem)] = w // the text need not be kept
			o.at = append(o.at, nil)
		}
		o.words = append(o.words, w)
		o.at[w] = append(o.at[w], int32(len(o.mentions)))
	}
	m.end = int32(len(o.words))
	o.mentions = append(o.mentions, m)
}

func (o *owner) isCommon(word int32) bool { return len(o.at[word]) > commonWord }

// sortOut parts the words of each mention.
func (o *owner) sortOut() {
	var common []int32
	for i := range o.mentions {
		m := &o.mentions[i]
		common, m.common = common[:0], m.words
		for _, w := range o.words[m.words:m.end] {
			if o.isCommon(w) {
				common = append(common, w)
			} else {
				o.words[m.common] = w
				m.common++
			}
		}
		slices.Sort(common)
		copy(o.words[m.common:m.end], common)
	}
}

// pairs yields every two actions of different incidents that are alike and share a word which is not too common.
func (o *owner) pairs(yield func(likeness)) {
	shared := make([]int, len(o.mentions)) // words that are not too common, with mention i
	passed := make([]int, len(o.at))       // how many of a word's mentions come up to i
	var met []int32
	for i := range o.mentions {
		m := &o.mentions[i]
		met = met[:0]
		for _, w := range o.words[m.words:m.common] {
			passed[w]++
			for _, j := range o.at[w][passed[w]:] {
				if shared[j] == 0 {
					met = append(met, j)
				}
				shared[j]++
			}
		}
		for _, j := range met {
			if share, ok := o.like(m, &o.mentions[j], shared[j]); ok {
				yield(likeness{m.place, o.mentions[j].place, share})
			}
			shared[j] = 0
		}
	}
}

// like returns how alike two actions of different incidents are that share some words and perhaps some of the too common
// ones, and false when they are not alike.
func (o *owner) like(a, b *mention, shared int) (float64, bool) {
	all := int(a.end - a.words + b.end - b.words)
	share := func(shared int) float64 { return float64(shared) / float64(all-shared) }
	if a.digest == b.digest || share(shared+int(min(a.end-a.common, b.end-b.common))) < alike {
		return 0, false
	}
	s := share(shared + common(o.words[a.common:a.end], o.words[b.common:b.end]))
	return s, s >= alike
}

// common returns how many numbers two sorted lists share.
func common(a, b []int32) int {
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
