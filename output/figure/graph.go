package figure

import (
	"fmt"
	"strings"

	"github.com/postmortem-dev/postmortem/analysis"
)

// Sizes of a drawn node and the least distance between columns.
const (
	nodeText  = 12.5
	signRoom  = 21.0
	nodePad   = 7.0
	minColGap = 30.0
	bendRoom  = 30.0 // right of the last column, for edges within it
)

// graph is a layered layout with the boxes that its nodes are drawn in.
type graph struct {
	*layers
	nodes     []analysis.Node
	labels    [][]string // lines of each node's label
	xs, width []float64  // of the columns
	total     float64
}

// newGraph lays out a figure. Labels take more lines where the columns would not fit the sheet otherwise.
func newGraph(f *analysis.Figure) *graph {
	g := &graph{layers: newLayers(f), nodes: f.Nodes}
	for _, room := range [...]float64{180, 140, 110, 80} {
		g.measure(room)
		if g.total <= wideSheet*1.15 {
			break
		}
	}
	g.settle(g.height)
	gap := minColGap
	if len(g.cols) > 1 {
		gap += max(0, min(wideSheet-g.total, 60*float64(len(g.cols)))) / float64(len(g.cols)-1)
	}
	x := 1.0
	for _, w := range g.width {
		g.xs = append(g.xs, x)
		x += w + gap
	}
	return g
}

// measure breaks the labels to fit room and works out the width of columns and of the whole.
func (g *graph) measure(room float64) {
	g.labels, g.width = nil, make([]float64, len(g.cols))
	lines := 1 + boolToInt(room < 180) + boolToInt(room < 120) + boolToInt(room < 100)
	for _, n := range g.nodes {
		label, needed := clean(n.Label), room
		for _, word := range strings.Fields(label) {
			needed = max(needed, min(textWidth(word, nodeText), 1.25*room)) // rather a wider box than a cut word
		}
		g.labels = append(g.labels, wrap(label, nodeText, needed, lines))
	}
	for _, c := range g.cells {
		if c.isPass() {
			continue
		}
		for _, line := range g.labels[c.node] {
			g.width[c.col] = max(g.width[c.col], textWidth(line, nodeText)+signRoom+nodePad)
		}
	}
	g.total = bendRoom + minColGap*float64(max(len(g.cols)-1, 0))
	for _, w := range g.width {
		g.total += w
	}
}

func (g *graph) height(node int) float64 {
	return nodeHeight + textLine*float64(len(g.labels[node])-1)
}

// drawGraph draws the dependency graph from the origins on the left to what depends on them. Under it stand the
// services out of reach: those with dependencies among themselves, then those without any.
func drawGraph(s *sheet) {
	s.narrow = false // a graph has one form; on a phone it scrolls
	reached, aside, alone := split(s.fig)
	main, beside := newGraph(reached), newGraph(aside)
	s.width, s.height = max(wideSheet, main.total, beside.total), 4
	s.graph(main)
	if len(main.cells) > 0 && len(beside.cells) > 0 {
		s.height += 22
		s.text("group", "start", 0, s.height, "Dependencies among services out of reach")
		s.height += 12
	}
	s.graph(beside)
	s.blocks(alone)
	s.legend(s.graphLegend(append(main.routes, beside.routes...)))
}

func (s *sheet) graph(g *graph) {
	if len(g.cells) == 0 {
		return
	}
	for _, proof := range [...]bool{false, true} { // proof paths over the rest
		for _, r := range g.routes {
			if r.link.Proof == proof {
				s.edge(g, r)
			}
		}
	}
	for _, c := range g.cells {
		if !c.isPass() {
			s.node(g.nodes[c.node], g.labels[c.node], g.xs[c.col], s.height+c.y-c.height/2, g.width[c.col])
		}
	}
	s.height += g.bottom() + 6
}

