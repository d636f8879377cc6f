package incidents

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"gopkg.in/yaml.v3"
)

// maxDepth is how deep a JSON value may nest; a record needs eight levels.
const maxDepth = 1000

// readJSON returns one node tree for each JSON value, or for each element when the value is a list, so that JSON takes
// the same checks as YAML. Note: yaml.v3 must not read JSON; it rejects surrogate pairs and "\/".
func readJSON(data []byte) ([]*yaml.Node, *Diagnostic) {
	r := newJSONReader(data)
	var documents []*yaml.Node
	for {
		r.top = r.skip(int(r.decoder.InputOffset()), " \t\r\n")
		n, err := r.value(0)
		if errors.Is(err, io.EOF) && r.top == len(r.data) {
			return documents, nil
		}
		if err != nil {
			return nil, r.syntaxError(err)
		}
		if n.Kind == yaml.SequenceNode {
			documents = append(documents, n.Content...)
		} else {
			documents = append(documents, n)
		}
	}
}

type jsonReader struct {
	data    []byte
	decoder *json.Decoder
	top     int   // offset of the value at the top that is being read
	offset  int   // how far line and col have been counted; tokens come in order, so counting goes on from here
	at      place // the place of offset
}

func newJSONReader(data []byte) *jsonReader {
	r := &jsonReader{data: bytes.TrimPrefix(data, []byte(byteOrderMark)), at: place{1, 1}}
	r.decoder = json.NewDecoder(bytes.NewReader(r.data))
	r.decoder.UseNumber()
	return r
}

var errDepth = fmt.Errorf("nested more than %d deep", maxDepth)

// value reads the next value; its place is that of its first token.
func (r *jsonReader) value(depth int) (*yaml.Node, error) {
	if depth > maxDepth {
		return nil, errDepth
	}
	r.advance(r.next())
	n := &yaml.Node{Line: r.at.line, Column: r.at.col}
	token, err := r.decoder.Token()
	if err != nil {
		return nil, err
	}
	if delim, ok := token.(json.Delim); ok {
		return n, r.container(n, delim, depth)
	}
	scalarNode(n, token)
	return n, nil
}

func (r *jsonReader) container(n *yaml.Node, open json.Delim, depth int) error {
	n.Kind, n.Tag = yaml.MappingNode, "!!map"
	if open == '[' {
		n.Kind, n.Tag = yaml.SequenceNode, "!!seq"
	}
	for r.decoder.More() {
		child, err := r.value(depth + 1)
		if err != nil {
			return err
		}
		n.Content = append(n.Content, child)
	}
	_, err := r.decoder.Token()
	return err
}

func scalarNode(n *yaml.Node, token json.Token) {
	n.Kind, n.Tag, n.Value = yaml.ScalarNode, "!!null", "null"
	switch v := token.(type) {
	case string:
		n.Tag, n.Value = "!!str", v
	case bool:
		n.Tag, n.Value = "!!bool", fmt.Sprint(v)
	case json.Number:
		n.Tag, n.Value = "!!int", v.String()
		if strings.ContainsAny(n.Value, ".eE") {
			n.Tag = "!!float"
		}
	}
}

// next returns the offset of the next token: past blanks, commas and colons.
func (r *jsonReader) next() int { return r.skip(int(r.decoder.InputOffset()), " \t\r\n,:") }

func (r *jsonReader) skip(offset int, these string) int {
	for offset < len(r.data) && strings.IndexByte(these, r.data[offset]) >= 0 {
		offset++
	}
	return offset
}

// advance counts lines and columns up to offset.
func (r *jsonReader) advance(offset int) {
	offset = min(offset, len(r.data))
	if offset < r.offset {
		r.offset, r.at = 0, place{1, 1}
	}
	passed := r.data[r.offset:offset]
	if i := bytes.LastIndexByte(passed, '\n'); i >= 0 {
		r.at.line += bytes.Count(passed, []byte{'\n'})
		r.at.col = 1
		passed = passed[i+1:]
	}
	r.at.col += utf8.RuneCount(passed)
	r.offset = offset
}

// syntaxError finds the place by reading the value again: the decoder's own offset means different things for
// different errors.
func (r *jsonReader) syntaxError(err error) *Diagnostic {
	d := &Diagnostic{Message: err.Error(), Rule: "syntax", Hint: "the file begins like JSON, so it was read as JSON"}
	offset := r.next()
	var raw json.RawMessage
	var syntax *json.SyntaxError
	if again := json.Unmarshal(r.data[r.top:], &raw); !errors.Is(err, errDepth) && errors.As(again, &syntax) {
		d.Message = syntax.Error()
		offset = r.top + max(int(syntax.Offset)-1, 0)
	}
	if d.Message == "unexpected end of JSON input" || errors.Is(err, io.ErrUnexpectedEOF) {
		d.Message = "the JSON ends too early"
	}
	r.advance(offset)
	d.Line, d.Col = r.at.line, r.at.col
	return d
}
