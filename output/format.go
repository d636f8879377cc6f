// Package output is the last room of the line before the command: it turns a [templates.Document] into the bytes of a
// file. It writes no files and computes no numbers.
package output

import "github.com/postmortem-dev/postmortem/templates"

// Format is one way of writing a document down.
type Format struct {
	Name   string // on the command line
	Ext    string // of its files, with the dot
	Doc    string // what it is for, in a sentence
	Render func(*templates.Document, Options) ([]byte, error)
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
