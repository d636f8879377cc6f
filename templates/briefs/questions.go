package briefs

import (
	"regexp"
	"slices"
	"strings"

	"github.com/postmortem-dev/postmortem/incidents"
)

// authoredHardness puts the record's own questions in the middle.
const authoredHardness = 3

// questions returns the answered follow-up questions for the role, the hardest last, and those that nobody can answer from
// the record.
//
// The record's own come before generated ones about the same thing. Their answers are cut at a sentence's end after 60
// words, and stand however short they are. One that says no more than that nothing is known, or whose first sentence has
// more than 60 words, is no answer to give: its question is listed as open, with what the record does say.
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
			case q.Answer == "" && !s.asked(g, own):
				open = append(open, q)
			case q.Answer != "" && !s.asked(g, own) && !saysNothingNew(q, own) && !holds(answered, q):
				answered = append(answered, q)
			}
		}
	}
	for _, q := range s.unknownQuestions() {
		if !holds(open, q) {
			open = append(open, q)
		}
	}
	s.concede(open)
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
		qa := QA{Question: oneLine(q.Text), Evidence: orUnsourced(slices.Clone(q.Sources)), Hardness: authoredHardness}
		sentences := sayable(s.wording(q.Answer))
		said := upTo(sentences, answerMost)
		switch {
		case len(sentences) == 0:
			qa.Say, qa.Evidence = s.gapOf(qa.Question)
		case said == "":
			qa.Say = "The record's answer to that is too long to be said aloud; the postmortem holds it."
		case len(sentences) == 1 && concedes(said):
			qa.Say = said
		default:
			qa.Answer = said
		}
		out = append(out, qa)
	}
	return out
}

func oneLine(text string) string { return strings.Join(strings.Fields(text), " ") }

// upTo joins as many of the first sentences as have no more than so many words together.
func upTo(sentences []string, words int) string {
	for n := len(sentences); n > 0; n-- {
		if text := strings.Join(sentences[:n], " "); Words(text) <= words {
			return text
		}
	}
	return ""
}

// asked reports whether one of the record's answered questions asks what the generator does: its id is the generator's
// name, or it has all the words of one of the generator's ways to ask.
func (s *Story) asked(g Generator, own []QA) bool {
	return slices.ContainsFunc(own, func(q QA) bool {
		if slices.ContainsFunc(s.Incident.Questions, func(x incidents.Question) bool { return x.ID == g.Name && oneLine(x.Text) == q.Question }) {
			return true
		}
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

// openQuestion returns a question that the record cannot answer, with what it lacks.
func (s *Story) openQuestion(question, gap string) []QA {
	return []QA{{Question: question, Say: gap}}
}

// gapOf returns what the record says it does not know about a question, and where it says so.
func (s *Story) gapOf(question string) (string, []string) {
	for _, r := range unknowns(s.Incident) {
		if sameSubject(indirect(r.Text.Text), question) {
			return upTo(sayable(s.wording(r.Text)), answerMost), r.Sources
		}
	}
	return "The record does not say.", nil
}

// concede makes the line of each open question an honest way not to know: after the gap what is known nearest to it, or
// who could tell.
func (s *Story) concede(open []QA) {
	var facts []fact
	if len(open) > 0 {
		facts = s.facts()
	}
	for i := range open {
		q := &open[i]
		known, ok := nearest(facts, q.Question, 3)
		switch {
		case Words(q.Say) > answerMost/2:
		case ok && float64(shared(known.stems, stems(q.Say))) < 0.6*float64(len(known.stems)):
			q.Say += " This much is known. " + Capital(known.text)
			q.Evidence = slices.Concat(q.Evidence, known.evidence)
		case s.Frame == Own:
			q.Say += " We have not recorded it."
		case s.Organization != "":
			q.Say += " That would be for " + aloud(s.Organization) + " to say."
		}
		rested := &answer{}
		rested.rests(q.Evidence...)
		q.Evidence = orUnsourced(rested.evidence)
	}
}

var (
	nothing   = regexp.MustCompile(`(?i)^(?:nothing|nobody knows|unknown|(?:it is |that is )?not (?:known|recorded|published|said))\b`)
	isNotSaid = regexp.MustCompile(`^([^.]*?),? (?:is|are) not (?:said|recorded|known|published|on record|in)\b`)
	saysNot   = regexp.MustCompile(`\b(?:does|do) not say (.*?)\.`)
)

// concedes reports whether a sentence says no more than that something is not known.
func concedes(sentence string) bool {
	return nothing.MatchString(sentence) || isNotSaid.MatchString(sentence) || saysNot.MatchString(sentence)
}

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

// definite returns a phrase with an article or the like before it.
func (s *Story) definite(phrase string) string {
	phrase = s.lowerFirst(phrase)
	first, _, _ := strings.Cut(phrase, " ")
	if slices.Contains(strings.Fields("the a an any all each its their this that these those no one both some many most"), first) || strings.HasSuffix(first, "'s") || s.beginsName(first) {
		return phrase
	}
	return "the " + phrase
}

// unknownQuestions turns what the record lists as unknown into questions.
func (s *Story) unknownQuestions() []QA {
	var out []QA
	for _, r := range unknowns(s.Incident) {
		text := upTo(sayable(s.wording(r.Text)), answerMost)
		if text == "" || s.jargon(text) {
			continue
		}
		gap := indirect(text)
		question := "Is it known " + s.lowerFirst(gap) + "?"
		first := strings.TrimRight(strings.Fields(gap)[0], ",")
		switch {
		case gap == text:
			question = "What else does the record leave open?"
		case !strings.Contains(" how what when where whether which who why ", " "+strings.ToLower(first)+" "):
			question = "What is known about " + s.definite(gap) + "?"
		}
		out = append(out, QA{Question: aloud(question), Say: text, Evidence: slices.Clone(r.Sources), Hardness: 5})
	}
	return out
}
