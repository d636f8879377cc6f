// Package graph is the engine under the blast radius and counterfactual questions of the analysis stage:
// it answers what fails with what, how far, along which path, through which single points and in which circles.
//
// It does not know incidents, names, kinds of dependency or time: nodes are the integers 0..nodes-1, which callers
// number by name so that "lowest index" means "first by name". It is not a store either: a Graph never changes.
//
// Note: redundancy groups are stored as extra vertices numbered after the nodes. A group's members are its
// dependencies and its one dependent depends on it, so one adjacency serves every algorithm, and rows sorted by
// index keep nodes before groups. No vertex above the nodes ever leaves this package. Nothing here is recursive.
package graph

import "slices"

// State is the state of a node. States are ordered: OK < Degraded < Down.
type State uint8

// The states a node can be in.
const (
	OK State = iota
	Degraded
	Down
)

// Effect maps the state of a dependency to the state it forces on its dependent. It is monotone and leaves OK at OK:
// {OK, Degraded, Down} passes failure on as it is, {OK, OK, Degraded} softens it.
type Effect [3]State

// Edge says that Dependent depends on Dependency.
type Edge struct {
	Dependent, Dependency int32
	Effect                Effect
}

// Group is a redundancy group: to Dependent it is one dependency that is Down when fewer than Need members are not
// down, Degraded when fewer than Need are OK, else OK. Effect maps that state to what is forced on Dependent.
type Group struct {
	Dependent int32
	Members   []int32
	Need      int
	Effect    Effect
}

// Graph is an immutable dependency graph, safe for concurrent use. It takes 8 bytes per edge, group member and node, and
// 20 per group.
type Graph struct {
	nodes        int32
	slack        []int32   // per group: how many members can fail without consequence
	dependents   adjacency // vertex -> what depends on it: the direction failure travels
	dependencies adjacency // vertex -> what it depends on
}

// New returns the graph of nodes 0..nodes-1. Parallel edges and edges from a node to itself are allowed. The order in
// which edges, groups and members are given changes no answer, but for the numbers of components. The error names the
// first edge or group with an index out of range, an effect that is not monotone from OK, a need below 1 or above the
// number of members, or a repeated member.
func New(nodes int, edges []Edge, groups []Group) (*Graph, error) {
	if err := check(nodes, edges, groups); err != nil {
		return nil, err
	}
	g := &Graph{nodes: int32(nodes), slack: make([]int32, len(groups))}
	for i, group := range groups {
		g.slack[i] = int32(len(group.Members) - group.Need)
	}
	// A counting sort by row leaves each row in the order in which its arcs arrive. A transpose takes them row by row,
	// so its rows come out sorted whatever the order of the input.
	unsorted := gather(nodes, edges, groups)
	g.dependents = unsorted.transpose()
	g.dependencies = g.dependents.transpose()
	return g, nil
}

// Dependents returns the nodes that depend on node, by an edge or because it is a member of a group of theirs,
// ascending, each once.
func (g *Graph) Dependents(node int32) []int32 { return g.neighbours(&g.dependents, node) }

// Dependencies returns the nodes that node depends on, by an edge or as members of its groups, ascending, each once.
func (g *Graph) Dependencies(node int32) []int32 { return g.neighbours(&g.dependencies, node) }

func (g *Graph) neighbours(a *adjacency, node int32) []int32 {
	var found []int32
	for _, e := range a.row(node) {
		if v := e.vertex(); v < g.nodes {
			found = append(found, v)
			continue
		}
		for _, e := range a.row(e.vertex()) {
			found = append(found, e.vertex())
		}
	}
	slices.Sort(found)
	return slices.Compact(found)
}

// vertices returns the number of nodes and groups together.
func (g *Graph) vertices() int { return int(g.nodes) + len(g.slack) }
