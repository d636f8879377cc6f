package incidents

import (
	"reflect"
	"strings"
	"sync"
)

// fieldSet is what a struct's tags say about the mapping it is read from.
type fieldSet struct {
	fields []field // in the order of the struct, one for each of its fields
	names  []string
	kind   string // what the struct's ids name, for example service; "" when it has none that is cited
	id     *field
}

// field is one key of a mapping.
type field struct {
	index  int
	name   string
	doc    string
	need   bool
	ref    string   // the kind of thing the value names: a kind of id, edge or about
	values []string // the words allowed, for an enumeration or a list of one
	open   bool     // words of the user's own are allowed too
	typ    reflect.Type
}

// hint is what the field is for, said where nothing better is known.
func (f *field) hint() string { return f.name + ": " + f.doc }

// find returns the field called name, or nil. A loop over twenty names is faster than a map.
func (s *fieldSet) find(name string) *field {
	for i := range s.fields {
		if s.fields[i].name == name {
			return &s.fields[i]
		}
	}
	return nil
}

// fieldSets keeps what was read of each type: they are few, and their tags never change.
var fieldSets sync.Map // of *fieldSet by reflect.Type

// fieldsOf returns the fields of struct type t. The caller does not change them.
func fieldsOf(t reflect.Type) *fieldSet {
	if set, ok := fieldSets.Load(t); ok {
		return set.(*fieldSet)
	}
	set, _ := fieldSets.LoadOrStore(t, readTags(t))
	return set.(*fieldSet)
}

func readTags(t reflect.Type) *fieldSet {
	set := &fieldSet{fields: make([]field, t.NumField()), kind: kindOf(t)}
	for i := range set.fields {
		f := t.Field(i)
		name, _, _ := strings.Cut(f.Tag.Get("yaml"), ",")
		set.fields[i] = field{index: i, name: name, doc: f.Tag.Get("doc"), need: f.Tag.Get("need") == "true", ref: f.Tag.Get("ref"), values: valuesOf(f.Type), open: isOpen(f.Type), typ: f.Type}
		set.names = append(set.names, name)
		if name == "id" {
			set.id = &set.fields[i]
		}
	}
	return set
}

// valuesOf returns the words an enumeration allows, and nil for every other type.
func valuesOf(t reflect.Type) []string {
	if t.Kind() == reflect.Slice {
		t = t.Elem()
	}
	if enum, ok := reflect.Zero(t).Interface().(interface{ Values() []string }); ok {
		return enum.Values()
	}
	return nil
}

// isOpen reports whether an enumeration allows words of the user's own.
func isOpen(t reflect.Type) bool {
	enum, ok := reflect.Zero(t).Interface().(interface{ Open() bool })
	return ok && enum.Open()
}

// idKind is a kind of thing that has an id.
type idKind struct {
	name    string // in messages and in ref tags
	section string // where it is defined, for hints
	typ     reflect.Type
}

// idKinds returns the kinds of ids. Two things of one kind may not share one.
func idKinds() []idKind {
	return []idKind{
		{"event", "timeline", reflect.TypeFor[Event]()},
		{"quantity", "impact.quantities", reflect.TypeFor[Quantity]()},
		{"service", "services", reflect.TypeFor[Service]()},
		{"wave", "waves", reflect.TypeFor[Wave]()},
		{"factor", "causes", reflect.TypeFor[Factor]()},
		{"action", "actions", reflect.TypeFor[Action]()},
		{"communication", "communications", reflect.TypeFor[Communication]()},
		{"source", "sources", reflect.TypeFor[Source]()},
		{"claim", "claims", reflect.TypeFor[Claim]()},
		{"question", "questions", reflect.TypeFor[Question]()},
		{"incident", "", reflect.TypeFor[Incident]()},
	}
}

// aboutKinds is how many of idKinds, from the first on, a claim can be about.
const aboutKinds = 7

func kindOf(t reflect.Type) string {
	for _, k := range idKinds() {
		if k.typ == t {
			return k.name
		}
	}
	return ""
}
