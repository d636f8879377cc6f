package templates

import (
	"fmt"
	"html"
	"math"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"

	"pgregory.net/rapid"

	"github.com/postmortem-dev/postmortem/analysis"
)

// hostile are names that mean something to Mermaid, to Markdown, to a terminal or to the grid of a text block.
var hostile = []string{
	`"]; click n0 "javascript:alert(1)"`, "end", "---", "%%{init: {}}%%", "a\nb\r\nc\td", "`x` ``` ````", "```", "````text", "~~~", "", " ",
	"section x", "Click me", "call f()", "title :x", "accTitle", "accDescr {", "gantt-x", "topAxis", "weekday monday", "todayMarker on", "1) x", "1. one", "12", "- item", "2025-10-20 10:00", "x :crit, a, b",
	"#quot; #35; &lt;<b>b</b>", "n0 --> n1; subgraph z", "-->", "fa:fa-bomb www.example.com http://x.y", "style x: y#z;",
	"数据库 東京", "データベース", "😀👩‍👩‍👧👍🏽", "e\u0301 a\u0308", "\u202eevil\u202c\u200b\ufeff", "\x1b[31mred\x00", "שירות", "ﬂ°°60¶ß", "ﬂ°lt¶ß",
	"</pre><script>", "]]>", "<!-- figure:x -->", `\`, "'", "|", "a very long name of a service that goes on and on until no column could hold it, and then a little further",
	strings.Repeat("long", 60), strings.Repeat("漢", 80), "\xff", "__proto__", "_x_ *y*",
}

var start = time.Date(2025, 10, 20, 6, 48, 0, 0, time.UTC)

func location(t testing.TB, name string) *time.Location {
	t.Helper()
	zone, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return zone
}

func minutes(n int) time.Time { return start.Add(time.Duration(n) * time.Minute) }

func value(v float64) *float64 { return &v }

// small holds one figure of each kind as an incident would give it.
func small() []analysis.Figure {
	return []analysis.Figure{
		{ID: "phases", Kind: analysis.Gantt, Title: "Phases", Rows: []analysis.Row{
			{Label: "The whole incident", Spans: []analysis.Span{
				{From: minutes(0), To: minutes(50), Class: analysis.ClassUndetected, Label: "undetected"},
				{From: minutes(50), To: minutes(872), Class: analysis.ClassMerged, Label: "diagnosis and mitigation"}}},
			{Label: "Load balancers: checks", Spans: []analysis.Span{{From: minutes(342), Class: analysis.ClassRecovery, Label: "recovery"}}}},
			Marks: []analysis.Tick{{At: minutes(0), Label: "started"}, {At: minutes(872), Label: "resolved"}}},
		{ID: "dependencies", Kind: analysis.Graph, Title: "Dependency graph", Alt: "From DNS the dependencies reach 3 services.", Nodes: []analysis.Node{
			{ID: "queue", Label: "Queue", Class: analysis.ClassHidden}, {ID: "dns", Label: "DNS", Class: analysis.ClassOrigin, State: "down"},
			{ID: "web", Label: "Web \"shop\"", Class: analysis.ClassSpared, Layer: 2}, {ID: "db", Label: "Database", Class: analysis.ClassExplained, State: "down", Layer: 1},
			{ID: "far", Label: "Far away", Class: analysis.ClassHidden}},
			Edges: []analysis.Link{{Dependent: "web", Dependency: "dns"}, {Dependent: "web", Dependency: "db", Proof: true, Inferred: true},
				{Dependent: "db", Dependency: "dns", Proof: true}, {Dependent: "queue", Dependency: "db"}}},
		{ID: "affected_over_time", Kind: analysis.Steps, Title: "Affected services over time", Unit: "services", Series: []analysis.Series{
			{Name: "down", Class: analysis.ClassDown, Points: []analysis.Point{{At: minutes(0), Value: 2}, {At: minutes(300), Value: 0}, {At: minutes(872), Value: 0}}},
			{Name: "degraded", Class: analysis.ClassDegraded, Points: []analysis.Point{{At: minutes(0), Value: 1}, {At: minutes(600), Value: 3}, {At: minutes(872), Value: 0}}}},
			Marks: []analysis.Tick{{At: minutes(342), Label: "second wave begins"}}},
		{ID: "recovery", Kind: analysis.Waterfall, Title: "When each affected service was hurt", Rows: []analysis.Row{
			{Label: "Database", Spans: []analysis.Span{{From: minutes(0), To: minutes(172), Class: analysis.ClassDown}}},
			{Label: "東京 edge", Spans: []analysis.Span{{From: minutes(0), To: minutes(200), Class: analysis.ClassUnrecorded}, {From: minutes(400), To: minutes(600), Class: analysis.ClassDegraded}}},
			{Label: "Queue", Spans: []analysis.Span{{From: minutes(300), Class: analysis.ClassDegraded}}},
			{Label: "Web", Note: "until 21 Oct 04:05", Spans: []analysis.Span{{From: minutes(60), To: minutes(120), Class: analysis.ClassDown}, {From: minutes(10), To: minutes(872), Class: analysis.ClassDegraded}}}},
			Marks: []analysis.Tick{{At: minutes(172), Label: "origin well"}, {At: minutes(872), Label: "resolved"}}},
		{ID: "impact", Kind: analysis.Bars, Title: "Reports", Unit: "reports", Log: true, Rows: []analysis.Row{
			{Label: "by the status page", Low: value(2000), High: value(2700), Note: "about"}, {Label: "worldwide", Low: value(17e6), High: value(17e6)},
			{Label: "by telephone"}}},
		{ID: "lengths", Kind: analysis.ECDF, Title: "Whole length: share of incidents that took at most so long", Unit: "s", Log: true,
			Samples: []analysis.Sample{sampleOf("all", 2700, 4200, 8880, 15420, 30240, 52320, 93720, 1181940)}},
		{ID: "by_group", Kind: analysis.Strip, Title: "Time to detect, each incident by group", Unit: "s",
			Samples: []analysis.Sample{sampleOf("latent-defect", 0, 0, 2, 60, 60, 120, 1350), sampleOf("automation-amplified-and-more", 120, 240, 2700), sampleOf("metastable", 240)}},
		{ID: "network", Kind: analysis.Arcs, Title: "Incidents that share affected services", Unit: "services",
			Nodes: []analysis.Node{{ID: "a", Label: "gitlab-2017-01-31"}, {ID: "b", Label: "aws-2020-11-25-kinesis"}, {ID: "c", Label: "aws-2025-10-20-dynamodb-dns"}},
			Edges: []analysis.Link{{Dependent: "a", Dependency: "b", Weight: 1, Label: "webhooks"}, {Dependent: "c", Dependency: "b", Weight: 6, Label: "auto-scaling, cloudwatch, cognito, eventbridge and 2 more"}}},
		{ID: "aligned_phases", Kind: analysis.Gantt, Elapsed: true, Title: "Phases of each incident, from its own start", Rows: []analysis.Row{
			{Label: "cloudflare-2019-07-02", Spans: []analysis.Span{{From: since(0), To: since(3), Class: analysis.ClassUndetected}, {From: since(3), To: since(18), Class: analysis.ClassMerged}, {From: since(18), To: since(70), Class: analysis.ClassRecovery}}},
			{Label: "atlassian-2022-04-05-with-a-longer-name", Spans: []analysis.Span{{From: since(0), To: since(39), Class: analysis.ClassUndetected}, {From: since(39), To: since(19699), Class: analysis.ClassMerged}}},
			{Label: "facebook-2021-10-04", Spans: []analysis.Span{{From: since(0), To: since(10), Class: analysis.ClassUndetected}, {From: since(10), Class: analysis.ClassMerged}}}}},
	}
}

// since returns the moment of an elapsed figure that is so many minutes after its beginning.
func since(n int) time.Time { return analysis.Epoch().Add(time.Duration(n) * time.Minute) }

// sampleOf returns a sample of values, which ascend, with an interval if there are six.
func sampleOf(label string, values ...float64) analysis.Sample {
	s := analysis.Sample{Label: label, N: len(values)}
	for _, v := range values {
		s.Values = append(s.Values, analysis.Value{X: v, Label: "x"})
	}
	s.Median = values[len(values)/2]
	if len(values) >= 6 {
		s.Low, s.High = &values[1], &values[len(values)-2]
	}
	return s
}

// TestFigureGolden compares one figure of each kind with what a person has looked at. UPDATE_FIGURES=1 writes them anew.
func TestFigureGolden(t *testing.T) {
	zone := location(t, "America/Los_Angeles")
	for _, f := range small() {
		file := filepath.Join("testdata", "figures", goldenName(f)+".md")
		got := figureBlock(f, zone)
		if os.Getenv("UPDATE_FIGURES") != "" {
			if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if got != string(want) {
			t.Errorf("%s differs from %s:\n%s", f.ID, file, got)
		}
	}
}

func goldenName(f analysis.Figure) string {
	if f.Elapsed {
		return "elapsed"
	}
	return string(f.Kind)
}

func TestFigureNothing(t *testing.T) {
	for _, f := range []analysis.Figure{
		{}, {Kind: analysis.Gantt}, {Kind: analysis.Steps}, {Kind: analysis.Waterfall}, {Kind: analysis.Graph}, {Kind: analysis.Bars},
		{Kind: analysis.ECDF}, {Kind: analysis.Strip}, {Kind: analysis.Arcs}, {Kind: analysis.Gantt, Elapsed: true},
		{Kind: analysis.Strip, Samples: []analysis.Sample{{Label: "none"}, {Label: "nonsense", Values: []analysis.Value{{X: math.NaN()}, {X: math.Inf(1)}}}}},
		{Kind: analysis.Gantt, Elapsed: true, Rows: []analysis.Row{{Label: "a", Spans: []analysis.Span{{}}}}},
		{Kind: analysis.Arcs, Nodes: []analysis.Node{{ID: "a"}, {ID: "b"}}, Edges: []analysis.Link{{Dependent: "a", Dependency: "a"}, {Dependent: "b", Dependency: "c"}}},
		{Kind: analysis.Gantt, Rows: []analysis.Row{{Label: "a", Spans: []analysis.Span{{}}}}},
		{Kind: analysis.Waterfall, Rows: []analysis.Row{{Label: "a"}}, Marks: []analysis.Tick{{At: start, Label: "x"}}},
		{Kind: analysis.Steps, Series: []analysis.Series{{Name: "a", Points: []analysis.Point{{At: start}, {At: minutes(5)}}}}},
		{Kind: analysis.Steps, Series: []analysis.Series{{Points: []analysis.Point{{At: start, Value: math.NaN()}}}}},
		{Kind: analysis.Steps, Series: []analysis.Series{{Points: []analysis.Point{{At: start, Value: math.MaxFloat64}}}, {Points: []analysis.Point{{At: start, Value: math.MaxFloat64}}}}},
		{Kind: analysis.Bars, Rows: []analysis.Row{{Label: "a"}, {Label: "b", Low: value(math.NaN())}}},
		{Kind: analysis.Graph, Nodes: []analysis.Node{{ID: "a", Class: analysis.ClassHidden}, {ID: "b", Class: analysis.ClassUntouched}}},
	} {
		if got := figureBlock(f, time.UTC); got != "" {
			t.Errorf("%+v draws\n%s", f, got)
		}
	}
}

// fataler is what testing.T and rapid.T have in common.
type fataler interface {
	Fatalf(format string, args ...any)
}

// body returns what a Markdown reader finds in the fence of a block, and fails unless the block is a comment and one
// fence that ends with it.
func body(t fataler, f analysis.Figure, block string) (language string, lines []string) {
	all := strings.Split(strings.TrimSuffix(block, "\n"), "\n")
	if all[0] != "<!-- figure:"+f.ID+" -->" || len(all) < 4 {
		t.Fatalf("not a figure block:\n%s", block)
	}
	fence := all[1][:strings.LastIndexByte(all[1], '`')+1]
	for i, line := range all[2:] {
		if strings.HasPrefix(strings.TrimSpace(line), fence) != (i == len(all)-3) {
			t.Fatalf("the fence of\n%s\ncloses at line %d of %d", block, i+3, len(all))
		}
	}
	return all[1][len(fence):], all[2 : len(all)-1]
}

