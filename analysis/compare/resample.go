package compare

import (
	"math"
	"slices"

	"gonum.org/v1/gonum/stat/distuv"
)

// tries is how many resamples an interval rests on.
const tries = 10_000

// medianDraws returns a page of medians of samples of size m, drawn with replacement from values in ascending order: what a
// bootstrap of the median draws, without drawing the samples themselves.
func (u *urn) medianDraws(stream int, sorted []float64, m int) []float64 {
	n := float64(len(sorted))
	at := func(x float64) float64 { return sorted[min(int(x*n), len(sorted)-1)] }
	out := u.page()
	drawn := u.middles(stream, m)
	defer u.handBack(drawn)
	for i, middle := range drawn.list {
		out[i] = (at(middle.lower) + at(middle.upper)) / 2
	}
	return out
}

// medianInterval returns the bootstrap interval of the median that leaves the share alpha outside, half on each side
// (the percentile method of Efron and Tibshirani), and false for fewer than leastForInterval values.
func (u *urn) medianInterval(sorted []float64, alpha float64) (low, high float64, ok bool) {
	if len(sorted) < leastForInterval {
		return 0, 0, false
	}
	draws := u.medianDraws(0, sorted, len(sorted))
	defer u.giveBack(draws)
	slices.Sort(draws)
	return quantile(draws, alpha/2), quantile(draws, 1-alpha/2), true
}

// leastForInterval is the fewest values of which an interval of the median is given. With five, the smallest and the
// largest enclose the true median in 15 of 16 cases at best (1 - 2/2⁵); with fewer no 95 % interval exists.
const leastForInterval = 6

// statistic is a number that sums a sample up. It may sort its argument.
type statistic func([]float64) float64

// noise returns how far a statistic of two groups differs when nothing differs: the bounds that leave the share alpha of
// the differences outside, half on each side. Both groups, of n1 and n2 incidents, are drawn with replacement from the same
// values. It is the simulation of Davidovič, Incident Metrics in SRE (2021), "no change" case; his tables are tests.
func noise(c *chance, values []float64, n1, n2 int, of statistic, alpha float64, tries int) (low, high float64) {
	a, b := make([]float64, n1), make([]float64, n2)
	differences := make([]float64, tries)
	for i := range differences {
		draw(c, a, values)
		draw(c, b, values)
		differences[i] = of(a) - of(b)
	}
	slices.Sort(differences)
	return quantile(differences, alpha/2), quantile(differences, 1-alpha/2)
}

func draw(c *chance, into, values []float64) {
	for i := range into {
		into[i] = values[c.below(len(values))]
	}
}

// Detectable is what a comparison of two groups of this size could have shown at all, found by resampling the values of
// both groups together, after Davidovič.
type Detectable struct {
	NoiseLow  float64 `json:"noise_low"` // bounds of 90 % of the differences of medians that come about by chance
	NoiseHigh float64 `json:"noise_high"`
	// The smallest shortening of every incident of the first group that the comparison would have shown in 8 of 10 cases,
	// as a share of the durations; nil when not even 95 % would.
	Smallest *float64 `json:"smallest"`
}

// power is how often a change has to show for the comparison to be able to show it.
const power = 0.8

// detectable returns what a comparison of medians of groups of n1 and n2 drawn from values, judged at level alpha, could
// show. Verdicts rest on the ratio of the medians, so the smallest change is found on ratios: when every length is c
// shorter all ratios are, so the change shows where a ratio that chance alone gives, times 1 - c, falls below the bound.
func (u *urn) detectable(sorted []float64, n1, n2 int, alpha float64) Detectable {
	a, b := u.medianDraws(0, sorted, n1), u.medianDraws(1, sorted, n2)
	differences, ratios := u.page(), u.page()
	defer u.giveBack(a, b, differences, ratios)
	for i := range a {
		differences[i], ratios[i] = a[i]-b[i], a[i]/b[i] // 0/0 sorts first and n/0 last
	}
	slices.Sort(differences)
	slices.Sort(ratios)
	d := Detectable{NoiseLow: quantile(differences, 0.05), NoiseHigh: quantile(differences, 0.95)}
	if change := 1 - quantile(ratios, alpha/2)/quantile(ratios, power); change >= 0 && change <= mostChange {
		d.Smallest = &change
	}
	return d
}

// mostChange is the largest shortening that is looked for; beyond it the groups show next to nothing.
const mostChange = 0.95

// Effect is how much group B differs from group A.
type Effect struct {
	Ratio float64 `json:"ratio"` // median of B over median of A; 1 is no difference
	Low   float64 `json:"low"`   // bounds of its bootstrap interval
	High  float64 `json:"high"`
}

// effect returns the ratio of the medians of two groups and its interval at level alpha, and false when a group has too
// few values or a median of zero.
func (u *urn) effect(a, b []float64, alpha float64) (Effect, bool) {
	if len(a) < leastForVerdict || len(b) < leastForVerdict || median(a) <= 0 {
		return Effect{}, false
	}
	x, y := u.medianDraws(0, a, len(a)), u.medianDraws(1, b, len(b))
	ratios := u.page()
	defer u.giveBack(x, y, ratios)
	for i := range x {
		ratios[i] = y[i] / x[i]
		if x[i] <= 0 {
			ratios[i] = math.Inf(1)
		}
	}
	slices.Sort(ratios)
	e := Effect{median(b) / median(a), quantile(ratios, alpha/2), quantile(ratios, 1-alpha/2)}
	return e, !math.IsNaN(e.High) && !math.IsInf(e.High, 0)
}

// leastForVerdict is the fewest values in each group for which a verdict other than cannot tell is given: below it the
// bootstrap draws too few different medians to be trusted.
const leastForVerdict = 8

// wilson returns the interval of a share k of n at 95 % (Wilson, 1927), which also holds for few and for none or all.
func wilson(k, n int, z float64) (low, high float64) {
	p, m := float64(k)/float64(n), float64(n)
	middle := (p + z*z/(2*m)) / (1 + z*z/m)
	half := z / (1 + z*z/m) * math.Sqrt(p*(1-p)/m+z*z/(4*m*m))
	return math.Max(0, middle-half), math.Min(1, middle+half)
}

// zOf returns how many standard deviations leave the share alpha of a normal distribution outside.
func zOf(alpha float64) float64 { return distuv.UnitNormal.Quantile(1 - alpha/2) }

// newcombe returns the interval of the difference of two shares (Newcombe, 1998, method 10), made from their Wilson
// intervals.
func newcombe(k1, n1, k2, n2 int, z float64) (low, high float64) {
	p1, p2 := float64(k1)/float64(n1), float64(k2)/float64(n2)
	l1, u1 := wilson(k1, n1, z)
	l2, u2 := wilson(k2, n2, z)
	d := p2 - p1
	return d - math.Hypot(p2-l2, u1-p1), d + math.Hypot(u2-p2, p1-l1)
}
