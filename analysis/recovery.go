package analysis

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"github.com/postmortem-dev/postmortem/analysis/graph"
	"github.com/postmortem-dev/postmortem/incidents"
)

// RecoveryDetail is how the affected services came back.
type RecoveryDetail struct {
	TailSeconds  *float64          `json:"tail_s"`        // last affected service well − origin well
	TailShare    *float64          `json:"tail_share"`    // of the whole duration
	CriticalPath []Step            `json:"critical_path"` // from the last to recover back to the start
	Services     []ServiceRecovery `json:"services"`      // by end, then name; those without one last
	Outlasting   []string          `json:"outlasting"`    // services still hurt after the incident was resolved
}

// Step is one service on the recovery critical path and the time nothing else on the path accounts for.
type Step struct {
	Service   string  `json:"service"`
	Exclusive float64 `json:"exclusive_s"`
	From      End     `json:"from"`
	To        End     `json:"to"`
}

// ServiceRecovery is when one affected service was hurt and came back.
type ServiceRecovery struct {
	Service  string         `json:"service"`
	Start    End            `json:"start,omitzero"` // of its first window
	End      End            `json:"end,omitzero"`   // of its last window
	Span     *float64       `json:"span_s"`         // first start -> last end
	Hurt     *float64       `json:"hurt_s"`         // sum of its windows
	Lag      *float64       `json:"lag_s"`          // its end − the latest end among its affected dependencies
	After    string         `json:"after,omitempty"`
	Outlasts bool           `json:"outlasts,omitempty"` // its end lies after the incident was resolved
	Windows  []WindowDetail `json:"windows"`
}

// WindowDetail is one impact window.
type WindowDetail struct {
	Wave    string   `json:"wave,omitempty"`
	Level   string   `json:"level,omitempty"`
	Symptom string   `json:"symptom,omitempty"`
	From    End      `json:"from,omitzero"`
	To      End      `json:"to,omitzero"`
	Seconds *float64 `json:"seconds"`
}

func recovery() Analysis {
	return Analysis{
		Name: "recovery", Title: "Recovery",
		Doc: "When did each service come back, what was it waiting for, and how much of the incident was the tail after the origin was well?",
		Run: runRecovery,
	}
}

func runRecovery(c *Case) Result {
	r := recoverer{Case: c, network: c.network()}
	r.starts, r.ends = c.bounds(WholeIncident)
	r.resolved, _ = c.milestone(WholeIncident, incidents.Resolved)
	r.services()
	r.tail()
	r.criticalPath()
	result := Result{Measures: r.measures, Notes: r.notes, Detail: r.detail}
	if f, ok := r.figure(); ok {
		result.Figures = append(result.Figures, f)
	}
	return result
}

type recoverer struct {
	*Case
	network      *graph.Graph
	starts, ends []End
	resolved     End
	detail       RecoveryDetail
	measures     []Measure
	notes        []Note
}

// outlasts reports whether service i was still hurt after the incident was resolved. Such a service is told of, and left
// out of the tail and the critical path, which describe the incident itself.
func (r *recoverer) outlasts(i int) bool {
	return !r.resolved.At.IsZero() && r.ends[i].low().After(r.resolved.high())
}

func (r *recoverer) services() {
	r.detail.Services, r.detail.Outlasting = []ServiceRecovery{}, []string{}
	for i, hurt := range r.affected(WholeIncident) {
		if hurt {
			r.detail.Services = append(r.detail.Services, r.service(i))
		}
	}
	slices.SortStableFunc(r.detail.Services, func(a, b ServiceRecovery) int {
		if a.End.At.IsZero() != b.End.At.IsZero() {
			return cmp.Compare(b2i(a.End.At.IsZero()), b2i(b.End.At.IsZero()))
		}
		return a.End.At.Compare(b.End.At)
	})
	r.unendedNote()
	r.outlastNote()
}

func b2i(b bool) int {
	if b {
		return 1
	}
	return 0
}

func (r *recoverer) service(i int) ServiceRecovery {
	s := ServiceRecovery{Service: r.Case.services[i].ID, Start: r.starts[i], End: r.ends[i], Outlasts: r.outlasts(i)}
	s.Windows, s.Hurt = r.windowDetails(i)
	if s.Outlasts {
		r.detail.Outlasting = append(r.detail.Outlasting, s.Service)
	}
	scope := ServiceScope(s.Service)
	m := r.recoverMeasure(i, scope)
	r.measures, s.Span = append(r.measures, m), m.Value
	hurt := Measure{Name: "time_hurt", Scope: scope, Unit: "s", Value: s.Hurt, Low: s.Hurt, High: s.Hurt, From: m.From, To: m.To, Sources: m.Sources}
	if s.Hurt == nil {
		hurt.Note = "a window without both ends has no length"
	}
	r.measures = append(r.measures, hurt)
	r.lag(i, &s)
	return s
}

func (r *recoverer) recoverMeasure(i int, scope string) Measure {
	from, to := r.starts[i], r.ends[i]
	if from.At.IsZero() || to.At.IsZero() {
		label := r.Case.services[i].Label()
		from.Name, to.Name = label+" first hurt", label+" recovered"
		return unknown("time_to_recover", scope, "s", "the record does not give both ends", &from, &to)
	}
	return duration("time_to_recover", scope, from, to)
}

