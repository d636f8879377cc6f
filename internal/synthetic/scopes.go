package synthetic

import (
	"fmt"
	"math"
	"slices"
	"time"

	"github.com/postmortem-dev/postmortem/incidents"
)

// scope is a period of impact: the whole incident, or one of its waves.
type scope struct {
	wave    string // "" for the whole incident
	origin  int    // the service that failed first
	start   time.Time
	length  time.Duration
	open    bool
	moments []moment // the milestones of the line, in order
}

// moment is a milestone, and whether the record gives it.
type moment struct {
	milestone incidents.Milestone
	at        time.Time
	recorded  bool
}

func (sc *scope) end() time.Time { return sc.start.Add(sc.length) }

// periods returns the incident as one scope or, in a tenth of the cases, one to three waves that together last as long
// as it.
func (s *scene) periods() []scope {
	if s.length < time.Hour || !s.odds(0.22) {
		return []scope{s.period("", 0, 1, s.open())}
	}
	n := s.between(1, 3)
	var out []scope
	for i := range n {
		from, to := float64(i)/float64(n), float64(i+1)/float64(n)
		if i > 0 {
			from -= 0.3 * s.unit() / float64(n)
		}
		if i < n-1 {
			to += 0.3 * s.unit() / float64(n)
		}
		out = append(out, s.period(fmt.Sprintf("W%d", i+1), from, to, s.open() && i == n-1))
	}
	return out
}

func (s *scene) period(wave string, from, to float64, open bool) scope {
	sc := scope{wave: wave, start: s.after(from), open: open}
	sc.length = s.after(to).Sub(sc.start)
	sc.origin = s.rank(max(len(s.services)/2, 1)) // mostly a low part with many dependents
	sc.moments = s.milestones(&sc)
	return sc
}

// milestones parts the scope into phases and says which of the milestones between them the record gives.
func (s *scene) milestones(sc *scope) []moment {
	line := incidents.Line()
	lengths := []float64{0.12, 0.08, 0.25, 0.3, 0.25} // of the phases, before chance
	lengths[0] *= map[string]float64{"monitor": 0.6, "staff": 1.3, "customer": 2.4}[s.noticed]
	var total float64
	for i := range lengths {
		lengths[i] *= math.Exp(0.8 * s.normal())
		total += lengths[i]
	}
	out := make([]moment, 0, len(line))
	passed := 0.0
	for i, m := range line {
		at := sc.start.Add(time.Duration(passed / total * float64(sc.length)).Truncate(s.grain))
		out = append(out, moment{m, at, s.known(sc, m)})
		if i < len(lengths) {
			passed += lengths[i]
		}
	}
	out[len(out)-1].at = sc.end()
	return out
}

// known reports whether the record gives a milestone; mitigated is missed most often.
func (s *scene) known(sc *scope, m incidents.Milestone) bool {
	switch {
	case sc.open && m == incidents.Resolved, sc.open && s.status == incidents.StatusOpen && m == incidents.Mitigated:
		return false
	case m == incidents.Resolved, sc.open && m == incidents.Mitigated, sc.wave == "W1" && m == incidents.Started:
		return true
	}
	given := map[incidents.Milestone]float64{incidents.Started: 0.985, incidents.Detected: 0.94, incidents.Acknowledged: 0.75, incidents.Identified: 0.8, incidents.Mitigated: 0.65}[m]
	return s.odds(given * (0.9 + 0.1*s.owner.neat))
}

// spread hurts the origin of the scope and, step by step, what depends on it; then a few services of which nobody knows
// how they hang together with it.
func (s *scene) spread(sc *scope) {
	hops := map[int]int{sc.origin: 0}
	down := map[int]bool{sc.origin: s.odds(0.7)}
	for queue := []int{sc.origin}; len(queue) > 0; queue = queue[1:] {
		from := queue[0]
		for _, e := range s.services[from].needed {
			if _, hurt := hops[e.dependent]; hurt || !s.odds(carries(e, down[from])) {
				continue
			}
			hops[e.dependent] = hops[from] + 1
			down[e.dependent] = down[from] && e.kind == incidents.Hard && s.odds(0.8)
			queue = append(queue, e.dependent)
		}
	}
	for range s.rank(4) {
		hops[s.below(len(s.services))] = 1 + s.below(3)
	}
	for i := range s.services {
		if n, hurt := hops[i]; hurt {
			s.hurt(sc, i, n, down[i])
		}
	}
}

// carries returns how likely harm passes a dependency.
func carries(e edge, down bool) float64 {
	p := 0.45
	switch {
	case e.group:
		p = 0.35
	case e.kind == incidents.Hard:
		p = 0.93
	case e.kind == incidents.ControlPlane:
		p = 0.25
	}
	if !down {
		p *= 0.7
	}
	return p
}

// hurt gives service i a window, or two.
func (s *scene) hurt(sc *scope, i, hops int, down bool) {
	from := sc.start.Add(time.Duration(float64(hops) * 0.06 * s.unit() * float64(sc.length)).Truncate(s.grain))
	late := math.Pow(s.unit(), 1/(1+float64(hops))) // the further away, the later it recovers
	if hops == 0 {
		late *= 0.4
	}
	mitigated := sc.moments[4].at
	to := mitigated.Add(time.Duration((late - 0.1) * float64(sc.end().Sub(mitigated))).Truncate(s.grain))
	if to.Before(from) {
		to = sc.end()
	}
	w := incidents.Window{From: s.instant(from), To: s.instant(to), Wave: sc.wave, Sources: s.cite(0.5)}
	w.Level = map[bool]incidents.State{true: incidents.Down, false: incidents.Degraded}[down]
	if s.odds(0.1) {
		w.Level = ""
	}
	if s.odds(0.05) {
		w.From = incidents.Instant{}
	}
	if s.odds(0.08) || sc.open && s.odds(0.6) {
		w.To = incidents.Instant{}
	}
	if s.odds(0.15) {
		w.Symptom.Text = s.say("symptom")
	}
	if s.odds(0.2) {
		share := float64(s.between(1, 20)) / 20
		w.Fraction = &share
	}
	windows := &s.services[i].windows
	if gap := to.Sub(from) / 4; gap > 2*s.grain && s.odds(0.07) && !w.From.IsZero() && !w.To.IsZero() {
		first := w
		first.To = incidents.At(from.Add(gap).Truncate(s.grain))
		w.From = incidents.At(from.Add(2 * gap).Truncate(s.grain))
		*windows = append(*windows, first)
	}
	*windows = append(*windows, w)
}

func (s *scene) waves() []incidents.Wave {
	var out []incidents.Wave
	for i := range s.scopes {
		sc := &s.scopes[i]
		if sc.wave == "" {
			return nil
		}
		origin := s.services[sc.origin]
		out = append(out, incidents.Wave{
			ID: sc.wave, Name: s.say("wave"), Origins: []string{origin.id}, Sources: s.cite(0.1),
			Text: incidents.Words{Text: fmt.Sprintf("%s failed, and what needs it followed.", origin.name)},
		})
	}
	return out
}

// hurtServices returns the services that have a window, the origins first.
func (s *scene) hurtServices() []int {
	var out []int
	for i := range s.scopes {
		if !slices.Contains(out, s.scopes[i].origin) {
			out = append(out, s.scopes[i].origin)
		}
	}
	for i := range s.services {
		if len(s.services[i].windows) > 0 && !slices.Contains(out, i) {
			out = append(out, i)
		}
	}
	return out
}
