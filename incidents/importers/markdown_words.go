package importers

import (
	"cmp"
	"html"
	"regexp"
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
			switch n.Kind() {
			case ast.KindAutoLink, ast.KindRawHTML, ast.KindHTMLBlock, ast.KindImage:
				return ast.WalkSkipChildren, nil
			}
		}
		return ast.WalkContinue, nil
	})
	return r.unnamed(clean(b.String()))
}

const (
	nestedItem = "– "  // before an item of a list in a list
	leftOut    = "[…]" // in place of a log or code
)

var mentionForm = regexp.MustCompile(`(^|[\s(,;:])@([A-Za-z0-9][A-Za-z0-9-]{1,38})\b`)

// unnamed returns text in which people whom it mentions with an @ have another name.
func (r *markdownReader) unnamed(text string) string {
	return mentionForm.ReplaceAllStringFunc(text, func(found string) string {
		before, name, _ := strings.Cut(found, "@")
		switch strings.ToLower(name) {
		case "here", "channel", "everyone", "all", "team":
			return found
		}
		return before + r.crowd.person("@"+strings.ToLower(name), name, "@"+name)
	})
}

// passOver accounts for what is left out of the text: logs and code, and pictures.
func (r *markdownReader) passOver(n ast.Node) {
	if r.level == 0 && !r.inRoom {
		return // of a section that is skipped as a whole
	}
	_ = ast.Walk(n, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering {
			return ast.WalkContinue, nil
		}
		switch n.Kind() {
		case ast.KindFencedCodeBlock, ast.KindCodeBlock, ast.KindHTMLBlock:
			r.account.skip(cmp.Or(shorten(r.raw(n), 40), "a block"), "a log or code, left out of the text")
		case ast.KindImage:
			r.account.skip(cmp.Or(shorten(string(n.(*ast.Image).Destination), 80), "a picture"), "a picture")
		}
		return ast.WalkContinue, nil
	})
}

func (r *markdownReader) word(b *strings.Builder, n ast.Node) {
	switch n := n.(type) {
	case *ast.ListItem:
		if list := n.Parent(); list != nil && list.Parent() != nil && list.Parent().Kind() == ast.KindListItem {
			b.WriteString(nestedItem)
		}
	case *ast.FencedCodeBlock, *ast.CodeBlock, *ast.HTMLBlock:
		b.WriteString(leftOut)
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
