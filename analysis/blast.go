package analysis

import (
	"slices"
	"strings"

	"github.com/postmortem-dev/postmortem/analysis/graph"
	"github.com/postmortem-dev/postmortem/incidents"
)

// Blast is the predicted against the observed blast radius in one scope. Services are named by id and sorted.
type Blast struct {
	Scope      string     `json:"scope"`
	Origins    []string   `json:"origins"`          // declared, or computed where none are declared
	Computed   []string   `json:"origins_computed"` // affected, with no affected dependency
	Reach      []Reached  `json:"reach"`            // what the least fixpoint takes out of ok
	Affected   []string   `json:"affected"`         // observed: has impact windows
	Explained  []string   `json:"explained"`        // reach ∩ affected
	Spared     []string   `json:"spared"`           // reach \ affected
	Hidden     []string   `json:"hidden"`           // affected \ reach
	Proposals  []Proposal `json:"proposals"`        // what would explain the hidden ones
	Mismatches []Mismatch `json:"mismatches"`       // explained, with another state than predicted
	Precision  *float64   `json:"precision"`        // explained / reach
	Recall     *float64   `json:"recall"`           // explained / affected
}

// Reached is one service in reach, with the state it is in and the proof of it: the shortest path that carries the state,
// from an origin to the service.
type Reached struct {
	Service string   `json:"service"`
	State   string   `json:"state"`
	Hops    int      `json:"hops"`
	Path    []string `json:"path"`
}

// Mismatch is a service whose worst observed level is not the predicted state.
type Mismatch struct {
	Service   string `json:"service"`
	Predicted string `json:"predicted"`
	Observed  string `json:"observed"`
}

// BlastDetail is the blast radius of the whole incident, of each wave, over time, and what in the graph made it so.
type BlastDetail struct {
	Blast
	Waves        []Blast       `json:"waves"`
	PerHop       []HopCount    `json:"per_hop"`
	PerTier      []TierCount   `json:"per_tier"`
	OverTime     OverTime      `json:"over_time"`
	SinglePoints []SinglePoint `json:"single_points"`
	Cycles       [][]string    `json:"cycles"` // circular dependencies among affected services
	Inversions   []Inversion   `json:"tier_inversions"`
	FirstToAlert []string      `json:"first_to_alert"` // services of the detection
	MostAffected string        `json:"most_affected,omitempty"`
}

func blast() Analysis {
	return Analysis{
		Name: "blast", Title: "Blast radius",
		Doc: "Which services does the declared graph put in reach of the origins, which were affected, and where do the two differ?",
		Run: runBlast,
	}
}

func runBlast(c *Case) Result {
	g := c.network()
	var result Result
	whole, reach := c.blastOf(g, WholeIncident)
	d := BlastDetail{Blast: whole, Waves: []Blast{}}
	result.Measures = c.blastMeasures(whole)
	result.Notes = c.blastNotes(whole)
	for _, scope := range c.scopes()[1:] {
		wave, _ := c.blastOf(g, scope)
		d.Waves = append(d.Waves, wave)
		result.Measures = append(result.Measures, c.blastMeasures(wave)...)
		result.Notes = append(result.Notes, c.originNote(wave)...)
	}
	d.PerHop, d.PerTier = c.perHop(whole), c.perTier(whole)
	c.overTime(&d, &result)
	c.structure(g, reach, &d, &result)
	c.mostAffected(&d)
	result.Figures = append(result.Figures, c.graphFigure(d)...)
	result.Detail = d
	return result
}