// edge draws a route as one smooth line with an arrow head at the dependent.
func (s *sheet) edge(g *graph, r route) {
	class := "edge"
	if r.link.Proof {
		class = "edge proof"
	}
	if r.link.Inferred {
		class += " inferred"
	}
	first, last := &g.cells[r.through[0]], &g.cells[r.through[len(r.through)-1]]
	x, y := g.xs[first.col]+g.width[first.col], s.height+first.y
	if first.col == last.col {
		s.bend(class, x, y, s.height+last.y)
		return
	}
	tipX, tipY, back := g.xs[last.col], s.height+last.y, -7.0
	if !r.rightwards {
		tipX, tipY, back = x, y, 7
		x += 7
	}
	parts := []any{"M", x, y}
	for i, c := range r.through[1:] {
		nextX, nextY := g.xs[g.cells[c].col], s.height+g.cells[c].y
		if i == len(r.through)-2 && r.rightwards {
			nextX -= 7
		}
		half := (nextX - x) / 2
		parts = append(parts, "C", x+half, y, nextX-half, nextY, nextX, nextY)
		x, y = nextX, nextY
		if g.cells[c].isPass() {
			x += g.width[g.cells[c].col]
			parts = append(parts, "H", x)
		}
	}
	s.empty("path", "class", class, "d", path(parts...))
	s.head(class, tipX, tipY, back)
}

// bend draws an edge between two nodes of one column around their right side, to the dependent at toY.
func (s *sheet) bend(class string, x, fromY, toY float64) {
	s.empty("path", "class", class, "d", path("M", x, fromY, "C", x+28, fromY, x+28, toY, x+7, toY))
	s.head(class, x, toY, 7)
}

// head draws an arrow head whose tip is at x; back is the way from the tip to its base.
func (s *sheet) head(class string, x, y, back float64) {
	s.empty("path", "class", class+" head", "d", path("M", x, y, "l", back, -3.5, "v7Z"))
}

// blocks lists nodes that nothing is joined to, by class. They are text with a sign, in columns: there can be a hundred.
func (s *sheet) blocks(alone []analysis.Node) {
	const pitch = 20.0
	columns := int(s.width / 205)
	width := s.width / float64(columns)
	for _, c := range Classes() {
		var nodes []analysis.Node
		for _, n := range alone {
			if KnownClass(n.Class) == c {
				nodes = append(nodes, n)
			}
		}
		if len(nodes) == 0 {
			continue
		}
		s.height += 28
		s.text("group", "start", 0, s.height, fmt.Sprintf("Without a recorded dependency: %s (%d)", Words(c), len(nodes)))
		s.height += 8
		perColumn := (len(nodes) + columns - 1) / columns
		for i, n := range nodes {
			x, y := float64(i/perColumn)*width, s.height+float64(i%perColumn)*pitch
			s.open("g", "class", "node "+Colour(c))
			s.element("title", NodeWords(n))
			s.sign(c, x+7, y+pitch/2)
			s.text("name", "start", x+signRoom-2, y+pitch/2+4.5, fit(clean(n.Label), nodeText, width-signRoom-nodePad))
			s.close("g")
		}
		s.height += float64(perColumn) * pitch
	}
}

// Place is where a node stands in the drawing of a graph.
type Place struct{ X, Y float64 }

// Places returns the middle of each node of a graph figure by its id, for others who draw it.
func Places(f *analysis.Figure) map[string]Place {
	out := map[string]Place{}
	reached, aside, alone := split(f)
	bottom, width := 0.0, wideSheet
	for _, part := range [...]*analysis.Figure{reached, aside} {
		g := newGraph(part)
		for _, c := range g.cells {
			if !c.isPass() {
				out[g.nodes[c.node].ID] = Place{g.xs[c.col] + g.width[c.col]/2, bottom + c.y}
			}
		}
		bottom += g.bottom() + 2*nodeHeight
		width = max(width, g.total)
	}
	for i, n := range alone {
		out[n.ID] = Place{float64(i%5) * width / 5, bottom + float64(i/5)*nodeHeight}
	}
	return out
}
