package site

import (
	"fmt"
	"html"
	"strings"
	"time"

	"github.com/dustin/go-humanize"
)

// detail says how much of an incident a row shows.
type detail int

const (
	lean detail = iota // no drawing
	bars               // the drawing of the phases
	full               // and the classes, and links to every document
)

// table writes rows. Note: this is by hand instead of by a template because it is most of the work of a large site; the
// script makes the same elements, and a test holds the two together.
type table struct {
	*catalog
	root   string // from the page to the site's root, "" or ending in a slash
	detail detail
	last   func(*Row) string // what a last column says, when there is one
}

func (t table) append(b []byte, r *Row) []byte {
	b = append(b, `<tr><td class="what">`...)
	if place, ok := r.main(); ok {
		b = t.appendLink(b, "name", link(t.root, place), r.title)
	} else {
		b = appendText(append(b, `<span class="name">`...), r.title)
		b = append(b, `</span>`...)
	}
	if t.detail == full {
		b = t.appendClasses(b, r)
		b = t.appendDocuments(b, r.documents())
	}
	b = append(b, `</td><td class="who">`...)
	b = t.appendWho(b, r)
	b = append(b, `</td><td class="when">`...)
	b = appendDate(b, r)
	b = append(b, `</td><td class="long">`...)
	if t.detail != lean {
		b = appendBar(b, r)
	}
	b = appendSpanCell(b, r.length)
	b = append(b, `</td><td class="seen">`...)
	b = appendSpanCell(b, r.detect)
	b = append(b, `</td><td class="hurt">`...)
	if r.affected > 0 {
		b = append(b, humanize.Comma(int64(r.affected))...)
	} else {
		b = append(b, untoldCell...)
	}
	if t.last != nil {
		b = appendText(append(b, `</td><td>`...), t.last(r))
	}
	return append(b, "</td></tr>\n"...)
}

const untoldCell = `<span class="untold">not recorded</span>`

// appendClasses writes the triggers and mechanisms, each a link to its page.
func (t table) appendClasses(b []byte, r *Row) []byte {
	for _, g := range t.groups {
		list := g.of(r)
		if g.name != "trigger" && g.name != "mechanism" || len(list) == 0 {
			continue
		}
		b = append(b, `<p class="classes"><span>`...)
		b = append(b, g.title...)
		b = append(b, `</span>`...)
		for _, w := range list {
			b = t.appendValue(append(b, ' '), "class", g, g.value(w))
		}
		b = append(b, `</p>`...)
	}
	return b
}

// shownDocuments is how many documents a row names before the rest is folded.
const shownDocuments = 4

func (t table) appendDocuments(b []byte, documents []Document) []byte {
	if len(documents) == 0 {
		return b
	}
	b = append(b, `<div class="files">`...)
	for i, d := range documents {
		if rest := len(documents) - i; i == shownDocuments-1 && rest > 1 {
			b = fmt.Appendf(b, `<details><summary>%d more</summary>`, rest)
		}
		b = t.appendLink(b, "", link(t.root, d.Path), d.Label)
		b = append(b, ' ')
	}
	if len(documents) > shownDocuments {
		b = append(b, `</details>`...)
	}
	return append(b, `</div>`...)
}

func (t table) appendWho(b []byte, r *Row) []byte {
	g := t.group("organization")
	if r.organization.empty() {
		b = append(b, untoldCell...)
	} else {
		b = t.appendValue(b, "", g, g.value(r.organization))
	}
	if !r.severity.empty() {
		b = appendText(append(b, ` <span class="grade">`...), r.severity.String())
		b = append(b, `</span>`...)
	}
	if r.open {
		b = append(b, ` <span class="open">still open</span>`...)
	}
	return b
}

// appendValue writes a value as a link to its page, if it has one.
func (t table) appendValue(b []byte, class string, g *group, v *value) []byte {
	return t.appendLink(b, class, t.root+g.path(v), v.label)
}

func (t table) appendLink(b []byte, class, href, text string) []byte {
	b = append(b, `<a`...)
	if class != "" {
		b = append(b, ` class="`+class+`"`...)
	}
	b = appendText(append(b, ` href="`...), href)
	b = appendText(append(b, `">`...), text)
	return append(b, `</a>`...)
}

func appendText(b []byte, text string) []byte {
	if strings.ContainsAny(text, `&<>"'`) {
		text = html.EscapeString(text)
	}
	return append(b, text...)
}

func appendDate(b []byte, r *Row) []byte {
	if !r.dated {
		return append(b, untoldCell...)
	}
	t := r.local()
	b = append(b, `<time datetime="`...)
	b = t.AppendFormat(b, time.DateOnly)
	b = append(b, `">`...)
	b = t.AppendFormat(b, "2 Jan 2006")
	return append(b, `</time>`...)
}

// appendSpanCell writes a length, and its doubts in small.
func appendSpanCell(b []byte, s span) []byte {
	if !s.known {
		return append(b, untoldCell...)
	}
	text, doubt, doubted := strings.Cut(s.String(), " (")
	b = appendText(append(b, `<span>`...), text)
	b = append(b, `</span>`...)
	if doubted {
		b = appendText(append(b, `<small>`...), strings.TrimSuffix(doubt, ")"))
		b = append(b, `</small>`...)
	}
	return b
}
