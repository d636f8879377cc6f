package importers

import (
	"encoding/json"
	"math"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// TestSeriesLaw: whatever is measured and missing, each sample past the limit lies in the certain part of one window, a
// sample within the limit in none, and no window begins or ends at a moment that nobody measured.
func TestSeriesLaw(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		const start, step = 1_709_546_400, 15
		var pairs [][2]any
		values := map[int64]float64{}
		for i, v := range rapid.SliceOfN(rapid.SampledFrom([]float64{0, 0.5, 0.6, 1, math.Inf(1), math.NaN(), -1}), 1, 40).Draw(t, "values") {
			if v == -1 {
				continue // nothing was measured
			}
			at := int64(start + step*i)
			pairs = append(pairs, [2]any{at, strconv.FormatFloat(v, 'g', -1, 64)})
			if !math.IsNaN(v) {
				values[at] = v
			}
		}
		result := []any{map[string]any{"metric": map[string]string{"job": "web"}, "values": pairs}}
		content, err := json.Marshal(map[string]any{"data": map[string]any{"resultType": "matrix", "result": result}})
		if err != nil {
			t.Fatal(err)
		}
		got, err := Import(strings.NewReader(string(content)), "", Options{File: "input", Limit: Limit{Value: 0.5, Given: true}})
		if _, refused := err.(*Refusal); err != nil && !refused {
			t.Fatal(err)
		}
		in := map[int64]int{}
		for _, d := range got.Drafts {
			for _, w := range d.Incident.Services[0].Windows {
				for at := range values {
					if (w.From.IsZero() || at >= w.From.To.Unix()) && (w.To.IsZero() || at <= w.To.From.Unix()) {
						in[at]++
					}
				}
				for _, end := range [][2]int64{{w.From.From.Unix(), w.From.To.Unix()}, {w.To.From.Unix(), w.To.To.Unix()}} {
					_, a := values[end[0]]
					_, b := values[end[1]]
					if end[0] > 0 && (!a || !b) {
						t.Fatalf("a window has an end between %d and %d, of which one was not measured", end[0]-start, end[1]-start)
					}
				}
			}
		}
		for at, v := range values {
			if want := map[bool]int{true: 1}[v > 0.5]; in[at] != want {
				t.Fatalf("the sample %g at %d lies in %d windows, want %d", v, at-start, in[at], want)
			}
		}
	})
}
