package analysis

import (
	"fmt"
	"math"
	"time"

	"github.com/postmortem-dev/postmortem/incidents"
)

// SLOSpend is what the impact took from one objective's error budget, and which credit it brings. Spent counts each
// instant once: the union of the impact windows, times the fraction affected.
type SLOSpend struct {
	Service      string       `json:"service,omitempty"` // "" for all services
	Objective    float64      `json:"objective_percent"`
	WindowDays   int          `json:"window_days"` // 0 for the calendar month
	Budget       Measure      `json:"budget"`
	Spent        Measure      `json:"spent"`
	Share        Measure      `json:"share"`        // spent / budget
	Availability Measure      `json:"availability"` // of the calendar month, in percent
	Credits      []CreditTier `json:"credits"`      // in the order of the record
	Credit       *Measure     `json:"credit"`       // percent of the bill; null when the record gives no tiers
	Windows      int          `json:"windows"`      // impact windows it covers
	Untimed      int          `json:"untimed"`      // of these, how many lack an end and are not counted
	Assumptions  []string     `json:"assumptions"`
}

func (s SLOSpend) measures() []Measure {
	out := []Measure{s.Budget, s.Spent, s.Share, s.Availability}
	if s.Credit != nil {
		out = append(out, *s.Credit)
	}
	return out
}

// objective is one SLO while it is worked out.
type objective struct {
	*Case
	slo    incidents.SLO
	scope  string
	prefix string // of its measures: slo, then slo_2 for the next in the same scope
	label  string
	cover  coverage
	period timeframe // of the error budget
	month  timeframe
}

// timeframe is a period of which both ends are known, or the zero value.
type timeframe struct{ from, to End }

func (t timeframe) known() bool      { return !t.from.At.IsZero() }
func (t timeframe) seconds() float64 { return seconds(t.from.At, t.to.At) }

func (c *Case) sloSpend(i int) (SLOSpend, []Note) {
	o := c.newObjective(i)
	out := SLOSpend{
		Service: o.slo.Service, Objective: o.slo.Objective, WindowDays: max(o.slo.Days, 0),
		Budget: o.budget(), Spent: o.spent("_spent", o.period), Availability: o.availability(),
		Windows: o.cover.windows, Untimed: o.cover.untimed, Credits: []CreditTier{},
	}
	out.Share = o.share(out.Spent, out.Budget)
	o.credit(&out)
	out.Assumptions = o.assumptions()
	notes := []Note{}
	for _, text := range out.Assumptions {
		notes = append(notes, Note{o.scope, fmt.Sprintf("For %s: %s.", o.label, text)})
	}
	return out, notes
}

func (c *Case) newObjective(i int) objective {
	slos := c.Incident.Impact.SLOs
	o := objective{Case: c, slo: slos[i], scope: WholeIncident, prefix: "slo", cover: c.coverage(slos[i].Service)}
	o.label = fmt.Sprintf("the objective of %s percent", plainNumber(o.slo.Objective))
	if o.slo.Service != "" {
		o.scope = ServiceScope(o.slo.Service)
	}
	if s := c.Service(o.slo.Service); s != nil {
		o.label += " for " + s.Label()
	}
	same := 1
	for _, earlier := range slos[:i] {
		if earlier.Service == o.slo.Service {
			same++
		}
	}
	if same > 1 {
		o.prefix = fmt.Sprintf("slo_%d", same)
	}
	o.findPeriods()
	return o
}

// findPeriods places the error budget's window and the calendar month. A window of days begins with the first impact, so
// that it holds as much of the incident as any window of its length.
func (o *objective) findPeriods() {
	start, ok := o.milestone(WholeIncident, incidents.Started)
	first := o.cover.from
	if !ok {
		start = first
	}
	if start.At.IsZero() {
		return
	}
	local := start.At.In(o.Incident.Zone())
	monthStart := time.Date(local.Year(), local.Month(), 1, 0, 0, 0, 0, local.Location())
	o.month = timeframe{End{Name: "start of " + local.Format("January 2006"), At: monthStart}, End{Name: "end of " + local.Format("January 2006"), At: monthStart.AddDate(0, 1, 0)}}
	o.period = o.month
	if o.slo.Days > 0 {
		if !first.At.IsZero() && first.At.Before(start.At) {
			start = first
		}
		end := End{Name: fmt.Sprintf("%s later", counted(o.slo.Days, "day", "days")), At: start.At.Add(time.Duration(o.slo.Days) * 24 * time.Hour)}
		o.period = timeframe{End{Name: start.Name, At: start.At}, end}
	}
}

