package analysis

import (
	"fmt"

	"github.com/postmortem-dev/postmortem/incidents"
)

// Step is one service on the recovery critical path and the time nothing else on the path accounts for.
type Step struct {
	Service   string  `json:"service"`
	Exclusive float64 `json:"exclusive_s"`
	From      End     `json:"from"`
	To        End     `json:"to"`
}

// tail measures what was left of the incident when its origin was well: of several waves the resolved milestone of the
// first, else the latest end among the origins.
func (r *recoverer) tail() {
	origin, last := r.originEnd(), r.lastRecovered()
	from, to := End{Name: "origin recovered"}, End{Name: "last affected service recovered"}
	if a, b, apart := r.apart(); apart {
		why := fmt.Sprintf("%s was over before %s began, so what came after the first origin was well is not its recovery", a.Name, b.Name)
		r.notes = append(r.notes, Note{WholeIncident, fmt.Sprintf("%s was over %s before %s began. The length of the whole incident includes that time.", capitalize(a.Name), Duration(seconds(a.At, b.At)), b.Name)})
		r.measures = append(r.measures, unknown("recovery_tail", WholeIncident, "s", why, &from, &to), unknown("tail_share", WholeIncident, "ratio", why, &from, &to))
		return
	}
	if origin.At.IsZero() || last < 0 {
		r.measures = append(r.measures,
			unknown("recovery_tail", WholeIncident, "s", "the record does not say when both were well", &from, &to),
			unknown("tail_share", WholeIncident, "ratio", "the tail is not known", &from, &to))
		return
	}
	if r.ends[last].At.Before(origin.At) {
		why := "no affected service is on record as recovering after the origin"
		r.measures = append(r.measures, unknown("recovery_tail", WholeIncident, "s", why, &from, &to), unknown("tail_share", WholeIncident, "ratio", why, &from, &to))
		return
	}
	tail := duration("recovery_tail", WholeIncident, origin, r.ends[last])
	r.measures = append(r.measures, tail)
	r.detail.TailSeconds = tail.Value
	r.tailShare(tail)
}

func (r *recoverer) tailShare(tail Measure) {
	from, to, ok := r.period()
	if !ok {
		r.measures = append(r.measures, unknown("tail_share", WholeIncident, "ratio", "the whole duration is not known", tail.From, tail.To))
		return
	}
	share := *tail.Value / seconds(from.At, to.At)
	m := exact("tail_share", WholeIncident, "ratio", share, *tail.From, *tail.To)
	m.Note = fmt.Sprintf("of the time from %s to %s", from.Name, to.Name)
	m.Sources = union(tail.Sources, from.Sources, to.Sources)
	r.measures = append(r.measures, m)
	r.detail.TailShare = &share
}

// apart returns the end of one wave and the start of the next between which everything was well, each named after its
// wave, and false when there are none.
func (r *recoverer) apart() (over, again End, found bool) {
	for i, w := range r.wavesByStart() {
		start, okStart := r.milestone(WaveScope(w.ID), incidents.Started)
		resolved, okEnd := r.milestone(WaveScope(w.ID), incidents.Resolved)
		start.Name, resolved.Name = w.Name, w.Name
		if i > 0 && okStart && start.low().After(over.high()) {
			return over, start, true
		}
		if !okEnd {
			return over, again, false // it may have gone on
		}
		if resolved.high().After(over.high()) {
			over = resolved
		}
	}
	return over, again, false
}

// originEnd returns when the incident's own origin was well.
func (r *recoverer) originEnd() End {
	if len(r.Incident.Waves) > 1 {
		first := r.wavesByStart()[0]
		if end, ok := r.milestone(WaveScope(first.ID), incidents.Resolved); ok {
			end.Name = first.Name + " resolved"
			return end
		}
	}
	var end End
	for _, i := range r.origins(r.network, WholeIncident) {
		if e := r.ends[i]; e.At.After(end.At) {
			end = e
		}
	}
	return end
}

// lastRecovered returns the affected service with the latest end within the incident; -1 if no end is known.
func (r *recoverer) lastRecovered() int {
	best := -1
	for i := range r.ends {
		if r.ends[i].At.IsZero() || r.outlasts(i) {
			continue
		}
		if best < 0 || r.ends[i].At.After(r.ends[best].At) {
			best = i
		}
	}
	return best
}

// criticalPath steps from the service that recovered last to its affected dependency with the latest end not after its
// own, until none is left. The exclusive times add up to the whole.
func (r *recoverer) criticalPath() {
	r.detail.CriticalPath = []Step{}
	start, _, ok := r.period()
	i := r.lastRecovered()
	if !ok || i < 0 || r.ends[i].At.Before(start.At) {
		return
	}
	seen := map[int]bool{}
	for {
		seen[i] = true
		next := r.lastDependency(i, r.ends[i].At)
		step := Step{Service: r.Case.services[i].ID, To: r.ends[i], From: start}
		atEnd := next < 0 || seen[next] || !r.ends[next].At.After(start.At)
		if !atEnd {
			step.From = r.ends[next]
		}
		step.Exclusive = seconds(step.From.At, step.To.At)
		r.detail.CriticalPath = append(r.detail.CriticalPath, step)
		r.measures = append(r.measures, duration("critical_path_exclusive", ServiceScope(step.Service), step.From, step.To))
		if atEnd {
			return
		}
		i = next
	}
}
