package axis

import (
	"time"

	"github.com/postmortem-dev/postmortem/analysis"
)

// Elapsed returns the axis of a figure of elapsed time, and false when it has no span. It is logarithmic when the longest
// row is so much longer than the shortest that on a linear one that would be a sliver.
func Elapsed(f *analysis.Figure) (Axis, bool) {
	var all []float64
	shortest, longest := 0.0, 0.0
	for _, r := range f.Rows {
		end := 0.0
		for _, sp := range r.Spans {
			for _, t := range [...]time.Time{sp.From, sp.To} {
				if !t.IsZero() {
					all = append(all, t.Sub(analysis.Epoch()).Seconds())
					end = max(end, t.Sub(analysis.Epoch()).Seconds())
				}
			}
		}
		if end > 0 && (shortest == 0 || end < shortest) {
			shortest = end
		}
		longest = max(longest, end)
	}
	if len(all) == 0 {
		return Axis{}, false
	}
	if shortest == 0 || longest <= Far*shortest {
		return New([]float64{0, longest}, false, "s")
	}
	for i, v := range all {
		if longest > hour {
			all[i] = max(v, minute) // what the first seconds hold is seldom worth half of the axis
		}
	}
	return New(append(all, 0), true, "s")
}
