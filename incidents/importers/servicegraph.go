package importers

import (
	"bytes"
	"cmp"
	"encoding/json"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/postmortem-dev/postmortem/incidents"
)

// servicegraph reads what Prometheus answers about the metrics of a service graph, as Grafana Tempo and OpenTelemetry's
// servicegraph connector make them of traces: series with the labels client and server, for one moment or a period.
// Verified on the documentation of both and on fixtures of programs that ask for them.
//
// A query may count calls, or make a rate or a duration of them; only where the metric's name is left does the answer say
// which. A message has no answer: messaging_system is asynchronous.
func servicegraph() Importer {
	return Importer{
		Name: "servicegraph", Doc: "metrics of a service graph (Tempo, OpenTelemetry) as Prometheus answers a query, JSON",
		Detect: detectServicegraph, Read: readServicegraph,
	}
}

type graphFile struct {
	Data struct {
		Type   string        `json:"resultType"`
		Result []graphSeries `json:"result"`
	} `json:"data"`
}

type graphSeries struct {
	Labels  map[string]string   `json:"metric"`
	Sample  []json.RawMessage   `json:"value"`
	Samples [][]json.RawMessage `json:"values"`
}

func (s graphSeries) between() bool { return s.Labels["client"] != "" && s.Labels["server"] != "" }

// detectServicegraph is the other side of what tells other answers of Prometheus: one series between two services.
func detectServicegraph(content []byte) bool {
	var file struct {
		Data struct {
			Type   string          `json:"resultType"`
			Result json.RawMessage `json:"result"`
		} `json:"data"`
	}
	if !bytes.Contains(content, []byte(`"resultType"`)) || json.Unmarshal(content, &file) != nil {
		return false
	}
	var list []struct {
		Labels map[string]string `json:"metric"`
	}
	if file.Data.Type != "vector" && file.Data.Type != "matrix" || json.Unmarshal(file.Data.Result, &list) != nil {
		return false
	}
	for _, s := range list {
		if (graphSeries{Labels: s.Labels}).between() {
			return true
		}
	}
	return false
}

// graphPair is what was measured between two services.
type graphPair struct {
	sums        map[string]float64 // by the end of the metric's name
	connections map[string]int     // series by type
	series      int
}

func readServicegraph(content []byte, o Options) (Result, error) {
	var file graphFile
	if err := decodeJSON(content, &file); err != nil {
		return Result{}, err
	}
	c := newCalls(o)
	pairs := map[[2]int]*graphPair{}
	for _, s := range file.Data.Result {
		value, why := s.value()
		if why != "" {
			c.account.skip(cmp.Or(s.Labels["client"], "?")+" → "+cmp.Or(s.Labels["server"], "?"), why)
			continue
		}
		c.account.mapped()
		pair := [2]int{c.service(s.end("client")), c.service(s.end("server"))}
		if pairs[pair] == nil {
			pairs[pair] = &graphPair{sums: map[string]float64{}, connections: map[string]int{}}
		}
		p := pairs[pair]
		p.series++
		p.connections[s.Labels["connection_type"]]++
		_, metric, _ := strings.Cut(s.Labels["__name__"], "traces_service_graph_request_") // an exporter may put a word before it
		p.sums[metric] += value
	}
	for pair, p := range pairs {
		y := c.between(pair[0], pair[1])
		y.notes = p.notes()
		if p.connections["messaging_system"] == p.series {
			y.kind = incidents.Async
		}
	}
	return c.result("servicegraph", "Service graph made of traces")
}

// end returns the service on one side. Where the connector was told to keep the namespace, it stands in a label.
func (s graphSeries) end(side string) place {
	return place{oneLine(s.Labels[side+"_service_namespace"]), oneLine(s.Labels[side])}
}

// value returns the largest value of the series, or why it shows no call from one service to another.
func (s graphSeries) value() (most float64, why string) {
	most = math.NaN()
	for _, sample := range append(s.Samples, s.Sample) {
		if len(sample) != 2 {
			continue
		}
		v, err := strconv.ParseFloat(jsonText(sample[1]), 64)
		if err == nil && !math.IsInf(v, 0) && math.Abs(v) < 1e15 && !(v <= most) {
			most = v
		}
	}
	client, server := s.end("client"), s.end("server")
	name := s.Labels["__name__"]
	switch {
	case client.name == "" || server.name == "":
		why = "series without a client or a server"
	case strings.HasSuffix(name, "unpaired_spans_total"), strings.HasSuffix(name, "dropped_spans_total"):
		why = "spans that the graph could not use, no calls"
	case client.name == "user" && s.Labels["connection_type"] == "virtual_node":
		why = "calls from outside, by no service"
	case client.name == "unknown" || server.name == "unknown":
		why = "one side is not known"
	case client == server:
		why = "calls from a service to itself"
	case math.IsNaN(most):
		why = "series without a number"
	case most <= 0:
		why = "value of 0: no call in the time that was asked for"
	}
	return most, why
}

// notes says what the metrics count.
func (p *graphPair) notes() []string {
	var notes []string
	i := slices.IndexFunc([]string{"total", "server_seconds_count", "client_seconds_count"}, func(name string) bool { return p.sums[name] > 0 })
	failed := p.sums["failed_total"]
	switch {
	case i >= 0:
		all := p.sums[[]string{"total", "server_seconds_count", "client_seconds_count"}[i]]
		notes = append(notes, (&tally{calls: all, failed: min(failed, all)}).count())
	case failed > 0:
		notes = append(notes, number(failed)+" failed calls")
	case p.sums[""] > 0:
		notes = append(notes, "value "+number(p.sums[""])+"; the file does not say what it counts")
	}
	for _, kind := range slices.Sorted(maps.Keys(p.connections)) {
		switch kind = shorten(kind, 40); kind {
		case "", "unset":
		case "virtual_node":
			notes = append(notes, "one side reports no spans")
		default:
			notes = append(notes, strings.ReplaceAll(kind, "_", " "))
		}
	}
	return notes
}
