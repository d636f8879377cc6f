package merge

import (
	"bytes"
	"cmp"
	"errors"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"
)

// errLayout is why a text cannot be added to: a part is repeated by an alias, or laid out in a way that is not followed.
var errLayout = errors.New("cannot be added to as it is laid out")

// edit puts text in place of data[at:end]; mostly nothing is replaced. Of two edits in one place the deeper comes first:
// it ends a part that the other follows.
type edit struct {
	at, end int
	text    string
	depth   int
	rank    int // of keys in one place: their order in a record
}

// editor gathers the edits of one document.
type editor struct {
	*document
	edits []edit
}

// apply returns the text with all edits made.
func (d *editor) apply() []byte {
	slices.SortStableFunc(d.edits, func(a, b edit) int { return cmp.Or(a.at-b.at, b.depth-a.depth, a.rank-b.rank) })
	var b bytes.Buffer
	last := 0
	for _, e := range d.edits {
		b.Write(d.data[last:e.at])
		text := strings.ReplaceAll(e.text, "\n", d.eol)
		if unended := e.at == len(d.data) && d.lines[len(d.lines)-1] != e.at; unended && strings.HasSuffix(text, d.eol) {
			text = d.eol + strings.TrimSuffix(text, d.eol) // the file does not end its last line, and goes on not doing so
		}
		b.WriteString(text)
		last = e.end
	}
	b.Write(d.data[last:])
	return b.Bytes()
}

func (d *editor) insert(at, depth int, text string) {
	d.edits = append(d.edits, edit{at: at, end: at, text: text, depth: depth})
}

// child returns the value of key in mapping n, or nil.
func child(n *yaml.Node, key string) *yaml.Node {
	for i := 0; n != nil && n.Kind == yaml.MappingNode && i+1 < len(n.Content); i += 2 {
		if n.Content[i].Value == key {
			return n.Content[i+1]
		}
	}
	return nil
}

// find returns the node at path, or nil when there is none; an error when it is shared with another part.
func (d *document) find(path ...any) (*yaml.Node, error) {
	n := d.root
	for _, step := range path {
		switch step := step.(type) {
		case string:
			n = child(n, step)
		case int:
			if n.Kind != yaml.SequenceNode || step >= len(n.Content) {
				return nil, errLayout
			}
			n = n.Content[step]
		}
		if n == nil {
			return nil, nil
		}
		if n.Kind == yaml.AliasNode || d.shared[n] {
			return nil, errLayout
		}
	}
	return n, nil
}

// indent returns the indentation of the block in which the value at path stands.
func (d *document) indent(path []any) int {
	n, indent := d.root, 0
	for _, step := range path {
		if n == nil || d.isFlow(n) || len(n.Content) == 0 {
			return indent
		}
		indent = indentOf(n, false, indent)
		switch step := step.(type) {
		case string:
			n = child(n, step)
		case int:
			n = n.Content[step]
		}
	}
	return indent
}

func (d *document) isFlow(n *yaml.Node) bool {
	at := d.properties(n, d.offset(n))
	return n.Kind != yaml.ScalarNode && at < len(d.data) && (d.data[at] == '[' || d.data[at] == '{')
}

// item is an entry to be added to a list: before the one that has the place now, or behind all if there is none.
type item struct {
	before int
	node   *yaml.Node
}

// add puts items into the list at path, making it if need be.
func (d *editor) add(path []any, items []item) error {
	list, err := d.find(path...)
	switch {
	case err != nil || len(items) == 0:
		return err
	case list == nil || list.Kind == yaml.ScalarNode:
		whole := &yaml.Node{Kind: yaml.SequenceNode, Content: nodesOf(items)}
		shorten(whole)
		return d.set(path, whole)
	case list.Kind != yaml.SequenceNode:
		return errLayout
	case d.isFlow(list):
		return d.addFlow(path, list, items)
	}
	return d.addBlock(path, list, items)
}

func nodesOf(items []item) (nodes []*yaml.Node) {
	for _, i := range items {
		nodes = append(nodes, i.node)
	}
	return nodes
}

// addBlock puts each item below its predecessor, set off by an empty line if the first two are.
func (d *editor) addBlock(path []any, list *yaml.Node, items []item) error {
	column := list.Column - 1
	if at := d.offset(list); at >= len(d.data) || d.data[at] != '-' || !d.starts(at) {
		return errLayout // "- - a", or behind an anchor
	}
	apart := len(list.Content) > 1 && d.apart(list)
	for _, i := range items {
		text, err := lines(&yaml.Node{Kind: yaml.SequenceNode, Content: []*yaml.Node{i.node}}, column)
		if err != nil {
			return err
		}
		if i.before == 0 {
			if apart {
				text += "\n"
			}
			d.insert(d.lines[list.Line-1], len(path)+1, text)
			continue
		}
		at := d.end(list.Content[min(i.before, len(list.Content))-1], column)
		if at >= 0 {
			at = d.below(at, column+1)
		}
		if at < 0 {
			return errLayout
		}
		if apart {
			text = "\n" + text
		}
		d.insert(at, len(path)+1, text)
	}
	return nil
}

