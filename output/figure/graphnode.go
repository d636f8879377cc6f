package figure

import "github.com/postmortem-dev/postmortem/analysis"

// node draws one service: a box with a sign for its class. It is filled where the service was down.
func (s *sheet) node(n analysis.Node, lines []string, x, y, width float64) {
	class := "node " + Colour(n.Class)
	if n.State == string(analysis.ClassDown) {
		class += " full"
	}
	height := nodeHeight + textLine*float64(len(lines)-1)
	s.open("g", "class", class)
	s.element("title", NodeWords(n))
	s.empty("rect", "class", "box", "x", x+0.5, "y", y+0.5, "width", width-1, "height", height-1, "rx", 5)
	s.sign(n.Class, x+12, y+height/2)
	for i, line := range lines {
		s.text("name", "start", x+signRoom, y+nodeHeight/2+4.5+float64(i)*textLine, line)
	}
	s.close("g")
}

// NodeWords writes a node out: its label, set and state.
func NodeWords(n analysis.Node) string {
	out := clean(n.Label) + ": " + Words(n.Class)
	if n.State != "" {
		out += ", " + clean(n.State)
	}
	return out
}

// sign draws the shape that tells a class apart without its colour.
func (s *sheet) sign(c analysis.Class, x, y float64) {
	switch c {
	case analysis.ClassOrigin:
		s.empty("path", "class", "sign solid", "d", path("M", x, y-6, "l6 6 -6 6 -6 -6Z"))
	case analysis.ClassExplained:
		s.empty("circle", "class", "sign solid", "cx", x, "cy", y, "r", 4.5)
	case analysis.ClassSpared:
		s.empty("circle", "class", "sign", "cx", x, "cy", y, "r", 4.5)
	case analysis.ClassHidden:
		s.empty("path", "class", "sign", "d", path("M", x-4.5, y+4, "h9l-4.5 -8.5Z"))
	default:
		s.empty("circle", "class", "sign solid", "cx", x, "cy", y, "r", 2.0)
	}
}
