package output

import (
	"bytes"
	"encoding/json"
	"reflect"
	"strings"
	"time"
)

// withKeys returns v for an encoder of JSON, so that every key of every object is there, whatever the tags say about
// leaving it out: an empty list for no list, null for a time or a number that is not known. Digests keep a compact form
// for lines, and the details of a comparison hold parts of them.
func withKeys(v any) any {
	if v == nil {
		return nil
	}
	return keyed(reflect.ValueOf(v))
}

func keyed(v reflect.Value) any {
	if t, ok := v.Interface().(time.Time); ok {
		if t.IsZero() {
			return nil
		}
		return t
	}
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface:
		if v.IsNil() {
			return nil
		}
		return keyed(v.Elem())
	case reflect.Slice, reflect.Array:
		out := make([]any, v.Len())
		for i := range out {
			out[i] = keyed(v.Index(i))
		}
		return out
	case reflect.Map:
		out := make(map[string]any, v.Len())
		for _, key := range v.MapKeys() {
			out[key.String()] = keyed(v.MapIndex(key))
		}
		return out
	case reflect.Struct:
		return appendMembers(object{}, v)
	}
	return v.Interface()
}

// object is a JSON object whose members keep their order.
type object []member

type member struct {
	key   string
	value any
}

// appendMembers adds the fields of a struct, those of an embedded one in its place.
func appendMembers(o object, v reflect.Value) object {
	for i := range v.NumField() {
		field := v.Type().Field(i)
		name, _, _ := strings.Cut(field.Tag.Get("json"), ",")
		switch {
		case !field.IsExported(), name == "-":
		case field.Anonymous && name == "":
			o = appendMembers(o, v.Field(i))
		default:
			o = append(o, member{name, keyed(v.Field(i))})
		}
	}
	return o
}

// MarshalJSON writes the members in their order.
func (o object) MarshalJSON() ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	b.WriteByte('{')
	for i, m := range o {
		if i > 0 {
			b.WriteByte(',')
		}
		if err := e.Encode(m.key); err != nil {
			return nil, err
		}
		b.WriteByte(':')
		if err := e.Encode(m.value); err != nil {
			return nil, err
		}
	}
	b.WriteByte('}')
	return b.Bytes(), nil
}
