package axis

import (
	"cmp"
	"math"
	"slices"
	"strconv"

	"github.com/postmortem-dev/postmortem/analysis"
)

const (
	minute = 60.0
	hour   = 60 * minute
	day    = 24 * hour
	year   = 365 * day
)

// Ticks returns the numbers at which the axis is labelled, in ascending order. apart is how far from each other, as a
// share of the axis, the labels of two numbers have to stand.
func (a Axis) Ticks(apart func(a, b float64) float64) []float64 {
	if a.Log {
		return a.logTicks(apart)
	}
	for step := steps(a.unit, (a.High-a.Low)/10); ; step = steps(a.unit, step*1.001) {
		ticks := a.every(step)
		if len(ticks) < 2 || a.fit(ticks, apart) {
			return ticks
		}
	}
}

// every returns the multiples of step on the axis.
func (a Axis) every(step float64) []float64 {
	var out []float64
	for i := math.Ceil(a.Low/step - 1e-9); i*step <= a.High+step*1e-9; i++ {
		out = append(out, i*step+0) // + 0: no negative zero
	}
	return out
}

func (a Axis) fit(ticks []float64, apart func(a, b float64) float64) bool {
	for i := 1; i < len(ticks); i++ {
		if a.At(ticks[i])-a.At(ticks[i-1]) < apart(ticks[i-1], ticks[i]) {
			return false
		}
	}
	return true
}

// logTicks takes the roundest numbers first and others where there is room. Less round ones need more of it: an axis
// with few labels is easier to read.
func (a Axis) logTicks(apart func(a, b float64) float64) []float64 {
	var out []float64
	if a.Zero {
		out = append(out, 0)
	}
	all := rounds(a.unit, a.Low, a.High)
	for rank, air := range [...]float64{1, 1, 1.7, 1.7} {
		if rank == 3 && len(out) > 2 {
			break
		}
		for _, r := range all {
			near := func(t float64) bool {
				return math.Abs(a.At(t)-a.At(r.value)) < air*apart(min(t, r.value), max(t, r.value))
			}
			if r.rank == rank && !slices.ContainsFunc(out, near) {
				out = append(out, r.value)
			}
		}
	}
	slices.Sort(out)
	return out
}

// round is a round number; of two, the one of lower rank is the rounder.
type round struct {
	value float64
	rank  int
}

// lengths returns the round lengths of time in seconds.
func lengths() []round {
	return []round{
		{1, 0}, {2, 2}, {5, 2}, {10, 1}, {15, 3}, {20, 3}, {30, 2}, {45, 3},
		{minute, 0}, {2 * minute, 2}, {3 * minute, 3}, {5 * minute, 2}, {10 * minute, 1}, {15 * minute, 3}, {20 * minute, 3},
		{30 * minute, 2}, {45 * minute, 3},
		{hour, 0}, {2 * hour, 2}, {3 * hour, 2}, {4 * hour, 3}, {6 * hour, 1}, {8 * hour, 3}, {12 * hour, 2}, {18 * hour, 3},
		{day, 0}, {2 * day, 2}, {3 * day, 2}, {4 * day, 3}, {5 * day, 3}, {7 * day, 1}, {10 * day, 3}, {14 * day, 2}, {21 * day, 3},
		{30 * day, 1}, {60 * day, 3}, {90 * day, 2}, {180 * day, 3}, {year, 1}, {2 * year, 3}, {5 * year, 2}, {10 * year, 1},
	}
}

// rounds returns the round numbers from low to high: of seconds, whole minutes, hours and days; else, and far off, those
// that begin with 1, 2, 3, 5 or 7.
func rounds(unit string, low, high float64) []round {
	var out []round
	keep := func(r round) {
		if low*(1-1e-9) <= r.value && r.value <= high*(1+1e-9) {
			out = append(out, r)
		}
	}
	for e := math.Floor(math.Log10(low)); e <= math.Ceil(math.Log10(high)); e++ {
		power := math.Pow(10, e)
		if unit == "s" && power >= 1 && power <= 20*year {
			continue
		}
		for _, r := range [...]round{{1, 0}, {2, 2}, {3, 3}, {5, 2}, {7, 3}} {
			keep(round{r.value * power, r.rank})
		}
	}
	if unit == "s" {
		for _, r := range lengths() {
			keep(r)
		}
	}
	slices.SortFunc(out, func(a, b round) int { return cmp.Compare(a.value, b.value) })
	return out
}

// around returns round numbers that have low and high between them, or at them if low and high are not one.
func around(low, high float64, unit string) (below, above float64) {
	below, above = low/10, high*10
	near := slices.DeleteFunc(rounds(unit, max(low/100, least), high*100), func(r round) bool { return r.rank == 3 })
	for _, r := range near {
		if r.value < low || r.value == low && low < high {
			below = r.value
		}
	}
	for _, r := range slices.Backward(near) {
		if r.value > high || r.value == high && low < high {
			above = r.value
		}
	}
	return below, above
}

// steps returns the least round distance of ticks that is at least so long.
func steps(unit string, long float64) float64 {
	if unit == "s" && long > 0.5 {
		for _, s := range [...]float64{
			1, 2, 5, 10, 15, 30, minute, 2 * minute, 5 * minute, 10 * minute, 15 * minute, 30 * minute,
			hour, 2 * hour, 3 * hour, 6 * hour, 12 * hour, day, 2 * day, 4 * day, 7 * day, 14 * day, 30 * day, 90 * day, year,
		} {
			if s >= long {
				return s
			}
		}
		return year * steps("", long/year)
	}
	power := math.Pow(10, math.Floor(math.Log10(long)))
	for _, m := range [...]float64{1, 2, 5} {
		if m*power >= long {
			return m * power
		}
	}
	return 10 * power
}

// Length writes a length of time at which an axis is labelled: whole days as days, and zero without a unit.
func Length(seconds float64) string {
	switch {
	case seconds == 0:
		return "0"
	case math.Abs(seconds) < 1:
		return strconv.FormatFloat(seconds, 'g', 2, 64) + " s"
	case seconds >= day && math.Mod(seconds, day) == 0 && seconds < 1e12:
		return strconv.Itoa(int(seconds/day)) + " d"
	case math.Abs(seconds) < 1e12:
		return analysis.Duration(seconds)
	}
	return strconv.FormatFloat(seconds, 'g', 3, 64) + " s"
}
