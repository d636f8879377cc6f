package incidents

import (
	"fmt"
	"reflect"
	"strings"
	"time"

	"gopkg.in/yaml.v3"
)

// decoder walks the node trees of one file and fills incidents, collecting what is wrong on the way.
//
// Note: yaml.v3's own strict decoding was tried first. It stops at the first bad time, has no columns and names Go types.
type decoder struct {
	*report
	visits  int                   // nodes still allowed: aliases may not blow the file up
	guesses int                   // comparisons of words still allowed
	names   map[string]*yaml.Node // incident ids of the file
	*scope
}

// scope is what a decoder knows about the document it is in.
type scope struct {
	zone       *time.Location // nil when the incident names none
	field      *field
	outermost  *yaml.Node // of the aliases being followed: where the reader sees the part
	innermost  *yaml.Node
	blown      bool
	unsure     map[reflect.Type]bool // types of which some part could not be read: references to their ids are not judged
	defined    []citation
	cited      []citation
	extensions map[string]bool
	bad        map[*yaml.Node]bool     // what has been reported, so that its absence is not
	meant      map[*yaml.Node][]string // by mapping: the fields that misspelt keys were probably meant for
}

func newScope() *scope {
	return &scope{unsure: map[reflect.Type]bool{}, extensions: map[string]bool{}, bad: map[*yaml.Node]bool{}, meant: map[*yaml.Node][]string{}}
}

// citation is an id where it is defined or cited.
type citation struct {
	node     *yaml.Node
	kind, id string
}

func newDecoder(r *report, size int) *decoder {
	return &decoder{report: r, visits: 10_000 + size, guesses: mostGuesses, names: map[string]*yaml.Node{}}
}

// incident returns the incident in document, and nil when it has an error.
func (d *decoder) incident(document *yaml.Node) *Incident {
	before := d.errors
	d.scope = newScope()
	if document.Kind != yaml.MappingNode {
		d.fail(document, "type", "an incident is a mapping of fields, not "+kindName(document), "postmortem new prints a skeleton to start from")
		return nil
	}
	d.findZone(document)
	incident := &Incident{}
	d.value(document, reflect.ValueOf(incident).Elem())
	if d.stopped() {
		return nil
	}
	checks := &checker{decoder: d, incident: incident, root: document}
	checks.run()
	if d.errors > before {
		return nil
	}
	return incident
}

// fail reports an error at n. A hint that nobody could write is what the field is for.
func (d *decoder) fail(n *yaml.Node, rule, message, hint string) {
	if hint == "" && d.field != nil {
		hint = d.field.hint()
	}
	d.bad[n] = true
	if d.innermost != nil && d.innermost.Alias == n && rule == "type" {
		n = d.innermost // the part may be right, but not here
	}
	d.add(Diagnostic{Line: n.Line, Col: n.Column, Message: message, Rule: rule, Hint: hint})
}

// stopped reports whether reading on makes no sense.
func (d *decoder) stopped() bool { return d.blown || d.full() }

// value decodes n into v.
func (d *decoder) value(n *yaml.Node, v reflect.Value) {
	if d.visits--; d.visits < 0 {
		if !d.blown {
			d.fail(n, "alias", "aliases make this document many times larger than its file", "write the parts out")
		}
		d.blown = true
		return
	}
	if n.Kind == yaml.AliasNode {
		d.alias(n, v)
		return
	}
	if isEmpty(n) || d.tagged(n, v.Type()) {
		return // a key without a value is a blank still to be filled in
	}
	switch target := v.Addr().Interface().(type) {
	case *Instant:
		d.instant(n, target)
	case *moment:
		d.moment(n, target)
	case *Amount:
		d.amount(n, target)
	case *Words:
		d.words(n, target)
	case *Milestones:
		d.milestones(n, target)
	default:
		d.plain(n, v)
	}
}

// isEmpty reports whether n is a value left blank. "!!null text" is not: it would drop the text.
func isEmpty(n *yaml.Node) bool {
	if n.Kind != yaml.ScalarNode || n.Style&yaml.TaggedStyle != 0 {
		return false
	}
	return n.Tag == "!!null" || n.Tag == "!!str" && strings.TrimSpace(n.Value) == ""
}

// tagged reports an explicit tag: what it would change about the value is not in the form.
func (d *decoder) tagged(n *yaml.Node, t reflect.Type) bool {
	if n.Style&yaml.TaggedStyle == 0 || n.Kind == yaml.ScalarNode && n.Tag == "!!str" {
		return false
	}
	d.fail(n, "type", fmt.Sprintf("tag %q: tags are not read", n.Tag), "take the tag away")
	d.doubt(t)
	return true
}

// alias decodes the part that n repeats. A part that contains itself ends where the form does, which has no cycles.
func (d *decoder) alias(n *yaml.Node, v reflect.Value) {
	outermost, innermost := d.outermost, d.innermost
	if outermost == nil {
		d.outermost = n
	}
	d.innermost = n
	d.value(n.Alias, v)
	d.outermost, d.innermost = outermost, innermost
}

// seen returns where a reader sees n: at the alias, if n is repeated by one.
func (d *decoder) seen(n *yaml.Node) *yaml.Node {
	if d.outermost != nil {
		return d.outermost
	}
	return n
}

// plain decodes the kinds of value Go has words for.
func (d *decoder) plain(n *yaml.Node, v reflect.Value) {
	switch v.Kind() {
	case reflect.Struct:
		d.mapping(n, v)
	case reflect.Slice:
		d.list(n, v)
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		d.value(n, v.Elem())
	case reflect.String:
		d.text(n, v)
	default:
		d.number(n, v)
	}
}

func (d *decoder) list(n *yaml.Node, v reflect.Value) {
	if n.Kind != yaml.SequenceNode {
		d.wrongKind(n, v.Type(), "a list")
		return
	}
	if len(n.Content) == 0 {
		return
	}
	v.Set(reflect.MakeSlice(v.Type(), 0, min(len(n.Content), 1<<12)))
	for i, item := range n.Content {
		if d.stopped() {
			return
		}
		v.Grow(1)
		v.SetLen(i + 1)
		if isEmpty(resolve(item)) {
			d.fail(item, "type", "this list entry is empty", "fill it in or take the dash away")
			d.doubt(v.Type())
			continue
		}
		d.value(item, v.Index(i))
	}
}

func (d *decoder) wrongKind(n *yaml.Node, t reflect.Type, want string) {
	hint := ""
	if n.Kind == yaml.ScalarNode && want == "a list" && len(n.Value) < longestGuess {
		hint = fmt.Sprintf("write a single entry as [%s]", strings.TrimSpace(printable(n.Value)))
	}
	d.doubt(t)
	d.fail(n, "type", fmt.Sprintf("want %s, got %s", want, kindName(n)), hint)
}

// doubt notes that some part of t could not be read, so that an id may be defined there after all.
func (d *decoder) doubt(t reflect.Type) {
	for t.Kind() == reflect.Slice || t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if t.Kind() != reflect.Struct || d.unsure[t] {
		return
	}
	d.unsure[t] = true
	for i := range t.NumField() {
		d.doubt(t.Field(i).Type)
	}
}

func resolve(n *yaml.Node) *yaml.Node {
	if n != nil && n.Kind == yaml.AliasNode {
		return n.Alias
	}
	return n
}
