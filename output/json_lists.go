package output

import (
	"encoding/json"
	"reflect"
)

// withLists returns a copy of v in which every nil slice is an empty one, so that readers of the JSON find a list
// wherever a list can be. Note: encoding/json has no setting for it in this version of Go.
func withLists[T any](v T) T {
	var out T
	reflect.ValueOf(&out).Elem().Set(listed(reflect.ValueOf(&v).Elem()))
	return out
}

var marshaler = reflect.TypeFor[json.Marshaler]()

func listed(v reflect.Value) reflect.Value {
	if v.Type().Implements(marshaler) {
		return v
	}
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface:
		return listedElem(v)
	case reflect.Slice:
		out := reflect.MakeSlice(v.Type(), v.Len(), v.Len())
		for i := range v.Len() {
			out.Index(i).Set(listed(v.Index(i)))
		}
		return out
	case reflect.Map:
		return listedMap(v)
	case reflect.Struct:
		out := reflect.New(v.Type()).Elem()
		out.Set(v)
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				out.Field(i).Set(listed(v.Field(i)))
			}
		}
		return out
	}
	return v
}

func listedElem(v reflect.Value) reflect.Value {
	if v.IsNil() {
		return v
	}
	elem := listed(v.Elem())
	if v.Kind() == reflect.Interface {
		return elem
	}
	out := reflect.New(v.Type().Elem())
	out.Elem().Set(elem)
	return out
}

func listedMap(v reflect.Value) reflect.Value {
	if v.IsNil() {
		return v
	}
	out := reflect.MakeMapWithSize(v.Type(), v.Len())
	for _, key := range v.MapKeys() {
		out.SetMapIndex(key, listed(v.MapIndex(key)))
	}
	return out
}