// The only forms that a line of Mermaid may have. What a user wrote can stand in T alone, which has neither quote nor
// colon, and a # or ; only as part of an entity.
var mermaidForms = func() *regexp.Regexp {
	const text, stamp, node = `(?:[\pL\pN\pM ,()'./-]|#\w+;)+`, `\d{4,}-\d\d-\d\d \d\d:\d\d(?::\d\d)?`, `[nk]\d+`
	return regexp.MustCompile(strings.NewReplacer("<T>", text, "<S>", stamp, "<N>", node).Replace(`^(?:` + strings.Join([]string{
		`%%\{init: \{"gantt": \{"leftPadding": \d+\}\}\}%%`, `gantt`, `    title <T>`, `    dateFormat YYYY-MM-DD HH:mm(?::ss)?`, `    axisFormat [%\w: ]+`,
		`    tickInterval \d+[a-z]+`, `    todayMarker off`, `    section <T>(?:<br><T>)*`, `    <T> :milestone, <S>, 0m`, `    <T> :(?:crit, )?<S>, <S>`,
		`%%\{init: \{"flowchart": \{"nodeSpacing": 20, "rankSpacing": 35\}\}\}%%`, `flowchart LR`, `    acc(?:Title|Descr): <T>`,
		`    <N>\["<T>"\]:::[a-z]+`, `    <N> (?:==>|==o|-\.->|-\.-o) <N>`, `    subgraph legend\["Legend"\]`, `        (?:<N> ~~~ )?<N>\["<T>"\]:::[a-z]+`, `    end`,
		`    classDef [a-z]+ [a-z0-9:#, -]+`,
	}, "|") + `)$`))
}()

