package importers

import (
	"bytes"
	"fmt"

	"gopkg.in/yaml.v3"

	"github.com/postmortem-dev/postmortem/incidents"
)

// note is what x-import holds.
type note struct {
	From    string   `yaml:"from"`
	File    string   `yaml:"file"`
	In      int      `yaml:"in"`
	Mapped  int      `yaml:"mapped"`
	Kept    int      `yaml:"kept"`
	Skipped []left   `yaml:"skipped,omitempty"`
	Doubts  []string `yaml:"doubts,omitempty"`
	People  []behind `yaml:"people,omitempty"`
}

// behind is who is behind a pseudonym.
type behind struct {
	Called string `yaml:"called"`
	Name   string `yaml:"name"`
}

// left is entries that were skipped for one reason.
type left struct {
	Why     string `yaml:"why"`
	Entries int    `yaml:"entries"`
	Such    string `yaml:"such_as"`
}

// Encode returns the draft as a record, with its account under x-import; of a part, everything but the timeline. It
// refuses a draft whose record would not be read back without an error: whatever the source holds, what is written
// passes the check.
func Encode(d Draft) ([]byte, error) {
	record, err := incidents.Encode(d.Incident)
	if err != nil {
		return nil, err
	}
	if d.Part() {
		record = bytes.Replace(record, []byte("\ntimeline: []\n"), []byte("\n"), 1)
	}
	var b bytes.Buffer
	b.Write(record)
	e := yaml.NewEncoder(&b)
	e.SetIndent(2)
	if err := e.Encode(map[string][]note{"x-import": {d.note()}}); err != nil {
		return nil, err
	}
	_, found := incidents.Parse("the record", d.whole(b.Bytes()))
	for _, problem := range found {
		if !problem.Warning {
			return nil, refuse("please report this", "%s: what it says makes no record: %s", d.Incident.ID, problem.Message)
		}
	}
	return b.Bytes(), nil
}

// whole returns the record of the draft, with something in place of the timeline that a part lacks.
func (d Draft) whole(record []byte) []byte {
	if !d.Part() {
		return record
	}
	return append(bytes.Clone(record), "timeline: [{at: 2000-01-01T00:00Z, text: none}]\n"...)
}

func (d Draft) note() note {
	n := note{From: d.From, File: oneLine(d.File), In: d.Account.In, Mapped: d.Account.Mapped, Kept: d.Account.Kept}
	for _, s := range d.Account.Skipped {
		n.Skipped = append(n.Skipped, left{oneLine(s.Why), s.Entries, oneLine(s.Sample(5))})
	}
	for _, text := range d.Account.Doubts {
		n.Doubts = append(n.Doubts, oneLine(text))
	}
	for _, p := range d.Account.People {
		n.People = append(n.People, behind{oneLine(p.Called), oneLine(p.Name)})
	}
	return n
}

// Unique gives drafts whose id is taken another one: the id with a number. taken holds the ids in use and is added to.
func Unique(drafts []Draft, taken map[string]bool) {
	for _, d := range drafts {
		id := d.Incident.ID
		for n := 2; taken[d.Incident.ID]; n++ {
			d.Incident.ID = fmt.Sprintf("%s-%d", id, n)
		}
		taken[d.Incident.ID] = true
	}
}
