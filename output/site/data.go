package site

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"path"
	"strconv"
	"strings"
)

// partSize is how many rows one data file holds: one or two megabytes.
const partSize = 5000

// index is what the script must know besides the rows.
type index struct {
	Rows  int        `json:"rows"`
	Page  int        `json:"page"`  // rows shown at once
	Parts []string   `json:"parts"` // the data files, from index.html
	Kinds []kindData `json:"kinds"`
	Sets  [][]string `json:"sets"` // the documents of rows: label, link, label, link ...; \0 stands for the row's id
}

type kindData struct {
	Name   string     `json:"name"`
	Title  string     `json:"title"`
	Plural string     `json:"plural"`
	Newest bool       `json:"newest"` // values stand in falling order
	Values [][]string `json:"values"` // label, slug ("" when it has no page), and what the record writes if that is not the label
}

// data writes the rows and what they refer to as script files, because a page that was opened from a disk may load
// scripts and nothing else. The names that index.html loads end in a hash, so that no cache mixes old parts with new.
func (w *writer) data() {
	sets := w.sets()
	head := index{Rows: len(w.rows), Page: pageSize, Parts: []string{}, Kinds: []kindData{}, Sets: [][]string{}}
	for _, g := range w.groups {
		head.Kinds = append(head.Kinds, g.data())
	}
	for _, set := range sets.list {
		head.Sets = append(head.Sets, linksOf(set))
	}
	for from := 0; from < len(w.rows) && !w.done(); from += partSize {
		name := path.Join(AssetFolder, fmt.Sprintf("incidents-%d.js", len(head.Parts)+1))
		part := w.part(w.rows[from:min(from+partSize, len(w.rows))], sets)
		head.Parts = append(head.Parts, withHash(name, part))
		w.put(File{Path: name, Data: part}, nil)
	}
	text, err := json.Marshal(head)
	name := path.Join(AssetFolder, "incidents.js")
	file := fmt.Appendf(nil, "(self.incidents ??= []).push(%s);\n", text)
	w.scripts = append(w.scripts, withHash(name, file))
	w.put(File{Path: name, Data: file}, err)
}

func withHash(name string, data []byte) string {
	sum := sha256.Sum256(data)
	return name + "?" + hex.EncodeToString(sum[:6])
}

// numbered are different documents lists in the order in which rows have them.
type numbered struct {
	list  []word
	place map[word]int
}

func (c *catalog) sets() numbered {
	n := numbered{place: map[word]int{}}
	for _, r := range c.rows {
		if _, ok := n.place[r.files]; !ok {
			n.place[r.files] = len(n.list)
			n.list = append(n.list, r.files)
		}
	}
	return n
}

// linksOf returns the labels and links of packed documents. Ids that stand for a mark are the same in a link.
func linksOf(packed word) []string {
	out := []string{}
	r := Row{id: "\x00", files: packed}
	for _, d := range r.documents() {
		parts := strings.Split(d.Path, idMark)
		for i, p := range parts {
			parts[i] = escapePath(p)
		}
		out = append(out, d.Label, escapeScheme(strings.Join(parts, idMark)))
	}
	return out
}

func (g *group) data() kindData {
	k := kindData{Name: g.name, Title: g.title, Plural: g.plural, Newest: g.newest, Values: make([][]string, len(g.values))}
	for i, v := range g.values {
		k.Values[i] = []string{v.label, v.slug}
		if name := v.word.String(); name != v.label {
			k.Values[i] = append(k.Values[i], name)
		}
	}
	return k
}

// part returns rows as a script of one list a row, which the script reads by place.
func (w *writer) part(rows []*Row, sets numbered) []byte {
	b := []byte("(self.incidents ??= []).push([\n")
	for i, r := range rows {
		if i > 0 {
			b = append(b, ",\n"...)
		}
		b = append(b, '[')
		b = appendStrings(b, r.id, r.title)
		b = append(b, ',')
		if r.dated {
			b = fmt.Appendf(b, "%d,%d", r.start, r.offset)
		} else {
			b = append(b, "null,0"...)
		}
		b = append(b, ",["...)
		for k, g := range w.groups {
			b = appendComma(b, k)
			b = appendPlaces(b, g.places(r))
		}
		b = append(b, "],"...)
		b = append(appendSpan(b, r.length), ',')
		b = append(appendSpan(b, r.detect), ',')
		b = fmt.Appendf(b, "%d,[", r.affected)
		for k, p := range r.bar.phases {
			b = appendComma(b, k)
			b = fmt.Appendf(b, "[%d,%d]", p.parts, p.seconds)
		}
		b = fmt.Appendf(b, "],%d,%d]", r.flags(), sets.place[r.files])
	}
	return append(b, "\n]);\n"...)
}

// flags are the yes-or-no facts of a row, as bits.
func (r *Row) flags() int {
	return when(r.bar.noStart, 1, 0) | when(r.bar.noEnd, 2, 0) | when(r.open, 4, 0)
}

func appendComma(b []byte, i int) []byte {
	if i > 0 {
		b = append(b, ',')
	}
	return b
}

func appendStrings(b []byte, texts ...string) []byte {
	for i, s := range texts {
		b = appendComma(b, i)
		text, _ := json.Marshal(s) // escapes <, > and &, and the two line ends that scripts know and JSON does not
		b = append(b, text...)
	}
	return b
}

func appendPlaces(b []byte, places []int32) []byte {
	b = append(b, '[')
	for i, p := range places {
		b = appendComma(b, i)
		b = strconv.AppendInt(b, int64(p), 10)
	}
	return append(b, ']')
}

// appendSpan writes null, seconds, or seconds and a text.
func appendSpan(b []byte, s span) []byte {
	switch {
	case !s.known:
		return append(b, "null"...)
	case s.text == "":
		return strconv.AppendInt(b, s.seconds, 10)
	}
	b = fmt.Appendf(b, "[%d,", s.seconds)
	return append(appendStrings(b, s.text), ']')
}

// everything returns all that a row says, for telling rows apart that are alike in what they are sorted by.
func (r *Row) everything() []byte {
	b := fmt.Appendf(nil, "%d %t %v %v %d %v %d ", r.offset, r.open, r.length, r.detect, r.affected, r.bar, r.flags())
	list := []string{r.organization.String(), r.severity.String(), r.detection.String(), r.files.String()}
	for _, words := range [][]word{r.triggers, r.mechanisms, r.tags} {
		for _, w := range words {
			list = append(list, w.String())
		}
		list = append(list, "")
	}
	for _, c := range r.controls {
		list = append(list, c.class.String(), c.outcome.String())
	}
	for _, s := range r.services {
		list = append(list, s.id.String(), s.name.String())
	}
	return appendStrings(b, list...)
}
