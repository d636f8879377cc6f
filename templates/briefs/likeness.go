package briefs

import (
	"math"
	"slices"
	"strings"
	"unicode"
)

// carriesNothing are words that say nothing about what a text is about.
const carriesNothing = "a about after again all also an and any are as at be been before but by can could did do does else every for from given had has have how i if in into is it its just knew know known made many more most much no not of on one only or other out over said say says since so some still such take taken than that the their them then there they this those to too under until up was were what when where whether which while who whom why will with without would you your"

// emptyWords are the words of carriesNothing.
var emptyWords = setOf(strings.Fields(carriesNothing))

func setOf(words []string) map[string]bool {
	set := make(map[string]bool, len(words))
	for _, w := range words {
		set[w] = true
	}
	return set
}

// stems returns the words that carry a text's meaning, without their endings, each once and in order.
func stems(text string) []string {
	var out []string
	for _, w := range strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != ':' }) {
		w = strings.Trim(w, ":")
		if len(w) < 2 || emptyWords[w] {
			continue
		}
		if w = stem(w); !slices.Contains(out, w) {
			out = append(out, w)
		}
	}
	return out
}

// stem cuts the endings that one word takes in different sentences, and what comes after the sixth letter: detect, detected
// and detection come out the same.
func stem(w string) string {
	for _, ending := range []string{"ures", "ions", "ing", "ure", "ion", "ies", "ers", "er", "ed", "es", "ly", "s", "y", "e"} {
		if cut, ok := strings.CutSuffix(w, ending); ok && len(cut) >= 3 {
			w = cut
			break
		}
	}
	if r := []rune(w); len(r) > 6 {
		w = string(r[:6])
	}
	return w
}

// shared returns how many of the first words are among the second.
func shared(a, b []string) int {
	n := 0
	for _, w := range a {
		if slices.Contains(b, w) {
			n++
		}
	}
	return n
}

// sameSubject reports whether two texts share most of the words of the shorter, and half of those of the longer.
func sameSubject(a, b string) bool {
	x, y := stems(a), stems(b)
	if len(x) > len(y) {
		x, y = y, x
	}
	n := float64(shared(x, y))
	return len(x) > 0 && n >= 0.6*float64(len(x)) && n >= 0.5*float64(len(y))
}

// relevance returns how near a text is to what the role is about.
func (s *Story) relevance(text string) int {
	r := s.Role
	about := stems(strings.Join(slices.Concat([]string{r.Cares, r.Doc}, r.Emphasise, r.Focus), " "))
	return shared(about, stems(text))
}

// fact is something the record says, with what it rests on.
type fact struct {
	text     string
	evidence []string
	stems    []string
	act      bool // it tells what the responders did, in the timeline
}

// facts returns what the record tells of the event, in the role's wording, sentence by sentence. One that leans on those
// before it is left out.
func (s *Story) facts() []fact {
	if s.found == nil {
		s.found = s.findFacts()
	}
	return s.found
}

func (s *Story) findFacts() []fact {
	out := []fact{}
	add := func(sentence string, evidence []string) {
		if !s.jargon(sentence) {
			out = append(out, fact{text: sentence, evidence: evidence, stems: stems(sentence)})
		}
	}
	for _, e := range s.AllEntries() {
		for _, sentence := range standalone(s.wording(e.Text)) {
			n := len(out)
			add(s.when(e, sentence), eventRefs(e))
			for i := n; i < len(out); i++ {
				out[i].act = e.Kind == "mitigation" || e.Kind == "response"
			}
		}
	}
	for _, f := range s.Causes {
		for _, sentence := range standalone(s.wording(f.Text)) {
			add(sentence, f.Sources)
		}
	}
	for _, r := range slices.Concat(s.WentPoorly, s.WentWell, s.GotLucky) {
		for _, sentence := range standalone(s.wording(r.Text)) {
			add(sentence, r.Sources)
		}
	}
	for _, a := range s.Incident.Actions {
		add("An action on record is: "+lowerFirst(s.short(a.Text)), a.Sources)
	}
	return out
}

// standalone returns the sentences of a text that can be said by themselves.
func standalone(text string) []string {
	return slices.DeleteFunc(sayable(text), func(sentence string) bool {
		first, _, _ := strings.Cut(sentence, " ")
		return Words(sentence) > longestSentence || strings.Contains(" But He Her His It Its She That Their They These This Those ", " "+first+" ")
	})
}

// nearest returns the fact that shares most with a text, rare words counting for more; false when none shares as many as
// least. A time of day counts for three.
func nearest(facts []fact, text string, least int) (fact, bool) {
	words := stems(text)
	in := map[string]int{}
	for _, f := range facts {
		for _, w := range f.stems {
			in[w]++
		}
	}
	best, most := -1, 0.0
	for i, f := range facts {
		n, weight := 0, 0.0
		for _, w := range words {
			if slices.Contains(f.stems, w) {
				marks := 1 + 2*strings.Count(w, ":")
				n += marks
				weight += float64(marks) * math.Log(float64(len(facts)+1)/float64(in[w]))
			}
		}
		// A long text shares words by chance.
		weight /= math.Sqrt(float64(len(f.stems) + 8))
		if n >= least && weight > most {
			best, most = i, weight
		}
	}
	if best < 0 {
		return fact{}, false
	}
	return facts[best], true
}
