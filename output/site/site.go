// Package site is the part of the fourth room that writes the pages around many documents: the list of all incidents
// that can be searched and filtered, and a page for each organization, year, trigger and so on. It reads no records,
// compares nothing and writes no files.
//
// Everything is there without a script: the list is plain pages of rows. The script puts the same rows, made from data
// that it loads as scripts, where the first page's were: pages opened from a disk may fetch nothing else.
package site

import (
	"cmp"
	"fmt"
	"io/fs"
	"iter"
	"slices"
	"strings"
	"unicode"

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
	Key  string // stands for what the file was made from: to one version of the program the same path and key mean the same bytes; "" when nothing does
}

// AssetFolder is the folder of the files that all pages share, from the site's root. Documents of the site are rendered
// with output.Options.Assets leading to it.
const AssetFolder = "assets"

// Files yields every file of the site but the documents and the comparisons themselves, each made when it is asked for,
// in a fixed order: shared files, data, then pages, the list of all incidents last. The order of rows does not matter.
// It stops at the first error.
func Files(rows []Row, pages []Page, o output.Options) iter.Seq2[File, error] {
	return Changed(rows, pages, o, func(string, string) bool { return false })
}

// Changed is [Files] for a site that was written before: known reports whether the file at a path is there as it was
// written for a key. Such a file is yielded without data, so that making it costs nothing.
func Changed(rows []Row, pages []Page, o output.Options, known func(path, key string) bool) iter.Seq2[File, error] {
	return func(yield func(File, error) bool) {
		if err := check(rows, pages); err != nil {
			yield(File{}, err)
			return
		}
		w := &writer{catalog: newCatalog(rows), pages: pages, options: o, known: known, yield: yield}
		w.assets()
		w.data()
		w.kinds()
		w.list()
		if w.err != nil {
			yield(File{}, w.err)
		}
	}
}

// writer makes the files one after the other.
type writer struct {
	*catalog
	pages   []Page
	options output.Options
	scripts []string // the data's files as index.html names them
	marks   []mark   // of the rows, when they are first asked for
	known   func(path, key string) bool
	yield   func(File, error) bool
	stopped bool // by the receiver
	err     error
}

// put hands a file over, unless the receiver wants no more or something failed.
func (w *writer) put(f File, err error) {
	if w.done() {
		return
	}
	if err != nil {
		w.err = fmt.Errorf("%s: %w", f.Path, err)
		return
	}
	w.stopped = !w.yield(f, nil)
}

func (w *writer) done() bool { return w.stopped || w.err != nil }

// check refuses documents and comparisons whose paths lead out of the site or stand where the site's own files do.
func check(rows []Row, pages []Page) error {
	for i := range rows {
		for _, d := range rows[i].documents() {
			if err := checkPath(d.Path); err != nil {
				return fmt.Errorf("document %q of incident %s: %w", d.Label, rows[i].id, err)
			}
		}
	}
	for _, p := range pages {
		if err := checkPath(p.Path); err != nil {
			return fmt.Errorf("page %q: %w", p.Title, err)
		}
	}
	return nil
}

func checkPath(name string) error {
	if !fs.ValidPath(name) || name == "." || strings.Contains(name, `\`) || strings.ContainsFunc(name, unicode.IsControl) {
		return fmt.Errorf("%q is no path within the site", name)
	}
	top, _, nested := strings.Cut(strings.ToLower(name), "/")
	if top == "index.html" || nested && slices.Contains([]string{AssetFolder, kindFolder, listFolder}, top) {
		return fmt.Errorf("%q is where the site has files of its own", name)
	}
	return nil
}

// compareFolded compares as people sort: without case and accents first.
func compareFolded(a, b string) int { return cmp.Or(cmp.Compare(fold(a), fold(b)), cmp.Compare(a, b)) }
