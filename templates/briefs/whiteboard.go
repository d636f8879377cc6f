package briefs

import (
	"cmp"
	"slices"
	"strings"

	"github.com/postmortem-dev/postmortem/analysis"
	"github.com/postmortem-dev/postmortem/incidents"
	"github.com/postmortem-dev/postmortem/templates"
)

// How much fits into a minute of drawing and talking.
const (
	mostBoxes   = 9
	mostOrigins = 2 // beside the one on the spine
	mostSides   = 2
	mostBetween = 2 // boxes on the way to a side; a longer way becomes one arrow
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

// lastEnd returns the service that recovered last within the incident among those that are wanted; "" if there is none.
func (b *board) lastEnd(want func(id string) bool) string {
	if n := len(b.critical); n > 0 && want(b.critical[n-1]) {
		return b.critical[n-1]
	}
	for _, r := range slices.Backward(b.Recovery.Services) {
		if !r.End.At.IsZero() && !r.Outlasts && want(r.Service) {
			return r.Service
		}
	}
	return ""
}

// proofOfLast returns the way by which failure reached the last to recover, or if it is out of reach the last of those
// in reach; where no end is on record, the farthest.
func (b *board) proofOfLast() []string {
	if path := b.proof(b.last); path != nil {
		return path
	}
	if path := b.proof(b.lastEnd(func(id string) bool { return b.proof(id) != nil })); path != nil {
		return path
	}
	var best []string
	for _, r := range b.Blast.Reach {
		if len(r.Path) > len(best) && slices.Contains(b.Blast.Explained, r.Service) {
			best = r.Path
		}
	}
	return best
}

func (b *board) proof(id string) []string {
	for _, r := range b.Blast.Reach {
		if r.Service == id {
			return r.Path
		}
	}
	return nil
}

// join makes the spine of the recovery critical path and the proof path. What one has beside the other becomes limbs.
func (b *board) join(proof []string) {
	main, other, kind := b.critical, proof, wayLimb
	if len(proof) > 0 && (len(main) == 0 || !b.isOrigin(main[0])) {
		main, other, kind = graft(proof, b.critical), b.critical, waitLimb
	}
	if len(main) == 0 && len(b.Blast.Affected) > 0 {
		main = []string{cmp.Or(b.last, b.Blast.Affected[0])}
	}
	room := mostBoxes
	if extra := len(b.Blast.Origins) - 1; extra > 0 {
		room -= min(extra, mostOrigins)
	}
	b.spine = b.trim(main, room)
	b.detours(other, main, kind)
}

// graft returns the proof path up to where it meets the critical path, and from there the critical path.
func graft(proof, critical []string) []string {
	for i, id := range proof {
		if j := slices.Index(critical, id); j >= 0 {
			return slices.Concat(proof[:i], critical[j:])
		}
	}
	return proof
}

// detours adds the stretches of a path that lie beside the spine.
func (b *board) detours(path, main []string, kind limbKind) {
	from := ""
	for i := 0; i < len(path); i++ {
		if slices.Contains(main, path[i]) {
			from = path[i]
			continue
		}
		end := i
		for end < len(path) && !slices.Contains(main, path[end]) {
			end++
		}
		l := limb{kind: kind, from: b.onSpine(from), boxes: b.trim(path[i:end], b.room())}
		if end < len(path) && slices.Index(b.spine, path[end]) > slices.Index(b.spine, from) { // else it would close a circle
			l.to = b.onSpine(path[end])
		}
		b.add(l)
		i = end - 1
	}
}

func (b *board) onSpine(id string) string {
	if slices.Contains(b.spine, id) {
		return id
	}
	return ""
}

func (b *board) add(l limb) {
	if len(l.boxes) > 0 && len(l.boxes) <= b.room() {
		b.limbs = append(b.limbs, l)
	}
}

// trim returns at most n services of a path: its ends, where waves began, and the steps that took longest.
func (b *board) trim(path []string, n int) []string {
	out := slices.Clone(path)
	for len(out) > max(n, 0) {
		drop := len(out) - 1
		for i := 1; i < len(out)-1; i++ {
			if drop == len(out)-1 || b.weight(out[i]) < b.weight(out[drop]) {
				drop = i
			}
		}
		out = slices.Delete(out, drop, drop+1)
	}
	for i := 1; i < len(out); i++ {
		if n := slices.Index(path, out[i]) - slices.Index(path, out[i-1]) - 1; n > 0 {
			b.skipped[[2]string{out[i-1], out[i]}] = n
		}
	}
	return out
}

func (b *board) weight(id string) float64 {
	weight := 0.0
	if step, ok := b.step(id); ok {
		weight = step.Exclusive
	}
	if slices.ContainsFunc(b.Waves, func(w incidents.Wave) bool { return slices.Contains(w.Origins, id) }) {
		weight += 1e9
	}
	return weight
}

func (b *board) step(id string) (analysis.Step, bool) {
	for _, step := range b.Recovery.CriticalPath {
		if step.Service == id {
			return step, true
		}
	}
	return analysis.Step{}, false
}

// matters reports whether a step took at least a twentieth of the whole path: a number to write down.
func (b *board) matters(step analysis.Step) bool {
	whole := 0.0
	for _, s := range b.Recovery.CriticalPath {
		whole += s.Exclusive
	}
	return step.Exclusive > 0 && step.Exclusive >= whole/20
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
	if n := b.skipped[[2]string{from, to}]; n > 0 {
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
