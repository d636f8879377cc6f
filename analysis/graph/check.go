package graph

import (
	"fmt"
	"math"
)

// check reports the first reason why the parts do not make a graph.
func check(nodes int, edges []Edge, groups []Group) error {
	arcs := len(edges)
	for _, group := range groups {
		arcs += len(group.Members) + 1
	}
	if nodes < 0 || nodes > maxVertices-len(groups) || arcs > math.MaxInt32 {
		return fmt.Errorf("%d nodes with %d groups and %d edges and members: below 0 or too many", nodes, len(groups), arcs)
	}
	for i := range edges {
		if err := edges[i].check(nodes); err != nil {
			return fmt.Errorf("edge %d: %w", i, err)
		}
	}
	if len(groups) == 0 {
		return nil
	}
	seenIn := make([]int32, nodes) // by node: the number, from 1, of the last group that named it
	for i := range groups {
		if err := groups[i].check(nodes, int32(i+1), seenIn); err != nil {
			return fmt.Errorf("group %d: %w", i, err)
		}
	}
	return nil
}

func (e *Edge) check(nodes int) error {
	if outside(e.Dependent, nodes) {
		return fmt.Errorf("dependent %d is not one of %d nodes", e.Dependent, nodes)
	}
	if outside(e.Dependency, nodes) {
		return fmt.Errorf("dependency %d is not one of %d nodes", e.Dependency, nodes)
	}
	return e.Effect.check()
}

func (g *Group) check(nodes int, number int32, seenIn []int32) error {
	if outside(g.Dependent, nodes) {
		return fmt.Errorf("dependent %d is not one of %d nodes", g.Dependent, nodes)
	}
	if g.Need < 1 || g.Need > len(g.Members) {
		return fmt.Errorf("needs %d of %d members", g.Need, len(g.Members))
	}
	for _, member := range g.Members {
		if outside(member, nodes) {
			return fmt.Errorf("member %d is not one of %d nodes", member, nodes)
		}
		if seenIn[member] == number {
			return fmt.Errorf("member %d is named twice", member)
		}
		seenIn[member] = number
	}
	return g.Effect.check()
}

func (e Effect) check() error {
	if e[OK] != OK || e[Degraded] > e[Down] || e[Down] > Down {
		return fmt.Errorf("effect %v must leave ok at ok and never fall as the dependency gets worse", e)
	}
	return nil
}

func outside(node int32, nodes int) bool { return node < 0 || int(node) >= nodes }
