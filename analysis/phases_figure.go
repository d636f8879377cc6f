package analysis

import (
	"fmt"
)

// phaseFigure draws the phases of each scope that has any.
func phaseFigure(c *Case, d PhasesDetail) (Figure, bool) {
	f := Figure{ID: "phases", Kind: Gantt, Title: "Phases of the incident and of each wave"}
	for _, s := range d.Scopes {
		row := Row{Label: capitalize(s.Name)}
		for _, p := range s.Phases {
			row.Spans = append(row.Spans, Span{From: p.Length.From.At, To: p.Length.To.At, Class: phaseClass(p), Label: p.Name})
		}
		if len(row.Spans) > 0 {
			f.Rows = append(f.Rows, row)
		}
		if s.Scope == WholeIncident {
			f.Marks = milestoneTicks(s)
		}
	}
	f.Alt = phaseAlt(d)
	return f, len(f.Rows) > 0
}

func phaseClass(p Phase) Class {
	if len(p.Parts) > 1 {
		return ClassMerged
	}
	return Class(p.Parts[0])
}

func milestoneTicks(s ScopePhases) []Tick {
	var out []Tick
	for _, m := range s.Milestones {
		if m.Recorded {
			out = append(out, Tick{At: m.End.At, Label: m.Name})
		}
	}
	return out
}

func phaseAlt(d PhasesDetail) string {
	var parts []string
	for _, s := range d.Scopes {
		if s.Whole.Known() {
			parts = append(parts, fmt.Sprintf("%s lasted %s", s.Name, Duration(*s.Whole.Value)))
		}
	}
	if len(parts) == 0 {
		return "A row for the incident and each wave, divided at the recorded milestones."
	}
	return capitalize(List(parts)) + "."
}
