package templates

import (
	"fmt"
	"reflect"
	"strings"
	"text/template"
	"text/template/parse"
	"unicode"

	"github.com/postmortem-dev/postmortem/incidents"
)

// Markdown is text that is markup on purpose. Whatever else a template prints is escaped.
type Markdown string

// escapeTrees makes every action of every template end in a call of the function md, as html/template does with its own
// escapers: nobody's input becomes markup, in our templates or in a user's.
func escapeTrees(t *template.Template) {
	for _, each := range t.Templates() {
		if each.Tree != nil && each.Root != nil {
			escapeList(each.Root)
		}
	}
}

func escapeList(list *parse.ListNode) {
	if list == nil {
		return
	}
	for _, node := range list.Nodes {
		switch n := node.(type) {
		case *parse.ActionNode:
			escapeAction(n)
		case *parse.IfNode:
			escapeBranch(&n.BranchNode)
		case *parse.RangeNode:
			escapeBranch(&n.BranchNode)
		case *parse.WithNode:
			escapeBranch(&n.BranchNode)
		}
	}
}

func escapeBranch(b *parse.BranchNode) {
	escapeList(b.List)
	escapeList(b.ElseList)
}

// escapeAction appends the command "md" unless the action only sets a variable, which prints nothing.
func escapeAction(n *parse.ActionNode) {
	if len(n.Pipe.Decl) > 0 {
		return
	}
	call := &parse.CommandNode{NodeType: parse.NodeCommand, Pos: n.Pos, Args: []parse.Node{parse.NewIdentifier("md").SetPos(n.Pos)}}
	n.Pipe.Cmds = append(n.Pipe.Cmds, call)
}

// escapeValue returns a value as Markdown. A value that no sentence can hold is an error rather than Go's idea of it.
func escapeValue(value any) (Markdown, error) {
	switch v := value.(type) {
	case Markdown:
		return v, nil
	case incidents.Words:
		return escape(v.Text), nil
	case nil:
		return "", fmt.Errorf("there is nothing to print here")
	}
	switch v := reflect.ValueOf(value); v.Kind() {
	case reflect.String:
		return escape(v.String()), nil
	case reflect.Int, reflect.Int64, reflect.Float64, reflect.Bool:
		return escape(fmt.Sprint(value)), nil
	case reflect.Slice:
		return "", fmt.Errorf("this is a list: go through it with range, or join it with list")
	}
	return "", fmt.Errorf("this has parts: print one of its fields")
}

// escape returns text as one line of Markdown that shows exactly that text: no emphasis, link, code, math, HTML, table
// cell, list, heading or automatic link can come of it.
func escape(text string) Markdown {
	if isPlain(text) {
		return Markdown(text)
	}
	return escapeAll(text)
}

// isPlain reports whether a text needs no escaping, as most do: one line of ASCII in which nothing can begin markup. It
// may say no where that is so, never yes where it is not.
func isPlain(text string) bool {
	previous := byte(' ') // blanks are single, and none leads or ends
	for i := range len(text) {
		c := text[i]
		switch {
		case isLetter(c), isDigit(c), strings.IndexByte(",;'\"(/%?", c) >= 0:
		case c == ' ' && previous != ' ', c == '-' && i > 0:
		case (c == '.' || c == ')') && !isDigit(previous) && previous|0x20 != 'w': // no list number, no www.
		case c == ':' && !strings.HasPrefix(text[i:], "://"):
		default:
			return false
		}
		previous = c
	}
	return previous != ' '
}

func isLetter(c byte) bool { return 'a' <= c|0x20 && c|0x20 <= 'z' }

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

func escapeAll(text string) Markdown {
	fields := strings.FieldsFunc(text, func(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) })
	line := strings.Join(fields, " ")
	var b strings.Builder
	b.Grow(len(line) + 8)
	for i, r := range line {
		if needsBackslash(line, i, r) {
			b.WriteByte('\\')
		}
		if r == '&' {
			b.WriteString("&amp;")
			continue
		}
		b.WriteRune(r)
	}
	return Markdown(b.String())
}

// needsBackslash reports whether the character at i could begin markup. Hyphens, digits and the like can only do so at
// the start of a line.
func needsBackslash(line string, i int, r rune) bool {
	switch r {
	case '\\', '`', '*', '_', '[', ']', '<', '>', '|', '~', '$':
		return true
	case '@': // a mention or mail address
		return true
	case ':': // https://
		return strings.HasPrefix(line[i:], "://")
	case '.': // www. and "1. "
		return i >= 3 && strings.EqualFold(line[i-3:i], "www") || endsMarker(line, i)
	case ')':
		return endsMarker(line, i)
	case '#', '+', '-', '=', '!':
		return i == 0
	}
	return false
}

// endsMarker reports whether the character at i ends a list number: digits before it, a blank or nothing after.
func endsMarker(line string, i int) bool {
	return i > 0 && i < 10 && strings.Trim(line[:i], "0123456789") == "" && (i+1 == len(line) || line[i+1] == ' ')
}

// paragraphs returns text with its blank lines kept: one Markdown paragraph for each.
func paragraphs(text string) Markdown {
	var out []string
	for _, p := range strings.Split(strings.ReplaceAll(text, "\r\n", "\n"), "\n\n") {
		if line := escape(p); line != "" {
			out = append(out, string(line))
		}
	}
	return Markdown(strings.Join(out, "\n\n"))
}
