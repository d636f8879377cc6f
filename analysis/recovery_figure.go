package analysis

import (
	"fmt"
	"time"

	"github.com/postmortem-dev/postmortem/incidents"
)

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
	if n := len(row.Spans); n > 0 && s.End.At.After(row.Spans[n-1].To) {
		row.Note = "until " + s.End.At.In(r.Incident.Zone()).Format("2 Jan 15:04")
	} else if !s.End.low().Equal(s.End.high()) {
		zone := r.Incident.Zone()
		row.Note = "until " + s.End.low().In(zone).Format("15:04") + "–" + s.End.high().In(zone).Format("15:04")
	}
	return row
}

func (r *recoverer) alt() string {
	if r.detail.TailShare == nil {
		return "A bar for each impact window of each affected service, in the order of recovery."
	}
	const text = "Each affected service's impact windows, in the order of recovery. "
	tail, _ := (Result{Measures: r.measures}).Measure("recovery_tail", WholeIncident)
	if low, high := tail.Own(); low != high {
		return text + fmt.Sprintf("After the origin was well it took another %s to %s until the last recovery on record.", Duration(low), Duration(high))
	}
	return text + fmt.Sprintf("After the origin was well it took another %s until the last recovery on record, %.0f percent of the whole.", Duration(*r.detail.TailSeconds), 100**r.detail.TailShare)
}
