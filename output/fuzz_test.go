package output

import (
	"testing"

	"github.com/postmortem-dev/postmortem/templates"
)

// FuzzPage: no Markdown makes a page that runs or fetches anything, or has one id twice.
func FuzzPage(f *testing.F) {
	f.Add([]byte(hostileDocument(f).Markdown))
	f.Add(readFile(f, "document.md"))
	f.Add([]byte("## Text\n\n## page:text\n\n## fn:1\n\n## Text\n\n## Text-1\n"))
	f.Add([]byte("# a\n\n## \n\n[^1]\n\n[^1]: x\n\n|a|\n|-|\n|![](//x)|\n\n[a]: <javascript:1> 'b'\n\n[a] <b@c.d> www.e.f"))
	report := hostileDocument(f).Report
	f.Fuzz(func(t *testing.T, markdown []byte) {
		page := render(t, "html", &templates.Document{Title: string(markdown), Markdown: markdown, Report: report}, Options{ECharts: "none"})
		checkInert(t, "page", page)
		checkScripts(t, "page", page)
		checkIDs(t, "page", page)
	})
}
