package importers

import (
	"bytes"
	"errors"
	"io"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/postmortem-dev/postmortem/incidents"
)

// jsonWalker reads JSON values one after the other, from a stream without an end, and holds no more of them than a word.
//
// Note: encoding/json reads 70 MB a second in this way and jsontext, by the same authors, 480; it is to become part of the
// standard library.
type jsonWalker struct {
	d       *jsontext.Decoder
	meter   meter
	scratch []byte
}

// meter lets a reader read on as long as no single value takes more than may be read as a whole.
type meter struct {
	from io.Reader
	left int
}

var errTooLong = errors.New("too long")

// Read reads from the source.
func (m *meter) Read(b []byte) (int, error) {
	if m.left <= 0 {
		return 0, errTooLong
	}
	n, err := m.from.Read(b[:min(len(b), m.left)])
	m.left -= n
	return n, err
}

func newJSONWalker(file io.Reader) *jsonWalker {
	w := &jsonWalker{meter: meter{file, incidents.MaxSize}}
	w.d = jsonStream(&w.meter)
	return w
}

// rest begins a new value: one may be as long as any.
func (w *jsonWalker) rest() { w.meter.left = incidents.MaxSize }

// more reports whether another value follows.
func (w *jsonWalker) more() bool { return w.d.PeekKind() != 0 }

// end returns why no value follows, or nil at the end of the stream.
func (w *jsonWalker) end() error {
	if _, err := w.d.ReadToken(); err != io.EOF {
		return err
	}
	return nil
}

func (w *jsonWalker) skip() error { return w.d.SkipValue() }

// object calls member with the name of each member; it has to read or skip
// the value. A name is valid until the next read. null is an object without members.
func (w *jsonWalker) object(what string, member func(name []byte) error) error {
	switch w.d.PeekKind() {
	case 'n':
		return w.skip()
	case '{':
	default:
		return w.misplaced(what)
	}
	if _, err := w.d.ReadToken(); err != nil {
		return err
	}
	for w.d.PeekKind() != '}' {
		name, err := w.word()
		if err == nil {
			err = member(name)
		}
		if err != nil {
			return err
		}
	}
	_, err := w.d.ReadToken()
	return err
}

// list calls item before each item. null is an empty list.
func (w *jsonWalker) list(what string, item func() error) error {
	switch w.d.PeekKind() {
	case 'n':
		return w.skip()
	case '[':
	default:
		return w.misplaced(what)
	}
	if _, err := w.d.ReadToken(); err != nil {
		return err
	}
	for w.d.PeekKind() != ']' {
		if err := item(); err != nil {
			return err
		}
	}
	_, err := w.d.ReadToken()
	return err
}

// text puts a text, or a number as it is written, in place of what is in to.
func (w *jsonWalker) text(what string, to *[]byte) error {
	*to = (*to)[:0]
	switch w.d.PeekKind() {
	case 'n':
		return w.skip()
	case '"':
		word, err := w.word()
		*to = append(*to, word...)
		return err
	case '0':
		number, err := w.d.ReadValue()
		*to = append(*to, number...)
		return err
	}
	return w.misplaced(what)
}

// word returns a text, valid until the next read.
func (w *jsonWalker) word() ([]byte, error) {
	value, err := w.d.ReadValue()
	if err != nil {
		return nil, err
	}
	if bytes.IndexByte(value, '\\') < 0 {
		return value[1 : len(value)-1], nil
	}
	w.scratch, _ = jsontext.AppendUnquote(w.scratch[:0], value) // that it is one, the decoder has seen
	return w.scratch, nil
}

// misplaced refuses the next value, unless it is none.
func (w *jsonWalker) misplaced(what string) error {
	kind := w.d.PeekKind()
	if kind == 0 {
		_, err := w.d.ReadToken()
		return err
	}
	name := map[jsontext.Kind]string{'t': "a bool", 'f': "a bool", '"': "a string", '0': "a number", '{': "an object", '[': "an array"}[kind]
	return refuse("it may come from another program, or from another version of it", "%s holds %s, which does not belong there", what, name)
}

// refusal says what is wrong with the stream; trouble of the machine stays what it is.
func (w *jsonWalker) refusal(err error) error {
	var broken *jsontext.SyntacticError
	switch {
	case errors.Is(err, errTooLong):
		return refuse("no program writes such", "a single value after byte %d takes more than %d bytes, which is the most that is read", w.d.InputOffset(), incidents.MaxSize)
	case errors.As(err, &broken), errors.Is(err, io.ErrUnexpectedEOF):
		return refuse("the file may be cut off", "the JSON is broken after byte %d", w.d.InputOffset())
	}
	return err
}
