package briefs

import (
	"fmt"
	"slices"
	"strings"

	"github.com/postmortem-dev/postmortem/analysis"
	"github.com/postmortem-dev/postmortem/incidents"
	"github.com/postmortem-dev/postmortem/templates"
)

// mostNumbers is how many numbers a listener keeps.
const mostNumbers = 5

// numbers returns the numbers to remember: those the role names, then those of every document.
func numbers(s *Story) []Number {
	out := []Number{}
	taken := map[string]bool{}
	names := slices.Concat(s.Role.Numbers, []string{"duration", "time_to_detect", "time_to_identify", s.repairName(), "recovery_tail", "time_to_first_public_notice", "affected"})
	for _, name := range names {
		m := s.measureNamed(name)
		if !m.Known() || s.forgettable(m) || taken[m.Name+m.Scope] || len(out) == mostNumbers {
			continue
		}
		taken[m.Name+m.Scope] = true
		out = append(out, Number{Title: s.numberTitle(m), Value: s.Print(m), How: s.how(m), Sure: s.sure(m), Measure: m})
	}
	return out
}

// forgettable reports whether a known number is none to remember: a count of nothing, a tail that the record cannot tell,
// a count over time that leaves out most of the services, the median of one gap, a time in which nothing could pass because
// one entry marks both of its ends.
func (s *Story) forgettable(m analysis.Measure) bool {
	switch {
	case m.Name == "recovery_tail" || m.Name == "tail_share":
		return !s.TailTold()
	case m.Name == "message_gap_median":
		return len(s.Communication.Gaps) < 3
	case m.Name == "message_gap_longest":
		return len(s.Communication.Gaps) < 2
	case m.Unit == "s":
		return *m.Value == 0 && !m.Ranged()
	case m.Name == "peak_affected" || strings.HasPrefix(m.Name, "service_minutes"):
		return 2*s.Blast.OverTime.Counted < len(s.Blast.Affected) || *m.Value == 0
	}
	return m.Unit == "services" && *m.Value == 0
}

// measureNamed returns a measure by name, or by name@scope.
func (s *Story) measureNamed(name string) analysis.Measure {
	name, scope, found := strings.Cut(name, "@")
	if !found {
		scope = analysis.WholeIncident
	}
	return s.Measure(name, scope)
}

// repairName names the measure of how long the first repair took.
func (s *Story) repairName() string {
	if scope, wave := s.repaired(); wave != "" {
		return "duration@" + scope
	}
	return "time_to_mitigate"
}

// numberTitle says what a measure counts, in words that need no table.
func (s *Story) numberTitle(m analysis.Measure) string {
	title := Capital(strings.ReplaceAll(strings.Replace(m.Name, "phase_", "phase of ", 1), "_", " "))
	for _, known := range []struct{ name, title string }{
		{"duration", "The whole incident"}, {"time_to_detect", "Until it was detected"}, {"time_to_acknowledge", "From detection to the first response"},
		{"time_to_identify", "Until the cause was identified"}, {"time_to_mitigate", "Until it was mitigated"}, {"time_to_resolve", "Until it was resolved"},
		{"recovery_tail", "Recovery after the origin was well"}, {"tail_share", "Share of the time after the origin was well"},
		{"time_to_first_public_notice", "Until the public was told"}, {"affected", "Affected services on record"}, {"peak_affected", "Services hurt at once, at the peak"},
		{"reach", "Services in reach of the origin"}, {"explained", "Affected services that the dependencies on record explain"}, {"hidden", "Affected services that the dependencies on record do not explain"},
		{"single_points", "Single services before others"}, {"message_gap_median", "Median time between two public messages on record"}, {"message_gap_longest", "Longest time between two public messages on record"},
		{"messages_total", "Public messages on record"}, {"promises_missed", "Promises of a next message that were missed"}, {"service_minutes_down", "Minutes of all services that were down, added up"},
		{"service_minutes_degraded", "Minutes of all services that were degraded, added up"}, {"factors_without_action", "Causes that no action answers"},
	} {
		if known.name == m.Name {
			title = known.title
		}
	}
	if strings.HasPrefix(m.Scope, "wave:") {
		if m.Name == "duration" {
			return Capital(s.waveName(m.Scope))
		}
		title += ", " + s.waveName(m.Scope)
	}
	return title
}

