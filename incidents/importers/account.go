package importers

import (
	"fmt"
	"slices"
	"strings"
)

// Account says what became of the entries of a source: In = Mapped + Kept + len(Skipped).
type Account struct {
	In      int      // entries that the source has
	Mapped  int      // those that became a milestone, a message, an impact window or another part with a meaning
	Kept    int      // those that became a plain timeline entry
	Skipped []Skip   // those that were left out
	Doubts  []string // what a person should look at before the record is believed
}

// Skip is an entry that was left out.
type Skip struct{ What, Why string }

func (a *Account) mapped() { a.In++; a.Mapped++ }

func (a *Account) kept() { a.In++; a.Kept++ }

func (a *Account) skip(what, why string) {
	a.In++
	a.Skipped = append(a.Skipped, Skip{shorten(what, 80), why})
}

// mostDoubts is how many doubts are noted: a source with more is not believed anyway.
const mostDoubts = 30

// doubt notes something to look at, once.
func (a *Account) doubt(format string, args ...any) {
	if len(a.Doubts) >= mostDoubts {
		return
	}
	if len(a.Doubts) == mostDoubts-1 {
		format, args = "there are more doubts, which are not listed", nil
	}
	if text := fmt.Sprintf(format, args...); !slices.Contains(a.Doubts, text) {
		a.Doubts = append(a.Doubts, text)
	}
}

func (a *Account) add(b Account) {
	a.In, a.Mapped, a.Kept = a.In+b.In, a.Mapped+b.Mapped, a.Kept+b.Kept
	a.Skipped = append(a.Skipped, b.Skipped...)
	for _, text := range b.Doubts {
		a.doubt("%s", text)
	}
}

// String returns the account in one line.
func (a Account) String() string {
	return fmt.Sprintf("entries: %d in, %d mapped, %d kept, %d skipped", a.In, a.Mapped, a.Kept, len(a.Skipped))
}

// reasons returns the reasons for skipping, each once.
func (a Account) reasons() string {
	var whys []string
	for _, g := range a.Groups() {
		whys = append(whys, g.Why)
	}
	return strings.Join(whys, "; ")
}

// Group is the entries that were left out for one reason.
type Group struct {
	Why  string
	What []string
}

// Groups returns what was skipped by reason, in the order in which the reasons came up.
func (a Account) Groups() []Group {
	var groups []Group
	place := map[string]int{}
	for _, s := range a.Skipped {
		i, known := place[s.Why]
		if !known {
			i = len(groups)
			place[s.Why] = i
			groups = append(groups, Group{Why: s.Why})
		}
		groups[i].What = append(groups[i].What, s.What)
	}
	return groups
}

// Sample returns up to n of what the group holds, each once, and three dots when there is more.
func (g Group) Sample(n int) string {
	var names []string
	for _, what := range g.What {
		if !slices.Contains(names, what) {
			names = append(names, what)
		}
		if len(names) > n {
			return strings.Join(names[:n], ", ") + ", …"
		}
	}
	return strings.Join(names, ", ")
}
