package output

import (
	"fmt"

	"github.com/postmortem-dev/postmortem/templates/briefs"
)

// BriefSchema names the form of a brief's JSON; docs/brief.md describes it.
const BriefSchema = "postmortem-brief/v1"

type briefJSON struct {
	Schema string `json:"schema"`
	briefs.Brief
}

func encodeBrief(brief *briefs.Brief) ([]byte, error) {
	for _, n := range brief.Numbers {
		if err := checkMeasure(n.Measure); err != nil {
			return nil, fmt.Errorf("brief of %s: %w", brief.Incident, err)
		}
	}
	text, err := indented(briefJSON{BriefSchema, withLists(*brief)})
	if err != nil {
		return nil, fmt.Errorf("brief of %s: %w", brief.Incident, err)
	}
	return text, nil
}
