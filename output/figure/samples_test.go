package figure

import (
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/postmortem-dev/postmortem/analysis"
)

// TestSwarm: every dot is drawn at its own place along the axis, and while a swarm is not crowded no dot covers another.
func TestSwarm(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		place := rapid.OneOf(rapid.Float64Range(0, 500), rapid.SampledFrom([]float64{7, 7.2, 250}))
		samples := rapid.SliceOfN(rapid.SliceOfN(place, 1, 60), 1, 4).Draw(t, "samples")
		for _, xs := range samples {
			slices.Sort(xs)
		}
		s := newSwarms(samples)
		for i, xs := range samples {
			if high := s.height(i); high > highest(len(samples))+2*s.radius {
				t.Fatalf("%d dots stand %g high", len(xs), high)
			}
			for a, x := range xs {
				if up := s.offset(i, a); up < 0 || up > s.height(i) {
					t.Fatalf("a dot at %g stands at %g of %g", x, up, s.height(i))
				}
				for b := range a {
					if far := math.Hypot(x-xs[b], s.offset(i, a)-s.offset(i, b)); !s.crowded && far < 2*s.radius {
						t.Fatalf("dots at %g and %g of radius %g are %g apart", xs[b], x, s.radius, far)
					}
				}
			}
		}
	})
}

// dotPlaces returns the places of the dots of a drawing, by the pattern that finds them.
func dotPlaces(svg []byte, pattern string) []string {
	var out []string
	for _, m := range regexp.MustCompile(pattern).FindAllSubmatch(svg, -1) {
		out = append(out, string(m[1]))
	}
	return out
}

// TestStripDots: there are as many dots as values, also among very many.
func TestStripDots(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.SampledFrom([]int{1, 2, 8, 59, 61, 299, 301, 400}).Draw(t, "n")
		values := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) float64 { return math.Exp(rapid.Float64Range(0, 12).Draw(t, "log")) }), n, n).Draw(t, "values")
		slices.Sort(values)
		f := &analysis.Figure{ID: "f", Kind: analysis.Strip, Unit: "s", Log: true, Samples: []analysis.Sample{sampleOf("x", values...)}}
		svg, _ := SVG(f, Options{Narrow: rapid.Bool().Draw(t, "narrow")})
		dots := strings.Count(string(svg), `<circle class="one"`) + strings.Count(string(svg), "h0") - 1 // one is the legend's
		if dots != n {
			t.Fatalf("%d dots for %d values", dots, n)
		}
	})
}

// TestCurve: an ecdf rises from 0 to 100 % and never falls, in equal steps for each value.
func TestCurve(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		values := rapid.SliceOfN(rapid.OneOf(rapid.Float64Range(0, 1e6), rapid.SampledFrom([]float64{0, 60, 3600})), 1, 50).Draw(t, "values")
		slices.Sort(values)
		f := &analysis.Figure{ID: "f", Kind: analysis.ECDF, Unit: "s", Log: rapid.Bool().Draw(t, "log"), Samples: []analysis.Sample{sampleOf("x", values...)}}
		svg, _ := SVG(f, Options{})
		if dots := strings.Count(string(svg), `class="point"`) - 1; dots != len(values) {
			t.Fatalf("%d dots for %d values", dots, len(values))
		}
		line := dotPlaces(svg, `class="curve" d="M([^"]*)"`)[0]
		x, y := path1(line)
		for i := 1; i < len(x); i++ {
			if x[i] < x[i-1] || y[i] > y[i-1] {
				t.Fatalf("the curve runs back at %g, %g: %s", x[i], y[i], line)
			}
		}
		if rise := y[0] - y[len(y)-1]; math.Abs(rise-250) > 0.11 {
			t.Fatalf("the curve rises by %g", rise)
		}
	})
}

// path1 reads a path of one starting point and horizontal and vertical lines.
func path1(d string) (xs, ys []float64) {
	words := strings.Fields(strings.NewReplacer("H", " H ", "V", " V ").Replace(d))
	number := func(i int) float64 { v, _ := strconv.ParseFloat(words[i], 64); return v }
	x, y := number(0), number(1)
	for i := 2; i < len(words); i += 2 {
		if words[i] == "H" {
			x = number(i + 1)
		} else {
			y = number(i + 1)
		}
		xs, ys = append(xs, x), append(ys, y)
	}
	return xs, ys
}

