package site

import (
	"net/url"
	"slices"
	"strings"
	"unicode"
	"unique"
)

// word is a text of which all rows share one copy: a hundred thousand rows name a few thousand services.
type word struct{ handle unique.Handle[string] }

func wordOf(s string) word {
	if s = clean(s); s == "" {
		return word{}
	}
	return word{unique.Make(s)}
}

// words returns the texts without empty and repeated ones.
func words(list []string) []word {
	var out []word
	for _, s := range list {
		if w := wordOf(s); !w.empty() && !slices.Contains(out, w) {
			out = append(out, w)
		}
	}
	return slices.Clip(out)
}

func (w word) empty() bool { return w == word{} }

// String returns the text.
func (w word) String() string {
	if w.empty() {
		return ""
	}
	return w.handle.Value()
}

// Marks in packed documents. No label or path has them: check and clean see to it.
const (
	idMark       = "\x00"
	betweenParts = "\x01"
	betweenFiles = "\x02"
)

// packDocuments writes documents as one word: labels, and paths in which the incident's id is a mark. So packed, most
// incidents of a site have the same ones.
func packDocuments(id string, documents []Document) word {
	var b strings.Builder
	for i, d := range documents {
		if i > 0 {
			b.WriteString(betweenFiles)
		}
		place := strings.Map(func(c rune) rune { return when(unicode.IsControl(c), '\x03', c) }, strings.ToValidUTF8(d.Path, "\x03")) // which check refuses
		if plain(id) {
			place = strings.ReplaceAll(place, id, idMark)
		}
		b.WriteString(clean(d.Label) + betweenParts + place)
	}
	if b.Len() == 0 {
		return word{}
	}
	return word{unique.Make(b.String())}
}

func (r *Row) documents() []Document {
	var out []Document
	if r.files.empty() {
		return nil
	}
	for file := range strings.SplitSeq(r.files.String(), betweenFiles) {
		label, place, _ := strings.Cut(file, betweenParts)
		out = append(out, Document{label, strings.ReplaceAll(place, idMark, r.id)})
	}
	return out
}

// main returns the path of the document that the title leads to, and false when there is none.
func (r *Row) main() (string, bool) {
	first, _, _ := strings.Cut(r.files.String(), betweenFiles)
	_, place, ok := strings.Cut(first, betweenParts)
	return strings.ReplaceAll(place, idMark, r.id), ok
}

// plain reports whether an id is the same in a path and in a link.
func plain(id string) bool {
	for _, c := range id {
		if (c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '-' {
			return false
		}
	}
	return id != ""
}

// link returns a link to a path of the site. It begins with root, which leads from the linking page to the site's root.
func link(root, place string) string {
	if root != "" {
		return root + escapePath(place)
	}
	return escapeScheme(escapePath(place))
}

func escapePath(place string) string { return (&url.URL{Path: "/" + place}).EscapedPath()[1:] }

// escapeScheme returns a link that cannot be taken for one with a scheme.
func escapeScheme(href string) string {
	if first, _, _ := strings.Cut(href, "/"); strings.Contains(first, ":") {
		return "./" + href
	}
	return href
}
