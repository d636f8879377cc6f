package site

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"net/url"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"
	"pgregory.net/rapid"

	"github.com/postmortem-dev/postmortem/analysis/compare"
	"github.com/postmortem-dev/postmortem/output"
)

func filesOf(t testing.TB, rows []Row, pages []Page, o output.Options) []File {
	t.Helper()
	var out []File
	for f, err := range Files(rows, pages, o) {
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, f)
	}
	return out
}

// TestOrderDoesNotMatter: rows in any order give the same files in the same order, also rows that nothing on their page
// tells apart.
func TestOrderDoesNotMatter(t *testing.T) {
	rows := sampleRows(t, 120)
	twin := *sampleDigest(7)
	rows = append(rows, RowOf(&twin, sampleDocuments(twin.ID)), RowOf(sampleDigest(7), nil))
	twin.Services = twin.Services[:1]
	rows = append(rows, RowOf(&twin, sampleDocuments(twin.ID)))
	want := filesOf(t, rows, samplePages(), output.Options{})
	random := rand.New(rand.NewPCG(1, 2))
	for range 5 {
		random.Shuffle(len(rows), func(i, k int) { rows[i], rows[k] = rows[k], rows[i] })
		got := filesOf(t, rows, samplePages(), output.Options{})
		if len(got) != len(want) {
			t.Fatalf("%d files, then %d", len(want), len(got))
		}
		for i := range want {
			if want[i].Path != got[i].Path || want[i].Key != got[i].Key || !bytes.Equal(want[i].Data, got[i].Data) {
				t.Fatalf("file %d is %s, then %s, or differs from itself", i, want[i].Path, got[i].Path)
			}
		}
	}
}

const attack = `</script></style></title><script>alert(1)</script><img src=x onerror=alert(1)>"'&amp;` + "\u2028\u202e\x00\x1b[31m{{.}}<!--"

// hostileNames are texts that must become neither markup nor a path.
func hostileNames() []string {
	return []string{attack, "../../x", "..", ".", "/etc/passwd", `C:\x`, "CON", "nul", "com1.html", "index", "INDEX", "", " ", "🔥", "🔥🔥", "日本", strings.Repeat("x", 300),
		strings.Repeat("x", 299) + "y", "DNS", "dns", "Dns", "dns.2", "dns-2", "été", "ete", "e\u0301te\u0301", "a/b", "a b", "a%2fb", "a?b#c", "javascript:alert(1)", "x:y", "__proto__", "not recorded", "not-recorded", "\xff\xfe", "%", "null"}
}

// hostileRows returns rows whose every text is one of the hostile ones.
func hostileRows() []Row {
	var out []Row
	for i, name := range hostileNames() {
		d := sampleDigest(i)
		d.ID, d.Title, d.Organization, d.Severity, d.Detection = fmt.Sprintf("id-%d %s", i, name), name, name, name, name
		d.Triggers, d.Mechanisms, d.Tags = []string{name}, []string{name, name + "2"}, []string{name}
		d.Controls = []compare.Control{{Class: name, Outcome: name}}
		d.Services = []compare.Service{{ID: name, Name: attack, Windows: []compare.Window{{}}}, {ID: "shared", Name: name, Windows: []compare.Window{{}}}}
		out = append(out, RowOf(d, []Document{{Label: name, Path: "incidents/x " + fmt.Sprint(i) + "?#%.html"}, {Label: attack, Path: "odd:" + fmt.Sprint(i)}}))
	}
	return append(out, out...)
}

func sites(t testing.TB) map[string][]Row {
	return map[string][]Row{"sample": sampleRows(t, 260), "real": realRows(t), "hostile": hostileRows(), "empty": nil}
}

