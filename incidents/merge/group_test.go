package merge

import (
	"testing"

	"github.com/postmortem-dev/postmortem/incidents"
	"github.com/postmortem-dev/postmortem/incidents/importers"
)

// The log and the notes of an incident join it, whichever file comes first; an incident without a key stays alone.
func TestJoin(t *testing.T) {
	d := drafts()
	log := d[1]
	log.From, log.Key, log.File = "pagerduty", "PT4", "log.json"
	keyless := d[1]
	groups := Join([]importers.Draft{log, d[2], keyless, d[0], keyless})
	if len(groups) != 4 || len(groups[0]) != 2 || groups[0][0].File != "pager.json" || groups[0][1].File != "log.json" {
		t.Fatalf("%d groups: %v", len(groups), groups)
	}
	record, accounts, err := New(groups[0], Mapping{})
	if err != nil {
		t.Fatal(err)
	}
	found, problems := incidents.Parse("record", record)
	if len(found) != 1 || found[0].ID != "pager-7" || len(found[0].Timeline) != 6 || accounts[1].Folded != 1 {
		t.Errorf("%v %v\n%s", problems, accounts, record)
	}
}

func TestReadMapping(t *testing.T) {
	m, err := ReadMapping("map", []byte("services: {Search engine: search}\npeople:\n  Ana: commander\n"))
	if err != nil || m.People["Ana"] != "commander" || len(m.Services) != 1 || m.Services[0].Service != "search" {
		t.Errorf("%v %v", m, err)
	}
	for text, want := range map[string]string{
		"a: [":                    "map: it cannot be read as one YAML document",
		"- a":                     "it is no mapping",
		"service: {a: b}":         `unknown field "service"`,
		"services: [a]":           "services is no mapping",
		"services: {a: }":         "want a name and what it stands for",
		"people:\n  {a: b}: c":    "want a name and what it stands for",
		"people: {a: b}\n---\n{}": "map: it cannot be read as one YAML document",
	} {
		_, err := ReadMapping("map", []byte(text))
		refusal, ok := err.(*Refusal)
		if !ok {
			t.Errorf("%q: %v", text, err)
			continue
		}
		got := refusal.Message
		if len(refusal.Diagnostics) > 0 {
			got = refusal.Diagnostics[0].Message
		}
		if got != want {
			t.Errorf("%q: %s, not %s", text, got, want)
		}
	}
	if m, err := ReadMapping("map", []byte("# nothing\n")); err != nil || len(m.Services) != 0 {
		t.Errorf("%v %v", m, err)
	}
}
