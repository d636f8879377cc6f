package site

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

// found reads how many incidents the list says it found.
const found = `parseInt(document.querySelector('.found').textContent.replaceAll(',', ''))`

// TestListInBrowser uses the list of all incidents as a reader does.
func TestListInBrowser(t *testing.T) {
	rows := append(sampleRows(t, 260), hostileRows()...)
	b := newTab(t, writeSite(t, rows, samplePages()))
	for _, c := range []struct {
		name string
		test func(*tab, []Row)
	}{
		// The browser keeps fifty steps and first forgets those that no key or mouse made: so history comes early.
		{"broken", loseData}, {"history", walkHistory}, {"same rows", sameRows}, {"search", searchList}, {"filters", filterList}, {"sorting", sortList},
		{"keyboard", useKeys}, {"shelves", unfoldShelves}, {"narrow", filterOnPhone},
	} {
		t.Run(c.name, func(t *testing.T) {
			b.t = t
			b.look(1280, "light")
			c.test(b, rows)
			b.quiet(c.name)
		})
	}
}

// scripts switches scripts on or off.
func (b *tab) scripts(on bool) {
	b.t.Helper()
	if _, err := chromedp.Call(b.ctx, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: !on}); err != nil {
		b.t.Fatal(err)
	}
}

// sameRows: the rows that the script makes are those that the program writes, on every page of the list, and without the
// script there is nothing that does not work.
func sameRows(b *tab, rows []Row) {
	const read = `[...document.querySelectorAll('.incidents tbody tr')].map(tr => tr.outerHTML.replaceAll('href="../', 'href="').replaceAll('href="./', 'href="'))`
	for page := 1; page <= chunks(len(rows), pageSize); page++ {
		b.scripts(false)
		b.open(listPath(page))
		want := ask[[]string](b, read)
		if controls := ask[int](b, `[...document.querySelectorAll('input, select, button')].filter(e => e.checkVisibility()).length`); controls != 0 {
			b.t.Errorf("page %d: %d controls without a script", page, controls)
		}
		if page == 1 && ask[int](b, `[...document.querySelectorAll('.shelf a')].filter(e => e.checkVisibility()).length`) < 30 {
			b.t.Error("nothing to browse by without a script")
		}
		b.scripts(true)
		b.open(fmt.Sprintf("index.html#page=%d", page))
		got := ask[[]string](b, read)
		if len(want) != len(got) || len(got) == 0 {
			b.t.Fatalf("page %d: %d rows with the script and %d without", page, len(got), len(want))
		}
		for i := range want {
			if want[i] != got[i] {
				b.t.Fatalf("page %d, row %d:\nscript  %s\nprogram %s", page, i+1, got[i], want[i])
			}
		}
	}
}

// matches says in the simplest way whether a row has every word.
func matches(r *Row, words string) bool {
	text := r.id + "\n" + r.title + "\n" + r.organization.String()
	for _, w := range r.tags {
		text += "\n" + w.String()
	}
	for _, s := range r.services {
		text += "\n" + s.id.String() + "\n" + s.name.String()
	}
	for word := range strings.FieldsSeq(fold(words)) {
		if !strings.Contains(fold(text), word) {
			return false
		}
	}
	return true
}

func countRows(rows []Row, is func(*Row) bool) int {
	n := 0
	for i := range rows {
		if is(&rows[i]) {
			n++
		}
	}
	return n
}

// enter types words into the search field.
func (b *tab) enter(words string) {
	b.t.Helper()
	ask[int](b, fmt.Sprintf(`(() => { const s = document.querySelector('.search input'); s.value = %q; s.dispatchEvent(new Event('input')); return 1; })()`, words))
}

// searchList: every word must be in an incident's title, organization, tags, services or id, in any case and without
// accents.
func searchList(b *tab, rows []Row) {
	b.open("index.html")
	for _, words := range []string{"database", "DATABASE moved", "societe GENERALE", "SOCIÉTÉ", "aero faergen", "Ærø", "ete", "日本", "service-72", "Service 72 login", "made-up-00017", flagship, "dynamodb", "alert(1)", "<script>", "no such thing", "🔥", "  ", ""} {
		b.enter(words)
		n := countRows(rows, func(r *Row) bool { return matches(r, words) })
		want(b, words, found, n)
		want(b, words+": rows", `document.querySelectorAll('.incidents tbody tr:not(:has(.nothing))').length`, min(n, pageSize))
	}
	b.enter("no such thing")
	b.do(chromedp.Click(".nothing button"))
	want(b, "after clearing", found, len(rows))
	want(b, "after clearing, the field", `document.querySelector('.search input').value`, "")
}

