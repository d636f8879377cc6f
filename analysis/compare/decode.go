package compare

import (
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"strings"
)

// Encode returns a digest as one line of JSON, with its line end.
func Encode(d *Digest) ([]byte, error) {
	line, err := json.Marshal(d)
	if err != nil {
		return nil, fmt.Errorf("incident %s: %w", d.ID, err)
	}
	return append(line, '\n'), nil
}

// Fault is why a line holds no digest.
type Fault struct {
	Column  int // in the line, from 1; 1 where no place is known
	Message string
	Hint    string
}

// Error returns the message alone.
func (f *Fault) Error() string { return f.Message }

const remake = "postmortem compare --format jsonl makes digests"

// Decode returns the digest that a line of JSON holds; what it returns is what Encode was given. A line may come from
// anywhere, so what a comparison computes with is checked: see check. Every error is a *Fault. Keys that this version
// does not know are passed over.
func Decode(line []byte) (*Digest, error) {
	var d Digest
	err := json.Unmarshal(line, &d)
	var syntax *json.SyntaxError
	if errors.As(err, &syntax) {
		return nil, &Fault{int(max(syntax.Offset, 1)), "not JSON: " + syntax.Error(), remake}
	}
	// What another version has written may differ in its types, too.
	if fault := checkSchema(d.Schema); fault != nil {
		return nil, fault
	}
	if err != nil {
		return nil, plainFault(err)
	}
	d.eachTime(keepOffset)
	if message := d.check(); message != "" {
		return nil, &Fault{1, message, remake}
	}
	return &d, nil
}

func checkSchema(schema string) *Fault {
	family, _, _ := strings.Cut(DigestSchema, "/")
	switch {
	case schema == DigestSchema:
		return nil
	case strings.HasPrefix(schema, family+"/"):
		return &Fault{1, fmt.Sprintf("a digest of the form %s; this version reads %s", shortened(schema), DigestSchema), "read it with the version that wrote it, or make it anew from its record"}
	case schema == "postmortem/v1":
		return &Fault{1, "a record, not a digest", "name records without --from"}
	case schema != "":
		return &Fault{1, fmt.Sprintf("not a digest but %s", shortened(schema)), remake}
	}
	return &Fault{1, "not a digest: it does not say schema " + DigestSchema, remake}
}

// plainFault says in a reader's words what encoding/json says in Go's.
func plainFault(err error) *Fault {
	var kind *json.UnmarshalTypeError
	if !errors.As(err, &kind) {
		return &Fault{1, "a time is not written like 2025-10-20T07:11:00Z", remake}
	}
	column, where := int(max(kind.Offset, 1)), kind.Field
	if where == "" {
		where = "the line"
	}
	found, number, _ := strings.Cut(kind.Value, " ")
	belongs := wanted(kind.Type)
	switch {
	case found == "number" && belongs == "a number":
		return &Fault{column, fmt.Sprintf("%s: %s is too large a number", where, shortened(number)), remake}
	case found == "number" && belongs == "a whole number":
		return &Fault{column, fmt.Sprintf("%s: %s is no whole number", where, shortened(number)), remake}
	}
	words := map[string]string{"object": "an object", "array": "a list", "string": "a text", "number": "a number", "bool": "true or false"}
	return &Fault{column, fmt.Sprintf("%s: %s stands where %s belongs", where, words[found], belongs), remake}
}

// wanted says what a field of a digest holds.
func wanted(t reflect.Type) string {
	switch t.Kind() {
	case reflect.Slice:
		return "a list"
	case reflect.Struct, reflect.Map:
		return "an object"
	case reflect.String:
		return "a text"
	case reflect.Bool:
		return "true or false"
	case reflect.Int:
		return "a whole number"
	}
	return "a number"
}

// shortened returns the first part of a text that anybody may have written.
func shortened(text string) string {
	const most = 60
	if r := []rune(text); len(r) > most {
		return fmt.Sprintf("%q", string(r[:most])+"…")
	}
	return fmt.Sprintf("%q", text)
}
