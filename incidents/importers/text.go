package importers

import (
	"html"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	tokens "golang.org/x/net/html"
	"golang.org/x/text/unicode/norm"
)

// clean returns text as a record may hold it: without control characters, with plain line ends, no blanks around.
func clean(text string) string {
	text = strings.ReplaceAll(strings.ToValidUTF8(text, "\ufffd"), "\r\n", "\n")
	text = strings.Map(func(r rune) rune {
		switch {
		case r == '\n':
			return r
		case r == '\t', r == '\r':
			return ' '
		case unicode.IsControl(r), r == '\ufffe', r == '\uffff', r == '\ufeff':
			return -1
		}
		return r
	}, text)
	lines := strings.Split(text, "\n")
	for i := range lines {
		lines[i] = strings.TrimRight(lines[i], " ")
	}
	return strings.TrimSpace(strings.Join(lines, "\n"))
}

// oneLine returns text cleaned and in one line.
func oneLine(text string) string { return strings.Join(strings.Fields(clean(text)), " ") }

// shorten returns text in one line of at most n characters.
func shorten(text string, n int) string {
	text = oneLine(text)
	if utf8.RuneCountInString(text) <= n {
		return text
	}
	return strings.TrimSpace(string([]rune(text)[:n-1])) + "…"
}

// plainText returns what a reader of HTML sees, a line for each paragraph, item or line break. Text without a closing
// tag or a break is no HTML: a bare "<" in it stays.
func plainText(text string) string {
	if !strings.Contains(text, "</") && !strings.Contains(text, "<br") {
		return clean(html.UnescapeString(text))
	}
	var b strings.Builder
	hidden := 0
	for z := tokens.NewTokenizer(strings.NewReader(text)); ; {
		kind := z.Next()
		if kind == tokens.ErrorToken {
			return clean(b.String())
		}
		t := z.Token()
		switch {
		case kind == tokens.TextToken && hidden == 0:
			b.WriteString(strings.ReplaceAll(t.Data, "\n", " "))
		case t.Data == "script" || t.Data == "style":
			if hidden++; kind == tokens.EndTagToken {
				hidden = 0
			}
		case breaks(t.Data):
			b.WriteString("\n")
		case kind == tokens.EndTagToken:
		}
	}
}

var (
	markedHeading = regexp.MustCompile(`(?m)^#{1,6}[ \t]+(.*?)[ \t]*#*$`)
	markedStrong  = regexp.MustCompile(`\*\*([^*\s](?:[^*\n]*[^*\s])?)\*\*|__([^_\s](?:[^_\n]*[^_\s])?)__`)
	markedLink    = regexp.MustCompile(`\[([^\[\]\n]+)\]\((https?://[^\s()]+)\)`)
)

// plainMarkdown returns text without the marks of headings and strong words, and links as words with the address beside
// them. Note: a whole parser would also take the marks of lists and the line breaks, which such texts need.
func plainMarkdown(text string) string {
	text = markedHeading.ReplaceAllString(text, "$1")
	text = markedStrong.ReplaceAllString(text, "$1$2")
	return clean(markedLink.ReplaceAllString(text, "$1 ($2)"))
}

func breaks(tag string) bool {
	switch tag {
	case "p", "br", "li", "ul", "ol", "div", "tr", "h1", "h2", "h3", "h4", "h5", "h6", "pre", "blockquote":
		return true
	}
	return false
}

// slug returns text as an id: lower-case letters, digits and hyphens, at most n characters; what it cannot spell is
// left out.
func slug(text string, n int) string {
	var b strings.Builder
	for _, r := range norm.NFKD.String(strings.ToLower(text)) {
		switch {
		case r >= 'a' && r <= 'z' || r >= '0' && r <= '9':
			b.WriteRune(r)
		case unicode.IsMark(r) || r == '\'' || r == '’':
		case b.Len() > 0 && !strings.HasSuffix(b.String(), "-"):
			b.WriteByte('-')
		}
		if b.Len() >= 4*n {
			break
		}
	}
	s := strings.Trim(b.String(), "-")
	if len(s) > n {
		s = s[:n+1]
		if i := strings.LastIndexByte(s, '-'); i > n/2 {
			s = s[:i]
		}
		s = strings.Trim(s[:min(len(s), n)], "-")
	}
	return s
}
