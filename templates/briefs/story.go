package briefs

import (
	"math"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/postmortem-dev/postmortem/analysis"
	"github.com/postmortem-dev/postmortem/templates"
)

// Story is one incident prepared for telling to one role: the same view that the templates write from.
type Story struct {
	*templates.View
	Report  *analysis.Report
	Role    Role
	Frame   Frame
	LengthS int // seconds

	found []fact // what facts found, once
}

// Words counts the words of a text as a speaker says them: what stands between blanks and holds a letter or a digit.
func Words(text string) int {
	n := 0
	for _, f := range strings.Fields(text) {
		if strings.IndexFunc(f, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }) >= 0 {
			n++
		}
	}
	return n
}

// SecondsFor returns how long it takes to say so many words.
func SecondsFor(words int) int { return int(math.Round(float64(words) * 60 / WordsPerMinute)) }

// Sentences divides a text into its sentences. One ends at a full stop, question or exclamation mark that a blank and a
// capital, digit or quotation mark follow; "e.g." and single initials do not end one.
func Sentences(text string) []string {
	var out []string
	start := 0
	runes := []rune(strings.Join(strings.Fields(text), " "))
	for i, r := range runes {
		if !strings.ContainsRune(".?!", r) || !endsSentence(runes, i) {
			continue
		}
		out = append(out, strings.TrimSpace(string(runes[start:i+1])))
		start = i + 1
	}
	if rest := strings.TrimSpace(string(runes[start:])); rest != "" {
		out = append(out, rest)
	}
	return out
}

func endsSentence(runes []rune, i int) bool {
	if i+1 >= len(runes) {
		return true
	}
	if i+2 >= len(runes) || runes[i+1] != ' ' {
		return false
	}
	next := runes[i+2]
	if !unicode.IsUpper(next) && !unicode.IsDigit(next) && !strings.ContainsRune(`"“'(`, next) {
		return false
	}
	word := i
	for word > 0 && runes[word-1] != ' ' {
		word--
	}
	last := string(runes[word:i])
	return last != "e.g" && last != "i.e" && last != "vs" && last != "No" && !(i-word == 1 && unicode.IsUpper(runes[word]))
}

// spokenForms are what a speaker says for what a reader reads.
var spokenForms = []struct {
	pattern *regexp.Regexp
	words   string
}{
	{regexp.MustCompile(`\b1 h\b`), "1 hour"},
	{regexp.MustCompile(`(\d) h\b`), "$1 hours"},
	{regexp.MustCompile(`\b1 min\b`), "1 minute"},
	{regexp.MustCompile(`(\d) min\b`), "$1 minutes"},
	{regexp.MustCompile(`\b1 d\b`), "1 day"},
	{regexp.MustCompile(`(\d) d\b`), "$1 days"},
	{regexp.MustCompile(`(\d) s\b`), "$1 seconds"},
	{regexp.MustCompile(`(\d) %`), "$1 percent"},
	{regexp.MustCompile(` [–→] `), " to "},
	{regexp.MustCompile(`(\d)–(\d)`), "$1 to $2"},
	{regexp.MustCompile(`−(\d)`), "minus $1"},
}

// Spoken turns written shorthand into what is said: 2 h 37 min is 2 hours 37 minutes.
func Spoken(text string) string {
	for _, form := range spokenForms {
		text = form.pattern.ReplaceAllString(text, form.words)
	}
	return strings.Join(strings.Fields(text), " ")
}

// Capital returns text with its first letter in upper case.
func Capital(text string) string {
	r, size := utf8.DecodeRuneInString(text)
	return string(unicode.ToUpper(r)) + text[size:]
}