// checkBlock checks what holds for every block.
func checkBlock(t fataler, f analysis.Figure, block string) {
	language, lines := body(t, f, block)
	for _, line := range lines {
		for _, r := range line {
			if unicode.IsControl(r) || unicode.Is(unicode.Cf, r) || language == "text" && unicode.Is(unicode.Mn, r) {
				t.Fatalf("%q has the character %U", line, r)
			}
		}
		switch {
		case line != strings.TrimRight(line, " "):
			t.Fatalf("%q ends in blanks", line)
		case language == "text" && (columns(line) > textColumns || len([]rune(line)) > 100):
			t.Fatalf("%q takes %d columns", line, columns(line))
		case language == "mermaid" && !mermaidForms.MatchString(line):
			t.Fatalf("%q has none of the forms of a line", line)
		}
	}
	if language == "mermaid" && f.Kind == analysis.Gantt {
		checkStatements(t, lines)
	}
	checkLabels(t, f, language, block)
}

// checkStatements checks that no task begins as a statement of a gantt does: each statement but section stands once.
func checkStatements(t fataler, lines []string) {
	keyword := regexp.MustCompile(`(?i)^ *(%%|gantt|dateFormat|inclusiveEndDates|topAxis|axisFormat|tickInterval|includes|excludes|todayMarker|weekday|weekend|title|accTitle|accDescr|(section|click|call|href)\b|\d+[-.)]|[-:#]+ )`)
	for i, line := range lines {
		if task := i >= 7 && !strings.HasPrefix(line, "    section "); task && keyword.MatchString(line) {
			t.Fatalf("%q would be a statement", line)
		}
	}
}

