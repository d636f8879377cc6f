package merge

import (
	"slices"
	"strings"
	"time"
	"unicode"

	"github.com/postmortem-dev/postmortem/incidents"
)

// likeness is how alike two entries are.
type likeness int

const (
	different likeness = iota
	near               // perhaps the same: both are kept, and somebody has to look
	same
)

// tolerance is how far apart the clocks of two sources may be, and how coarsely people note a time.
const tolerance = time.Minute

// sameTime reports whether two sources can mean one moment. A day or a long interval is only like itself.
func sameTime(a, b incidents.Instant) bool {
	return a.From.Sub(b.From).Abs() <= tolerance && a.To.Sub(b.To).Abs() <= tolerance
}

// alike compares what two entries of about the same time say; have stands in the record. They are the same if
//   - their words are the same;
//   - one holds the other word for word, at least four words, and nothing much gets lost: the record's is the longer, or
//     the other at most twice as long;
//   - all words of one are among those of the other, at least six and four fifths of them.
//
// What the longer one adds may not turn its sense. Half of the words in common make them near.
//
// Note: a share of common words alone was tried. "The alert on db-1 fired" and "the alert on db-1 resolved" have most in
// common, and so have all lines of a log.
func alike(have, other string) likeness {
	a, b := words(have), words(other)
	if len(a) == 0 || len(b) == 0 {
		return different
	}
	if slices.Equal(a, b) {
		return same
	}
	short, long := a, b
	if len(short) > len(long) {
		short, long = long, short
	}
	common, extra := overlap(short, long)
	turned := slices.ContainsFunc(extra, turns)
	within := strings.Contains(" "+strings.Join(long, " ")+" ", " "+strings.Join(short, " ")+" ")
	all := len(distinct(long))
	switch {
	case within && len(short) >= 4 && !turned && (len(a) > len(b) || len(b) <= 2*len(a)):
		return same
	case common == len(distinct(short)) && common >= 6 && 5*common >= 4*all && !turned:
		return same
	case common >= 3 && 2*common >= all, within && len(short) >= 3:
		return near
	}
	return different
}

// words returns the words of a text in lower case, without punctuation.
func words(text string) []string {
	return strings.FieldsFunc(strings.ToLower(text), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r)
	})
}

func distinct(words []string) map[string]bool {
	set := map[string]bool{}
	for _, w := range words {
		set[w] = true
	}
	return set
}

// overlap returns how many distinct words two texts have in common, and which words of the longer one are not in the
// shorter.
func overlap(short, long []string) (common int, extra []string) {
	in, other := distinct(short), distinct(long)
	for w := range in {
		if other[w] {
			common++
		}
	}
	for _, w := range long {
		if !in[w] {
			extra = append(extra, w)
		}
	}
	return common, extra
}

// turns reports whether a word more can make a sentence say something else.
func turns(word string) bool {
	switch word {
	case "not", "no", "never", "without", "none", "nobody", "nothing", "cannot", "t", "almost", "nearly", "partly", "partially",
		"if", "whether", "unless", "before", "until", "may", "might", "could", "will", "again", "un":
		return true
	}
	return strings.ContainsFunc(word, unicode.IsDigit)
}

// plain returns a name as it is compared: its words.
func plain(name string) string { return strings.Join(words(name), " ") }
