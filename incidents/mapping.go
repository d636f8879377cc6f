package incidents

import (
	"fmt"
	"reflect"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"
)

// mapping decodes a mapping into a struct: every key once, every key known, every needed key there.
func (d *decoder) mapping(n *yaml.Node, v reflect.Value) {
	if n.Kind != yaml.MappingNode {
		d.wrongKind(n, v.Type(), "a mapping of fields")
		return
	}
	set := fieldsOf(v.Type())
	given := make([]*yaml.Node, len(set.fields))
	outer := d.field
	var excused []string
	for i := 0; i+1 < len(n.Content) && !d.stopped(); i += 2 {
		key := d.key(n.Content[i])
		if key == nil || d.extension(key, v.Type()) {
			continue
		}
		f := set.find(key.Value)
		switch {
		case f == nil:
			name := d.unknownField(key, set)
			excused = append(excused, name)
			d.doubtField(set, name, v.Type())
		case given[f.index] != nil:
			d.field = f
			d.fail(key, "duplicate-key", fmt.Sprintf("%s is already given on line %d", f.name, given[f.index].Line), "keep one of the two")
			d.doubt(f.typ)
		default:
			given[f.index] = key
			d.field = f
			d.value(n.Content[i+1], v.Field(f.index))
		}
	}
	d.field = outer
	if excused != nil {
		d.meant[n] = excused
	}
	d.missing(n, set, given, excused)
	d.identify(n, set, v, excused)
}

// key returns the scalar that names a field, or nil when there is none.
func (d *decoder) key(n *yaml.Node) *yaml.Node {
	key := resolve(n)
	if key.Kind != yaml.ScalarNode {
		d.fail(n, "unknown-field", "a field's name is a word, not "+kindName(key), "put texts that begin with a bracket or brace in quotes")
		return nil
	}
	if key == n {
		return key
	}
	return &yaml.Node{Kind: key.Kind, Tag: key.Tag, Value: key.Value, Line: n.Line, Column: n.Column}
}

// extension reports whether key is one of the user's own at the top of the record, which is passed over.
func (d *decoder) extension(key *yaml.Node, t reflect.Type) bool {
	if t != reflect.TypeFor[Incident]() || !strings.HasPrefix(key.Value, "x-") {
		return false
	}
	if d.extensions[key.Value] {
		d.fail(key, "duplicate-key", fmt.Sprintf("%q is given twice", key.Value), "keep one of the two")
	}
	d.extensions[key.Value] = true
	return true
}

// unknownField reports key and returns the name of the field that was probably meant.
func (d *decoder) unknownField(key *yaml.Node, set *fieldSet) string {
	if key.Tag == "!!merge" {
		d.fail(key, "unknown-field", "merge keys (<<) are not read", "write the fields out")
		return key.Value
	}
	hint := "known here: " + strings.Join(set.names, ", ")
	match := nearest(key.Value, set.names, &d.guesses)
	if match != "" {
		hint = fmt.Sprintf("did you mean %s?", match)
	}
	d.fail(key, "unknown-field", fmt.Sprintf("unknown field %q", key.Value), hint)
	return match
}

// doubtField notes what cannot be judged when the field called name, of t, was not read: every field after a merge key.
func (d *decoder) doubtField(set *fieldSet, name string, t reflect.Type) {
	if f := set.find(name); f != nil {
		d.doubt(f.typ)
	}
	if name == "<<" && t != reflect.TypeFor[Incident]() {
		d.doubt(t)
	}
}

// missing reports the needed fields of set that are not given, or are left blank. A misspelt one has been reported.
func (d *decoder) missing(n *yaml.Node, set *fieldSet, given []*yaml.Node, excused []string) {
	for i := range set.fields {
		f := &set.fields[i]
		key := given[f.index]
		if !f.need || d.stopped() || key != nil && !leftBlank(n, key) {
			continue
		}
		if key == nil && (slices.Contains(excused, f.name) || slices.Contains(excused, "<<")) {
			continue
		}
		place, where := n, "here"
		if key != nil {
			place = key
		}
		if set.kind == "incident" {
			where = "in the incident"
		}
		d.fail(place, "missing", fmt.Sprintf("%s is missing %s", f.name, where), f.hint())
	}
}

// leftBlank reports whether the value of key in mapping n says nothing.
func leftBlank(n, key *yaml.Node) bool {
	value := resolve(child(n, key.Value))
	return isEmpty(value) || value.Kind == yaml.SequenceNode && len(value.Content) == 0
}

// identify notes the id of v, if things of its kind have one that others cite.
func (d *decoder) identify(n *yaml.Node, set *fieldSet, v reflect.Value, excused []string) {
	if set.kind == "" {
		return
	}
	id, node := v.Field(set.id.index).String(), child(n, "id")
	switch {
	case id == "" && (set.id.need || node != nil || slices.Contains(excused, "id")):
		d.doubt(v.Type())
	case id != "":
		d.defined = append(d.defined, citation{d.seen(node), set.kind, id})
	}
}

// child returns the value of the first key in mapping n that reads name, or nil.
func child(n *yaml.Node, name string) *yaml.Node {
	for i := 0; n.Kind == yaml.MappingNode && i+1 < len(n.Content); i += 2 {
		if resolve(n.Content[i]).Value == name {
			return n.Content[i+1]
		}
	}
	return nil
}
