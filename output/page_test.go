package output

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"github.com/postmortem-dev/postmortem/analysis"
	"github.com/postmortem-dev/postmortem/templates"
)

// element is an element of a parsed page with its attributes.
type element struct {
	name string
	attr map[string]string
	text string // if it begins with any
}

// parse returns every element of a page in order.
func parse(t testing.TB, page []byte) []element {
	t.Helper()
	root, err := html.Parse(bytes.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	var out []element
	for n := range root.Descendants() {
		if n.Type == html.CommentNode {
			t.Errorf("a comment: %q", n.Data)
		}
		if n.Type != html.ElementNode {
			continue
		}
		e := element{name: strings.TrimPrefix(n.Namespace+" "+n.Data, " "), attr: map[string]string{}}
		for _, a := range n.Attr {
			e.attr[a.Key] = a.Val
		}
		if n.FirstChild != nil && n.FirstChild.Type == html.TextNode {
			e.text = n.FirstChild.Data
		}
		out = append(out, e)
	}
	return out
}

// stub stands in for ECharts where a test is about the page around it.
var stub = []byte("var echarts = {};")

// pages returns pages of every sort: the real documents, the sample with and without scripts, and a hostile one.
func pages(t testing.TB) map[string][]byte {
	t.Helper()
	out := map[string][]byte{
		"sample":   render(t, "html", sample(t), Options{ECharts: "none", Program: "1.2.3"}),
		"scripted": render(t, "html", sample(t), Options{script: stub}),
		"fetching": render(t, "html", sample(t), Options{ECharts: "cdn"}),
		"hostile":  render(t, "html", hostileDocument(t), Options{script: stub, Program: "</p><script>alert(1)</script>"}),
		"empty":    render(t, "html", &templates.Document{}, Options{}),
	}
	for _, doc := range realDocuments(t) {
		out["real "+doc.Template+" "+doc.Report.Incident.ID] = render(t, "html", doc, Options{ECharts: "none"})
	}
	return out
}

const attack = `</script></style></title><script>alert(1)</script><img src=x onerror=alert(1)>"'`

// hostileDocument is what a template without any escaping could make of a hostile record.
func hostileDocument(t testing.TB) *templates.Document {
	t.Helper()
	doc := sample(t)
	doc.Title = attack
	for i := range doc.Report.Results {
		for k := range doc.Report.Results[i].Figures {
			f := &doc.Report.Results[i].Figures[k]
			f.Title, f.Alt, f.Unit = attack, attack, attack
			for r := range f.Rows {
				f.Rows[r].Label, f.Rows[r].Group, f.Rows[r].Note = attack, attack, attack
				for s := range f.Rows[r].Spans {
					f.Rows[r].Spans[s].Label, f.Rows[r].Spans[s].Class = attack, analysis.Class(attack)
				}
			}
			for s := range f.Series {
				f.Series[s].Name, f.Series[s].Class = attack, analysis.Class(attack)
			}
			for n := range f.Nodes {
				f.Nodes[n].Label, f.Nodes[n].State = attack, attack
			}
		}
	}
	doc.Markdown = append(doc.Markdown, "\n"+`
# `+attack+`

<script>alert(1)</script>
<iframe src="https://example.org"></iframe> <svg onload=alert(1)> <a href="javascript:alert(1)">raw</a>
<form action="https://example.org"><input autofocus onfocus=alert(1)></form>
<!-- figure:phases --> <!-- a comment -->
<meta http-equiv="refresh" content="0;url=https://example.org"><base href="https://example.org"><style>*{display:none}</style>

[link](javascript:alert(1)) [data](data:text/html,<script>alert(1)</script>) [vb](vbscript:x) <javascript:alert(1)>
![x](javascript:alert(1)) ![x](https://example.org/x.png) ![x](data:image/svg+xml;base64,PHN2Zz4=) [x](https://example.org "`+attack+`")

## `+attack+` {#custom onclick=alert(1)}

| `+attack+` | b |
|---|---|
| `+attack+` | [x](javascript:alert(1)) |

`+"```"+`"><script>alert(1)</script>
</code></pre><script>alert(1)</script>
`+"```"+`

[^`+"x"+`]: `+attack+`

a[^x]
`...)
	return doc
}

// activeElements can run something, fetch something or send something. The page may have script (checked apart), style
// and meta, of our making.
var activeElements = []string{"iframe", "object", "embed", "form", "input", "base", "applet", "frame", "audio", "video", "image", "use", "svg use", "svg animate", "svg set", "svg image", "svg script", "svg a", "svg foreignObject", "math math"}

// TestPageIsInert: whatever the record says, the page runs and fetches nothing but its own.
func TestPageIsInert(t *testing.T) {
	for name, page := range pages(t) {
		checkInert(t, name, page)
		checkScripts(t, name, page)
	}
}

func checkInert(t *testing.T, name string, page []byte) {
	t.Helper()
	for _, e := range parse(t, page) {
		if slices.Contains(activeElements, e.name) {
			t.Errorf("%s: element %s", name, e.name)
		}
		for key, value := range e.attr {
			scheme := strings.ToLower(strings.TrimSpace(schemeOf.FindString(strings.TrimSpace(value))))
			switch {
			case strings.HasPrefix(key, "on"), key == "style", key == "srcset", key == "srcdoc", key == "action", key == "background":
				t.Errorf("%s: %s has %s=%q", name, e.name, key, value)
			case key != "href" && key != "src":
			case slices.Contains([]string{"javascript:", "vbscript:", "file:"}, scheme):
				t.Errorf("%s: %s has %s=%q", name, e.name, key, value)
			case scheme == "data:" && !(e.name == "link" || e.name == "img"):
				t.Errorf("%s: %s has %s=%q", name, e.name, key, value)
			case key == "src" && e.name != "script" && scheme != "data:", e.name == "link" && value != "data:,":
				t.Errorf("%s: %s would fetch %q", name, e.name, value)
			}
		}
	}
}

var schemeOf = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9+.-]*:`)

// checkScripts holds the scripts of a page to its content security policy.
func checkScripts(t *testing.T, name string, page []byte) {
	t.Helper()
	var policy string
	styles, running, charts := 0, 0, 0
	for _, e := range parse(t, page) {
		switch {
		case e.name == "meta" && e.attr["http-equiv"] != "":
			if policy != "" || e.attr["http-equiv"] != "Content-Security-Policy" {
				t.Errorf("%s: meta %v", name, e.attr)
			}
			policy = e.attr["content"]
		case e.name == "style":
			if styles++; styles > 1 || !strings.Contains(policy, "style-src "+hashSource(e.text)+";") {
				t.Errorf("%s: a style that the policy %q does not name", name, policy)
			}
		case e.name == "script" && e.attr["type"] == "application/json":
			if charts++; !json.Valid([]byte(e.text)) {
				t.Errorf("%s: chart %s is not JSON", name, e.attr["id"])
			}
		case e.name == "script":
			running++
			if e.attr["src"] != "" {
				if !strings.Contains(policy, e.attr["src"]) || !strings.HasPrefix(e.attr["integrity"], "sha384-") || e.attr["crossorigin"] != "anonymous" {
					t.Errorf("%s: script %v", name, e.attr)
				}
			} else if !strings.Contains(policy, hashSource(e.text)) {
				t.Errorf("%s: a script that the policy does not name: %.60q", name, e.text)
			}
		}
	}
	if (running > 0) != strings.Contains(policy, "script-src") || (running > 0) != (charts > 0) || running != 0 && running != 2 {
		t.Errorf("%s: %d scripts, %d charts under %q", name, running, charts, policy)
	}
	for _, want := range []string{"default-src 'none'", "img-src data:", "base-uri 'none'", "form-action 'none'"} {
		if !strings.Contains(policy, want) {
			t.Errorf("%s: policy %q lacks %s", name, policy, want)
		}
	}
	if strings.Contains(policy, "unsafe") {
		t.Errorf("%s: policy %q", name, policy)
	}
}

// TestPageReferences: ids are unique, and whatever refers to one finds it.
func TestPageReferences(t *testing.T) {
	for name, page := range pages(t) {
		ids := checkIDs(t, name, page)
		for _, e := range parse(t, page) {
			for _, id := range strings.Fields(e.attr["aria-labelledby"]) {
				if !ids[id] {
					t.Errorf("%s: %s is labelled by %q, which is not there", name, e.name, id)
				}
			}
			if id, ok := strings.CutPrefix(e.attr["href"], "#"); ok {
				if id, _ = url.PathUnescape(id); !ids[id] {
					t.Errorf("%s: a link to %q, which is not there", name, id)
				}
			}
		}
	}
}

// checkIDs returns the ids of a page, which must be unique.
func checkIDs(t *testing.T, name string, page []byte) map[string]bool {
	t.Helper()
	ids := map[string]bool{}
	for _, e := range parse(t, page) {
		if id, ok := e.attr["id"]; ok {
			if ids[id] || id == "" || strings.ContainsAny(id, " \t\n") {
				t.Errorf("%s: id %q is taken or none", name, id)
			}
			ids[id] = true
		}
	}
	return ids
}

// TestPageCanBeRead: what keyboards, screen readers and narrow screens need.
func TestPageCanBeRead(t *testing.T) {
	for name, page := range pages(t) {
		count := map[string]int{}
		level := 1
		for _, e := range parse(t, page) {
			count[e.name]++
			if name != "hostile" && len(e.name) == 2 && e.name[0] == 'h' && e.name[1] >= '1' && e.name[1] <= '6' {
				now := int(e.name[1] - '0')
				if now > level+1 {
					t.Errorf("%s: %s follows a heading of level %d: %s", name, e.name, level, e.text)
				}
				level = now
			}
			scrolls := strings.Contains(e.attr["class"], "scroll") || e.attr["class"] == "table"
			if scrolls && (e.attr["role"] != "region" || e.attr["tabindex"] != "0" || strings.TrimSpace(strings.TrimSuffix(e.attr["aria-label"], ":")) == "") {
				t.Errorf("%s: a region that scrolls without name or key: %v", name, e.attr)
			}
			if e.name == "html" && e.attr["lang"] != "en" || e.name == "svg svg" && (e.attr["role"] != "img" || e.attr["aria-labelledby"] == "") || e.name == "th" && e.attr["scope"] == "" {
				t.Errorf("%s: %s %v", name, e.name, e.attr)
			}
		}
		for _, once := range []string{"html", "title", "main", "article", "style", "footer"} {
			if count[once] != 1 {
				t.Errorf("%s: %d %s", name, count[once], once)
			}
		}
		if !bytes.Contains(page, []byte(`<a class="skip" href="#page:text">`)) || name != "hostile" && bytes.Contains(page, []byte("raw HTML omitted")) {
			t.Errorf("%s: no way to skip, or traces of raw HTML", name)
		}
	}
}

// TestFiguresTakeTheirPlace: each figure stands where its comment was, the block after it is gone, and a block whose
// figure nobody knows stays.
func TestFiguresTakeTheirPlace(t *testing.T) {
	page := string(render(t, "html", sample(t), Options{ECharts: "none"}))
	at := 0
	for _, mark := range []string{`<h2 id="on-one-page">`, `<figure id="figure:phases"`, `<h2 id="impact--scope">`, `<figure id="figure:impact"`, `<h3 id="écrans-et-画面">`, `<figure id="figure:dependencies"`, `<figure id="figure:affected"`, `a --&gt; b`, `<h2 id="recovery">`, `<figure id="figure:recovery"`, `<h2 id="recovery-1">`, `footnotes`} {
		i := strings.Index(page[at:], mark)
		if i < 0 {
			t.Fatalf("no %s after the mark before it", mark)
		}
		at += i
	}
	for _, gone := range []string{"title Phases", "17 million</code>", "ECS ██████", "27 |", "chart.png\">\n<img", "<img"} {
		if strings.Contains(page, gone) {
			t.Errorf("%q is still there", gone)
		}
	}
	for _, want := range []string{`<td class="right short">02:40</td>`, `<th class="center short" scope="col">Lag</th>`, `aria-label="Table: Recovery"`, `aria-label="Link to: Impact &amp; scope"`, `<li><a href="#%c3%a9crans-et-%e7%94%bb%e9%9d%a2">Écrans et 画面</a></li>`, `rel="noreferrer">a chart</a>`, `<section class="lead">`} {
		if !strings.Contains(page, want) {
			t.Errorf("no %s", want)
		}
	}
	if twice := sample(t); true {
		twice.Markdown = append(twice.Markdown, "\n<!-- figure:phases -->\n\ntext\n"...)
		if page := string(render(t, "html", twice, Options{})); !strings.Contains(page, `<figure id="figure:phases-2"`) || !strings.Contains(page, "<p>text</p>") {
			t.Error("a figure named twice does not stand twice")
		}
	}
}

func TestScriptsAreChosen(t *testing.T) {
	doc := sample(t)
	for _, c := range []struct {
		options Options
		library string // what stands in the page; "" for none
	}{
		{Options{ECharts: "none", script: stub}, ""},
		{Options{ECharts: "embed", script: stub}, "<script>" + string(stub) + "</script>"},
		{Options{script: stub}, "<script>" + string(stub) + "</script>"},
		{Options{ECharts: "cdn", script: stub}, `<script src="https://cdn.jsdelivr.net/npm/echarts@6.1.0/dist/echarts.min.js" integrity="sha384-`},
	} {
		page := string(render(t, "html", doc, c.options))
		if strings.Contains(page, "<script>") != (c.library != "") || !strings.Contains(page, c.library) {
			t.Errorf("%+v: scripts %v", c.options, regexp.MustCompile(`<script[^>]*>`).FindAllString(page, -1))
		}
		if got := strings.Count(page, `type="application/json" id="chart:`); c.library != "" && got != 5 {
			t.Errorf("%+v: %d charts", c.options, got)
		}
	}
	html, _ := Find("html")
	if _, err := html.Render(doc, Options{ECharts: "always"}); err == nil || !strings.Contains(err.Error(), "embed, cdn, none") {
		t.Errorf("error %v", err)
	}
	doc.Markdown = []byte("# No figures\n")
	if page := string(render(t, "html", doc, Options{script: stub})); strings.Contains(page, "<script") {
		t.Error("a page without figures carries a script")
	}
}

