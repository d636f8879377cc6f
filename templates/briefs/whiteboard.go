package briefs

import (
	"slices"
	"strings"

	"github.com/postmortem-dev/postmortem/analysis"
	"github.com/postmortem-dev/postmortem/templates"
)

// How much fits into a minute of drawing and talking.
const (
	mostBoxes   = 9
	mostOrigins = 2 // beside the one on the spine
	mostSides   = 2
	mostBetween = 2 // boxes on the way to a side; a longer way becomes one arrow
	leastBoxes  = 5 // where a board has fewer, what people touch is drawn as well
)

// Parts of a box.
const (
	partOrigin = "origin"
	partPath   = "path"
	partLast   = "last"
	partSide   = "side"
)

// whiteboard returns a diagram that a person can draw in under a minute while talking. It has no boxes where the record
// gives nothing to draw.
func whiteboard(s *Story) Drawing {
	b := newBoard(s)
	d := Drawing{Boxes: []Box{}, Arrows: []Arrow{}, Steps: []Stroke{}}
	if len(b.spine) == 0 {
		return d
	}
	for _, id := range b.drawn() {
		d.Boxes = append(d.Boxes, Box{id, b.short[id], b.part(id)})
	}
	d.Arrows = b.arrows()
	d.Steps = b.steps()
	d.ASCII = b.ascii()
	d.Figure = b.figure()
	return d
}

// board is what is drawn: a spine of services from where it began to the last to recover, and limbs beside it.
type board struct {
	*Story
	spine    []string
	limbs    []limb
	skipped  map[[2]string]int // services left out between the two ends of an arrow
	short    map[string]string // what is written into each box
	nodes    []analysis.Node   // of the report's dependency graph
	edges    []analysis.Link
	critical []string // the recovery critical path, from where it began
	last     string   // the last to recover; "" when no end is on record
	brevity  int      // how short the talk is kept
}

// limb is a row of boxes that leaves the spine, comes into it, does both, or stands apart.
type limb struct {
	kind     limbKind
	from, to string // services on the spine, or ""
	boxes    []string
}

type limbKind int

const (
	originLimb  limbKind = iota // another service that failed first
	wayLimb                     // another way by which failure came
	waitLimb                    // what the recovery waited for
	waveLimb                    // where a later wave began
	sparedLimb                  // in reach, and not affected
	hiddenLimb                  // affected, and out of reach
	carrierLimb                 // what carried the failure on to most others
	touchedLimb                 // what people use, and was hurt through the spine
)

func newBoard(s *Story) *board {
	b := &board{Story: s, skipped: map[[2]string]int{}, short: map[string]string{}}
	for _, r := range s.Results {
		for _, f := range r.Figures {
			if f.ID == "dependencies" {
				b.nodes, b.edges = f.Nodes, f.Edges
			}
		}
	}
	for _, step := range s.Recovery.CriticalPath {
		b.critical = append(b.critical, step.Service)
	}
	slices.Reverse(b.critical)
	b.last = b.lastEnd(func(string) bool { return true })
	b.join(b.proofOfLast())
	b.addOrigins()
	b.addSides()
	b.write()
	return b
}

func (b *board) drawn() []string {
	out := slices.Clone(b.spine)
	for _, l := range b.limbs {
		out = append(out, l.boxes...)
	}
	return out
}

func (b *board) room() int               { return mostBoxes - len(b.drawn()) }
func (b *board) has(id string) bool      { return slices.Contains(b.drawn(), id) }
func (b *board) isOrigin(id string) bool { return slices.Contains(b.Blast.Origins, id) }

func (b *board) part(id string) string {
	side := slices.ContainsFunc(b.limbs, func(l limb) bool { return l.kind >= waveLimb && slices.Contains(l.boxes, id) })
	switch {
	case b.isOrigin(id):
		return partOrigin
	case id == b.last:
		return partLast
	case side:
		return partSide
	}
	return partPath
}

// arrows returns the arrows in the order of drawing: down the spine, then limb by limb.
func (b *board) arrows() []Arrow {
	out := []Arrow{}
	chain := func(ids ...string) {
		for i := 1; i < len(ids); i++ {
			if ids[i-1] != "" && ids[i] != "" {
				out = append(out, Arrow{ids[i-1], ids[i], b.arrowLabel(ids[i-1], ids[i])})
			}
		}
	}
	chain(b.spine...)
	for _, l := range b.limbs {
		chain(slices.Concat([]string{l.from}, l.boxes, []string{l.to})...)
	}
	return out
}

// arrowLabel returns the number that an arrow carries: how much longer the dependent took, where that matters, and how
// many services are left out.
func (b *board) arrowLabel(from, to string) string {
	var parts []string
	if slices.Contains(b.critical, from) {
		if more := b.more(to); more != "" {
			parts = append(parts, more)
		}
	}
	if n := b.skipped[[2]string{from, to}]; n > 0 && b.edge(to, from) == nil {
		parts = append(parts, "via "+templates.Plural(n, "other", "others"))
	}
	return strings.Join(parts, ", ")
}

// more says how much longer a service took to recover than what it waited for; "" when that is little or nothing.
func (b *board) more(id string) string {
	if step, ok := b.step(id); !ok || id == b.critical[0] || !b.matters(step) {
		return ""
	}
	return templates.Short(b.Measure("critical_path_exclusive", analysis.ServiceScope(id))) + " more"
}

// figure returns the drawing for formats that can draw: the services as the report's dependency graph has them, in the
// columns in which the arrows put them.
func (b *board) figure() analysis.Figure {
	f := analysis.Figure{ID: "whiteboard", Kind: analysis.Graph, Title: "Whiteboard: how the failure travelled", Alt: b.alt()}
	layer := map[string]int{}
	arrows := b.arrows()
	for range arrows {
		for _, a := range arrows {
			layer[a.To] = max(layer[a.To], layer[a.From]+1)
		}
	}
	for _, id := range b.drawn() {
		n := analysis.Node{ID: id, Class: analysis.ClassUntouched}
		if i := slices.IndexFunc(b.nodes, func(n analysis.Node) bool { return n.ID == id }); i >= 0 {
			n = b.nodes[i]
		}
		n.Label, n.Layer = b.short[id], layer[id]
		f.Nodes = append(f.Nodes, n)
	}
	for _, a := range arrows {
		link := analysis.Link{Dependent: a.To, Dependency: a.From}
		if e := b.edge(a.To, a.From); e != nil {
			link = *e
		}
		link.Proof = true
		f.Edges = append(f.Edges, link)
	}
	return f
}

func (b *board) alt() string {
	text := "The failure began in " + b.Label(b.spine[0])
	if n := len(b.spine); n > 1 {
		text = "The failure travelled from " + b.Label(b.spine[0]) + " to " + analysis.List(b.labels(b.spine[1:]))
	}
	switch sides := b.labels(b.drawn()[len(b.spine):]); len(sides) {
	case 0:
	case 1:
		text += "; beside it stands " + sides[0]
	default:
		text += "; beside it stand " + analysis.List(sides)
	}
	return text + "."
}
