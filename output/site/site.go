// Package site is the part of the fourth room that writes the pages around many documents. This one is a stand-in until
// the real one is merged: one plain list. It reads no records, compares nothing and writes no files.
package site

import (
	"cmp"
	"fmt"
	"html"
	"iter"
	"slices"
	"strings"
	"time"

	"github.com/postmortem-dev/postmortem/analysis/compare"
	"github.com/postmortem-dev/postmortem/output"
)

// Document is one document of an incident in the site.
type Document struct {
	Label string // what a link to it says, such as Summary, or Brief: SRE, 2 min
	Path  string // from the site's root, with slashes
}

// Page is a page of the site that compares incidents.
type Page struct {
	Title string
	Path  string // from the site's root, with slashes
	About string // the question that it answers, in a sentence
}

// File is one file of the site.
type File struct {
	Path string // from the site's root, with slashes
	Data []byte
}

// AssetFolder is the folder of the files that all pages share, from the site's root. Documents of the site are rendered
// with output.Options.Assets leading to it.
const AssetFolder = "assets"

// Row is one incident in the list.
type Row struct {
	id, title string
	tags      []string
	start     time.Time
	documents []Document
}

// RowOf returns the row of a digest with the documents that the site has of it. The first document is what the title
// leads to.
func RowOf(d *compare.Digest, documents []Document) Row {
	return Row{d.ID, d.Title, d.Tags, d.Start(), documents}
}

// Files yields every file of the site but the documents and the comparisons themselves.
func Files(rows []Row, pages []Page, o output.Options) iter.Seq2[File, error] {
	return func(yield func(File, error) bool) {
		rows := slices.SortedFunc(slices.Values(rows), func(a, b Row) int {
			return cmp.Or(b.start.Compare(a.start), cmp.Compare(a.id, b.id))
		})
		var b strings.Builder
		fmt.Fprintf(&b, "<!doctype html>\n<meta charset=\"utf-8\">\n<title>Incidents</title>\n<h1>%d incidents</h1>\n<p>postmortem %s</p>\n<ul>\n", len(rows), html.EscapeString(o.Program))
		for _, p := range pages {
			fmt.Fprintf(&b, "<li><a href=\"%s\">%s</a> %s\n", html.EscapeString(p.Path), html.EscapeString(p.Title), html.EscapeString(p.About))
		}
		b.WriteString("</ul>\n<ul>\n")
		for _, r := range rows {
			fmt.Fprintf(&b, "<li>%s %s %s", r.start.Format(time.DateOnly), html.EscapeString(r.title), html.EscapeString(strings.Join(r.tags, ", ")))
			for _, d := range r.documents {
				fmt.Fprintf(&b, " <a href=\"%s\">%s</a>", html.EscapeString(d.Path), html.EscapeString(d.Label))
			}
			b.WriteString("\n")
		}
		b.WriteString("</ul>\n")
		if !yield(File{AssetFolder + "/style.css", []byte("/* stand-in */\n")}, nil) {
			return
		}
		yield(File{"index.html", []byte(b.String())}, nil)
	}
}
