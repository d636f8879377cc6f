package analysis

import (
	"fmt"
	"slices"
)

func (c *Case) blastNotes(b Blast) []Note {
	notes := c.originNote(b)
	if len(b.Affected) == 0 {
		notes = append(notes, Note{b.Scope, "No service has an impact window, so there is nothing to hold the prediction against."})
	}
	if n := len(b.Hidden); n > 0 {
		notes = append(notes, Note{b.Scope, fmt.Sprintf("The declared graph does not explain why %s affected: an edge is missing from the record, or the cause was another.", counted(n, "service was", "services were"))})
	}
	unkinded := 0
	for _, s := range c.services {
		for _, dep := range s.DependsOn {
			if dep.Kind == "" {
				unkinded++
			}
		}
	}
	if unkinded > 0 {
		notes = append(notes, Note{b.Scope, fmt.Sprintf("%s no kind; the prediction lets them carry what a soft dependency carries.", counted(unkinded, "dependency has", "dependencies have"))})
	}
	return notes
}

// originNote compares declared with computed origins where both exist and differ.
func (c *Case) originNote(b Blast) []Note {
	if !c.declared(b.Scope) || len(b.Computed) == 0 || slices.Equal(b.Origins, b.Computed) {
		return nil
	}
	var notes []Note
	var missing []string
	for _, o := range b.Origins {
		if !slices.Contains(b.Computed, o) {
			missing = append(missing, c.Service(o).Label())
		}
	}
	if len(missing) > 0 {
		notes = append(notes, Note{b.Scope, fmt.Sprintf("For %s, the record declares %s an origin, although something it depends on was affected too.", c.scopeName(b.Scope), List(missing))})
	}
	extra := 0
	for _, o := range b.Computed {
		if !slices.Contains(b.Origins, o) {
			extra++
		}
	}
	if extra > 0 {
		notes = append(notes, Note{b.Scope, fmt.Sprintf("For %s, %s affected without any affected dependency on record, and so %s.", c.scopeName(b.Scope), counted(extra, "service was", "services were"), agree(extra, "looks like an origin of its own", "look like origins of their own"))})
	}
	return notes
}
