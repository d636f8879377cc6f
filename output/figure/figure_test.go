package figure

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"errors"
	"flag"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/postmortem-dev/postmortem/analysis"
)

var update = flag.Bool("update", false, "write the golden files")

// sample returns the figures of a made-up report that resembles a long outage of a cloud region.
func sample(t testing.TB) []analysis.Figure {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("..", "testdata", "results.json"))
	if err != nil {
		t.Fatal(err)
	}
	var results []analysis.Result
	if err := json.Unmarshal(text, &results); err != nil {
		t.Fatal(err)
	}
	var out []analysis.Figure
	for _, r := range results {
		out = append(out, r.Figures...)
	}
	return out
}

func losAngeles(t testing.TB) *time.Location {
	t.Helper()
	zone, err := time.LoadLocation("America/Los_Angeles")
	if err != nil {
		t.Fatal(err)
	}
	return zone
}

var start = time.Date(2025, 10, 20, 6, 48, 0, 0, time.UTC)

func after(minutes int) time.Time { return start.Add(time.Duration(minutes) * time.Minute) }

func value(v float64) *float64 { return &v }

// small returns one small figure of each kind.
func small() []analysis.Figure {
	return []analysis.Figure{
		{ID: "gantt", Kind: analysis.Gantt, Title: "Phases", Alt: "It lasted 14 h.",
			Rows: []analysis.Row{
				{Label: "Whole", Group: "All", Spans: []analysis.Span{{From: after(0), To: after(4), Class: analysis.ClassUndetected}, {From: after(4), To: after(840), Class: analysis.ClassMerged, Label: "the rest"}}},
				{Label: "Open", Group: "Waves", Spans: []analysis.Span{{From: after(300), Class: analysis.ClassRecovery}}},
			},
			Marks: []analysis.Tick{{At: after(4), Label: "detected"}}},
		{ID: "steps", Kind: analysis.Steps, Title: "Affected", Alt: "The peak is 7.", Unit: "services",
			Series: []analysis.Series{
				{Name: "down", Class: analysis.ClassDown, Points: []analysis.Point{{At: after(0), Value: 3}, {At: after(90), Value: 0}}},
				{Name: "degraded", Class: analysis.ClassDegraded, Points: []analysis.Point{{At: after(30), Value: 4}, {At: after(200), Value: 0}}},
			}},
		{ID: "waterfall", Kind: analysis.Waterfall, Title: "Recovery", Alt: "The last was well after 5 h.",
			Rows: []analysis.Row{
				{Label: "late", Spans: []analysis.Span{{From: after(0), To: after(60), Class: analysis.ClassDown}, {From: after(120), To: after(300), Class: analysis.ClassDegraded}}},
				{Label: "early", Spans: []analysis.Span{{From: after(10), To: after(50), Class: analysis.ClassUnrecorded}}},
			},
			Marks: []analysis.Tick{{At: after(60), Label: "origin well"}}},
		{ID: "graph", Kind: analysis.Graph, Title: "Spread", Alt: "Two of three were reached.",
			Nodes: []analysis.Node{
				{ID: "a", Label: "A", Class: analysis.ClassOrigin, State: "down"}, {ID: "b", Label: "B", Class: analysis.ClassExplained, State: "degraded", Layer: 1},
				{ID: "c", Label: "C", Class: analysis.ClassSpared, Layer: 2}, {ID: "d", Label: "D", Class: analysis.ClassHidden, State: "down"},
			},
			Edges: []analysis.Link{{Dependent: "b", Dependency: "a", Proof: true}, {Dependent: "c", Dependency: "b", Proof: true, Inferred: true}, {Dependent: "c", Dependency: "a"}}},
		{ID: "bars", Kind: analysis.Bars, Title: "Reports", Alt: "From 2,000 to 17 million.", Unit: "reports", Log: true,
			Rows: []analysis.Row{
				{Label: "one page", Low: value(2000), High: value(2700), Class: analysis.ClassValue, Note: "morning"},
				{Label: "all", Low: value(17e6), High: value(17e6), Class: analysis.ClassValue}, {Label: "more", Low: value(8e6)}, {Label: "unknown"},
			}},
		{ID: "ecdf", Kind: analysis.ECDF, Title: "Whole length", Alt: "Half took at most 2 h.", Unit: "s", Log: true,
			Samples: []analysis.Sample{sampleOf("all", 60, 3600, 7200, 7200, 9000, 86400, 1e6)}},
		{ID: "strip", Kind: analysis.Strip, Title: "Time to detect", Alt: "One dot for each.", Unit: "s",
			Samples: []analysis.Sample{sampleOf("a group with a name of some length", 0, 0, 60, 60, 300, 900, 4000), sampleOf("two", 600, 7200), sampleOf("none")}},
		{ID: "arcs", Kind: analysis.Arcs, Title: "What they share", Alt: "Two of three.", Unit: "services",
			Nodes: []analysis.Node{{ID: "a", Label: "first-2024-01-01"}, {ID: "b", Label: "second-2024-02-02"}, {ID: "c", Label: "third-2024-03-03"}, {ID: "d", Label: "alone"}},
			Edges: []analysis.Link{{Dependent: "a", Dependency: "c", Weight: 3, Label: "x, y and z"}, {Dependent: "b", Dependency: "c", Weight: 1, Label: "x"}}},
		{ID: "elapsed", Kind: analysis.Gantt, Elapsed: true, Title: "From its own start", Alt: "Two incidents.",
			Rows: []analysis.Row{
				{Label: "long", Spans: []analysis.Span{{From: since(0), To: since(4), Class: analysis.ClassUndetected}, {From: since(4), To: since(6000), Class: analysis.ClassMerged, Label: "detected → resolved"}}},
				{Label: "short", Spans: []analysis.Span{{From: since(0), To: since(20), Class: analysis.ClassUndetected}, {From: since(20), Class: analysis.ClassRecovery}}},
			}},
	}
}

