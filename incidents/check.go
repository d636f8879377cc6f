package incidents

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"gopkg.in/yaml.v3"
)

// checker holds a decoded incident against itself: ids, references and times. The decoder noted where each id is
// defined and cited; what is checked by value is looked up in the node tree only when something is wrong.
type checker struct {
	*decoder
	incident *Incident
	root     *yaml.Node
	kinds    []idKind
	ids      map[string]map[string]*yaml.Node // by kind, then id
	sorted   map[string][]string              // the same ids in file order, for hints
}

func (c *checker) run() {
	c.field = nil
	if s := c.incident.Schema; s != "" && s != SchemaName {
		c.failAt("schema", "schema", fmt.Sprintf("this program reads %s, not %s", SchemaName, quoted(s)), "write schema: "+SchemaName)
	}
	c.define()
	c.references()
	c.shapes()
	c.order()
}

// failAt reports an error at path, a dotted list of keys and indexes, unless the decoder found fault with the value or
// with a part of it: what it could not read is not there to be judged.
func (c *checker) failAt(path, rule, message, hint string) {
	if c.full() {
		c.add(Diagnostic{})
		return
	}
	n := resolve(locate(c.root, path))
	for i := range n.Content {
		if c.bad[resolve(n.Content[i])] && (n.Kind == yaml.SequenceNode || i%2 == 1) {
			return
		}
	}
	if !c.bad[n] {
		c.fail(n, rule, message, hint)
	}
}

// lacks reports whether the mapping at path does not give any of the names, not even misspelt or with a bad value.
func (c *checker) lacks(path string, names ...string) bool {
	n := resolve(locate(c.root, path))
	for _, name := range names {
		value := resolve(child(n, name))
		meant := slices.Contains(c.meant[n], name) || slices.Contains(c.meant[n], "<<")
		if meant || value != nil && !isEmpty(value) && (value.Kind != yaml.SequenceNode || len(value.Content) > 0) {
			return false
		}
	}
	return true
}

func (c *checker) warn(n *yaml.Node, rule, message, hint string) {
	c.add(Diagnostic{Line: n.Line, Col: n.Column, Message: message, Rule: rule, Hint: hint, Warning: true})
}

// locate returns the node at path, or the last one on the way that exists.
func locate(n *yaml.Node, path string) *yaml.Node {
	for step := range strings.SplitSeq(path, ".") {
		n = resolve(n)
		next := child(n, step)
		if i, err := strconv.Atoi(step); err == nil && n.Kind == yaml.SequenceNode && i < len(n.Content) {
			next = n.Content[i]
		}
		if next == nil {
			return n
		}
		n = next
	}
	return n
}

// define gathers every id by kind and reports those given twice or of a form that no link can have.
func (c *checker) define() {
	c.ids, c.sorted = map[string]map[string]*yaml.Node{}, map[string][]string{}
	c.kinds = idKinds()
	for _, k := range c.kinds {
		c.ids[k.name] = map[string]*yaml.Node{}
	}
	c.ids["incident"] = c.names // unique in the file, not only in the record
	for _, d := range c.defined {
		c.form(d)
		if first, twice := c.ids[d.kind][d.id]; twice {
			c.fail(d.node, "duplicate-id", fmt.Sprintf("%s %s already stands on line %d", d.kind, quoted(d.id), first.Line), "give each an id of its own")
			continue
		}
		c.ids[d.kind][d.id] = d.node
		c.sorted[d.kind] = append(c.sorted[d.kind], d.id)
	}
}

// form reports an id that cannot be a link, or, for an incident, a file name.
func (c *checker) form(d citation) {
	switch {
	case d.kind == "incident" && !ValidID(d.id):
		c.fail(d.node, "value", fmt.Sprintf("id %s may hold only a-z, 0-9 and hyphens between them", quoted(d.id)), "it becomes a file name and a link")
	case d.kind != "incident" && !linkable(d.id):
		c.fail(d.node, "value", fmt.Sprintf("id %s may hold only letters, digits and . _ - / : between them", quoted(d.id)), "it becomes a link; put what people read in name or text")
	}
}

// ValidID reports whether id can be that of an incident: it becomes a file name and a link.
func ValidID(id string) bool {
	return id != "" && len(id) <= 100 && strings.Trim(id, "abcdefghijklmnopqrstuvwxyz0123456789-") == "" && !strings.HasPrefix(id, "-") && !strings.HasSuffix(id, "-")
}

func linkable(id string) bool {
	word := func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }
	inner := func(r rune) bool { return word(r) || unicode.IsMark(r) || strings.ContainsRune("._-/:", r) }
	runes := []rune(id)
	outside := func(r rune) bool { return !inner(r) }
	return len(runes) <= 100 && word(runes[0]) && !slices.ContainsFunc(runes, outside)
}
