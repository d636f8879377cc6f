package analysis

import "fmt"

// Step is one service on the recovery critical path and the time nothing else on the path accounts for. Exclusive is nil
// where that cannot be told, because the service also waited for others whose end is not recorded: the path stops there,
// and From is the start of the incident.
type Step struct {
	Service   string   `json:"service"`
	Exclusive *float64 `json:"exclusive_s"`
	From      End      `json:"from"`
	To        End      `json:"to"`
	WaitedFor []string `json:"waited_for,omitempty"` // the services whose end is not recorded
}

// criticalPath steps from the service that recovered last to its affected dependency with the latest end not after its
// own, until none is left or it cannot be told which was last. The exclusive times add up to the time from the start, less
// the step at which the path had to stop; after a quiet time the start is that of the last wave.
func (r *recoverer) criticalPath() {
	r.detail.CriticalPath = []Step{}
	start, _, ok := r.period()
	if all := r.quiet(); len(all) > 0 { // what was well again before the last wave waited for nothing in it
		start = all[len(all)-1].again
		start.Name += " started"
	}
	i := r.lastRecovered()
	if !ok || i < 0 || r.ends[i].At.Before(start.At) {
		return
	}
	seen := map[int]bool{}
	for i >= 0 {
		seen[i] = true
		next := r.lastDependency(i, r.ends[i].At)
		if next >= 0 && (seen[next] || !r.ends[next].At.After(start.At)) {
			next = -1
		}
		step := r.step(i, next, start)
		r.detail.CriticalPath = append(r.detail.CriticalPath, step)
		if i = next; step.Exclusive == nil {
			return
		}
	}
}

// step returns what service i spent on the path after the dependency next was well, or after the start if that is -1.
// A dependency without a recorded end leaves open whether next was the last, unless i was well with next: none can then
// have held it up for longer.
func (r *recoverer) step(i, next int, start End) Step {
	step := Step{Service: r.Case.services[i].ID, From: start, To: r.ends[i]}
	if next >= 0 {
		step.From = r.ends[next]
	}
	scope, waited := ServiceScope(step.Service), r.unended(i)
	if len(waited) > 0 && step.From.At.Before(step.To.At) {
		step.From, step.WaitedFor = start, r.names(waited)
		note := r.waitedNote(i, waited, next >= 0)
		r.notes = append(r.notes, Note{WholeIncident, note + " The recovery critical path stops there: how much of the time was its own cannot be told."})
		r.measures = append(r.measures, unknown("critical_path_exclusive", scope, "s", note, &step.From, &step.To))
		return step
	}
	m := duration("critical_path_exclusive", scope, step.From, step.To)
	r.measures = append(r.measures, m)
	step.Exclusive = m.Value
	return step
}

// unended returns the affected dependencies of service i whose end is not recorded.
func (r *recoverer) unended(i int) []int {
	var out []int
	for _, d := range r.dependencies(i) {
		if d != i && r.hurt[d] && r.ends[d].At.IsZero() {
			out = append(out, d)
		}
	}
	return out
}

// waitedNote names the dependencies without a recorded end for which service i waited, or for what it can do without, may
// have waited.
func (r *recoverer) waitedNote(i int, waited []int, also bool) string {
	verb := " may also have waited for "
	for _, d := range waited {
		if r.needs(i, d) {
			verb = " also waited for "
		}
	}
	var labels []string
	for _, d := range waited {
		labels = append(labels, r.Case.services[d].Label())
	}
	if !also {
		verb = map[string]string{" also waited for ": " waited for ", " may also have waited for ": " may have waited for "}[verb]
	}
	return fmt.Sprintf("%s%s%s, whose end is not recorded.", capitalize(r.Case.services[i].Label()), verb, List(labels))
}
