package briefs

import (
	"math"
	"slices"
	"strings"
	"unicode"
)

// tolerance is how far the answer may be from its length: within a tenth, aimed at a little less.
const tolerance = 0.05

// What it costs, in worth, to leave a part without its lead, and each word that a part is away from its share.
const (
	missingLead   = 1000
	awayFromShare = 1.2
)

// option is one way of saying a thing, from first to last sentence, with what it is worth.
type option struct {
	sentences []string
	words     int
	worth     float64
}

// offer is a thing that can be said in one of several ways, or not at all.
type offer struct {
	options []option
	sources []string
}

// choice is what was chosen of an offer.
type choice struct {
	option
	sources []string
	told    bool // by prefixes: its last sentence can go without the rest
}

// composed is one part: its offers and what was chosen of them, in the order of telling.
type composed struct {
	name   string
	share  float64
	offers []offer
	chosen []choice
}

// compose chooses what to say in each part, so that the whole takes as long as asked and says what matters most.
func compose(s *Story) []composed {
	var parts []composed
	offered := &memory{said: map[string]bool{}}
	for _, plan := range s.Role.parts() {
		part := composed{name: plan.name, share: plan.share}
		if plan.name == "context" && s.Frame == Own {
			plan.points = append([]string{"+opening"}, plan.points...) // whose incident it is comes first
		}
		if plan.name == "context" {
			plan.points = append([]string{"+silence"}, plan.points...) // unless it has nothing for this listener
		}
		for order, name := range plan.points {
			part.offers = append(part.offers, s.offers(name, order, offered)...)
		}
		parts = append(parts, part)
	}
	fit(parts, float64(s.LengthS)*WordsPerMinute/60)
	return parts
}

// offers returns what a point has to say. What an earlier point offers in much the same words is left out: nobody wants
// to hear it twice.
func (s *Story) offers(name string, order int, offered *memory) []offer {
	name, marked := strings.CutPrefix(name, "+")
	point, ok := findPoint(name)
	if !ok {
		return nil
	}
	base := 1 / (1 + 0.15*float64(order))
	if marked {
		base *= 3
	}
	var out []offer
	for _, told := range point.Tell(s) {
		o := offer{sources: told.Sources}
		for i, sentences := range told.Ways {
			sentences = s.framed(sentences)
			// What set it off is said even so: a summary on offer that tells it may not be said, or only its first sentence.
			if offered.similar(sentences) && name != "trigger" || offered.repeats(sentences) {
				continue
			}
			n := Words(strings.Join(sentences, " "))
			// A longer way says more, but less with each word; the role's own wording, which is the last, says it best.
			worth := base / (1 + 0.3*float64(len(out))) * math.Pow(float64(n), 0.9)
			if told.Weight > 0 {
				worth *= told.Weight
			}
			if i < len(told.Ways)-1 && s.Role.Depth != Plain {
				worth *= 0.75
			}
			o.options = append(o.options, option{sentences, n, worth})
		}
		for _, option := range o.options {
			offered.add(option.sentences)
		}
		if len(o.options) > 0 {
			out = append(out, o)
		}
	}
	return out
}

// framed has the team speak for itself where the incident is its own.
func (s *Story) framed(sentences []string) []string {
	if s.Frame != Own {
		return sentences
	}
	we := strings.NewReplacer("The record lists ", "We have listed ", "The record knows ", "We know ")
	out := make([]string, len(sentences))
	for i, sentence := range sentences {
		out[i] = we.Replace(sentence)
	}
	return out
}

// fit chooses sentences for each part so that all together come within tolerance of target words, each part near its
// share, at the greatest worth; where the record is too thin, as near as it goes.
func fit(parts []composed, target float64) {
	limit := int(math.Floor(target * (1 + tolerance)))
	tables := make([]table, len(parts))
	total := newTable(limit)
	total.worth[0] = 0
	for i := range parts {
		tables[i] = fill(parts[i].offers, limit)
		total = total.add(tables[i], parts[i].share*target)
	}
	words := best(total, int(math.Ceil(target*(1-tolerance))))
	for i := len(parts) - 1; i >= 0; i-- {
		own := total.from[words]
		parts[i].chosen = tables[i].picked(parts[i].offers, own)
		words -= own
		total = *total.before
	}
}

