package incidents

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"unicode"
	"unicode/utf8"

	"gopkg.in/yaml.v3"
)

// MaxSize is the largest file that is read, in bytes. A record of 10,000 events takes about a third of it.
const MaxSize = 16 << 20

// SchemaName is the version of the form this package reads.
const SchemaName = "postmortem/v1"

// Parse returns the incidents in data, one for each YAML document or JSON value, and everything that is wrong with them,
// sorted by place. An incident with an error is not returned. name is used in diagnostics only.
func Parse(name string, data []byte) ([]*Incident, []Diagnostic) {
	r := &report{file: name}
	if !readable(r, data) {
		return nil, r.sorted()
	}
	documents, problem := readDocuments(data)
	if problem != nil {
		r.add(*problem)
		return nil, r.sorted()
	}
	d := newDecoder(r, len(data))
	var found []*Incident
	for _, document := range documents {
		if incident := d.incident(document); incident != nil {
			found = append(found, incident)
		}
		if r.full() {
			break
		}
	}
	if len(documents) == 0 {
		r.add(emptyFile)
	}
	return found, r.sorted()
}

var emptyFile = Diagnostic{Message: "the file holds no incident", Rule: "syntax", Hint: "postmortem new prints a skeleton to start from"}

// readable reports whether data is text that can be read at all.
func readable(r *report, data []byte) bool {
	switch bad, line, col := firstUnreadable(data); {
	case len(data) > MaxSize:
		r.add(Diagnostic{Message: fmt.Sprintf("the file has %d bytes; at most %d are read", len(data), MaxSize), Rule: "size", Hint: "split it: one incident a document, several files"})
	case line == 0:
		return true
	case bad == utf8.RuneError:
		r.add(Diagnostic{Line: line, Col: col, Message: "the file is not UTF-8 from here", Rule: "encoding", Hint: "save it as UTF-8" + looksUTF16(data)})
	default:
		r.add(Diagnostic{Line: line, Col: col, Message: fmt.Sprintf("character %U cannot stand in a file", bad), Rule: "encoding", Hint: "take it out" + looksUTF16(data)})
	}
	return false
}

func looksUTF16(data []byte) string {
	marked := bytes.HasPrefix(data, []byte("\xff\xfe")) || bytes.HasPrefix(data, []byte("\xfe\xff"))
	if marked || bytes.Count(data, []byte{0}) > len(data)/4 {
		return "; it looks like UTF-16"
	}
	return ""
}

// firstUnreadable returns the first byte that is not UTF-8, as utf8.RuneError, or the first character that no YAML may
// hold, and its place; line is 0 when there is none. A byte order mark at the front takes no column.
func firstUnreadable(data []byte) (bad rune, line, col int) {
	line, col = 1, 1
	for rest := bytes.TrimPrefix(data, []byte(byteOrderMark)); len(rest) > 0; {
		r, size := utf8.DecodeRune(rest)
		rest = rest[size:]
		switch {
		case r == utf8.RuneError && size == 1, r != '\r' && isControl(r):
			return r, line, col
		case r == '\n':
			line, col = line+1, 1
		default:
			col++
		}
	}
	return 0, 0, 0
}

const byteOrderMark = "\ufeff"

// isControl reports whether r stands for nothing itself but may steer a terminal, or is no character at all.
func isControl(r rune) bool {
	return unicode.IsControl(r) && r != '\n' && r != '\t' || r == '\ufffe' || r == '\uffff'
}

// readDocuments returns the root node of each document. A syntax error ends the reading and is reported alone.
func readDocuments(data []byte) ([]*yaml.Node, *Diagnostic) {
	if looksLikeJSON(data) {
		return readJSON(data)
	}
	decoder := yaml.NewDecoder(bytes.NewReader(data))
	var documents []*yaml.Node
	for {
		var document yaml.Node
		err := decoder.Decode(&document)
		if errors.Is(err, io.EOF) {
			return documents, nil
		}
		if err != nil {
			return nil, syntaxError(data, decoder, err)
		}
		if len(document.Content) == 1 && !isBlank(document.Content[0]) {
			documents = append(documents, document.Content[0])
		}
	}
}

// isBlank reports whether a document holds nothing, or comments only: harmless between two others.
func isBlank(n *yaml.Node) bool { return isEmpty(n) && n.Value == "" && n.Anchor == "" }

// looksLikeJSON reports whether the first character opens a JSON value. A YAML flow mapping does too; no one writes a
// whole record so, and if it is not JSON the message says what was expected.
func looksLikeJSON(data []byte) bool {
	trimmed := bytes.TrimLeft(bytes.TrimPrefix(data, []byte(byteOrderMark)), " \t\r\n")
	return len(trimmed) > 0 && (trimmed[0] == '{' || trimmed[0] == '[')
}