// since returns the moment of an elapsed figure that is so many minutes after its beginning.
func since(minutes int) time.Time {
	return analysis.Epoch().Add(time.Duration(minutes) * time.Minute)
}

// sampleOf returns a sample of values, which ascend, with an interval if there are six.
func sampleOf(label string, values ...float64) analysis.Sample {
	s := analysis.Sample{Label: label, N: len(values)}
	for i, v := range values {
		s.Values = append(s.Values, analysis.Value{X: v, Label: fmt.Sprintf("incident %d", i+1)})
	}
	if len(values) > 0 {
		s.Median = quantileOf(s.Values, 0.5)
	}
	if len(values) >= 6 {
		s.Low, s.High = &values[1], &values[len(values)-2]
	}
	return s
}

func TestGolden(t *testing.T) {
	for _, f := range small() {
		svg, _ := SVG(&f, Options{Zone: losAngeles(t)})
		name := filepath.Join("testdata", f.ID+".svg")
		if *update {
			if err := os.WriteFile(name, svg, 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(string(want), string(svg)); diff != "" {
			t.Errorf("%s (-want +got); go test -update writes it anew:\n%s", name, diff)
		}
	}
}

// hostile are labels that try to become markup, turn the text around them, or burst their box.
var hostile = []string{
	`</script><script>alert(1)</script>`, `"><img src=x onerror=alert(1)>`, `<!-- ]]> & ' "`, "قاعدة البيانات", "ab\u202Edc\x00\x08\ufffe\uffff",
	"👩‍👩‍👧‍👦👩🏽‍💻🇩🇪 emoji", strings.Repeat("Donaudampfschifffahrtsgesellschaft", 9), "", "   ", "한국어 서비스 상태 페이지", "a\xffb\xc3", "var(--ink)", "{b} {a|x}",
}

// withLabels returns a copy of f whose labels are hostile, beginning with the nth.
func withLabels(f analysis.Figure, n int) analysis.Figure {
	next := func() string { n++; return hostile[n%len(hostile)] }
	f.Title, f.Alt, f.Unit = next(), next(), next()
	f.Rows, f.Series, f.Marks, f.Nodes = clone(f.Rows), clone(f.Series), clone(f.Marks), clone(f.Nodes)
	f.Samples, f.Edges = clone(f.Samples), clone(f.Edges)
	for i := range f.Samples {
		f.Samples[i].Label, f.Samples[i].Values = next(), clone(f.Samples[i].Values)
		for k := range f.Samples[i].Values {
			f.Samples[i].Values[k].Label = next()
		}
	}
	for i := range f.Edges {
		f.Edges[i].Label = next()
	}
	for i := range f.Rows {
		f.Rows[i].Label, f.Rows[i].Group, f.Rows[i].Note = next(), next(), next()
		f.Rows[i].Spans = clone(f.Rows[i].Spans)
		for k := range f.Rows[i].Spans {
			f.Rows[i].Spans[k].Label = next()
		}
	}
	for i := range f.Series {
		f.Series[i].Name = next()
	}
	for i := range f.Marks {
		f.Marks[i].Label = next()
	}
	for i := range f.Nodes {
		f.Nodes[i].Label, f.Nodes[i].State = next(), next()
	}
	return f
}

func clone[T any](s []T) []T { return append([]T(nil), s...) }

// edgeCases returns figures that are empty, have one row, ends that are unknown or far away, or nonsense in them.
func edgeCases() []analysis.Figure {
	out := []analysis.Figure{
		{ID: "open", Kind: analysis.Waterfall, Rows: []analysis.Row{{Label: "x", Spans: []analysis.Span{{From: after(0)}}}}},
		{ID: "moment", Kind: analysis.Gantt, Rows: []analysis.Row{{Label: "x", Spans: []analysis.Span{{From: after(0), To: after(0), Class: "nobody knows"}}}}},
		{ID: "backwards", Kind: analysis.Gantt, Rows: []analysis.Row{{Spans: []analysis.Span{{From: after(9), To: after(0)}}}}},
		{ID: "none", Kind: analysis.Waterfall, Rows: []analysis.Row{{Label: "x"}, {Label: "y"}}},
		{ID: "century", Kind: analysis.Waterfall, Rows: []analysis.Row{{Spans: []analysis.Span{{From: start.AddDate(-70, 0, 0), To: start.AddDate(100, 0, 0)}}}}},
		{ID: "seconds", Kind: analysis.Gantt, Rows: []analysis.Row{{Spans: []analysis.Span{{From: start, To: start.Add(7 * time.Second)}}}}},
		{ID: "point", Kind: analysis.Steps, Series: []analysis.Series{{Points: []analysis.Point{{At: start, Value: 1}}}}},
		{ID: "flat", Kind: analysis.Steps, Series: []analysis.Series{{Points: []analysis.Point{{At: start}, {At: after(9)}}}, {Name: "empty"}}},
		{ID: "nan", Kind: analysis.Steps, Series: []analysis.Series{{Points: []analysis.Point{{At: start, Value: math.NaN()}, {At: after(9), Value: math.Inf(1)}}}}},
		{ID: "vast", Kind: analysis.Steps, Series: []analysis.Series{{Points: []analysis.Point{{At: start, Value: 1e299}, {At: after(9), Value: -math.MaxFloat64}}}, {Points: []analysis.Point{{At: after(2), Value: 1e299}}}}},
		{ID: "zero", Kind: analysis.Bars, Rows: []analysis.Row{{Low: value(0), High: value(0)}}},
		{ID: "logzero", Kind: analysis.Bars, Log: true, Rows: []analysis.Row{{Low: value(0), High: value(0)}, {Low: value(-5), High: value(5e9)}, {Low: value(0), High: value(1e-9)}}},
		{ID: "negative", Kind: analysis.Bars, Unit: "s", Rows: []analysis.Row{{Low: value(-9000), High: value(-60)}, {Low: value(-5), High: value(3600)}, {High: value(7200)}}},
		{ID: "infinite", Kind: analysis.Bars, Rows: []analysis.Row{{Low: value(math.NaN()), High: value(math.Inf(1))}, {Low: value(1), High: value(math.Inf(-1))}}},
		{ID: "huge", Kind: analysis.Bars, Unit: "s", Rows: []analysis.Row{{Low: value(1e300), High: value(math.MaxFloat64)}}},
		{ID: "lonely", Kind: analysis.Graph, Nodes: []analysis.Node{{ID: "a", Class: analysis.ClassOrigin}, {ID: "a"}, {ID: "b", Class: "nobody knows"}}},
		{ID: "cycle", Kind: analysis.Graph, Nodes: []analysis.Node{{ID: "a"}, {ID: "b"}, {ID: "c", Layer: -4}},
			Edges: []analysis.Link{{Dependent: "a", Dependency: "b"}, {Dependent: "b", Dependency: "a"}, {Dependent: "c", Dependency: "c"}, {Dependent: "c", Dependency: "nowhere"}}},
	}
	out = append(append(out, sampleCases()...), elapsedCases()...)
	for _, kind := range []analysis.FigureKind{analysis.Gantt, analysis.Steps, analysis.Waterfall, analysis.Graph, analysis.Bars, analysis.ECDF, analysis.Strip, analysis.Arcs} {
		out = append(out, analysis.Figure{ID: "empty_" + string(kind), Kind: kind})
	}
	return out
}

// sampleCases returns samples of one value, of many, of equal ones, of zeros, and of nonsense, as ecdfs and strips.
func sampleCases() []analysis.Figure {
	many := make([]float64, 400)
	for i := range many {
		many[i] = math.Round(60 * math.Exp(float64(i%97)/12))
	}
	slices.Sort(many)
	equal := slices.Repeat([]float64{2700}, 400)
	broken := sampleOf("broken", math.Inf(-1), -5, 1e300, math.MaxFloat64, math.NaN(), math.Inf(1))
	broken.Median = math.NaN()
	var out []analysis.Figure
	for _, kind := range []analysis.FigureKind{analysis.ECDF, analysis.Strip} {
		for _, c := range []struct {
			id      string
			samples []analysis.Sample
		}{
			{"one", []analysis.Sample{sampleOf("one", 5)}}, {"many", []analysis.Sample{sampleOf("many", many...), sampleOf("two", 1, 5)}},
			{"equal", []analysis.Sample{sampleOf("equal", equal...)}}, {"zeros", []analysis.Sample{sampleOf("", 0, 0, 0, 0, 0, 0)}},
			{"mixed", []analysis.Sample{sampleOf("", 0, 0, 1, 60, 1e6, 1e9), sampleOf("a", 0), sampleOf("b", 3), sampleOf("c", 4), sampleOf("d", 5), sampleOf("e", 6), sampleOf("f", 7)}},
			{"far", []analysis.Sample{sampleOf("far", 3000, 3100, 3200, 3300, 3e6)}}, {"broken", []analysis.Sample{broken, sampleOf("tiny", 5e-324, 1e-310)}}, {"void", []analysis.Sample{{Label: "void", N: 3}}},
		} {
			out = append(out, analysis.Figure{ID: string(kind) + "_" + c.id, Kind: kind, Unit: "s", Samples: c.samples}, analysis.Figure{ID: string(kind) + "_log_" + c.id, Kind: kind, Unit: "reports", Log: true, Samples: c.samples})
		}
	}
	return out
}

// elapsedCases returns figures of elapsed time and of arcs that an analysis would not give.
func elapsedCases() []analysis.Figure {
	out := []analysis.Figure{
		{ID: "at_once", Kind: analysis.Gantt, Elapsed: true, Rows: []analysis.Row{{Label: "x", Spans: []analysis.Span{{From: since(0), To: since(0)}}}}},
		{ID: "never", Kind: analysis.Gantt, Elapsed: true, Rows: []analysis.Row{{Label: "x", Spans: []analysis.Span{{From: since(0)}}}, {Label: "y"}}, Marks: []analysis.Tick{{At: since(7), Label: "z"}}},
		{ID: "before", Kind: analysis.Gantt, Elapsed: true, Rows: []analysis.Row{{Label: "x", Spans: []analysis.Span{{From: since(-70), To: since(5)}, {From: start, To: start.AddDate(900, 0, 0)}, {To: since(8)}}}}},
		{ID: "strangers", Kind: analysis.Arcs, Nodes: []analysis.Node{{ID: "a"}, {ID: "a"}, {ID: "b", Class: "nobody knows"}}, Edges: []analysis.Link{
			{Dependent: "a", Dependency: "a"}, {Dependent: "a", Dependency: "nowhere"}, {Dependent: "b", Dependency: "a", Weight: math.NaN()}, {Dependent: "a", Dependency: "b", Weight: math.Inf(1)}}},
	}
	dense := analysis.Figure{ID: "dense", Kind: analysis.Arcs, Unit: "services"}
	for i := range 45 {
		dense.Nodes = append(dense.Nodes, analysis.Node{ID: fmt.Sprint(i), Label: fmt.Sprintf("incident number %d", i)})
		for k := range i {
			dense.Edges = append(dense.Edges, analysis.Link{Dependent: fmt.Sprint(i), Dependency: fmt.Sprint(k), Weight: float64(1 + i*k%7)})
		}
	}
	return append(out, dense)
}

var notANumber = regexp.MustCompile(`NaN|Inf|[0-9]e[+-]?[0-9]`)

// TestDrawings holds every drawing to what a page needs of it: well-formed, named, with ids of its own, without active
// content or numbers that are none, and the same every time.
func TestDrawings(t *testing.T) {
	figures := append(append(sample(t), small()...), edgeCases()...)
	for i := range figures {
		for n := range hostile {
			figures = append(figures, withLabels(figures[i], n))
		}
	}
	for i := range figures {
		f := &figures[i]
		for _, narrow := range []bool{false, true} {
			o := Options{Zone: losAngeles(t), Narrow: narrow, ID: "figure:x"}
			svg, ok := SVG(f, o)
			if !ok {
				t.Fatalf("%s: not drawn", f.ID)
			}
			again, _ := SVG(f, o)
			if !bytes.Equal(svg, again) {
				t.Errorf("%s: two drawings differ", f.ID)
			}
			checkSVG(t, f, svg)
		}
	}
	if _, ok := SVG(&analysis.Figure{Kind: "pie"}, Options{}); ok {
		t.Error("a figure of an unknown kind is drawn")
	}
}

// TestDrawingsLeaveFiguresAlone: a report is shared by formats, so drawing must not sort or change its figures.
func TestDrawingsLeaveFiguresAlone(t *testing.T) {
	figures, untouched := append(sample(t), small()...), append(sample(t), small()...)
	for i := range figures {
		SVG(&figures[i], Options{})
		Data(&figures[i], time.UTC)
		Places(&figures[i])
	}
	if diff := cmp.Diff(untouched, figures); diff != "" {
		t.Errorf("drawing changed a figure:\n%s", diff)
	}
}

// drawn are the elements and attributes that our drawings use; anything else was smuggled in.
var drawn = map[string]bool{
	"svg": true, "title": true, "desc": true, "defs": true, "pattern": true, "g": true, "rect": true, "circle": true, "line": true, "path": true, "text": true,
	"xmlns": true, "class": true, "role": true, "aria-labelledby": true, "viewBox": true, "width": true, "height": true, "id": true, "patternUnits": true,
	"fill": true, "x": true, "y": true, "rx": true, "cx": true, "cy": true, "r": true, "x1": true, "y1": true, "x2": true, "y2": true, "d": true, "text-anchor": true, "stroke-width": true,
}

func checkSVG(t *testing.T, f *analysis.Figure, svg []byte) {
	t.Helper()
	d := xml.NewDecoder(bytes.NewReader(svg))
	ids, texts := map[string]string{}, map[string]string{}
	var inside, labelled string
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatalf("%s: %v in\n%s", f.ID, err, svg)
		}
		switch e := token.(type) {
		case xml.StartElement:
			inside = ""
			if !drawn[e.Name.Local] {
				t.Errorf("%s: element %s", f.ID, e.Name.Local)
			}
			for _, a := range e.Attr {
				switch {
				case !drawn[a.Name.Local]:
					t.Errorf("%s: attribute %s of %s", f.ID, a.Name.Local, e.Name.Local)
				case a.Name.Local == "id":
					if ids[a.Value] != "" || !strings.HasPrefix(a.Value, "figure:x:") {
						t.Errorf("%s: id %q is taken or not the drawing's own", f.ID, a.Value)
					}
					ids[a.Value], inside = e.Name.Local, a.Value
				case a.Name.Local == "aria-labelledby":
					labelled = a.Value
				case notANumber.MatchString(a.Value) && a.Name.Local != "class":
					t.Errorf("%s: %s=%q", f.ID, a.Name.Local, a.Value)
				}
			}
		case xml.CharData:
			texts[inside] += string(e)
		}
	}
	if ids["figure:x:title"] != "title" || ids["figure:x:desc"] != "desc" || labelled != "figure:x:title figure:x:desc" {
		t.Errorf("%s: not named by a title and a description: %v %q", f.ID, ids, labelled)
	}
	if got := texts["figure:x:title"]; strings.TrimSpace(got) != clean(f.Title) {
		t.Errorf("%s: title %q, want %q", f.ID, got, clean(f.Title))
	}
	for _, used := range regexp.MustCompile(`url\(#([^)]*)\)`).FindAllSubmatch(svg, -1) {
		if ids[string(used[1])] != "pattern" {
			t.Errorf("%s: pattern %s is not defined", f.ID, used[1])
		}
	}
}

