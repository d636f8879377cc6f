package analysis

import (
	"fmt"

	"github.com/postmortem-dev/postmortem/incidents"
)

// SourcesDetail is what the record rests on: how well its statements are sourced, which sources carry it, and where they
// disagree.
type SourcesDetail struct {
	Parts      []StatementPart `json:"parts"` // in the order of the record; parts without statements left out
	Sources    []SourceUse     `json:"sources"`
	NeverCited []string        `json:"never_cited"` // sources that nothing in the record cites
	Conflicts  []Conflict      `json:"conflicts"`   // in the order of the claims
	Checked    []ClaimDetail   `json:"checked"`     // claims that are part of no conflict
	Verdicts   []Tally         `json:"verdicts"`    // of all claims
}

// Tally is a name and how many things bear it.
type Tally struct {
	Name  string `json:"name"`
	Count int    `json:"count"`
}

// StatementPart is one part of the record: its statements by grade of evidence.
type StatementPart struct {
	Name       string  `json:"name"`
	Statements int     `json:"statements"`
	Uncited    int     `json:"uncited"`          // they cite no source
	Inferred   int     `json:"uncited_inferred"` // of the uncited, those marked as inferred
	Evidence   []Tally `json:"evidence"`         // every grade, then not graded
}

// SourceUse is one source and what cites it.
type SourceUse struct {
	ID         string  `json:"id"`
	Title      string  `json:"title"`
	Kind       string  `json:"kind,omitempty"`
	Statements int     `json:"statements"` // graded parts of the record that cite it
	Elsewhere  int     `json:"elsewhere"`  // lessons, answers, terms and other ungraded parts that cite it
	Claims     int     `json:"claims"`
	Verdicts   []Tally `json:"verdicts"` // of its claims
}

// NotGraded is the tally of statements whose evidence the record does not grade.
const NotGraded = "not graded"

func sources() Analysis {
	return Analysis{
		Name: "sources", Title: "Sources",
		Doc: "How well is each part of the record sourced, what does each source carry, and where do the sources disagree?",
		Run: runSources,
	}
}

func runSources(c *Case) Result {
	result := Result{Measures: []Measure{}, Figures: []Figure{}, Notes: []Note{}}
	statements := c.statements()
	detail := SourcesDetail{Parts: statementParts(statements), Verdicts: verdicts(c.Incident.Claims)}
	detail.Sources = c.sourceUses(statements)
	detail.NeverCited = neverCited(detail.Sources)
	var wrong []Note
	detail.Conflicts, detail.Checked, wrong = c.conflicts()
	result.Measures = append(result.Measures, statementMeasures(detail.Parts)...)
	result.Measures = append(result.Measures, c.sourceMeasures(detail)...)
	for _, conflict := range detail.Conflicts {
		result.Measures = append(result.Measures, conflict.Spans...)
	}
	result.Notes = append(result.Notes, statementNotes(detail.Parts)...)
	result.Notes = append(result.Notes, sourceNotes(detail)...)
	result.Notes = append(result.Notes, wrong...)
	result.Detail = detail
	return result
}

// verdicts counts claims by what became of them.
func verdicts(claims []incidents.Claim) []Tally {
	var names []string
	for _, claim := range claims {
		names = append(names, string(claim.Verdict))
	}
	return tally(incidents.Verdict("").Values(), names)
}

// tally counts how often each of the allowed names occurs, zeros included.
func tally(allowed, names []string) []Tally {
	out := make([]Tally, len(allowed))
	for i, name := range allowed {
		out[i].Name = name
		for _, n := range names {
			if n == name {
				out[i].Count++
			}
		}
	}
	return out
}

func statementMeasures(parts []StatementPart) []Measure {
	total, uncited := 0, 0
	grades := map[string]int{}
	for _, p := range parts {
		total += p.Statements
		uncited += p.Uncited
		for _, t := range p.Evidence {
			grades[t.Name] += t.Count
		}
	}
	all := End{Name: "statements in the record"}
	out := []Measure{count("statements_total", WholeIncident, "statements", total, all, all)}
	for _, grade := range evidenceGrades() {
		out = append(out, count("statements_"+slug(grade, ""), WholeIncident, "statements", grades[grade], End{Name: "statements whose evidence is " + grade}, all))
	}
	out = append(out, count("statements_without_source", WholeIncident, "statements", uncited, End{Name: "statements without a source"}, all))
	return append(out, ratio("statements_with_source_share", WholeIncident, total-uncited, total, End{Name: "statements with a source"}, all))
}

