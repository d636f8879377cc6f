package importers

import (
	"encoding/json"
	"errors"
	"io"

	"github.com/postmortem-dev/postmortem/incidents"
)

// slackDecoder decodes values one by one, none of which may be larger than [incidents.MaxSize].
type slackDecoder struct {
	*json.Decoder
	ration *ration
}

type ration struct {
	from io.Reader
	left int
}

// Read reads what the next value may still have.
func (r *ration) Read(p []byte) (int, error) {
	if r.left <= 0 {
		return 0, refuse("", "one message in it has more than %d bytes, which is the most that is read", incidents.MaxSize)
	}
	n, err := r.from.Read(p[:min(len(p), r.left)])
	r.left -= n
	return n, err
}

func newSlackDecoder(from io.Reader) slackDecoder {
	r := &ration{from, incidents.MaxSize}
	return slackDecoder{json.NewDecoder(r), r}
}

// next decodes a value. wrong reports that a field of it has another type; the others are decoded.
func (d slackDecoder) next(target any) (wrong bool, err error) {
	d.ration.left = incidents.MaxSize
	err = d.Decode(target)
	if _, wrong = err.(*json.UnmarshalTypeError); wrong {
		err = nil
	}
	return wrong, err
}

func (d slackDecoder) refusal(err error) error {
	var refusal *Refusal
	if errors.As(err, &refusal) {
		return refusal
	}
	return refuse("the file may be cut off", "the JSON is broken after byte %d: %s", d.InputOffset(), err)
}

// page reads the messages of one list, or of one answer of the API. It returns io.EOF when there is none.
func (r *slackReader) page(d slackDecoder, t *slackTalk) error {
	d.ration.left = incidents.MaxSize
	begin, err := d.Token()
	switch {
	case err != nil:
		return err
	case begin == json.Delim('['):
		return r.list(d, t)
	case begin != json.Delim('{'):
		return refuse("", "it goes on with something that is no list of messages")
	}
	for d.More() {
		if err := r.field(d, t); err != nil {
			return cut(err)
		}
	}
	_, err = d.Token()
	return cut(err)
}

// cut says of an end within a value that it is one.
func cut(err error) error {
	if err == io.EOF {
		return io.ErrUnexpectedEOF
	}
	return err
}

// field reads a field of an answer.
func (r *slackReader) field(d slackDecoder, t *slackTalk) error {
	key, err := d.Token()
	if err != nil {
		return err
	}
	switch key {
	case "messages":
		begin, err := d.Token()
		if err != nil || begin != json.Delim('[') {
			return cmpErr(err, "messages holds no list")
		}
		return r.list(d, t)
	case "channel", "channel_id":
		_, err = d.next(&t.room.id)
	case "name":
		_, err = d.next(&t.room.name)
	case "has_more":
		_, err = d.next(&t.more)
	default:
		var passed json.RawMessage
		_, err = d.next(&passed)
	}
	return err
}

func cmpErr(err error, otherwise string) error {
	if err != nil {
		return err
	}
	return refuse("", "%s", otherwise)
}

// list reads messages up to the end of their list.
func (r *slackReader) list(d slackDecoder, t *slackTalk) error {
	for d.More() {
		var m slackMessage
		wrong, err := d.next(&m)
		if err != nil {
			return cut(err)
		}
		r.take(t, &m, wrong)
	}
	_, err := d.Token()
	return cut(err)
}
