package figure

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// clean makes user text fit for one line of a drawing: blanks are single, and characters that XML forbids or that turn
// the direction of the text around them are gone.
func clean(s string) string {
	s = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case r == utf8.RuneError, unicode.IsControl(r), r >= 0x202a && r <= 0x202e, r >= 0x2066 && r <= 0x2069, r&0xfffe == 0xfffe:
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, ""))
	return strings.Join(strings.Fields(s), " ")
}

// widths are the widths of the printable ASCII characters in thousandths of the type size, in Helvetica: most system
// fonts are near it.
var widths = [...]uint16{
	278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278, // space to /
	556, 556, 556, 556, 556, 556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556, // 0 to ?
	1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833, 722, 778, // @ to O
	667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556, // P to _
	333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556, // ` to o
	556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584, // p to ~
}

// textWidth returns how wide a line of text is at a size. The reader's font is unknown, so this is an estimate that
// leaves room for the wide ones, such as Noto Sans.
func textWidth(s string, size float64) float64 {
	width := 0.0
	for _, r := range s {
		width += runeWidth(r)
	}
	return width * size
}

func runeWidth(r rune) float64 {
	switch {
	case r >= ' ' && r <= '~':
		return 1.12 * float64(widths[r-' ']) / 1000
	case unicode.Is(unicode.Mn, r), r == 0x200d, r >= 0xfe00 && r <= 0xfe0f:
		return 0
	case r >= 0x1100 && r <= 0x115f, r >= 0x2e80 && r <= 0xa4cf, r >= 0xac00 && r <= 0xd7a3, r >= 0xf900 && r <= 0xfaff, r >= 0xff00 && r <= 0xff60:
		return 1.05
	case r >= 0x1f000:
		return 1.35 // emoji
	case r == '…' || r == '—':
		return 1.1
	}
	return 0.68
}

// fit returns s, cut with an ellipsis where it is wider than width.
func fit(s string, size, width float64) string {
	if textWidth(s, size) <= width {
		return s
	}
	room := width - textWidth("…", size)
	end, used := 0, 0.0
	for i, r := range s {
		used += runeWidth(r) * size
		if used > room {
			break
		}
		end = i + utf8.RuneLen(r)
	}
	return strings.TrimRight(s[:wholeCluster(s, end)], " ") + "…"
}

// wholeCluster moves a cut left so that it does not part a letter from its marks or an emoji from its joiner.
func wholeCluster(s string, end int) int {
	for end > 0 {
		next, _ := utf8.DecodeRuneInString(s[end:])
		last, size := utf8.DecodeLastRuneInString(s[:end])
		if runeWidth(next) > 0 && last != 0x200d || end == len(s) {
			return end
		}
		end -= size
	}
	return end
}

// wrap breaks s into at most lines lines no wider than width; the last is cut if need be.
func wrap(s string, size, width float64, lines int) []string {
	var out []string
	line := ""
	words := strings.Fields(s)
	for i, word := range words {
		longer := strings.TrimPrefix(line+" "+word, " ")
		if line == "" || textWidth(longer, size) <= width {
			line = longer
			continue
		}
		if len(out) == lines-1 {
			return append(out, fit(line+" "+strings.Join(words[i:], " "), size, width))
		}
		out, line = append(out, fit(line, size, width)), word
	}
	return append(out, fit(line, size, width))
}

// wrapAnywhere is wrap for names that may be one long word, such as ids: a line may also end after a hyphen, an
// underscore, a slash or a dot.
func wrapAnywhere(s string, size, width float64, lines int) []string {
	var out []string
	line := ""
	for rest := s; rest != ""; {
		end := strings.IndexAny(rest, " -_/.") + 1
		if end == 0 {
			end = len(rest)
		}
		if line != "" && textWidth(strings.TrimRight(line+rest[:end], " "), size) > width {
			if len(out) == lines-1 {
				return append(out, fit(line+rest, size, width))
			}
			out, line = append(out, fit(strings.TrimRight(line, " "), size, width)), ""
		}
		line += rest[:end]
		rest = rest[end:]
	}
	return append(out, fit(strings.TrimRight(line, " "), size, width))
}
