package output

import (
	"bytes"
	"context"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"

	"github.com/postmortem-dev/postmortem/output/echartsjs"
	"github.com/postmortem-dev/postmortem/templates"
)

// browser returns a context in which a browser runs, cut off from the network. Without a browser the test is skipped,
// unless POSTMORTEM_BROWSER=required.
func browser(t *testing.T) context.Context {
	t.Helper()
	if testing.Short() {
		t.Skip("a browser takes seconds to start")
	}
	var program string
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome", "chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			program = path
			break
		}
	}
	if program == "" {
		if os.Getenv("POSTMORTEM_BROWSER") == "required" {
			t.Fatal("no Chromium here, and POSTMORTEM_BROWSER=required")
		}
		t.Skip("no Chromium here")
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(program), chromedp.NoSandbox, chromedp.DisableGPU, chromedp.UserDataDir(t.TempDir()),
		chromedp.Flag("disable-component-update", true), chromedp.Flag("hide-scrollbars", true),
		chromedp.Flag("host-resolver-rules", "MAP * ~NOTFOUND"))
	ctx, cancel := chromedp.NewExecAllocator(context.Background(), options...)
	t.Cleanup(cancel)
	ctx, cancel = chromedp.NewContext(ctx)
	t.Cleanup(func() { _ = chromedp.Cancel(ctx); cancel() })
	ctx, cancel = context.WithTimeout(ctx, 3*time.Minute)
	t.Cleanup(cancel)
	return ctx
}

// heard collects what a page must not do: fetch anything, or complain.
type heard struct {
	mu    sync.Mutex
	lines []string
}

func (h *heard) listen(t *testing.T, ctx context.Context) {
	t.Helper()
	err := chromedp.Listen(ctx, func(event any) {
		h.mu.Lock()
		defer h.mu.Unlock()
		switch e := event.(type) {
		case *network.EventRequestWillBeSent:
			if e.Request.URL != e.DocumentURL && !strings.HasPrefix(e.Request.URL, "data:") {
				h.lines = append(h.lines, "request: "+e.Request.URL)
			}
		case *log.EventEntryAdded:
			h.lines = append(h.lines, "log: "+e.Entry.Text)
		case *runtime.EventConsoleAPICalled:
			h.lines = append(h.lines, "console: "+string(e.Type))
		case *runtime.EventExceptionThrown:
			h.lines = append(h.lines, "exception: "+e.ExceptionDetails.Text)
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := chromedp.Call(ctx, network.Enable, network.EnableParams{}); err != nil {
		t.Fatal(err)
	}
	if _, err := chromedp.Call(ctx, log.Enable, cdp.Empty{}); err != nil {
		t.Fatal(err)
	}
}

// take returns what was heard since the last call.
func (h *heard) take() []string {
	h.mu.Lock()
	defer h.mu.Unlock()
	lines := h.lines
	h.lines = nil
	return lines
}

// open shows a page at a width, in light, dark or print.
func open(t *testing.T, ctx context.Context, path string, width int64, scheme string) {
	t.Helper()
	media := emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}, stillness()}}
	if scheme == "print" {
		media = emulation.SetEmulatedMediaParams{Media: "print"}
	}
	if _, err := chromedp.Call(ctx, emulation.SetEmulatedMedia, media); err != nil {
		t.Fatal(err)
	}
	address := url.URL{Scheme: "file", Path: filepath.ToSlash(path)}
	if err := chromedp.Do(ctx, chromedp.EmulateViewport(width, 900), chromedp.Navigate(address.String())); err != nil {
		t.Fatal(err)
	}
}

// stillness asks the page not to scroll smoothly: a click goes to where the button was when it was looked up, and misses
// a button that is still on its way.
func stillness() *emulation.MediaFeature {
	return &emulation.MediaFeature{Name: "prefers-reduced-motion", Value: "reduce"}
}

