package analysis

import (
	"slices"

	"github.com/postmortem-dev/postmortem/analysis/graph"
	"github.com/postmortem-dev/postmortem/incidents"
)

// effectOf returns what a dependency does to its dependent. An unrecorded kind carries what a soft one does: the weakest
// that still carries anything.
func effectOf(dep incidents.Dependency) graph.Effect {
	effect := graph.Effect{graph.OK, graph.OK, graph.Degraded}
	if dep.Kind == incidents.Hard {
		effect = graph.Effect{graph.OK, graph.Degraded, graph.Down}
	}
	if e := dep.Effect; e != nil {
		if e.Down != "" {
			effect[graph.Down] = engineState(e.Down)
		}
		if e.Degraded != "" {
			effect[graph.Degraded] = engineState(e.Degraded)
		}
	}
	effect[graph.Down] = max(effect[graph.Down], effect[graph.Degraded]) // down never does less harm than degraded
	return effect
}

func engineState(s incidents.State) graph.State {
	switch s {
	case incidents.Down:
		return graph.Down
	case incidents.Degraded:
		return graph.Degraded
	}
	return graph.OK
}

func recordState(s graph.State) incidents.State {
	return [...]incidents.State{incidents.OK, incidents.Degraded, incidents.Down}[s]
}

// network returns the dependency graph of the services, numbered by name.
func (c *Case) network() *graph.Graph {
	var edges []graph.Edge
	var groups []graph.Group
	for i, s := range c.services {
		for _, dep := range s.DependsOn {
			effect := effectOf(dep)
			if j, ok := c.index[dep.Service]; ok {
				edges = append(edges, graph.Edge{Dependent: int32(i), Dependency: int32(j), Effect: effect})
			}
			if members := c.members(dep.AnyOf); len(members) > 0 {
				need := min(max(dep.Need, 1), len(members))
				groups = append(groups, graph.Group{Dependent: int32(i), Members: members, Need: need, Effect: effect})
			}
		}
	}
	g, err := graph.New(len(c.services), edges, groups)
	if err != nil {
		panic("analysis: a checked record made a bad graph: " + err.Error())
	}
	return g
}

func (c *Case) members(ids []string) []int32 {
	var out []int32
	for _, id := range ids {
		if j, ok := c.index[id]; ok && !slices.Contains(out, int32(j)) {
			out = append(out, int32(j))
		}
	}
	return out
}

// origins returns the services that failed first in scope, by name: those the record declares, and where it declares
// none those computed.
//
// The whole incident's origins are those of its waves in the order of their starts, less those that the earlier ones
// already reach: a wave that the declared dependencies explain is a consequence, and its proof paths begin where the
// incident did.
func (c *Case) origins(g *graph.Graph, scope string) []int {
	var out []int
	for _, w := range c.wavesByStart() {
		if scope != WholeIncident && scope != WaveScope(w.ID) {
			continue
		}
		reach := g.Propagate(c.engineOrigins(out, WholeIncident))
		for _, i := range c.indexes(w.Origins) {
			if reach.States[i] == graph.OK && !slices.Contains(out, i) {
				out = append(out, i)
			}
		}
	}
	if len(out) == 0 {
		return c.computedOrigins(scope)
	}
	slices.Sort(out)
	return out
}

// engineOrigins gives each origin the worst state observed in scope. Where none is recorded it is assumed to be down.
func (c *Case) engineOrigins(origins []int, scope string) []graph.Origin {
	worst := c.worst(scope)
	var out []graph.Origin
	for _, i := range origins {
		state := engineState(worst[i])
		if state == graph.OK {
			state = graph.Down
		}
		out = append(out, graph.Origin{Node: int32(i), State: state})
	}
	return out
}

// wavesByStart returns the waves in the order of their starts; those without one last, in the record's order.
func (c *Case) wavesByStart() []incidents.Wave {
	out := slices.Clone(c.Incident.Waves)
	slices.SortStableFunc(out, func(a, b incidents.Wave) int {
		x, okX := c.milestone(WaveScope(a.ID), incidents.Started)
		y, okY := c.milestone(WaveScope(b.ID), incidents.Started)
		if okX && okY {
			return x.At.Compare(y.At)
		}
		return b2i(okY) - b2i(okX)
	})
	return out
}

// declared reports whether the record declares an origin for scope.
func (c *Case) declared(scope string) bool {
	return slices.ContainsFunc(c.Incident.Waves, func(w incidents.Wave) bool {
		return (scope == WholeIncident || scope == WaveScope(w.ID)) && len(w.Origins) > 0
	})
}

// indexes returns the services called ids, in that order.
func (c *Case) indexes(ids []string) []int {
	var out []int
	for _, id := range ids {
		if i, ok := c.index[id]; ok {
			out = append(out, i)
		}
	}
	return out
}

// computedOrigins returns the affected services of whose dependencies none was affected in scope.
func (c *Case) computedOrigins(scope string) []int {
	affected := c.affected(scope)
	var out []int
	for i := range c.services {
		dependsOnAffected := slices.ContainsFunc(c.dependencies(i), func(d int) bool { return d != i && affected[d] })
		if affected[i] && !dependsOnAffected {
			out = append(out, i)
		}
	}
	return out
}
