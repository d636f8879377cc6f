package importers

import (
	"cmp"
	"slices"
	"strings"
)

func (n kialiNode) name() string {
	return oneLine(map[bool]string{true: n.Service, false: cmp.Or(n.App, n.Workload, n.Service)}[n.Type == "service"])
}

// notAService says why a node is none.
func (n kialiNode) notAService() string {
	switch name := n.name(); {
	case n.Type == "box":
		return "group of the drawing, no service"
	case n.Type == "aggregate":
		return "kind of request, no service"
	case n.Type == "unknown", name == "unknown":
		return "stands for callers or services that the mesh does not know"
	case name == "PassthroughCluster", name == "BlackHoleCluster":
		return "stands for addresses outside of the mesh, no service"
	case name == "":
		return "node without a name"
	}
	return ""
}

// place returns what a node is called, versions and doors not yet folded.
func (r *kialiReader) place(n kialiNode) place {
	space := oneLine(n.Namespace)
	switch {
	case space == "unknown":
		space = ""
	case r.mesh && n.Cluster != "" && n.Cluster != "unknown":
		space = oneLine(n.Cluster) + "/" + space
	}
	if n.Type == "service" {
		return place{"door of " + space, n.name()}
	}
	return place{space, n.name()}
}

// open notes which doors lead to which apps.
func (r *kialiReader) open() {
	add := func(to map[place][]place, key, value place) {
		if !slices.Contains(to[key], value) {
			to[key] = append(to[key], value)
		}
	}
	for _, e := range r.in.Elements.Edges {
		from, to := r.nodes[e.Data.Source], r.nodes[e.Data.Target]
		if from.Type == "service" && to.Type != "service" && to.ID != "" && from.notAService()+to.notAService() == "" {
			add(r.behind, r.place(from), r.place(to))
			add(r.doors, r.place(to), r.place(from))
		}
	}
}

// number returns the number of the service that a node belongs to.
func (r *kialiReader) number(n kialiNode) int {
	p := r.place(n)
	if len(r.behind[p]) == 1 {
		p = r.behind[p][0]
	}
	if doors := r.doors[p]; len(doors) == 1 && len(r.behind[doors[0]]) == 1 {
		own := p.name
		p.name = doors[0].name
		i := r.service(p)
		r.also[i] = own
		return i
	}
	p.space = strings.TrimPrefix(p.space, "door of ")
	return r.service(p)
}