// TestPathsAreSafe: on every file system, each file of the site has a place of its own within it.
func TestPathsAreSafe(t *testing.T) {
	safe := regexp.MustCompile(`^[a-z0-9]+(?:[-./][a-z0-9]+)*$`)
	device := regexp.MustCompile(`^(?:con|prn|aux|nul|com\d|lpt\d)$`)
	for name, rows := range sites(t) {
		seen := map[string]bool{}
		for _, f := range filesOf(t, rows, samplePages(), output.Options{}) {
			if !safe.MatchString(f.Path) || len(f.Path) > 110 || seen[f.Path] {
				t.Errorf("%s: path %q is not safe, or there twice", name, f.Path)
			}
			seen[f.Path] = true
			for part := range strings.SplitSeq(f.Path, "/") {
				if stem, _, _ := strings.Cut(part, "."); device.MatchString(stem) {
					t.Errorf("%s: %q is a device on Windows", name, f.Path)
				}
			}
		}
		if !seen["index.html"] || !seen["assets/style.css"] || !seen["assets/script.js"] {
			t.Errorf("%s: no index or no assets", name)
		}
	}
}

func elements(t testing.TB, page []byte) []*html.Node {
	t.Helper()
	root, err := html.Parse(bytes.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	var out []*html.Node
	for n := range root.Descendants() {
		if n.Type == html.CommentNode {
			t.Errorf("a comment: %q", n.Data)
		}
		if n.Type == html.ElementNode {
			out = append(out, n)
		}
	}
	return out
}

func attribute(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

// TestEveryLinkLeads: each link of each page leads to a file of the site, a document or a comparison, and each file but
// the index is linked from somewhere.
func TestEveryLinkLeads(t *testing.T) {
	for name, rows := range sites(t) {
		there, linked := map[string]bool{}, map[string]bool{}
		for i := range rows {
			for _, d := range rows[i].documents() {
				there[d.Path] = true
			}
		}
		for _, p := range samplePages() {
			there[p.Path] = true
		}
		files := filesOf(t, rows, samplePages(), output.Options{})
		for _, f := range files {
			there[f.Path] = true
		}
		for _, f := range files {
			if path.Ext(f.Path) == ".html" {
				checkLinks(t, name, f, there, linked)
			}
		}
		for _, f := range files { // the chart script, where the build has it, is linked by documents alone
			if !linked[f.Path] && !strings.HasPrefix(f.Path, "assets/incidents-") && f.Path != "assets/echarts.js" && f.Path != "index.html" && len(rows) > 0 {
				t.Errorf("%s: nothing leads to %s", name, f.Path)
			}
		}
	}
}

func checkLinks(t *testing.T, name string, f File, there, linked map[string]bool) {
	t.Helper()
	ids := map[string]bool{}
	all := elements(t, f.Data)
	for _, n := range all {
		if id := attribute(n, "id"); id != "" {
			if ids[id] {
				t.Errorf("%s: %s: id %s is there twice", name, f.Path, id)
			}
			ids[id] = true
		}
	}
	for _, n := range all {
		for _, key := range []string{"href", "src"} {
			target := attribute(n, key)
			if target == "" || target == "data:," {
				continue
			}
			u, err := url.Parse(target)
			if err != nil || u.Scheme != "" || u.Host != "" || strings.HasPrefix(u.Path, "/") {
				t.Errorf("%s: %s: %s leads out of the site", name, f.Path, target)
				continue
			}
			if u.Path == "" {
				if !ids[u.Fragment] {
					t.Errorf("%s: %s: a link to #%s, which is not there", name, f.Path, u.Fragment)
				}
				continue
			}
			at := path.Join(path.Dir(f.Path), u.Path)
			if !there[at] {
				t.Errorf("%s: %s: a link to %s, which is not there", name, f.Path, target)
			}
			linked[at] = true
		}
	}
}

// TestTextStaysText: nobody's text becomes an element, an attribute or a script, in pages and in the data.
func TestTextStaysText(t *testing.T) {
	ours := []string{"html", "head", "meta", "title", "link", "script", "body", "a", "main", "article", "div", "p", "h1", "h2", "span", "nav", "ul", "li", "table", "caption", "thead", "tbody", "tr", "th", "td", "time", "small", "svg", "rect", "details", "summary", "section", "label", "input", "select", "option", "footer"}
	attributes := []string{"lang", "charset", "http-equiv", "content", "name", "rel", "href", "src", "class", "id", "tabindex", "role", "aria-label", "aria-labelledby", "aria-hidden", "aria-current", "datetime", "width", "height", "viewBox", "preserveAspectRatio", "x", "hidden", "type", "autocomplete", "autocapitalize", "spellcheck", "placeholder", "value", "scope", "data-kind"}
	pages := []Page{{Title: attack, Path: "compare/a&b'\".html", About: attack}}
	for _, f := range filesOf(t, hostileRows(), pages, output.Options{}) {
		if bytes.Contains(f.Data, []byte(`alert(1)</script>`)) {
			t.Errorf("%s: the attack as it was written", f.Path)
		}
		if bytes.ContainsRune(f.Data, '\u202e') && path.Ext(f.Path) == ".html" && f.Path != "index.html" { // which has the titles of comparisons as they are given
			t.Errorf("%s: a mark that turns text round", f.Path)
		}
		if strings.HasPrefix(f.Path, "assets/incidents") {
			if bytes.ContainsAny(f.Data, "<>&\u2028\u2029\x00") {
				t.Errorf("%s: marks that end a script", f.Path)
			}
			continue
		}
		if path.Ext(f.Path) != ".html" {
			continue
		}
		for _, n := range elements(t, f.Data) {
			if !slices.Contains(ours, n.Data) {
				t.Errorf("%s: element %s", f.Path, n.Data)
			}
			for _, a := range n.Attr {
				if !slices.Contains(attributes, a.Key) {
					t.Errorf("%s: %s has %s=%q", f.Path, n.Data, a.Key, a.Val)
				}
			}
			if n.Data == "script" && (f.Path != "index.html" || attribute(n, "src") == "") {
				t.Errorf("%s: a script", f.Path)
			}
		}
	}
}

// TestDataIsTheRows: the script's data, read as JSON, has every row once with what its table says.
func TestDataIsTheRows(t *testing.T) {
	for name, rows := range map[string][]Row{"hostile": hostileRows(), "long": slices.Repeat(sampleRows(t, 70), 100)} {
		var head index
		n := 0
		for _, f := range filesOf(t, rows, nil, output.Options{}) {
			text := strings.TrimSuffix(strings.TrimPrefix(string(f.Data), "(self.incidents ??= []).push("), ");\n")
			if f.Path == "assets/incidents.js" {
				if err := json.Unmarshal([]byte(text), &head); err != nil {
					t.Fatal(err)
				}
			} else if strings.HasPrefix(f.Path, "assets/incidents-") {
				var part [][]any
				if err := json.Unmarshal([]byte(text), &part); err != nil {
					t.Fatal(err)
				}
				if len(part) > partSize || len(part) == 0 || len(part[0]) != 11 {
					t.Errorf("%s: %s has %d rows of %d", name, f.Path, len(part), len(part[0]))
				}
				n += len(part)
			}
		}
		if n != len(rows) || head.Rows != n || len(head.Parts) != chunks(n, partSize) || len(head.Kinds) != len(kinds()) {
			t.Errorf("%s: %d rows of %d in %v", name, n, len(rows), head.Parts)
		}
	}
}

// TestPages: every page says what it is, once, and allows nothing but the site's own.
func TestPages(t *testing.T) {
	titles := map[string]string{}
	for _, f := range filesOf(t, sampleRows(t, 260), samplePages(), output.Options{Program: "1.2.3"}) {
		if path.Ext(f.Path) != ".html" {
			continue
		}
		count := map[string]int{}
		for _, n := range elements(t, f.Data) {
			count[n.Data]++
			if n.Data == "meta" && attribute(n, "http-equiv") != "" {
				want := "default-src 'none'; style-src 'self'; img-src data:; base-uri 'none'; form-action 'none'"
				if f.Path == "index.html" {
					want += "; script-src 'self'"
				}
				if got := attribute(n, "content"); got != want {
					t.Errorf("%s: policy %q", f.Path, got)
				}
			}
			if n.Data == "title" && attribute(n.Parent, "role") == "" { // not of a drawing
				if other := titles[n.FirstChild.Data]; other != "" && !strings.Contains(f.Path, "by/") {
					t.Errorf("%s and %s are both called %s", f.Path, other, n.FirstChild.Data)
				}
				titles[n.FirstChild.Data] = f.Path
			}
		}
		for _, once := range []string{"html", "h1", "main", "article", "footer"} {
			if count[once] != 1 {
				t.Errorf("%s: %d %s", f.Path, count[once], once)
			}
		}
		if !bytes.Contains(f.Data, []byte("Written with postmortem 1.2.3.")) {
			t.Errorf("%s does not say what wrote it", f.Path)
		}
	}
}

// TestEveryIncidentStandsInTheList: without a script, the pages of the list have each incident once.
func TestEveryIncidentStandsInTheList(t *testing.T) {
	rows := sampleRows(t, 260)
	count := map[string]int{}
	for _, f := range filesOf(t, rows, nil, output.Options{}) {
		if f.Path != "index.html" && !strings.HasPrefix(f.Path, "all/") {
			continue
		}
		in := 0
		for _, n := range elements(t, f.Data) {
			if n.Data == "a" && attribute(n, "class") == "name" {
				count[path.Base(path.Dir(attribute(n, "href")))]++
				in++
			}
		}
		if in > pageSize {
			t.Errorf("%s has %d rows", f.Path, in)
		}
	}
	for i := range rows {
		if count[rows[i].id] != 1 {
			t.Errorf("%s stands in the list %d times", rows[i].id, count[rows[i].id])
		}
	}
	if len(count) != len(rows) {
		t.Errorf("%d of %d rows", len(count), len(rows))
	}
}

// TestKeys: a file with the same path and key has the same bytes, whatever changed elsewhere; most pages keep theirs
// when one incident changes, and the page that shows it does not.
func TestKeys(t *testing.T) {
	rows := sampleRows(t, 260)
	before := map[string]File{}
	for _, f := range filesOf(t, rows, samplePages(), output.Options{}) {
		before[f.Path] = f
	}
	changed := *sampleDigest(40)
	changed.Title = "A new title"
	rows[len(rows)-260+40] = RowOf(&changed, sampleDocuments(changed.ID))
	same, other := 0, 0
	for _, f := range filesOf(t, rows, samplePages(), output.Options{}) {
		old, ok := before[f.Path]
		switch {
		case f.Key == "" || !ok:
		case f.Key == old.Key:
			same++
			if !bytes.Equal(f.Data, old.Data) {
				t.Errorf("%s has the same key and other bytes", f.Path)
			}
		default:
			other++
			if bytes.Equal(f.Data, old.Data) {
				t.Errorf("%s has another key and the same bytes", f.Path)
			}
		}
	}
	if same < 100 || other < 5 || other > 60 {
		t.Errorf("%d pages keep their key, %d do not", same, other)
	}
	unmade, made := 0, 0
	for f, err := range Changed(rows, samplePages(), output.Options{}, func(path, key string) bool { return before[path].Key == key }) {
		if err != nil {
			t.Fatal(err)
		}
		if f.Data == nil {
			unmade++
		} else if f.Key != "" {
			made++
		}
	}
	if unmade != same || made != other {
		t.Errorf("%d pages are not made and %d are, want %d and %d", unmade, made, same, other)
	}
}

func TestReceiverStops(t *testing.T) {
	n := 0
	for range Files(sampleRows(t, 200), nil, output.Options{}) {
		if n++; n == 4 {
			break
		}
	}
	if n != 4 {
		t.Errorf("%d files", n)
	}
}

// TestPathsOfOthersAreChecked: documents and comparisons cannot lead out of the site or over its own files.
func TestPathsOfOthersAreChecked(t *testing.T) {
	for _, bad := range []string{"", "/x.html", "../x.html", "a/../b.html", `a\b.html`, "a//b.html", "index.html", "INDEX.html", "by/x.html", "assets/x.css", "all/2.html", "a\x00b", "a\x01b", "a\x02b", "\xff.html", "."} {
		d := sampleDigest(1)
		for _, files := range []func() error{
			func() error {
				return firstError([]Row{RowOf(d, []Document{{"Summary", "ok.html"}, {"Postmortem", bad}})}, nil)
			},
			func() error { return firstError(nil, []Page{{Title: "Recovery", Path: bad}}) },
		} {
			if err := files(); err == nil || !strings.Contains(err.Error(), "Postmortem") && !strings.Contains(err.Error(), "Recovery") {
				t.Errorf("path %q: %v", bad, err)
			}
		}
	}
	if err := firstError([]Row{RowOf(sampleDigest(1), sampleDocuments("x"))}, samplePages()); err != nil {
		t.Error(err)
	}
}

func firstError(rows []Row, pages []Page) error {
	for _, err := range Files(rows, pages, output.Options{}) {
		if err != nil {
			return err
		}
	}
	return nil
}

// TestSlugs: whatever the names, each has a slug of its own that is safe as a file name and does not depend on order.
func TestSlugs(t *testing.T) {
	word := rapid.OneOf(rapid.SampledFrom(hostileNames()), rapid.String(), rapid.StringMatching(`[a-cA-C]{1,2}[- .]?[0-9a]?`))
	safe := regexp.MustCompile(`^[a-z0-9]+(?:-[a-z0-9]+)*$`)
	rapid.Check(t, func(t *rapid.T) {
		names := rapid.SliceOfNDistinct(word, 0, 30, rapid.ID[string]).Draw(t, "names")
		slugs := slugsOf(names)
		of := map[string]string{}
		for i, slug := range slugs {
			if !safe.MatchString(slug) || len(slug) > longestSlug+80 || reserved(slug) {
				t.Fatalf("%q has the slug %q", names[i], slug)
			}
			if other, ok := of[slug]; ok {
				t.Fatalf("%q and %q both have the slug %q", names[i], other, slug)
			}
			of[slug] = names[i]
			if safe.MatchString(names[i]) && len(names[i]) < longestSlug && !reserved(names[i]) && names[i] != "not-recorded" && slug != names[i] {
				t.Fatalf("%q is safe and has the slug %q", names[i], slug)
			}
		}
		order := rapid.Permutation(names).Draw(t, "order")
		for i, slug := range slugsOf(order) {
			if of[slug] != order[i] {
				t.Fatalf("in another order %q has the slug %q", order[i], slug)
			}
		}
	})
}

func TestErrorsAreWrapped(t *testing.T) {
	w := &writer{yield: func(File, error) bool { return true }}
	cause := errors.New("no")
	w.put(File{Path: "x"}, cause)
	if !errors.Is(w.err, cause) || !strings.HasPrefix(w.err.Error(), "x: ") {
		t.Error(w.err)
	}
}

func TestAssetsAreShared(t *testing.T) {
	data := map[string][]byte{}
	for _, f := range filesOf(t, nil, nil, output.Options{}) {
		data[f.Path] = f.Data
	}
	for _, a := range output.AssetFiles(output.Options{}) {
		if !bytes.HasPrefix(data["assets/"+a.Name], a.Data) {
			t.Errorf("%s does not begin with what documents need", a.Name)
		}
	}
	if !slices.Contains(slices.Collect(maps.Keys(data)), "index.html") {
		t.Error("no index without incidents")
	}
}
