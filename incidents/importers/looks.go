package importers

import (
	"bytes"
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"unicode/utf8"
)

// looks says in a few words what content seems to be, for a refusal.
func looks(content []byte) string {
	switch {
	case bytes.HasPrefix(content, []byte("PK\x03\x04")):
		return "a zip archive"
	case bytes.HasPrefix(content, []byte("\x1f\x8b")):
		return "a gzip archive"
	case bytes.HasPrefix(content, []byte("%PDF")):
		return "a PDF"
	case bytes.HasPrefix(content, []byte("\xff\xfe")), bytes.HasPrefix(content, []byte("\xfe\xff")):
		return "text in UTF-16"
	case bytes.IndexByte(content, 0) >= 0:
		return "something that is no text"
	case !utf8.Valid(content):
		return "text that is not UTF-8"
	}
	return looksText(bytes.TrimSpace(content))
}

func looksText(content []byte) string {
	switch content[0] {
	case '{', '[':
		return looksJSON(content)
	case '<':
		return "HTML or XML"
	}
	if bytes.HasPrefix(content, []byte("---\n")) {
		return "a document with front matter whose fields are not known"
	}
	return "a text without a timeline that can be recognized"
}

// looksJSON names the keys of what is at the top, or of the first thing in a list.
func looksJSON(content []byte) string {
	if !json.Valid(content) {
		return "JSON that is broken or goes on after its end"
	}
	if object := objectOf(content); object != nil {
		return "a JSON object with " + keysOf(object)
	}
	list := listOf(content)
	if len(list) == 0 {
		return "an empty JSON list"
	}
	if object := objectOf(list[0]); object != nil {
		return "a JSON list of objects with " + keysOf(object)
	}
	return "a JSON list of values"
}

func keysOf(object map[string]json.RawMessage) string {
	keys := slices.Sorted(maps.Keys(object))
	if len(keys) == 0 {
		return "nothing in it"
	}
	if len(keys) > 6 {
		keys = append(keys[:6], "…")
	}
	return shorten(strings.Join(keys, ", "), 120)
}

// objectOf returns the fields of a JSON object, or nil.
func objectOf(content []byte) map[string]json.RawMessage {
	var object map[string]json.RawMessage
	if content = bytes.TrimSpace(content); len(content) == 0 || content[0] != '{' || json.Unmarshal(content, &object) != nil {
		return nil
	}
	return object
}

// listOf returns the items of a JSON list, or nil.
func listOf(content []byte) []json.RawMessage {
	var list []json.RawMessage
	if content = bytes.TrimSpace(content); len(content) == 0 || content[0] != '[' || json.Unmarshal(content, &list) != nil {
		return nil
	}
	return list
}

// has reports whether the object has every one of keys.
func has(object map[string]json.RawMessage, keys ...string) bool {
	return object != nil && !slices.ContainsFunc(keys, func(k string) bool { return object[k] == nil })
}

// decodeJSON reads content into target, and says in the source's own words what does not fit.
func decodeJSON(content []byte, target any) error {
	err := json.Unmarshal(content, target)
	if err == nil {
		return nil
	}
	if wrong, ok := err.(*json.UnmarshalTypeError); ok {
		return refuse("it may come from another program, or from another version of it", "%s holds a %s, which does not belong there", shorten(wrong.Field, 80), wrong.Value)
	}
	return refuse("the file may be cut off", "the JSON is broken: %s", err)
}
