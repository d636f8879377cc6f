package analysis

import (
	"fmt"
	"slices"

	"github.com/postmortem-dev/postmortem/incidents"
)

// HopCount counts services in reach at one distance from the origins.
type HopCount struct {
	Hops      int `json:"hops"`
	Reach     int `json:"reach"`
	Explained int `json:"explained"`
}

// TierCount counts services by tier. A nil tier is one that the record does not give.
type TierCount struct {
	Tier      *int `json:"tier"`
	Services  int  `json:"services"`
	Reach     int  `json:"reach"`
	Affected  int  `json:"affected"`
	Explained int  `json:"explained"`
}

func (c *Case) perHop(b Blast) []HopCount {
	out := []HopCount{}
	for _, r := range b.Reach {
		for len(out) <= r.Hops {
			out = append(out, HopCount{Hops: len(out)})
		}
		out[r.Hops].Reach++
		if slices.Contains(b.Explained, r.Service) {
			out[r.Hops].Explained++
		}
	}
	return out
}

func (c *Case) perTier(b Blast) []TierCount {
	byTier := map[int]*TierCount{}
	var untiered TierCount
	for _, s := range c.services {
		t := &untiered
		if s.Tier != nil {
			if byTier[*s.Tier] == nil {
				byTier[*s.Tier] = &TierCount{Tier: s.Tier}
			}
			t = byTier[*s.Tier]
		}
		t.Services++
		t.Reach += b2i(slices.ContainsFunc(b.Reach, func(r Reached) bool { return r.Service == s.ID }))
		t.Affected += b2i(slices.Contains(b.Affected, s.ID))
		t.Explained += b2i(slices.Contains(b.Explained, s.ID))
	}
	out := []TierCount{}
	for _, t := range byTier {
		out = append(out, *t)
	}
	slices.SortFunc(out, func(a, b TierCount) int { return *a.Tier - *b.Tier })
	if untiered.Services > 0 && len(out) > 0 {
		out = append(out, untiered)
	}
	return out
}

// mostAffected names the service hurt longest and those that alerted first: neither is the origin.
func (c *Case) mostAffected(d *BlastDetail) {
	longest := 0.0
	for i, s := range c.services {
		total := 0.0
		for j := range s.Windows {
			if h := (hurt{i, &s.Windows[j]}); h.timed() {
				total += seconds(h.window.From.At(), h.window.To.At())
			}
		}
		switch {
		case total > longest:
			longest, d.MostAffected = total, s.ID
		case total == longest:
			d.MostAffected = "" // two are hurt as long
		}
	}
	d.FirstToAlert = []string{}
	if mark, ok := c.Marks[WholeIncident][incidents.Detected]; ok && mark.Event != nil {
		d.FirstToAlert = append(d.FirstToAlert, mark.Event.Services...)
	}
}

// graphFigure draws the services in reach or affected, and the edges between them.
func (c *Case) graphFigure(d BlastDetail) []Figure {
	f := Figure{ID: "dependencies", Kind: Graph, Title: "Dependency graph: what the origins reach, and what was affected"}
	layer := map[string]int{}
	proof := map[[2]string]bool{}
	for _, r := range d.Reach {
		layer[r.Service] = r.Hops
		for k := 1; k < len(r.Path); k++ {
			proof[[2]string{r.Path[k], r.Path[k-1]}] = true
		}
	}
	worst := c.worst(WholeIncident)
	for i, s := range c.services {
		if class := c.class(d.Blast, s.ID); class != ClassUntouched {
			f.Nodes = append(f.Nodes, Node{ID: s.ID, Label: s.Label(), Class: class, State: string(worst[i]), Layer: layer[s.ID]})
		}
	}
	shown := func(id string) bool { return slices.ContainsFunc(f.Nodes, func(n Node) bool { return n.ID == id }) }
	for _, s := range c.services {
		for _, dep := range s.DependsOn {
			for _, target := range append(dep.AnyOf[:len(dep.AnyOf):len(dep.AnyOf)], dep.Service) {
				if shown(s.ID) && shown(target) {
					f.Edges = append(f.Edges, Link{Dependent: s.ID, Dependency: target, Kind: string(dep.Kind), Proof: proof[[2]string{s.ID, target}], Inferred: dep.Basis == incidents.Inferred})
				}
			}
		}
	}
	if len(f.Nodes) == 0 {
		return nil
	}
	from := "no known origin"
	if len(d.Origins) > 0 {
		from = List(c.labels(d.Origins))
	}
	f.Alt = fmt.Sprintf("From %s the declared dependencies reach %s; %s affected, %d of them in that reach.",
		from, counted(len(d.Reach), "service", "services"), counted(len(d.Affected), "service was", "services were"), len(d.Explained))
	return []Figure{f}
}

func (c *Case) class(b Blast, id string) Class {
	switch {
	case slices.Contains(b.Origins, id):
		return ClassOrigin
	case slices.Contains(b.Explained, id):
		return ClassExplained
	case slices.Contains(b.Spared, id):
		return ClassSpared
	case slices.Contains(b.Hidden, id):
		return ClassHidden
	}
	return ClassUntouched
}
