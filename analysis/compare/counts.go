package compare

import (
	"slices"
	"strings"
)

// forget makes those counts of services unknown for which the record has nothing to count: without impact windows nobody
// knows which services were affected, and without an origin nobody knows what was in reach. A report says so in its
// notes; a table of many incidents would take the zero for an answer.
func (d *Digest) forget() {
	hurt, origin := false, false
	for _, s := range d.Services {
		hurt = hurt || len(s.Windows) > 0
		origin = origin || s.Origin
	}
	for i := range d.Counts {
		switch c := &d.Counts[i]; {
		case !hurt && (slices.Contains([]string{"affected", "explained", "spared", "hidden", "state_mismatches", "peak_affected"}, c.Name) || strings.HasPrefix(c.Name, "service_minutes_")):
			c.Value = nil
		case !origin && slices.Contains([]string{"origins", "reach", "explained", "spared", "hidden"}, c.Name):
			c.Value = nil
		}
	}
}
