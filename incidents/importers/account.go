package importers

import (
	"fmt"
	"slices"
	"strings"
)

// Account says what became of the entries of a source: In = Mapped + Kept + Left().
type Account struct {
	In      int      // entries that the source has
	Mapped  int      // those that became a milestone, a message, an impact window or another part with a meaning
	Kept    int      // those that became a plain timeline entry
	Skipped []Skip   // those that were left out, by reason, in the order in which the reasons came up
	Doubts  []string // what a person should look at before the record is believed
	People  []Person // who was given another name
}

// Skip is the entries that were left out for one reason.
type Skip struct {
	Why     string
	Entries int
	Such    []string // some of them, each once
}

// mostSuch is how many of the entries left out for one reason are named.
const mostSuch = 6

// Left returns how many entries were left out.
func (a Account) Left() int {
	n := 0
	for _, s := range a.Skipped {
		n += s.Entries
	}
	return n
}

func (a *Account) mapped() { a.In++; a.Mapped++ }

func (a *Account) kept() { a.In++; a.Kept++ }

func (a *Account) skip(what, why string) {
	a.In++
	a.skips(Skip{why, 1, []string{shorten(what, 80)}})
}

func (a *Account) skips(b Skip) {
	i := slices.IndexFunc(a.Skipped, func(s Skip) bool { return s.Why == b.Why })
	if i < 0 {
		i = len(a.Skipped)
		a.Skipped = append(a.Skipped, Skip{Why: b.Why})
	}
	s := &a.Skipped[i]
	s.Entries += b.Entries
	for _, what := range b.Such {
		if len(s.Such) < mostSuch && !slices.Contains(s.Such, what) {
			s.Such = append(s.Such, what)
		}
	}
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
	for _, s := range b.Skipped {
		a.skips(s)
	}
	for _, p := range b.People {
		if !slices.Contains(a.People, p) {
			a.People = append(a.People, p)
		}
	}
	for _, text := range b.Doubts {
		a.doubt("%s", text)
	}
}

// String returns the account in one line.
func (a Account) String() string {
	return fmt.Sprintf("entries: %d in, %d mapped, %d kept, %d skipped", a.In, a.Mapped, a.Kept, a.Left())
}

// reasons returns the reasons for skipping, each once.
func (a Account) reasons() string {
	var whys []string
	for _, s := range a.Skipped {
		whys = append(whys, s.Why)
	}
	return strings.Join(whys, "; ")
}

// Sample names up to n of the entries, and puts three dots when there are more.
func (s Skip) Sample(n int) string {
	if n = min(n, mostSuch-1); len(s.Such) > n {
		return strings.Join(s.Such[:n], ", ") + ", …"
	}
	return strings.Join(s.Such, ", ")
}
