package merge

import (
	"slices"

	"github.com/postmortem-dev/postmortem/incidents/importers"
)

// Join returns the drafts in groups, each of which tells of one incident: those of one importer with the same key of the
// source, whatever file they are from. In a group the draft that says most about the incident as a whole comes first: of
// an incident and its log it is the incident.
func Join(drafts []importers.Draft) [][]importers.Draft {
	var groups [][]importers.Draft
	at := map[[2]string]int{}
	for _, d := range drafts {
		key := [2]string{d.From, d.Key}
		if i, known := at[key]; known && d.Key != "" {
			groups[i] = append(groups[i], d)
			continue
		}
		at[key] = len(groups)
		groups = append(groups, []importers.Draft{d})
	}
	for _, g := range groups {
		slices.SortStableFunc(g, func(a, b importers.Draft) int { return told(b) - told(a) })
	}
	return groups
}

// told returns how much a draft says of the incident as a whole. A part says nothing.
func told(d importers.Draft) int {
	if d.Part() {
		return -1
	}
	n := len(d.Incident.Services)
	for _, said := range []bool{d.Incident.Status != "", d.Incident.Severity != "", d.Incident.Organization != "", !d.Incident.Summary.IsZero()} {
		if said {
			n += 1000
		}
	}
	return n
}
