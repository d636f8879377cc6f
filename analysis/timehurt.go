package analysis

import (
	"slices"
	"time"
)

// hurtMeasure returns how long a service was hurt: the time that its windows cover, an instant in several counting once.
// Low and High follow from what the ends of the windows leave open. span is the service's time to recover, from which
// the measure takes its ends.
func hurtMeasure(s ServiceRecovery, span Measure) Measure {
	m := Measure{Name: "time_hurt", Scope: span.Scope, Unit: "s", From: span.From, To: span.To, Sources: span.Sources}
	for _, w := range s.Windows {
		if w.Seconds == nil {
			m.Note = "a window without both ends has no length"
			return m
		}
	}
	windows := joined(s.Windows)
	cover := func(from, to func(End) time.Time) float64 {
		var stretches []stretch
		for _, w := range windows {
			if a, b := from(w.From), to(w.To); b.After(a) {
				stretches = append(stretches, stretch{a, b, 1})
			}
		}
		return lost(stretches)
	}
	nominal := func(e End) time.Time { return e.At }
	value := cover(nominal, nominal)
	m.Value = &value
	m.Low, m.High = number(min(value, cover(End.high, End.low))), number(max(value, cover(End.low, End.high)))
	m.Note = span.Note
	return m
}

// joined returns the windows in the order of their starts, two that meet at one end as one: what the record leaves open
// about that end then moves no length from one to the other.
func joined(windows []WindowDetail) []WindowDetail {
	sorted := slices.Clone(windows)
	slices.SortStableFunc(sorted, func(a, b WindowDetail) int { return a.From.At.Compare(b.From.At) })
	var out []WindowDetail
	for _, w := range sorted {
		last := len(out) - 1
		if last >= 0 && sameMoment(out[last].To, w.From) {
			out[last].To = w.To
			continue
		}
		out = append(out, w)
	}
	return out
}

func sameMoment(a, b End) bool {
	return a.low().Equal(b.low()) && a.high().Equal(b.high())
}