func evaluate[T any](t *testing.T, ctx context.Context, script string) T {
	t.Helper()
	v, err := chromedp.Run(ctx, chromedp.Evaluate[T](script))
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// realDocument returns what a template makes of the first record of the corpus.
func realDocument(t *testing.T, template string) *templates.Document {
	t.Helper()
	for _, doc := range realDocuments(t) {
		if doc.Template == template {
			return doc
		}
	}
	t.Fatalf("no template %s, or no record in the corpus", template)
	return nil
}

// TestInBrowser opens pages from disk in a real browser: nothing is fetched, nothing complains, every figure is drawn
// once, no page is wider than its window, all text can be read.
func TestInBrowser(t *testing.T) {
	ctx := browser(t)
	look := string(readFile(t, "look.js"))
	var noise heard
	noise.listen(t, ctx)
	for _, c := range []struct {
		name   string
		doc    *templates.Document
		o      Options
		widths []int64
	}{
		{"sample", sample(t), Options{ECharts: "none"}, []int64{1280, 800, 360}},
		{"hostile", hostileDocument(t), Options{ECharts: "none"}, []int64{360}},
		{"postmortem", realDocument(t, templates.Default), Options{ECharts: "none"}, []int64{1280, 360}},
		{"summary", realDocument(t, "summary"), Options{ECharts: "none"}, []int64{1280, 360}},
		{"comparison", firstCompared(t, 100, "mechanism"), Options{ECharts: "none"}, []int64{1280, 800, 360}},
		{"side by side", firstCompared(t, 4, ""), Options{ECharts: "none"}, []int64{1280, 360}},
		{"comparison with charts", firstCompared(t, 100, ""), Options{script: chartScript(t)}, []int64{1280}},
		{"charts", sample(t), Options{script: chartScript(t)}, []int64{1280, 360}},
	} {
		path := save(t, render(t, "html", c.doc, c.o))
		for _, width := range c.widths {
			for _, scheme := range []string{"light", "dark"} {
				open(t, ctx, path, width, scheme)
				seen := evaluate[[]string](t, ctx, look)
				if c.name == "hostile" {
					seen = onlyLayout(seen)
				}
				for _, line := range append(noise.take(), seen...) {
					t.Errorf("%s, %d px, %s: %s", c.name, width, scheme, line)
				}
			}
		}
	}
	t.Run("charts", func(t *testing.T) { chartsInBrowser(t, ctx, &noise) })
}

func save(t *testing.T, page []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "page.html")
	if err := os.WriteFile(path, page, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// onlyLayout leaves out what labels of any length may do: the same hostile text everywhere covers itself.
func onlyLayout(lines []string) []string {
	var out []string
	for _, line := range lines {
		if strings.HasPrefix(line, "the page is") || strings.Contains(line, "drawings") || strings.HasPrefix(line, "contrast") {
			out = append(out, line)
		}
	}
	return out
}

// chartScript returns ECharts if npm has been run, else a stub that draws a box, so that the page around it is tested
// either way.
func chartScript(t *testing.T) []byte {
	t.Helper()
	if script, ok := echartsjs.Source(); ok {
		return script
	}
	script, err := os.ReadFile(filepath.Join("echartsjs", "web", "node_modules", "echarts", "dist", "echarts.min.js"))
	if err == nil {
		return script
	}
	t.Log("ECharts is not here; a stub stands in")
	return readFile(t, "stub.js")
}

// chartsInBrowser: with the script, every figure becomes a chart with the drawing's name, the button brings the
// drawing back, hovering breaks no rule of the page's policy, and paper gets the drawing.
func chartsInBrowser(t *testing.T, ctx context.Context, noise *heard) {
	t.Helper()
	path := save(t, render(t, "html", sample(t), Options{script: chartScript(t)}))
	open(t, ctx, path, 1280, "dark")
	count := func(selector string) int {
		return evaluate[int](t, ctx, fmt.Sprintf(`[...document.querySelectorAll(%q)].filter(e => e.getBoundingClientRect().height > 0).length`, selector))
	}
	if charts, drawings := count("figure.live .chart canvas"), count("figure svg"); charts != 5 || drawings != 0 {
		t.Errorf("%d charts and %d drawings are shown, want 5 and 0", charts, drawings)
	}
	names := evaluate[[]string](t, ctx, `[...document.querySelectorAll('.chart')].map(c => c.getAttribute('role') + ' ' + c.getAttribute('aria-labelledby').split(' ').map(id => document.getElementById(id).textContent).join(' '))`)
	for _, n := range names {
		if !strings.HasPrefix(n, "img ") || len(n) < 40 {
			t.Errorf("a chart called %q", n)
		}
	}
	hover := `for (const c of document.querySelectorAll('.chart canvas')) { const r = c.getBoundingClientRect(); for (let x = r.left; x < r.right; x += 37) for (let y = r.top; y < r.bottom; y += 23) c.dispatchEvent(new MouseEvent('mousemove', {clientX: x, clientY: y, bubbles: true})); } 1`
	evaluate[int](t, ctx, hover)
	evaluate[int](t, ctx, `for (const b of document.querySelectorAll('.toggle')) b.click(); 1`)
	if charts, drawings := count(".chart"), count("figure svg"); charts != 0 || drawings != 5 {
		t.Errorf("after the button: %d charts and %d drawings are shown, want 0 and 5", charts, drawings)
	}
	evaluate[int](t, ctx, `for (const b of document.querySelectorAll('.toggle')) b.click(); 1`)
	open(t, ctx, path, 700, "print")
	if charts, drawings, rest := count(".chart, canvas"), count("figure svg"), count("nav, .toggle, .hint, .anchor, details"); charts != 0 || drawings != 5 || rest != 0 {
		t.Errorf("on paper: %d charts, %d drawings, %d things for the screen, want 0, 5, 0", charts, drawings, rest)
	}
	pdf, err := chromedp.Run(ctx, chromedp.PrintToPDF(chromedp.PDFPreferCSSPageSize()))
	if err != nil || !bytes.HasPrefix(pdf, []byte("%PDF")) {
		t.Errorf("printing: %v", err)
	}
	for _, line := range noise.take() {
		t.Error(line)
	}
}
