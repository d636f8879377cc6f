package briefs

import (
	"fmt"
	"slices"
	"strings"
)

// silence says that the record does not touch what the role is about. It claims no more than was looked through.
func silence(s *Story) []Telling {
	if !s.silent() {
		return nil
	}
	return told(s.silence(), nil)
}

func (s *Story) silence() string {
	if s.mentionsAnywhere() {
		return fmt.Sprintf("The timeline and the causes on record say nothing about %s.", s.subject())
	}
	return fmt.Sprintf("The record says nothing about %s.", s.subject())
}

// subject names what the role is about; by its focus words where it does not say so itself.
func (s *Story) subject() string {
	words := s.Role.Focus
	switch {
	case s.Role.Subject != "":
		return s.Role.Subject
	case len(words) == 1:
		return words[0]
	}
	return strings.Join(words[:len(words)-1], ", ") + " or " + words[len(words)-1]
}

// silent reports whether no service that was hurt, no entry of the timeline and no cause mentions what the role is about.
func (s *Story) silent() bool {
	return len(s.Role.Focus) > 0 && len(s.focused())+len(focusEvents(s))+len(focusFactors(s)) == 0
}

// mentionsAnywhere reports whether any other text of the record does.
func (s *Story) mentionsAnywhere() bool {
	in := s.Incident
	texts := []string{in.Title, allWordings(in.Summary), allWordings(in.Impact.Summary), allWordings(in.Detection.Text), allWordings(in.Response.Text)}
	for _, e := range in.Timeline {
		texts = append(texts, allWordings(e.Text))
	}
	for _, x := range in.Services {
		texts = append(texts, x.Label(), allWordings(x.Text))
	}
	for _, c := range in.Communications {
		texts = append(texts, c.Channel, c.New, allWordings(c.Text))
	}
	for _, f := range in.Causes {
		texts = append(texts, allWordings(f.Text))
	}
	for _, a := range in.Actions {
		texts = append(texts, allWordings(a.Text))
	}
	for _, l := range in.Lessons {
		texts = append(texts, allWordings(l.Text))
	}
	for _, r := range slices.Concat(in.WentWell, in.WentPoorly, in.GotLucky, in.Unknowns) {
		texts = append(texts, allWordings(r.Text))
	}
	for _, q := range in.Questions {
		texts = append(texts, q.Text, allWordings(q.Answer))
	}
	for _, q := range in.Impact.Quantities {
		texts = append(texts, q.What, q.Scope)
	}
	return s.mentions(texts...)
}
