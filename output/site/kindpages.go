package site

import (
	"fmt"
	"net/url"
	"path"
	"slices"
	"sort"
	"strings"
)

// valuePageSize is how many rows a page of a value shows. These pages are read without a script, so they are long.
const valuePageSize = 200

// index returns the path of the page that lists the values.
func (g *group) index() string { return path.Join(kindFolder, g.name, "index.html") }

// path returns the path of a value's page.
func (g *group) path(v *value) string { return path.Join(kindFolder, g.name, v.slug+".html") }

// pagePath returns the path of a page of a value. A slug has no dot, so no other value's page has it.
func (g *group) pagePath(v *value, page int) string {
	if page == 1 {
		return g.path(v)
	}
	return path.Join(kindFolder, g.name, fmt.Sprintf("%s.%d.html", v.slug, page))
}

// kinds writes the pages of every value of every kind, and before them the page that lists the kind's values.
func (w *writer) kinds() {
	for _, g := range w.groups {
		paged := g.paged()
		if len(paged) == 0 {
			continue
		}
		w.kindIndex(g, paged)
		for _, v := range paged {
			w.value(g, v)
		}
	}
}

func (w *writer) kindIndex(g *group, paged []*value) {
	w.render(g.index(), "", func() view {
		v := view{
			Title: g.plural, Heading: g.plural, Kind: g.title, Lines: []string{g.about}, Classes: g.classes(),
			Trail: []step{{"All incidents", "../../index.html"}},
		}
		for _, value := range paged {
			from, to := w.days(value)
			v.Values = append(v.Values, valueView{Label: value.label, Href: path.Base(g.path(value)), Meaning: g.explanation(value.word.String()), Count: len(value.rows), From: from, To: to})
		}
		if n := len(g.values) - len(paged); n > 0 {
			v.Lines = append(v.Lines, fmt.Sprintf("%s of one incident only %s not listed.", counted(n, strings.ToLower(g.title)), when(n == 1, "is", "are")))
		}
		return v
	})
}

// days returns when the first and the last incident of a value started, as far as that is recorded.
func (w *writer) days(v *value) (first, last string) {
	dated := sort.Search(len(v.rows), func(i int) bool { return !w.rows[v.rows[i]].dated }) // the latest come first
	if dated == 0 {
		return "", ""
	}
	day := func(i int32) string { return w.rows[i].local().Format("2 Jan 2006") }
	return day(v.rows[dated-1]), day(v.rows[0])
}

func (w *writer) value(g *group, value *value) {
	last := chunks(len(value.rows), valuePageSize)
	for now := 1; now <= last && !w.done(); now++ {
		lines := w.valueLines(g, value, now)
		w.render(g.pagePath(value, now), w.key(value.rows, now, valuePageSize, append(lines, value.label)...), func() view { return w.valueView(g, value, now, lines) })
	}
}

func (w *writer) valueView(g *group, value *value, now int, lines []string) view {
	t := table{catalog: w.catalog, root: "../../", detail: when(g.lean, lean, bars)}
	extra := ""
	if g.name == "control" {
		extra = "What it did"
		t.last = func(r *Row) string { return outcomes(r, value.word) }
	}
	return view{
		Title: g.title + ": " + value.label, Heading: value.label,
		Meaning: g.explanation(value.word.String()), Lines: lines,
		Trail:   []step{{"All incidents", "../../index.html"}, {g.plural, "index.html"}},
		Filter:  "../../index.html#" + url.Values{g.name: {value.word.String()}}.Encode(),
		Columns: columns(extra), Rows: t.rowsOf(value.rows, now, valuePageSize), Legend: t.detail != lean,
		Caption: g.title + ": " + value.label,
		Pager:   newPager(now, chunks(len(value.rows), valuePageSize), func(i int) string { return path.Base(g.pagePath(value, i)) }),
	}
}

// valueLines says how many incidents a value has, and for a safeguard what it did in them.
func (w *writer) valueLines(g *group, v *value, page int) []string {
	text := counted(len(v.rows), "incident") // not of how many: one more incident would change every page
	if first, last := w.days(v); first != "" && first == last {
		text += ", on " + first
	} else if first != "" {
		text += ", from " + first + " to " + last
	}
	out := []string{text + "."}
	if g.name == "service" && v.label != v.word.String() {
		out = append(out, fmt.Sprintf("The records call it %s.", v.word))
	}
	if g.name == "control" {
		out = append(out, w.outcomeLine(v))
	}
	if n := chunks(len(v.rows), valuePageSize); n > 1 {
		out = append(out, fmt.Sprintf("Page %d of %d, the latest first.", page, n))
	}
	return out
}

// outcomes returns what a safeguard did in an incident.
func outcomes(r *Row, class word) string {
	var out []string
	for _, c := range r.controls {
		if c.class == class && !slices.Contains(out, c.outcome.String()) {
			out = append(out, c.outcome.String())
		}
	}
	return strings.Join(out, ", ")
}

func (w *writer) outcomeLine(v *value) string {
	count := map[string]int{}
	for _, i := range v.rows {
		for _, c := range w.rows[i].controls {
			if c.class == v.word {
				count[c.outcome.String()]++
			}
		}
	}
	return fmt.Sprintf("It held %s, failed %s and was absent %s.", times(count["held"]), times(count["failed"]), times(count["absent"]))
}

// times returns how often something happened.
func times(n int) string {
	switch n {
	case 1:
		return "once"
	case 2:
		return "twice"
	}
	return ofThem(n) + " times"
}