var colour = regexp.MustCompile(`--([\w-]+): (#[0-9a-f]{6});`)

// TestContrast: text and marks stand out from what is behind them as WCAG AA asks, in light and in dark.
func TestContrast(t *testing.T) {
	css := ""
	for _, name := range []string{"page.css", filepath.Join("figure", "figure.css")} {
		b, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		css += string(b)
	}
	themes := map[string]map[string]string{"light": {}, "dark": {}}
	for _, m := range regexp.MustCompile(`(?s)(@media screen and \(prefers-color-scheme: dark\) \{\s*)?:root \{(.*?)\}`).FindAllStringSubmatch(css, -1) {
		theme := "light"
		if m[1] != "" {
			theme = "dark"
		}
		for _, c := range colour.FindAllStringSubmatch(m[2], -1) {
			themes[theme][c[1]] = c[2]
		}
	}
	if len(themes["light"]) != len(themes["dark"]) || len(themes["light"]) < 20 {
		t.Fatalf("%d light colours, %d dark ones", len(themes["light"]), len(themes["dark"]))
	}
	for theme, c := range themes {
		for name, value := range c {
			if name == "ink" || name == "muted" || name == "link" || name == "accent" || strings.HasPrefix(name, "k-") {
				for _, ground := range []string{"page", "surface"} {
					if got := contrast(value, c[ground]); got < 4.5 {
						t.Errorf("%s: %s on %s is %.2f:1", theme, name, ground, got)
					}
				}
			}
			if strings.HasPrefix(name, "k-") && contrast(value, c["on-fill"]) < 4.5 {
				t.Errorf("%s: text on %s", theme, name)
			}
		}
	}
}

