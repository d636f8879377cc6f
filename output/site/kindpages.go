package site

import (
	"fmt"
	"net/url"
	"path"
	"slices"
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
	v := view{
		Title: g.plural, Heading: g.plural, Lines: []string{g.about}, Classes: g.classes(),
		Trail: []step{{"All incidents", "../../index.html"}},
	}
	for _, value := range paged {
		from, to := w.days(value)
		v.Values = append(v.Values, valueView{Label: value.label, Href: strings.TrimPrefix(g.path(value), kindFolder+"/"+g.name+"/"), Meaning: g.explanation(value.word.String()), Count: len(value.rows), From: from, To: to})
	}
	if len(g.values) > len(paged) {
		v.Lines = append(v.Lines, fmt.Sprintf("%s of one incident only %s not listed.", counted(len(g.values)-len(paged), strings.ToLower(g.title)), when(len(g.values)-len(paged) == 1, "is", "are")))
	}
	w.render(g.index(), v)
}

// days returns when the first and the last incident of a value started, as far as that is recorded.
func (w *writer) days(v *value) (first, last string) {
	for _, i := range v.rows { // the latest come first
		if r := w.rows[i]; r.dated {
			first = r.local().Format("2 Jan 2006")
			if last == "" {
				last = first
			}
		}
	}
	return first, last
}

func (w *writer) value(g *group, value *value) {
	size := valuePageSize
	last := chunks(len(value.rows), size)
	for now := 1; now <= last && !w.done(); now++ {
		name := g.pagePath(value, now)
		t := table{catalog: w.catalog, root: rootOf(name), detail: when(g.lean, lean, bars)}
		extra := ""
		if g.name == "control" {
			extra = "What it did"
			t.last = func(r *Row) string { return outcomes(r, value.word) }
		}
		w.render(name, view{
			Title: g.title + ": " + value.label, Heading: value.label,
			Meaning: g.explanation(value.word.String()), Lines: w.valueLines(g, value, now),
			Trail:   []step{{"All incidents", "../../index.html"}, {g.plural, "index.html"}},
			Filter:  "../../index.html#" + url.Values{g.name: {value.word.String()}}.Encode(),
			Columns: columns(extra), Rows: t.rowsOf(value.rows, now, size), Legend: t.detail != lean,
			Caption: g.title + ": " + value.label,
			Pager:   newPager(now, last, func(i int) string { return path.Base(g.pagePath(value, i)) }),
		})
	}
}

// valueLines says how many incidents a value has, and for a safeguard what it did in them.
func (w *writer) valueLines(g *group, v *value, page int) []string {
	text := fmt.Sprintf("%s of %s", ofThem(len(v.rows)), counted(len(w.rows), "incident"))
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
