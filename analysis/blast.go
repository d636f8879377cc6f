package analysis

import (
	"fmt"
	"slices"
	"time"

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

// Proposal is an edge that would explain a hidden service, or why none can be proposed.
type Proposal struct {
	Service    string `json:"service"`
	Dependency string `json:"dependency,omitempty"`
	Reason     string `json:"reason"`
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

// HopCount counts services in reach at one distance from the origins.
type HopCount struct {
	Hops      int `json:"hops"`
	Reach     int `json:"reach"`
	Explained int `json:"explained"`
}

// TierCount counts services by tier. A nil tier is one that the record does not give.
type TierCount struct {
	Tier      *int `json:"tier"`
	Services  int  `json:"services"`
	Reach     int  `json:"reach"`
	Affected  int  `json:"affected"`
	Explained int  `json:"explained"`
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
	b.Precision, b.Recall = share(len(explained), len(b.Reach)), share(len(explained), len(all))
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

func (c *Case) blastMeasures(b Blast) []Measure {
	from, to := c.periodEnds()
	if start, ok := c.milestone(b.Scope, incidents.Started); ok {
		from = start
	}
	if end, ok := c.milestone(b.Scope, incidents.Resolved); ok {
		to = end
	}
	n := func(name string, v int) Measure { return count(name, b.Scope, "services", v, from, to) }
	return []Measure{
		n("origins", len(b.Origins)), n("reach", len(b.Reach)), n("affected", len(b.Affected)),
		n("explained", len(b.Explained)), n("spared", len(b.Spared)), n("hidden", len(b.Hidden)),
		n("state_mismatches", len(b.Mismatches)),
		ratio("precision", b.Scope, len(b.Explained), len(b.Reach), End{Name: "explained"}, End{Name: "reach"}),
		ratio("recall", b.Scope, len(b.Explained), len(b.Affected), End{Name: "explained"}, End{Name: "affected"}),
	}
}

// proposals returns, for each hidden service, the edge that would explain it, as a candidate and not as a fact: to the
// service in reach that was being hurt when it began, in the same wave if waves are recorded, and on which most others
// depend. Where the record gives no time to go by, it says so.
func (c *Case) proposals(scope string, g *graph.Graph, reach *graph.Reach, hidden []int) []Proposal {
	starts, _ := c.bounds(scope)
	out := []Proposal{}
	for _, i := range hidden {
		out = append(out, c.proposal(scope, i, hidden, starts, g, reach))
	}
	return out
}

func (c *Case) proposal(scope string, i int, hidden []int, starts []End, g *graph.Graph, reach *graph.Reach) Proposal {
	p := Proposal{Service: c.services[i].ID}
	for _, d := range c.dependencies(i) {
		if d != i && slices.Contains(hidden, d) {
			p.Reason = fmt.Sprintf("the graph puts %s before it, which is hidden too: what explains that one explains this", c.services[d].Label())
			return p
		}
	}
	if starts[i].At.IsZero() {
		p.Reason = "no start of the impact is on record, so nothing says after what it began"
		return p
	}
	best := -1
	for j := range c.services {
		if j == i || reach.States[j] == graph.OK || c.services[j].External && !c.services[i].External || !c.hurtAt(scope, j, starts[i].At) || !c.shareWave(scope, i, j) {
			continue
		}
		if best < 0 || len(g.Dependents(int32(j))) > len(g.Dependents(int32(best))) {
			best = j
		}
	}
	if best < 0 {
		p.Reason = "nothing in reach is on record as hurt when the impact began"
		return p
	}
	p.Dependency = c.services[best].ID
	p.Reason = fmt.Sprintf("%s was being hurt when it began, and more services on record (%d) depend on it than on any other then hurt", c.services[best].Label(), len(g.Dependents(int32(best))))
	return p
}

// hurtAt reports whether service j has a window in scope that contains t.
func (c *Case) hurtAt(scope string, j int, t time.Time) bool {
	return slices.ContainsFunc(c.windows(scope), func(h hurt) bool {
		return h.service == j && h.timed() && !h.window.From.At().After(t) && !h.window.To.At().Before(t)
	})
}

// shareWave reports whether two services were hurt in one wave, or one of them in none that is recorded.
func (c *Case) shareWave(scope string, i, j int) bool {
	waves := func(k int) (out []string) {
		for _, w := range c.services[k].Windows {
			if w.Wave != "" && (scope == WholeIncident || scope == WaveScope(w.Wave)) {
				out = append(out, w.Wave)
			}
		}
		return out
	}
	a, b := waves(i), waves(j)
	return len(a) == 0 || len(b) == 0 || slices.ContainsFunc(a, func(w string) bool { return slices.Contains(b, w) })
}

func (c *Case) blastNotes(b Blast) []Note {
	notes := c.originNote(b)
	if len(b.Affected) == 0 {
		notes = append(notes, Note{b.Scope, "No service has an impact window, so there is nothing to hold the prediction against."})
	}
	if n := len(b.Hidden); n > 0 {
		notes = append(notes, Note{b.Scope, fmt.Sprintf("The declared graph does not explain why %s affected: an edge is missing from the record, or the cause was another.", counted(n, "service was", "services were"))})
	}
	unkinded := 0
	for _, s := range c.services {
		for _, dep := range s.DependsOn {
			if dep.Kind == "" {
				unkinded++
			}
		}
	}
	if unkinded > 0 {
		notes = append(notes, Note{b.Scope, fmt.Sprintf("%s no kind; the prediction lets them carry what a soft dependency carries.", counted(unkinded, "dependency has", "dependencies have"))})
	}
	return notes
}

// originNote compares declared with computed origins where both exist and differ.
func (c *Case) originNote(b Blast) []Note {
	if !c.declared(b.Scope) || len(b.Computed) == 0 || slices.Equal(b.Origins, b.Computed) {
		return nil
	}
	var notes []Note
	var missing []string
	for _, o := range b.Origins {
		if !slices.Contains(b.Computed, o) {
			missing = append(missing, c.Service(o).Label())
		}
	}
	if len(missing) > 0 {
		notes = append(notes, Note{b.Scope, fmt.Sprintf("For %s, the record declares %s an origin, although something it depends on was affected too.", c.scopeName(b.Scope), List(missing))})
	}
	extra := 0
	for _, o := range b.Computed {
		if !slices.Contains(b.Origins, o) {
			extra++
		}
	}
	if extra > 0 {
		notes = append(notes, Note{b.Scope, fmt.Sprintf("For %s, %s affected without any affected dependency on record, and so look like origins of their own.", c.scopeName(b.Scope), counted(extra, "service was", "services were"))})
	}
	return notes
}

func (c *Case) perHop(b Blast) []HopCount {
	out := []HopCount{}
	for _, r := range b.Reach {
		for len(out) <= r.Hops {
			out = append(out, HopCount{Hops: len(out)})
		}
		out[r.Hops].Reach++
		if slices.Contains(b.Explained, r.Service) {
			out[r.Hops].Explained++
		}
	}
	return out
}

func (c *Case) perTier(b Blast) []TierCount {
	byTier := map[int]*TierCount{}
	var untiered TierCount
	for _, s := range c.services {
		t := &untiered
		if s.Tier != nil {
			if byTier[*s.Tier] == nil {
				byTier[*s.Tier] = &TierCount{Tier: s.Tier}
			}
			t = byTier[*s.Tier]
		}
		t.Services++
		t.Reach += b2i(slices.ContainsFunc(b.Reach, func(r Reached) bool { return r.Service == s.ID }))
		t.Affected += b2i(slices.Contains(b.Affected, s.ID))
		t.Explained += b2i(slices.Contains(b.Explained, s.ID))
	}
	out := []TierCount{}
	for _, t := range byTier {
		out = append(out, *t)
	}
	slices.SortFunc(out, func(a, b TierCount) int { return *a.Tier - *b.Tier })
	if untiered.Services > 0 && len(out) > 0 {
		out = append(out, untiered)
	}
	return out
}

// mostAffected names the service hurt longest and those that alerted first: neither is the origin.
func (c *Case) mostAffected(d *BlastDetail) {
	longest := 0.0
	for i, s := range c.services {
		total := 0.0
		for j := range s.Windows {
			if h := (hurt{i, &s.Windows[j]}); h.timed() {
				total += seconds(h.window.From.At(), h.window.To.At())
			}
		}
		if total > longest {
			longest, d.MostAffected = total, s.ID
		}
	}
	d.FirstToAlert = []string{}
	if mark, ok := c.Marks[WholeIncident][incidents.Detected]; ok && mark.Event != nil {
		d.FirstToAlert = append(d.FirstToAlert, mark.Event.Services...)
	}
}

// graphFigure draws the services in reach or affected, and the edges between them.
func (c *Case) graphFigure(d BlastDetail) []Figure {
	f := Figure{ID: "dependencies", Kind: Graph, Title: "Dependency graph: what the origins reach, and what was affected"}
	layer := map[string]int{}
	proof := map[[2]string]bool{}
	for _, r := range d.Reach {
		layer[r.Service] = r.Hops
		for k := 1; k < len(r.Path); k++ {
			proof[[2]string{r.Path[k], r.Path[k-1]}] = true
		}
	}
	worst := c.worst(WholeIncident)
	for i, s := range c.services {
		if class := c.class(d.Blast, s.ID); class != ClassUntouched {
			f.Nodes = append(f.Nodes, Node{ID: s.ID, Label: s.Label(), Class: class, State: string(worst[i]), Layer: layer[s.ID]})
		}
	}
	shown := func(id string) bool { return slices.ContainsFunc(f.Nodes, func(n Node) bool { return n.ID == id }) }
	for _, s := range c.services {
		for _, dep := range s.DependsOn {
			for _, target := range append(dep.AnyOf[:len(dep.AnyOf):len(dep.AnyOf)], dep.Service) {
				if shown(s.ID) && shown(target) {
					f.Edges = append(f.Edges, Link{s.ID, target, string(dep.Kind), proof[[2]string{s.ID, target}], dep.Basis == incidents.Inferred})
				}
			}
		}
	}
	if len(f.Nodes) == 0 {
		return nil
	}
	from := "no known origin"
	if len(d.Origins) > 0 {
		from = List(c.labels(d.Origins))
	}
	f.Alt = fmt.Sprintf("From %s the declared dependencies reach %s; %s affected, %d of them in that reach.",
		from, counted(len(d.Reach), "service", "services"), counted(len(d.Affected), "service was", "services were"), len(d.Explained))
	return []Figure{f}
}

func (c *Case) class(b Blast, id string) Class {
	switch {
	case slices.Contains(b.Origins, id):
		return ClassOrigin
	case slices.Contains(b.Explained, id):
		return ClassExplained
	case slices.Contains(b.Spared, id):
		return ClassSpared
	case slices.Contains(b.Hidden, id):
		return ClassHidden
	}
	return ClassUntouched
}
