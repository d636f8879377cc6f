package analysis

import "github.com/postmortem-dev/postmortem/incidents"

// conflictSpans measures how far readings that stand lie apart: in the moment, start, end, length or number they give.
// Only what is given differently is measured. Names are completed by nameSpans.
func conflictSpans(scope, unit string, readings []reading) []Measure {
	out := []Measure{}
	times := []struct {
		name string
		at   func(reading) incidents.Instant
	}{
		{"", func(r reading) incidents.Instant { return r.at }},
		{"start", func(r reading) incidents.Instant { return r.from }},
		{"end", func(r reading) incidents.Instant { return r.to }},
	}
	for _, t := range times {
		if m, ok := timeSpan(t.name, scope, readings, t.at); ok {
			out = append(out, m)
		}
	}
	if m, ok := lengthSpan(scope, readings); ok {
		out = append(out, m)
	}
	if m, ok := valueSpan(scope, unit, readings); ok {
		out = append(out, m)
	}
	return out
}

func timeSpan(name, scope string, readings []reading, at func(reading) incidents.Instant) (Measure, bool) {
	var first, last End
	for _, r := range readings {
		i := at(r)
		if i.IsZero() {
			continue
		}
		if first.At.IsZero() || i.At().Before(first.At) {
			first = instantEnd("earliest claim that stands", i, r.sources)
		}
		if last.At.IsZero() || i.At().After(last.At) {
			last = instantEnd("latest claim that stands", i, r.sources)
		}
	}
	return duration(name, scope, first, last), first.At.Before(last.At)
}

func lengthSpan(scope string, readings []reading) (Measure, bool) {
	shortest, longest := End{Name: "shortest claim that stands"}, End{Name: "longest claim that stands"}
	low, high, found := 0.0, 0.0, false
	for _, r := range readings {
		if r.from.IsZero() || r.to.IsZero() {
			continue
		}
		length := seconds(r.from.At(), r.to.At())
		if !found || length < low {
			low, shortest.Sources = length, r.sources
		}
		if !found || length > high {
			high, longest.Sources = length, r.sources
		}
		found = true
	}
	return exact("length", scope, "s", high-low, shortest, longest), high > low
}

// valueSpan measures between the least and the greatest bound that is given. A number without one of its bounds makes
// the span a lower bound.
func valueSpan(scope, unit string, readings []reading) (Measure, bool) {
	least, greatest := End{Name: "lowest claim that stands"}, End{Name: "highest claim that stands"}
	low, high, found, oneSided := 0.0, 0.0, false, false
	for _, r := range readings {
		if r.value.IsZero() {
			continue
		}
		bottom, top := r.value.Low, r.value.High
		oneSided = oneSided || bottom == nil || top == nil
		if bottom == nil {
			bottom = top
		}
		if top == nil {
			top = bottom
		}
		if !found || *bottom < low {
			low, least.Sources = *bottom, r.sources
		}
		if !found || *top > high {
			high, greatest.Sources = *top, r.sources
		}
		found = true
	}
	m := exact("", scope, unit, high-low, least, greatest)
	if oneSided {
		m.High, m.Note = nil, "a lower bound: a claim gives one bound only"
	}
	return m, high > low
}

// nameSpans gives each span a name of its own within the result.
func nameSpans(conflicts []Conflict) {
	var taken []string
	for i := range conflicts {
		for j := range conflicts[i].Spans {
			m := &conflicts[i].Spans[j]
			name := "conflict_span_" + slug(conflicts[i].About, "claims")
			if m.Name != "" {
				name += "_" + m.Name
			}
			m.Name = uniqueID(name, taken)
			taken = append(taken, m.Name)
		}
	}
}
