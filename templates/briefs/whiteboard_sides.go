package briefs

import (
	"slices"

	"github.com/postmortem-dev/postmortem/analysis"
	"github.com/postmortem-dev/postmortem/incidents"
)

// addOrigins adds the other services that failed first: those from which an arrow leads to the spine before those that
// stand apart. Where many stand apart, none of them says more than another.
func (b *board) addOrigins() {
	n := 0
	for _, apart := range []bool{false, true} {
		for _, id := range b.Blast.Origins {
			to := b.firstDependent(id)
			if n == mostOrigins || b.has(id) || apart != (to == "") || apart && len(b.Blast.Origins) > 1+mostOrigins {
				continue
			}
			b.add(limb{kind: originLimb, boxes: []string{id}, to: to})
			n++
		}
	}
}

// firstDependent returns the first service on the spine that depends on id; "" if none does.
func (b *board) firstDependent(id string) string {
	for _, on := range b.spine {
		if b.edge(on, id) != nil {
			return on
		}
	}
	return ""
}

func (b *board) edge(dependent, dependency string) *analysis.Link {
	for i, e := range b.edges {
		if e.Dependent == dependent && e.Dependency == dependency {
			return &b.edges[i]
		}
	}
	return nil
}

// addSides adds what is worth a word beside the path, while there is room.
func (b *board) addSides() {
	n := 0
	for _, pick := range []func() limb{b.laterWave, b.laterWave, b.spared, b.hidden, b.carrier} {
		if l := pick(); len(l.boxes) > 0 && n < mostSides && b.room() > 0 {
			b.add(l)
			n++
		}
	}
	for len(b.drawn()) < leastBoxes {
		l := b.touched()
		if len(l.boxes) == 0 {
			return
		}
		b.add(l)
	}
}

// touched returns what people use and the spine carried the failure to: the organization's own before others', then that
// whose harm is recorded for the longest time.
func (b *board) touched() limb {
	best, longest := limb{}, -1.0
	for _, external := range []bool{false, true} {
		for _, id := range b.Blast.Explained {
			s := b.service(id)
			hurt := 0.0
			if m := b.Measure("time_hurt", analysis.ServiceScope(id)); m.Known() {
				hurt = *m.Value
			}
			if !s.UserFacing || s.External != external || b.has(id) || hurt <= longest {
				continue
			}
			if l := b.sideway(touchedLimb, id); len(l.boxes) > 0 {
				best, longest = l, hurt
			}
		}
		if len(best.boxes) > 0 {
			break
		}
	}
	return best
}

// sideway returns a limb to a service by the way that leads to it from the spine; an empty one where none does.
func (b *board) sideway(kind limbKind, id string) limb {
	from, between := b.wayTo(id)
	if from == "" || b.has(id) || b.room() <= 0 {
		return limb{}
	}
	if len(between) > mostBetween || len(between) >= b.room() || slices.ContainsFunc(between, b.has) {
		if len(between) > 0 {
			b.skipped[[2]string{from, id}] = len(between)
		}
		between = nil
	}
	return limb{kind: kind, from: from, boxes: append(slices.Clone(between), id)}
}

// laterWave returns the next origin of a wave that is not drawn, with the way that leads to it from the spine.
func (b *board) laterWave() limb {
	for _, w := range b.Waves {
		for _, id := range w.Origins {
			if l := b.sideway(waveLimb, id); len(l.boxes) > 0 {
				return l
			}
		}
	}
	return limb{}
}

// wayTo returns the last service of the spine on the proof path of id, and what lies between the two.
func (b *board) wayTo(id string) (from string, between []string) {
	path := b.proof(id)
	for i := len(path) - 2; i >= 0; i-- {
		if slices.Contains(b.spine, path[i]) {
			return path[i], path[i+1 : len(path)-1]
		}
	}
	return "", nil
}

// nextTo returns the service of the spine that carries the failure to id directly.
func (b *board) nextTo(id string) string {
	if from, between := b.wayTo(id); len(between) == 0 {
		return from
	}
	return ""
}

// spared returns a service beside the spine that the graph puts in reach and the record does not show as affected: one
// that would have been down before others, and one that users touch before others.
func (b *board) spared() limb {
	best, most := limb{}, -1
	for _, r := range b.Blast.Reach {
		if !slices.Contains(b.Blast.Spared, r.Service) || b.has(r.Service) || b.nextTo(r.Service) == "" {
			continue
		}
		rank := 0
		if r.State == string(incidents.Down) {
			rank += 2
		}
		if s := b.service(r.Service); s.UserFacing {
			rank++
		}
		if rank > most {
			best, most = limb{kind: sparedLimb, from: b.nextTo(r.Service), boxes: []string{r.Service}}, rank
		}
	}
	return best
}

// hidden returns a service that was hurt although the graph expects it to hold, and that depends on one of the spine:
// the last of them to recover.
func (b *board) hidden() limb {
	best := limb{}
	for _, r := range b.Recovery.Services {
		if !slices.Contains(b.Blast.Hidden, r.Service) || b.has(r.Service) || r.End.At.IsZero() && len(best.boxes) > 0 {
			continue
		}
		for _, from := range b.spine {
			if b.edge(r.Service, from) != nil {
				best = limb{kind: hiddenLimb, from: from, boxes: []string{r.Service}}
			}
		}
	}
	return best
}

// carrier returns the dependent of the spine through which alone the failure reached most others.
func (b *board) carrier() limb {
	for _, p := range b.Blast.SinglePoints {
		if from := b.nextTo(p.Service); from != "" && !b.has(p.Service) && slices.Contains(b.Blast.Explained, p.Service) {
			return limb{kind: carrierLimb, from: from, boxes: []string{p.Service}}
		}
	}
	return limb{}
}

func (b *board) service(id string) incidents.Service {
	for _, s := range b.Services {
		if s.ID == id {
			return s
		}
	}
	return incidents.Service{ID: id}
}