const noStart = "neither the start of the incident nor that of an impact window is recorded"

func (o *objective) budget() Measure {
	if o.slo.Days > 0 {
		// Days have their length whether or not we know where they lie.
		length := float64(o.slo.Days) * 24 * 3600
		from, to := o.period.from, o.period.to
		if !o.period.known() {
			from, to = End{Name: "start of the window"}, End{Name: fmt.Sprintf("%s later", counted(o.slo.Days, "day", "days"))}
		}
		return o.sourced(exact(o.prefix+"_budget", o.scope, "s", o.allowed(length), from, to))
	}
	if !o.month.known() {
		return unknown(o.prefix+"_budget", o.scope, "s", noStart, &End{Name: "start of the month"}, &End{Name: "end of the month"})
	}
	return o.sourced(exact(o.prefix+"_budget", o.scope, "s", o.allowed(o.month.seconds()), o.month.from, o.month.to))
}

// allowed returns how much of a length the objective lets be lost.
func (o *objective) allowed(length float64) float64 {
	return math.Max(0, 100-o.slo.Objective) / 100 * length
}

func (o *objective) sourced(m Measure) Measure {
	m.Sources = union([]string{}, o.slo.Sources, o.cover.sources)
	if m.Sources == nil {
		m.Sources = []string{}
	}
	return m
}

// spent measures the impact inside a period. Without a usable window it is unknown; with some unusable it has no upper
// end.
func (o *objective) spent(suffix string, in timeframe) Measure {
	from, to := o.cover.from, o.cover.to
	if from.Name == "" {
		from, to = End{Name: "first impact"}, End{Name: "last impact"}
	}
	why := ""
	switch {
	case o.cover.windows == 0:
		why = "no impact window is recorded"
	case o.cover.untimed == o.cover.windows:
		why = "no impact window has both its ends recorded"
	case !in.known():
		why = noStart
	}
	if why != "" {
		return unknown(o.prefix+suffix, o.scope, "s", why, &from, &to)
	}
	low, value, high := o.cover.within(in)
	m := o.sourced(exact(o.prefix+suffix, o.scope, "s", value, from, to))
	m.Low, m.High, m.SoFar = number(low), number(high), o.cover.soFar
	if o.cover.untimed > 0 {
		m.High = nil
		m.Note = fmt.Sprintf("a lower bound: %d of %s %s no recorded end and %s not counted", o.cover.untimed,
			counted(o.cover.windows, "impact window", "impact windows"), agree(o.cover.untimed, "has", "have"), agree(o.cover.untimed, "is", "are"))
	}
	return m
}

func (o *objective) share(spent, budget Measure) Measure {
	name := o.prefix + "_budget_share"
	from, to := End{Name: "error budget spent"}, End{Name: "error budget"}
	switch {
	case !spent.Known():
		return unknown(name, o.scope, "ratio", spent.Note, &from, &to)
	case !budget.Known():
		return unknown(name, o.scope, "ratio", budget.Note, &from, &to)
	case *budget.Value == 0:
		return unknown(name, o.scope, "ratio", "not defined: the objective leaves no error budget", &from, &to)
	}
	m := spent
	m.Name, m.Unit, m.From, m.To = name, "ratio", &from, &to
	over := func(v *float64) *float64 {
		if v == nil {
			return nil
		}
		return number(*v / *budget.Value)
	}
	m.Value, m.Low, m.High = over(spent.Value), over(spent.Low), over(spent.High)
	return m
}
