package briefs

import (
	"cmp"
	"slices"

	"github.com/postmortem-dev/postmortem/analysis"
	"github.com/postmortem-dev/postmortem/incidents"
)

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
	if step, ok := b.step(id); ok && step.Exclusive != nil {
		weight = *step.Exclusive
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
