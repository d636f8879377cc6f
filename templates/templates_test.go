package templates_test

import (
	"fmt"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/text"

	"github.com/postmortem-dev/postmortem/analysis"
	"github.com/postmortem-dev/postmortem/incidents"
	"github.com/postmortem-dev/postmortem/incidents/corpus"
	"github.com/postmortem-dev/postmortem/templates"
)

func records(t testing.TB) map[string]*incidents.Incident {
	t.Helper()
	out := map[string]*incidents.Incident{}
	for _, name := range corpus.Names() {
		file, data, _ := corpus.Read(name)
		found, diags := incidents.Parse(file, data)
		if incidents.HasErrors(diags) || len(found) != 1 {
			t.Fatalf("%s: %v", name, diags)
		}
		out[name] = found[0]
	}
	for name, yaml := range halfFilled {
		found, diags := incidents.Parse(name, []byte(yaml))
		if incidents.HasErrors(diags) || len(found) != 1 {
			t.Fatalf("%s: %v", name, diags)
		}
		out[name] = found[0]
	}
	return out
}

// halfFilled are records as they are an hour after an incident.
var halfFilled = map[string]string{
	"smallest": "id: a\ntitle: A\ntimeline: [{at: 2025-01-01T10:00Z, text: It broke.}]",
	"open": `
id: open
title: Checkout is slow
status: open
timezone: Europe/Berlin
as_of: 2025-03-01 12:30
timeline:
  - {at: 2025-03-01 11:00, text: Checkout slows down., milestone: started}
  - {at: 2025-03-01 11:07, text: A monitor fires., milestone: detected}
services: [{id: checkout, name: Checkout, windows: [{from: 2025-03-01 11:00, level: degraded}]}]
actions: [{text: Find out why., owner: Payments}]
`,
	"interval": `
id: interval
title: Uncertain
timezone: UTC
status: resolved
timeline:
  - {at: {from: 2025-03-01 11:00, to: 2025-03-01 11:10}, text: Errors begin., milestone: started}
  - {at: 2025-03-01 12:00, text: Somebody calls., milestone: identified}
  - {at: 2025-03-01 11:55, text: Somebody answers., milestone: acknowledged}
  - {at: ~2025-03-01 13:00, text: Over., milestone: [mitigated, resolved]}
services:
  - {id: web, depends_on: [{any_of: [a, b], need: 1, kind: hard}], windows: [{from: 2025-03-01 11:00, to: 2025-03-01 13:00, level: down}]}
  - {id: a, windows: [{level: down}]}
  - {id: b}
`,
}

var (
	leftovers  = regexp.MustCompile(`<no value>|%!|\bNaN\b|\bInf\b|N/A|\bnil\b|map\[|\{0x|\(s\)|1970-01|0001-01`)
	emptyTitle = regexp.MustCompile(`(?m)^#+ .*\n+(#+ |\z)`)
	deeper     = regexp.MustCompile(`(?m)^(#+) `)
)

// Every template says something readable about every record: no leftovers of the machine, no empty headings.
func TestEveryTemplateOnEveryRecord(t *testing.T) {
	for name, in := range records(t) {
		report := analysis.Run(in)
		for _, tmpl := range templates.List() {
			t.Run(name+"/"+tmpl.Name, func(t *testing.T) {
				d, err := templates.Execute(tmpl.Name, report)
				if err != nil {
					t.Fatal(err)
				}
				markdown := string(d.Markdown)
				if bad := leftovers.FindString(markdown); bad != "" {
					t.Errorf("left over: %q in\n%s", bad, around(markdown, bad))
				}
				for _, m := range emptyTitle.FindAllString(markdown, -1) {
					levels := deeper.FindAllStringSubmatch(m, -1)
					if len(levels) < 2 || len(levels[1][1]) <= len(levels[0][1]) {
						t.Errorf("a heading with nothing under it: %q", m)
					}
				}
				again, err := templates.Execute(tmpl.Name, analysis.Run(in))
				if err != nil || string(again.Markdown) != markdown {
					t.Errorf("a second run gives other bytes (%v)", err)
				}
			})
		}
	}
}

func around(s, part string) string {
	i := strings.Index(s, part)
	return s[max(0, i-120):min(len(s), i+120)]
}

// payload tries to become every kind of markup that a forge knows.
const payload = "x <script>alert(1)</script> [l](javascript:a) ![i](http://e.x/i.png) **b** _e_ `c` | cell # h $m$ &lt; ~~s~~ https://evil.example www.evil.example a@evil.example <!-- c --> [^1]"

// hostile returns a record in which every text is the payload, wherever a text can be.
func hostile(t *testing.T) *incidents.Incident {
	t.Helper()
	in := records(t)["interval"]
	full := fill(reflect.TypeFor[incidents.Incident](), 0).Interface().(incidents.Incident)
	full.ID, full.Timezone, full.Timeline = in.ID, in.Timezone, append(in.Timeline, full.Timeline...)
	full.Services = append(full.Services[:1:1], in.Services...)
	full.Services[0].ID = "evil"
	full.Services[0].DependsOn = nil
	full.Waves = nil
	return &full
}

