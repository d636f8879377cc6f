package incidents

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/agnivade/levenshtein"
)

// Diagnostic is one thing wrong, or odd, with an input file.
type Diagnostic struct {
	File      string
	Line, Col int // 1-based, counted in characters; 1:1 when the whole file is meant
	Message   string
	Rule      string // short name, for example unknown-field
	Hint      string // what to do about it; may be empty
	Warning   bool   // odd rather than wrong: the file can still be used
}

// String returns "file:line:col: message [rule]" and, on a line of its own, the hint.
func (d Diagnostic) String() string {
	word := ""
	if d.Warning {
		word = "warning: "
	}
	s := fmt.Sprintf("%s:%d:%d: %s%s [%s]", d.File, max(d.Line, 1), max(d.Col, 1), word, d.Message, d.Rule)
	if d.Hint != "" {
		s += "\n    hint: " + d.Hint
	}
	return s
}

// HasErrors reports whether any diagnostic is more than a warning.
func HasErrors(ds []Diagnostic) bool {
	return slices.ContainsFunc(ds, func(d Diagnostic) bool { return !d.Warning })
}

// maxDiagnostics is how many problems of a file are kept. A file with more is not a record with slips, and every
// further problem costs memory that a hostile file would like to have.
const maxDiagnostics = 1000

// report collects what is wrong with one file, up to maxDiagnostics, and says when there is more.
type report struct {
	file   string
	list   []Diagnostic
	errors int        // problems that are more than warnings
	rest   Diagnostic // stands for the problems not listed; an error when any of them is
}

// full reports whether further problems are not listed; callers then need not work out what to say.
func (r *report) full() bool { return len(r.list) >= maxDiagnostics }

func (r *report) add(d Diagnostic) {
	d.File, d.Line, d.Col = r.file, max(d.Line, 1), max(d.Col, 1)
	if !d.Warning {
		r.errors++
	}
	if !r.full() {
		r.list = append(r.list, d)
		return
	}
	d.Warning = d.Warning && (r.rest.Line == 0 || r.rest.Warning)
	d.Message, d.Rule, d.Hint = "there are more problems, which are not listed", "limit", "mend the ones above first"
	r.rest = d
}

// sorted returns the problems by place, each once: a mistake in a part that aliases repeat is still one mistake.
func (r *report) sorted() []Diagnostic {
	slices.SortStableFunc(r.list, func(a, b Diagnostic) int {
		return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Col, b.Col), cmp.Compare(a.Message, b.Message), cmp.Compare(a.Rule, b.Rule))
	})
	if r.rest.Line > 0 {
		last := r.list[len(r.list)-1]
		r.rest.Line, r.rest.Col = last.Line, last.Col
		r.list = append(r.list, r.rest)
	}
	return slices.Compact(r.list)
}

const (
	longestGuess = 60      // longer words are not slips of the pen
	mostGuesses  = 100_000 // comparing every wrong word of a hostile file with every right one would take for ever
)

// nearest returns the candidate closest to word, or "" when none is close enough to be a slip of the pen. tries is how
// many comparisons may still be made.
func nearest(word string, candidates []string, tries *int) string {
	best, bestDistance := "", min(2+utf8.RuneCountInString(word)/5, 4)
	if len(word) > longestGuess {
		return ""
	}
	for _, c := range candidates {
		if *tries--; *tries < 0 {
			return best
		}
		d := levenshtein.ComputeDistance(strings.ToLower(word), strings.ToLower(c))
		if d == 2 && swapped(word, c) {
			d = 1
		}
		if d < bestDistance {
			best, bestDistance = c, d
		}
	}
	return best
}

// swapped reports whether a is b with two neighbours exchanged, the commonest slip of all.
func swapped(a, b string) bool {
	for i := 0; i+1 < len(a) && len(a) == len(b); i++ {
		if a[:i]+a[i+1:i+2]+a[i:i+1]+a[i+2:] == b {
			return true
		}
	}
	return false
}
