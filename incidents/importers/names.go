package importers

import (
	"cmp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// names finds the names of people in texts, in time that does not grow with their number.
//
// A name of several words is found in any case. One of a single word is found as it is written, since many are ordinary
// words: "Will", "Mark". A name that is written like such a word is found with a capital letter only. Names stand between
// the bounds of words; scripts that set none between words, and scripts that attach endings, need none.
type names struct {
	all    map[string]*name
	begin  map[string][]*name // by the first word in lower case
	sorted bool               // longest first
}

type name struct {
	text  []rune
	exact bool     // only in this case
	at    bool     // only after "@", in any case
	of    []*known // who is called that
}

// leastLetters is how many letters a name has at least: shorter ones are words as well. Two will do where one letter is a
// syllable or a word.
const leastLetters = 3

// add makes text a name of p. at says that it is one only after "@".
func (n *names) add(text string, p *known, at bool) {
	text = strings.TrimFunc(strings.Join(strings.Fields(norm.NFC.String(clean(text))), " "), func(r rune) bool { return !inWord(r) })
	if letters(text) < leastLetters {
		return
	}
	add := &name{text: []rune(text), exact: !strings.Contains(text, " "), at: at, of: []*known{p}}
	if add.exact && ordinary(text) && !at {
		add.text[0] = unicode.ToUpper(add.text[0])
	}
	key := string(add.text) + map[bool]string{true: "@"}[at]
	if old := n.all[key]; old != nil {
		if !slices.Contains(old.of, p) && len(old.of) < 2 {
			old.of = append(old.of, p)
		}
		return
	}
	if n.all == nil {
		n.all, n.begin = map[string]*name{}, map[string][]*name{}
	}
	n.all[key], n.sorted = add, false
	n.begin[firstWord(text)] = append(n.begin[firstWord(text)], add)
}

func (n *names) sort() {
	for _, list := range n.begin {
		slices.SortStableFunc(list, func(a, b *name) int { return cmp.Compare(len(b.text), len(a.text)) })
	}
	n.sorted = true
}

// replace returns text with each name in it replaced by what called says of those who bear it.
func (n *names) replace(text string, called func([]*known) string) string {
	if len(n.begin) == 0 {
		return text
	}
	if !n.sorted {
		n.sort()
	}
	var out strings.Builder
	var before rune
	kept := 0
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRuneInString(text[i:])
		if inWord(r) && (!inWord(before) || unspaced(r)) {
			if found, length := n.at(text[i:], before == '@'); found != nil {
				out.WriteString(text[kept:i])
				out.WriteString(called(found.of))
				before, _ = utf8.DecodeLastRuneInString(text[i : i+length])
				i += length
				kept = i
				continue
			}
		}
		before = r
		i += size
	}
	return out.String() + text[kept:]
}

// at returns the longest name that text begins with, and its length there.
func (n *names) at(text string, mention bool) (*name, int) {
	for _, x := range n.begin[firstWord(text)] {
		if x.at && !mention {
			continue
		}
		if length := x.length(text, x.exact && !mention); length > 0 {
			return x, length
		}
	}
	return nil, 0
}

// length returns how much of the text's beginning is the name, or 0.
func (x *name) length(text string, exact bool) int {
	i := 0
	for _, want := range x.text {
		r, size := utf8.DecodeRuneInString(text[i:])
		switch {
		case want == ' ' && unicode.IsSpace(r):
			for unicode.IsSpace(r) {
				i += size
				r, size = utf8.DecodeRuneInString(text[i:])
			}
		case want == r && want != ' ', !exact && unicode.ToLower(want) == unicode.ToLower(r):
			i += size
		default:
			return 0
		}
	}
	if after, _ := utf8.DecodeRuneInString(text[i:]); inWord(after) && !unspaced(x.text[len(x.text)-1]) {
		return 0
	}
	return i
}

// firstWord returns the first word of text in lower case, or its first letter where words are not spaced.
func firstWord(text string) string {
	for i, r := range text {
		switch {
		case unspaced(r) && i == 0:
			return string(r)
		case !inWord(r) || unspaced(r):
			return strings.ToLower(text[:i])
		}
	}
	return strings.ToLower(text)
}

func inWord(r rune) bool {
	return r != utf8.RuneError && (unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r))
}

// unspaced reports whether r belongs to a script in which other letters may follow a name at once.
func unspaced(r rune) bool {
	return r >= 0xe00 && unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul, unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar)
}

// letters counts the letters of text, twice where one stands for more.
func letters(text string) int {
	n := 0
	for _, r := range text {
		if inWord(r) {
			n++
		}
		if unspaced(r) {
			n++
		}
	}
	return n
}

// ordinary reports whether a name, as it is written, is a word that stands in many texts.
func ordinary(text string) bool {
	const words = " art april bill bob case chance chase chip clay cliff dale dawn dean dot drew earl eve faith frank gene grace grant guy hope iris jack jay" +
		" june joy lance mark max may miles nick page pat penny pierce ray red reed rich rob robin rose ruby rusty skip star sue ted tad victor wade ward will wren "
	return strings.Contains(words, " "+text+" ")
}
