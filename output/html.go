package output

import (
	"bytes"
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"fmt"
	"html/template"

	"github.com/postmortem-dev/postmortem/output/figure"
	"github.com/postmortem-dev/postmortem/templates"
	"github.com/postmortem-dev/postmortem/templates/briefs"
)

// page is the document as one HTML file that asks nothing of the network.
func page() Format {
	return Format{
		Name:   "html",
		Ext:    ".html",
		Doc:    "One self-contained page with drawn figures, for reading, printing and archives.",
		Render: renderPage,
	}
}

var (
	//go:embed page.html.tmpl
	pageSource string
	//go:embed page.css
	pageCSS string

	pageTemplate = template.Must(template.New("page").Parse(pageSource))
)

// pageView is what the page's template shows.
type pageView struct {
	Title    string
	Policy   string // the content security policy
	Style    template.CSS
	Links    links
	Contents []chapter
	Body     template.HTML
	Program  string
	Charts   []chart
	Scripts  scripts
}

func renderPage(doc *templates.Document, o Options) ([]byte, error) {
	if brief, ok := doc.Detail.(*briefs.Brief); ok {
		return renderRehearsal(brief, o)
	}
	s, err := chooseScripts(o)
	if err != nil {
		return nil, err
	}
	text, err := renderText(doc)
	if err != nil {
		return nil, err
	}
	view := pageView{
		Title:    doc.Title,
		Style:    template.CSS(pageCSS + figure.CSS()), //nolint:gosec // our own style sheets
		Links:    o.links(),
		Contents: text.contents,
		Body:     template.HTML(text.body), //nolint:gosec // goldmark's output: raw HTML and unsafe links are off
		Program:  o.Program,
	}
	if s.Any() {
		if view.Charts, err = chartsOf(text.figures, text.zone); err != nil {
			return nil, err
		}
		view.Scripts = s
	}
	view.Policy = view.policy()
	var b bytes.Buffer
	b.Grow(len(view.Style) + len(text.body) + 8<<10)
	if err := pageTemplate.Execute(&b, view); err != nil {
		return nil, fmt.Errorf("page of %s: %w", doc.Title, err)
	}
	return b.Bytes(), nil
}

// policy returns a content security policy that allows the page's own style and scripts and nothing else.
func (v pageView) policy() string {
	scripted := v.Scripts.Any() && len(v.Charts) > 0
	if v.Links.Style != "" {
		out := SitePolicy(scripted)
		if scripted && v.Scripts.URL != "" {
			out += " " + v.Scripts.URL
		}
		return out
	}
	out := "default-src 'none'; style-src " + hashSource(string(v.Style)) + "; img-src data:; base-uri 'none'; form-action 'none'"
	if scripted {
		out += "; script-src " + v.Scripts.sources()
	}
	return out
}

// hashSource returns the source expression of an inline style or script.
func hashSource(text string) string {
	sum := sha256.Sum256([]byte(text))
	return "'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
}