// blastOf runs the propagation from the origins of scope and holds it against what was observed there.
func (c *Case) blastOf(g *graph.Graph, scope string) (Blast, *graph.Reach) {
	origins := c.origins(g, scope)
	b := Blast{Scope: scope, Origins: c.names(origins), Computed: c.names(c.computedOrigins(scope)), Reach: []Reached{}, Proposals: []Proposal{}, Mismatches: []Mismatch{}}
	worst, affected := c.worst(scope), c.affected(scope)
	reach := g.Propagate(c.engineOrigins(origins, scope))
	var explained, spared, hidden, all []int
	for i := range c.services {
		in := reach.States[i] != graph.OK
		if in {
			b.Reach = append(b.Reach, c.reached(reach, i))
		}
		switch {
		case in && affected[i]:
			explained = append(explained, i)
			b.mismatch(c.services[i].ID, recordState(reach.States[i]), worst[i])
		case in:
			spared = append(spared, i)
		case affected[i]:
			hidden = append(hidden, i)
		}
		if affected[i] {
			all = append(all, i)
		}
	}
	b.Affected, b.Explained, b.Spared, b.Hidden = c.names(all), c.names(explained), c.names(spared), c.names(hidden)
	if c.predicts(scope) {
		b.Precision, b.Recall = share(len(explained), len(b.Reach)), share(len(explained), len(all))
	}
	b.Proposals = c.proposals(scope, g, reach, hidden)
	return b, reach
}

func share(a, b int) *float64 {
	if b == 0 {
		return nil
	}
	return number(float64(a) / float64(b))
}

func (b *Blast) mismatch(id string, predicted, observed incidents.State) {
	if observed != "" && observed != predicted {
		b.Mismatches = append(b.Mismatches, Mismatch{id, string(predicted), string(observed)})
	}
}

func (c *Case) reached(r *graph.Reach, i int) Reached {
	out := Reached{Service: c.services[i].ID, State: string(recordState(r.States[i])), Hops: int(r.Hops[i])}
	for _, node := range r.Path(int32(i)) {
		out.Path = append(out.Path, c.services[node].ID)
	}
	return out
}

// names returns the ids of services given by index.
func (c *Case) names(indexes []int) []string {
	out := make([]string, 0, len(indexes))
	for _, i := range indexes {
		out = append(out, c.services[i].ID)
	}
	return out
}

// labels returns what services given by id are called in prose.
func (c *Case) labels(ids []string) []string {
	out := make([]string, 0, len(ids))
	for _, id := range ids {
		out = append(out, c.Service(id).Label())
	}
	return out
}

// blastMeasures counts the sets. Each count is of services on record, and rests on what its set is made of: impact
// windows, dependencies, or both.
func (c *Case) blastMeasures(b Blast) []Measure {
	all := End{Name: "services on record"}
	windows, edges := c.windowSources(b.Scope), c.edgeSources()
	n := func(name string, v int, sources ...[]string) Measure {
		return count(name, b.Scope, "services", v, End{Name: strings.ReplaceAll(name, "_", " "), Sources: union(sources...)}, all)
	}
	held := b
	if !c.predicts(b.Scope) { // the share of nothing is not defined
		held = Blast{}
	}
	return []Measure{
		n("origins", len(b.Origins)), n("reach", len(b.Reach), edges), n("affected", len(b.Affected), windows),
		n("explained", len(b.Explained), windows, edges), n("spared", len(b.Spared), edges), n("hidden", len(b.Hidden), windows),
		n("state_mismatches", len(b.Mismatches), windows, edges),
		ratio("precision", b.Scope, len(held.Explained), len(held.Reach), End{Name: "explained"}, End{Name: "reach"}),
		ratio("recall", b.Scope, len(held.Explained), len(held.Affected), End{Name: "explained"}, End{Name: "affected"}),
	}
}

// predicts reports whether the record says anything from which a blast radius can be predicted: a dependency, or an
// origin. Where it says neither, every affected service counts as an origin, and the prediction would be true of itself.
func (c *Case) predicts(scope string) bool {
	return c.declared(scope) || slices.ContainsFunc(c.services, func(s *incidents.Service) bool { return len(s.DependsOn) > 0 })
}

func (c *Case) windowSources(scope string) []string {
	out := []string{}
	for _, h := range c.windows(scope) {
		out = union(out, h.window.Sources)
	}
	return out
}

func (c *Case) edgeSources() []string {
	out := []string{}
	for _, s := range c.services {
		for _, dep := range s.DependsOn {
			out = union(out, dep.Sources)
		}
	}
	return out
}
