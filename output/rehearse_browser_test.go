package output

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	cdppage "github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
	"github.com/google/go-cmp/cmp"

	"github.com/postmortem-dev/postmortem/templates/briefs"
)

// TestRehearsalInBrowser rehearses in a real browser. Time and chance are the test's: the page reads both from what is
// put in their place before it runs.
func TestRehearsalInBrowser(t *testing.T) {
	ctx := browser(t)
	var noise heard
	noise.listen(t, ctx)
	beforePage(t, ctx, `window.testTime = 0; performance.now = () => window.testTime;
		let seed = 7; Math.random = () => (seed = seed * 16807 % 2147483647) / 2147483647;`)
	path := save(t, render(t, "html", documentOf(sampleBrief()), Options{}))
	for _, c := range []struct {
		name string
		run  func(*testing.T, context.Context, string)
	}{
		{"looks", func(t *testing.T, ctx context.Context, _ string) { rehearsalLooks(t, ctx) }},
		{"timer", rehearsalTimer},
		{"questions", rehearsalQuestions},
		{"whiteboard", rehearsalWhiteboard},
		{"keyboard", rehearsalKeyboard},
		{"print", rehearsalPrint},
		{"no script", rehearsalWithoutScript},
		{"no storage", rehearsalWithoutStorage},
	} {
		t.Run(c.name, func(t *testing.T) {
			open(t, ctx, path, 1280, "light")
			evaluate[int](t, ctx, `localStorage.clear(); 1`)
			open(t, ctx, path, 1280, "light")
			c.run(t, ctx, path)
			for _, line := range noise.take() {
				t.Error(line)
			}
		})
	}
}

func beforePage(t *testing.T, ctx context.Context, script string) {
	t.Helper()
	if _, err := chromedp.Call(ctx, cdppage.Enable, cdppage.EnableParams{}); err != nil {
		t.Fatal(err)
	}
	if _, err := chromedp.Call(ctx, cdppage.AddScriptToEvaluateOnNewDocument, cdppage.AddScriptToEvaluateOnNewDocumentParams{Source: script}); err != nil {
		t.Fatal(err)
	}
}

func press(t *testing.T, ctx context.Context, keys string) {
	t.Helper()
	if err := chromedp.Do(ctx, chromedp.KeyEvent(keys)); err != nil {
		t.Fatal(err)
	}
}

// text returns what the page shows in the first element of a selector.
func text(t *testing.T, ctx context.Context, selector string) string {
	t.Helper()
	return evaluate[string](t, ctx, fmt.Sprintf(`document.querySelector(%q).textContent`, selector))
}

// comes waits until a condition holds.
func comes(t *testing.T, ctx context.Context, condition string) {
	t.Helper()
	if _, err := chromedp.Run(ctx, chromedp.Poll[bool](condition, chromedp.WithPollingTimeout(10*time.Second))); err != nil {
		t.Fatalf("%s: %v", condition, err)
	}
}

// rehearsalLooks: no page is wider than its window and all text can be read, also with every answer unfolded.
func rehearsalLooks(t *testing.T, ctx context.Context) {
	look := string(readFile(t, "look.js"))
	for _, b := range []*briefs.Brief{sampleBrief(), hostileBrief(), longestBrief()} {
		path := save(t, render(t, "html", documentOf(b), Options{}))
		for _, width := range []int64{1280, 800, 360} {
			for _, scheme := range []string{"light", "dark"} {
				open(t, ctx, path, width, scheme)
				evaluate[int](t, ctx, `for (const d of document.querySelectorAll('details')) d.open = true; 1`)
				seen := evaluate[[]string](t, ctx, look)
				if strings.Contains(b.Title, attack) {
					seen = onlyLayout(seen)
				}
				for _, line := range seen {
					t.Errorf("%.20s, %d px, %s: %s", b.Title, width, scheme, line)
				}
				for _, pair := range evaluate[[][]string](t, ctx, `[...document.querySelectorAll('button:not(:disabled)')].map(b => { const s = getComputedStyle(b), hex = c => '#' + c.match(/\d+/g).slice(0, 3).map(n => Number(n).toString(16).padStart(2, '0')).join(''); return [b.textContent, hex(s.color), hex(s.backgroundColor)]; })`) {
					if got := contrast(pair[1], pair[2]); got < 4.5 {
						t.Errorf("%s: button %s is %.2f:1", scheme, pair[0], got)
					}
				}
			}
		}
	}
}

