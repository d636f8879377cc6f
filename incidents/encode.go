package incidents

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"reflect"
	"strconv"
	"strings"
	"unicode"

	"gopkg.in/yaml.v3"
)

// Encode returns the incident in the native form, readable again by Parse.
func Encode(in *Incident) ([]byte, error) {
	n, err := nodeOf(reflect.ValueOf(in).Elem())
	if err != nil {
		return nil, fmt.Errorf("incident %s: %w", in.ID, err)
	}
	var b bytes.Buffer
	e := yaml.NewEncoder(&b)
	e.SetIndent(2)
	if err := e.Encode(n); err != nil {
		return nil, fmt.Errorf("incident %s: %w", in.ID, err)
	}
	return b.Bytes(), nil
}

// MarshalJSON returns the incident in the native form's JSON spelling: the same fields in the same order.
func (in *Incident) MarshalJSON() ([]byte, error) {
	n, err := nodeOf(reflect.ValueOf(in).Elem())
	if err != nil {
		return nil, fmt.Errorf("incident %s: %w", in.ID, err)
	}
	var b bytes.Buffer
	if err := writeJSON(&b, n); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

// nodeOf returns v as both spellings write it. Note: yaml.v3's own encoding of structs writes texts that begin with a
// line break so that nobody can read them again; here the style of each text is chosen by what it holds.
func nodeOf(v reflect.Value) (*yaml.Node, error) {
	if short, ok := v.Interface().(yaml.Marshaler); ok {
		form, err := short.MarshalYAML()
		if err != nil {
			return nil, err
		}
		return nodeOf(reflect.ValueOf(form))
	}
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface:
		return nodeOf(v.Elem())
	case reflect.Struct:
		return mappingNode(v)
	case reflect.Slice:
		return listNode(v)
	case reflect.String:
		return textNode(v.String()), nil
	case reflect.Bool:
		return &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!bool", Value: strconv.FormatBool(v.Bool())}, nil
	case reflect.Int, reflect.Int64:
		return &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!int", Value: strconv.FormatInt(v.Int(), 10)}, nil
	case reflect.Float64:
		return numberNode(v.Float()), nil
	}
	return nil, fmt.Errorf("no form for %s", v.Kind())
}

func mappingNode(v reflect.Value) (*yaml.Node, error) {
	n := &yaml.Node{Kind: yaml.MappingNode, Tag: "!!map"}
	for i := range v.NumField() {
		name, option, _ := strings.Cut(v.Type().Field(i).Tag.Get("yaml"), ",")
		if option == "omitempty" && isZero(v.Field(i)) {
			continue
		}
		value, err := nodeOf(v.Field(i))
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		n.Content = append(n.Content, textNode(name), value)
	}
	return n, nil
}

// isZero reports whether v says nothing: what is unknown is left out.
func isZero(v reflect.Value) bool {
	if value, ok := v.Interface().(yaml.IsZeroer); ok {
		return value.IsZero()
	}
	switch v.Kind() {
	case reflect.Slice:
		return v.Len() == 0
	case reflect.Struct:
		for i := range v.NumField() {
			if !isZero(v.Field(i)) {
				return false
			}
		}
		return true
	}
	return v.IsZero()
}

func listNode(v reflect.Value) (*yaml.Node, error) {
	n := &yaml.Node{Kind: yaml.SequenceNode, Tag: "!!seq"}
	for i := range v.Len() {
		item, err := nodeOf(v.Index(i))
		if err != nil {
			return nil, err
		}
		n.Content = append(n.Content, item)
	}
	return n, nil
}

// numberNode writes a whole number without an exponent: 17000000, not 1.7e+07.
func numberNode(f float64) *yaml.Node {
	if f == math.Trunc(f) && math.Abs(f) <= largest {
		return &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!int", Value: strconv.FormatFloat(f, 'f', -1, 64)}
	}
	return &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!float", Value: strconv.FormatFloat(f, 'g', -1, 64)}
}

// textNode lays a text of several lines out as a block where that keeps every character; else in double quotes.
func textNode(text string) *yaml.Node {
	n := &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: text}
	odd := func(r rune) bool { return r != '\n' && r != ' ' && !unicode.IsGraphic(r) }
	switch {
	case text == "<<", strings.ContainsFunc(text, odd): // yaml.v3 writes the sign of a merge key bare
		n.Style = yaml.DoubleQuotedStyle
	case !strings.Contains(text, "\n"):
	case strings.TrimSpace(text) != strings.TrimSuffix(text, "\n"), strings.Contains(text, " \n"):
		n.Style = yaml.DoubleQuotedStyle
	default:
		n.Style = yaml.LiteralStyle
	}
	return n
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
