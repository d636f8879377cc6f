package incidents

import (
	"fmt"
	"reflect"
)

// ParseData reads one YAML document that is no incident, such as a role of a brief, into the struct that target points
// to, with the same strictness and the same tags as Parse.
func ParseData(name string, data []byte, target any) []Diagnostic {
	r := &report{file: name}
	if !readable(r, data) {
		return r.sorted()
	}
	documents, problem := readDocuments(data)
	if problem != nil {
		r.add(*problem)
		return r.sorted()
	}
	if len(documents) != 1 {
		r.add(Diagnostic{Message: fmt.Sprintf("want one document, found %d", len(documents)), Rule: "syntax", Hint: "a file holds one; begin no other with ---"})
		return r.sorted()
	}
	d := newDecoder(r, len(data))
	d.scope = newScope()
	d.value(documents[0], reflect.ValueOf(target).Elem())
	return r.sorted()
}
