package figure

import (
	"slices"
	"time"
)

// scale places moments on a horizontal axis from x0 to x1.
type scale struct {
	from, to time.Time
	x0, x1   float64
	lengths  *lengthScale // of a figure of elapsed time, on which the moments then are
}

func newScale(from, to time.Time, x0, x1 float64) scale {
	if !to.After(from) {
		to = from.Add(time.Hour)
	}
	return scale{from: from, to: to, x0: x0, x1: x1}
}

// x returns the place of t, held inside the axis.
func (s scale) x(t time.Time) float64 {
	if s.lengths != nil {
		return s.lengths.x(elapsed(t).Seconds())
	}
	if t.After(s.to) {
		return s.x1
	}
	if t.Before(s.from) {
		return s.x0
	}
	return s.x0 + (s.x1-s.x0)*float64(t.Sub(s.from))/float64(s.to.Sub(s.from))
}

// step is a distance between ticks: a number of seconds within a day, or of days.
type step struct{ seconds, days int }

func (s step) length() time.Duration {
	return time.Duration(s.seconds)*time.Second + time.Duration(s.days)*24*time.Hour
}

// chooseStep returns the shortest sensible step whose ticks stand at least gap apart.
func (s scale) chooseStep(gap float64) step {
	steps := [...]step{
		{1, 0}, {5, 0}, {10, 0}, {30, 0},
		{60, 0}, {120, 0}, {300, 0}, {600, 0}, {900, 0}, {1800, 0},
		{3600, 0}, {7200, 0}, {10800, 0}, {14400, 0}, {21600, 0}, {43200, 0},
		{0, 1}, {0, 2}, {0, 7}, {0, 14}, {0, 30}, {0, 90}, {0, 365}, {0, 1825},
	}
	perPixel := s.to.Sub(s.from).Seconds() / (s.x1 - s.x0)
	for _, st := range steps {
		if st.length().Seconds() >= perPixel*gap {
			return st
		}
	}
	return step{0, 7300}
}

// ticks returns the moments of a step within the scale, on round wall clock times of zone.
func (s scale) ticks(st step, zone *time.Location) []time.Time {
	var out []time.Time
	start := s.from.In(zone)
	midnight := time.Date(start.Year(), start.Month(), start.Day(), 0, 0, 0, 0, zone)
	// Up to an hour apart, ticks stay round when they count the hour that the clocks repeat or skip.
	even, i := st.days == 0 && st.seconds <= 3600, 0
	if even {
		i = max(0, int(s.from.Sub(midnight)/(time.Duration(st.seconds)*time.Second))) // those before are not on the scale
	}
	for ; ; i++ {
		t := midnight.Add(time.Duration(i*st.seconds) * time.Second)
		if !even {
			t = time.Date(start.Year(), start.Month(), start.Day()+i*st.days, 0, 0, i*st.seconds, 0, zone)
		}
		if t.After(s.to) {
			return out
		}
		// Where the clock is put forward or back, two wall times can name one moment.
		if !t.Before(s.from) && (len(out) == 0 || t.After(out[len(out)-1])) {
			out = append(out, t)
		}
	}
}

// midnights returns the beginnings of days within the scale.
func (s scale) midnights(zone *time.Location) []time.Time { return s.ticks(step{0, 1}, zone) }

// longTail is how much of an axis may belong to its last few ends before it is cut: beyond it the rest is a sliver.
const longTail = 0.4

// cut returns where an axis from a moment over ends should stop, and how many ends lie beyond. It is the last end,
// unless at most a tenth of them would take up most of the axis.
func cut(from time.Time, ends []time.Time) (to time.Time, beyond int) {
	sorted := slices.Clone(ends)
	slices.SortFunc(sorted, time.Time.Compare)
	last := len(sorted) - 1
	if last < 0 {
		return from, 0
	}
	for k := 1; k <= max(1, len(sorted)/10) && len(sorted) >= 6; k++ {
		kept, next := sorted[last-k].Sub(from), sorted[last-k+1].Sub(from)
		if kept > 0 && kept.Seconds() < (1-longTail)*next.Seconds() {
			beyond = k
		}
	}
	to = sorted[last-beyond]
	if beyond > 0 {
		to = to.Add(to.Sub(from) / 12) // room to see the bars that run on
	}
	return to, beyond
}
