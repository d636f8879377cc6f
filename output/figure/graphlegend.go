package figure

import "github.com/postmortem-dev/postmortem/analysis"

// graphLegend explains the signs, fills and lines that the graph uses.
func (s *sheet) graphLegend(routes []route) []legendItem {
	has, down, pale := map[analysis.Class]bool{}, false, false
	for _, n := range s.fig.Nodes {
		has[n.Class] = true
		down = down || n.State == string(analysis.ClassDown)
		pale = pale || n.State != "" && n.State != string(analysis.ClassDown)
	}
	var items []legendItem
	for _, c := range Classes() {
		if has[c] {
			items = append(items, s.signItem(c))
		}
	}
	if down && pale {
		items = append(items, s.boxItem("down", " full"), s.boxItem("degraded", ""))
	}
	return append(items, s.edgeItems(routes)...)
}

func (s *sheet) signItem(c analysis.Class) legendItem {
	return legendItem{Words(c), func(x, y float64) {
		s.open("g", "class", "node "+Colour(c))
		s.sign(c, x+8, y+5)
		s.close("g")
	}}
}

func (s *sheet) boxItem(words, class string) legendItem {
	return legendItem{words, func(x, y float64) {
		s.open("g", "class", "node k-explained"+class)
		s.empty("rect", "class", "box", "x", x+0.5, "y", y-0.5, "width", 15, "height", 11, "rx", 3)
		s.close("g")
	}}
}

func (s *sheet) edgeItems(routes []route) []legendItem {
	var proof, other, inferred bool
	for _, r := range routes {
		proof, other, inferred = proof || r.link.Proof, other || !r.link.Proof, inferred || r.link.Inferred
	}
	var items []legendItem
	if proof {
		items = append(items, s.edgeItem("how the failure reached a dependent", "edge proof"))
	}
	if other {
		items = append(items, s.edgeItem("another dependency, drawn towards the dependent", "edge"))
	}
	if inferred {
		items = append(items, s.edgeItem("inferred", "edge inferred"))
	}
	return items
}

func (s *sheet) edgeItem(words, class string) legendItem {
	return legendItem{words, func(x, y float64) {
		s.line(class, x, y+5, x+10, y+5)
		s.head(class, x+16, y+5, -7)
	}}
}
