package output

import (
	"bufio"
	"bytes"
	"html/template"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/yuin/goldmark/ast"
	east "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/renderer"
	"github.com/yuin/goldmark/util"

	"github.com/postmortem-dev/postmortem/analysis"
	"github.com/postmortem-dev/postmortem/output/figure"
)

// newBufWriter returns a small writer: one is made for every heading.
func newBufWriter(b *bytes.Buffer) util.BufWriter { return bufio.NewWriterSize(b, 64) }

var (
	kindFigure  = ast.NewNodeKind("Figure")
	kindSection = ast.NewNodeKind("Section")
)

// figureNode stands in the tree for a figure of the report.
type figureNode struct {
	ast.BaseBlock
	figure *analysis.Figure
	id     string // of its elements, unique in the page
}

// Kind returns the kind of the node.
func (n *figureNode) Kind() ast.NodeKind { return kindFigure }

// Dump prints the node for debugging.
func (n *figureNode) Dump(source []byte, level int) {
	ast.DumpHelper(n, source, level, map[string]string{"ID": n.id}, nil)
}

// sectionNode holds a heading of the second level and what follows it.
type sectionNode struct {
	ast.BaseBlock
	lead bool // the first of the document, which a reader may stop after
}

// Kind returns the kind of the node.
func (n *sectionNode) Kind() ast.NodeKind { return kindSection }

// Dump prints the node for debugging.
func (n *sectionNode) Dump(source []byte, level int) { ast.DumpHelper(n, source, level, nil, nil) }

// blocks renders the nodes that look different on our page than goldmark would have them.
type blocks struct {
	zone *time.Location
	text cellText
}

// RegisterFuncs tells goldmark which nodes these are.
func (b *blocks) RegisterFuncs(r renderer.NodeRendererFuncRegisterer) {
	r.Register(kindFigure, b.figure)
	r.Register(kindSection, b.section)
	r.Register(ast.KindHeading, b.heading)
	r.Register(east.KindTable, b.table)
	r.Register(east.KindTableCell, b.cell)
}

func (b *blocks) section(w util.BufWriter, _ []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
	switch {
	case !entering:
		_, _ = w.WriteString("</section>\n")
	case n.(*sectionNode).lead:
		_, _ = w.WriteString("<section class=\"lead\">\n")
	default:
		_, _ = w.WriteString("<section>\n")
	}
	return ast.WalkContinue, nil
}

// heading ends each heading below the title with a link to itself.
func (b *blocks) heading(w util.BufWriter, source []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
	h := n.(*ast.Heading)
	level, id := string("0123456"[h.Level]), template.HTMLEscapeString(headingID(h))
	if entering {
		_, _ = w.WriteString("<h" + level + " id=\"" + id + "\">")
		return ast.WalkContinue, nil
	}
	if h.Level > 1 {
		_, _ = w.WriteString(" <a class=\"anchor\" href=\"#" + id + "\" aria-label=\"Link to: ")
		_, _ = w.Write(inlineText(h, source))
		_, _ = w.WriteString("\">#</a>")
	}
	_, _ = w.WriteString("</h" + level + ">\n")
	return ast.WalkContinue, nil
}

// table lets a wide table scroll inside the page, also by keyboard.
func (b *blocks) table(w util.BufWriter, _ []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
	if !entering {
		_, _ = w.WriteString("</table></div>\n")
		return ast.WalkContinue, nil
	}
	label, _ := n.AttributeString("label")
	text, _ := label.([]byte) // escaped by inlineText
	_, _ = w.WriteString("<div class=\"table\" role=\"region\" tabindex=\"0\" aria-label=\"Table: ")
	_, _ = w.Write(text)
	_, _ = w.WriteString("\"><table>\n")
	return ast.WalkContinue, nil
}

// cell gives cells classes instead of the style attributes that goldmark would, which the page's policy forbids.
func (b *blocks) cell(w util.BufWriter, source []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
	tag, scope := "td", ""
	if n.Parent().Kind() == east.KindTableHeader {
		tag, scope = "th", ` scope="col"`
	}
	if !entering {
		_, _ = w.WriteString("</" + tag + ">\n")
		return ast.WalkContinue, nil
	}
	class := ""
	switch n.(*east.TableCell).Alignment {
	case east.AlignRight:
		class = "right"
	case east.AlignCenter:
		class = "center"
	}
	if b.text.length(n, source) <= shortCell {
		class = strings.TrimPrefix(class+" short", " ")
	}
	if class != "" {
		class = ` class="` + class + `"`
	}
	_, _ = w.WriteString("<" + tag + class + scope + ">")
	return ast.WalkContinue, nil
}

// shortCell is how many characters a table cell may have to be kept on one line.
const shortCell = 20

// cellText measures the text of cells, one after the other in the same space.
type cellText struct {
	text bytes.Buffer
	w    util.BufWriter
}

// length returns how many characters the text of a node has, escaped for HTML.
func (c *cellText) length(n ast.Node, source []byte) int {
	if c.w == nil {
		c.w = newBufWriter(&c.text)
	}
	c.text.Reset()
	writeInline(c.w, n, source)
	_ = c.w.Flush() // into memory: it cannot fail
	return utf8.RuneCount(c.text.Bytes())
}

func (b *blocks) figure(w util.BufWriter, _ []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
	if !entering {
		return ast.WalkContinue, nil
	}
	node := n.(*figureNode)
	view, ok := newFigureView(node.figure, node.id, b.zone)
	if !ok {
		return ast.WalkContinue, nil
	}
	return ast.WalkContinue, figureTemplate.Execute(w, view)
}

// figureView is what a figure's template shows.
type figureView struct {
	ID, Title, Alt string
	Wide, Narrow   template.HTML
	Table          figure.Table
}

func newFigureView(f *analysis.Figure, id string, zone *time.Location) (figureView, bool) {
	id = "figure:" + id
	wide, ok := figure.SVG(f, figure.Options{Zone: zone, ID: id})
	view := figureView{ID: id, Title: f.Title, Alt: f.Alt, Wide: template.HTML(wide), Table: figure.Data(f, zone)} //nolint:gosec // drawn by us from escaped text
	if figure.HasNarrow(f.Kind) {
		narrow, _ := figure.SVG(f, figure.Options{Zone: zone, ID: id + ":narrow", Narrow: true})
		view.Narrow = template.HTML(narrow) //nolint:gosec // as above
	}
	return view, ok
}

var figureTemplate = template.Must(template.New("figure").Parse(`<figure id="{{.ID}}" class="{{if .Narrow}}both{{else}}one{{end}}">
<figcaption><strong>{{.Title}}</strong>{{with .Alt}} <span>{{.}}</span>{{end}}</figcaption>
<div class="drawing scroll" role="region" tabindex="0" aria-label="Drawing: {{.Title}}">
{{.Wide}}</div>
{{with .Narrow}}<div class="drawing small">
{{.}}</div>
{{end}}{{with .Table}}{{if .Rows}}<details><summary>The same as a table<span class="unseen">: {{$.Title}}</span></summary>
<div class="table" role="region" tabindex="0" aria-label="Table: {{$.Title}}"><table>
<thead><tr>{{range .Head}}<th scope="col">{{.}}</th>{{end}}</tr></thead>
<tbody>
{{range .Rows}}<tr>{{range .}}<td>{{.}}</td>{{end}}</tr>
{{end}}</tbody></table></div></details>
{{end}}{{end}}</figure>
`))
