package figure

import "math"

// valueScale places numbers on an axis from a0 to a1, which may run either way.
type valueScale struct {
	low, high float64
	log       bool
	step      float64 // of a linear axis
	a0, a1    float64
}

// newValueScale widens the range to round numbers. A linear one holds zero; a logarithmic one whole powers of ten.
func newValueScale(low, high float64, log bool, a0, a1 float64) valueScale {
	return newUnitScale(low, high, log, "", a0, a1)
}

// newUnitScale is newValueScale for numbers of a unit: round seconds are whole minutes and hours.
func newUnitScale(low, high float64, log bool, unit string, a0, a1 float64) valueScale {
	if log {
		low, high = math.Pow(10, math.Floor(math.Log10(low))), math.Pow(10, math.Ceil(math.Log10(high)))
		if low >= high {
			high = low * 10
		}
		return valueScale{low, high, true, 0, a0, a1}
	}
	low, high = min(low, 0), max(high, 0)
	if low == high {
		high = 1
	}
	step := roundStep((high - low) / 5)
	if unit == "s" {
		step = roundSeconds((high - low) / 5)
	}
	return valueScale{math.Floor(low/step) * step, math.Ceil(high/step) * step, false, step, a0, a1}
}

// roundSeconds is roundStep for durations.
func roundSeconds(step float64) float64 {
	for _, s := range [...]float64{1, 5, 10, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10800, 21600, 43200} {
		if step <= s {
			return s
		}
	}
	return 86400 * math.Max(1, roundStep(step/86400))
}

// roundStep returns the least of 1, 2, 5, 10 ... that is no less than step; counts do not need smaller ones.
func roundStep(step float64) float64 {
	power := math.Pow(10, math.Floor(math.Log10(step)))
	for _, m := range [...]float64{1, 2, 5, 10} {
		if step <= m*power*1.0001 {
			return m * power
		}
	}
	return 10 * power
}

// at returns the place of a number, held inside the axis.
func (v valueScale) at(n float64) float64 {
	n = min(max(n, v.low), v.high)
	share := (n - v.low) / (v.high - v.low)
	if v.log {
		share = math.Log(n/v.low) / math.Log(v.high/v.low)
	}
	return v.a0 + (v.a1-v.a0)*share
}

// ticks returns the numbers at which the axis is labelled; coarse ones are fewer.
func (v valueScale) ticks(coarse bool) []float64 {
	var out []float64
	if v.log {
		decades := int(math.Round(math.Log10(v.high / v.low)))
		every := 1
		if coarse {
			every = 1 + decades/4
		}
		for i := 0; i <= decades; i += every {
			out = append(out, v.low*math.Pow(10, float64(i)))
		}
		return out
	}
	step := v.step
	if coarse && (v.high-v.low)/step > 3 {
		step *= 2
	}
	first := math.Ceil(v.low/step) * step
	for i := range 1 + int((v.high-first)/step+1e-6) {
		out = append(out, first+float64(i)*step)
	}
	return out
}
