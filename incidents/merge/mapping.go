package merge

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"

	"gopkg.in/yaml.v3"

	"github.com/postmortem-dev/postmortem/incidents"
	"github.com/postmortem-dev/postmortem/incidents/importers"
)

// Mapping says what sources call the things of a record.
type Mapping struct {
	Services []Named           // what a source calls a service, and the record's id of it
	People   map[string]string // what a source calls a person, and their role
	file     string
}

// Named is a line of the mapping.
type Named struct {
	Foreign, Service string
	line, col        int
}

const mappingHint = "a mapping holds services: {name in a source: id in the record} and people: {name in a source: role}"

// ReadMapping reads a mapping file, of which name is the name. Its errors are *Refusal.
func ReadMapping(name string, data []byte) (Mapping, error) {
	m := Mapping{People: map[string]string{}, file: name}
	var root, more yaml.Node
	decoder := yaml.NewDecoder(bytes.NewReader(data))
	err := decoder.Decode(&root)
	if errors.Is(err, io.EOF) {
		return m, nil
	}
	if err != nil || len(data) > incidents.MaxSize || decoder.Decode(&more) != io.EOF {
		return m, &Refusal{Message: name + ": it cannot be read as one YAML document", Hint: mappingHint}
	}
	if root.Content[0].Kind != yaml.MappingNode {
		return m, m.refuse(root.Content[0], "it is no mapping", mappingHint)
	}
	for i := 0; i+1 < len(root.Content[0].Content); i += 2 {
		if err := m.section(root.Content[0].Content[i], root.Content[0].Content[i+1]); err != nil {
			return m, err
		}
	}
	return m, nil
}

func (m *Mapping) section(key, list *yaml.Node) error {
	if key.Value != "services" && key.Value != "people" {
		return m.refuse(key, fmt.Sprintf("unknown field %q", key.Value), mappingHint)
	}
	if list.Tag == "!!null" {
		return nil
	}
	if list.Kind != yaml.MappingNode {
		return m.refuse(list, key.Value+" is no mapping", mappingHint)
	}
	for i := 0; i+1 < len(list.Content); i += 2 {
		from, to := list.Content[i], list.Content[i+1]
		if from.Kind != yaml.ScalarNode || to.Kind != yaml.ScalarNode || to.Value == "" || plain(from.Value) == "" {
			return m.refuse(from, "want a name and what it stands for", mappingHint)
		}
		if key.Value == "people" {
			m.People[from.Value] = to.Value
		} else {
			m.Services = append(m.Services, Named{from.Value, to.Value, to.Line, to.Column})
		}
	}
	return nil
}

func (m *Mapping) refuse(n *yaml.Node, message, hint string) error {
	return m.wrong(incidents.Diagnostic{Line: n.Line, Col: n.Column, Message: message, Rule: "mapping", Hint: hint})
}

func (m *Mapping) wrong(found ...incidents.Diagnostic) error {
	for i := range found {
		found[i].File = m.file
	}
	return &Refusal{Message: m.file + ": the mapping has errors; nothing was written", Diagnostics: found}
}

// check reports the services that neither the record nor a draft has.
func (m *Mapping) check(in *incidents.Incident, drafts []importers.Draft) error {
	ids := map[string]bool{}
	for i := range in.Services {
		ids[in.Services[i].ID] = true
	}
	for _, d := range drafts {
		for i := range d.Incident.Services {
			ids[d.Incident.Services[i].ID] = true
		}
	}
	var wrong []incidents.Diagnostic
	for _, s := range m.Services {
		if !ids[s.Service] {
			wrong = append(wrong, incidents.Diagnostic{Line: s.line, Col: s.col, Message: fmt.Sprintf("no service %q in the record", s.Service), Rule: "undefined-reference", Hint: "write the id of a service, as it stands in the record"})
		}
	}
	if len(wrong) > 0 {
		return m.wrong(wrong...)
	}
	return nil
}

// service returns the id that the mapping gives a service of a source, or "".
func (m *Mapping) service(s *incidents.Service) string {
	for _, name := range append([]string{s.ID, s.Name}, s.Aliases...) {
		if i := slices.IndexFunc(m.Services, func(n Named) bool { return name != "" && plain(n.Foreign) == plain(name) }); i >= 0 {
			return m.Services[i].Service
		}
	}
	return ""
}
