// Package axis places numbers on an axis, for those who draw or print one: where each number stands, and at which round
// ones the axis is labelled. It draws nothing and knows no format.
package axis

import "math"

// Far is how many times the least of some lengths the greatest is, when they no longer can be told apart on a linear
// axis.
const Far = 30.0

// Axis runs from 0 to 1. The zero value is none; New makes one.
type Axis struct {
	Low  float64 // the number at its beginning; with Zero, that at which the logarithmic scale begins
	High float64 // the number at its end
	Log  bool
	Zero bool // zero stands apart, left of the logarithmic scale
	unit string
}

// pocket is the share of an axis between zero and where the logarithmic scale begins, where zero stands apart.
const pocket = 0.09

// Numbers beyond most and nearer to zero than least are nobody's measurements; their ratios are no numbers.
const most, least = 1e300, 1e-300

// New returns the axis for values of a unit, "s" for lengths of time, and false when there is no number among them. It
// is logarithmic if log asks for it and a value is above zero; a zero then stands apart. Zeros beside numbers that are
// far apart make it logarithmic unasked: linear, all but the greatest would look like zero.
func New(values []float64, log bool, unit string) (Axis, bool) {
	low, high, small := math.Inf(1), math.Inf(-1), math.Inf(1)
	zero := false
	for _, v := range values {
		if !(math.Abs(v) <= most) { // also true of NaN
			continue
		}
		if math.Abs(v) < least {
			v = 0
		}
		low, high = min(low, v), max(high, v)
		switch {
		case v == 0:
			zero = true
		case v > 0:
			small = min(small, v)
		}
	}
	switch {
	case low > high:
		return Axis{}, false
	case low >= 0 && small <= most && (log || zero && high/small > Far):
		a := Axis{Log: true, Zero: zero, unit: unit}
		a.Low, a.High = around(small, high, unit)
		return a, true
	}
	a := Axis{Low: min(low, 0), High: max(high, 0), unit: unit}
	if a.Low == a.High {
		a.High = 1
		if unit == "s" {
			a.High = minute
		}
	}
	return a, true
}

// At returns the place of a number between 0 and 1; what lies beyond an end is held at it.
func (a Axis) At(v float64) float64 {
	if !a.Log {
		return hold((v - a.Low) / (a.High - a.Low))
	}
	if v < a.Low && a.Zero {
		return pocket * hold(v/a.Low)
	}
	if v < least {
		return 0
	}
	share := hold((math.Log(v) - math.Log(a.Low)) / (math.Log(a.High) - math.Log(a.Low)))
	if a.Zero {
		return pocket + (1-pocket)*share
	}
	return share
}

func hold(share float64) float64 { return min(max(share, 0), 1) }
