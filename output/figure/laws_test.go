package figure

import (
	"fmt"
	"math"
	"regexp"
	"strconv"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/postmortem-dev/postmortem/analysis"
)

// TestTicks: ticks rise, lie within the axis, stand at least a gap apart and at round times of the wall clock, also
// where it is put forward or back.
func TestTicks(t *testing.T) {
	zone := losAngeles(t)
	rapid.Check(t, func(t *rapid.T) {
		from := time.Unix(rapid.Int64Range(-6e8, 5e9).Draw(t, "from"), 0)
		length := time.Duration(math.Exp(rapid.Float64Range(1, 21.5).Draw(t, "log seconds")) * float64(time.Second))
		sc := newScale(from, from.Add(length), 100, 800)
		st := sc.chooseStep(60)
		ticks := sc.ticks(st, zone)
		if len(ticks) > 13 {
			t.Fatalf("%d ticks", len(ticks))
		}
		for i, tick := range ticks {
			local := tick.In(zone)
			if tick.Before(sc.from) || tick.After(sc.to) {
				t.Fatalf("%v lies outside", local)
			}
			if i > 0 && sc.x(tick)-sc.x(ticks[i-1]) < 60*22/24-1 && st.length() > time.Hour {
				t.Fatalf("%v and %v stand too close", ticks[i-1].In(zone), local)
			}
			seconds := local.Hour()*3600 + local.Minute()*60 + local.Second()
			if st.days == 0 && seconds%st.seconds != 0 && seconds%3600 != 0 || st.days > 0 && seconds != 0 {
				t.Fatalf("%v is no round time for a step of %v", local, st.length())
			}
		}
	})
}

// TestLanes: labels in one lane never overlap, and none is in a lane that has no reason to exist.
func TestLanes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var l lanes
		n := rapid.IntRange(1, 40).Draw(t, "n")
		for range n {
			from := rapid.Float64Range(0, 800).Draw(t, "from")
			l.put(from, from+rapid.Float64Range(1, 200).Draw(t, "width"))
		}
		count := 0
		for _, lane := range l {
			for i, a := range lane {
				count++
				for _, b := range lane[:i] {
					if a.from < b.to && b.from < a.to {
						t.Fatalf("%v overlaps %v", a, b)
					}
				}
			}
		}
		if count != n {
			t.Fatalf("%d labels in, %d out", n, count)
		}
	})
}

// TestCut: an axis is never cut before nine tenths of the ends, and shows all of them when none is far out.
func TestCut(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var ends []time.Time
		n := rapid.IntRange(1, 50).Draw(t, "n")
		far := false
		for range n {
			minutes := rapid.IntRange(600, 1000).Draw(t, "minutes")
			if rapid.IntRange(0, 30).Draw(t, "far") == 0 {
				minutes, far = 20000, true
			}
			ends = append(ends, after(minutes))
		}
		to, beyond := cut(start, ends)
		past := 0
		for _, end := range ends {
			if end.After(to) {
				past++
			}
		}
		if past != beyond || past > max(1, n/10) || !far && past > 0 {
			t.Fatalf("%d of %d ends are past the axis; cut says %d", past, n, beyond)
		}
	})
	if _, beyond := cut(start, []time.Time{after(1), after(2), after(3), after(4), after(5), after(9000)}); beyond != 1 {
		t.Errorf("one end far out of six: %d cut", beyond)
	}
}

// TestScale: every value has its place within the axis, in its order.
func TestScale(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		log := rapid.Bool().Draw(t, "log")
		least := -1e12
		if log {
			least = 1e-6
		}
		a, b := rapid.Float64Range(least, 1e12).Draw(t, "a"), rapid.Float64Range(least, 1e12).Draw(t, "b")
		a, b = min(a, b), max(a, b)
		v := newUnitScale(a, b, log, rapid.SampledFrom([]string{"", "s"}).Draw(t, "unit"), 100, 700)
		xa, xb := v.at(a), v.at(b)
		if !(100 <= xa && xa <= xb && xb <= 700) {
			t.Fatalf("%g at %g, %g at %g", a, xa, b, xb)
		}
		if v.low > a || v.high < b {
			t.Fatalf("axis from %g to %g does not hold %g to %g", v.low, v.high, a, b)
		}
		if n := len(v.ticks(false)); n < 2 || n > 22 {
			t.Fatalf("%d ticks", n)
		}
	})
}

// TestGraphLaws: on any graph, every node is drawn once, no two boxes touch, and no name is wider than its box.
func TestGraphLaws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f := anyGraph(t)
		reached, aside, alone := split(f)
		seen := map[string]int{}
		for _, part := range [...]*analysis.Figure{reached, aside} {
			g := newGraph(part)
			for i, c := range g.cells {
				for _, d := range g.cells[:i] {
					if c.col == d.col && math.Abs(c.y-d.y) < (c.height+d.height)/2+nodeGap-0.01 {
						t.Fatalf("cells touch: %+v %+v", c, d)
					}
				}
				if c.isPass() {
					continue
				}
				seen[g.nodes[c.node].ID]++
				for _, line := range g.labels[c.node] {
					if textWidth(line, nodeText)+signRoom > g.width[c.col] {
						t.Fatalf("%q is wider than %g", line, g.width[c.col])
					}
				}
			}
			for i := 1; i < len(g.xs); i++ {
				if g.xs[i] < g.xs[i-1]+g.width[i-1]+minColGap-0.01 {
					t.Fatalf("columns touch: %v %v", g.xs, g.width)
				}
			}
			if before := newLayers(part); len(before.routes) != len(part.Edges) {
				t.Fatalf("%d routes for %d edges", len(before.routes), len(part.Edges))
			}
		}
		for _, n := range alone {
			seen[n.ID]++
		}
		for _, n := range f.Nodes {
			if seen[n.ID] != 1 {
				t.Fatalf("node %s is drawn %d times", n.ID, seen[n.ID])
			}
		}
	})
}

