package output

import (
	"net/url"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// TestRehearsalIsInert: whatever the record says, the page runs its own script and nothing else, fetches nothing, and
// keeps the record's text as text.
func TestRehearsalIsInert(t *testing.T) {
	for name, b := range allBriefs(t) {
		page := render(t, "html", documentOf(b), Options{Program: attack})
		checkInert(t, name, page)
		ids := checkIDs(t, name, page)
		var policy string
		count := map[string]int{}
		for _, e := range parse(t, page) {
			count[e.name]++
			switch {
			case e.attr["http-equiv"] != "":
				policy += e.attr["content"]
			case e.name == "style" && !strings.Contains(policy, "style-src "+hashSource(e.text)+";"), e.name == "script" && (len(e.attr) > 0 || !strings.Contains(policy, "script-src "+hashSource(e.text)+";")):
				t.Errorf("%s: a %s that the policy %q does not name", name, e.name, policy)
			case e.name == "button" && e.attr["type"] != "button":
				t.Errorf("%s: button %v", name, e.attr)
			}
			if id, ok := strings.CutPrefix(e.attr["href"], "#"); ok && !ids[id] {
				t.Errorf("%s: a link to %q, which is not there", name, id)
			}
			if u, err := url.Parse(e.attr["href"]); err != nil || !slices.Contains([]string{"", "http", "https", "data"}, u.Scheme) {
				t.Errorf("%s: link %q", name, e.attr["href"])
			}
		}
		if count["script"] != 1 || count["style"] != 1 || count["main"] != 1 || count["h1"] != 1 || !strings.HasPrefix(policy, "default-src 'none'; ") || strings.Contains(policy, "unsafe") {
			t.Errorf("%s: %v under %q", name, count, policy)
		}
		text := pageText(t, page)
		for _, said := range saidIn(b) {
			if !strings.Contains(text, plain(said)) {
				t.Errorf("%s: the page does not say %.60q", name, said)
			}
		}
	}
}

// pageText returns what a reader of the page reads, with single blanks.
func pageText(t *testing.T, page []byte) string {
	t.Helper()
	root, err := html.Parse(strings.NewReader(string(page)))
	if err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	for n := range root.Descendants() {
		if n.Type == html.TextNode && n.Parent.Data != "script" && n.Parent.Data != "style" && n.Parent.Data != "title" {
			out.WriteString(n.Data)
			out.WriteString(" ")
		}
	}
	return plain(out.String())
}

// plain returns text with single blanks. HTML has a replacement character where the record has NUL.
func plain(text string) string {
	return strings.Join(strings.Fields(strings.NewReplacer("\x00", " ", "\ufffd", " ").Replace(text)), " ")
}