// TestTables: what is drawn also stands in the table, with as many cells in each row as in the head.
func TestTables(t *testing.T) {
	for _, f := range append(append(sample(t), small()...), edgeCases()...) {
		table := Data(&f, losAngeles(t))
		for _, row := range table.Rows {
			if len(row) != len(table.Head) {
				t.Errorf("%s: %d cells under %d heads: %q", f.ID, len(row), len(table.Head), row)
			}
		}
		text := strings.Join(flatten(table.Rows), "\n")
		for _, r := range f.Rows {
			if !strings.Contains(text, clean(r.Label)) {
				t.Errorf("%s: %q is not in the table", f.ID, r.Label)
			}
		}
		for _, n := range f.Nodes {
			if !strings.Contains(text, clean(n.Label)) {
				t.Errorf("%s: %q is not in the table", f.ID, n.Label)
			}
		}
		for _, sample := range knownSamples(&f) {
			if !strings.Contains(text, sample.Label) || !strings.Contains(text, amount(&f, sample.Median)) || !strings.Contains(text, amount(&f, sample.Values[0].X)) {
				t.Errorf("%s: %q, its median or its least value is not in the table", f.ID, sample.Label)
			}
		}
	}
}

func flatten(rows [][]string) []string {
	var out []string
	for _, r := range rows {
		out = append(out, strings.Join(r, " | "))
	}
	return out
}

func BenchmarkSVG(b *testing.B) {
	zone := losAngeles(b)
	for _, f := range sample(b) {
		b.Run(f.ID, func(b *testing.B) {
			for b.Loop() {
				SVG(&f, Options{Zone: zone})
			}
		})
	}
}
