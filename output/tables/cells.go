package tables

import (
	"strings"
	"unicode"
)

// BeginsFormula reports whether a spreadsheet could take a text for a formula. Blanks, invisible characters and quotes
// before it are passed over, because some programs drop them.
func BeginsFormula(text string) bool {
	for _, r := range text {
		if unicode.IsSpace(r) || !unicode.IsGraphic(r) || strings.ContainsRune("\"'`＂＇“”‘’", r) {
			continue
		}
		return strings.ContainsRune("=+-@＝＋－＠﹦﹢﹣﹫", r)
	}
	return false
}

// breaks are the characters after which a program may see a new cell, or the same one from its start: besides the line
// breaks the separators that are not the comma, because a spreadsheet may be set to one of them.
const breaks = ";\t\r\n"

// Guard returns a text as a cell of a file that a spreadsheet may open. Where a piece of it, from the start or after one
// of breaks, could be taken for a formula, an apostrophe stands before the piece; and where a piece begins with an
// apostrophe, another, so that Unguard knows which to take off. A text that begins with one of breaks gets one, too.
// The reasons are those of OWASP's page on CSV injection.
func Guard(text string) string {
	if !strings.ContainsAny(text, "=+-@＝＋－＠﹦﹢﹣﹫'"+breaks) {
		return text // most texts
	}
	var b strings.Builder
	for i, piece := range pieces(text) {
		if BeginsFormula(piece) || strings.HasPrefix(piece, "'") || i == 0 && strings.Trim(piece, breaks) == "" && piece != "" {
			b.WriteByte('\'')
		}
		b.WriteString(piece)
	}
	return b.String()
}

// Unguard returns the text that Guard was given.
func Unguard(cell string) string {
	var b strings.Builder
	for _, piece := range pieces(cell) {
		b.WriteString(strings.TrimPrefix(piece, "'"))
	}
	return b.String()
}

// pieces cuts a text after each of breaks.
func pieces(text string) []string {
	var out []string
	for {
		i := strings.IndexAny(text, breaks)
		if i < 0 {
			return append(out, text)
		}
		out, text = append(out, text[:i+1]), text[i+1:]
	}
}

// listed escapes the texts of a list so that a semicolon parts them.
var listed = strings.NewReplacer(`\`, `\\`, `;`, `\;`)

// joined returns a list as one text.
func joined(list []string) string {
	out := make([]string, len(list))
	for i, s := range list {
		out[i] = listed.Replace(s)
	}
	return strings.Join(out, ";")
}

// lines returns a text with one kind of line break.
func lines(text string) string {
	if !strings.ContainsRune(text, '\r') {
		return text
	}
	return strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(text)
}