var entity = regexp.MustCompile(`#\d+;`)

// checkLabels checks that the name of every row or node that has room is there.
func checkLabels(t fataler, f analysis.Figure, language, block string) {
	if language == "mermaid" { // as its reader sees it
		block = strings.ReplaceAll(block, "<br>", " ")
		block = entity.ReplaceAllStringFunc(strings.ReplaceAll(block, "#quot;", "#34;"), func(e string) string { return html.UnescapeString("&" + e) })
	}
	for i, row := range f.Rows {
		drawn := f.Kind == analysis.Bars || (f.Kind == analysis.Gantt || f.Kind == analysis.Waterfall) && len(datedSpans(row)) > 0
		label := rowLabel(row)
		if drawn && i < mostRows-lastRows && columns(label) <= sectionColumns && !strings.Contains(block, label) {
			t.Fatalf("%q is missing in\n%s", label, block)
		}
	}
	for _, s := range f.Samples {
		label := plainText(s.Label)
		drawn := (f.Kind == analysis.ECDF || f.Kind == analysis.Strip && len(f.Samples) < 20) && slices.ContainsFunc(s.Values, func(v analysis.Value) bool { return math.Abs(v.X) < 1e299 })
		if drawn && columns(label) <= 20 && !strings.Contains(block, label) {
			t.Fatalf("%q is missing in\n%s", label, block)
		}
	}
	for _, n := range f.Nodes {
		if f.Kind == analysis.Graph && n.Class == analysis.ClassOrigin && len(f.Nodes) < mostNodes && !strings.Contains(block, `["`+nodeLabel(n)+`"]`) {
			t.Fatalf("%q is missing in\n%s", nodeLabel(n), block)
		}
	}
}

