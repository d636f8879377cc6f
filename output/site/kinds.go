package site

import (
	"strconv"
	"strings"

	"github.com/postmortem-dev/postmortem/incidents"
)

// kind is one way of sorting incidents: each of its values has a page, and a filter in the list of all.
type kind struct {
	name   string // in paths, links and scripts
	title  string // what one value is called
	plural string // what the values are called
	about  string // what the pages of this kind are, for the page that lists them

	of     func(*Row) []word // the values of a row, without repetition
	untold bool              // rows without a value are told apart too
	least  int               // how many incidents a value needs to get a page
	lean   bool              // pages leave the drawings out: there are very many of them
	newest bool              // values stand in falling order instead of by how many incidents they have
}

// kinds returns every kind in the order of the list's filters. To add one, add it here.
func kinds() []kind {
	return []kind{
		{name: "organization", title: "Organization", plural: "Organizations", of: one(func(r *Row) word { return r.organization }), untold: true,
			about: "Whose incidents they were."},
		{name: "year", title: "Year", plural: "Years", of: years, untold: true, newest: true,
			about: "The year in which the incident started, on the clocks of its record."},
		{name: "severity", title: "Severity", plural: "Severities", of: one(func(r *Row) word { return r.severity }), untold: true,
			about: "The grade that the organization gave. Organizations grade differently: the same word need not mean the same harm."},
		{name: "trigger", title: "Trigger", plural: "Triggers", of: func(r *Row) []word { return r.triggers }, untold: true,
			about: "What set the incident off."},
		{name: "mechanism", title: "Mechanism", plural: "Mechanisms", of: func(r *Row) []word { return r.mechanisms }, untold: true,
			about: "How the incident failed and spread."},
		{name: "detection", title: "Detection", plural: "Detections", of: one(func(r *Row) word { return r.detection }), untold: true,
			about: "Who or what noticed first."},
		{name: "control", title: "Safeguard", plural: "Safeguards", of: controlClasses,
			about: "Safeguards that mattered, whether they held, failed or were absent."},
		{name: "service", title: "Service", plural: "Services", of: serviceIDs, least: 2, lean: true,
			about: "Affected services that the records of at least two incidents name by the same id. Records of different organizations may use one id for different services."},
		{name: "tag", title: "Tag", plural: "Tags", of: func(r *Row) []word { return r.tags },
			about: "Labels that the records carry."},
	}
}

func one(of func(*Row) word) func(*Row) []word {
	return func(r *Row) []word {
		if w := of(r); !w.empty() {
			return []word{w}
		}
		return nil
	}
}

func years(r *Row) []word {
	if !r.dated {
		return nil
	}
	return []word{wordOf(strconv.Itoa(r.local().Year()))}
}

func controlClasses(r *Row) []word {
	var out []word
	for _, c := range r.controls {
		out = appendNew(out, c.class)
	}
	return out
}

func serviceIDs(r *Row) []word {
	out := make([]word, len(r.services))
	for i, s := range r.services {
		out[i] = s.id
	}
	return out
}

func appendNew(list []word, w word) []word {
	for _, have := range list {
		if have == w {
			return list
		}
	}
	return append(list, w)
}

// meaning returns what a class of the taxonomy means, and "" for anything else.
func (k kind) meaning(value string) string {
	for _, c := range incidents.Taxonomy(k.name) {
		if c.Name == value {
			return c.Meaning
		}
	}
	return ""
}

// explanation returns the meaning of a value as a sentence, and "" when the value needs none.
func (k kind) explanation(value string) string {
	if m := k.meaning(value); m != "" {
		return capital(m) + "."
	}
	if k.classes() && strings.HasPrefix(value, "x-") {
		return "A class of the records' own: each says why it applies."
	}
	return ""
}

// classes reports whether the kind's values are classes of the taxonomy.
func (k kind) classes() bool { return len(incidents.Taxonomy(k.name)) > 0 }