// shelf is a script that finds the box of a value.
func box(kind, value string) string {
	return fmt.Sprintf(`[...document.querySelectorAll('.shelf[data-kind=%s] li')].find(li => li.querySelector('.value').textContent === %q).querySelector('input')`, kind, value)
}

// filterList: a value shows as many incidents as stands beside it; values of one kind add up, kinds restrict each other;
// chips take one filter back and a button all.
func filterList(b *tab, rows []Row) {
	b.open("index.html")
	wrong := ask[[]string](b, `(() => {
	  const out = [], n = t => parseInt(t.replaceAll(',', ''));
	  for (const li of document.querySelectorAll('.shelf li')) {
	    const input = li.querySelector('input'), says = n(li.querySelector('.count').textContent);
	    input.click();
	    const shows = n(document.querySelector('.found').textContent), now = n(li.querySelector('.count').textContent);
	    if (says !== shows || says !== now || !says) out.push(li.textContent + ' shows ' + shows + ' and says ' + now);
	    input.click();
	  }
	  return out;
	})()`)
	for _, w := range wrong {
		b.t.Error(w)
	}
	ask[int](b, box("organization", "GitHub")+".click(), "+box("organization", "Fastly")+".click(), "+box("detection", "monitor")+".click(), 1")
	both := countRows(rows, func(r *Row) bool {
		return (r.organization == wordOf("GitHub") || r.organization == wordOf("Fastly")) && r.detection == wordOf("monitor")
	})
	want(b, "two organizations and a detection", found, both)
	want(b, "chips", `document.querySelectorAll('.chip').length`, 3)
	want(b, "their address", `location.hash`, "#organization=GitHub&organization=Fastly&detection=monitor")
	b.do(chromedp.Click(".chip:nth-child(2)"))
	want(b, "one chip less", found, countRows(rows, func(r *Row) bool {
		return r.organization == wordOf("GitHub") && r.detection == wordOf("monitor")
	}))
	b.do(chromedp.Click(".chips .clear"))
	want(b, "all cleared", found, len(rows))
	want(b, "all cleared, the address", `location.hash`, "")
	want(b, "all cleared, boxes", `document.querySelectorAll('.shelf input:checked').length`, 0)
	b.open("index.html#severity=")
	want(b, "not recorded", found, countRows(rows, func(r *Row) bool { return r.severity.empty() }))
	b.open("index.html#severity=none-such&mechanism=race&nonsense=1&page=99&sort=nonsense")
	want(b, "what the site does not have is left out", found, countRows(rows, func(r *Row) bool { return slices.Contains(r.mechanisms, wordOf("race")) }))
}

// sortList: each column sorts both ways, and what is not recorded comes last both times.
func sortList(b *tab, rows []Row) {
	b.open("index.html#service=service-72&service=service-60&service=service-12&service=service-18")
	n := ask[int](b, found)
	if n < 12 || n > pageSize {
		b.t.Fatalf("%d rows to sort", n)
	}
	byID := map[string]*Row{}
	for i := range rows {
		byID[rows[i].id] = &rows[i]
	}
	for column, compareBy := range map[string]func(a, b *Row) int{
		"what": func(a, b *Row) int { return strings.Compare(fold(a.title), fold(b.title)) },
		"who": func(a, b *Row) int {
			return strings.Compare(fold(a.organization.String()), fold(b.organization.String()))
		},
		"when": func(a, b *Row) int { return int(a.start - b.start) },
		"long": func(a, b *Row) int { return int(a.length.seconds - b.length.seconds) },
		"seen": func(a, b *Row) int { return int(a.detect.seconds - b.detect.seconds) },
		"hurt": func(a, b *Row) int { return int(a.affected - b.affected) },
	} {
		known := map[string]func(*Row) bool{
			"what": func(*Row) bool { return true }, "who": func(r *Row) bool { return !r.organization.empty() }, "when": func(r *Row) bool { return r.dated },
			"long": func(r *Row) bool { return r.length.known }, "seen": func(r *Row) bool { return r.detect.known }, "hurt": func(r *Row) bool { return r.affected > 0 },
		}[column]
		directions := map[string]bool{}
		for range 2 {
			b.do(chromedp.Click(".incidents th." + column + " button"))
			direction := ask[string](b, fmt.Sprintf(`document.querySelector('.incidents th.%s').getAttribute('aria-sort')`, column))
			directions[direction] = true
			want(b, "sorted columns", `document.querySelectorAll('th[aria-sort]').length`, 1)
			sign := when(direction == "descending", -1, 1)
			var before *Row
			for _, id := range ask[[]string](b, `[...document.querySelectorAll('.incidents a.name')].map(a => a.getAttribute('href').split('/')[1])`) {
				r := byID[id]
				if r == nil {
					b.t.Fatalf("a row of %q", id)
				}
				if before != nil && (known(r) && !known(before) || known(r) && known(before) && sign*compareBy(before, r) > 0) {
					b.t.Errorf("%s %s: %s before %s", column, direction, before.id, id)
				}
				before = r
			}
		}
		if !directions["ascending"] || !directions["descending"] {
			b.t.Errorf("%s sorts %v", column, directions)
		}
	}
}