// anyFigure draws a figure at random: any kind, with data that an analysis would never put together, too.
func anyFigure(t *rapid.T) analysis.Figure {
	text := rapid.OneOf(rapid.SampledFrom(hostile), rapid.String())
	moment := rapid.Custom(func(t *rapid.T) time.Time {
		if rapid.IntRange(0, 9).Draw(t, "none") == 0 {
			return time.Time{}
		}
		seconds := rapid.OneOf(rapid.Int64Range(0, 100), rapid.Int64Range(0, 200_000), rapid.Int64Range(0, 1e11)).Draw(t, "s")
		return start.Add(time.Duration(seconds%9e9) * time.Second)
	})
	amount := rapid.OneOf(rapid.SampledFrom([]float64{0, 1, 0.001, 7, 1e6, math.NaN(), math.Inf(1), math.MaxFloat64, 5e-324, -3}), rapid.Float64(), rapid.Float64Range(0, 100))
	class := rapid.SampledFrom([]analysis.Class{analysis.ClassDown, analysis.ClassDegraded, analysis.ClassUnrecorded, analysis.ClassUndetected, analysis.ClassOrigin, analysis.ClassExplained, analysis.ClassSpared, analysis.ClassHidden})
	id := rapid.StringMatching(`[a-m]`)
	return analysis.Figure{
		ID: "some_figure", Title: text.Draw(t, "title"), Alt: text.Draw(t, "alt"), Unit: text.Draw(t, "unit"), Log: rapid.Bool().Draw(t, "log"),
		Kind: rapid.SampledFrom([]analysis.FigureKind{analysis.Gantt, analysis.Steps, analysis.Waterfall, analysis.Graph, analysis.Bars, analysis.ECDF, analysis.Strip, analysis.Arcs}).Draw(t, "kind"), Elapsed: rapid.Bool().Draw(t, "elapsed"),
		Samples: rapid.SliceOfN(rapid.Custom(func(t *rapid.T) analysis.Sample {
			return analysis.Sample{Label: text.Draw(t, "sample"), N: rapid.IntRange(0, 900).Draw(t, "n"), Median: amount.Draw(t, "median"), Low: rapid.Ptr(amount, true).Draw(t, "low"), High: rapid.Ptr(amount, true).Draw(t, "high"),
				Values: rapid.SliceOfN(rapid.Custom(func(t *rapid.T) analysis.Value {
					return analysis.Value{X: amount.Draw(t, "x"), Label: text.Draw(t, "of")}
				}), 0, 30).Draw(t, "values")}
		}), 0, 30).Draw(t, "samples"),
		Rows: rapid.SliceOfN(rapid.Custom(func(t *rapid.T) analysis.Row {
			return analysis.Row{Label: text.Draw(t, "label"), Group: text.Draw(t, "group"), Note: text.Draw(t, "note"), Low: rapid.Ptr(amount, true).Draw(t, "low"), High: rapid.Ptr(amount, true).Draw(t, "high"),
				Spans: rapid.SliceOfN(rapid.Custom(func(t *rapid.T) analysis.Span {
					return analysis.Span{From: moment.Draw(t, "from"), To: moment.Draw(t, "to"), Class: class.Draw(t, "class"), Label: text.Draw(t, "span")}
				}), 0, 3).Draw(t, "spans")}
		}), 0, 60).Draw(t, "rows"),
		Series: rapid.SliceOfN(rapid.Custom(func(t *rapid.T) analysis.Series {
			return analysis.Series{Name: text.Draw(t, "name"), Class: class.Draw(t, "class"), Points: rapid.SliceOfN(rapid.Custom(func(t *rapid.T) analysis.Point {
				return analysis.Point{At: moment.Draw(t, "at"), Value: amount.Draw(t, "value")}
			}), 0, 20).Draw(t, "points")}
		}), 0, 4).Draw(t, "series"),
		Marks: rapid.SliceOfN(rapid.Custom(func(t *rapid.T) analysis.Tick {
			return analysis.Tick{At: moment.Draw(t, "at"), Label: text.Draw(t, "mark")}
		}), 0, 4).Draw(t, "marks"),
		Nodes: rapid.SliceOfN(rapid.Custom(func(t *rapid.T) analysis.Node {
			return analysis.Node{ID: id.Draw(t, "id"), Label: text.Draw(t, "node"), Class: class.Draw(t, "class"), State: text.Draw(t, "state"), Layer: rapid.IntRange(0, 4).Draw(t, "layer")}
		}), 0, 20).Draw(t, "nodes"),
		Edges: rapid.SliceOfN(rapid.Custom(func(t *rapid.T) analysis.Link {
			return analysis.Link{Dependent: id.Draw(t, "a"), Dependency: id.Draw(t, "b"), Proof: rapid.Bool().Draw(t, "proof"), Inferred: rapid.Bool().Draw(t, "inferred"), Weight: amount.Draw(t, "weight"), Label: text.Draw(t, "shared")}
		}), 0, 40).Draw(t, "edges"),
	}
}

