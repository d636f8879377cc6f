package briefs

import (
	"fmt"
	"slices"
	"strings"

	"github.com/postmortem-dev/postmortem/analysis"
	"github.com/postmortem-dev/postmortem/incidents"
	"github.com/postmortem-dev/postmortem/templates"
)

const (
	drawingWords = WordsPerMinute // the talk that goes with the drawing takes at most a minute
	detailWords  = 18             // a longer one is not said while drawing
	breathWords  = 32             // in one sentence
	nameWords    = 6              // of a longer name only the beginning is said
)

// How short names and numbers are kept to get through in time.
const (
	fullTalk   = iota
	labelsOnly // boxes are called by their labels
	noNumbers  // and the numbers on the arrows are not read out
	shortest   = noNumbers
)

// stroke is a step in the making. The detail can go; what is left then names the box.
type stroke struct {
	draw, lead, bare, detail string
	worth                    int
}

func (s stroke) say() string {
	text := s.bare
	if s.detail != "" {
		text = s.lead + ": " + s.detail
	}
	return Capital(Spoken(text)) + "."
}

// before reports whether the detail of s goes before that of t: where it is worth less, or is longer.
func (s stroke) before(t stroke) bool {
	if s.worth != t.worth {
		return s.worth < t.worth
	}
	return Words(s.detail) > Words(t.detail)
}

// steps returns the order in which to draw, and a sentence to say at each stroke. Details go, the least first, until all
// can be said in a minute; then long names go, then numbers.
func (b *board) steps() []Stroke {
	var strokes []stroke
	for b.brevity = fullTalk; b.brevity <= shortest; b.brevity++ {
		strokes = b.strokes()
		if shorten(strokes) {
			break
		}
	}
	var out []Stroke
	for _, s := range strokes {
		out = append(out, Stroke{strings.ReplaceAll(s.draw, "….", "…"), s.say()})
	}
	return out
}

// shorten takes details away until the rest fits into the time, and reports whether it does.
func shorten(strokes []stroke) bool {
	for {
		words, least := 0, -1
		for i, s := range strokes {
			if Words(s.say()) > breathWords {
				strokes[i].detail = ""
			}
			words += Words(strokes[i].say())
			if strokes[i].detail != "" && (least < 0 || s.before(strokes[least])) {
				least = i
			}
		}
		if words <= drawingWords || least < 0 {
			return words <= drawingWords
		}
		strokes[least].detail = ""
	}
}

func (b *board) strokes() []stroke {
	var out []stroke
	well := b.originWell()
	for i := range b.spine {
		out = append(out, b.spineStroke(i))
		if i == well {
			out = append(out, b.wellStroke(i))
		}
	}
	for _, l := range b.limbs {
		out = append(out, b.limbStroke(l))
	}
	return out
}

// spineStroke tells of one service of the path: what happened in it, and how much longer it took.
func (b *board) spineStroke(i int) stroke {
	id := b.spine[i]
	s := stroke{draw: "Draw " + b.newBox(id) + ".", detail: b.detail(id, ""), worth: 1}
	s.lead, s.bare = b.spineWords(i, b.spokenName(id)), b.spineWords(i, b.name(id))
	switch {
	case i == 0:
		s.worth = 4
	case b.more(id) != "":
		s.worth = 3
	case id == b.last:
		s.worth = 2
	}
	if i > 0 {
		s.draw = b.arrowTo(b.spine[i-1], id) + "."
	}
	return s
}

func (b *board) spineWords(i int, name string) string {
	id, text := b.spine[i], ""
	switch {
	case i == 0 && b.isOrigin(id):
		text = b.began(id) + " began " + where(name)
	case i == 0:
		text = "what failed first is not on record; this begins " + where(name)
	case id == b.last:
		text = strings.TrimPrefix(name+", "+b.lastWords(), ", ")
	case name == "":
		text = "next"
	default:
		text = "then " + name
	}
	if number := b.number(i); number != "" {
		text += ", " + number
	}
	return text
}

func (b *board) wellStroke(i int) stroke {
	tail, _ := b.TailStory()
	origin := "origin was"
	if len(b.Blast.Origins) > 1 {
		origin = "origins were"
	}
	return stroke{
		draw: "Draw a dashed line after " + b.short[b.spine[i]] + ".",
		bare: fmt.Sprintf("here the %s well; %s, %s of the whole, were still to come", origin, tail.Length, tail.Share),
	}
}

