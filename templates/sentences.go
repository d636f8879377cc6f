package templates

import (
	"fmt"
	"slices"
	"time"

	"github.com/postmortem-dev/postmortem/analysis"
	"github.com/postmortem-dev/postmortem/incidents"
)

// Lasted says how long the incident was and between which moments.
func (v *View) Lasted() string {
	s, _ := v.Phases.Scope(analysis.WholeIncident)
	from, okFrom := v.end(analysis.WholeIncident, "started")
	to, okTo := v.end(analysis.WholeIncident, "resolved")
	switch {
	case okFrom && okTo:
		return fmt.Sprintf("It lasted %s, from %s to %s %s%s.", duration(s.Whole), v.clock(from), v.clock(to), v.zoneFull(), v.Between())
	case okFrom && s.SoFar:
		return fmt.Sprintf("It began at %s %s and is not over: it has lasted %s, as of %s.", v.clock(from), v.zoneName(), length(*s.Whole.Value), v.clock(*s.Whole.To))
	case okFrom && v.Status == incidents.StatusOpen:
		return fmt.Sprintf("It began at %s %s and is not over.", v.clock(from), v.zoneFull())
	case okFrom:
		return fmt.Sprintf("It began at %s %s; when it was resolved is not recorded.", v.clock(from), v.zoneName())
	case okTo:
		return fmt.Sprintf("It was resolved at %s %s; when it started is not recorded.", v.clock(to), v.zoneName())
	}
	return "When it started and when it was resolved are not recorded."
}

// Hurt says in one sentence how many services were affected, and whose.
func (v *View) Hurt() string {
	total := len(v.Blast.Affected)
	if total == 0 {
		return ""
	}
	external := 0
	for _, id := range v.Blast.Affected {
		if v.services[id].External {
			external++
		}
	}
	text := fmt.Sprintf("The record knows %s by name", plural(total, "affected service", "affected services"))
	switch {
	case external == total:
		text += ", all of them customers' or suppliers'"
	case external > 0:
		text += fmt.Sprintf(", %d of them customers' or suppliers'", external)
	}
	if o := v.Blast.OverTime; o.Peak > 1 {
		text += fmt.Sprintf("; %d were hurt at once at the peak, at %s", o.Peak, v.peak(o))
		if o.Counted < total {
			text += fmt.Sprintf(", counting only the %d whose times are recorded", o.Counted)
		}
	}
	return text + "."
}

// peak prints the moment of the peak; the middle of an uncertain one is given to the minute, as about.
func (v *View) peak(o analysis.OverTime) string {
	if o.About {
		o.PeakAt = o.PeakAt.Round(time.Minute)
	}
	return moment(analysis.End{At: o.PeakAt, About: o.About}, v.oneDay, v.zone)
}

// firstWave returns the wave that was over first, when there are several.
func (v *View) firstWave() (incidents.Wave, bool) {
	var first incidents.Wave
	var over analysis.End
	for _, w := range v.Waves {
		if end, ok := v.end(analysis.WaveScope(w.ID), "resolved"); ok && (over.At.IsZero() || end.At.Before(over.At)) {
			first, over = w, end
		}
	}
	return first, len(v.Waves) > 1 && first.ID != ""
}

// LaterWaves returns the waves that went on after the first was over.
func (v *View) LaterWaves() []incidents.Wave {
	first, ok := v.firstWave()
	if !ok {
		return nil
	}
	return slices.DeleteFunc(slices.Clone(v.Waves), func(w incidents.Wave) bool { return w.ID == first.ID })
}

// WaveSpan says from when to when a wave lasted.
func (v *View) WaveSpan(id string) string {
	scope := analysis.WaveScope(id)
	s, _ := v.Phases.Scope(scope)
	from, okFrom := v.end(scope, "started")
	to, okTo := v.end(scope, "resolved")
	switch {
	case okFrom && okTo:
		return fmt.Sprintf("%s → %s, %s", v.clock(from), moment(to, from.At, v.zone), duration(s.Whole))
	case okFrom && s.SoFar:
		return fmt.Sprintf("since %s, %s", v.clock(from), duration(s.Whole))
	case okFrom:
		return fmt.Sprintf("from %s, end not recorded", v.clock(from))
	case okTo:
		return fmt.Sprintf("until %s, start not recorded", v.clock(to))
	}
	return "times not recorded"
}

func choose(n int, one, many string) string {
	if n == 1 {
		return one
	}
	return many
}

func boolToInt(b bool) int {
	if b {
		return 1
	}
	return 0
}

// AnyRecovered reports whether the end of any service's impact is on record.
func (v *View) AnyRecovered() bool {
	return slices.ContainsFunc(v.Recovery.Services, func(s analysis.ServiceRecovery) bool { return !s.End.At.IsZero() })
}
