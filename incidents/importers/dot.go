package importers

import (
	"cmp"
	"fmt"
	"regexp"
	"strings"

	"gonum.org/v1/gonum/graph/formats/dot"
	"gonum.org/v1/gonum/graph/formats/dot/ast"
)

// dotGraph reads a drawing of services in the DOT language of Graphviz. Verified against the language's documentation.
//
// Nodes become services. By convention an arrow says "needs"; drawings of how data flows mean the opposite, so that is
// noted as a doubt. What a drawing has for its looks only (invisible edges and nodes, legends, edges between the borders
// of clusters) is left out, and so is every line without an arrow.
func dotGraph() Importer {
	return Importer{
		Name: "dot", Doc: "services and arrows between them in Graphviz DOT",
		Detect: dotForm.Match, Read: readDot,
	}
}

var dotForm = regexp.MustCompile(`(?is)^(?:\s|//[^\n]*\n|#[^\n]*\n|/\*.*?\*/)*(?:strict\s+)?(?:di)?graph(?:\s*"(?:[^"\\]|\\.)*"|\s+[\pL\w.-]+)?\s*\{`)

func readDot(content []byte, o Options) (Result, error) {
	if err := dotSize(content); err != nil {
		return Result{}, err
	}
	file, err := parseDot(content)
	if err != nil {
		return Result{}, err
	}
	r := dotReader{network: newNetwork(o, "drawing", "Drawing of services", "internal"), nodes: map[string]*dotNode{}}
	for _, graph := range file.Graphs {
		r.scope = dotScope{graph: dotText(graph.ID)}
		r.statements(graph.Stmts)
	}
	if r.err != nil {
		return Result{}, r.err
	}
	if len(file.Graphs) > 1 {
		r.network.account.doubt("the file holds %d graphs; nodes of the same name are taken for the same service", len(file.Graphs))
	}
	r.services()
	r.dependencies()
	return r.network.result()
}

// mostLines is how many edges a drawing may have, written out or by pairs of groups.
const mostLines = 10 * mostParts

// dotSize refuses what the parser would go too deep into.
func dotSize(content []byte) error {
	depth, most := 0, 0
	for _, c := range content {
		switch c {
		case '{':
			depth++
			most = max(most, depth)
		case '}':
			depth--
		}
	}
	if most > deepest {
		return refuse("it is no drawing by people", "groups in it are nested more than %d deep", deepest)
	}
	if text := string(content); strings.Count(text, "->")+strings.Count(text, "--") > mostLines {
		return refuse("split the file", "it has more than %d edges, which is the most that is read", mostLines)
	}
	return nil
}

// parseDot returns the tree of the file. Whatever the parser trips over becomes a refusal.
func parseDot(content []byte) (file *ast.File, err error) {
	defer func() {
		if recover() != nil {
			file, err = nil, refuse("try it with the program dot", "the DOT is broken")
		}
	}()
	file, err = dot.ParseBytes(append(content[:len(content):len(content)], '\n')) // a comment ends with a line end only
	if err != nil {
		return nil, refuse("try it with the program dot; texts joined with + have to be written as one", "the DOT is broken: %s", dotTrouble(err))
	}
	return file, nil
}

var dotPlace = regexp.MustCompile(`^(\d+):(\d+): error: (?:.*; got: (.*))?`)

// dotTrouble says where the parser stopped and at what, if it says so.
func dotTrouble(err error) string {
	if m := dotPlace.FindStringSubmatch(oneLine(err.Error())); m != nil {
		return fmt.Sprintf("line %s, column %s: %s is not expected there", m[1], m[2], cmp.Or(shorten(m[3], 60), "what follows"))
	}
	return shorten(err.Error(), 200)
}

// dotReader walks over a drawing. Its nodes and edges are gathered first: a name may come after its first use.
type dotReader struct {
	network *network
	scope   dotScope
	nodes   map[string]*dotNode
	order   []string
	edges   []dotEdge
	err     error
}

// dotScope is what holds inside a group: attributes that its nodes and edges have unless they say otherwise.
type dotScope struct {
	graph      string // the name of the graph or group
	node, edge dotLook
	legend     bool
}

// dotLook is the attributes that say what a node or an edge means. The others are paint.
type dotLook struct{ label, style, shape, dir, head, between string }

