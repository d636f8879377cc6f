package importers

import (
	"bytes"
	"encoding/json"
	"io"
)

// jsonValues returns the JSON values that content holds one after the other, as JSON Lines do; of a plain JSON file that
// is one.
func jsonValues(content []byte) ([]json.RawMessage, error) {
	var list []json.RawMessage
	for d := json.NewDecoder(bytes.NewReader(content)); ; {
		var value json.RawMessage
		switch err := d.Decode(&value); {
		case err == io.EOF:
			return list, nil
		case err != nil:
			return nil, refuse("the file may be cut off", "the JSON is broken after byte %d: %s", d.InputOffset(), err)
		}
		if list = append(list, value); len(list) > mostParts {
			return nil, bounded(len(list), "JSON values")
		}
	}
}

// firstObject returns the fields of the first JSON value in content, or nil when that is no object.
func firstObject(content []byte) map[string]json.RawMessage {
	var first json.RawMessage
	if json.NewDecoder(bytes.NewReader(content)).Decode(&first) != nil {
		return nil
	}
	return objectOf(first)
}
