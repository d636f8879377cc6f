package output

import (
	"bytes"
	"fmt"
	"image"
	"image/draw"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"github.com/postmortem-dev/postmortem/templates"
)

// TestPagesOfASiteShareFiles: with Options.Assets a page carries neither style nor script, links to those files that
// AssetFiles returns, allows its own site only, and leads back to the list of all incidents.
func TestPagesOfASiteShareFiles(t *testing.T) {
	for _, c := range []struct {
		name    string
		doc     *templates.Document
		o       Options
		sources []string // of scripts
		policy  string   // of scripts
	}{
		{"still", sample(t), Options{ECharts: "none"}, nil, ""},
		{"charts", sample(t), Options{script: stub}, []string{"../a b/echarts.js", "../a b/script.js"}, "script-src 'self'"},
		{"fetched charts", sample(t), Options{ECharts: "cdn"}, []string{"https://cdn.jsdelivr.net/npm/echarts@6.1.0/dist/echarts.min.js", "../a b/script.js"}, "script-src 'self' https://cdn.jsdelivr.net/npm/echarts@6.1.0/dist/echarts.min.js"},
		{"rehearsal", documentOf(sampleBrief()), Options{}, []string{"../a b/script.js"}, "script-src 'self'"},
		{"hostile", hostileDocument(t), Options{ECharts: "none"}, nil, ""},
	} {
		alone := render(t, "html", c.doc, c.o)
		c.o.Assets = "../a b/"
		page := render(t, "html", c.doc, c.o)
		if len(page)+10_000 > len(alone) {
			t.Errorf("%s: %d bytes, and %d alone", c.name, len(page), len(alone))
		}
		checkLinked(t, c.name, page, c.sources, c.policy)
		checkIDs(t, c.name, page)
		if bytes.Contains(alone, []byte("All incidents</a>")) {
			t.Errorf("%s: a page alone leads to a list that is not there", c.name)
		}
	}
}

func checkLinked(t *testing.T, name string, page []byte, sources []string, policy string) {
	t.Helper()
	var scripts, styles []string
	back := ""
	for _, e := range parse(t, page) {
		switch {
		case e.name == "style":
			t.Errorf("%s: a style sheet of its own", name)
		case e.name == "link" && e.attr["rel"] == "stylesheet":
			styles = append(styles, e.attr["href"])
		case e.name == "script" && e.attr["type"] == "":
			scripts = append(scripts, strings.ReplaceAll(e.attr["src"], "%20", " ")+e.text)
		case e.name == "a" && e.text == "All incidents":
			back = e.attr["href"]
		case e.name == "meta" && e.attr["http-equiv"] != "":
			want := "default-src 'none'; style-src 'self'; img-src data:; base-uri 'none'; form-action 'none'"
			if policy != "" {
				want += "; " + policy
			}
			if e.attr["content"] != want {
				t.Errorf("%s: policy %s", name, e.attr["content"])
			}
		}
	}
	if fmt.Sprint(scripts) != fmt.Sprint(sources) || strings.Join(styles, " ") != "../a%20b/style.css" || back != "../index.html" {
		t.Errorf("%s: scripts %v, styles %v, back to %q", name, scripts, styles, back)
	}
}

func TestAssetFiles(t *testing.T) {
	for _, c := range []struct {
		o    Options
		want string
	}{
		{Options{script: stub}, "style.css script.js echarts.js"},
		{Options{script: stub, ECharts: "none"}, "style.css script.js"},
		{Options{script: stub, ECharts: "cdn"}, "style.css script.js"},
	} {
		var names []string
		for _, a := range AssetFiles(c.o) {
			names = append(names, a.Name)
			if len(a.Data) == 0 {
				t.Errorf("%s is empty", a.Name)
			}
			a.Data[0] = '?'
		}
		if strings.Join(names, " ") != c.want {
			t.Errorf("%+v: %v, want %s", c.o.ECharts, names, c.want)
		}
	}
	if AssetFiles(Options{})[0].Data[0] == '?' {
		t.Error("the files share their bytes with the next")
	}
}

// TestSharedFilesInBrowser: a page that links the shared files looks exactly like the one that carries its own, does
// what that does, and needs nothing else, opened from a disk.
func TestSharedFilesInBrowser(t *testing.T) {
	ctx := browser(t)
	var noise heard
	noise.listen(t, ctx)
	dir := t.TempDir()
	write := func(name string, data []byte) string {
		file := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(file), 0o750); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, data, 0o600); err != nil {
			t.Fatal(err)
		}
		return file
	}
	charts := Options{script: readFile(t, "stub.js")} // ECharts moves while a picture is taken
	for _, a := range AssetFiles(charts) {
		write("assets/"+a.Name, a.Data)
	}
	picture := func(file string, width int64, scheme string) []byte {
		open(t, ctx, file, width, scheme)
		evaluate[int](t, ctx, `{ const back = document.querySelector('.back'); if (back) back.remove(); document.documentElement.scrollHeight }`)
		shot, err := chromedp.Run(ctx, chromedp.FullScreenshot(100))
		if err != nil {
			t.Fatal(err)
		}
		return shot
	}
	for name, c := range map[string]struct {
		doc *templates.Document
		o   Options
	}{
		"still": {sample(t), Options{ECharts: "none"}}, "charts": {sample(t), charts}, "rehearsal": {documentOf(sampleBrief()), Options{}},
	} {
		alone := write(name+"/alone.html", render(t, "html", c.doc, c.o))
		c.o.Assets = "../assets/"
		linked := write(name+"/linked.html", render(t, "html", c.doc, c.o))
		for scheme, widths := range map[string][]int64{"light": {1280, 360}, "dark": {360}, "print": {700}} {
			for _, width := range widths {
				if !alike(t, picture(alone, width, scheme), picture(linked, width, scheme)) {
					t.Errorf("%s, %d px, %s: the two pages do not look the same", name, width, scheme)
				}
			}
		}
		open(t, ctx, linked, 1280, "light")
		live := evaluate[int](t, ctx, `document.querySelectorAll('figure.live canvas, .timer:not([hidden])').length`)
		if want := map[string]int{"still": 0, "charts": 5, "rehearsal": 1}[name]; live != want {
			t.Errorf("%s: %d things that a script makes, want %d", name, live, want)
		}
		for _, line := range noise.take() {
			if !strings.HasPrefix(line, "request: file://"+filepath.ToSlash(dir)+"/assets/") {
				t.Errorf("%s: %s", name, line)
			}
		}
	}
}

// alike compares what two pictures both show: the browser may take one before it knows that the page has become shorter,
// and it does not smooth edges the same every time.
func alike(t *testing.T, a, b []byte) bool {
	t.Helper()
	first, second := pixels(t, a), pixels(t, b)
	size := first.Bounds().Intersect(second.Bounds())
	if size.Dy() < first.Bounds().Dy()-50 || size.Dy() < second.Bounds().Dy()-50 || first.Stride != second.Stride {
		return false
	}
	for i := range size.Dy() * first.Stride {
		if p, q := first.Pix[i], second.Pix[i]; max(p, q)-min(p, q) > 8 {
			return false
		}
	}
	return true
}

func pixels(t *testing.T, data []byte) *image.RGBA {
	t.Helper()
	decoded, err := png.Decode(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	out := image.NewRGBA(decoded.Bounds())
	draw.Draw(out, out.Bounds(), decoded, image.Point{}, draw.Src)
	return out
}