// apart reports whether an empty line stands between the first two items.
func (d *editor) apart(list *yaml.Node) bool {
	from := d.end(list.Content[0], list.Column-1)
	to := d.offset(list.Content[1])
	if from < 0 || from > to {
		return false
	}
	for line := d.after(from); line < to; line = d.after(line) {
		if len(bytes.TrimSpace(d.data[line:d.lineEnd(line)])) == 0 {
			return true
		}
	}
	return false
}

// addFlow puts items between brackets, each in a line of its own if those before it have one.
func (d *editor) addFlow(path []any, list *yaml.Node, items []item) error {
	column := d.indent(path)
	for n, i := range items {
		text, err := flow(i.node)
		if err != nil {
			return err
		}
		if len(list.Content) == 0 {
			at := d.properties(list, d.offset(list)) + 1
			if n > 0 {
				text = ", " + text
			}
			d.insert(at, len(path)+1, text)
			continue
		}
		at := d.offset(list.Content[min(i.before, len(list.Content)-1)])
		between := " "
		if d.starts(at) {
			between = "\n" + string(d.data[d.lines[d.line(at)]:at])
		}
		if i.before < len(list.Content) {
			d.insert(at, len(path)+1, text+","+between)
			continue
		}
		if at = d.end(list.Content[len(list.Content)-1], column); at < 0 {
			return errLayout
		}
		d.insert(at, len(path)+1, ","+between+text)
	}
	return nil
}

// set writes the value at path, of which the last step is the key of a mapping that does not say anything under it. What
// is missing on the way there is made.
func (d *editor) set(path []any, value *yaml.Node) error {
	key := path[len(path)-1].(string)
	parent, err := d.find(path[:len(path)-1]...)
	if err != nil {
		return err
	}
	if parent == nil || parent.Kind == yaml.ScalarNode {
		return d.set(path[:len(path)-1], mapping(key, value))
	}
	if there := child(parent, key); there != nil {
		return d.fill(path, there, value)
	}
	if d.isFlow(parent) {
		return d.addFlowKey(path, parent, key, value)
	}
	column := parent.Content[0].Column - 1
	text, err := lines(mapping(key, value), column)
	if err != nil {
		return err
	}
	last, indent := parent.Content[len(parent.Content)-1], column
	if parent == d.root {
		last, indent = d.predecessor(key), column+1
	}
	at := d.end(last, column)
	if at >= 0 {
		at = d.below(at, indent)
	}
	if at < 0 {
		return errLayout
	}
	if parent == d.root && strings.HasPrefix(key, "x-") {
		at = d.bottom(at)
	}
	if parent == d.root && value.Kind != yaml.ScalarNode && (d.blankLine(at) || d.setOff(last)) {
		text = "\n" + text // sections are set off from each other
	}
	d.edits = append(d.edits, edit{at: at, end: at, text: text, depth: len(path), rank: place(key)})
	return nil
}

func (d *editor) addFlowKey(path []any, parent *yaml.Node, key string, value *yaml.Node) error {
	text, err := flow(value)
	if err != nil {
		return err
	}
	if len(parent.Content) == 0 {
		d.insert(d.properties(parent, d.offset(parent))+1, len(path), key+": "+text)
		return nil
	}
	at := d.end(parent.Content[len(parent.Content)-1], d.indent(path))
	if at < 0 {
		return errLayout
	}
	d.insert(at, len(path), ", "+key+": "+text)
	return nil
}

// fill gives a key that stands without a value one: in its line, or below it.
func (d *editor) fill(path []any, there, value *yaml.Node) error {
	if there.Kind != yaml.ScalarNode || there.Anchor != "" {
		return errLayout
	}
	at := d.offset(there)
	end := d.end(there, 0)
	parent, _ := d.find(path[:len(path)-1]...)
	if end >= 0 && value.Kind != yaml.ScalarNode && !d.isFlow(parent) {
		return d.fillBelow(path, at, end, value)
	}
	text, err := flow(value)
	if err != nil || end < 0 {
		return cmp.Or(err, errLayout)
	}
	if end == at {
		text = " " + text
	}
	d.edits = append(d.edits, edit{at: at, end: end, text: text, depth: len(path) + 1})
	return nil
}

// fillBelow writes a list or mapping below its key, and takes away the word for nothing if there is one.
func (d *editor) fillBelow(path []any, at, end int, value *yaml.Node) error {
	text, err := lines(value, d.indent(path)+2)
	below := d.below(end, d.indent(path)+1)
	if below < 0 || err != nil {
		return cmp.Or(err, errLayout)
	}
	if end > at {
		if d.lineEnd(end) == end {
			at = len(bytes.TrimRight(d.data[:at], " "))
		}
		d.edits = append(d.edits, edit{at: at, end: end})
	}
	d.insert(below, len(path)+1, text)
	return nil
}