func fill(t reflect.Type, depth int) reflect.Value {
	v := reflect.New(t).Elem()
	switch {
	case t == reflect.TypeFor[incidents.Instant]() || t == reflect.TypeFor[incidents.Milestones]() || depth > 8:
	case t.Kind() == reflect.String && t.PkgPath() == "":
		v.SetString(payload)
	case t.Kind() == reflect.String:
		v.SetString(reflect.Zero(t).Interface().(interface{ Values() []string }).Values()[0])
	case t.Kind() == reflect.Struct:
		for i := range t.NumField() {
			v.Field(i).Set(fill(t.Field(i).Type, depth+1))
		}
	case t.Kind() == reflect.Slice:
		v.Set(reflect.Append(v, fill(t.Elem(), depth+1)))
	}
	return v
}

// Nobody's input becomes markup: in the rendered tree of every template the payload is text, and nothing else.
func TestHostileTextStaysText(t *testing.T) {
	report := analysis.Run(hostile(t))
	for _, tmpl := range templates.List() {
		d, err := templates.Execute(tmpl.Name, report)
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(string(d.Markdown), "evil") {
			t.Fatalf("%s: the payload does not appear at all", tmpl.Name)
		}
		checkTextOnly(t, tmpl.Name, d.Markdown, nil)
	}
}

// checkTextOnly reports whatever in a document of hostile texts became more than text. ours are addresses that the
// program wrote.
func checkTextOnly(t *testing.T, name string, markdown []byte, ours []string) {
	t.Helper()
	parser := goldmark.New(goldmark.WithExtensions(extension.GFM, extension.Footnote)).Parser()
	_ = ast.Walk(parser.Parse(text.NewReader(markdown)), func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if link, ok := n.(*ast.Link); ok && slices.Contains(ours, string(link.Destination)) {
			return ast.WalkContinue, nil
		}
		switch n := n.(type) {
		case *ast.Link, *ast.AutoLink, *ast.Image, *ast.RawHTML, *ast.CodeSpan:
			t.Errorf("%s: %s from user text: %s", name, n.Kind(), around(string(markdown), "evil"))
			return ast.WalkStop, nil
		case *ast.HTMLBlock:
			if line := string(n.Lines().Value(markdown)); !strings.HasPrefix(line, "<!-- figure:") {
				t.Errorf("%s: raw HTML: %s", name, line)
			}
		}
		return ast.WalkContinue, nil
	})
}

func TestUserTemplateErrors(t *testing.T) {
	for name, c := range map[string]struct{ text, want string }{
		"syntax":   {"line one\n{{if}}", "mine:2: missing value for if [template]"},
		"field":    {"\n\n{{.Titel}}", "mine:3:2: .Titel: there is no field Titel here [template]"},
		"function": {"{{shout .Title}}", `mine:1: function "shout" not defined [template]`},
		"list":     {"{{.Tags}}", "mine:1:2: this is a list: go through it with range, or join it with list [template]"},
		"struct":   {"{{.Blast}}", "mine:1:2: this has parts: print one of its fields [template]"},
	} {
		err := templates.Check("mine", c.text)
		if err == nil || err.Error() != c.want {
			t.Errorf("%s: got %v, want %s", name, err, c.want)
		}
	}
	if err := templates.Check("mine", `{{template "onepage" .}} {{.Title}}`); err != nil {
		t.Error(err)
	}
}

// The one page of the flagship carries the numbers that matter, each with its two ends.
func TestFlagshipOnePage(t *testing.T) {
	d, err := templates.Execute("summary", analysis.Run(records(t)["aws-2025-10-20-dynamodb-dns"]))
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"14 h 32 min", "started (19 Oct 23:48) → resolved (20 Oct 14:20)",
		"50 min (down to 38 min by other accounts)", "4 min", "2 h 52 min", "11 h 40 min, 80 % of the whole",
		"None has a recorded owner or due date.",
	} {
		if !strings.Contains(string(d.Markdown), want) {
			t.Errorf("the one page does not say %q", want)
		}
	}
	page, _, _ := strings.Cut(string(d.Markdown), "*This record lacks")
	page = regexp.MustCompile("(?s)```.*?```").ReplaceAllString(page, "")
	if words := len(strings.Fields(page)); words > 740 {
		t.Errorf("the one page has %d words", words)
	}
}

// The flagship's public messages are summed up before they are listed: as its status log has them.
func TestFlagshipCommunication(t *testing.T) {
	d, err := templates.Execute("postmortem", analysis.Run(records(t)["aws-2025-10-20-dynamodb-dns"]))
	if err != nil {
		t.Fatal(err)
	}
	want := "The first public notice on record came after 23 min: started (19 Oct 23:48) → communicated (20 Oct 00:11). Between the 26 messages on record lay 25 gaps, of 36 min in the median and 1 h 5 min at the longest. Of 19 promises of a next message by a time, 8 were missed, the worst by 23 min."
	if !strings.Contains(string(d.Markdown), want) {
		t.Error("the messages are not summed up as the log has them")
	}
}

func BenchmarkExecute(b *testing.B) {
	report := analysis.Run(records(b)["aws-2025-10-20-dynamodb-dns"])
	for _, tmpl := range templates.List() {
		b.Run(fmt.Sprintf("template=%s", tmpl.Name), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := templates.Execute(tmpl.Name, report); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
