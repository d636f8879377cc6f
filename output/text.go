package output

import (
	"bytes"
	"fmt"
	"html/template"
	"time"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/renderer"
	gmtext "github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"

	"github.com/postmortem-dev/postmortem/templates"
)

// renderedText is a document's Markdown as HTML, and what the page around it needs to know.
type renderedText struct {
	body     []byte
	contents []chapter
	figures  []*figureNode
	zone     *time.Location
}

// chapter is an entry of the table of contents: a section and those within it.
type chapter struct {
	ID   string
	Name template.HTML
	Subs []chapter
}

// renderText turns the Markdown into HTML. Raw HTML and unsafe links are dropped: a page holds no markup but ours.
func renderText(doc *templates.Document) (renderedText, error) {
	out := renderedText{zone: time.UTC}
	if doc.Report != nil && doc.Report.Incident != nil {
		out.zone = doc.Report.Incident.Zone()
	}
	source := doc.Markdown
	md := goldmark.New(
		goldmark.WithExtensions(extension.GFM, extension.NewFootnote(extension.WithFootnoteBacklinkHTML("<span aria-label=\"back to where it is first cited\">↩︎</span>"))),
		goldmark.WithParserOptions(parser.WithAutoHeadingID()),
		goldmark.WithRendererOptions(renderer.WithNodeRenderers(util.Prioritized(&blocks{zone: out.zone}, 100))),
	)
	root := md.Parser().Parse(gmtext.NewReader(source), parser.WithContext(parser.NewContext(parser.WithIDs(&headingIDs{used: map[string]int{}}))))
	var w walker
	out.figures = w.placeFigures(root, source, doc.Report)
	w.dropRawHTML(root)
	w.tameLinks(root)
	w.thinBacklinks(root)
	w.nameTables(root, source)
	out.contents = contents(root, source)
	wrapSections(root)
	var b bytes.Buffer
	b.Grow(2 * len(source)) // it becomes larger still where there are figures
	if err := md.Renderer().Render(&b, source, root); err != nil {
		return out, fmt.Errorf("document %s: %w", doc.Title, err)
	}
	out.body = b.Bytes()
	return out, nil
}

// walker goes through trees. It keeps the space for its list of nodes, since it goes through each several times.
type walker struct{ nodes []ast.Node }

// walk calls visit for every node below root, in order. Nodes may be removed or replaced by visit.
func (w *walker) walk(root ast.Node, visit func(ast.Node)) {
	w.nodes = w.nodes[:0]
	_ = ast.Walk(root, func(n ast.Node, entering bool) (ast.WalkStatus, error) { // visit does not fail
		if entering && n != root {
			w.nodes = append(w.nodes, n)
		}
		return ast.WalkContinue, nil
	})
	for _, n := range w.nodes {
		visit(n)
	}
}
