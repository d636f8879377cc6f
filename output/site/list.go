package site

import (
	"fmt"
	"path"
)

// pageSize is how many rows the list of all incidents shows at once, with the script or without.
const pageSize = 50

// shelfSize is how many values of a kind stand beside the list before the script offers all of them.
const shelfSize = 6

// list writes the list of all incidents: index.html, which the script makes searchable, after the pages that follow it.
func (w *writer) list() {
	places := make([]int32, len(w.rows))
	for i := range places {
		places[i] = int32(i) //nolint:gosec // as many as rows
	}
	last := chunks(len(places), pageSize)
	for now := last; now > 1 && !w.done(); now-- {
		name := listPath(now)
		w.render(name, w.key(places, now, pageSize), func() view {
			return view{
				Title: fmt.Sprintf("All incidents, page %d of %d", now, last), Heading: "All incidents",
				Lines:   []string{shownLine(now, len(places))},
				Trail:   []step{{"All incidents", rootOf(name) + "index.html"}},
				Columns: columns(""), Legend: true, Caption: fmt.Sprintf("Incidents, page %d of %d", now, last),
				Rows:  table{catalog: w.catalog, root: rootOf(name), detail: full}.rowsOf(places, now, pageSize),
				Pager: newPager(now, last, func(i int) string { return rootOf(name) + listPath(i) }),
			}
		})
	}
	w.render("index.html", "", func() view {
		return view{
			Title: "Incidents", Heading: "Incidents", Lines: w.summary(), Scripts: w.scripts,
			Pages: w.pages, Shelves: w.shelves(),
			Columns: columns(""), Legend: true, Caption: "Incidents",
			Rows:  table{catalog: w.catalog, detail: full}.rowsOf(places, 1, pageSize),
			Pager: newPager(1, last, listPath),
		}
	})
}

func listPath(page int) string {
	if page == 1 {
		return "index.html"
	}
	return path.Join(listFolder, fmt.Sprintf("%d.html", page))
}

// shownLine says which incidents a page shows.
func shownLine(page, n int) string {
	from := (page-1)*pageSize + 1
	return fmt.Sprintf("Incidents %s to %s of %s, the latest first.", ofThem(from), ofThem(min(from+pageSize-1, n)), ofThem(n))
}

// shelves returns the kinds that have a page, with their first values.
func (w *writer) shelves() []shelf {
	var out []shelf
	for _, g := range w.groups {
		paged := g.paged()
		if len(paged) == 0 {
			continue
		}
		s := shelf{Name: g.name, Plural: g.plural, Href: g.index(), Count: len(paged)}
		for _, v := range paged[:min(shelfSize, len(paged))] {
			s.Values = append(s.Values, valueView{Label: v.label, Href: g.path(v), Count: len(v.rows)})
		}
		out = append(out, s)
	}
	return out
}