func (r *recoverer) windowDetails(i int) (out []WindowDetail, sum *float64) {
	total, known := 0.0, true
	s := r.Case.services[i]
	for j := range s.Windows {
		w := &s.Windows[j]
		d := WindowDetail{Wave: w.Wave, Level: string(w.Level), Symptom: w.Symptom.Text}
		if !w.From.IsZero() {
			d.From = instantEnd("from", w.From, w.Sources)
		}
		if !w.To.IsZero() {
			d.To = instantEnd("to", w.To, w.Sources)
		}
		if (hurt{i, w}).timed() {
			d.Seconds = number(seconds(d.From.At, d.To.At))
			total += *d.Seconds
		} else {
			known = false
		}
		out = append(out, d)
	}
	if known {
		sum = &total
	}
	return out, sum
}

// lag measures a service's end against the latest end among its affected dependencies.
func (r *recoverer) lag(i int, s *ServiceRecovery) {
	if s.End.At.IsZero() {
		return
	}
	last := r.lastDependency(i, time.Time{})
	if last < 0 {
		return
	}
	m := Measure{Name: "recovery_lag", Scope: ServiceScope(s.Service), Unit: "s", From: &r.ends[last], To: &s.End, Sources: union(r.ends[last].Sources, s.End.Sources)}
	v := seconds(r.ends[last].At, s.End.At)
	m.Value, m.Low, m.High = &v, number(seconds(r.ends[last].high(), s.End.low())), number(seconds(r.ends[last].low(), s.End.high()))
	s.Lag, s.After = &v, r.Case.services[last].ID
	r.measures = append(r.measures, m)
	if *m.High < 0 && r.needs(i, last) {
		r.notes = append(r.notes, Note{m.Scope, fmt.Sprintf("%s recovered %s before %s, on which it is said to depend: either it had another way, or the record is wrong about one of them.", r.Case.services[i].Label(), plainDuration(-v), r.Case.services[last].Label())})
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

// tail measures what was left of the incident when its origin was well: the resolved milestone of the first wave, or
// without one the latest end among the origins.
func (r *recoverer) tail() {
	origin, last := r.originEnd(), r.lastRecovered()
	from, to := End{Name: "origin recovered"}, End{Name: "last affected service recovered"}
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

// originEnd returns when the incident's own origin was well.
func (r *recoverer) originEnd() End {
	if len(r.Incident.Waves) > 0 {
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

func (r *recoverer) unendedNote() {
	var names []string
	for _, s := range r.detail.Services {
		if s.End.At.IsZero() {
			names = append(names, r.Service(s.Service).Label())
		}
	}
	if n := len(names); n > 0 {
		r.notes = append(r.notes, Note{WholeIncident, fmt.Sprintf("The record does not say when %s recovered%s.", counted(n, "affected service", "affected services"), listFew(names))})
	}
}

func (r *recoverer) outlastNote() {
	for _, s := range r.detail.Services {
		if s.Outlasts {
			when := s.End.At.In(r.Incident.Zone()).Format("2006-01-02 15:04 MST")
			r.notes = append(r.notes, Note{ServiceScope(s.Service), fmt.Sprintf("%s was fully well only at %s, after the incident was resolved; the tail and the critical path leave it out.", r.Service(s.Service).Label(), when)})
		}
	}
}

// figure draws each affected service's windows, in order of recovery, cut off where the incident ends.
func (r *recoverer) figure() (Figure, bool) {
	from, to, ok := r.period()
	f := Figure{ID: "recovery", Kind: Waterfall, Title: "When each affected service was hurt, in the order in which they recovered"}
	for _, s := range r.detail.Services {
		row := r.row(s, from.At, to.At)
		if len(row.Spans) > 0 {
			f.Rows = append(f.Rows, row)
		}
	}
	if origin := r.originEnd(); !origin.At.IsZero() {
		f.Marks = append(f.Marks, Tick{origin.At, origin.Name})
	}
	f.Marks = append(f.Marks, Tick{to.At, to.Name})
	f.Alt = r.alt()
	return f, ok && len(f.Rows) > 0
}

func (r *recoverer) row(s ServiceRecovery, from, to time.Time) Row {
	row := Row{Label: r.Service(s.Service).Label()}
	for _, w := range s.Windows {
		if w.Seconds == nil || !w.From.At.Before(to) {
			continue
		}
		class := ClassUnrecorded
		if w.Level == string(incidents.Down) || w.Level == string(incidents.Degraded) {
			class = Class(w.Level)
		}
		row.Spans = append(row.Spans, Span{From: w.From.At, To: clamp(w.To.At, from, to), Class: class})
	}
	if s.End.At.After(to) {
		row.Note = "until " + s.End.At.In(r.Incident.Zone()).Format("2 Jan 15:04")
	}
	return row
}

func (r *recoverer) alt() string {
	if r.detail.TailShare == nil {
		return "A bar for each impact window of each affected service, in the order of recovery."
	}
	return fmt.Sprintf("Each affected service's impact windows, in the order of recovery. After the origin was well the incident went on for %s, %.0f percent of its length.", plainDuration(*r.detail.TailSeconds), 100**r.detail.TailShare)
}
