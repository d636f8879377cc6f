package site

import (
	"bytes"
	"cmp"
	"slices"
	"strings"
)

// catalog is the incidents in the order of the list, and what each value of each kind has.
type catalog struct {
	rows   []*Row
	groups []*group
}

// group is a kind with the values that the incidents have.
type group struct {
	kind
	values []*value
	place  map[word]int32 // of a value in values
}

// value is one value of a kind.
type value struct {
	word  word   // empty for the incidents without one
	label string // what a reader sees
	slug  string // of its page; "" when it has none
	rows  []int32
}

func newCatalog(rows []Row) *catalog {
	c := &catalog{rows: make([]*Row, len(rows))}
	for i := range rows {
		c.rows[i] = &rows[i]
	}
	slices.SortFunc(c.rows, compareRows)
	names := serviceNames(c.rows)
	for _, k := range kinds() {
		c.groups = append(c.groups, newGroup(k, c.rows, names))
	}
	return c
}

// compareRows sorts by start, the latest first and those without one last. What follows makes the order the same
// whatever order the rows came in.
func compareRows(a, b *Row) int {
	if a.dated != b.dated {
		return when(a.dated, -1, 1)
	}
	if order := cmp.Or(cmp.Compare(b.start, a.start), cmp.Compare(a.id, b.id), cmp.Compare(a.title, b.title)); order != 0 || a == b {
		return order
	}
	return bytes.Compare(a.everything(), b.everything())
}

func when[T any](condition bool, yes, no T) T {
	if condition {
		return yes
	}
	return no
}

// serviceNames returns the name that most rows give a service, by its id.
func serviceNames(rows []*Row) map[word]word {
	count := map[service]int{}
	for _, r := range rows {
		for _, s := range r.services {
			count[s]++
		}
	}
	best := map[word]service{}
	for s, n := range count {
		have, ok := best[s.id]
		if !ok || n > count[have] || n == count[have] && s.name.String() < have.name.String() {
			best[s.id] = s
		}
	}
	out := make(map[word]word, len(best))
	for id, s := range best {
		out[id] = s.name
	}
	return out
}

func newGroup(k kind, rows []*Row, names map[word]word) *group {
	g := &group{kind: k, place: map[word]int32{}}
	add := func(w word, i int) {
		at, ok := g.place[w]
		if !ok {
			at = int32(len(g.values)) //nolint:gosec // far fewer
			g.place[w] = at
			g.values = append(g.values, &value{word: w, label: w.String()})
		}
		g.values[at].rows = append(g.values[at].rows, int32(i)) //nolint:gosec // as many as rows
	}
	for i, r := range rows {
		list := k.of(r)
		for _, w := range list {
			add(w, i)
		}
		if len(list) == 0 && k.untold {
			add(word{}, i)
		}
	}
	for _, v := range g.values {
		switch {
		case v.word.empty():
			v.label = notRecorded
		case k.name == "service" && !names[v.word].empty():
			v.label = names[v.word].String()
		}
	}
	g.order()
	g.assignSlugs()
	return g
}

// order sorts the values: those with most incidents first, or the newest; what is not recorded comes last.
func (g *group) order() {
	slices.SortFunc(g.values, func(a, b *value) int {
		if a.word.empty() != b.word.empty() {
			return when(b.word.empty(), -1, 1)
		}
		if g.newest {
			return cmp.Or(cmp.Compare(len(b.label), len(a.label)), strings.Compare(b.label, a.label))
		}
		return cmp.Or(cmp.Compare(len(b.rows), len(a.rows)), compareFolded(a.label, b.label), strings.Compare(a.word.String(), b.word.String()))
	})
	for i, v := range g.values {
		g.place[v.word] = int32(i) //nolint:gosec // far fewer
	}
}

// paged returns the values that have a page.
func (g *group) paged() []*value {
	var out []*value
	for _, v := range g.values {
		if len(v.rows) >= g.least {
			out = append(out, v)
		}
	}
	return out
}

func (g *group) assignSlugs() {
	paged := g.paged()
	names := make([]string, len(paged))
	for i, v := range paged {
		names[i] = v.word.String()
	}
	slugs := slugsOf(names)
	for i, v := range paged {
		v.slug = slugs[i]
	}
}

// value returns the value of a row's word.
func (g *group) value(w word) *value { return g.values[g.place[w]] }

// places returns the places of a row's values; that of what is not recorded when there are none.
func (g *group) places(r *Row) []int32 {
	list := g.of(r)
	if len(list) == 0 && g.untold {
		list = []word{{}}
	}
	out := make([]int32, len(list))
	for i, w := range list {
		out[i] = g.place[w]
	}
	return out
}

func (c *catalog) group(name string) *group {
	for _, g := range c.groups {
		if g.name == name {
			return g
		}
	}
	return nil
}
