package axis

import (
	"math"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// anyAxis draws an axis and the values that it is for.
func anyAxis(t *rapid.T) (Axis, []float64) {
	number := rapid.OneOf(
		rapid.Custom(func(t *rapid.T) float64 { return math.Pow(10, rapid.Float64Range(-3, 9).Draw(t, "power")) }),
		rapid.SampledFrom([]float64{0, 1, 60, 600, 3600, 86400, 1e-300, 5e-324, 1e300, -7}),
	)
	values := rapid.SliceOfN(number, 1, 20).Draw(t, "values")
	a, ok := New(values, rapid.Bool().Draw(t, "log"), rapid.SampledFrom([]string{"s", "reports"}).Draw(t, "unit"))
	if !ok {
		t.Fatal("no axis for numbers")
	}
	return a, values
}

// TestAt: every value has its place on the axis, in its order, and zero is left of all others.
func TestAt(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, values := anyAxis(t)
		slices.Sort(values)
		for i, v := range values {
			at := a.At(v)
			if !(0 <= at && at <= 1) {
				t.Fatalf("%g at %g", v, at)
			}
			if i > 0 && at < a.At(values[i-1]) {
				t.Fatalf("%g stands left of %g", v, values[i-1])
			}
			if a.Zero && v >= least && at < pocket {
				t.Fatalf("%g stands where zero is", v)
			}
			if v >= least && !(a.Zero && v < a.Low) && (v < a.Low || v > a.High) {
				t.Fatalf("the axis from %g to %g does not hold %g", a.Low, a.High, v)
			}
		}
	})
}

// TestTicks: ticks rise, lie on the axis, and have the room they need; there is one at least.
func TestTicks(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, _ := anyAxis(t)
		room := rapid.Float64Range(0.03, 0.3).Draw(t, "room")
		ticks := a.Ticks(func(_, _ float64) float64 { return room })
		if len(ticks) == 0 || len(ticks) > 1+int(1/room) {
			t.Fatalf("%d ticks: %v", len(ticks), ticks)
		}
		for i, tick := range ticks {
			if slack := 1e-6 * math.Abs(tick); tick < a.Low-slack && !(a.Zero && tick == 0) || tick > a.High+slack {
				t.Fatalf("%g lies outside of %+v", tick, a)
			}
			if i > 0 && a.At(tick)-a.At(ticks[i-1]) < room*0.999 {
				t.Fatalf("%g and %g stand too close on %+v", ticks[i-1], tick, a)
			}
		}
	})
}

// TestRoundLengths: what people call round is where the ticks are.
func TestRoundLengths(t *testing.T) {
	tenth := func(_, _ float64) float64 { return 0.1 }
	for _, c := range []struct {
		values []float64
		log    bool
		want   []float64
	}{
		{[]float64{90, 17 * hour}, true, []float64{minute, 10 * minute, hour, 6 * hour, day}},
		{[]float64{0, 40, 20 * day}, true, []float64{0, minute, 10 * minute, hour, 6 * hour, day, 7 * day, 30 * day}},
		{[]float64{0, 40, 20 * day}, false, []float64{0, minute, 10 * minute, hour, 6 * hour, day, 7 * day, 30 * day}},
		{[]float64{hour}, true, []float64{30 * minute, hour, 2 * hour}},
		{[]float64{0, 5 * hour}, false, []float64{0, hour, 2 * hour, 3 * hour, 4 * hour, 5 * hour}},
		{[]float64{0, 0}, true, []float64{0, 10, 20, 30, 40, 50, 60}},
		{[]float64{-3 * hour, 3 * hour}, true, []float64{-3 * hour, -2 * hour, -hour, 0, hour, 2 * hour, 3 * hour}},
	} {
		a, ok := New(c.values, c.log, "s")
		if !ok {
			t.Fatal(c.values)
		}
		got := a.Ticks(tenth)
		if !cmp.Equal(c.want, got) {
			t.Errorf("%v: ticks at %v, want %v", c.values, got, c.want)
		}
	}
	for _, none := range [][]float64{nil, {math.NaN()}, {math.Inf(1), math.Inf(-1)}} {
		if a, ok := New(none, false, "s"); ok {
			t.Errorf("%v: %+v", none, a)
		}
	}
}
