package templates

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/postmortem-dev/postmortem/analysis"
)

const (
	mostNodes = 45  // more are a tangle on a page
	mostEdges = 150 // Mermaid itself refuses more than 500
	fewNodes  = 20  // up to which every edge is drawn
)

// graphLines draws a dependency graph in the direction in which failure travels: from the dependency to the dependent.
func graphLines(f analysis.Figure) []string {
	p := newGraphPicture(f)
	if len(p.nodes) == 0 {
		return nil
	}
	lines := []string{`%%{init: {"flowchart": {"nodeSpacing": 20, "rankSpacing": 35}}}%%`, "flowchart LR"}
	for _, about := range [][2]string{{"accTitle", mermaidText(f.Title)}, {"accDescr", mermaidText(f.Alt)}} {
		if about[1] != "" {
			lines = append(lines, "    "+about[0]+": "+about[1])
		}
	}
	ids := map[string]string{}
	for i, n := range p.nodes {
		ids[n.ID] = fmt.Sprintf("n%d", i)
		lines = append(lines, fmt.Sprintf("    %s[%s]:::%s", ids[n.ID], quoted(nodeLabel(n)), n.Class))
	}
	for _, e := range p.edges {
		lines = append(lines, fmt.Sprintf("    %s %s %s", ids[e.Dependency], edgeArrow(e), ids[e.Dependent]))
	}
	return append(lines, p.legend()...)
}

func quoted(text string) string { return `"` + mermaidText(text) + `"` }

func nodeLabel(n analysis.Node) string {
	label := plainText(n.Label)
	if label == "" {
		label = plainText(n.ID)
	}
	label = clip(label, 60)
	if n.State != "" {
		label += " (" + clip(plainText(n.State), 20) + ")"
	}
	return label
}

// edgeArrow returns thick lines for proof paths and dotted ones for the rest; a round head where the edge is inferred.
func edgeArrow(e analysis.Link) string {
	switch {
	case e.Proof && e.Inferred:
		return "==o"
	case e.Proof:
		return "==>"
	case e.Inferred:
		return "-.-o"
	}
	return "-.->"
}

// graphPicture is what a graph figure comes down to: the nodes and edges to draw, in order, and how many are not.
type graphPicture struct {
	nodes   []analysis.Node
	edges   []analysis.Link
	left    int // nodes left out for room
	alone   int // hidden nodes without an edge
	dropped int // edges left out for room
}

func newGraphPicture(f analysis.Figure) graphPicture {
	var p graphPicture
	edges := drawnEdges(f.Edges)
	p.nodes, p.alone = linkedNodes(f.Nodes, edges)
	if len(p.nodes) > mostNodes {
		all := len(p.nodes)
		p.nodes = carriers(p.nodes, edges)
		p.left = all - len(p.nodes)
	}
	slices.SortStableFunc(p.nodes, func(a, b analysis.Node) int {
		return cmp.Or(cmp.Compare(hiddenLast(a), hiddenLast(b)), cmp.Compare(a.Layer, b.Layer))
	})
	p.keepEdges(edges)
	return p
}

// keepEdges keeps the edges between nodes that are drawn. Among many nodes an edge off the proof paths is drawn only to
// join a hidden service: Mermaid would move its dependent to another layer for it, and the layers would be lost.
func (p *graphPicture) keepEdges(edges []analysis.Link) {
	nodes := map[string]analysis.Node{}
	for _, n := range p.nodes {
		nodes[n.ID] = n
	}
	for _, e := range edges {
		a, okA := nodes[e.Dependent]
		b, okB := nodes[e.Dependency]
		minor := !e.Proof && inReach(a) && inReach(b) && len(p.nodes) > fewNodes
		switch {
		case !okA || !okB:
		case minor || len(p.edges) == mostEdges:
			p.dropped++
		default:
			p.edges = append(p.edges, e)
		}
	}
}

// drawnEdges returns each edge between two different services once, those on proof paths first.
func drawnEdges(edges []analysis.Link) []analysis.Link {
	var out []analysis.Link
	index := map[[2]string]int{}
	for _, e := range edges {
		key := [2]string{e.Dependent, e.Dependency}
		if i, seen := index[key]; seen {
			out[i].Proof = out[i].Proof || e.Proof
			out[i].Inferred = out[i].Inferred && e.Inferred
			continue
		}
		if e.Dependent != e.Dependency {
			index[key] = len(out)
			out = append(out, e)
		}
	}
	slices.SortStableFunc(out, func(a, b analysis.Link) int { return boolToInt(b.Proof) - boolToInt(a.Proof) })
	return out
}