func contrast(a, b string) float64 {
	high, low := luminance(a), luminance(b)
	if high < low {
		high, low = low, high
	}
	return (high + 0.05) / (low + 0.05)
}

// luminance is WCAG's relative luminance of #rrggbb.
func luminance(hex string) float64 {
	sum := 0.0
	for i, weight := range []float64{0.2126, 0.7152, 0.0722} {
		n, _ := strconv.ParseUint(hex[1+2*i:3+2*i], 16, 8)
		v := float64(n) / 255
		if v <= 0.04045 {
			v /= 12.92
		} else {
			v = math.Pow((v+0.055)/1.055, 2.4)
		}
		sum += weight * v
	}
	return sum
}

// TestChartsHoldTheFigures: the options of each chart carry every row, point, node and edge of its figure.
func TestChartsHoldTheFigures(t *testing.T) {
	doc := sample(t)
	text, err := renderText(doc)
	if err != nil {
		t.Fatal(err)
	}
	all, err := chartsOf(text.figures, text.zone)
	if err != nil {
		t.Fatal(err)
	}
	for i, c := range all {
		f := text.figures[i].figure
		if c.ID != "chart:"+f.ID {
			t.Errorf("chart %s of figure %s", c.ID, f.ID)
		}
		var options struct {
			Series []struct {
				Type  string
				Data  []map[string]any
				Links []any
			}
		}
		if err := json.Unmarshal([]byte(c.Options), &options); err != nil {
			t.Fatal(err)
		}
		got, types := 0, map[string]bool{}
		for _, s := range options.Series {
			got += len(s.Data) + len(s.Links)
			types[s.Type] = true
		}
		if want := items(f); got != want || len(types) != 1 || strings.Contains(string(c.Options), "__f__") {
			t.Errorf("%s: %d items in %v, want %d", f.ID, got, types, want)
		}
	}
}

// items returns how many marks a chart of the figure has.
func items(f *analysis.Figure) int {
	n := len(f.Nodes) + len(f.Edges)
	moments := map[string]bool{}
	for _, s := range f.Series {
		for _, p := range s.Points {
			moments[fmt.Sprint(p.At.Unix())] = true
		}
	}
	n += len(moments) * len(f.Series)
	for _, r := range f.Rows {
		n += len(r.Spans)
		if r.Low != nil || r.High != nil {
			n++
		}
	}
	return n
}