// limbStroke tells of what stands beside the spine, in one stroke.
func (b *board) limbStroke(l limb) stroke {
	id := l.boxes[len(l.boxes)-1]
	name := b.name(id)
	s := stroke{draw: b.drawLimb(l)}
	switch l.kind {
	case originLimb:
		s.detail, s.worth = b.detail(id, ""), 2
		s.lead, s.bare = "it began "+where(b.spokenName(id))+" as well", "it began in "+name+" as well"
		if b.Between() != "" {
			s.lead, s.bare = b.began(id)+" began "+where(b.spokenName(id)), b.began(id)+" began in "+name
		} else if l.to == "" {
			s.bare += "; nothing on record joins it to the others"
		}
	case wayLimb:
		s.bare = "failure came another way too, through " + name
		if first := l.boxes[0]; b.Between() != "" && b.isOrigin(first) {
			s.bare = b.began(first) + " began in " + b.name(first) + ", and reached " + name
		}
	case waitLimb:
		s.bare = b.waitWords(l)
	case waveLimb:
		wave := b.waveOf(id)
		s.detail = b.detail(id, wave.ID)
		s.lead, s.bare = b.waveWords(wave, b.spokenName(id)), b.waveWords(wave, name)
	case sparedLimb:
		s.bare = name + " needs " + b.name(l.from) + " too, yet no impact on it is recorded"
	case hiddenLimb:
		s.bare = name + " was hurt too, and the recorded dependencies do not explain it"
	case carrierLimb:
		s.bare = b.carrierWords(id)
	case touchedLimb:
		s.detail = b.detail(id, "")
		s.lead, s.bare = b.touchedWords(id, b.spokenName(id)), b.touchedWords(id, name)
	}
	return s
}

// began says what began in an origin: the incident, or where waves have a quiet time between them, one of them.
func (b *board) began(origin string) string {
	if b.Between() == "" || !slices.ContainsFunc(b.Waves, func(w incidents.Wave) bool { return slices.Contains(w.Origins, origin) }) {
		return "it"
	}
	return b.waveOf(origin).Name
}

func (b *board) touchedWords(id, name string) string {
	if name == "" {
		return "people felt it here"
	}
	if b.service(id).External {
		return "it reached " + name + " as well"
	}
	return "people felt it in " + name
}

func (b *board) waitWords(l limb) string {
	id := l.boxes[len(l.boxes)-1]
	switch {
	case l.to != "":
		return "the recovery of " + b.name(l.to) + " waited for " + b.name(id)
	case id == b.last:
		return b.name(id) + ", " + b.lastWords() + ", is not joined to the origin on record"
	}
	return b.name(id) + " was hurt too"
}

func (b *board) waveOf(origin string) incidents.Wave {
	i := slices.IndexFunc(b.Waves, func(w incidents.Wave) bool { return slices.Contains(w.Origins, origin) })
	return b.Waves[i]
}

func (b *board) waveWords(w incidents.Wave, name string) string {
	text := "beside it a wave of its own began"
	if name != "" {
		text += " in " + name
	}
	if m := b.Measure("duration", analysis.WaveScope(w.ID)); m.Known() && b.brevity < noNumbers {
		text += " and lasted " + templates.Short(m)
	}
	return text
}

func (b *board) carrierWords(id string) string {
	i := slices.IndexFunc(b.Blast.SinglePoints, func(p analysis.SinglePoint) bool { return p.Service == id })
	n := len(b.Blast.SinglePoints[i].Dominates)
	return fmt.Sprintf("every recorded path to %s leads through %s", templates.Plural(n, "other service", "other services"), b.name(id))
}

// newBox names a box to draw. Its label stands in quotation marks in this step and in no other.
func (b *board) newBox(id string) string {
	if b.isOrigin(id) {
		return "a double box “" + b.short[id] + "”"
	}
	return "a box “" + b.short[id] + "”"
}

func (b *board) arrowTo(from, to string) string {
	text := fmt.Sprintf("Draw an arrow from %s to %s", b.short[from], b.newBox(to))
	if label := b.arrowLabel(from, to); label != "" {
		text += "; write on it: " + label
	}
	return text
}

func (b *board) drawLimb(l limb) string {
	text := "Draw " + b.newBox(l.boxes[0]) + " beside the others"
	if l.from != "" {
		text = b.arrowTo(l.from, l.boxes[0])
	}
	for i := 1; i < len(l.boxes); i++ {
		text += ". " + b.arrowTo(l.boxes[i-1], l.boxes[i])
	}
	if l.to != "" {
		last := l.boxes[len(l.boxes)-1]
		text += fmt.Sprintf(". Draw an arrow from %s to %s", b.short[last], b.short[l.to])
		if label := b.arrowLabel(last, l.to); label != "" {
			text += "; write on it: " + label
		}
	}
	return text + "."
}