// walkHistory: back and forward go through what was asked for, words that were typed are one step, an incident that was
// opened leads back to the same list, and a link with all of it shows the same.
func walkHistory(b *tab, rows []Row) {
	b.open("index.html")
	state := func() string {
		return ask[string](b, `[document.querySelector('.search input').value, document.querySelectorAll('.shelf input:checked').length, (document.querySelector('.pager .now') || {}).textContent, document.querySelector('th[aria-sort]').className, document.querySelector('.found').textContent].join('|')`)
	}
	begin := state()
	for _, words := range []string{"s", "se", "ser", "service"} {
		b.enter(words)
	}
	b.until(`location.hash === '#q=service'`)
	typed := state()
	ask[int](b, box("tag", "dns")+".click(), 1")
	filtered := state()
	b.do(chromedp.Click(".incidents th.hurt button"))
	sorted := state()
	b.do(chromedp.Click(".pager a[rel=next]"))
	b.until(`document.querySelector('.pager .now').textContent === '2'`)
	turned := state()
	if typed == begin || filtered == typed || sorted == filtered || turned == sorted {
		b.t.Fatal("nothing changed")
	}
	want(b, "the list has the focus", `document.activeElement.className`, "list")
	travel := func(way int, want string) {
		b.t.Helper()
		ask[int](b, fmt.Sprintf(`(setTimeout(() => history.go(%d)), 1)`, way))
		got := ""
		for range 400 {
			time.Sleep(20 * time.Millisecond)
			if b.holds(`document.readyState === 'complete' && document.querySelector('.finder') !== null && !document.querySelector('[aria-busy]')`) {
				if got = state(); got == want {
					return
				}
			}
		}
		b.t.Errorf("going %d: %s, want %s", way, got, want)
	}
	for _, want := range []string{sorted, filtered, typed, begin} {
		travel(-1, want)
	}
	for _, want := range []string{typed, filtered, sorted, turned} {
		travel(1, want)
	}
	shared := ask[string](b, `location.hash`)
	b.open("index.html" + shared)
	if got := state(); got != turned {
		b.t.Errorf("the shared link: %s, want %s", got, turned)
	}
	b.open("index.html#q=" + flagship)
	one := state()
	b.do(chromedp.Click("a.name"))
	b.until(`document.querySelector('.back a') !== null`)
	want(b, "the document has its style", `getComputedStyle(document.querySelector('html')).borderTopStyle`, "solid")
	travel(-1, one)
	ask[int](b, `(setTimeout(() => history.forward()), 1)`)
	b.until(`document.querySelector('.back a') !== null`)
	b.do(chromedp.Click(".back a"))
	b.until(`document.querySelector('.finder') !== null`)
	b.settle()
	want(b, "the link back to all incidents", found, len(rows))
}

// useKeys: Tab reaches the search field, filters, sorting and rows, each shows that it has the focus, and keys work them.
func useKeys(b *tab, rows []Row) {
	b.open("index.html")
	reached := map[string]bool{}
	var unmarked []string
	for range 140 {
		b.do(chromedp.KeyEvent("\t"))
		at := ask[string](b, `(() => { const e = document.activeElement, s = getComputedStyle(e), after = getComputedStyle(e, '::after'); return (e.closest('.finder, .shelf, th, .incidents td, .pages, .pager, .skip') || {className: 'else'}).className.split(' ')[0] + ' ' + e.tagName + ' ' + (s.outlineStyle !== 'none' || after.outlineStyle !== 'none'); })()`)
		reached[strings.Join(strings.Fields(at)[:2], " ")] = true
		if strings.HasSuffix(at, "false") {
			unmarked = append(unmarked, at)
		}
	}
	for _, place := range []string{"skip A", "pages A", "shelf INPUT", "shelf BUTTON", "finder INPUT", "what BUTTON", "what A", "who A"} {
		if !reached[place] {
			b.t.Errorf("Tab does not reach %s: %v", place, reached)
		}
	}
	if len(unmarked) > 0 {
		b.t.Errorf("the focus cannot be seen: %v", unmarked)
	}
	ask[int](b, box("detection", "staff")+".focus(), 1")
	b.do(chromedp.KeyEvent(" "))
	want(b, "a filter by key", found, countRows(rows, func(r *Row) bool { return r.detection == wordOf("staff") }))
	want(b, "the filter keeps the focus", `document.activeElement.parentElement.textContent.startsWith('staff')`, true)
	ask[int](b, `document.querySelector('th.long button').focus(), 1`)
	b.do(chromedp.KeyEvent("\r"))
	want(b, "sorted by key", `document.querySelector('th.long').getAttribute('aria-sort')`, "descending")
	want(b, "what changed is told", `document.querySelector('.found').getAttribute('role')`, "status")
	ask[int](b, `(location.hash = '#page:text', 1)`)
	time.Sleep(50 * time.Millisecond)
	want(b, "the skip link leaves the state alone", `document.querySelectorAll('.chip').length`, 1)
}

