package analysis

import (
	"fmt"
	"strings"

	"github.com/postmortem-dev/postmortem/incidents"
)

// whole measures started -> resolved. Claims that give the period as a whole widen its range by their own two ends: the
// clocks of two sources are never mixed.
func (c *Case) whole(scope string, ends []*End, soFar bool) Measure {
	first, last := ends[0], ends[len(ends)-1]
	if first == nil || last == nil {
		return c.unknownSpan("duration", scope, incidents.Started, incidents.Resolved)
	}
	m := duration("duration", scope, *first, *last)
	m.SoFar = soFar
	if all := c.quiet(); scope == WholeIncident && len(all) > 0 {
		m.Note = joinNotes(m.Note, fmt.Sprintf("it includes %s between waves", Duration(*quietTime(all).Value)))
	}
	about := strings.TrimPrefix(scope, "wave:")
	for _, claim := range c.claims[about] {
		if claim.From.IsZero() || claim.To.IsZero() {
			continue
		}
		length := seconds(claim.From.At(), claim.To.At())
		m.Low, m.High = number(min(*m.Low, length)), number(max(*m.High, length))
		m.Sources = union(m.Sources, claim.Sources)
		m.Disputed = m.Disputed || length != *m.Value
	}
	return m
}

// unknownSpan returns a duration that cannot be told because an end is not recorded. It still names both ends.
func (c *Case) unknownSpan(name, scope string, from, to incidents.Milestone) Measure {
	a, okA := c.milestone(scope, from)
	b, okB := c.milestone(scope, to)
	a.Name, b.Name = string(from), string(to)
	var missing []string
	if !okA {
		missing = append(missing, a.Name)
	}
	if !okB {
		missing = append(missing, b.Name)
	}
	return unknown(name, scope, "s", List(missing)+" not recorded", &a, &b)
}

// spans are the durations printed beside the phases. All but the first are measured from started.
var spans = [...]struct {
	name     string
	from, to incidents.Milestone
}{
	{"time_to_detect", incidents.Started, incidents.Detected},
	{"time_to_acknowledge", incidents.Detected, incidents.Acknowledged},
	{"time_to_identify", incidents.Started, incidents.Identified},
	{"time_to_mitigate", incidents.Started, incidents.Mitigated},
	{"time_to_resolve", incidents.Started, incidents.Resolved},
}

func (c *Case) phaseMeasures(s ScopePhases) []Measure {
	out := []Measure{s.Whole}
	for _, span := range spans {
		from, okFrom := c.milestone(s.Scope, span.from)
		to, okTo := c.milestone(s.Scope, span.to)
		if !okFrom || !okTo || to.At.Before(from.At) {
			m := c.unknownSpan(span.name, s.Scope, span.from, span.to)
			if okFrom && okTo {
				m.Note = fmt.Sprintf("%s is recorded before %s", span.to, span.from)
			}
			out = append(out, m)
			continue
		}
		out = append(out, duration(span.name, s.Scope, from, to))
	}
	if from, ok := c.milestone(s.Scope, incidents.Triggered); ok {
		if to, ok := c.milestone(s.Scope, incidents.Started); ok && !to.At.Before(from.At) {
			out = append(out, duration("trigger_to_start", s.Scope, from, to))
		}
	}
	for _, p := range s.Phases {
		out = append(out, p.Length)
	}
	return out
}
