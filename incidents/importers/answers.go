package importers

import (
	"bytes"
	"encoding/json"
	"slices"
)

// firstOf returns the fields of the first thing that an answer of an API holds: the object itself, the first of a list, or
// what stands under one or at the head of a list under many. It reads no further than that, so that large files are told quickly.
func firstOf(content []byte, one string, many ...string) map[string]json.RawMessage {
	d := json.NewDecoder(bytes.NewReader(content))
	start, _ := d.Token()
	if start == json.Delim('[') {
		return nextObject(d)
	}
	if start != json.Delim('{') {
		return nil
	}
	object := map[string]json.RawMessage{}
	for d.More() {
		key, err := d.Token()
		name, _ := key.(string)
		if err != nil {
			return nil
		}
		if slices.Contains(many, name) && begins(content[d.InputOffset():], '[') {
			_, _ = d.Token()
			return nextObject(d)
		}
		var value json.RawMessage
		if d.Decode(&value) != nil {
			return nil
		}
		if name == one && one != "" && begins(value, '{') {
			return objectOf(value)
		}
		object[name] = value
	}
	return object
}

// begins reports whether the value after a key begins with c.
func begins(rest []byte, c byte) bool {
	rest = bytes.TrimLeft(rest, " \t\r\n:")
	return len(rest) > 0 && rest[0] == c
}

func nextObject(d *json.Decoder) map[string]json.RawMessage {
	var value json.RawMessage
	if !d.More() || d.Decode(&value) != nil {
		return nil
	}
	return objectOf(value)
}

// decodeMany reads what a file of an API holds: a list, an object with the list under many or a single thing under one,
// or the single thing itself.
func decodeMany[T any](content []byte, one, many string) ([]T, error) {
	if object := objectOf(content); listOf(object[many]) != nil {
		content = object[many]
	} else if objectOf(object[one]) != nil {
		content = object[one]
	}
	if objectOf(content) == nil {
		var list []T
		err := decodeJSON(content, &list)
		return list, err
	}
	var single T
	err := decodeJSON(content, &single)
	return []T{single}, err
}

// together groups things by key, in the order in which the keys are first met.
func together[T any](list []T, key func(T) string) [][]T {
	var groups [][]T
	at := map[string]int{}
	for _, item := range list {
		i, known := at[key(item)]
		if !known {
			i, at[key(item)] = len(groups), len(groups)
			groups = append(groups, nil)
		}
		groups[i] = append(groups[i], item)
	}
	return groups
}
