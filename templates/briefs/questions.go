package briefs

import (
	"regexp"
	"slices"
	"strings"
)

// authoredHardness puts the record's own questions in the middle.
const authoredHardness = 3

// questions returns the answered follow-up questions for the role, the hardest last, and those that nobody can answer from
// the record.
//
// The record's own come before generated ones about the same thing. Their answers are cut at a sentence's end after 60
// words. An answer that has fewer than 20 words, or whose first sentence has more than 60, is not one: its question is
// listed as open, with what the record does say.
func questions(s *Story) (answered, open []QA) {
	answered, open = []QA{}, []QA{}
	for _, q := range s.authored() {
		switch {
		case repeats(answered, q) || repeats(open, q):
		case q.Answer != "":
			answered = append(answered, q)
		default:
			open = append(open, q)
		}
	}
	own := slices.Clone(answered)
	for _, g := range s.generators() {
		for _, q := range g.Ask(s) {
			q.Generator, q.Hardness = g.Name, g.Hardness
			switch {
			case q.Answer == "" && !asked(g, own):
				open = append(open, q)
			case q.Answer != "" && !asked(g, own) && !saysNothingNew(q, own) && !holds(answered, q):
				answered = append(answered, q)
			}
		}
	}
	for _, q := range s.unknownQuestions() {
		if !holds(open, q) {
			open = append(open, q)
		}
	}
	slices.SortStableFunc(answered, func(a, b QA) int { return a.Hardness - b.Hardness })
	return answered, open
}

// generators returns every generator, those the role asks for first, in its order.
func (s *Story) generators() []Generator {
	place := func(g Generator) int {
		if i := slices.Index(s.Role.Questions, g.Name); i >= 0 {
			return i
		}
		return len(s.Role.Questions)
	}
	out := Generators()
	slices.SortStableFunc(out, func(a, b Generator) int { return place(a) - place(b) })
	return out
}

// authored returns the record's questions for the role: those that name it, and those that name none.
func (s *Story) authored() []QA {
	var out []QA
	for _, q := range s.Incident.Questions {
		if len(q.Roles) > 0 && !slices.Contains(q.Roles, s.Role.Name) {
			continue
		}
		qa := QA{Question: strings.Join(strings.Fields(q.Text), " "), Evidence: orUnsourced(slices.Clone(q.Sources)), Hardness: authoredHardness}
		sentences := sayable(s.wording(q.Answer))
		if qa.Answer = upTo(sentences, answerMost); Words(qa.Answer) < answerLeast {
			qa.Answer = ""
			qa.Say, qa.Evidence = s.dontKnow(qa.Question, sentences, qa.Evidence)
		}
		out = append(out, qa)
	}
	return out
}

// upTo joins as many of the first sentences as have no more than so many words together.
func upTo(sentences []string, words int) string {
	for n := len(sentences); n > 0; n-- {
		if text := strings.Join(sentences[:n], " "); Words(text) <= words {
			return text
		}
	}
	return ""
}

// asked reports whether one of the record's questions asks what the generator does: its id is the generator's name, or it
// has all the words of one of the generator's ways to ask.
func asked(g Generator, own []QA) bool {
	return slices.ContainsFunc(own, func(q QA) bool {
		words := strings.Fields(strings.ToLower(strings.Map(letters, q.Question)))
		return slices.ContainsFunc(g.Same, func(way string) bool {
			for _, part := range strings.Fields(way) {
				if !slices.ContainsFunc(words, func(w string) bool { return strings.HasPrefix(w, part) }) {
					return false
				}
			}
			return true
		})
	})
}

// letters keeps letters and digits, and turns all else into blanks.
func letters(r rune) rune {
	if strings.ContainsRune(".,;:!?()\"'“”‘’-", r) {
		return ' '
	}
	return r
}

// saysNothingNew reports whether most of a generated answer stands in one of the record's own.
func saysNothingNew(q QA, own []QA) bool {
	words := stems(q.Answer)
	return slices.ContainsFunc(own, func(x QA) bool { return float64(shared(words, stems(x.Answer))) >= 0.5*float64(len(words)) })
}

// repeats reports whether a list has the very same question already.
func repeats(list []QA, q QA) bool {
	return slices.ContainsFunc(list, func(x QA) bool { return strings.EqualFold(x.Question, q.Question) })
}

// holds reports whether a list has a question of much the same words already.
func holds(list []QA, q QA) bool {
	return slices.ContainsFunc(list, func(x QA) bool { return sameSubject(x.Question, q.Question) })
}

// openQuestion returns a question that the record cannot answer, with what it lacks and what it does say.
func (s *Story) openQuestion(question, gap string) []QA {
	say, evidence := s.dontKnow(question, sayable(gap), nil)
	return []QA{{Question: question, Say: say, Evidence: evidence}}
}

// dontKnow returns an honest way not to know: what the record says about the gap, and the fact nearest to the question.
func (s *Story) dontKnow(question string, partly, evidence []string) (string, []string) {
	parts := partly
	for _, r := range s.Unknowns {
		if len(partly) == 0 && sameSubject(indirect(r.Text.Text), question) {
			parts, evidence = sayable(s.wording(r.Text)), r.Sources
			break
		}
	}
	if len(parts) == 0 {
		parts, evidence = []string{"The record does not say."}, nil
	}
	text := upTo(parts, answerMost)
	known, ok := nearest(s.facts(), question)
	switch {
	case Words(text) > answerMost/2:
	case ok && float64(shared(known.stems, stems(text))) < 0.6*float64(len(known.stems)):
		text += " This much is known. " + Capital(known.text)
		evidence = slices.Concat(evidence, known.evidence)
	case s.Frame == Own:
		text += " We have not recorded it."
	case s.Organization != "":
		text += " That would be for " + s.Organization + " to say."
	}
	rested := &answer{}
	rested.rests(evidence...)
	return text, orUnsourced(rested.evidence)
}

var (
	isNotSaid = regexp.MustCompile(`^([^.]*?),? (?:is|are) not (?:said|recorded|known|published|on record|in)\b`)
	saysNot   = regexp.MustCompile(`\b(?:does|do) not say (.*?)\.`)
)

// indirect returns what a remark on something unknown says is not known; the whole remark when it is put otherwise.
func indirect(remark string) string {
	if m := isNotSaid.FindStringSubmatch(remark); m != nil {
		return m[1]
	}
	if m := saysNot.FindStringSubmatch(remark); m != nil {
		return m[1]
	}
	return remark
}

// unknownQuestions turns what the record lists as unknown into questions.
func (s *Story) unknownQuestions() []QA {
	var out []QA
	for _, r := range s.Unknowns {
		text := strings.Join(sayable(s.wording(r.Text)), " ")
		if text == "" || s.jargon(text) {
			continue
		}
		gap := indirect(text)
		question := "Is it known " + lowerFirst(gap) + "?"
		first := strings.TrimRight(strings.Fields(gap)[0], ",")
		switch {
		case gap == text:
			question = "What else does the record leave open?"
		case !strings.Contains(" how what when where whether which who why ", " "+strings.ToLower(first)+" "):
			question = "What is known about the " + lowerFirst(gap) + "?"
		}
		say, evidence := s.dontKnow(question, sayable(s.wording(r.Text)), r.Sources)
		out = append(out, QA{Question: aloud(question), Say: say, Evidence: evidence, Hardness: 5})
	}
	return out
}