// unfoldShelves: a shelf shows its first values, all when asked, and a value that is looked for by name.
func unfoldShelves(b *tab, rows []Row) {
	b.open("index.html")
	count := `document.querySelectorAll('.shelf[data-kind=service] li').length`
	want(b, "values at first", count, shelfSize)
	ask[int](b, `document.querySelector('.shelf[data-kind=service] .more').click(), 1`)
	if n := ask[int](b, count); n < 100 || n > 201 {
		b.t.Errorf("%d values when all are asked for", n)
	}
	ask[int](b, `(() => { const i = document.querySelector('.shelf[data-kind=service] .narrow'); i.value = 'SERVICE 72'; i.dispatchEvent(new Event('input')); return 1; })()`)
	want(b, "values by name", count, 1)
	ask[int](b, box("service", "Service 72")+".click(), 1")
	want(b, "chosen", found, countRows(rows, func(r *Row) bool {
		return slices.ContainsFunc(r.services, func(s service) bool { return s.id == wordOf("service-72") })
	}))
	ask[int](b, `document.querySelector('.shelf[data-kind=service] .more').click(), 1`)
	want(b, "folded, the chosen one stays", `[...document.querySelectorAll('.shelf[data-kind=service] input:checked')].length`, 1)
}

// filterOnPhone: filters are folded until asked for, and sorting has a control of its own.
func filterOnPhone(b *tab, rows []Row) {
	b.look(360, "light")
	b.open("index.html")
	want(b, "folded filters", `[...document.querySelectorAll('.shelf input')].some(e => e.checkVisibility())`, false)
	b.do(chromedp.Click(".browse summary"))
	ask[int](b, box("detection", "customer")+".click(), 1")
	want(b, "filtered", found, countRows(rows, func(r *Row) bool { return r.detection == wordOf("customer") }))
	ask[int](b, `(() => { const s = document.querySelector('.sorting select'); s.value = 'long'; s.dispatchEvent(new Event('change')); return 1; })()`)
	want(b, "sorted", `location.hash`, "#detection=customer&sort=long")
	want(b, "the control can be seen", `document.querySelector('.sorting select').checkVisibility()`, true)
}

// loseData: where the data is missing the list says so, and stays as it was written.
func loseData(b *tab, _ []Row) {
	part := filepath.Join(b.root, "assets", "incidents-1.js")
	if err := os.Rename(part, part+".gone"); err != nil {
		b.t.Fatal(err)
	}
	b.do(chromedp.Navigate("file://" + b.root + "/index.html#q=x"))
	b.until(`document.querySelector('.found').textContent.startsWith('The incidents could not be loaded')`)
	want(b, "rows", `document.querySelectorAll('.incidents tbody tr').length`, pageSize)
	b.mu.Lock()
	b.heard = nil // the browser says that the file is not there
	b.mu.Unlock()
	if err := os.Rename(part+".gone", part); err != nil {
		b.t.Fatal(err)
	}
}

// TestTyping: every key of a search in ten thousand incidents gets its rows; how long that takes is logged and not judged.
func TestTyping(t *testing.T) {
	b := newTab(t, writeSite(t, sampleRows(t, 10000), nil))
	b.look(1280, "light")
	b.open("index.html")
	b.until(found + ` > 10000`)
	times := ask[[]float64](b, `['d', 'da', 'dat', 'data', 'datab', 'database', 'database s', 'database service-1', 'database', 'e', ''].map(words => {
	  const field = document.querySelector('.search input');
	  return Math.min(...[0, 1, 2].map(() => {
	    field.value = 'x';
	    field.dispatchEvent(new Event('input'));
	    const begin = performance.now();
	    field.value = words;
	    field.dispatchEvent(new Event('input'));
	    document.querySelector('.list').getBoundingClientRect();
	    return performance.now() - begin;
	  }));
	})`)
	slices.Sort(times)
	t.Logf("a key takes %.0f to %.0f ms, median %.0f", times[0], times[len(times)-1], times[len(times)/2])
	b.quiet("typing")
}
