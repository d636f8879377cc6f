package incidents

import (
	"fmt"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"
)

// references checks every id that one part of the record uses for another.
func (c *checker) references() {
	for _, use := range c.cited {
		switch use.kind {
		case "about":
			c.about(use)
		case "edge":
			c.edge(use)
		default:
			c.needs(use.node, use.kind, use.id)
		}
	}
	for i, claim := range c.incident.Claims {
		path := fmt.Sprintf("claims.%d", i)
		if claim.Reason == "" && claim.Verdict != Used && claim.Verdict != "" && c.lacks(path, "reason") {
			c.fail(locate(c.root, path), "missing", "reason is missing here: a claim that is not used needs one", "say in a sentence what speaks for or against it")
		}
	}
}

// needs reports a reference at n to something of kind that the record does not define.
func (c *checker) needs(n *yaml.Node, kind, id string) {
	if c.ids[kind][id] != nil {
		return
	}
	for _, k := range c.kinds {
		if k.name != kind || c.unsure[k.typ] {
			continue
		}
		hint := "define it under " + k.section
		if match := nearest(id, c.sorted[kind], &c.guesses); match != "" {
			hint = fmt.Sprintf("did you mean %s?", match)
		}
		c.fail(n, "undefined-reference", fmt.Sprintf("no %s %s in this record", kind, quoted(id)), hint)
	}
}

// about checks what a claim is about: the incident, or exactly one thing that has the id.
func (c *checker) about(use citation) {
	if use.id == "incident" {
		return
	}
	var kinds []string
	for _, k := range c.kinds[:aboutKinds] {
		if c.unsure[k.typ] {
			return
		}
		if c.ids[k.name][use.id] != nil {
			kinds = append(kinds, k.name)
		}
	}
	if len(kinds) == 1 {
		return
	}
	if len(kinds) > 1 {
		c.warn(use.node, "ambiguous-reference", fmt.Sprintf("%s names %s", quoted(use.id), strings.Join(kinds, " and ")), "give one of them another id")
		return
	}
	hint := "a claim is about incident, or the id of an event, quantity, service, wave, factor, action or communication"
	for _, k := range c.kinds[:aboutKinds] {
		if match := nearest(use.id, c.sorted[k.name], &c.guesses); match != "" {
			hint = fmt.Sprintf("did you mean %s?", match)
			break
		}
	}
	c.fail(use.node, "undefined-reference", fmt.Sprintf("nothing in this record has the id %s", quoted(use.id)), hint)
}

// edge checks a service, or a dependency written "dependent -> dependency".
func (c *checker) edge(use citation) {
	from, to, isEdge := strings.Cut(use.id, "->")
	from, to = strings.TrimSpace(from), strings.TrimSpace(to)
	if from == "" || isEdge && to == "" || strings.Contains(to, "->") {
		c.fail(use.node, "value", quoted(use.id)+" is neither a service nor a dependency", "write a service's id, or: dependent -> dependency")
		return
	}
	c.needs(use.node, "service", from)
	if !isEdge {
		return
	}
	c.needs(use.node, "service", to)
	if c.ids["service"][from] != nil && c.ids["service"][to] != nil && !c.incident.depends(from, to) {
		c.warn(use.node, "undefined-reference", fmt.Sprintf("the record does not say that %s depends on %s", quoted(from), quoted(to)), "add it to the depends_on of "+from)
	}
}

// depends reports whether the record says that one service depends on the other.
func (in *Incident) depends(from, to string) bool {
	for i := range in.Services {
		if in.Services[i].ID != from {
			continue
		}
		for _, dep := range in.Services[i].DependsOn {
			if dep.Service == to || slices.Contains(dep.AnyOf, to) {
				return true
			}
		}
	}
	return false
}