func TestFigureLaws(t *testing.T) {
	zones := []*time.Location{time.UTC, nil, location(t, "America/Los_Angeles"), location(t, "America/Sao_Paulo"), location(t, "Asia/Kathmandu")}
	rapid.Check(t, func(t *rapid.T) {
		f := anyFigure(t)
		seen := map[string]bool{} // two nodes of one id are one node, the first
		f.Nodes = slices.DeleteFunc(f.Nodes, func(n analysis.Node) bool { dup := seen[n.ID]; seen[n.ID] = true; return dup })
		zone := rapid.SampledFrom(zones).Draw(t, "zone")
		block := figureBlock(f, zone)
		if block != figureBlock(f, zone) {
			t.Fatal("two calls, two blocks")
		}
		if block != "" {
			checkBlock(t, f, block)
		}
	})
}

// TestFigureBarsMonotone: a greater value never has a shorter bar, only nothing has none, and the greatest fills the area.
func TestFigureBarsMonotone(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		values := rapid.SliceOfN(rapid.OneOf(rapid.Float64Range(0, 50), rapid.Float64Range(0.001, 1e9), rapid.SampledFrom([]float64{5e-324, 1e-300, 1e300, math.MaxFloat64})), 1, 12).Draw(t, "values")
		f := analysis.Figure{ID: "f", Kind: analysis.Bars, Log: rapid.Bool().Draw(t, "log")}
		for i, v := range values {
			f.Rows = append(f.Rows, analysis.Row{Label: fmt.Sprintf("row-%02d", i), Low: &v, High: &v})
		}
		lengths, area := make([]int, len(values)), 0
		_, lines := body(t, f, figureBlock(f, nil))
		for _, line := range lines {
			var row int
			if n, _ := fmt.Sscanf(line, "row-%d", &row); n == 1 {
				lengths[row] = strings.Count(line, "█")
			}
			area += strings.Count(line, "─") + strings.Count(line, "┬")
		}
		if slices.Max(lengths) != area {
			t.Fatalf("the longest of %v does not fill %d cells", lengths, area)
		}
		for i, a := range values {
			for j, b := range values {
				if a < b && lengths[i] > lengths[j] || (a > 0) != (lengths[i] > 0) {
					t.Fatalf("%v has %d cells, %v has %d", a, lengths[i], b, lengths[j])
				}
			}
		}
	})
}

// TestFigureAlignment: whatever the labels are made of, what is drawn at one moment stands in one column.
func TestFigureAlignment(t *testing.T) {
	f := analysis.Figure{ID: "f", Kind: analysis.Waterfall}
	for i, label := range hostile {
		f.Rows = append(f.Rows, analysis.Row{Label: fmt.Sprintf("r%d %s", i, label), Spans: []analysis.Span{
			{From: minutes(0), To: minutes(100), Class: analysis.ClassDown}, {From: minutes(300), To: minutes(400), Class: analysis.ClassDegraded}}})
	}
	_, lines := body(t, f, figureBlock(f, nil))
	places := map[[2]int]int{}
	for _, line := range lines {
		a, b := strings.IndexRune(line, '█'), strings.IndexRune(line, '▒')
		if a > 0 && b > 0 {
			places[[2]int{columns(line[:a]), columns(line[:b])}]++
		}
	}
	if len(places) != 1 {
		t.Errorf("bars begin in columns %v:\n%s", places, strings.Join(lines, "\n"))
	}
}

