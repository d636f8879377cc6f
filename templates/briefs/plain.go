package briefs

import (
	"slices"
	"strings"
	"unicode"

	"github.com/postmortem-dev/postmortem/incidents"
)

// named returns what to call a service: for a listener who does not know its name what it is, where the record says so in
// a few words.
func (s *Story) named(id string) string {
	label := s.Label(id)
	if s.Role.Depth != Plain || !s.jargon(label) {
		return label
	}
	var candidates []string
	for _, t := range s.Incident.Glossary {
		if slices.Contains(termNames(t.Term), label) {
			candidates = append(candidates, t.Meaning.Plain)
		}
	}
	for i := range s.Services {
		if s.Services[i].ID == id {
			candidates = append(candidates, s.Services[i].Text.Plain)
		}
	}
	for _, c := range candidates {
		if phrase, ok := phrase(c); ok && !s.jargon(phrase) {
			return phrase
		}
	}
	return label
}

// phrase returns the first sentence of a text as a name that can stand in another sentence: it must be short, and begin
// with an article or an activity.
func phrase(text string) (string, bool) {
	sentences := sayable(text)
	if len(sentences) == 0 || Words(sentences[0]) > 14 {
		return "", false
	}
	first, rest, _ := strings.Cut(strings.TrimSuffix(sentences[0], "."), " ")
	if first != "A" && first != "An" && first != "The" && !strings.HasSuffix(first, "ing") {
		return "", false
	}
	return strings.ToLower(first) + " " + rest, true
}

// jargon reports whether a text holds a word that the listener should not hear without an explanation: for a plain
// listener a term of the glossary or an abbreviation, for all the words the role avoids.
func (s *Story) jargon(text string) bool {
	words := strings.FieldsFunc(text, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	spaced := " " + strings.ToLower(strings.Join(words, " ")) + " "
	for _, avoided := range s.Role.Avoid {
		if strings.Contains(spaced, " "+strings.ToLower(avoided)) {
			return true
		}
	}
	if s.Role.Depth != Plain {
		return false
	}
	for _, t := range s.Incident.Glossary {
		for _, name := range termNames(t.Term) {
			if name := strings.ToLower(name); strings.Contains(spaced, " "+name+" ") || strings.Contains(spaced, " "+name+"s ") {
				return true
			}
		}
	}
	return slices.ContainsFunc(words, func(w string) bool { return abbreviation(w) && !s.known(w) || s.partOfTerm(w) })
}

// partOfTerm reports whether a word with a capital is part of a name in the glossary: Enactor, for DNS Enactor.
func (s *Story) partOfTerm(word string) bool {
	return slices.ContainsFunc(s.Incident.Glossary, func(t incidents.Term) bool {
		parts := strings.Fields(termNames(t.Term)[0])
		return Capital(word) == word && len(parts) > 1 && slices.Contains(parts[1:], word)
	})
}

// termNames returns the names a glossary term goes by: DropletWorkflow Manager (DWFM) has two.
func termNames(term string) []string {
	name, short, found := strings.Cut(term, " (")
	if !found {
		return []string{term}
	}
	return []string{name, strings.TrimSuffix(short, ")")}
}

// abbreviation reports whether a word is made of capitals and digits.
func abbreviation(word string) bool {
	capitals := 0
	for _, r := range word {
		switch {
		case unicode.IsUpper(r):
			capitals++
		case !unicode.IsDigit(r):
			return false
		}
	}
	return capitals >= 2
}

// known reports whether everybody knows an abbreviation: the organization's own, and those of countries and time zones.
func (s *Story) known(word string) bool {
	initials := ""
	for _, w := range strings.Fields(s.Organization) {
		initials += string([]rune(w)[:1])
	}
	return word == initials || word == s.ZoneName() || strings.Contains(" EU UK US USA UTC ", " "+word+" ")
}
