package site

import (
	"bytes"
	_ "embed"
	"fmt"
	"html/template"
	"path"
	"strings"

	"github.com/dustin/go-humanize"

	"github.com/postmortem-dev/postmortem/output"
)

// The folders of the pages that are not index.html.
const (
	kindFolder = "by"
	listFolder = "all"
)

var (
	//go:embed page.html.tmpl
	pageSource string
	//go:embed site.css
	siteCSS string
	//go:embed site.js
	siteScript string

	pageTemplate = template.Must(template.New("page").Funcs(template.FuncMap{"comma": func(n int) string { return humanize.Comma(int64(n)) }}).Parse(pageSource))
)

// assets writes the shared files: those of the documents, with what the site's own pages have beside them.
func (w *writer) assets() {
	for _, a := range output.AssetFiles(w.options) {
		data := a.Data
		switch a.Name {
		case output.StyleFile:
			data = append(data, siteCSS...)
		case output.ScriptFile:
			data = append(data, siteScript...)
		}
		w.put(File{Path: path.Join(AssetFolder, a.Name), Data: data}, nil)
	}
}

// view is what the template shows. Each page uses some of it.
type view struct {
	Title   string
	Policy  string
	Program string
	Root    string // from the page to the site's root, "" or ending in a slash
	Scripts []string
	Trail   []step // from the list of all incidents to above this page

	Heading string
	Lines   []string // what the page tells before its lists
	Meaning string   // of a class
	Filter  string   // link to the same incidents in the list that can be searched

	Pages   []Page
	Shelves []shelf
	Kind    string // what one of the values is called
	Values  []valueView
	Classes bool // the values have meanings

	Columns []column
	Rows    template.HTML
	Caption string
	Pager   pager
	Legend  bool
}

// step is a link of the trail.
type step struct{ Name, Href string }

// shelf is a kind with its first values.
type shelf struct {
	Name, Plural, Href string
	Values             []valueView
	Count              int
}

// valueView is a value as a link.
type valueView struct {
	Label, Href, Meaning string
	Count                int
	From, To             string // the days of its first and its last incident, "" when not recorded
}

// column is a column of the table of incidents.
type column struct{ Class, Title string }

func columns(extra string) []column {
	out := []column{{"what", "Incident"}, {"who", "Organization"}, {"when", "Started"}, {"long", "Length"}, {"seen", "Detected after"}, {"hurt", "Affected services"}}
	if extra != "" {
		out = append(out, column{"extra", extra})
	}
	return out
}

// Href returns the link to a comparison.
func (v view) Href(p Page) string { return link(v.Root, p.Path) }

// render makes a page at a path, whose depth tells the way to the root.
func (w *writer) render(name, key string, make func() view) {
	if w.done() {
		return
	}
	if key != "" && w.known(name, key) {
		w.put(File{Path: name, Key: key}, nil)
		return
	}
	v := make()
	v.Root, v.Program = rootOf(name), w.options.Program
	v.Policy = output.SitePolicy(len(v.Scripts) > 0)
	var b bytes.Buffer
	b.Grow(len(v.Rows) + 4096)
	err := pageTemplate.Execute(&b, v)
	w.put(File{Path: name, Data: b.Bytes(), Key: key}, err)
}

// rootOf returns the way from a page to the site's root.
func rootOf(name string) string { return strings.Repeat("../", strings.Count(name, "/")) }

// pager leads through a list that takes several pages.
type pager struct {
	Now, Last  int
	Prev, Next string
	Pages      []step // the first, the last, and those around this one; an empty name is a gap
}

// newPager returns the pager of page now, from 1, where href returns the link to a page. One page needs none.
func newPager(now, last int, href func(int) string) pager {
	if last < 2 {
		return pager{}
	}
	p := pager{Now: now, Last: last}
	if now > 1 {
		p.Prev = href(now - 1)
	}
	if now < last {
		p.Next = href(now + 1)
	}
	before := 0
	for i := 1; i <= last; i++ {
		if i != 1 && i != last && (i < now-2 || i > now+2) {
			continue
		}
		if i > before+1 {
			p.Pages = append(p.Pages, step{})
		}
		p.Pages = append(p.Pages, step{fmt.Sprint(i), href(i)})
		before = i
	}
	return p
}

// chunks returns how many pages n rows take; at least one.
func chunks(n, size int) int { return max(1, (n+size-1)/size) }

// typicalRow is about how many bytes a row takes.
const typicalRow = 1024

// rowsOf renders the rows of page now.
func (t table) rowsOf(places []int32, now, size int) template.HTML {
	places = places[(now-1)*size : min(now*size, len(places))]
	b := make([]byte, 0, len(places)*typicalRow)
	for _, i := range places {
		b = t.append(b, t.rows[i])
	}
	return template.HTML(b) //nolint:gosec // every text is escaped where it is appended
}