// table holds, for each number of words, the greatest worth that can be had with exactly so many.
type table struct {
	worth  []float64
	takes  [][]int // of fill: which option of each offer, or -1
	from   []int   // of add: how many words the last part has
	before *table
}

func newTable(limit int) table {
	t := table{worth: make([]float64, limit+1), from: make([]int, limit+1)}
	for i := range t.worth {
		t.worth[i] = math.Inf(-1)
	}
	return t
}

// fill works out one part: a knapsack in which each offer gives nothing or one of its options. Something of the first
// offer is said whenever it fits, because it is what the part hangs on.
func fill(offers []offer, limit int) table {
	t := newTable(limit)
	t.worth[0], t.takes = 0, make([][]int, limit+1)
	t.takes[0] = []int{}
	for k, o := range offers {
		next := newTable(limit)
		next.takes = make([][]int, limit+1)
		for w, worth := range t.worth {
			if math.IsInf(worth, -1) {
				continue
			}
			for take := -1; take < len(o.options); take++ {
				words, gained := 0, 0.0
				if take >= 0 {
					words, gained = o.options[take].words, o.options[take].worth
				}
				if k == 0 && take < 0 {
					gained = -missingLead
				}
				if w+words <= limit && worth+gained > next.worth[w+words] {
					next.worth[w+words] = worth + gained
					next.takes[w+words] = append(slices.Clone(t.takes[w]), take)
				}
			}
		}
		t = next
	}
	return t
}

// add joins a part to those before it. A part pays for every word away from its share.
func (t table) add(part table, share float64) table {
	out := newTable(len(t.worth) - 1)
	out.before = &t
	for w, worth := range t.worth {
		if math.IsInf(worth, -1) {
			continue
		}
		for own := 0; w+own < len(t.worth); own++ {
			if math.IsInf(part.worth[own], -1) {
				continue
			}
			if v := worth + part.worth[own] - awayFromShare*math.Abs(float64(own)-share); v > out.worth[w+own] {
				out.worth[w+own], out.from[w+own] = v, own
			}
		}
	}
	return out
}

// best returns the number of words of the worthiest answer that has at least so many; else the longest there is.
func best(t table, atLeast int) int {
	found := -1
	for w := atLeast; w < len(t.worth); w++ {
		if !math.IsInf(t.worth[w], -1) && (found < 0 || t.worth[w] > t.worth[found]) {
			found = w
		}
	}
	for w := min(atLeast, len(t.worth)) - 1; found < 0 && w >= 0; w-- {
		if !math.IsInf(t.worth[w], -1) {
			found = w
		}
	}
	return max(found, 0)
}

func (t table) picked(offers []offer, words int) []choice {
	var out []choice
	for k, take := range t.takes[words] {
		if take >= 0 {
			out = append(out, choice{option: offers[k].options[take], sources: offers[k].sources, told: take > 0 && isPrefix(offers[k].options[take-1], offers[k].options[take])})
		}
	}
	return out
}

func isPrefix(short, long option) bool {
	return len(short.sentences) < len(long.sentences) && slices.Equal(short.sentences, long.sentences[:len(short.sentences)])
}

// memory knows what is already on offer, by the words that carry its meaning and by its sentences.
type memory struct {
	sets []map[string]bool
	said map[string]bool
}

func (m *memory) add(sentences []string) {
	m.sets = append(m.sets, contentWords(strings.Join(sentences, " ")))
	for _, sentence := range Sentences(strings.Join(sentences, " ")) {
		m.said[sentence] = true
	}
}

// repeats reports whether one of the sentences, word for word, is already on offer.
func (m *memory) repeats(sentences []string) bool {
	return slices.ContainsFunc(Sentences(strings.Join(sentences, " ")), func(s string) bool { return m.said[s] })
}

// similar reports whether most of the words stand in something already on offer.
func (m *memory) similar(sentences []string) bool {
	words := contentWords(strings.Join(sentences, " "))
	for _, set := range m.sets {
		shared := 0
		for w := range words {
			if set[w] {
				shared++
			}
		}
		if float64(shared) > 0.6*float64(len(words)) {
			return true
		}
	}
	return false
}

func contentWords(text string) map[string]bool {
	out := map[string]bool{}
	for _, w := range strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }) {
		if len(w) > 3 || strings.ContainsAny(w, "0123456789") {
			out[w] = true
		}
	}
	return out
}
