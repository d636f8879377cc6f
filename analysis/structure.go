package analysis

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/postmortem-dev/postmortem/analysis/graph"
	"github.com/postmortem-dev/postmortem/incidents"
)

// SinglePoint is a service through which every path from the origins to some others leads: had it held, they would have.
type SinglePoint struct {
	Service    string   `json:"service"`
	Dominates  []string `json:"dominates"`
	UserFacing int      `json:"user_facing"` // how many of those users touch directly
}

// Inversion is a hard dependency of a service on one of a less critical tier.
type Inversion struct {
	Dependent      string `json:"dependent"`
	DependentTier  int    `json:"dependent_tier"`
	Dependency     string `json:"dependency"`
	DependencyTier int    `json:"dependency_tier"`
}

// structure finds what in the graph made the blast radius what it was.
func (c *Case) structure(g *graph.Graph, reach *graph.Reach, d *BlastDetail, result *Result) {
	d.SinglePoints = c.singlePoints(reach)
	d.Cycles = c.cycles(g)
	d.Inversions = c.inversions()
	edges := c.edgeSources()
	result.Measures = append(result.Measures,
		count("single_points", WholeIncident, "services", len(d.SinglePoints), End{Name: "single services before others", Sources: edges}, End{Name: "services in reach"}),
		count("dependency_cycles", WholeIncident, "cycles", len(d.Cycles), End{Name: "circles of dependencies", Sources: edges}, End{Name: "affected services"}))
	for _, cycle := range d.Cycles {
		result.Notes = append(result.Notes, Note{WholeIncident, fmt.Sprintf("%s depend on each other in a circle, which can keep each of them from recovering first.", List(c.labels(cycle)))})
	}
	for _, i := range d.Inversions {
		result.Notes = append(result.Notes, Note{WholeIncident, fmt.Sprintf("%s (tier %d) cannot work without %s (tier %d), which is held less critical.", c.Service(i.Dependent).Label(), i.DependentTier, c.Service(i.Dependency).Label(), i.DependencyTier)})
	}
}

// singlePoints reads the dominator tree of the reach: a service dominates what lies below it. Most first, then by name.
func (c *Case) singlePoints(reach *graph.Reach) []SinglePoint {
	parent := reach.Dominators()
	below := make([][]int, len(parent))
	for i := range parent {
		for p := parent[i]; p >= 0; p = parent[p] {
			below[p] = append(below[p], i)
		}
	}
	out := []SinglePoint{}
	for i, dominated := range below {
		if len(dominated) == 0 {
			continue
		}
		p := SinglePoint{Service: c.services[i].ID, Dominates: c.names(dominated)}
		for _, j := range dominated {
			p.UserFacing += b2i(c.services[j].UserFacing)
		}
		out = append(out, p)
	}
	slices.SortStableFunc(out, func(a, b SinglePoint) int { return cmp.Compare(len(b.Dominates), len(a.Dominates)) })
	return out
}

// cycles returns the circular dependencies among affected services.
func (c *Case) cycles(g *graph.Graph) [][]string {
	affected := c.affected(WholeIncident)
	of, n := g.Components()
	members := make([][]int, n)
	for i, comp := range of {
		if affected[i] {
			members[comp] = append(members[comp], i)
		}
	}
	out := [][]string{}
	for _, m := range members {
		if len(m) > 1 {
			out = append(out, c.names(m))
		}
	}
	slices.SortFunc(out, func(a, b []string) int { return compareStrings(a[0], b[0]) })
	return out
}

func (c *Case) inversions() []Inversion {
	out := []Inversion{}
	for _, s := range c.services {
		for _, dep := range s.DependsOn {
			t := c.Service(dep.Service)
			if dep.Kind == incidents.Hard && t != nil && s.Tier != nil && t.Tier != nil && *t.Tier > *s.Tier {
				out = append(out, Inversion{s.ID, *s.Tier, t.ID, *t.Tier})
			}
		}
	}
	return out
}
