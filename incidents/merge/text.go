package merge

import (
	"bytes"
	"regexp"
	"slices"
	"unicode/utf8"

	"gopkg.in/yaml.v3"
)

// document is the text of a record and where its parts stand in it.
//
// Note: the node tree knows where a part begins, not where it ends; the end is read off the text, from the last word of
// the part. Encoding the tree again would be simpler, and would lay out anew what a person wrote.
type document struct {
	data   []byte
	root   *yaml.Node
	lines  []int // offsets at which lines begin
	eol    string
	shared map[*yaml.Node]bool // parts that an alias repeats
}

// lineEnd is what ends a line of YAML, as far as a record may hold it.
var lineEnd = regexp.MustCompile("\r\n|[\r\n\u2028\u2029]")

// open returns the only document in data that holds something.
func open(data []byte) *document {
	d := &document{data: data, lines: []int{0}, eol: "\n", shared: map[*yaml.Node]bool{}}
	for _, m := range lineEnd.FindAllIndex(data, -1) {
		d.lines = append(d.lines, m[1])
	}
	if first := lineEnd.Find(data); string(first) == "\r\n" {
		d.eol = "\r\n"
	}
	for decoder := yaml.NewDecoder(bytes.NewReader(data)); ; {
		var n yaml.Node
		if decoder.Decode(&n) != nil {
			return d
		}
		if len(n.Content) == 1 && n.Content[0].Kind == yaml.MappingNode {
			d.root = n.Content[0]
			d.share(d.root)
		}
	}
}

func (d *document) share(n *yaml.Node) {
	if n.Kind == yaml.AliasNode {
		d.shared[n.Alias] = true
	}
	for _, c := range n.Content {
		d.share(c)
	}
}

// offset returns where n begins.
func (d *document) offset(n *yaml.Node) int {
	at := d.lines[min(max(n.Line, 1), len(d.lines))-1]
	if at == 0 {
		at = len(d.data) - len(bytes.TrimPrefix(d.data, []byte("\ufeff")))
	}
	for range n.Column - 1 {
		_, size := utf8.DecodeRune(d.data[at:])
		at += size
	}
	return at
}

// end returns where n ends, or -1 if that cannot be told. inside is the indentation of the block that holds it.
func (d *document) end(n *yaml.Node, inside int) int {
	at := d.offset(n)
	if n.Kind == yaml.AliasNode {
		return min(at+1+len(n.Value), len(d.data))
	}
	at = d.properties(n, at)
	if n.Kind == yaml.ScalarNode {
		return d.scalarEnd(n, at, inside)
	}
	flow := at < len(d.data) && (d.data[at] == '[' || d.data[at] == '{')
	if len(n.Content) == 0 && !flow {
		return -1
	}
	last := at + 1
	if len(n.Content) > 0 {
		if last = d.end(n.Content[len(n.Content)-1], indentOf(n, flow, inside)); last < 0 || !flow {
			return last
		}
	}
	for last = d.skip(last); last < len(d.data) && (d.data[last] == ',' || d.data[last] == ':'); {
		last = d.skip(last + 1)
	}
	if last < len(d.data) && (d.data[last] == ']' || d.data[last] == '}') {
		return last + 1
	}
	return -1
}

// indentOf returns the indentation of what stands in n: its own if it is a block.
func indentOf(n *yaml.Node, flow bool, inside int) int {
	if flow {
		return inside
	}
	if n.Kind == yaml.MappingNode {
		return n.Content[0].Column - 1
	}
	return n.Column - 1
}

// properties returns where n begins behind its anchor and tag.
func (d *document) properties(n *yaml.Node, at int) int {
	for n.Anchor != "" || n.Style&yaml.TaggedStyle != 0 {
		if at >= len(d.data) || d.data[at] != '&' && d.data[at] != '!' {
			break
		}
		for at < len(d.data) && !bytes.ContainsRune([]byte(" \t\r\n,[]{}"), rune(d.data[at])) {
			at++
		}
		if next := d.skip(at); next < len(d.data) && bytes.IndexByte([]byte(",]}"), d.data[next]) < 0 {
			at = next
		}
	}
	return at
}

