package compare

import (
	"encoding/json"
	"fmt"

	"github.com/postmortem-dev/postmortem/incidents"
)

// Encode returns a digest as one line of JSON, with its line end.
func Encode(d *Digest) ([]byte, error) {
	line, err := json.Marshal(d)
	if err != nil {
		return nil, fmt.Errorf("incident %s: %w", d.ID, err)
	}
	return append(line, '\n'), nil
}

// Decode returns the digest that a line of JSON holds.
func Decode(line []byte) (*Digest, error) {
	var d Digest
	if err := json.Unmarshal(line, &d); err != nil {
		return nil, fmt.Errorf("not a digest: %w", err)
	}
	switch {
	case d.Schema != DigestSchema:
		return nil, fmt.Errorf("not a digest of the form %s", DigestSchema)
	case !incidents.ValidID(d.ID):
		return nil, fmt.Errorf("%q is no id of an incident", d.ID)
	}
	for _, l := range d.Lengths {
		if l.Value == nil && (l.Low != nil || l.High != nil) {
			return nil, fmt.Errorf("incident %s: %s has a range and no value", d.ID, l.Name)
		}
	}
	return &d, nil
}
