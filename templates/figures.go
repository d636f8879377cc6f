package templates

import (
	"slices"
	"strings"
	"time"
	"unicode"

	"golang.org/x/text/unicode/norm"
	"golang.org/x/text/width"

	"github.com/postmortem-dev/postmortem/analysis"
)

// figureBlock returns what stands in a document for a figure: a comment with its id, then a fenced block that a forge
// draws (mermaid) or shows as it is (text). It returns "" for a figure with nothing to draw.
func figureBlock(f analysis.Figure, zone *time.Location) string {
	if zone == nil {
		zone = time.UTC
	}
	language, lines := "text", []string(nil)
	switch f.Kind {
	case analysis.Gantt:
		if f.Elapsed {
			lines = elapsedLines(f)
			break
		}
		language, lines = "mermaid", ganttLines(f, zone)
	case analysis.Graph:
		language, lines = "mermaid", graphLines(f)
	case analysis.Steps:
		lines = stepsLines(f, zone)
	case analysis.Waterfall:
		lines = waterfallLines(f, zone)
	case analysis.Bars:
		lines = barsLines(f)
	case analysis.ECDF:
		lines = ecdfLines(f)
	case analysis.Strip:
		lines = stripLines(f)
	case analysis.Arcs:
		lines = arcsLines(f)
	}
	if len(lines) == 0 {
		return ""
	}
	return "<!-- figure:" + f.ID + " -->\n" + fenced(language, lines)
}

// fenced returns lines in a fence longer than any run of backticks in them, which therefore cannot close it.
func fenced(language string, lines []string) string {
	var body strings.Builder
	for _, line := range lines {
		body.WriteString(strings.TrimRight(line, " ") + "\n")
	}
	longest, run := 2, 0
	for _, r := range body.String() {
		run++
		if r != '`' {
			run = 0
		}
		longest = max(longest, run)
	}
	fence := strings.Repeat("`", longest+1)
	return fence + language + "\n" + body.String() + fence + "\n"
}

// rowLabel returns what a row is called; a row without a name keeps its place.
func rowLabel(r analysis.Row) string {
	parts := slices.DeleteFunc([]string{plainText(r.Group), plainText(r.Label)}, func(s string) bool { return s == "" })
	if len(parts) == 0 {
		return "(no name)"
	}
	return strings.Join(parts, ": ")
}

// plainText returns text as one line of characters that each take one or two columns. Combining and formatting
// characters go, because a monospace grid has no place for them; so do skin tones, which would change the width of what
// stands before them.
func plainText(text string) string {
	var b strings.Builder
	for _, r := range norm.NFC.String(text) {
		switch {
		case unicode.IsSpace(r) || unicode.IsControl(r):
			b.WriteByte(' ')
		case !unicode.IsPrint(r) || unicode.IsMark(r) || unicode.Is(unicode.Other_Default_Ignorable_Code_Point, r):
		case 0x1F3FB <= r && r <= 0x1F3FF:
		default:
			b.WriteRune(r)
		}
	}
	return strings.Join(strings.Fields(b.String()), " ")
}

// columns returns how many columns of a monospace grid text takes, given that plainText has been over it.
func columns(text string) int {
	n := 0
	for _, r := range text {
		n += runeColumns(r)
	}
	return n
}

func runeColumns(r rune) int {
	switch width.LookupRune(r).Kind() {
	case width.EastAsianWide, width.EastAsianFullwidth:
		return 2
	}
	return 1
}

// cut returns the part of text that fits into n columns, and the rest of it.
func cut(text string, n int) (head, rest string) {
	used := 0
	for i, r := range text {
		if used += runeColumns(r); used > n {
			return text[:i], text[i:]
		}
	}
	return text, ""
}

// clip returns text in at most n columns, with an ellipsis for what is lost.
func clip(text string, n int) string {
	if columns(text) <= n {
		return text
	}
	head, _ := cut(text, n-1)
	return strings.TrimRight(head, " ") + "…"
}

// padded returns text in exactly n columns, or unchanged when it takes more.
func padded(text string, n int) string {
	return text + strings.Repeat(" ", max(0, n-columns(text)))
}

// wrapped returns text in lines of at most n columns, broken at spaces where there are any; the last of at most most
// lines is clipped.
func wrapped(text string, n, most int) []string {
	var lines []string
	for len(lines) < most-1 && columns(text) > n {
		head, rest := cut(text, n)
		if i := strings.LastIndexByte(head, ' '); i > 0 && !strings.HasPrefix(rest, " ") {
			head, rest = text[:i], text[i:]
		}
		lines, text = append(lines, strings.TrimRight(head, " ")), strings.TrimLeft(rest, " ")
	}
	return append(lines, clip(text, n))
}