// skip returns where the next thing after at begins that is neither blank nor comment.
func (d *document) skip(at int) int {
	for at < len(d.data) {
		size := blank(d.data[at:])
		switch {
		case size > 0:
			at += size
		case d.data[at] == '#' && at > 0 && blank(d.data[at-1:]) > 0:
			at = d.lineEnd(at)
		default:
			return at
		}
	}
	return at
}

// blank returns the length of the blank or line end that text begins with.
func blank(text []byte) int {
	switch r, size := utf8.DecodeRune(text); r {
	case ' ', '\t', '\r', '\n', '\u2028', '\u2029':
		return size
	}
	return 0
}

func (d *document) scalarEnd(n *yaml.Node, at, inside int) int {
	switch {
	case n.Style&yaml.DoubleQuotedStyle != 0:
		for at++; at < len(d.data) && d.data[at] != '"'; at++ {
			if d.data[at] == '\\' {
				at++
			}
		}
		return at + 1
	case n.Style&yaml.SingleQuotedStyle != 0:
		for at++; at < len(d.data); at++ {
			if d.data[at] != '\'' {
				continue
			}
			if at++; at >= len(d.data) || d.data[at] != '\'' {
				return at
			}
		}
		return -1
	case n.Style&(yaml.LiteralStyle|yaml.FoldedStyle) != 0:
		return d.blockEnd(at, inside)
	}
	return d.plainEnd(n.Value, at)
}

// blockEnd returns where the block scalar ends whose header stands at: with the last line that is indented more than
// what holds it, and the blank lines behind it if it keeps them.
func (d *document) blockEnd(at, inside int) int {
	end := d.lineEnd(at)
	keep := bytes.ContainsRune(d.data[at:end], '+')
	for line := d.after(at); line < len(d.data); line = d.after(line) {
		content := bytes.TrimLeft(d.data[line:d.lineEnd(line)], " ")
		empty := len(bytes.TrimSpace(content)) == 0
		if !empty && d.lineEnd(line)-line-len(content) <= inside {
			break
		}
		if !empty || keep {
			end = d.lineEnd(line)
		}
	}
	return end
}

// plainEnd follows the words of value through the text, which may have folded them.
func (d *document) plainEnd(value string, at int) int {
	rest := []byte(value)
	for len(rest) > 0 {
		if blank(rest) > 0 {
			for len(rest) > 0 && blank(rest) > 0 {
				rest = rest[blank(rest):]
			}
			for at < len(d.data) && blank(d.data[at:]) > 0 {
				at += blank(d.data[at:])
			}
			continue
		}
		if at >= len(d.data) || d.data[at] != rest[0] {
			return -1
		}
		at, rest = at+1, rest[1:]
	}
	return at
}

// line returns the index of the line that holds the offset.
func (d *document) line(at int) int {
	i, found := slices.BinarySearch(d.lines, at)
	if !found {
		i--
	}
	return i
}

// after returns where the line behind the one that holds the offset begins.
func (d *document) after(at int) int {
	if i := d.line(at) + 1; i < len(d.lines) {
		return d.lines[i]
	}
	return len(d.data)
}

// lineEnd returns where the line that holds the offset ends, before its line end.
func (d *document) lineEnd(at int) int {
	if m := lineEnd.FindIndex(d.data[at:]); m != nil {
		return at + m[0]
	}
	return len(d.data)
}

// starts reports whether at is the first thing in its line.
func (d *document) starts(at int) bool {
	return len(bytes.TrimLeft(d.data[d.lines[d.line(at)]:at], " \ufeff")) == 0
}

// below returns where lines can be put in below a part that ends at end: past the rest of its line and past comments
// that are indented at least so far, which are about it; -1 if something else stands in its line.
func (d *document) below(end, indent int) int {
	if next := d.skip(end); next < d.lineEnd(end) {
		return -1
	}
	at := d.after(end)
	for line := at; line < len(d.data); line = d.after(line) {
		content := bytes.TrimLeft(d.data[line:d.lineEnd(line)], " ")
		switch {
		case len(content) == 0:
		case content[0] == '#' && d.lineEnd(line)-line-len(content) >= indent:
			at = d.after(line)
		default:
			return at
		}
	}
	return at
}
