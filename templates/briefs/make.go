package briefs

import (
	"fmt"
	"slices"
	"strings"

	"github.com/postmortem-dev/postmortem/analysis"
	"github.com/postmortem-dev/postmortem/templates"
)

// Make returns the brief about a report for one role, in one frame, of so many seconds. Where the record does not touch what
// the role is about, the brief says so first and tells the story itself. The error is for a length in which nothing can be said.
func Make(r *analysis.Report, role Role, frame Frame, lengthS int) (*Brief, error) {
	if lengthS <= 0 {
		return nil, fmt.Errorf("nothing can be said in %d seconds", lengthS)
	}
	s := &Story{View: templates.NewView(r), Report: r, Role: role, Frame: frame, LengthS: lengthS}
	b := &Brief{Incident: s.Incident.ID, Title: s.Incident.Title, Role: role, RoleName: role.Name, Frame: frame, LengthS: lengthS}
	b.Spoken = spokenParts(compose(s))
	b.Thin = thin(s, b.Spoken)
	b.OneSentence, b.OneBreath = s.oneSentence(), s.oneBreath()
	b.Reading = read(b.Spoken)
	b.Numbers, b.NotToQuote = numbers(s), numbersToAvoid(s)
	b.Questions, b.Open = questions(s)
	b.Traps, b.Whiteboard = traps(s), whiteboard(s)
	b.Tailoring = tailoring(s)
	b.Delivery, b.Improve = delivery(s, b.Spoken), improve(s)
	b.Glossary, b.Sources = glossary(s, b.saying()), cite(s, b.cited())
	return b, nil
}

func spokenParts(parts []composed) []Part {
	var out []Part
	for _, p := range parts {
		part := Part{Name: p.name, Sources: []string{}}
		var texts []string
		for _, c := range p.chosen {
			texts = append(texts, c.sentences...)
			part.Words += c.words
			for _, id := range c.sources {
				if !slices.Contains(part.Sources, id) {
					part.Sources = append(part.Sources, id)
				}
			}
		}
		part.Text, part.Seconds = strings.Join(texts, " "), SecondsFor(part.Words)
		part.CutFirst = cutFirst(p.chosen)
		out = append(out, part)
	}
	return out
}

// cutFirst returns what can best be left out when time runs short: the least of what is said, or its last sentence where
// it can be broken off there. The lead is never cut.
func cutFirst(chosen []choice) string {
	least := -1
	for i, c := range chosen {
		if i > 0 && (least < 0 || c.worth < chosen[least].worth) {
			least = i
		}
	}
	switch {
	case least < 0:
		return ""
	case chosen[least].told:
		return chosen[least].sentences[len(chosen[least].sentences)-1]
	}
	return strings.Join(chosen[least].sentences, " ")
}

// thin says how far the record goes when it cannot fill the length asked for.
func thin(s *Story, parts []Part) string {
	words := 0
	for _, p := range parts {
		words += p.Words
	}
	if float64(words) >= 0.9*float64(s.LengthS)*WordsPerMinute/60 {
		return ""
	}
	return fmt.Sprintf("The record has words for about %d seconds of the %d asked for. Say what there is, and that the rest is not on record.", SecondsFor(words), s.LengthS)
}

// oneSentence says it all in one.
func (s *Story) oneSentence() string {
	if short := Spoken(s.Summary.Short); short != "" {
		return short
	}
	if Words(s.Title) >= 5 {
		return strings.TrimRight(Spoken(s.Title), ".") + "."
	}
	if groups := summary(s); len(groups) > 0 {
		return groups[0].Ways[0][0]
	}
	return Spoken(strings.TrimRight(s.Title, ".") + ". " + s.Lasted())
}

// oneBreath says how long the repair took and how long it lasted, in about ten seconds.
func (s *Story) oneBreath() string {
	whole := s.Measure("duration", analysis.WholeIncident)
	if t, ok := s.TailStory(); ok && whole.Known() && t.Before != "" && t.ToEnd {
		return Spoken(fmt.Sprintf("It lasted %s: %s until the first failure was over, and %s for everything else to recover.", templates.Short(whole), t.Before, t.Length))
	}
	if groups := opening(s); whole.Known() && len(groups) > 0 {
		return groups[0].Ways[0][0]
	}
	return s.oneSentence()
}

// saying returns everything that is said, for finding the terms in it.
func (b *Brief) saying() string {
	texts := []string{b.OneSentence, b.OneBreath}
	for _, p := range b.Spoken {
		texts = append(texts, p.Text)
	}
	for _, q := range b.Questions {
		texts = append(texts, q.Question, q.Answer)
	}
	return strings.Join(texts, " ")
}

// cited returns the sources of what is said, in order of first use.
func (b *Brief) cited() []string {
	var out []string
	add := func(ids []string) {
		for _, id := range ids {
			if !slices.Contains(out, id) {
				out = append(out, id)
			}
		}
	}
	for _, p := range b.Spoken {
		add(p.Sources)
	}
	for _, n := range b.Numbers {
		add(n.Measure.Sources)
	}
	for _, q := range b.Questions {
		add(q.Evidence)
	}
	for _, t := range b.Traps {
		add(t.Sources)
	}
	return out
}
