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
	Unended      []string          `json:"unended"`       // affected services whose end is not recorded
}

// ServiceRecovery is when one affected service was hurt and came back.
type ServiceRecovery struct {
	Service string   `json:"service"`
	Start   End      `json:"start,omitzero"` // of its first window
	End     End      `json:"end,omitzero"`   // of its last window
	Span    *float64 `json:"span_s"`         // first start -> last end
	Hurt    *float64 `json:"hurt_s"`         // the time that its windows cover
	Lag     *float64 `json:"lag_s"`          // its end − the latest end among its affected dependencies
	After   string   `json:"after,omitempty"`
	// WaitedFor: its affected dependencies whose end is not recorded, so that its lag cannot be told.
	WaitedFor []string       `json:"waited_for,omitempty"`
	Outlasts  bool           `json:"outlasts,omitempty"` // its end lies after the incident was resolved
	Windows   []WindowDetail `json:"windows"`
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
	r := recoverer{Case: c, network: c.network(), hurt: c.affected(WholeIncident)}
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
	hurt         []bool // by service: affected
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
	r.detail.Services, r.detail.Outlasting, r.detail.Unended = []ServiceRecovery{}, []string{}, []string{}
	for i, hurt := range r.hurt {
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
	s.Windows = r.windowDetails(i)
	if s.End.At.IsZero() {
		r.detail.Unended = append(r.detail.Unended, s.Service)
	}
	if s.Outlasts {
		r.detail.Outlasting = append(r.detail.Outlasting, s.Service)
	}
	scope := ServiceScope(s.Service)
	m := r.recoverMeasure(i, scope)
	r.measures, s.Span = append(r.measures, m), m.Value
	hurt := hurtMeasure(s, m)
	s.Hurt = hurt.Value
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

func (r *recoverer) windowDetails(i int) []WindowDetail {
	var out []WindowDetail
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
		}
		out = append(out, d)
	}
	return out
}

func (r *recoverer) unendedNote() {
	var names []string
	for _, id := range r.detail.Unended {
		names = append(names, r.Service(id).Label())
	}
	if n := len(names); n > 0 && r.Open {
		r.notes = append(r.notes, Note{WholeIncident, fmt.Sprintf("Still affected, as far as the record goes: %s%s.", counted(n, "service", "services"), listFew(names))})
	} else if n > 0 {
		r.notes = append(r.notes, Note{WholeIncident, fmt.Sprintf("The record does not say when %s recovered%s.", counted(n, "affected service", "affected services"), listFew(names))})
	}
}

// place says when an end was, as a note has it: at a moment, between two, or on a day.
func (c *Case) place(e End) string {
	low, high := e.low().In(c.Incident.Zone()), e.high().In(c.Incident.Zone())
	const minute = "2006-01-02 15:04 MST"
	switch {
	case low.Equal(high):
		return "at " + low.Format(minute)
	case low.Format(time.TimeOnly) == "00:00:00" && high.Sub(low) < 24*time.Hour && high.Format(time.TimeOnly) == "23:59:59":
		return "on " + low.Format(time.DateOnly)
	}
	return "between " + low.Format(minute) + " and " + high.Format(minute)
}

func (r *recoverer) outlastNote() {
	for _, s := range r.detail.Services {
		if s.Outlasts {
			r.notes = append(r.notes, Note{ServiceScope(s.Service), fmt.Sprintf("%s was fully well only %s, after the incident was resolved; the tail and the critical path leave it out.", r.Service(s.Service).Label(), r.place(s.End))})
		}
	}
}
