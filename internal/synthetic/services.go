package synthetic

import (
	"cmp"
	"math"
	"slices"

	"github.com/postmortem-dev/postmortem/incidents"
)

// service is a part in one incident.
type service struct {
	part
	rank    int // in popularity, over the pool
	needs   []incidents.Dependency
	needed  []edge // by whom
	windows []incidents.Window
}

// edge is a dependent, and how it needs the service.
type edge struct {
	dependent int
	kind      incidents.EdgeKind
	group     bool
}

// landscape draws 10 to 40 services, those of low layers first, and what they need.
func (s *scene) landscape() []service {
	seen := map[int]bool{}
	var out []service
	for want := 10 + int(31*math.Pow(s.unit(), 2)); len(out) < want; {
		k := s.rank(poolSize)
		if s.odds(0.4) { // the owner's own order of popularity
			k = (k*49 + s.owner.offset) % poolSize
		}
		if !seen[k] {
			seen[k] = true
			out = append(out, service{part: s.world.pool[k], rank: k})
		}
	}
	slices.SortFunc(out, func(a, b service) int {
		return cmp.Or(cmp.Compare(a.layer, b.layer), cmp.Compare(a.rank, b.rank))
	})
	for i := range out {
		s.connect(out, i)
	}
	if s.odds(0.15) {
		s.closeCycle(out)
	}
	return out
}

// connect gives service i what it needs: parts before it, the popular ones more often, so that a few have very many
// dependents. Those of the lowest layer need little.
func (s *scene) connect(all []service, i int) {
	want := min(1+s.rank(5), i)
	if all[i].layer == 0 {
		want = min(s.below(2), i)
	}
	taken := map[int]bool{i: true}
	for range want {
		if s.odds(0.1) && i >= 4 {
			s.group(all, i, taken)
			continue
		}
		if k := s.rank(i); !taken[k] {
			taken[k] = true
			s.join(all, i, k)
		}
	}
}

func (s *scene) join(all []service, dependent, dependency int) {
	dep := incidents.Dependency{Service: all[dependency].id, Kind: incidents.EdgeKind(s.draw([]share{{"hard", 45}, {"soft", 20}, {"async", 12}, {"control-plane", 8}, {"", 15}}))}
	if dep.Kind == incidents.Hard && s.odds(0.03) {
		dep.Effect = &incidents.Effect{Down: incidents.Degraded, Degraded: incidents.OK, Reason: "Answers are kept for some hours."}
	}
	s.knowledge(&dep)
	all[dependent].needs = append(all[dependent].needs, dep)
	all[dependency].needed = append(all[dependency].needed, edge{dependent, dep.Kind, false})
}

// group adds a redundancy group of parts before i.
func (s *scene) group(all []service, i int, taken map[int]bool) {
	var dep incidents.Dependency
	for _, k := range s.several(s.between(2, 3), i) {
		if !taken[k] {
			taken[k] = true
			dep.AnyOf = append(dep.AnyOf, all[k].id)
			all[k].needed = append(all[k].needed, edge{i, "", true})
		}
	}
	if len(dep.AnyOf) == 0 {
		return
	}
	dep.Need = s.between(1, len(dep.AnyOf))
	s.knowledge(&dep)
	all[i].needs = append(all[i].needs, dep)
}

// knowledge says how well a dependency is known.
func (s *scene) knowledge(dep *incidents.Dependency) {
	if s.odds(0.15) {
		dep.Basis, dep.Note = incidents.Inferred, "They failed within the same minutes."
		return
	}
	dep.Sources = s.cite(0.65)
}

// closeCycle lets a low part need a high one that needs it already, perhaps through others.
func (s *scene) closeCycle(all []service) {
	low := s.below(len(all) / 2)
	high := low
	for range s.between(1, 3) {
		if n := len(all[high].needed); n > 0 {
			high = all[high].needed[s.below(n)].dependent
		}
	}
	if high != low && !slices.ContainsFunc(all[low].needs, func(d incidents.Dependency) bool {
		return d.Service == all[high].id || slices.Contains(d.AnyOf, all[high].id)
	}) {
		s.join(all, low, high)
	}
}

// records returns the services as the record has them, in an order that says nothing.
func (s *scene) records() []incidents.Service {
	out := make([]incidents.Service, 0, len(s.services))
	for _, i := range s.several(len(s.services), len(s.services)) {
		at := &s.services[i]
		r := incidents.Service{ID: at.id, Name: at.name, UserFacing: at.layer == 4 || at.layer == 3 && s.odds(0.3), DependsOn: at.needs, Windows: at.windows}
		if s.odds(0.8) {
			tier := max(0, 4-at.layer-s.below(2))
			r.Tier = &tier
		}
		if s.odds(0.6) {
			r.Team = s.pick(s.owner.teams)
		}
		if s.owner.weighs && r.UserFacing {
			weight := float64(s.between(1, 100))
			r.Weight = &weight
		}
		r.External = at.layer == 0 && s.odds(0.15)
		if s.odds(0.15) {
			r.Text.Text = s.say("service")
		}
		out = append(out, r)
	}
	return out
}