// TestFigureStepsPeak: a peak of one second in a week is drawn to its full height.
func TestFigureStepsPeak(t *testing.T) {
	for peak := 2.0; peak < 5000; peak *= 1.7 {
		f := analysis.Figure{ID: "f", Kind: analysis.Steps, Series: []analysis.Series{{Name: "n", Class: analysis.ClassDown, Points: []analysis.Point{
			{At: start, Value: 1}, {At: minutes(4000), Value: math.Trunc(peak)}, {At: minutes(4000).Add(time.Second), Value: 1}, {At: minutes(10080)}}}}}
		_, lines := body(t, f, figureBlock(f, nil))
		u := stepUnit(math.Trunc(peak), true)
		tall, short := 0, int(math.Ceil(1/u-1e-9))
		for _, line := range lines {
			if strings.ContainsRune(line, '█') && !strings.Contains(line, "█ n") {
				tall++
			}
		}
		want := int(math.Ceil(math.Trunc(peak)/u - 1e-9))
		if tall != want || tall > stepsHeight || tall < 7 && peak > 7 || short < 1 {
			t.Errorf("peak %v is %d lines high, want %d", math.Trunc(peak), tall, want)
		}
	}
}

// TestFigureClockChange: where clocks go back, no task may end before it begins, and no hour is told twice.
func TestFigureClockChange(t *testing.T) {
	zone := location(t, "America/New_York")
	change := time.Date(2025, 11, 2, 6, 0, 0, 0, time.UTC) // 02:00 EDT becomes 01:00 EST
	f := analysis.Figure{ID: "f", Kind: analysis.Gantt, Title: "Phases", Rows: []analysis.Row{{Label: "r", Spans: []analysis.Span{
		{From: change.Add(-10 * time.Minute), To: change.Add(20 * time.Minute), Label: "p"}}}}}
	if got := figureBlock(f, zone); !strings.Contains(got, "(times in EDT throughout)") || !strings.Contains(got, "p :2025-11-02 01:50, 2025-11-02 02:20") {
		t.Error(got)
	}
	f.Kind = analysis.Waterfall
	f.Rows[0].Spans[0].From = change.Add(-5 * time.Hour)
	if got := figureBlock(f, zone); !strings.Contains(got, "1 Nov 2025 21:00 to 2 Nov 2025 01:20 EDT, then EST\n") || !regexp.MustCompile(`(?m)^local  21:00 +22:00 +23:00 +00:00 +01:00$`).MatchString(got) {
		t.Error(got)
	}
}

// TestFigureGraphMany: of a graph too large to read, what is left is joined to an origin, and the rest is counted.
func TestFigureGraphMany(t *testing.T) {
	f := analysis.Figure{ID: "f", Kind: analysis.Graph, Nodes: []analysis.Node{{ID: "s0", Label: "s0", Class: analysis.ClassOrigin}}}
	for i := 1; i < 300; i++ {
		id, parent := fmt.Sprint("s", i), i/3
		f.Nodes = append(f.Nodes, analysis.Node{ID: id, Label: id, Class: analysis.ClassExplained, Layer: int(math.Log(float64(2*i+1)) / math.Log(3))})
		f.Edges = append(f.Edges, analysis.Link{Dependent: id, Dependency: fmt.Sprint("s", parent), Proof: true}, analysis.Link{Dependent: id, Dependency: fmt.Sprint("s", (i*7)%300)})
	}
	block := figureBlock(f, nil)
	checkBlock(t, f, block)
	_, lines := body(t, f, block)
	joined, nodes := map[string]bool{"n0": true}, 0
	for _, line := range lines {
		fields := strings.Fields(line)
		switch {
		case strings.HasPrefix(line, "    n") && strings.Contains(line, `["`):
			nodes++
		case len(fields) == 3 && fields[1] == "==>":
			if !joined[fields[0]] {
				t.Errorf("%s comes before what it depends on is joined", line)
			}
			joined[fields[2]] = true
		}
	}
	if nodes != mostNodes || len(joined) != nodes || !strings.Contains(block, "255 more services are not drawn") {
		t.Errorf("%d nodes, %d of them joined:\n%s", nodes, len(joined), block)
	}
}