func anyGraph(t *rapid.T) *analysis.Figure {
	f := &analysis.Figure{ID: "g", Kind: analysis.Graph}
	n := rapid.IntRange(1, 30).Draw(t, "nodes")
	for i := range n {
		class := rapid.SampledFrom([]analysis.Class{analysis.ClassOrigin, analysis.ClassExplained, analysis.ClassSpared, analysis.ClassHidden, analysis.ClassUntouched}).Draw(t, "class")
		f.Nodes = append(f.Nodes, analysis.Node{ID: strconv.Itoa(i), Label: fmt.Sprintf("service number %d", i*i*i), Class: class, Layer: rapid.IntRange(0, 5).Draw(t, "layer")})
	}
	for range rapid.IntRange(0, 60).Draw(t, "edges") {
		f.Edges = append(f.Edges, analysis.Link{
			Dependent:  strconv.Itoa(rapid.IntRange(0, n-1).Draw(t, "dependent")),
			Dependency: strconv.Itoa(rapid.IntRange(0, n-1).Draw(t, "dependency")),
			Proof:      rapid.Bool().Draw(t, "proof"),
		})
	}
	return f
}

// TestSweepsUncross: a graph that can be drawn without crossings is.
func TestSweepsUncross(t *testing.T) {
	f := &analysis.Figure{Kind: analysis.Graph}
	for i := range 8 {
		f.Nodes = append(f.Nodes, analysis.Node{ID: strconv.Itoa(i), Class: analysis.ClassOrigin}, analysis.Node{ID: strconv.Itoa(100 + i), Class: analysis.ClassExplained, Layer: 1})
		f.Edges = append(f.Edges, analysis.Link{Dependency: strconv.Itoa(i), Dependent: strconv.Itoa(100 + 7 - i)})
	}
	if n := newLayers(f).crossings(); n != 0 {
		t.Errorf("%d crossings", n)
	}
}

func TestInversions(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		values := rapid.SliceOfN(rapid.IntRange(0, 20), 0, 40).Draw(t, "values")
		want := 0
		for i := range values {
			for k := range i {
				if values[k] > values[i] {
					want++
				}
			}
		}
		if got := inversions(values, 21); got != want {
			t.Fatalf("%d inversions, want %d", got, want)
		}
	})
}

// TestFit: a cut text is no wider than its room and never ends within a character or an emoji.
func TestFit(t *testing.T) {
	for _, s := range append(hostile, "Managed Workflows for Apache Airflow") {
		s = clean(s)
		for width := 0.0; width < 400; width += 7 {
			got := fit(s, labelSize, width)
			if got != s && textWidth(got, labelSize) > width+textWidth("…", labelSize) {
				t.Errorf("%q is wider than %g", got, width)
			}
			if cut := regexp.MustCompile(`\x{200d}…|\x{fffd}`); cut.MatchString(got) {
				t.Errorf("%q is cut within a character", got)
			}
			for _, line := range wrap(s, labelSize, max(width, 20), 3) {
				if textWidth(line, labelSize) > max(width, 20)+textWidth("…", labelSize) {
					t.Errorf("line %q is wider than %g", line, width)
				}
			}
		}
	}
}

func TestWords(t *testing.T) {
	for _, c := range []struct {
		got, want string
	}{
		{Duration(0), "0 min"}, {Duration(12500 * time.Millisecond), "13 s"}, {Duration(-90 * time.Second), "−90 s"}, {Duration(50 * time.Minute), "50 min"},
		{Duration(157 * time.Minute), "2 h 37 min"}, {Duration(2*time.Hour + 29*time.Second), "2 h"}, {Duration(47 * time.Hour), "47 h"}, {Duration(203 * time.Hour), "8 d 11 h"},
		{Value(52320, "s"), "14 h 32 min"}, {Value(9.8e6, "reports"), "9.8 million reports"}, {Value(1234567, ""), "1.23 million"}, {Value(70000, "companies"), "70,000 companies"},
		{Value(0.8, "ratio"), "0.8 ratio"}, {Value(-3, "x"), "−3 x"}, {Value(2.5e9, "USD"), "2.5 billion USD"}, {Value(999.6, ""), "999.6"}, {Value(1e300, "s"), "1e+300 s"},
		{Moment(start, time.UTC), "20 Oct 2025 06:48 UTC"}, {Moment(start, losAngeles(t)), "19 Oct 2025 23:48 PDT"}, {Moment(time.Time{}, time.UTC), "not recorded"},
		{Moment(start, time.FixedZone("", -3*3600)), "20 Oct 2025 03:48 UTC−03:00"},
		{RangeWords(analysis.Row{Low: value(38e6), High: value(581e6)}, "USD"), "38 – 581 million USD"},
		{RangeWords(analysis.Row{Low: value(500)}, "sites"), "at least 500 sites"}, {RangeWords(analysis.Row{High: value(5)}, ""), "at most 5"},
		{RangeWords(analysis.Row{}, "x"), "not recorded"}, {RangeWords(analysis.Row{Low: value(2280), High: value(3000)}, "s"), "38 min – 50 min"},
	} {
		if c.got != c.want {
			t.Errorf("got %q, want %q", c.got, c.want)
		}
	}
}
