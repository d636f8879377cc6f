package site

import (
	"context"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
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

	"github.com/postmortem-dev/postmortem/analysis"
	"github.com/postmortem-dev/postmortem/incidents"
	"github.com/postmortem-dev/postmortem/incidents/corpus"
	"github.com/postmortem-dev/postmortem/output"
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
	ctx, cancel = context.WithTimeout(ctx, 4*time.Minute)
	t.Cleanup(cancel)
	return ctx
}

// tab is a browser's page, and what was heard of it that should not be: requests for anything but the site's files, and
// complaints.
type tab struct {
	t    *testing.T
	ctx  context.Context
	root string

	mu    sync.Mutex
	heard []string
}

func newTab(t *testing.T, root string) *tab {
	t.Helper()
	b := &tab{t: t, ctx: browser(t), root: filepath.ToSlash(root)}
	hear := func(format string, args ...any) { b.heard = append(b.heard, fmt.Sprintf(format, args...)) }
	err := chromedp.Listen(b.ctx, func(event any) {
		b.mu.Lock()
		defer b.mu.Unlock()
		switch e := event.(type) {
		case *network.EventRequestWillBeSent:
			if !strings.HasPrefix(e.Request.URL, "file://"+b.root+"/") && !strings.HasPrefix(e.Request.URL, "data:") {
				hear("request: %s", e.Request.URL)
			}
		case *log.EventEntryAdded:
			hear("log: %s", e.Entry.Text)
		case *runtime.EventConsoleAPICalled:
			hear("console: %s", e.Type)
		case *runtime.EventExceptionThrown:
			hear("exception: %s", e.ExceptionDetails.Text)
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := chromedp.Call(b.ctx, network.Enable, network.EnableParams{}); err != nil {
		t.Fatal(err)
	}
	if _, err := chromedp.Call(b.ctx, log.Enable, cdp.Empty{}); err != nil {
		t.Fatal(err)
	}
	return b
}

// quiet fails the test if anything was heard since it was last called.
func (b *tab) quiet(what string) {
	b.t.Helper()
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, line := range b.heard {
		b.t.Errorf("%s: %s", what, line)
	}
	b.heard = nil
}

func (b *tab) do(steps ...chromedp.Action[chromedp.Void]) {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, 30*time.Second) // a click waits for what it clicks
	defer cancel()
	if err := chromedp.Do(ctx, steps...); err != nil {
		b.t.Fatal(err)
	}
}

// look sets what the reader has: a window's width, and light, dark or print.
func (b *tab) look(width int64, scheme string) {
	b.t.Helper()
	media := emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}}}
	if scheme == "print" {
		media = emulation.SetEmulatedMediaParams{Media: "print"}
	}
	if _, err := chromedp.Call(b.ctx, emulation.SetEmulatedMedia, media); err != nil {
		b.t.Fatal(err)
	}
	b.do(chromedp.EmulateViewport(width, 900))
}

// open shows a page of the site from the disk. The blank page between makes it load anew also where only the part after
// # is another.
func (b *tab) open(place string) {
	b.t.Helper()
	path, fragment, _ := strings.Cut(place, "#")
	address := (&url.URL{Scheme: "file", Path: b.root + "/" + path}).String()
	if fragment != "" {
		address += "#" + fragment
	}
	b.do(chromedp.Navigate("about:blank"), chromedp.Navigate(address))
	b.mu.Lock()
	b.heard = slices.DeleteFunc(b.heard, func(s string) bool { return s == "request: about:blank" })
	b.mu.Unlock()
	b.settle()
}

// settle waits until the list has its rows, if the page has one that loads.
func (b *tab) settle() {
	b.t.Helper()
	b.until(`document.readyState === 'complete' && !document.querySelector('[aria-busy]')`)
}

// until waits for a condition.
func (b *tab) until(condition string) {
	b.t.Helper()
	for range 500 {
		if b.holds(condition) {
			return
		}
		time.Sleep(20 * time.Millisecond)
	}
	b.t.Fatalf("it never came to %s", condition)
}

// holds reports whether a condition holds. While another page comes, none does.
func (b *tab) holds(condition string) bool {
	yes, err := chromedp.Run(b.ctx, chromedp.Evaluate[bool](condition))
	return err == nil && yes
}

// ask evaluates a script in the page.
func ask[T any](b *tab, script string) T {
	b.t.Helper()
	v, err := chromedp.Run(b.ctx, chromedp.Evaluate[T](script))
	if err != nil {
		b.t.Fatalf("%s: %v", script, err)
	}
	return v
}

// want fails the test unless a script gives a value.
func want[T comparable](b *tab, what, script string, value T) {
	b.t.Helper()
	if got := ask[T](b, script); got != value {
		b.t.Errorf("%s: %v, want %v", what, got, value)
	}
}

// writeSite writes a site of rows with real documents for the records of the corpus, and returns its folder.
func writeSite(t *testing.T, rows []Row, pages []Page) string {
	t.Helper()
	root := t.TempDir()
	write := func(name string, data []byte) {
		path := filepath.Join(root, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o750); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	large := len(rows) > 5000 // of which only the list is looked at
	for f, err := range Changed(rows, pages, output.Options{Program: "1.2.3"}, func(string, string) bool { return large }) {
		if err != nil {
			t.Fatal(err)
		}
		if f.Data != nil {
			write(f.Path, f.Data)
		}
	}
	format, _ := output.Find("html")
	file, data, _ := corpus.Read(flagship)
	records, _ := incidents.Parse(file, data)
	doc, err := templates.Execute("summary", analysis.Run(records[0]))
	if err != nil {
		t.Fatal(err)
	}
	page, err := format.Render(doc, output.Options{Assets: "../../assets/"})
	if err != nil {
		t.Fatal(err)
	}
	write("incidents/"+flagship+"/postmortem.html", page)
	return root
}

const flagship = "aws-2025-10-20-dynamodb-dns"

// TestSiteLooks: at every width, in light and dark, no page is wider than its window, all text can be read, nothing
// complains and nothing is fetched.
func TestSiteLooks(t *testing.T) {
	rows := append(sampleRows(t, 130), hostileRows()...)
	b := newTab(t, writeSite(t, rows, append(samplePages(), Page{Title: strings.Repeat("x", 200), Path: "compare/x.html", About: attack})))
	script, err := os.ReadFile(filepath.Join("testdata", "look.js"))
	if err != nil {
		t.Fatal(err)
	}
	long := newCatalog(rows).group("tag").value(wordOf(strings.Repeat("x", 300)))
	for _, place := range []string{"index.html", "index.html#tag=dns&tag=été&organization=&q=é&sort=-hurt", "index.html#q=nothing+at+all", "all/2.html", "by/tag/index.html", "by/tag/" + long.slug + ".html",
		"by/mechanism/index.html", "by/control/rollback.html", "by/service/index.html", "by/service/shared.html", "incidents/" + flagship + "/postmortem.html"} {
		for _, c := range []struct {
			width  int64
			scheme string
		}{{1280, "light"}, {1280, "dark"}, {800, "light"}, {360, "light"}, {360, "dark"}, {700, "print"}} {
			b.look(c.width, c.scheme)
			b.open(place)
			if c.width < 1100 && strings.HasPrefix(place, "index.html") {
				ask[int](b, `document.querySelector('.browse details').open = true; 1`)
			}
			what := fmt.Sprintf("%s, %d px, %s", place, c.width, c.scheme)
			for _, line := range ask[[]string](b, string(script)) {
				t.Errorf("%s: %s", what, line)
			}
			b.quiet(what)
		}
	}
}