type dotNode struct {
	look   dotLook
	legend bool // it stands in a legend only
}

type dotEdge struct {
	from, to string
	look     dotLook
	arrow    bool // the graph is directed
	legend   bool
}

func (l dotLook) with(attributes []*ast.Attr) dotLook {
	for _, a := range attributes {
		value := dotText(a.Val)
		switch strings.ToLower(dotText(a.Key)) {
		case "label":
			l.label = value
		case "style":
			l.style = strings.ToLower(value)
		case "shape":
			l.shape = strings.ToLower(value)
		case "dir":
			l.dir = strings.ToLower(value)
		case "arrowhead":
			l.head = strings.ToLower(value)
		case "lhead", "ltail":
			if strings.HasPrefix(value, "cluster") { // else it means nothing
				l.between = value
			}
		}
	}
	return l
}

func (l dotLook) invisible() bool { return strings.Contains(l.style, "invis") }

// statements reads the statements of a graph or group and returns the nodes in it.
func (r *dotReader) statements(list []ast.Stmt) []string {
	var inside []string
	for _, s := range list {
		switch s := s.(type) {
		case *ast.NodeStmt:
			id := r.node(s.Node)
			r.nodes[id].look = r.nodes[id].look.with(s.Attrs)
			inside = append(inside, id)
		case *ast.EdgeStmt:
			inside = append(inside, r.edge(s)...)
		case *ast.Subgraph:
			inside = append(inside, r.group(s)...)
		case *ast.AttrStmt:
			switch s.Kind {
			case ast.NodeKind:
				r.scope.node = r.scope.node.with(s.Attrs)
			case ast.EdgeKind:
				r.scope.edge = r.scope.edge.with(s.Attrs)
			}
		}
	}
	return inside
}

// group reads a group and returns the nodes in it. A cluster is a frame around nodes and no service.
func (r *dotReader) group(s *ast.Subgraph) []string {
	outside := r.scope
	r.scope.graph = dotText(s.ID)
	name := cmp.Or(dotGroupLabel(s.Stmts), r.scope.graph)
	r.scope.legend = outside.legend || strings.Contains(strings.ToLower(r.scope.graph+" "+name), "legend")
	if strings.HasPrefix(r.scope.graph, "cluster") {
		r.network.account.skip(cmp.Or(oneLine(name), "a cluster"), "a cluster is a group in the drawing and no service")
	}
	inside, seen := []string(nil), map[string]bool{}
	for _, id := range r.statements(s.Stmts) {
		if !seen[id] {
			inside, seen[id] = append(inside, id), true
		}
	}
	r.scope = outside
	return inside
}

func dotGroupLabel(list []ast.Stmt) string {
	var look dotLook
	for _, s := range list {
		switch s := s.(type) {
		case *ast.Attr:
			look = look.with([]*ast.Attr{s})
		case *ast.AttrStmt:
			if s.Kind == ast.GraphKind {
				look = look.with(s.Attrs)
			}
		}
	}
	return look.label
}

// node notes a node and returns its id.
func (r *dotReader) node(n *ast.Node) string {
	id := dotText(n.ID)
	if known := r.nodes[id]; known != nil {
		known.legend = known.legend && r.scope.legend
		return id
	}
	r.nodes[id] = &dotNode{look: r.scope.node, legend: r.scope.legend}
	r.order = append(r.order, id)
	return id
}

// edge notes the edges of a statement, one for each pair of nodes, and returns the nodes in it.
func (r *dotReader) edge(s *ast.EdgeStmt) []string {
	look := r.scope.edge.with(s.Attrs)
	from := r.vertex(s.From)
	inside := from
	for e := s.To; e != nil && r.err == nil; e = e.To {
		to := r.vertex(e.Vertex)
		if len(r.edges)+len(from)*len(to) > mostLines {
			r.err = refuse("split the file", "it has more than %d edges, which is the most that is read", mostLines)
			break
		}
		for _, a := range from {
			for _, b := range to {
				r.edges = append(r.edges, dotEdge{a, b, look, e.Directed, r.scope.legend})
			}
		}
		inside = append(inside, to...)
		from = to
	}
	return inside
}

func (r *dotReader) vertex(v ast.Vertex) []string {
	if group, ok := v.(*ast.Subgraph); ok {
		return r.group(group)
	}
	return []string{r.node(v.(*ast.Node))}
}