// how says from which end to which a duration was taken, or what was counted of what.
func (s *Story) how(m analysis.Measure) string {
	switch {
	case m.From == nil || m.To == nil:
		return "counted in the record"
	case m.Name == "duration" && m.Scope == analysis.WholeIncident && s.Between() != "":
		return aloud(s.fromTo(m) + s.Between())
	case !m.From.At.IsZero() && !m.To.At.IsZero() && (m.Unit == "s" || m.Unit == "ratio"):
		return aloud(s.fromTo(m))
	case !m.From.At.IsZero() && !m.To.At.IsZero():
		return aloud("counted between " + s.endAt(*m.From) + " and " + s.endAt(*m.To))
	case m.Unit == "s":
		return aloud(strings.Trim("from "+m.From.Name+" to "+m.To.Name+", "+m.Note, ", "))
	case slices.Contains(incidents.Milestone("").Values(), m.From.Name):
		return "counted in the record"
	case m.From.Name == m.To.Name:
		return aloud("counted: " + m.From.Name)
	}
	return aloud(m.From.Name + ", of all " + m.To.Name)
}

// sure says how sure a number is: whether sources differ about it, on whose word its ends rest, and what it leaves out.
func (s *Story) sure(m analysis.Measure) string {
	switch {
	case m.Ranged() && m.Disputed:
		return "Sources differ: " + aloud(disputed(m)) + "."
	case m.Ranged():
		return "The record leaves a range: " + aloud(s.Print(m)) + "."
	case m.SoFar:
		return "So far: the incident is not over."
	case slices.Contains([]string{"reach", "explained", "hidden", "spared", "single_points", "precision", "recall"}, m.Name):
		return "From the model: it follows from the dependencies on record."
	case m.Name == "peak_affected" && len(s.Blast.OverTime.Untimed) > 0:
		return fmt.Sprintf("A lower bound: of %s, %d lack a recorded time.", templates.Plural(len(s.Blast.Affected), "affected service", "affected services"), len(s.Blast.OverTime.Untimed))
	case strings.HasPrefix(m.Name, "service_minutes"):
		return "Counted from the impact windows of which both ends are recorded."
	case m.Unit != "s" && m.Name != "tail_share":
		return "Counted in the record, which may not know of all."
	}
	text := Capital(s.grade(m)) + "."
	if lack := s.Unended(); lack != "" && (m.Name == "recovery_tail" || m.Name == "tail_share") {
		text += " " + lack + "."
	}
	return text
}

// grade names the weakest evidence for the ends of a measure. An end that the record does not grade is as good as the
// sources of the measure are close.
func (s *Story) grade(m analysis.Measure) string {
	order := incidents.Evidence("").Values()
	weakest, ungraded := -1, false
	for _, end := range []*analysis.End{m.From, m.To} {
		if end == nil || end.Evidence == "" {
			ungraded = true
			continue
		}
		weakest = max(weakest, slices.Index(order, end.Evidence))
	}
	weak := weakest > slices.Index(order, string(incidents.Corroborated))
	if weak || !ungraded {
		return evidenceSaid(incidents.Evidence(order[weakest]))
	}
	if len(m.Sources) == 0 {
		return "derived, without a source of its own"
	}
	official := func(id string) bool {
		return slices.ContainsFunc(s.Sources, func(x incidents.Source) bool { return x.ID == id && x.Kind == incidents.SourceKind("official") })
	}
	if !slices.ContainsFunc(m.Sources, func(id string) bool { return !official(id) }) {
		return "derived from official accounts"
	}
	return "derived, in part from accounts that are not official"
}

func evidenceSaid(e incidents.Evidence) string {
	switch e {
	case incidents.Official:
		return "official at both ends"
	case incidents.Corroborated:
		return "several accounts agree on its ends"
	case incidents.Reported:
		return "one of its ends rests on a single account"
	}
	return "one of its ends is derived from other statements"
}