// replace writes an item of a list anew.
func (d *editor) replace(path []any, index int, value *yaml.Node) error {
	list, err := d.find(path...)
	if err != nil {
		return err
	}
	old, column := list.Content[index], list.Column-1
	end := d.end(old, column)
	if d.isFlow(list) {
		text, err := flow(value)
		if err != nil || end < 0 {
			return cmp.Or(err, errLayout)
		}
		d.edits = append(d.edits, edit{at: d.offset(old), end: end, text: text, depth: len(path) + 1})
		return nil
	}
	text, err := lines(&yaml.Node{Kind: yaml.SequenceNode, Content: []*yaml.Node{value}}, column)
	at := d.lines[d.line(d.offset(old))]
	if err != nil || end < 0 || bytes.TrimLeft(d.data[at:], " ")[0] != '-' || d.below(end, 1<<20) < 0 {
		return cmp.Or(err, errLayout)
	}
	d.edits = append(d.edits, edit{at: at, end: d.after(end), text: text, depth: len(path) + 1})
	return nil
}

// predecessor returns the value at the top behind which key stands in the usual order: that of the latest key before it.
func (d *document) predecessor(key string) *yaml.Node {
	best := -1
	if strings.HasPrefix(key, "x-") {
		return d.root.Content[len(d.root.Content)-1] // one that is not of the form stands last
	}
	for i := 0; i+1 < len(d.root.Content); i += 2 {
		p := place(d.root.Content[i].Value)
		if p < place(key) && (best < 0 || p >= place(d.root.Content[best].Value)) {
			best = i
		}
	}
	return d.root.Content[max(best, 0)+1]
}

// blankLine reports whether an empty line begins at the offset.
func (d *document) blankLine(at int) bool {
	return at < len(d.data) && d.lineEnd(at) == at
}

// setOff reports whether an empty line stands above the section at the top of which value is.
func (d *document) setOff(value *yaml.Node) bool {
	i := slices.Index(d.root.Content, value)
	above := d.root.Content[i-1].Line - 2
	return above >= 0 && d.blankLine(d.lines[above])
}

// bottom returns the end of the document of which nothing but comments stands behind at.
func (d *document) bottom(at int) int {
	for at < len(d.data) && !bytes.HasPrefix(d.data[at:], []byte("...")) && !bytes.HasPrefix(d.data[at:], []byte("---")) {
		at = d.after(at)
	}
	return at
}

// place returns where a key stands among those of a record; one of the user's own stands last.
func place(key string) int {
	order := fieldNames()
	if i := slices.Index(order, key); i >= 0 {
		return i
	}
	return len(order)
}

func mapping(key string, value *yaml.Node) *yaml.Node {
	return &yaml.Node{Kind: yaml.MappingNode, Content: []*yaml.Node{{Kind: yaml.ScalarNode, Value: key}, value}}
}

// lines returns n as lines with an indentation.
func lines(n *yaml.Node, indent int) (string, error) {
	var b bytes.Buffer
	e := yaml.NewEncoder(&b)
	e.SetIndent(2)
	if err := e.Encode(n); err != nil {
		return "", err
	}
	var text strings.Builder
	for line := range strings.Lines(b.String()) {
		if line != "\n" {
			text.WriteString(strings.Repeat(" ", indent))
		}
		text.WriteString(line)
	}
	return text.String(), nil
}

// flow returns n in one line.
func flow(n *yaml.Node) (string, error) {
	var b bytes.Buffer
	if err := yaml.NewEncoder(&b).Encode(inFlow(n, true)); err != nil {
		return "", err
	}
	return strings.TrimSuffix(strings.TrimPrefix(strings.TrimSuffix(b.String(), "\n"), "["), "]"), nil
}

// inFlow returns a copy of n in flow style. The outermost is put between brackets, where texts take the quotes that they
// need between brackets.
func inFlow(n *yaml.Node, outermost bool) *yaml.Node {
	c := *n
	c.Style = yaml.FlowStyle
	if n.Kind == yaml.ScalarNode {
		c.Style = n.Style &^ (yaml.LiteralStyle | yaml.FoldedStyle)
		if strings.ContainsAny(n.Value, "\n") {
			c.Style = yaml.DoubleQuotedStyle
		}
	}
	c.Content = nil
	for _, part := range n.Content {
		c.Content = append(c.Content, inFlow(part, false))
	}
	if outermost {
		return &yaml.Node{Kind: yaml.SequenceNode, Style: yaml.FlowStyle, Content: []*yaml.Node{&c}}
	}
	return &c
}
