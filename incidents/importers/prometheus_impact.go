package importers

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/postmortem-dev/postmortem/incidents"
)

// measured returns the samples that are numbers, and notes what is odd about the others.
func (r *seriesReader) measured(s series) []sample {
	var list []sample
	infinite, grows := 0, true
	for _, x := range s.Samples {
		if math.IsNaN(x.value) {
			continue
		}
		if math.IsInf(x.value, 0) {
			infinite++
		}
		grows = grows && (len(list) == 0 || x.value >= list[len(list)-1].value)
		r.low, r.high = min(r.low, x.value), max(r.high, x.value)
		list = append(list, x)
	}
	metric := s.Labels["__name__"]
	if n := len(s.Samples) - len(list); n > 0 {
		r.network.account.doubt("no numbers, which count as missing: %d of the %d samples of %s", n, len(s.Samples), s.name())
	}
	if infinite > 0 {
		r.network.account.doubt("infinite: %d of the %d samples of %s", infinite, len(s.Samples), s.name())
	}
	if grows && (strings.HasSuffix(metric, "_count") || strings.HasSuffix(metric, "_sum")) && list[0].value < list[len(list)-1].value {
		r.network.account.doubt("%s only grows; of a counter a limit says nothing, ask for its rate", s.name())
	}
	return list
}

// stay is a run of samples past the limit.
type stay struct {
	first, last int // places of its samples
	peak        float64
}

// find returns the windows of a series whose service the label key names.
func (r *seriesReader) find(s series, key string) []incidents.Window {
	var stays []stay
	for i, x := range s.Samples {
		n := len(stays) - 1
		switch {
		case !r.hurts(x.value):
		case n >= 0 && stays[n].last == i-1 && !r.gap(s.Samples[i-1], x):
			stays[n].last = i
			stays[n].peak = r.worse(stays[n].peak, x.value)
		default:
			stays = append(stays, stay{first: i, last: i, peak: x.value})
		}
	}
	what := s.measures(key)
	var list []incidents.Window
	for _, run := range stays {
		list = append(list, r.window(s.Samples, run, what))
	}
	return list
}

func (r *seriesReader) hurts(value float64) bool {
	if r.limit.Below {
		return value < r.limit.Value
	}
	return value > r.limit.Value
}

func (r *seriesReader) worse(a, b float64) float64 {
	if r.limit.Below {
		return min(a, b)
	}
	return max(a, b)
}

// gap reports whether samples are missing between two.
func (r *seriesReader) gap(a, b sample) bool { return 2*(b.at-a.at) > 3*r.step }

// window returns the window of a run: from somewhere after the sample before it to somewhere before the one after it.
func (r *seriesReader) window(list []sample, run stay, what string) incidents.Window {
	first, last := list[run.first], list[run.last]
	w := incidents.Window{
		Symptom: incidents.Words{Text: fmt.Sprintf("%s was %s: %s at the worst.", what, r.past(), valueText(run.peak))},
		Basis:   incidents.Inferred, Sources: []string{r.network.source.ID}, Evidence: incidents.Derived,
	}
	notes := []string{"The step between samples is not known."}
	if r.step > 0 {
		notes[0] = fmt.Sprintf("Samples are %s apart.", stepText(r.step))
	}
	if run.first > 0 {
		before := list[run.first-1]
		w.From = incidents.Instant{From: before.time(), To: first.time()}
		if r.gap(before, first) {
			notes = append(notes, "Samples are missing before it, so it may have begun anywhere between.")
		}
	} else {
		notes = append(notes, fmt.Sprintf("It had begun by the first sample, %s.", first.time().Format(time.RFC3339)))
	}
	if run.last < len(list)-1 {
		after := list[run.last+1]
		w.To = incidents.Instant{From: last.time(), To: after.time()}
		if r.gap(last, after) {
			notes = append(notes, "Samples are missing after it, so it may have ended anywhere between.")
		}
	} else {
		notes = append(notes, fmt.Sprintf("It had not ended by the last sample, %s.", last.time().Format(time.RFC3339)))
	}
	w.Note = strings.Join(notes, " ")
	return w
}

// stepText writes a time between two samples, in milliseconds.
func stepText(step int64) string {
	switch {
	case step%3_600_000 == 0:
		return fmt.Sprintf("%d h", step/3_600_000)
	case step%60_000 == 0:
		return fmt.Sprintf("%d min", step/60_000)
	}
	return fmt.Sprintf("%g s", float64(step)/1000)
}

// measures names what the series measures, without the label that names its service.
func (s series) measures(service string) string {
	text := shorten(s.Labels["__name__"], 120)
	if text == "" {
		text = "The measurement"
	}
	var parts []string
	for _, key := range slices.Sorted(maps.Keys(s.Labels)) {
		if key != "__name__" && key != service && len(parts) < 4 {
			parts = append(parts, shorten(key, 40)+" "+shorten(s.Labels[key], 60))
		}
	}
	if len(parts) > 0 {
		text += " (" + strings.Join(parts, ", ") + ")"
	}
	return text
}
