package analysis

import (
	"time"

	"github.com/postmortem-dev/postmortem/incidents"
)

// hurt is one impact window of one service, by index.
type hurt struct {
	service int
	window  *incidents.Window
}

// timed reports whether both ends are recorded, so that the window has a length.
func (h hurt) timed() bool { return !h.window.From.IsZero() && !h.window.To.IsZero() }

// windows returns every impact window in scope, services by name. Callers do not change the slice.
func (c *Case) windows(scope string) []hurt { return c.hurts[scope] }

func (c *Case) findWindows() {
	c.hurts = map[string][]hurt{}
	for i, s := range c.services {
		for j := range s.Windows {
			h := hurt{i, &s.Windows[j]}
			c.hurts[WholeIncident] = append(c.hurts[WholeIncident], h)
			if w := c.waveOf(h.window); w != "" {
				c.hurts[WaveScope(w)] = append(c.hurts[WaveScope(w)], h)
			}
		}
	}
}

// waveOf returns the wave a window belongs to: the one it names, or the only one there is.
func (c *Case) waveOf(w *incidents.Window) string {
	if w.Wave == "" && len(c.Incident.Waves) == 1 {
		return c.Incident.Waves[0].ID
	}
	return w.Wave
}

// affected returns which services have an impact window in scope.
func (c *Case) affected(scope string) []bool {
	out := make([]bool, len(c.services))
	for _, h := range c.windows(scope) {
		out[h.service] = true
	}
	return out
}

// bounds returns the first start and last end of each affected service's windows in scope. Each is a zero End when the
// record gives none; an end is also zero while any window of the service has no end.
func (c *Case) bounds(scope string) (starts, ends []End) {
	starts, ends = make([]End, len(c.services)), make([]End, len(c.services))
	unended := make([]bool, len(c.services))
	for _, h := range c.windows(scope) {
		name := c.services[h.service].Label()
		if w := h.window; !w.From.IsZero() {
			starts[h.service] = firstOf(starts[h.service], windowEnd(name+" first hurt", w.From, w))
		}
		if h.window.To.IsZero() {
			unended[h.service] = true
			continue
		}
		ends[h.service] = lastOf(ends[h.service], windowEnd(name+" recovered", h.window.To, h.window))
	}
	for i := range ends {
		if unended[i] {
			ends[i] = End{}
		}
	}
	return starts, ends
}

func windowEnd(name string, at incidents.Instant, w *incidents.Window) End {
	end := instantEnd(name, at, w.Sources)
	end.Evidence = string(w.Evidence)
	return end
}

// firstOf returns the earlier of two ends by their nominal moments. Where the record leaves both open, the first of them
// lies between the earlier of their low ends and the earlier of their high ones.
func firstOf(a, b End) End {
	if a.At.IsZero() {
		return b
	}
	first := a
	if b.At.Before(a.At) {
		first = b
	}
	first.Low, first.High = earliest(a.low(), b.low()), earliest(a.high(), b.high())
	return first
}

// lastOf returns the later of two ends, and between which moments it lies.
func lastOf(a, b End) End {
	if a.At.IsZero() {
		return b
	}
	last := a
	if b.At.After(a.At) {
		last = b
	}
	last.Low, last.High = latest(a.low(), b.low()), latest(a.high(), b.high())
	return last
}

// period returns the two ends within which things are counted over time: started and resolved, or where one is not
// recorded the first start or last end of any impact window; false when there is neither.
func (c *Case) period() (from, to End, ok bool) {
	from, okFrom := c.milestone(WholeIncident, incidents.Started)
	to, okTo := c.milestone(WholeIncident, incidents.Resolved)
	if c.Open && !okTo {
		to, okTo = c.AsOf, true
	}
	starts, ends := c.bounds(WholeIncident)
	for i := range starts {
		if s := starts[i]; !okFrom && !s.At.IsZero() && (from.At.IsZero() || s.At.Before(from.At)) {
			from = s
		}
		if e := ends[i]; !okTo && e.At.After(to.At) {
			to = e
		}
	}
	return from, to, !from.At.IsZero() && !to.At.IsZero() && to.At.After(from.At)
}

func stateRank(s incidents.State) int {
	switch s {
	case incidents.Down:
		return 3
	case incidents.Degraded:
		return 2
	case incidents.OK:
		return 0
	}
	return 1 // hurt, but how badly is not recorded
}

// worst returns the worst recorded level of each affected service in scope; "" where none is recorded.
func (c *Case) worst(scope string) []incidents.State {
	out := make([]incidents.State, len(c.services))
	for _, h := range c.windows(scope) {
		if stateRank(h.window.Level) > stateRank(out[h.service]) {
			out[h.service] = h.window.Level
		}
	}
	return out
}

func clamp(t, from, to time.Time) time.Time {
	if t.Before(from) {
		return from
	}
	if t.After(to) {
		return to
	}
	return t
}