func longestBrief() *briefs.Brief {
	return slices.MaxFunc(realBriefs(), func(a, b *briefs.Brief) int { return len(cardsOf(a)) - len(cardsOf(b)) })
}

// rehearsalTimer: it starts, marks the part that is due, pauses, goes on, says when time is up, and goes back.
func rehearsalTimer(t *testing.T, ctx context.Context, _ string) {
	current := func() string {
		return evaluate[string](t, ctx, `[...document.querySelectorAll('.part')].map(p => p.matches('.current') ? p.dataset.name : '').join('')`)
	}
	state := func() []string {
		return []string{text(t, ctx, ".elapsed"), text(t, ctx, ".now"), text(t, ctx, "[data-do=run]"), current(), text(t, ctx, "[role=status]")}
	}
	want := func(want ...string) {
		t.Helper()
		if diff := cmp.Diff(want, state()); diff != "" {
			t.Error(diff)
		}
	}
	at := func(ms int, shows string) {
		t.Helper()
		evaluate[int](t, ctx, fmt.Sprintf(`window.testTime = %d`, ms))
		comes(t, ctx, fmt.Sprintf(`document.querySelector('.elapsed').textContent === %q`, shows))
	}
	want("0:00", "Ready", "Start", "", "")
	press(t, ctx, " ")
	want("0:00", "Context, 0:01 left", "Pause", "Context", "Started. Context.")
	at(1500, "0:01")
	want("0:01", "Cause, 0:01 left", "Pause", "Cause", "Cause.")
	press(t, ctx, " ")
	evaluate[int](t, ctx, `window.testTime = 60000`)
	want("0:01", "Cause, 0:01 left", "Go on", "Cause", "Paused at 0:01.")
	press(t, ctx, " ")
	at(62600, "0:04")
	want("0:04", "Lessons, 0:00 left", "Pause", "Lessons", "Lessons.")
	at(66500, "0:08")
	want("0:08", "0:03 over", "Pause", "", "Time is up.")
	press(t, ctx, "r")
	want("0:00", "Ready", "Start", "", "Back to the start.")
	if err := chromedp.Do(ctx, chromedp.Focus("[data-do=reset]"), chromedp.KeyEvent(" ")); err != nil {
		t.Fatal(err)
	}
	want("0:00", "Ready", "Start", "", "Back to the start.") // a control with the focus keeps its own keys
	press(t, ctx, "h")
	if n := evaluate[int](t, ctx, `document.querySelectorAll('.part[open]').length`); n != 0 {
		t.Errorf("%d parts show their words", n)
	}
}