// linkedNodes returns the nodes in reach, and the hidden ones that have an edge to one of those; a hidden service that
// hangs in the air tells nothing. It also returns the number of the latter.
func linkedNodes(nodes []analysis.Node, edges []analysis.Link) (shown []analysis.Node, alone int) {
	reach, seen := map[string]bool{}, map[string]bool{}
	for _, n := range nodes {
		reach[n.ID] = reach[n.ID] || inReach(n)
	}
	linked := map[string]bool{}
	for _, e := range edges {
		linked[e.Dependent] = linked[e.Dependent] || reach[e.Dependency]
		linked[e.Dependency] = linked[e.Dependency] || reach[e.Dependent]
	}
	for _, n := range nodes {
		hidden := n.Class == analysis.ClassHidden
		switch {
		case seen[n.ID]:
		case inReach(n) || hidden && linked[n.ID]:
			shown = append(shown, n)
		case hidden:
			alone++
		}
		seen[n.ID] = true
	}
	return shown, alone
}

func inReach(n analysis.Node) bool {
	return n.Class == analysis.ClassOrigin || n.Class == analysis.ClassExplained || n.Class == analysis.ClassSpared
}

// carriers returns the nodes on proof paths, at most mostNodes of them: first those from which the failure went on, then
// the nearest. Every node kept is then joined to an origin by nodes kept.
func carriers(nodes []analysis.Node, edges []analysis.Link) []analysis.Node {
	carries, onPath := map[string]bool{}, map[string]bool{}
	for _, e := range edges {
		if e.Proof {
			carries[e.Dependency], onPath[e.Dependency], onPath[e.Dependent] = true, true, true
		}
	}
	out := slices.DeleteFunc(slices.Clone(nodes), func(n analysis.Node) bool {
		return n.Class != analysis.ClassOrigin && !onPath[n.ID]
	})
	slices.SortStableFunc(out, func(a, b analysis.Node) int {
		return cmp.Or(boolToInt(carries[b.ID])-boolToInt(carries[a.ID]), cmp.Compare(a.Layer, b.Layer))
	})
	return out[:min(len(out), mostNodes)]
}

func hiddenLast(n analysis.Node) int { return boolToInt(n.Class == analysis.ClassHidden) }

// nodeStyle is how a class of node looks and what the legend calls it. Fill, stroke and text colour are all set, so that
// it reads the same in a forge's light and dark themes.
type nodeStyle struct {
	class analysis.Class
	name  string
	css   string
}

func nodeStyles() []nodeStyle {
	return []nodeStyle{
		{analysis.ClassOrigin, "origin", "fill:#9f1239,stroke:#fb7185,stroke-width:3px,color:#ffffff"},
		{analysis.ClassExplained, "affected, explained", "fill:#fde68a,stroke:#b45309,color:#1f2328"},
		{analysis.ClassSpared, "in reach, not affected", "fill:#d1fae5,stroke:#15803d,color:#1f2328"},
		{analysis.ClassHidden, "affected, not explained", "fill:#e9d5ff,stroke:#7e22ce,stroke-dasharray:5 3,color:#1f2328"},
	}
}

// legend returns a subgraph with one node for each class that is drawn and one that explains the edges, and the styles.
func (p graphPicture) legend() []string {
	var nodes, styles []string
	for _, style := range nodeStyles() {
		if slices.ContainsFunc(p.nodes, func(n analysis.Node) bool { return n.Class == style.class }) {
			nodes = append(nodes, fmt.Sprintf("k%d[%s]:::%s", len(nodes), quoted(style.name), style.class))
			styles = append(styles, fmt.Sprintf("    classDef %s %s", style.class, style.css))
		}
	}
	for _, text := range p.remarks() {
		nodes = append(nodes, fmt.Sprintf("k%d[%s]:::remark", len(nodes), quoted(text)))
	}
	lines := []string{`    subgraph legend["Legend"]`}
	for i, node := range nodes {
		if i > 0 {
			node = fmt.Sprintf("k%d ~~~ %s", i-1, node)
		}
		lines = append(lines, "        "+node)
	}
	lines = append(append(lines, "    end"), styles...)
	return append(lines, "    classDef remark fill:#f6f8fa,stroke:#d0d7de,color:#1f2328")
}

// remarks returns what the legend says beside the classes: what the edges mean, and what is not drawn.
func (p graphPicture) remarks() []string {
	var out []string
	if len(p.edges) > 0 {
		out = append(out, "arrows: from a dependency to its dependents; thick: proof path")
	}
	if slices.ContainsFunc(p.edges, func(e analysis.Link) bool { return e.Inferred }) {
		out = append(out, "round head: inferred dependency")
	}
	if p.left > 0 {
		out = append(out, plural(p.left, "more service is not drawn", "more services are not drawn"))
	}
	if p.alone > 0 {
		out = append(out, plural(p.alone, "affected service", "affected services")+" that nothing drawn leads to, left out")
	}
	if p.dropped > 0 {
		out = append(out, plural(p.dropped, "dependency off the proof paths is not drawn", "dependencies off the proof paths are not drawn"))
	}
	return out
}
