package analysis

import (
	"fmt"
	"math"
	"strings"
	"unicode"
	"unicode/utf8"
)

// List joins words as a sentence does: a; a and b; a, b and c.
func List(words []string) string {
	switch len(words) {
	case 0:
		return ""
	case 1:
		return words[0]
	}
	last := len(words) - 1
	return strings.Join(words[:last], ", ") + " and " + words[last]
}

func capitalize(s string) string {
	r, size := utf8.DecodeRuneInString(s)
	return string(unicode.ToUpper(r)) + s[size:]
}

// listFew returns ": a, b and c" when there are few names, and nothing when the list would drown the sentence.
func listFew(names []string) string {
	if len(names) > 6 {
		return ""
	}
	return ": " + List(names)
}

// counted returns a number with its noun: 1 action, 3 actions.
func counted(n int, one, many string) string {
	return fmt.Sprintf("%d %s", n, agree(n, one, many))
}

// agree returns the form of a word that n asks for.
func agree(n int, one, many string) string {
	if n == 1 {
		return one
	}
	return many
}

// ofTotal returns a part with its whole: 2 of 3 actions, all 3 actions, the only action.
func ofTotal(n, total int, one, many string) string {
	switch {
	case n < total:
		return fmt.Sprintf("%d of %s", n, counted(total, one, many))
	case total == 1:
		return "the only " + one
	}
	return "all " + counted(total, one, many)
}

// firstSentence returns the text up to the first full stop that a capital follows. An abbreviation may end it early;
// that only makes a heading shorter.
func firstSentence(text string) string {
	text = strings.TrimSpace(text)
	for i := range text {
		rest, ok := strings.CutPrefix(text[i:], ". ")
		if first, _ := utf8.DecodeRuneInString(rest); ok && unicode.IsUpper(first) {
			return text[:i+1]
		}
	}
	return text
}

// Duration prints seconds as people say them: 45 s, 50 min, 2 h 37 min, 8 d 3 h. Zero is 0 min, never "unknown". It is
// the one form that a length of time has in documents, figures and notes.
func Duration(seconds float64) string {
	if seconds < 0 {
		return "−" + Duration(-seconds)
	}
	s := int(math.Round(seconds))
	minutes, hours := (s+30)/60, (s+1800)/3600
	switch {
	case s == 0:
		return "0 min"
	case s < 120 && s%60 != 0:
		return fmt.Sprintf("%d s", s)
	case minutes < 60:
		return fmt.Sprintf("%d min", minutes)
	case minutes < 48*60:
		return twoUnits(minutes, 60, "h", "min")
	}
	return twoUnits(hours, 24, "d", "h")
}

func twoUnits(n, per int, big, small string) string {
	if n%per == 0 {
		return fmt.Sprintf("%d %s", n/per, big)
	}
	return fmt.Sprintf("%d %s %d %s", n/per, big, n%per, small)
}
