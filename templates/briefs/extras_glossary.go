package briefs

import (
	"slices"
	"strings"

	"github.com/postmortem-dev/postmortem/incidents"
)

// glossary returns the terms that occur in what is said: those of the record, then the services that it explains in plain
// words. Plain words come first; the exact meaning follows for listeners who use it.
func glossary(s *Story, spoken string) []Term {
	out := []Term{}
	text := " " + strings.Join(strings.Fields(strings.ToLower(strings.Map(blanks, spoken))), " ") + " "
	for _, t := range s.Incident.Glossary {
		if slices.ContainsFunc(termNames(t.Term), func(name string) bool { return occurs(text, name) }) {
			out = append(out, Term{t.Term, s.meaning(t.Meaning)})
		}
	}
	for i := range s.Services {
		x := &s.Services[i]
		known := slices.ContainsFunc(out, func(t Term) bool {
			return slices.ContainsFunc(termNames(t.Term), func(name string) bool { return strings.EqualFold(name, x.Label()) })
		})
		names := append([]string{x.Label()}, x.Aliases...)
		if x.Text.Plain != "" && !known && slices.ContainsFunc(names, func(name string) bool { return occurs(text, name) }) {
			out = append(out, Term{Capital(x.Label()), s.meaning(x.Text)})
		}
	}
	return out
}

func (s *Story) meaning(w incidents.Words) string {
	meaning := w.Simple()
	if s.Role.Depth != Plain && w.Plain != "" {
		meaning = strings.TrimRight(w.Plain, ". ") + ". More exactly: " + softened(s.wording(w))
	}
	return strings.Join(strings.Fields(meaning), " ")
}

// occurs reports whether a name stands in a text of words in small letters between blanks, also in the plural.
func occurs(text, name string) bool {
	name = strings.Join(strings.Fields(strings.ToLower(strings.Map(blanks, name))), " ")
	return name != "" && (strings.Contains(text, " "+name+" ") || strings.Contains(text, " "+name+"s "))
}

// blanks turns what is no part of a word into blanks.
func blanks(r rune) rune {
	if strings.ContainsRune(".,;:!?()\"“”‘’'", r) {
		return ' '
	}
	return r
}
