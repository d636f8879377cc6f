package analysis

import (
	"fmt"

	"github.com/postmortem-dev/postmortem/incidents"
)

// tail measures what was left of the incident when its origin was well: of several waves the resolved milestone of the
// first, else the latest end among the origins.
func (r *recoverer) tail() {
	origin, last := r.originEnd(), r.lastRecovered()
	from, to := End{Name: "origin recovered"}, End{Name: "last affected service recovered"}
	if quiet := r.quiet(); len(quiet) > 0 {
		why := fmt.Sprintf("%s was over before %s began, so what came after the first origin was well is not its recovery", quiet[0].over.Name, quiet[0].again.Name)
		r.notes = append(r.notes, r.quietNotes()...)
		r.measures = append(r.measures, quietTime(quiet), unknown("recovery_tail", WholeIncident, "s", why, &from, &to), unknown("tail_share", WholeIncident, "ratio", why, &from, &to))
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
	tail.Note = joinNotes(tail.Note, r.unendedCount())
	r.measures = append(r.measures, tail)
	r.detail.TailSeconds = tail.Value
	r.tailShare(tail)
}

// unendedCount says for how many of the affected services the record gives no end; "" when it gives all. The last to
// recover is then the last of those with one.
func (r *recoverer) unendedCount() string {
	n := len(r.detail.Unended)
	if n == 0 {
		return ""
	}
	return fmt.Sprintf("%s no recorded end", ofTotal(n, len(r.detail.Services), "affected service", "affected services")+agree(n, " has", " have"))
}

func (r *recoverer) tailShare(tail Measure) {
	from, to, ok := r.period()
	if !ok {
		r.measures = append(r.measures, unknown("tail_share", WholeIncident, "ratio", "the whole duration is not known", tail.From, tail.To))
		return
	}
	r.measures = append(r.measures, duration("origin_recovery", WholeIncident, from, *tail.From))
	share := *tail.Value / seconds(from.At, to.At)
	m := exact("tail_share", WholeIncident, "ratio", share, *tail.From, *tail.To)
	if whole := duration("", "", from, to); tail.Ranged() && !tail.Disputed && !whole.Disputed && *whole.Low > 0 {
		m.Low, m.High = number(min(share, *tail.Low / *whole.High)), number(max(share, min(1, *tail.High / *whole.Low)))
	}
	m.Note = joinNotes(fmt.Sprintf("of the time from %s to %s", from.Name, to.Name), r.unendedCount())
	m.Sources = union(tail.Sources, from.Sources, to.Sources)
	r.measures = append(r.measures, m)
	r.detail.TailShare = &share
}

// originEnd returns when the incident's own origin was well; a zero End when the record does not say it of each of several.
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
		switch e := r.ends[i]; {
		case e.At.IsZero():
			return End{}
		case e.At.After(end.At):
			end = e
		}
	}
	return end
}

// lastRecovered returns the affected service with the latest end within the incident; -1 if no end is known. Of several
// that were well at the same time it is the one that depends on the others.
func (r *recoverer) lastRecovered() int {
	best := -1
	for i := range r.ends {
		if r.ends[i].At.IsZero() || r.outlasts(i) {
			continue
		}
		if best < 0 || r.ends[i].At.After(r.ends[best].At) || r.ends[i].At.Equal(r.ends[best].At) && r.leadsTo(i, best, map[int]bool{}) {
			best = i
		}
	}
	return best
}

// leadsTo reports whether service i depends on target, directly or through others. seen holds those already looked at.
func (r *recoverer) leadsTo(i, target int, seen map[int]bool) bool {
	seen[i] = true
	for _, d := range r.dependencies(i) {
		if d == target || !seen[d] && r.leadsTo(d, target, seen) {
			return true
		}
	}
	return false
}
