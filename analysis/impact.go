package analysis

import (
	"fmt"
	"slices"

	"github.com/postmortem-dev/postmortem/incidents"
)

// ImpactDetail is who was hurt and how much: the record's numbers, and what the impact means for each objective.
type ImpactDetail struct {
	Groups   []QuantityGroup `json:"groups"`    // in the order of the record
	SLOGiven bool            `json:"slo_given"` // false: the record names no objective
	SLOs     []SLOSpend      `json:"slos"`      // in the order of the record
}

// QuantityGroup is the quantities under one heading, in the order of the record.
type QuantityGroup struct {
	Name       string           `json:"name"`             // the heading; "" when the record gives none
	Figure     string           `json:"figure,omitempty"` // id of the figure that draws it
	Quantities []ImpactQuantity `json:"quantities"`
}

// ImpactQuantity is one number with what was counted and what other sources say about it. Low and High are equal when
// the number is exact; one is nil when it is bounded on one side only, both when only words are known.
type ImpactQuantity struct {
	ID        string        `json:"id,omitempty"`
	What      string        `json:"what"`
	Unit      string        `json:"unit"`
	Scope     string        `json:"scope,omitempty"`
	Low       *float64      `json:"low"`
	High      *float64      `json:"high"`
	About     bool          `json:"about,omitempty"`
	At        End           `json:"at,omitzero"`
	Basis     string        `json:"basis,omitempty"`
	Evidence  string        `json:"evidence,omitempty"`
	Sources   []string      `json:"sources"`
	Note      string        `json:"note,omitempty"`
	Contested bool          `json:"contested"` // claims that stand give another number
	Claims    []ClaimDetail `json:"claims"`    // all but the rejected
	Rejected  []ClaimDetail `json:"rejected"`
}

// exact returns the number and true when there is just one.
func (q ImpactQuantity) exact() (float64, bool) {
	return incidents.Amount{Low: q.Low, High: q.High}.Exact()
}

func impact() Analysis {
	return Analysis{
		Name: "impact", Title: "Impact",
		Doc: "Who was hurt and how much, which of the numbers are contested, and what is left of each error budget?",
		Run: runImpact,
	}
}

func runImpact(c *Case) Result {
	result := Result{Measures: []Measure{}, Figures: []Figure{}, Notes: []Note{}}
	detail := ImpactDetail{Groups: c.quantityGroups(), SLOGiven: len(c.Incident.Impact.SLOs) > 0, SLOs: []SLOSpend{}}
	result.Measures = append(result.Measures, quantityMeasures(detail.Groups)...)
	result.Notes = append(result.Notes, quantityNotes(detail.Groups)...)
	result.Figures = append(result.Figures, quantityFigures(detail.Groups)...)
	for i := range c.Incident.Impact.SLOs {
		spend, notes := c.sloSpend(i)
		detail.SLOs = append(detail.SLOs, spend)
		result.Measures = append(result.Measures, spend.measures()...)
		result.Notes = append(result.Notes, notes...)
	}
	result.Detail = detail
	return result
}

// quantityGroups groups by heading. Headings stand in the order in which the record first uses them.
func (c *Case) quantityGroups() []QuantityGroup {
	groups := []QuantityGroup{}
	claims := c.claimsByAbout()
	for i := range c.Incident.Impact.Quantities {
		q := &c.Incident.Impact.Quantities[i]
		at := slices.IndexFunc(groups, func(g QuantityGroup) bool { return g.Name == q.Group })
		if at < 0 {
			at = len(groups)
			groups = append(groups, QuantityGroup{Name: q.Group})
		}
		var about []incidents.Claim
		if q.ID != "" {
			about = claims[q.ID]
		}
		groups[at].Quantities = append(groups[at].Quantities, newQuantity(q, about))
	}
	return groups
}

