package analysis

import (
	"slices"
	"strings"

	"github.com/postmortem-dev/postmortem/incidents"
)

// hardens parts what an action hardens into services and edges.
func (c *Case) hardens(a incidents.Action) ([]string, []HardenedEdge) {
	services, edges := []string{}, []HardenedEdge{}
	for _, target := range a.Hardens {
		dependent, dependency, isEdge := strings.Cut(target, "->")
		if !isEdge {
			services = append(services, strings.TrimSpace(target))
			continue
		}
		e := HardenedEdge{Dependent: strings.TrimSpace(dependent), Dependency: strings.TrimSpace(dependency)}
		e.Recorded = c.hasEdge(e.Dependent, e.Dependency)
		edges = append(edges, e)
	}
	return services, edges
}

// hasEdge reports whether one service depends on the other, alone or as a member of a redundancy group.
func (c *Case) hasEdge(dependent, dependency string) bool {
	s := c.Service(dependent)
	return s != nil && slices.ContainsFunc(s.DependsOn, func(d incidents.Dependency) bool {
		return d.Service == dependency || slices.Contains(d.AnyOf, dependency)
	})
}
