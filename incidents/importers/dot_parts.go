package importers

import (
	"cmp"
	"regexp"
	"strings"

	"github.com/postmortem-dev/postmortem/incidents"
)

// services makes a service of each node that is one.
func (r *dotReader) services() {
	for _, id := range r.order {
		n := r.nodes[id]
		if why := n.paint(); why != "" {
			r.network.account.skip(cmp.Or(oneLine(id), "a node"), why)
			continue
		}
		r.network.account.mapped()
		name := dotName(id, n.look)
		r.service(id, name)
		if !numbered.MatchString(id) {
			r.service(id, id) // an alias
		}
	}
}

// service returns the place of the service that a node is.
func (r *dotReader) service(id, name string) int { return r.network.service("node "+id, name) }

// numbered is the id of a node that says nothing: drawing programs count.
var numbered = regexp.MustCompile(`(?i)^(?:n|node|v|s|a|b)?_?\d+$`)

// paint says why the node is no service, or nothing.
func (n *dotNode) paint() string {
	switch {
	case n.legend:
		return "it belongs to a legend"
	case n.look.invisible() || n.look.shape == "point":
		return "an invisible node or a point is there for the layout"
	}
	return ""
}

// dependencies makes dependencies of the edges with an arrow.
func (r *dotReader) dependencies() {
	account, lines := &r.network.account, 0
	for _, e := range r.edges {
		what := shorten(e.from, 30) + " – " + shorten(e.to, 30)
		switch why := r.paint(e); {
		case why != "":
			account.skip(what, why)
		case !e.arrow:
			lines++
			account.skip(what, noArrow)
		case e.look.dir == "back":
			r.needs(e.to, e.from, e)
		case e.look.dir == "both":
			r.needs(e.from, e.to, e)
			r.needs(e.to, e.from, e)
		case e.look.dir == "none" || e.look.head == "none":
			account.skip(what, noArrow)
		default:
			r.needs(e.from, e.to, e)
		}
	}
	r.network.arrows(lines)
}

// paint says why the edge is no dependency, whichever way it points, or nothing.
func (r *dotReader) paint(e dotEdge) string {
	switch {
	case e.legend:
		return "it belongs to a legend"
	case e.look.invisible():
		return "an invisible edge is there for the layout"
	case e.look.between != "":
		return "it joins the border of a cluster, not the node that it names"
	case r.nodes[e.from].paint() != "" || r.nodes[e.to].paint() != "":
		return "one of its ends is no service"
	}
	return ""
}

// needs adds one dependency.
func (r *dotReader) needs(from, to string, e dotEdge) {
	r.network.declared(r.service(from, ""), r.service(to, ""), edge{basis: incidents.Stated, note: dotEdgeNote(e.look)})
}

func dotEdgeNote(look dotLook) string {
	note := "An arrow in the drawing"
	if label := dotName("", look); label != "" {
		note += ", labelled " + shorten(label, 100)
	}
	if look.dir == "both" {
		note += ", with two heads"
	}
	return note + "."
}

// dotText returns an id or a value as it is meant: without its quotes, or of HTML the words.
func dotText(word string) string {
	switch {
	case len(word) > 1 && word[0] == '"':
		return strings.ReplaceAll(word[1:len(word)-1], `\"`, `"`)
	case len(word) > 1 && word[0] == '<':
		return oneLine(plainText(word[1:len(word)-1] + "<br>"))
	}
	return word
}

// dotFields are the marks of fields in a label of the shape record: their borders and their ports.
var dotFields = regexp.MustCompile(`<[^>]*>|[{}|]`)

// dotName returns the name that the label gives a node, else its id.
func dotName(id string, look dotLook) string {
	label := strings.NewReplacer(`\N`, id, `\n`, " ", `\l`, " ", `\r`, " ", `\\`, `\`).Replace(look.label)
	if strings.Contains(look.shape, "record") {
		label = dotFields.ReplaceAllString(label, " ")
	}
	return cmp.Or(shorten(label, 200), oneLine(id))
}
