package main

import (
	"fmt"

	"github.com/agnivade/levenshtein"
)

// unknown returns the error for a name that is none of known; ask is the command that lists them.
func unknown(kind, name string, known []string, ask string) error {
	hint := fmt.Sprintf("%s shows them all", ask)
	if near := nearest(name, known); near != "" {
		hint = fmt.Sprintf("did you mean %s? %s", near, hint)
	}
	return wrongUsage(hint, "unknown %s %q", kind, name)
}

// nearest returns the name closest to word, or "" when none is close enough to be a slip of the pen.
func nearest(word string, names []string) string {
	best, bestDistance := "", len([]rune(word))/3+2
	for _, name := range names {
		if d := levenshtein.ComputeDistance(word, name); d < bestDistance {
			best, bestDistance = name, d
		}
	}
	return best
}