func (c *Case) sourceMeasures(d SourcesDetail) []Measure {
	all := End{Name: "sources in the record"}
	out := []Measure{
		count("sources_total", WholeIncident, "sources", len(d.Sources), all, all),
		count("sources_never_cited", WholeIncident, "sources", len(d.NeverCited), End{Name: "sources never cited"}, all),
	}
	claims := End{Name: "claims in the record"}
	conflicts := End{Name: "conflicts between claims"}
	if len(c.Incident.Claims) == 0 {
		return append(out,
			unknown("claims_total", WholeIncident, "claims", "the record keeps no claims", &claims, &claims),
			unknown("conflicts_total", WholeIncident, "conflicts", "the record keeps no claims", &conflicts, &claims))
	}
	out = append(out, count("claims_total", WholeIncident, "claims", len(c.Incident.Claims), claims, claims))
	for _, t := range d.Verdicts {
		out = append(out, count("claims_"+t.Name, WholeIncident, "claims", t.Count, End{Name: "claims that " + verdictVerbs(t.Name)[1]}, claims))
	}
	open := 0
	for _, conflict := range d.Conflicts {
		if !conflict.Settled {
			open++
		}
	}
	return append(out,
		count("conflicts_total", WholeIncident, "conflicts", len(d.Conflicts), conflicts, claims),
		count("conflicts_unsettled", WholeIncident, "conflicts", open, End{Name: "conflicts in which more than one claim stands"}, conflicts))
}

func statementNotes(parts []StatementPart) []Note {
	notes := []Note{}
	add := func(format string, args ...any) {
		notes = append(notes, Note{WholeIncident, fmt.Sprintf(format, args...)})
	}
	total, uncited, inferred, ungraded := 0, 0, 0, 0
	for _, p := range parts {
		total, uncited, inferred = total+p.Statements, uncited+p.Uncited, inferred+p.Inferred
		ungraded += p.Evidence[len(p.Evidence)-1].Count
	}
	switch {
	case uncited == 0:
	case inferred == 0:
		add("%s %s no source.", capitalize(ofTotal(uncited, total, "statement", "statements")), agree(uncited, "cites", "cite"))
	default:
		add("%s %s no source; %s marked as inferred.", capitalize(ofTotal(uncited, total, "statement", "statements")), agree(uncited, "cites", "cite"), inferredPart(inferred, uncited))
	}
	if ungraded > 0 {
		add("The evidence for %s is not graded.", ofTotal(ungraded, total, "statement", "statements"))
	}
	return notes
}

func inferredPart(inferred, uncited int) string {
	switch {
	case uncited == 1:
		return "it is"
	case inferred == uncited:
		return "all of these are"
	}
	return fmt.Sprintf("%d of these %s", inferred, agree(inferred, "is", "are"))
}

// manyClaims is how many claims of one source make a tally of them worth a sentence, if most of them do not stand.
const manyClaims = 10

func sourceNotes(d SourcesDetail) []Note {
	notes := []Note{}
	add := func(format string, args ...any) {
		notes = append(notes, Note{WholeIncident, fmt.Sprintf(format, args...)})
	}
	if len(d.Sources) == 0 {
		add("The record lists no sources.")
	}
	if n := len(d.NeverCited); n > 0 {
		add("%s listed but cited by nothing in the record: %s.", capitalize(counted(n, "source is", "sources are")), List(d.NeverCited))
	}
	for _, s := range d.Sources {
		standing := tallied(s.Verdicts, string(incidents.Used)) + tallied(s.Verdicts, string(incidents.Kept))
		if s.Claims >= manyClaims && 2*standing < s.Claims {
			add("Of %d claims by the source \"%s\", %s.", s.Claims, orElse(s.Title, s.ID), verdictList(s.Verdicts))
		}
	}
	return notes
}

// verdictList tells how many claims met each verdict, leaving out those that none met.
func verdictList(tallies []Tally) string {
	var parts []string
	for _, t := range tallies {
		if t.Count == 0 {
			continue
		}
		verb := verdictVerbs(t.Name)
		parts = append(parts, fmt.Sprintf("%d %s", t.Count, agree(t.Count, verb[0], verb[1])))
	}
	return List(parts)
}

// verdictVerbs returns what is said of one claim, and of several, that met a verdict.
func verdictVerbs(verdict string) [2]string {
	switch incidents.Verdict(verdict) {
	case incidents.Partly:
		return [2]string{"holds in part", "hold in part"}
	case incidents.Unverified:
		return [2]string{"could not be verified", "could not be verified"}
	}
	return [2]string{"is " + verdict, "are " + verdict}
}
