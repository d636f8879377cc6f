package briefs

import (
	"math"
	"regexp"
	"slices"
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

// rewriting is an expression and what stands for it. The expression is tried only where it may fit: most texts hold
// nothing of it, and seeing that is far faster than an expression.
type rewriting struct {
	may     func(string) bool
	pattern *regexp.Regexp
	words   string
}

func (r rewriting) in(text string) string {
	if !r.may(text) {
		return text
	}
	return r.pattern.ReplaceAllString(text, r.words)
}

// withAny reports whether a text has one of the marks.
func withAny(marks ...string) func(string) bool {
	return func(text string) bool {
		return slices.ContainsFunc(marks, func(mark string) bool { return strings.Contains(text, mark) })
	}
}

// afterDigit reports whether a text has the mark behind a digit.
func afterDigit(mark string) func(string) bool {
	return func(text string) bool {
		for {
			i := strings.Index(text, mark)
			switch {
			case i < 0:
				return false
			case i > 0 && text[i-1] >= '0' && text[i-1] <= '9':
				return true
			}
			text = text[i+len(mark):]
		}
	}
}

// spokenForms are what a speaker says for what a reader reads.
var spokenForms = []rewriting{
	{afterDigit(" h"), regexp.MustCompile(`\b1 h\b`), "1 hour"},
	{afterDigit(" h"), regexp.MustCompile(`(\d) h\b`), "$1 hours"},
	{afterDigit(" min"), regexp.MustCompile(`\b1 min\b`), "1 minute"},
	{afterDigit(" min"), regexp.MustCompile(`(\d) min\b`), "$1 minutes"},
	{afterDigit(" d"), regexp.MustCompile(`\b1 d\b`), "1 day"},
	{afterDigit(" d"), regexp.MustCompile(`(\d) d\b`), "$1 days"},
	{afterDigit(" s"), regexp.MustCompile(`(\d) s\b`), "$1 seconds"},
	{afterDigit(" %"), regexp.MustCompile(`(\d) %`), "$1 percent"},
	{withAny("–", "→"), regexp.MustCompile(` [–→] `), " to "},
	{afterDigit("–"), regexp.MustCompile(`(\d)–(\d)`), "$1 to $2"},
	{withAny("−"), regexp.MustCompile(`−(\d)`), "minus $1"},
}

// Spoken turns written shorthand into what is said: 2 h 37 min is 2 hours 37 minutes.
func Spoken(text string) string {
	for _, form := range spokenForms {
		text = form.in(text)
	}
	return strings.Join(strings.Fields(text), " ")
}

// Capital returns text with its first letter in upper case.
func Capital(text string) string {
	r, size := utf8.DecodeRuneInString(text)
	return string(unicode.ToUpper(r)) + text[size:]
}
