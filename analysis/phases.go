package analysis

import (
	"fmt"
	"strings"

	"github.com/postmortem-dev/postmortem/incidents"
)

// PhasesDetail holds the phases of the incident as a whole, then of each wave.
type PhasesDetail struct {
	Scopes []ScopePhases `json:"scopes"`
}

// Scope returns the phases of one scope, and false when there are none.
func (d PhasesDetail) Scope(scope string) (ScopePhases, bool) {
	for _, s := range d.Scopes {
		if s.Scope == scope {
			return s, true
		}
	}
	return ScopePhases{}, false
}

// ScopePhases is how the incident or one wave divides into phases. The phases share their ends: no gap, no overlap, and
// the lengths between nominal moments add up to the whole.
type ScopePhases struct {
	Scope      string          `json:"scope"`
	Name       string          `json:"name"`
	Milestones []MilestoneMark `json:"milestones"`
	Phases     []Phase         `json:"phases"`
	Whole      Measure         `json:"whole"` // started -> resolved
	SoFar      bool            `json:"so_far"`
}

// MilestoneMark is one milestone of a scope, recorded or not.
type MilestoneMark struct {
	Name     string `json:"name"`
	Recorded bool   `json:"recorded"`
	End      End    `json:"end,omitzero"`
	FromWave string `json:"from_wave,omitempty"` // the wave it was taken from
}

// Phase is a stretch between two recorded milestones. It has several Parts when a milestone between them is missing.
type Phase struct {
	Name    string   `json:"name"`    // its parts joined, for example diagnosis and mitigation
	Parts   []string `json:"parts"`   // of undetected, response, diagnosis, mitigation, recovery
	Missing []string `json:"missing"` // the milestones that would have parted them
	Length  Measure  `json:"length"`
}

func phases() Analysis {
	return Analysis{
		Name: "phases", Title: "Phases",
		Doc: "How long was each phase, from which milestone to which, for each wave and for the whole?",
		Run: runPhases,
	}
}

// phaseNames holds the phase that begins at each milestone of the line but the last.
func phaseNames() []string {
	return []string{"undetected", "response", "diagnosis", "mitigation", "recovery"}
}

func runPhases(c *Case) Result {
	var result Result
	detail := PhasesDetail{}
	for _, scope := range c.scopes() {
		s, notes := c.scopePhases(scope)
		detail.Scopes = append(detail.Scopes, s)
		result.Notes = append(result.Notes, notes...)
		result.Measures = append(result.Measures, c.phaseMeasures(s)...)
	}
	result.Notes = append(result.Notes, c.quietNotes()...)
	result.Detail = detail
	if f, ok := phaseFigure(c, detail); ok {
		result.Figures = append(result.Figures, f)
	}
	return result
}

func (c *Case) scopePhases(scope string) (ScopePhases, []Note) {
	s := ScopePhases{Scope: scope, Name: c.scopeName(scope)}
	line := incidents.Line()
	ends := make([]*End, len(line))
	for i, m := range line {
		mark := MilestoneMark{Name: string(m)}
		if end, ok := c.milestone(scope, m); ok {
			mark.Recorded, mark.End, mark.FromWave = true, end, c.Marks[scope][m].Wave
			ends[i] = &end
		}
		s.Milestones = append(s.Milestones, mark)
	}
	notes := c.missingNote(s)
	notes = append(notes, dropDisordered(s, ends)...)
	if c.Open && ends[len(ends)-1] == nil && ends[0] != nil && c.AsOf.At.After(ends[0].At) {
		ends[len(ends)-1], s.SoFar = &c.AsOf, true
		notes = append(notes, Note{scope, fmt.Sprintf("The incident is open; lengths that run to its end are so far, as of %s.", c.AsOf.At.In(c.Incident.Zone()).Format("2006-01-02 15:04 -07:00"))})
	}
	s.Phases = partition(scope, ends, s.SoFar)
	s.Whole = c.whole(scope, ends, s.SoFar)
	return s, notes
}

// scopeName returns what a scope is called in prose.
func (c *Case) scopeName(scope string) string {
	for _, w := range c.Incident.Waves {
		if scope == WaveScope(w.ID) {
			return w.Name
		}
	}
	return "the whole incident"
}

// dropDisordered leaves out milestones that would make a phase run backwards: first those before started, then, from the
// end of the line, those later than one that should follow them.
func dropDisordered(s ScopePhases, ends []*End) []Note {
	var notes []Note
	drop := func(i int, why string) {
		notes = append(notes, Note{s.Scope, fmt.Sprintf("For %s, %s is recorded %s, so it does not part two phases.", s.Name, s.Milestones[i].Name, why)})
		ends[i] = nil
	}
	for i := 1; ends[0] != nil && i < len(ends); i++ {
		if ends[i] != nil && ends[i].At.Before(ends[0].At) {
			drop(i, "before started")
		}
	}
	next := -1
	for i := len(ends) - 1; i >= 0; i-- {
		switch {
		case ends[i] == nil:
		case next >= 0 && ends[i].At.After(ends[next].At):
			drop(i, "after "+s.Milestones[next].Name)
		default:
			next = i
		}
	}
	return notes
}

func (c *Case) missingNote(s ScopePhases) []Note {
	var missing []string
	for i, m := range s.Milestones {
		last := i == len(s.Milestones)-1
		if !m.Recorded && !(last && c.Open) {
			missing = append(missing, m.Name)
		}
	}
	switch {
	case len(missing) == 0:
		return nil
	case len(missing) == len(s.Milestones):
		return []Note{{s.Scope, fmt.Sprintf("No milestone of %s is recorded.", s.Name)}}
	}
	verb := "are"
	if len(missing) == 1 {
		verb = "is"
	}
	return []Note{{s.Scope, fmt.Sprintf("For %s, %s %s not recorded; phases that meet there are given as one.", s.Name, List(missing), verb)}}
}

// partition returns the phases between the milestones that are left. A missing milestone merges its two neighbours.
func partition(scope string, ends []*End, soFar bool) []Phase {
	out := []Phase{}
	from := -1
	for i, end := range ends {
		if end == nil {
			continue
		}
		if from >= 0 {
			out = append(out, newPhase(scope, from, i, ends))
		}
		from = i
	}
	if soFar && len(out) > 0 {
		out[len(out)-1].Length.SoFar = true
	}
	return out
}

func newPhase(scope string, from, to int, ends []*End) Phase {
	p := Phase{Parts: phaseNames()[from:to], Missing: []string{}}
	for i := from + 1; i < to; i++ {
		p.Missing = append(p.Missing, string(incidents.Line()[i]))
	}
	p.Name = List(p.Parts)
	p.Length = duration("phase_"+strings.Join(p.Parts, "_"), scope, *ends[from], *ends[to])
	if len(p.Missing) > 0 {
		p.Length.Note = joinNotes(p.Length.Note, List(p.Missing)+" not recorded")
	}
	return p
}

func joinNotes(a, b string) string {
	if a == "" || b == "" {
		return a + b
	}
	return a + "; " + b
}
