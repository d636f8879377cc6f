package synthetic

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/postmortem-dev/postmortem/incidents"
)

// Form is a spelling of a record: YAML or JSON.
type Form int

// Forms of a record.
const (
	YAML Form = iota
	JSON
)

// Encode returns an incident as the bytes of a file.
func (f Form) Encode(in *incidents.Incident) ([]byte, error) {
	if f == JSON {
		data, err := in.MarshalJSON()
		return append(data, '\n'), err
	}
	return incidents.Encode(in)
}

// Mistake is a way in which a file is broken.
type Mistake struct {
	Name string
	// record spoils the incident before it is written, text the file afterwards. Either may be nil.
	record func(in *incidents.Incident, other string)
	text   func(in *incidents.Incident, f Form, data []byte) []byte
}

// Mistakes returns every mistake.
func Mistakes() []Mistake {
	return []Mistake{
		{Name: "syntax", text: cutShort},
		{Name: "unknown-field", text: addField},
		{Name: "time", text: spoilTime},
		{Name: "undefined-reference", record: func(in *incidents.Incident, _ string) { in.Timeline[0].Services = []string{"nowhere"} }},
		{Name: "duplicate-id", record: func(in *incidents.Incident, other string) { in.ID = other }},
		{Name: "encoding", text: spoilEncoding},
		{Name: "empty", text: func(*incidents.Incident, Form, []byte) []byte { return nil }},
		{Name: "schema", record: func(in *incidents.Incident, _ string) { in.Schema = "postmortem/v99" }},
		{Name: "order", record: spoilOrder},
		{Name: "missing", record: func(in *incidents.Incident, _ string) { in.Timeline, in.Claims = nil, nil }},
	}
}

// Broken returns incident n of the world as a file that cannot be used, and the mistake: the k-th, counted round. All
// but one break the file itself; the file with duplicate-id is good alone and has the id of incident other.
func (w *World) Broken(n, other, k int, f Form) (Mistake, []byte, error) {
	all := Mistakes()
	m := all[k%len(all)]
	in := w.Incident(n)
	if m.record != nil {
		m.record(in, w.ID(other))
	}
	data, err := f.Encode(in)
	if err == nil && m.text != nil {
		data = m.text(in, f, data)
	}
	return m, data, err
}

// cutShort ends the file within its title.
func cutShort(_ *incidents.Incident, f Form, data []byte) []byte {
	if f == JSON {
		return append(data[:len(data)/2], '\n')
	}
	return bytes.Replace(data, []byte("\ntitle: "), []byte("\ntitle: \"["), 1)
}

func addField(_ *incidents.Incident, f Form, data []byte) []byte {
	if f == JSON {
		return append([]byte(`{"colour":"red",`), data[1:]...)
	}
	return append([]byte("colour: red\n"), data...)
}

func spoilTime(_ *incidents.Incident, f Form, data []byte) []byte {
	if f == JSON {
		return bytes.Replace(data, []byte(`"at":`), []byte(`"at":"half past nine","until":`), 1)
	}
	return bytes.Replace(data, []byte("\n    at: "), []byte("\n    at: half past nine\n    until: "), 1)
}

func spoilEncoding(in *incidents.Incident, _ Form, data []byte) []byte {
	return bytes.Replace(data, []byte(in.Title), []byte(strings.Replace(in.Title, " ", " \xfc", 1)), 1)
}

// spoilOrder lets the incident be over before it began.
func spoilOrder(in *incidents.Incident, _ string) {
	for i := range in.Timeline {
		in.Timeline[i].Milestones = nil
	}
	in.Waves = nil
	last := len(in.Timeline) - 1
	in.Timeline[0].At = incidents.At(in.Timeline[0].At.From.AddDate(0, 0, -1))
	in.Timeline[last].At = incidents.At(in.Timeline[last].At.To.AddDate(0, 0, 1))
	in.Timeline[0].Milestones = incidents.Milestones{incidents.Resolved}
	in.Timeline[last].Milestones = incidents.Milestones{incidents.Started}
}

// File is one file of a set.
type File struct {
	Path string // slash-separated: the year, then the id
	Data []byte
}

// File returns file i of n in a form, of which broken ones, spread evenly, cannot be used.
func (w *World) File(i, n, broken int, f Form) (File, error) {
	in, ext := w.Incident(i), map[Form]string{YAML: ".yaml", JSON: ".json"}[f]
	path := fmt.Sprintf("%d/%s", w.scene(i).start.Year(), in.ID)
	if k := i * broken / n; (i+1)*broken/n > k {
		m, data, err := w.Broken(i, max(i-1, 0), k, f)
		return File{path + "-" + m.Name + ext, data}, err
	}
	data, err := f.Encode(in)
	return File{path + ext, data}, err
}
