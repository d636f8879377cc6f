package compare

import "math"

// quantile returns the q-quantile of values in ascending order, by linear interpolation between order statistics: type 7
// of Hyndman and Fan, the default of numpy, R and spreadsheets. values must not be empty.
//
// Note: gonum's LinInterp is not this one: its median of 1, 2, 3, 4 is 2.
func quantile(sorted []float64, q float64) float64 {
	h := q * float64(len(sorted)-1)
	i := int(h)
	if i+1 >= len(sorted) {
		return sorted[len(sorted)-1]
	}
	return sorted[i] + (h-float64(i))*(sorted[i+1]-sorted[i])
}

func median(sorted []float64) float64 { return quantile(sorted, 0.5) }

// geometricMean returns the geometric mean, and false unless all values are above zero.
func geometricMean(values []float64) (float64, bool) {
	var sum float64
	for _, v := range values {
		if v <= 0 {
			return 0, false
		}
		sum += math.Log(v)
	}
	return math.Exp(sum / float64(len(values))), len(values) > 0
}
