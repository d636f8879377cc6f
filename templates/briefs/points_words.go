package briefs

import (
	"strings"

	"github.com/postmortem-dev/postmortem/incidents"
)

// wording returns the wording of the role's depth.
func (s *Story) wording(w incidents.Words) string {
	switch {
	case s.Role.Depth == Plain:
		return w.Simple()
	case s.Role.Depth == Technical && w.Technical != "":
		return w.Technical
	}
	return w.Text
}

// told returns one thing said in one way; nothing for an empty text.
func told(text string, sources []string) []Telling {
	if sentences := Sentences(Spoken(text)); len(sentences) > 0 {
		return []Telling{{Ways: [][]string{sentences}, Sources: sources}}
	}
	return nil
}

// whole returns a thing that is said to its end or not at all: in the record's short wording, the plain one or that of
// the role's depth. Where there is no short one its first sentence stands in.
func (s *Story) whole(w incidents.Words, sources []string) []Telling {
	full := Sentences(Spoken(s.wording(w)))
	if len(full) == 0 {
		return nil
	}
	t := Telling{Sources: sources}
	t.add(Sentences(Spoken(w.Short)))
	if len(t.Ways) == 0 {
		t.add(full[:1])
	}
	if s.Role.Depth == Text {
		t.add(Sentences(Spoken(w.Plain)))
	}
	t.add(full)
	return []Telling{t}
}

// add adds a way that is longer than those before it.
func (t *Telling) add(sentences []string) {
	longest := 0
	if n := len(t.Ways); n > 0 {
		longest = Words(strings.Join(t.Ways[n-1], " "))
	}
	if Words(strings.Join(sentences, " ")) > longest {
		t.Ways = append(t.Ways, sentences)
	}
}

// story returns a thing told in order, which can be broken off after any sentence.
func (s *Story) story(w incidents.Words, sources []string) []Telling {
	t := Telling{Sources: sources}
	t.add(Sentences(Spoken(w.Short)))
	full := Sentences(Spoken(s.wording(w)))
	for i := range full {
		t.add(full[:i+1])
	}
	if len(t.Ways) == 0 {
		return nil
	}
	return []Telling{t}
}
