package briefs

import (
	"slices"
	"strings"

	"github.com/postmortem-dev/postmortem/analysis"
	"github.com/postmortem-dev/postmortem/incidents"
)

// An answer has 20 to 60 spoken words, and no sentence that cannot be said in one breath.
const (
	answerLeast     = 20
	answerMost      = 60
	longestSentence = 32
)

// answer gathers what is said in reply to one question, and what it rests on.
type answer struct {
	story     *Story
	sentences []string
	evidence  []string
}

func (s *Story) answer() *answer { return &answer{story: s} }

func (a *answer) words() int { return Words(strings.Join(a.sentences, " ")) }

// say adds a text, all of it or nothing: nothing when it does not fit, has no words, says again what was said, or is not
// for this listener. It reports whether it was added.
func (a *answer) say(text string, evidence ...string) bool {
	sentences := sayable(text)
	if len(sentences) == 0 || a.words()+Words(strings.Join(sentences, " ")) > answerMost {
		return false
	}
	for _, sentence := range sentences {
		if Words(sentence) > longestSentence || a.story.jargon(sentence) || a.said(sentence) {
			return false
		}
	}
	a.sentences = append(a.sentences, sentences...)
	a.rests(evidence...)
	return true
}

// tell adds a wording sentence by sentence, as far as it fits: a later sentence may lean on those before it. It reports
// whether anything was added.
func (a *answer) tell(w incidents.Words, evidence ...string) bool {
	added := false
	for _, sentence := range sayable(a.story.wording(w)) {
		if !a.say(sentence, evidence...) {
			break
		}
		added = true
	}
	return added
}

// brief adds a wording in one sentence.
func (a *answer) brief(w incidents.Words, evidence ...string) bool {
	return a.say(a.story.short(w), evidence...)
}

// longAside is how many words a sentence in a list may have before the short wording stands in for it.
const longAside = 25

// short returns a wording in one sentence: the first of the role's own; for a plain listener, or in place of a long one,
// the short wording if there is one.
func (s *Story) short(w incidents.Words) string {
	first := ""
	if sentences := sayable(s.wording(w)); len(sentences) > 0 {
		first = sentences[0]
	}
	if w.Short != "" && (s.Role.Depth == Plain || Words(first) > longAside) {
		return strings.Join(sayable(w.Short), " ")
	}
	return first
}

// said reports whether most of a sentence has been said already.
func (a *answer) said(sentence string) bool {
	words := stems(sentence)
	return len(words) > 0 && float64(shared(words, stems(strings.Join(a.sentences, " ")))) >= 0.75*float64(len(words))
}

// rests adds what the answer rests on.
func (a *answer) rests(evidence ...string) {
	for _, e := range evidence {
		if e != "" && !slices.Contains(a.evidence, e) {
			a.evidence = append(a.evidence, e)
		}
	}
}

// reply returns the question with its answer; nothing when the answer is too short to be one.
func (a *answer) reply(question string) []QA {
	if a.words() < answerLeast {
		return nil
	}
	return []QA{{Question: question, Answer: strings.Join(a.sentences, " "), Evidence: orUnsourced(a.evidence)}}
}

// orUnsourced names the measure that counts statements without a source for an answer that rests on nothing else.
func orUnsourced(evidence []string) []string {
	if len(evidence) == 0 {
		return []string{"statements_without_source"}
	}
	return evidence
}

// measureRefs names a measure, the events at its ends, and its sources.
func measureRefs(m analysis.Measure) []string {
	out := []string{m.Name}
	if m.Scope != analysis.WholeIncident {
		out[0] += "@" + m.Scope
	}
	for _, end := range []*analysis.End{m.From, m.To} {
		if end != nil && end.Event != "" {
			out = append(out, end.Event)
		}
	}
	return append(out, m.Sources...)
}

// eventRefs names a timeline entry, and its sources.
func eventRefs(e incidents.Event) []string {
	return append([]string{e.ID}, e.Sources...)
}
