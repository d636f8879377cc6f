package analysis

import (
	"cmp"
	"slices"

	"github.com/postmortem-dev/postmortem/incidents"
)

// CreditTier is one tier of a contract and whether the month's availability fell below it.
type CreditTier struct {
	Below   float64 `json:"below_percent"`
	Percent float64 `json:"credit_percent"`
	Reached *bool   `json:"reached"` // null when that cannot be told
}

// availability is the share of the calendar month without impact, in percent, as if nothing else had happened in it.
func (o *objective) availability() Measure {
	name := o.prefix + "_availability"
	lost := o.spent("", o.month)
	from, to := o.month.from, o.month.to
	if !o.month.known() {
		from, to = End{Name: "start of the month"}, End{Name: "end of the month"}
	}
	if !lost.Known() {
		return unknown(name, o.scope, "percent", lost.Note, &from, &to)
	}
	left := func(v *float64) *float64 {
		if v == nil {
			return nil
		}
		return number(100 * (1 - *v/o.month.seconds()))
	}
	m := o.sourced(exact(name, o.scope, "percent", *left(lost.Value), from, to))
	m.Low, m.High, m.SoFar = left(lost.High), left(lost.Low), lost.SoFar
	if o.cover.untimed > 0 {
		m.Note = "an upper bound: impact windows without a recorded end are not counted"
	}
	return m
}

// tolerance, in percent of availability, keeps a month that meets a tier to the second from falling below it by rounding.
const tolerance = 1e-9

// credit finds the tier reached: the lowest one that the availability lies below.
func (o *objective) credit(out *SLOSpend) {
	if len(o.slo.Credits) == 0 {
		return
	}
	a := out.Availability
	for _, tier := range o.slo.Credits {
		out.Credits = append(out.Credits, CreditTier{Below: tier.Below, Percent: tier.Percent, Reached: reached(tier.Below, a)})
	}
	name := o.prefix + "_credit"
	from, to := End{Name: "credit owed"}, End{Name: "bill of the month"}
	if !a.Known() {
		m := unknown(name, o.scope, "percent", a.Note, &from, &to)
		out.Credit = &m
		return
	}
	m := o.sourced(exact(name, o.scope, "percent", creditFor(o.slo.Credits, *a.Value), from, to))
	m.SoFar = a.SoFar
	m.Low = number(min(*m.Value, creditFor(o.slo.Credits, *a.High)))
	if a.Low == nil {
		m.High, m.Note = nil, "a lower bound: impact windows without a recorded end are not counted"
	} else {
		m.High = number(max(*m.Value, creditFor(o.slo.Credits, *a.Low)))
	}
	out.Credit = &m
}

// reached reports whether an availability lies below a tier, or nil when its range does not decide that.
func reached(below float64, availability Measure) *bool {
	yes, no := true, false
	switch {
	case availability.High != nil && *availability.High < below-tolerance:
		return &yes
	case availability.Low != nil && *availability.Low >= below-tolerance:
		return &no
	}
	return nil
}

func creditFor(tiers []incidents.Credit, availability float64) float64 {
	sorted := slices.Clone(tiers)
	slices.SortStableFunc(sorted, func(a, b incidents.Credit) int { return cmp.Compare(a.Below, b.Below) })
	for _, tier := range sorted {
		if availability < tier.Below-tolerance {
			return tier.Percent
		}
	}
	return 0
}
