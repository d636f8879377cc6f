// Package output is the last room of the line before the command: it turns a [templates.Document] into the bytes of a
// file. It writes no files and computes no numbers.
package output

import (
	"bytes"
	"errors"
	"io"

	"github.com/postmortem-dev/postmortem/analysis/compare"
	"github.com/postmortem-dev/postmortem/templates"
)

// Format is one way of writing a document down.
type Format struct {
	Name   string // on the command line
	Ext    string // of its files, with the dot
	Doc    string // what it is for, in a sentence
	Render func(*templates.Document, Options) ([]byte, error)

	// Tables returns what the format writes of a comparison where that is more than one file, or too much to hold at once;
	// Render then gives the first of them. Nil: what Render gives is all.
	Tables func(*compare.Set) []Table

	Whole  bool // it writes what the analyses found, and not what a template says about it
	Lines  bool // its files can stand one after the other in one
	Binary bool // it is nothing to show on a terminal
}

// Table is one of the files that a format writes of a comparison.
type Table struct {
	Name  string // of its file, without extension
	Write func(io.Writer) error
}

// What a format can refuse, because it is made of something that the document is not.
var (
	ErrNoCards  = errors.New("cards are made of a brief only")
	ErrNoTable  = errors.New("tables are made of a comparison only")
	ErrNoDigest = errors.New("digests are made of a report or a comparison only")
)

// firstTable returns the first of a format's tables of a comparison, and ErrNoTable when the document is none.
func firstTable(doc *templates.Document, tables func(*compare.Set) []Table) ([]byte, error) {
	set, ok := doc.Detail.(*compare.Set)
	if !ok {
		return nil, ErrNoTable
	}
	var b bytes.Buffer
	err := tables(set)[0].Write(&b)
	return b.Bytes(), err
}

// Options says how a document is written. The zero Options is what most readers want.
type Options struct {
	ECharts string // where charts come from: one of ECharts's values; "" is embed
	Program string // the program's version, for the page's foot
	Assets  string // relative path from a page to the folder of shared files (see AssetFiles), such as ../assets/; "" puts everything into the page

	script []byte // stands in for the script that the build carries; for tests
}

// Formats returns every format. To add one, write it in a file of its own and add a line here.
func Formats() []Format {
	return []Format{
		markdown(),
		page(),
		data(),
		anki(),
		table(),
		columns(),
		digests(),
	}
}

// Find returns the format called name, and false when there is none.
func Find(name string) (Format, bool) {
	for _, f := range Formats() {
		if f.Name == name {
			return f, true
		}
	}
	return Format{}, false
}
