package analysis

import (
	"slices"

	"github.com/postmortem-dev/postmortem/incidents"
)

// statement is one part of the record that can cite sources and carries a grade of evidence.
type statement struct {
	part     string
	sources  []string
	evidence incidents.Evidence
	basis    incidents.Basis
}

// statementPartNames lists the parts of the record that hold statements, in its order.
func statementPartNames() []string {
	return []string{"timeline", "communications", "dependencies", "impact windows", "impact numbers", "causes", "remarks", "actions"}
}

// statements returns every graded statement of the record. What the record says of its own gaps is none.
func (c *Case) statements() []statement {
	in := c.Incident
	var out []statement
	for _, e := range in.Timeline {
		out = append(out, statement{"timeline", e.Sources, e.Evidence, ""})
	}
	for _, m := range in.Communications {
		out = append(out, statement{"communications", m.Sources, m.Evidence, ""})
	}
	for _, s := range in.Services {
		for _, dep := range s.DependsOn {
			out = append(out, statement{"dependencies", dep.Sources, dep.Evidence, dep.Basis})
		}
		for _, w := range s.Windows {
			out = append(out, statement{"impact windows", w.Sources, w.Evidence, w.Basis})
		}
	}
	for _, q := range in.Impact.Quantities {
		out = append(out, statement{"impact numbers", q.Sources, q.Evidence, ""})
	}
	for _, f := range in.Causes {
		out = append(out, statement{"causes", f.Sources, f.Evidence, f.Basis})
	}
	for _, r := range slices.Concat(in.WentWell, in.WentPoorly, in.GotLucky) {
		out = append(out, statement{"remarks", r.Sources, r.Evidence, r.Basis})
	}
	for _, a := range in.Actions {
		out = append(out, statement{"actions", a.Sources, a.Evidence, ""})
	}
	return out
}

// otherCitations returns the sources of each part of the record that is not graded, claims apart.
func (c *Case) otherCitations() [][]string {
	in := c.Incident
	out := [][]string{in.Detection.Sources, in.Response.Sources}
	for _, w := range in.Waves {
		out = append(out, w.Sources)
	}
	for _, s := range in.Services {
		out = append(out, s.Sources)
	}
	for _, s := range in.Impact.SLOs {
		out = append(out, s.Sources)
	}
	for _, l := range in.Lessons {
		out = append(out, l.Sources)
	}
	for _, q := range in.Questions {
		out = append(out, q.Sources)
	}
	for _, u := range in.Unknowns {
		out = append(out, u.Sources)
	}
	for _, t := range in.Glossary {
		out = append(out, t.Sources)
	}
	return out
}

func evidenceGrades() []string { return append(incidents.Evidence("").Values(), NotGraded) }

func statementParts(statements []statement) []StatementPart {
	out := []StatementPart{}
	for _, name := range statementPartNames() {
		part := StatementPart{Name: name}
		var grades []string
		for _, s := range statements {
			if s.part != name {
				continue
			}
			part.Statements++
			grades = append(grades, orElse(string(s.evidence), NotGraded))
			if len(s.sources) == 0 {
				part.Uncited++
				if s.basis == incidents.Inferred {
					part.Inferred++
				}
			}
		}
		part.Evidence = tally(evidenceGrades(), grades)
		if part.Statements > 0 {
			out = append(out, part)
		}
	}
	return out
}

// sourceUses counts what cites each source, in the order of the record.
func (c *Case) sourceUses(statements []statement) []SourceUse {
	index := map[string]int{}
	out := make([]SourceUse, len(c.Incident.Sources))
	names := make([][]string, len(out)) // verdicts of each source's claims
	for i, s := range c.Incident.Sources {
		index[s.ID] = i
		out[i] = SourceUse{ID: s.ID, Title: s.Title, Kind: string(s.Kind)}
	}
	each := func(cited []string, do func(i int)) {
		for _, id := range union(cited) {
			if i, ok := index[id]; ok {
				do(i)
			}
		}
	}
	for _, s := range statements {
		each(s.sources, func(i int) { out[i].Statements++ })
	}
	for _, cited := range c.otherCitations() {
		each(cited, func(i int) { out[i].Elsewhere++ })
	}
	for _, claim := range c.Incident.Claims {
		each(claim.Sources, func(i int) {
			out[i].Claims++
			names[i] = append(names[i], string(claim.Verdict))
		})
	}
	for i := range out {
		out[i].Verdicts = tally(incidents.Verdict("").Values(), names[i])
	}
	return out
}

func neverCited(uses []SourceUse) []string {
	out := []string{}
	for _, u := range uses {
		if u.Statements+u.Elsewhere+u.Claims == 0 {
			out = append(out, u.ID)
		}
	}
	return out
}

// orElse returns s, or fallback when s is empty.
func orElse(s, fallback string) string {
	if s == "" {
		return fallback
	}
	return s
}