func newQuantity(q *incidents.Quantity, claims []incidents.Claim) ImpactQuantity {
	out := ImpactQuantity{
		ID: q.ID, What: q.What, Unit: q.Unit, Scope: q.Scope, Basis: string(q.Basis), Evidence: string(q.Evidence),
		Low: q.Value.Low, High: q.Value.High, About: q.Value.About,
		Sources: union([]string{}, q.Sources), Note: q.Note, Claims: []ClaimDetail{}, Rejected: []ClaimDetail{},
	}
	if !q.At.IsZero() {
		out.At = instantEnd("read", q.At, nil)
	}
	if out.Sources == nil {
		out.Sources = []string{}
	}
	own := q.Value
	for _, claim := range claims {
		switch {
		case claim.Verdict == incidents.Rejected:
			out.Rejected = append(out.Rejected, claimDetail(claim))
			continue
		case stands(claim) && !claim.Value.IsZero():
			out.Contested = out.Contested || (!own.IsZero() && !sameAmount(own, claim.Value))
			own = firstAmount(own, claim.Value)
		}
		out.Claims = append(out.Claims, claimDetail(claim))
	}
	return out
}

func firstAmount(a, b incidents.Amount) incidents.Amount {
	if a.IsZero() {
		return b
	}
	return a
}

// sameAmount compares the bounds only: a number given as about is not another number.
func sameAmount(a, b incidents.Amount) bool {
	return sameBound(a.Low, b.Low) && sameBound(a.High, b.High)
}

func sameBound(a, b *float64) bool {
	if a == nil || b == nil {
		return a == b
	}
	return *a == *b
}

// quantityMeasures counts the quantities. The quantities themselves are no measures: they are the record's numbers, and
// most of them are bounds or ranges without one value.
func quantityMeasures(groups []QuantityGroup) []Measure {
	total, contested, wordy := quantityCounts(groups)
	all := End{Name: "impact numbers in the record"}
	if total == 0 {
		return []Measure{unknown("quantities_total", WholeIncident, "numbers", "the record gives no impact numbers", &all, &all)}
	}
	return []Measure{
		count("quantities_total", WholeIncident, "numbers", total, all, all),
		count("quantities_contested", WholeIncident, "numbers", contested, End{Name: "contested impact numbers"}, all),
		count("quantities_without_value", WholeIncident, "numbers", wordy, End{Name: "impact numbers known in words only"}, all),
	}
}

func quantityCounts(groups []QuantityGroup) (total, contested, wordy int) {
	for _, g := range groups {
		for _, q := range g.Quantities {
			total++
			if q.Contested {
				contested++
			}
			if q.Low == nil && q.High == nil {
				wordy++
			}
		}
	}
	return total, contested, wordy
}

func quantityNotes(groups []QuantityGroup) []Note {
	total, contested, wordy := quantityCounts(groups)
	if total == 0 {
		return []Note{{WholeIncident, "The record gives no impact numbers."}}
	}
	var notes []Note
	if contested > 0 {
		notes = append(notes, Note{WholeIncident, fmt.Sprintf("The sources differ on %s.", ofTotal(contested, total, "impact number", "impact numbers"))})
	}
	if wordy > 0 {
		notes = append(notes, Note{WholeIncident, fmt.Sprintf("%s known in words only.", capitalize(counted(wordy, "impact number is", "impact numbers are")))})
	}
	var mixed []string
	for _, g := range groups {
		if unlike(g) {
			mixed = append(mixed, orElse(g.Name, "no heading"))
		}
	}
	if len(mixed) > 0 {
		notes = append(notes, Note{WholeIncident, fmt.Sprintf("Numbers of one unit have different scopes under %s: they are listed, not added up.", List(mixed))})
	}
	return notes
}

// unlike reports whether the quantities of a group that share its main unit differ in scope.
func unlike(g QuantityGroup) bool {
	rows := drawable(g)
	return slices.ContainsFunc(rows, func(q ImpactQuantity) bool { return q.Scope != rows[0].Scope })
}
