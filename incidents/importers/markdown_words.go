package importers

import (
	"html"
	"strings"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/util"
)

// words returns the text of a node as a reader sees it, a line for each line of the source and each block.
func (r *markdownReader) words(n ast.Node) string {
	var b strings.Builder
	_ = ast.Walk(n, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		switch {
		case !entering && n.Type() == ast.TypeBlock:
			b.WriteString("\n")
		case entering:
			r.word(&b, n)
			if n.Kind() == ast.KindAutoLink || n.Kind() == ast.KindRawHTML || n.Kind() == ast.KindHTMLBlock {
				return ast.WalkSkipChildren, nil
			}
		}
		return ast.WalkContinue, nil
	})
	return clean(b.String())
}

func (r *markdownReader) word(b *strings.Builder, n ast.Node) {
	switch n := n.(type) {
	case *ast.Text:
		raw := n.Segment.Value(r.source)
		if n.Parent() == nil || n.Parent().Kind() != ast.KindCodeSpan {
			raw = util.UnescapePunctuations(raw)
			b.WriteString(html.UnescapeString(string(raw)))
		} else {
			b.Write(raw)
		}
		if n.SoftLineBreak() || n.HardLineBreak() {
			b.WriteString("\n")
		}
	case *ast.String:
		b.Write(n.Value)
	case *ast.AutoLink:
		b.Write(n.Label(r.source))
	}
}

// raw returns the lines of a block that is not read.
func (r *markdownReader) raw(n ast.Node) string {
	var b strings.Builder
	for i := range n.Lines().Len() {
		line := n.Lines().At(i)
		b.Write(line.Value(r.source))
	}
	return b.String()
}
