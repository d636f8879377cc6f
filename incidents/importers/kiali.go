package importers

import (
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"
)

// kiali reads the graph of Kiali, /api/namespaces/graph, of every type: app, versioned app, service and workload.
// Verified on the 16 graphs of Kiali's own tests and on its source.
//
// What the graph draws apart is one service here. The versions and workloads of an app are the app. A service node is the
// door of the app behind it: caller → door → app is one dependency, on an app that bears the door's name, since what the
// app calls in turn leaves from the app and not from its door. An app with several doors keeps its own name; a door with
// several apps behind it depends on each. An edge out of a waypoint repeats the caller's own.
func kiali() Importer {
	return Importer{Name: "kiali", Doc: "the graph of a service mesh as Kiali draws it, JSON", Detect: detectKiali, Read: readKiali}
}

func detectKiali(content []byte) bool {
	object := objectOf(content)
	return has(object, "graphType", "elements") && has(objectOf(object["elements"]), "nodes", "edges")
}

type kialiGraph struct {
	Timestamp int64  `json:"timestamp"`
	Duration  int64  `json:"duration"`
	Type      string `json:"graphType"`
	Elements  struct {
		Nodes []struct {
			Data kialiNode `json:"data"`
		} `json:"nodes"`
		Edges []struct {
			Data kialiEdge `json:"data"`
		} `json:"edges"`
	} `json:"elements"`
}

type kialiNode struct {
	ID        string `json:"id"`
	Type      string `json:"nodeType"`
	Cluster   string `json:"cluster"`
	Namespace string `json:"namespace"`
	Service   string `json:"service"`
	App       string `json:"app"`
	Workload  string `json:"workload"`
	Waypoint  bool   `json:"isWaypoint"`
}

type kialiEdge struct {
	Source  string `json:"source"`
	Target  string `json:"target"`
	Traffic struct {
		Protocol string                     `json:"protocol"`
		Rates    map[string]json.RawMessage `json:"rates"`
	} `json:"traffic"`
}

// kialiReader makes dependencies of one graph.
type kialiReader struct {
	*calls
	in      kialiGraph
	nodes   map[string]kialiNode // by id
	called  map[string]bool      // those that another than a waypoint calls
	mesh    bool                 // there are several clusters
	behind  map[place][]place    // the apps behind a door
	doors   map[place][]place    // the doors of an app
	traffic map[[2]int]map[string]*tally
}

func readKiali(content []byte, o Options) (Result, error) {
	r := kialiReader{
		calls: newCalls(o), nodes: map[string]kialiNode{}, called: map[string]bool{},
		behind: map[place][]place{}, doors: map[place][]place{}, traffic: map[[2]int]map[string]*tally{},
	}
	if err := decodeJSON(content, &r.in); err != nil {
		return Result{}, err
	}
	if err := bounded(max(len(r.in.Elements.Nodes), len(r.in.Elements.Edges)/10), "nodes"); err != nil {
		return Result{}, err
	}
	r.sort()
	r.open()
	for _, n := range r.in.Elements.Nodes {
		if n.Data.ID != "" && n.Data.notAService() == "" {
			r.number(n.Data)
		}
	}
	for _, e := range r.in.Elements.Edges {
		r.edge(e.Data)
	}
	for pair, by := range r.traffic {
		r.between(pair[0], pair[1]).notes = protocols(by)
	}
	return r.result("kiali", r.title())
}

func (r *kialiReader) title() string {
	title := "Traffic that Kiali measured"
	if r.in.Timestamp > 0 && r.in.Timestamp < 1<<37 && r.in.Duration > 0 {
		title += fmt.Sprintf(" in the %s seconds before %s", number(float64(r.in.Duration)), time.Unix(r.in.Timestamp, 0).UTC().Format(time.RFC3339))
	}
	return title
}

// sort tells services from what is only drawn, and calls from what repeats them.
func (r *kialiReader) sort() {
	clusters := map[string]bool{}
	for _, n := range r.in.Elements.Nodes {
		n := n.Data
		if n.ID == "" {
			r.account.skip(cmp.Or(n.name(), "a node"), "node without an id")
			continue
		}
		r.nodes[n.ID] = n
		if why := n.notAService(); why != "" {
			r.account.skip(cmp.Or(n.name(), "a node"), why)
			continue
		}
		r.account.mapped()
		if n.Cluster != "" && n.Cluster != "unknown" {
			clusters[n.Cluster] = true
		}
	}
	r.mesh = len(clusters) > 1
	for _, e := range r.in.Elements.Edges {
		if from := r.nodes[e.Data.Source]; from.ID != "" && !from.Waypoint {
			r.called[e.Data.Target] = true
		}
	}
}

func (r *kialiReader) edge(e kialiEdge) {
	from, to := r.nodes[e.Source], r.nodes[e.Target]
	what := cmp.Or(from.name(), "?") + " → " + cmp.Or(to.name(), "?")
	if why := r.noCall(from, to, e); why != "" {
		r.account.skip(what, why)
		return
	}
	r.account.mapped()
	pair := [2]int{r.number(from), r.number(to)}
	if r.traffic[pair] == nil {
		r.traffic[pair] = map[string]*tally{}
	}
	by := r.traffic[pair]
	if by[e.Traffic.Protocol] == nil {
		by[e.Traffic.Protocol] = &tally{}
	}
	by[e.Traffic.Protocol].calls += e.rate("")
	by[e.Traffic.Protocol].failed += e.rate("") * e.rate("PercentErr") / 100
}

// noCall says why an edge shows no call from one service to another.
func (r *kialiReader) noCall(from, to kialiNode, e kialiEdge) string {
	switch {
	case from.ID == "" || to.ID == "":
		return "edge of a node that is not in the file"
	case from.notAService() != "":
		return "edge from a node that is no service"
	case to.notAService() != "":
		return "edge to a node that is no service"
	case from.Waypoint && r.called[e.Target]:
		return "edge out of a waypoint, beside the caller's own"
	case r.number(from) == r.number(to) && from.Type == "service":
		return "edge from a service to the app behind it"
	case r.number(from) == r.number(to):
		return "edge from a service to itself"
	case e.rate("") == 0:
		return "edge without traffic in the time of the graph"
	}
	return ""
}

// rate returns one of the edge's rates, which are numbers written as text, or 0.
func (e kialiEdge) rate(which string) float64 {
	f, err := strconv.ParseFloat(strings.TrimSpace(jsonText(e.Traffic.Rates[e.Traffic.Protocol+which])), 64)
	if err != nil || math.IsNaN(f) || math.IsInf(f, 0) || f < 0 || f > 1e15 {
		return 0
	}
	return f
}

// protocols says how much traffic there was by each protocol.
func protocols(by map[string]*tally) []string {
	var notes []string
	for _, p := range slices.Sorted(maps.Keys(by)) {
		text := strings.ToUpper(shorten(p, 20)) + " " + number(by[p].calls)
		switch p {
		case "http":
			text += " requests/s"
		case "tcp":
			text += " bytes/s"
		default:
			text += "/s"
		}
		if by[p].failed > 0 {
			text += ", " + share(by[p].failed, by[p].calls) + " failed"
		}
		notes = append(notes, text)
	}
	return notes
}
