package merge

import (
	"fmt"
	"slices"
	"strings"
)

// Account says what became of the parts of a draft.
type Account struct {
	File, From string
	Added      []Count  // by sort, in the order of a record
	Folded     int      // told by the record already; it now cites the source as well
	Known      int      // taken by an earlier import, and left as the record has them now
	Set        []string // what the record did not say about the incident as a whole
	Services   []string // which service became which, where the ids do not say it
	Doubts     []string // what a person should look at
}

// Count is a number of parts of one sort, called by the word for one of them.
type Count struct {
	One, Several string
	N            int
	of           kind
}

// String returns the account in one line.
func (a Account) String() string {
	var added []string
	for _, c := range a.Added {
		word := c.Several
		if c.N == 1 {
			word = c.One
		}
		added = append(added, fmt.Sprintf("%d %s", c.N, word))
	}
	if len(added)+len(a.Set)+a.Folded == 0 {
		return fmt.Sprintf("0 added, %d known", a.Known)
	}
	if len(added) == 0 {
		added = []string{"0"}
	}
	text := "added " + strings.Join(added, ", ")
	if len(a.Set) > 0 {
		text += "; set " + strings.Join(a.Set, ", ")
	}
	return fmt.Sprintf("%s; folded %d; known %d", text, a.Folded, a.Known)
}

// order is the order in which parts are counted.
const order = "emsdwcqup"

// add counts a part that was added.
func (a *Account) add(of kind, path string) {
	one, several := of.words(path)
	i := slices.IndexFunc(a.Added, func(c Count) bool { return c.One == one })
	if i < 0 {
		i = len(a.Added)
		a.Added = append(a.Added, Count{One: one, Several: several, of: of})
	}
	a.Added[i].N++
	slices.SortStableFunc(a.Added, func(x, y Count) int {
		return strings.IndexByte(order, byte(x.of)) - strings.IndexByte(order, byte(y.of))
	})
}

func (a *Account) doubt(format string, args ...any) {
	if text := fmt.Sprintf(format, args...); !slices.Contains(a.Doubts, text) {
		a.Doubts = append(a.Doubts, text)
	}
}

// words returns what one part and several are called.
func (s kind) words(path string) (one, several string) {
	switch s {
	case isEvent:
		return "event", "events"
	case isMessage:
		return "message", "messages"
	case isService:
		return "service", "services"
	case isDependency:
		return "dependency", "dependencies"
	case isWindow:
		return "impact window", "impact windows"
	case isClaim:
		return "claim", "claims"
	case isQuantity:
		return "number", "numbers"
	case isUnknown:
		return "unknown", "unknowns"
	}
	switch path {
	case "related":
		return "related incident", "related incidents"
	case "glossary":
		return "term", "terms"
	case "went_well", "went_poorly", "got_lucky":
		return "remark", "remarks"
	}
	return strings.TrimSuffix(path, "s"), path
}
