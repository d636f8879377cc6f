package templates

import (
	"fmt"
	"strings"

	"github.com/postmortem-dev/postmortem/analysis"
)

// Number is one of the numbers to remember.
type Number struct {
	Title   string
	Value   string
	Ends    string
	Sources []string
}

// FiveNumbers returns the five numbers to remember: the first five of these that the record supports.
func (v *View) FiveNumbers() []Number {
	var out []Number
	add := func(title, value string, m analysis.Measure) {
		if m.Known() && len(out) < 5 && (*m.Value > 0 || m.Ranged()) {
			out = append(out, Number{title, value, v.ends(m) + v.caveat(m), m.Sources})
		}
	}
	measure := func(title, name, scope string) {
		m := v.Measure(name, scope)
		add(title, duration(m), m)
	}
	measure("The whole incident"+v.Between(), "duration", analysis.WholeIncident)
	measure("Until it was detected", "time_to_detect", analysis.WholeIncident)
	measure("Until the cause was identified", "time_to_identify", analysis.WholeIncident)
	if first, ok := v.firstWave(); ok {
		measure("The first wave, "+first.Name, "duration", analysis.WaveScope(first.ID))
	} else {
		measure("Until it was mitigated", "time_to_mitigate", analysis.WholeIncident)
	}
	if tail, ok := v.TailStory(); ok && v.TailTold() {
		add("Recovery after the origin was well", fmt.Sprintf("%s, %s of the whole", tail.Length, tail.Share), v.Measure("tail_share", analysis.WholeIncident))
	}
	measure("Until the public was told", "time_to_first_public_notice", analysis.WholeIncident)
	if m := v.Measure("affected", analysis.WholeIncident); m.Known() && *m.Value > 0 {
		add("Affected services on record", number(*m.Value), m)
	}
	return out
}

// caveat says what a reader of a number must know and does not see in its two ends.
func (v *View) caveat(m analysis.Measure) string {
	if lack := v.Unended(); m.Name == "tail_share" && lack != "" {
		return "; " + lack
	}
	return ""
}

// Measures returns the measures of the whole incident and of its waves that are known, result by result: how each number
// was made.
func (v *View) Measures() []analysis.Measure {
	var out []analysis.Measure
	for _, r := range v.Results {
		for _, m := range r.Measures {
			if !strings.HasPrefix(m.Scope, "service:") && m.Known() && r.Name != "impact" && !countsTheRecord(m) {
				out = append(out, m)
			}
		}
	}
	return out
}

// countsTheRecord reports whether a measure counts parts of the record and not of the incident, or counts nothing at all.
func countsTheRecord(m analysis.Measure) bool {
	switch m.Unit {
	case "statements", "sources", "actions", "factors", "claims":
		return true
	case "s", "ratio":
		return strings.HasPrefix(m.Name, "statements") || strings.HasPrefix(m.Name, "conflict_span")
	}
	return *m.Value == 0
}

// Print returns a measure's value with its unit.
func (v *View) Print(m analysis.Measure) string {
	switch {
	case m.Unit == "s":
		return duration(m)
	case !m.Known():
		return "not recorded"
	case m.Unit == "ratio":
		return share(m)
	}
	if *m.Value == 1 {
		return "1 " + strings.TrimSuffix(m.Unit, "s")
	}
	return number(*m.Value) + " " + m.Unit
}