// TestArcPicture: no more nodes and arcs than can be told apart, the heaviest of them, each pair once.
func TestArcPicture(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f := &analysis.Figure{Kind: analysis.Arcs}
		n := rapid.IntRange(1, 60).Draw(t, "nodes")
		for i := range n {
			f.Nodes = append(f.Nodes, analysis.Node{ID: strconv.Itoa(i)})
		}
		for range rapid.IntRange(0, 400).Draw(t, "links") {
			end := func(name string) string { return strconv.Itoa(rapid.IntRange(0, n).Draw(t, name)) }
			f.Edges = append(f.Edges, analysis.Link{Dependent: end("a"), Dependency: end("b"), Weight: float64(rapid.IntRange(0, 9).Draw(t, "weight"))})
		}
		p := newArcPicture(f)
		if len(p.nodes)+p.left != n || len(p.nodes) > mostArcNodes || len(p.arcs) > mostArcs {
			t.Fatalf("%d nodes and %d left out of %d, %d arcs", len(p.nodes), p.left, n, len(p.arcs))
		}
		seen := map[[2]int]bool{}
		for i, a := range p.arcs {
			if a.from >= a.to || seen[[2]int{a.from, a.to}] || a.weight > p.most || i > 0 && a.weight < p.arcs[i-1].weight {
				t.Fatalf("arc %d of %+v", i, p.arcs)
			}
			seen[[2]int{a.from, a.to}] = true
		}
		named := p.outstanding(8)
		if rest := len(p.arcs) - len(named); len(named) > 8 || len(named) > 0 && rest > 0 && p.arcs[rest-1].weight >= named[0].weight {
			t.Fatalf("%+v do not stand out of %+v", named, p.arcs)
		}
	})
}

// TestArcsOfEach: a name with one thin arc keeps it beside a clique of thick ones that has too many.
func TestArcsOfEach(t *testing.T) {
	f := &analysis.Figure{Kind: analysis.Arcs}
	for i := range 30 {
		f.Nodes = append(f.Nodes, analysis.Node{ID: strconv.Itoa(i)})
		for k := range min(i, 25) {
			if i < 25 || k == 3 {
				f.Edges = append(f.Edges, analysis.Link{Dependent: strconv.Itoa(i), Dependency: strconv.Itoa(k), Weight: float64(1 + 5*boolToInt(i < 25))})
			}
		}
	}
	p := newArcPicture(f)
	if len(p.arcs) != mostArcs || p.dropped != 105 {
		t.Errorf("%d arcs are drawn and %d are not", len(p.arcs), p.dropped)
	}
	for i := range f.Nodes {
		if !slices.ContainsFunc(p.arcs, func(a arc) bool { return a.from == i || a.to == i }) {
			t.Errorf("node %d has lost all of its arcs", i)
		}
	}
}

// TestElapsed: every row begins at the axis's zero, what is later stands further right, and no clock is named.
func TestElapsed(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f := &analysis.Figure{ID: "f", Kind: analysis.Gantt, Elapsed: true}
		for range rapid.IntRange(1, 6).Draw(t, "rows") {
			r := analysis.Row{Label: "row"}
			at := time.Duration(0)
			for range rapid.IntRange(1, 5).Draw(t, "spans") {
				long := time.Duration(math.Exp(rapid.Float64Range(0, 14).Draw(t, "log seconds"))) * time.Second
				r.Spans = append(r.Spans, analysis.Span{From: analysis.Epoch().Add(at), To: analysis.Epoch().Add(at + long), Class: analysis.ClassRecovery})
				at += long
			}
			f.Rows = append(f.Rows, r)
		}
		svg, _ := SVG(f, Options{Zone: time.FixedZone("XST", 3600)})
		if found := regexp.MustCompile(`1970|XST|UTC|\d:\d\d`).Find(svg); found != nil {
			t.Fatalf("an elapsed figure says %s", found)
		}
		var zero float64
		for i, m := range dotPlaces(svg, `<rect class="bar" fill="currentColor" x="([0-9.]+)" y="[0-9.]+" width="[0-9.]+" height="20"`) {
			if x, _ := strconv.ParseFloat(m, 64); i == 0 {
				zero = x
			} else if x < zero {
				t.Fatalf("a bar at %g begins before zero at %g", x, zero)
			}
		}
		if total := strings.Count(string(svg), `class="value strong"`); total != len(f.Rows) {
			t.Fatalf("%d lengths for %d rows", total, len(f.Rows))
		}
	})
}

// TestNamesBreak: a name that is one long word is broken where it has a hyphen, and nothing of it is lost in enough lines.
func TestNamesBreak(t *testing.T) {
	got := wrapAnywhere("google-cloud-2025-06-12-service-control", labelSize, 150, 3)
	if strings.Join(got, "|") != "google-cloud-2025-06-|12-service-control" {
		t.Errorf("broken into %q", got)
	}
	for _, s := range append(hostile, "one word", "a-b/c_d.e") {
		s = clean(s)
		for width := 40.0; width < 300; width += 13 {
			for _, line := range wrapAnywhere(s, labelSize, width, 2) {
				if textWidth(line, labelSize) > width+textWidth("…", labelSize) {
					t.Errorf("line %q is wider than %g", line, width)
				}
			}
		}
		if got := wrapAnywhere(s, labelSize, 60, 400); strings.ReplaceAll(strings.Join(got, ""), " ", "") != strings.ReplaceAll(s, " ", "") && !strings.Contains(strings.Join(got, ""), "…") {
			t.Errorf("%q became %q", s, got)
		}
	}
}
