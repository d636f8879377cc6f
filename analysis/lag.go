package analysis

import (
	"fmt"
	"slices"
	"time"

	"github.com/postmortem-dev/postmortem/incidents"
)

// lag measures a service's end against the latest end among its affected dependencies.
func (r *recoverer) lag(i int, s *ServiceRecovery) {
	if s.End.At.IsZero() {
		return
	}
	last, waited := r.lastDependency(i, time.Time{}), r.unended(i)
	if len(waited) > 0 {
		from := End{Name: "last dependency recovered"}
		r.measures = append(r.measures, unknown("recovery_lag", ServiceScope(s.Service), "s", r.waitedNote(i, waited, last >= 0), &from, &s.End))
		s.WaitedFor = r.names(waited)
	}
	if last < 0 {
		return
	}
	m := Measure{Name: "recovery_lag", Scope: ServiceScope(s.Service), Unit: "s", From: &r.ends[last], To: &s.End, Sources: union(r.ends[last].Sources, s.End.Sources)}
	v := seconds(r.ends[last].At, s.End.At)
	m.Value, m.Low, m.High = &v, number(seconds(r.ends[last].high(), s.End.low())), number(seconds(r.ends[last].low(), s.End.high()))
	if len(waited) == 0 {
		s.Lag, s.After = &v, r.Case.services[last].ID
		r.measures = append(r.measures, m)
	}
	if *m.High < 0 && r.needs(i, last) {
		r.notes = append(r.notes, Note{m.Scope, fmt.Sprintf("%s recovered %s before %s, on which it is said to depend: either it had another way, or the record is wrong about one of them.", r.Case.services[i].Label(), Duration(-v), r.Case.services[last].Label())})
	}
}

// needs reports whether service i cannot do its work without service d. What needs it less may well recover first.
func (c *Case) needs(i, d int) bool {
	return slices.ContainsFunc(c.services[i].DependsOn, func(dep incidents.Dependency) bool {
		return dep.Kind == incidents.Hard && dep.Service == c.services[d].ID
	})
}

// lastDependency returns the affected dependency of i with the latest end, not after notAfter unless that is zero; -1 if
// there is none. Ties go to the first by name.
func (r *recoverer) lastDependency(i int, notAfter time.Time) int {
	best := -1
	for _, d := range r.dependencies(i) {
		end := r.ends[d].At
		if d == i || end.IsZero() || (!notAfter.IsZero() && end.After(notAfter)) {
			continue
		}
		if best < 0 || end.After(r.ends[best].At) {
			best = d
		}
	}
	return best
}

// dependencies returns what service i depends on, members of groups included, by name.
func (c *Case) dependencies(i int) []int {
	var out []int
	for _, dep := range c.services[i].DependsOn {
		for _, id := range append(dep.AnyOf[:len(dep.AnyOf):len(dep.AnyOf)], dep.Service) {
			if j, ok := c.index[id]; ok && !slices.Contains(out, j) {
				out = append(out, j)
			}
		}
	}
	slices.Sort(out)
	return out
}
