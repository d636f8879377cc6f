package importers

import (
	"strings"

	"github.com/postmortem-dev/postmortem/incidents"
)

// milestoneNamed returns the milestone that a name means, or nothing. Where people name their times themselves, the usual
// names are understood; another one is not guessed. docs/import.md lists them.
func milestoneNamed(name string) incidents.Milestone {
	name = strings.ToLower(oneLine(strings.ReplaceAll(name, "_", " ")))
	for _, tail := range [...]string{" at", " time", " date"} {
		name = strings.TrimSpace(strings.TrimSuffix(name, tail))
	}
	switch name = strings.TrimPrefix(name, "incident "); name {
	case "started", "impact started", "impact start", "impact began":
		return incidents.Started
	case "detected", "reported", "impact detected":
		return incidents.Detected
	case "acknowledged":
		return incidents.Acknowledged
	case "declared", "accepted":
		return incidents.Declared
	case "identified", "cause identified", "root cause identified":
		return incidents.Identified
	case "mitigated", "fixed", "impact mitigated", "impact ended":
		return incidents.Mitigated
	case "resolved":
		return incidents.Resolved
	case "closed":
		return incidents.Closed
	}
	return ""
}
