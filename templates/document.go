// Package templates is the third room of the line: it turns a report into a [Document], Markdown that reads well as it
// is. It knows no output format and reads no files.
package templates

import "github.com/postmortem-dev/postmortem/analysis"

// Document is a written text and the report it was written from.
//
// Markdown is GitHub-flavoured. A figure stands in it as a fenced block (mermaid or text) under a comment of its own
// line, <!-- figure:ID -->, so that a format which can draw puts a picture in the block's place.
type Document struct {
	Title    string
	Template string // the template's name
	Markdown []byte
	Report   *analysis.Report
	// Detail is what the text was written from when that is more than the report: for a brief, its *briefs.Brief.
	Detail any
}