// rehearsalQuestions: answers unfold when asked for, a shuffle keeps the set, marks are kept by the browser, and a
// question that is known is passed over.
func rehearsalQuestions(t *testing.T, ctx context.Context, path string) {
	order := func() []string {
		return evaluate[[]string](t, ctx, `[...document.querySelectorAll('.card .asks')].map(e => e.textContent)`)
	}
	opened := func() []string {
		return evaluate[[]string](t, ctx, `[...document.querySelectorAll('.card')].filter(c => c.open).map(c => c.querySelector('.asks').textContent)`)
	}
	first := order()
	if len(first) != 6 || len(opened()) != 0 || text(t, ctx, ".score") != "6 questions, 0 asked, 0 known." {
		t.Errorf("%q, open %q, %s", first, opened(), text(t, ctx, ".score"))
	}
	press(t, ctx, "n")
	press(t, ctx, "\r")
	comes(t, ctx, `document.querySelector('.score').textContent === '6 questions, 1 asked, 0 known.'`)
	if diff := cmp.Diff(first[:1], opened()); diff != "" {
		t.Error(diff)
	}
	if err := chromedp.Do(ctx, chromedp.Click(".card[open] .knew")); err != nil {
		t.Fatal(err)
	}
	comes(t, ctx, `document.querySelector('.score').textContent === '6 questions, 1 asked, 1 known.'`)
	press(t, ctx, "s")
	mixed := order()
	if len(opened()) != 0 || slices.Equal(first, mixed) || !slices.Equal(slices.Sorted(slices.Values(first)), slices.Sorted(slices.Values(mixed))) {
		t.Errorf("shuffled: %q, open %q", mixed, opened())
	}
	if err := chromedp.Do(ctx, chromedp.Click("[data-do=order]")); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(first, order()); diff != "" {
		t.Error(diff)
	}
	open(t, ctx, path, 1280, "light")
	comes(t, ctx, `document.querySelector('.card.known .asks') !== null`)
	if got := text(t, ctx, ".card.known .asks") + " " + text(t, ctx, ".score"); got != first[0]+" 6 questions, 1 asked, 1 known." {
		t.Errorf("after a reload: %s", got)
	}
	press(t, ctx, "n")
	if got := evaluate[string](t, ctx, `document.activeElement.querySelector('.asks').textContent`); got != first[1] {
		t.Errorf("the next question is %q", got)
	}
	if err := chromedp.Do(ctx, chromedp.Click("[data-do=forget]")); err != nil {
		t.Fatal(err)
	}
	if got := evaluate[string](t, ctx, `JSON.stringify(localStorage)`); !strings.Contains(got, `postmortem-brief:made-up`) || strings.Contains(got, "known") {
		t.Errorf("the browser keeps %s", got)
	}
}

// rehearsalWhiteboard: each stroke brings its box and the arrow that leads to it, and nothing of the strokes to come.
func rehearsalWhiteboard(t *testing.T, ctx context.Context, _ string) {
	drawn := func() string {
		return evaluate[string](t, ctx, `(() => {
			const seen = s => [...document.querySelectorAll('.board svg ' + s)].filter(e => getComputedStyle(e).visibility === 'visible').length;
			return [seen('.node:has(title)'), seen('path.edge:not(.head)'), seen('path.edge.head') - seen('line.edge'), document.querySelectorAll('.strokes li:not([hidden])').length, document.querySelector('[data-do=draw]').textContent].join(' ');
		})()`)
	}
	for _, want := range []string{"3 2 2 3 Draw it stroke by stroke", "1 0 0 1 Next stroke", "2 1 1 2 Next stroke", "3 2 2 3 Draw it again", "1 0 0 1 Next stroke"} {
		if got := drawn(); got != want {
			t.Errorf("%s, want %s", got, want)
		}
		press(t, ctx, "d")
	}
	if got := text(t, ctx, ".strokes .latest") + "; " + text(t, ctx, ".place"); got != "Draw an arrow from A to a box “B”. Then this.; Stroke 2 of 3" {
		t.Error(got)
	}
	if err := chromedp.Do(ctx, chromedp.Click("[data-do=undraw]")); err != nil {
		t.Fatal(err)
	}
	if got := drawn(); got != "1 0 0 1 Next stroke" {
		t.Errorf("a stroke back: %s", got)
	}
	if err := chromedp.Do(ctx, chromedp.Click("[data-do=whole]")); err != nil {
		t.Fatal(err)
	}
	if got := drawn(); got != "3 2 2 3 Draw it stroke by stroke" {
		t.Errorf("all of it: %s", got)
	}
}

