package output

import (
	"bytes"
	"html/template"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/yuin/goldmark/ast"
	east "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/renderer/html"
	"github.com/yuin/goldmark/util"

	"github.com/postmortem-dev/postmortem/analysis"
)

var figureComment = regexp.MustCompile(`^<!-- figure:([a-z][a-z0-9_]*) -->\s*$`)

// placeFigures puts a figure in the place of every comment that names one and of the fenced block after it. A comment
// that names none the report has leaves its block as code.
func (w *walker) placeFigures(root ast.Node, source []byte, report *analysis.Report) []*figureNode {
	var placed []*figureNode
	times := map[string]int{}
	w.walk(root, func(n ast.Node) {
		comment, ok := n.(*ast.HTMLBlock)
		if !ok {
			return
		}
		m := figureComment.FindSubmatch(comment.Lines().Value(source))
		if m == nil {
			return
		}
		f := findFigure(report, string(m[1]))
		if f == nil {
			return
		}
		node := &figureNode{figure: f, id: f.ID}
		if times[f.ID]++; times[f.ID] > 1 {
			node.id += "-" + strconv.Itoa(times[f.ID]) // ids of a page are unique; a figure's own have no hyphen
		}
		if code, ok := comment.NextSibling().(*ast.FencedCodeBlock); ok {
			code.Parent().RemoveChild(code.Parent(), code)
		}
		comment.Parent().ReplaceChild(comment.Parent(), comment, node)
		placed = append(placed, node)
	})
	return placed
}

func findFigure(report *analysis.Report, id string) *analysis.Figure {
	if report == nil {
		return nil
	}
	for _, result := range report.Results {
		if i := slices.IndexFunc(result.Figures, func(f analysis.Figure) bool { return f.ID == id }); i >= 0 {
			return &result.Figures[i]
		}
	}
	return nil
}

// dropRawHTML removes what goldmark would write as a comment that says it omitted it.
func (w *walker) dropRawHTML(root ast.Node) {
	w.walk(root, func(n ast.Node) {
		if n.Kind() == ast.KindHTMLBlock || n.Kind() == ast.KindRawHTML {
			n.Parent().RemoveChild(n.Parent(), n)
		}
	})
}

// tameLinks keeps links from telling where the reader came from, and makes pictures that would have to be fetched
// links: the page asks nothing of the network.
func (w *walker) tameLinks(root ast.Node) {
	w.walk(root, func(n ast.Node) {
		switch link := n.(type) {
		case *ast.Image:
			if !bytes.HasPrefix(link.Destination, []byte("data:")) || html.IsDangerousURL(link.Destination) {
				asLink := ast.NewLink()
				asLink.Destination, asLink.Title = link.Destination, link.Title
				asLink.SetAttributeString("rel", []byte("noreferrer"))
				moveChildren(link, asLink)
				link.Parent().ReplaceChild(link.Parent(), link, asLink)
			}
		case *ast.Link:
			if !bytes.HasPrefix(link.Destination, []byte("#")) {
				link.SetAttributeString("rel", []byte("noreferrer"))
			}
		case *ast.AutoLink:
			link.SetAttributeString("rel", []byte("noreferrer"))
			link.SetAttributeString("class", []byte("bare"))
		}
	})
}

func moveChildren(from, to ast.Node) {
	for child := from.FirstChild(); child != nil; child = from.FirstChild() {
		to.AppendChild(to, child) // which takes it from its parent
	}
}

// nameTables names each table after the heading it stands under.
func (w *walker) nameTables(root ast.Node, source []byte) {
	under := []byte("document")
	w.walk(root, func(n ast.Node) {
		switch t := n.(type) {
		case *ast.Heading:
			under = inlineText(t, source)
		case *east.Table:
			t.SetAttributeString("label", under)
		}
	})
}

// thinBacklinks leaves each footnote one way back to the text, to its first mention: a source can have sixty.
func (w *walker) thinBacklinks(root ast.Node) {
	w.walk(root, func(n ast.Node) {
		if link, ok := n.(*east.FootnoteBacklink); ok && link.RefIndex > 0 {
			link.Parent().RemoveChild(link.Parent(), link)
		}
	})
}

// inlineText returns the text of a node without its markup, escaped for HTML.
func inlineText(n ast.Node, source []byte) []byte {
	var b bytes.Buffer
	w := newBufWriter(&b)
	writeInline(w, n, source)
	_ = w.Flush() // into memory: it cannot fail
	return b.Bytes()
}

func writeInline(w util.BufWriter, n ast.Node, source []byte) {
	for child := n.FirstChild(); child != nil; child = child.NextSibling() {
		switch t := child.(type) {
		case *ast.Text:
			if t.IsRaw() {
				html.DefaultWriter.RawWrite(w, t.Segment.Value(source))
			} else {
				html.DefaultWriter.Write(w, t.Segment.Value(source))
			}
			if t.SoftLineBreak() || t.HardLineBreak() {
				_ = w.WriteByte(' ')
			}
		case *ast.String:
			html.DefaultWriter.Write(w, t.Value)
		}
		writeInline(w, child, source)
	}
}

// contents returns the sections of the document (headings of the second level) with those in them (of the third).
func contents(root ast.Node, source []byte) []chapter {
	var out []chapter
	for n := root.FirstChild(); n != nil; n = n.NextSibling() {
		h, ok := n.(*ast.Heading)
		if !ok {
			continue
		}
		entry := chapter{ID: headingID(h), Name: template.HTML(inlineText(h, source))} //nolint:gosec // escaped by inlineText
		switch {
		case h.Level == 2:
			out = append(out, entry)
		case h.Level == 3 && len(out) > 0:
			out[len(out)-1].Subs = append(out[len(out)-1].Subs, entry)
		}
	}
	return out
}

func headingID(h *ast.Heading) string {
	if id, ok := h.AttributeString("id"); ok {
		if b, ok := id.([]byte); ok {
			return string(b)
		}
	}
	return ""
}

// wrapSections puts each heading of the second level and what follows it into a section of its own. Footnotes stay
// outside.
func wrapSections(root ast.Node) {
	var section *sectionNode
	for n := root.FirstChild(); n != nil; {
		next := n.NextSibling()
		if h, ok := n.(*ast.Heading); ok && h.Level <= 2 {
			first := section == nil
			section = nil
			if h.Level == 2 {
				section = &sectionNode{lead: first}
				root.InsertBefore(root, h, section)
			}
		}
		if section != nil && n.Kind() != east.KindFootnoteList {
			section.AppendChild(section, n)
		}
		n = next
	}
}

// headingIDs gives headings ids of the letters and digits of any script, as forges do. Note: goldmark's own drops all
// but ASCII.
type headingIDs struct{ used map[string]int }

// Generate returns an id for a heading, unique in the page.
func (ids *headingIDs) Generate(value []byte, _ ast.NodeKind) []byte {
	slug := strings.Map(func(r rune) rune {
		switch {
		case unicode.IsLetter(r), unicode.IsDigit(r), unicode.IsMark(r):
			return unicode.ToLower(r)
		case r == ' ', r == '-', r == '_':
			return '-'
		}
		return -1
	}, strings.TrimSpace(string(value)))
	if slug == "" {
		slug = "section"
	}
	id := slug
	for ids.used[id] > 0 {
		id = slug + "-" + strconv.Itoa(ids.used[slug])
		ids.used[slug]++
	}
	ids.used[id]++
	return []byte(id)
}

// Put marks an id as used.
func (ids *headingIDs) Put(value []byte) { ids.used[string(value)]++ }
