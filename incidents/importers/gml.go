package importers

import (
	"cmp"
	"html"
	"regexp"
	"strings"

	"github.com/postmortem-dev/postmortem/incidents"
)

// gml reads services and edges in the Graph Modelling Language. Verified against the language's description and what
// NetworkX writes. Note: no kept Go library reads it; the little that is needed of it are keys with words or lists.
func gml() Importer {
	return Importer{
		Name: "gml", Doc: "services and edges between them in GML",
		Detect: func(content []byte) bool { return gmlForm.Match(content) }, Read: readGML,
	}
}

var (
	gmlForm  = regexp.MustCompile(`(?s)^(?:\s|#[^\n]*\n)*(?:(?i:creator|version|comment|label|date)\s+(?:"[^"]*"|[^\s"\[\]]+)\s+)*graph\s*\[.*\bnode\s*\[`)
	gmlToken = regexp.MustCompile(`(?m)^[ \t]*#.*$|"[^"]*"|[\[\]]|[^\s\[\]"]+|"`)
)

// gmlPair is a key with a word or a list.
type gmlPair struct {
	key, word string
	list      []gmlPair
}

func readGML(content []byte, o Options) (Result, error) {
	r := gmlReader{text: string(content)}
	tree, err := r.pairs(0)
	if err != nil {
		return Result{}, err
	}
	n := newNetwork(o, "graph", "Graph of services", "internal")
	for _, top := range tree {
		if top.key == "graph" {
			if err := n.gmlGraph(top.list); err != nil {
				return Result{}, err
			}
		}
	}
	return n.result()
}

// gmlReader takes the text token by token.
type gmlReader struct {
	text string
	at   int
}

func (r *gmlReader) next() string {
	for {
		m := gmlToken.FindStringIndex(r.text[r.at:])
		if m == nil {
			r.at = len(r.text)
			return ""
		}
		token := r.text[r.at+m[0] : r.at+m[1]]
		r.at += m[1]
		if !strings.HasPrefix(strings.TrimLeft(token, " \t"), "#") {
			return token
		}
	}
}

func (r *gmlReader) broken(token string) error {
	return refuse("the file may be cut off", "the GML is broken: line %d: %s is not expected there", 1+strings.Count(r.text[:r.at], "\n"), cmp.Or(shorten(token, 40), "the end"))
}

// pairs reads pairs up to the bracket that closes the list, or at the top to the end.
func (r *gmlReader) pairs(depth int) ([]gmlPair, error) {
	var list []gmlPair
	for {
		key := r.next()
		switch {
		case key == "" && depth == 0, key == "]" && depth > 0:
			return list, nil
		case key == "" || strings.ContainsAny(key[:1], `"[]`) || depth > deepest || len(list) > 2*mostLines:
			return nil, r.broken(key)
		}
		p := gmlPair{key: key, word: r.next()}
		switch {
		case p.word == "[":
			var err error
			if p.list, err = r.pairs(depth + 1); err != nil {
				return nil, err
			}
		case p.word == "" || p.word == "]" || p.word == `"`:
			return nil, r.broken(p.word)
		}
		list = append(list, p)
	}
}

// gmlWord returns the word under key, without its quotes.
func gmlWord(list []gmlPair, key string) string {
	for _, p := range list {
		if p.key == key && p.list == nil {
			return oneLine(html.UnescapeString(strings.Trim(p.word, `"`)))
		}
	}
	return ""
}

// gmlGraph takes in a graph: its nodes first, since edges may stand before them.
func (n *network) gmlGraph(graph []gmlPair) error {
	known := map[string]int{}
	for _, p := range graph {
		if p.key != "node" {
			continue
		}
		id := gmlWord(p.list, "id")
		if _, twice := known[id]; id == "" || twice {
			n.account.skip(cmp.Or(gmlWord(p.list, "label"), "a node"), "it has no id, or one that another node has")
			continue
		}
		known[id] = n.service("node "+id, cmp.Or(gmlWord(p.list, "label"), id))
		n.account.mapped()
	}
	lines, directed := 0, gmlWord(graph, "directed") == "1"
	for _, p := range graph {
		if p.key != "edge" {
			continue
		}
		source, target := gmlWord(p.list, "source"), gmlWord(p.list, "target")
		from, a := known[source]
		to, b := known[target]
		switch {
		case !a || !b:
			n.account.skip(source+" → "+target, "an edge of a node that the file does not have")
		case !directed:
			lines++
			n.account.skip(n.roster.list[from].Name+" – "+n.roster.list[to].Name, noArrow)
		default:
			n.declared(from, to, edge{basis: incidents.Stated, note: "An edge in the file."})
		}
	}
	n.arrows(lines)
	return bounded(len(n.roster.list), "services")
}