// rehearsalKeyboard: Tab reaches every control, each shows that it has the focus, and the keys can be switched off.
func rehearsalKeyboard(t *testing.T, ctx context.Context, _ string) {
	want := evaluate[int](t, ctx, `[...document.querySelectorAll('a[href], button:not(:disabled), summary, [tabindex]')].filter(e => e.checkVisibility({contentVisibilityAuto: true, visibilityProperty: true})).length`)
	reached, plain := map[string]bool{}, map[string]bool{}
	for range want {
		press(t, ctx, "\t")
		got := evaluate[[]string](t, ctx, `(() => { const e = document.activeElement, all = [...document.querySelectorAll('*')], s = getComputedStyle(e);
			return [String(all.indexOf(e)), s.outlineStyle === 'none' || s.outlineWidth === '0px' ? e.outerHTML.slice(0, 80) : '']; })()`)
		reached[got[0]] = true
		plain[got[1]] = true
	}
	delete(plain, "")
	if len(reached) != want || want < 25 || len(plain) > 0 {
		t.Errorf("Tab reaches %d of %d controls; without an outline: %v", len(reached), want, plain)
	}
	if err := chromedp.Do(ctx, chromedp.Click("[data-do=keys]")); err != nil {
		t.Fatal(err)
	}
	evaluate[int](t, ctx, `document.activeElement.blur(); 1`)
	press(t, ctx, " ")
	press(t, ctx, "n")
	if got := text(t, ctx, "[data-do=run]") + ", " + text(t, ctx, "[data-do=keys]") + ", " + evaluate[string](t, ctx, `document.activeElement.tagName`); got != "Start, Keys are off, BODY" {
		t.Error(got)
	}
	if err := chromedp.Do(ctx, chromedp.Click("[data-do=keys]")); err != nil {
		t.Fatal(err)
	}
}

// shownCount counts the elements of a selector that take room.
func shownCount(t *testing.T, ctx context.Context, selector string) int {
	t.Helper()
	return evaluate[int](t, ctx, fmt.Sprintf(`[...document.querySelectorAll(%q)].filter(e => e.getBoundingClientRect().height > 0 && e.checkVisibility()).length`, selector))
}

// rehearsalPrint: paper has every answer and no control.
func rehearsalPrint(t *testing.T, ctx context.Context, path string) {
	open(t, ctx, path, 700, "print")
	if controls, answers := shownCount(t, ctx, "button, .timer, .keys, nav"), shownCount(t, ctx, ".card > p:not(.tools), .trap > p, .part > p"); controls != 0 || answers != 22 {
		t.Errorf("%d controls and %d paragraphs on paper, want 0 and 22", controls, answers)
	}
	pdf, err := chromedp.Run(ctx, chromedp.PrintToPDF(chromedp.PDFPreferCSSPageSize()))
	if err != nil || !strings.HasPrefix(string(pdf), "%PDF") {
		t.Errorf("printing: %v", err)
	}
	if n := evaluate[int](t, ctx, `document.querySelectorAll('.card[open]').length`); n != 0 {
		t.Errorf("%d cards stay unfolded after printing", n)
	}
}

// rehearsalWithoutScript: everything is there, and nothing that does not work.
func rehearsalWithoutScript(t *testing.T, ctx context.Context, path string) {
	disable := func(off bool) {
		if _, err := chromedp.Call(ctx, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: off}); err != nil {
			t.Fatal(err)
		}
	}
	disable(true)
	defer disable(false)
	open(t, ctx, path, 1280, "light")
	if controls, words, strokes := shownCount(t, ctx, "button, .timer, .keys"), shownCount(t, ctx, ".part .said"), shownCount(t, ctx, ".strokes li"); controls != 0 || words != 8 || strokes != 3 {
		t.Errorf("%d controls, %d sentences, %d strokes, want 0, 8, 3", controls, words, strokes)
	}
	if err := chromedp.Do(ctx, chromedp.Focus(".card summary"), chromedp.KeyEvent("\r")); err != nil {
		t.Fatal(err)
	}
	if n := shownCount(t, ctx, ".card[open] > p:not(.tools)"); n != 2 {
		t.Errorf("%d paragraphs of the answer are unfolded", n)
	}
}

// rehearsalWithoutStorage: where the browser denies storage, marks last until the page is left.
func rehearsalWithoutStorage(t *testing.T, ctx context.Context, path string) {
	beforePage(t, ctx, `Object.defineProperty(window, 'localStorage', {get() { throw new DOMException('denied', 'SecurityError'); }});`)
	for range 2 {
		open(t, ctx, path, 1280, "light")
		if got := text(t, ctx, ".score"); got != "6 questions, 0 asked, 0 known." {
			t.Error(got)
		}
		press(t, ctx, "n")
		press(t, ctx, "\r")
		comes(t, ctx, `document.querySelector('.score').textContent === '6 questions, 1 asked, 0 known.'`)
	}
}
