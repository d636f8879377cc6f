package incidents

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"time"

	"gopkg.in/yaml.v3"
)

// Encode returns the incident in the native form, readable again by Parse.
func Encode(in *Incident) ([]byte, error) {
	var b bytes.Buffer
	e := yaml.NewEncoder(&b)
	e.SetIndent(2)
	if err := e.Encode(in); err != nil {
		return nil, fmt.Errorf("incident %s: %w", in.ID, err)
	}
	return b.Bytes(), nil
}

// MarshalJSON returns the incident in the native form's JSON spelling: the same fields in the same order.
func (in *Incident) MarshalJSON() ([]byte, error) {
	var n yaml.Node
	if err := n.Encode(in); err != nil {
		return nil, fmt.Errorf("incident %s: %w", in.ID, err)
	}
	var b bytes.Buffer
	if err := writeJSON(&b, &n); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

func writeJSON(b *bytes.Buffer, n *yaml.Node) error {
	switch n.Kind {
	case yaml.MappingNode, yaml.SequenceNode:
		return writeContainer(b, n)
	}
	var value any = n.Value
	switch n.Tag {
	case "!!int", "!!float":
		value = json.Number(n.Value)
	case "!!bool":
		value = n.Value == "true"
	case "!!null":
		value = nil
	}
	text, err := json.Marshal(value)
	b.Write(text)
	return err
}

func writeContainer(b *bytes.Buffer, n *yaml.Node) error {
	open, shut, isMap := byte('['), byte(']'), n.Kind == yaml.MappingNode
	if isMap {
		open, shut = '{', '}'
	}
	b.WriteByte(open)
	for i, item := range n.Content {
		switch {
		case isMap && i%2 == 1:
			b.WriteByte(':')
		case i > 0:
			b.WriteByte(',')
		}
		if err := writeJSON(b, item); err != nil {
			return err
		}
	}
	b.WriteByte(shut)
	return nil
}

// MarshalYAML returns the shortest form that reads back as the same instant. A day is read back in the incident's
// timezone, in which it lies.
func (i Instant) MarshalYAML() (any, error) {
	prefix := ""
	if i.About {
		prefix = "~"
	}
	switch {
	case i.Day:
		return prefix + i.From.Format(time.DateOnly), nil
	case i.From.Equal(i.To):
		return prefix + stamp(i.From), nil
	}
	return struct{ From, To string }{prefix + stamp(i.From), stamp(i.To)}, nil
}

// stamp writes a moment with its offset, so that it can be read without the incident's timezone.
func stamp(t time.Time) string {
	if _, offset := t.Zone(); offset%60 != 0 {
		t = t.UTC() // no form has offsets with seconds, which some places had until 1972
	}
	if t.Second() == 0 && t.Nanosecond() == 0 {
		return t.Format("2006-01-02T15:04Z07:00")
	}
	return t.Format(time.RFC3339Nano)
}

// MarshalYAML returns a bare number when the amount is exact.
func (a Amount) MarshalYAML() (any, error) {
	if _, ok := a.Exact(); ok && !a.About {
		return plainNumber(a.Low), nil
	}
	type form struct {
		Value any  `yaml:"value,omitempty"`
		Low   any  `yaml:"low,omitempty"`
		High  any  `yaml:"high,omitempty"`
		About bool `yaml:"about,omitempty"`
	}
	if _, ok := a.Exact(); ok {
		return form{Value: plainNumber(a.Low), About: a.About}, nil
	}
	return form{Low: plainNumber(a.Low), High: plainNumber(a.High), About: a.About}, nil
}

// plainNumber returns f so that it is written without an exponent when it is whole: 17000000, not 1.7e+07.
func plainNumber(f *float64) any {
	switch {
	case f == nil:
		return nil
	case *f == math.Trunc(*f) && math.Abs(*f) <= largest:
		return int64(*f)
	}
	return *f
}

// MarshalYAML returns a bare string when there is only one wording.
func (w Words) MarshalYAML() (any, error) {
	if w.Plain == "" && w.Technical == "" {
		return w.Text, nil
	}
	type fields Words
	return fields(w), nil
}

// MarshalYAML returns a bare word when there is one milestone.
func (m Milestones) MarshalYAML() (any, error) {
	if len(m) == 1 {
		return m[0], nil
	}
	return []Milestone(m), nil
}
