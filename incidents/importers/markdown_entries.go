package importers

import (
	"regexp"
	"strings"

	"github.com/yuin/goldmark/ast"
)

// brokenForm is how a date begins that somebody mistyped.
var brokenForm = regexp.MustCompile(`^\W{0,3}\d{1,5}[-/]\d{1,2}[-/]\d`)

// block reads a block of the timeline.
func (r *markdownReader) block(n ast.Node) {
	switch n.Kind().String() {
	case "Table":
		r.table(n)
	case "List":
		for item := n.FirstChild(); item != nil; item = item.NextSibling() {
			r.lines(r.words(item))
		}
	case "Paragraph", "Blockquote", "TextBlock":
		r.lines(r.words(n))
	case "FencedCodeBlock", "CodeBlock", "HTMLBlock":
		if last := len(r.entries) - 1; last >= 0 && !r.entries[last].lost {
			r.entries[last].add(leftOut, false)
		}
	}
}

// lines reads lines of which those that begin with a date or a time are entries, and the others belong to the one before.
func (r *markdownReader) lines(block string) {
	begun := false // whether the last entry has a line of this block
	for line := range strings.SplitSeq(block, "\n") {
		if line = strings.TrimSpace(line); line == "" {
			continue
		}
		s, rest, ok := takeStamp(strings.TrimLeft(line, "-–—•* "))
		last := len(r.entries) - 1
		switch {
		case ok:
			r.entries = append(r.entries, markdownEntry{stamp: s, text: trimLead(rest)})
		case brokenForm.MatchString(line):
			r.account.skip(line, "it begins with a date that cannot be read")
			r.entries = append(r.entries, markdownEntry{lost: true, noDay: true})
		case last < 0 || r.entries[last].lost:
			if !r.zoneFrom(line) && last < 0 {
				r.account.skip(line, "in the timeline before its first date or time")
			}
			continue
		default:
			r.entries[last].add(line, begun)
		}
		begun = true
	}
}

// markdownEntry is an entry of the timeline before it has its place in time.
type markdownEntry struct {
	stamp   stamp
	text    string
	heading bool // the text is a heading so far
	lost    bool // it has neither date nor time, was skipped, and what stands below it belongs to it
	noDay   bool // it has a date that cannot be read: the entries below it have no day
}

// add appends a line: to the sentence, if it goes on in the same block, else as a line of its own. A heading becomes a
// sentence.
func (e *markdownEntry) add(line string, goesOn bool) {
	if e.heading && e.text != "" && !strings.ContainsAny(e.text[len(e.text)-1:], ".!?:,") {
		e.text += "."
	}
	joint := "\n"
	if goesOn && !strings.HasPrefix(line, nestedItem) {
		joint = " "
	}
	e.text, e.heading = strings.TrimSpace(e.text+joint+line), false
}

// table reads the rows of a table. Its head may name the zone and the year.
func (r *markdownReader) table(n ast.Node) {
	head := ""
	for row := n.FirstChild(); row != nil; row = row.NextSibling() {
		var cells []string
		for cell := row.FirstChild(); cell != nil; cell = cell.NextSibling() {
			if words := oneLine(r.words(cell)); words != "" {
				cells = append(cells, words)
			}
		}
		line := strings.Join(cells, " ")
		if head == "" {
			head = line + " "
			r.intro += " " + line
			r.zoneFrom("times " + line)
			continue
		}
		if s, rest, ok := takeStamp(line); ok {
			r.entries = append(r.entries, markdownEntry{stamp: s, text: trimLead(rest)})
		} else {
			r.account.skip(line, "a row without a date or a time that can be read")
		}
	}
}

// trimLead takes away what people put between a time and what happened then.
func trimLead(rest string) string {
	return strings.TrimSpace(strings.TrimLeft(rest, " \t-–—:.)*_|"))
}
