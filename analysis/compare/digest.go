// Package compare is the part of the second room that asks questions about many incidents: it boils each report down to
// a [Digest], and turns a list of digests into one [analysis.Report]. It reads no files and renders nothing.
package compare

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/postmortem-dev/postmortem/analysis"
	"github.com/postmortem-dev/postmortem/incidents"
)

// DigestSchema names the form of a digest's JSON, one object a line; docs/comparison.md describes it.
const DigestSchema = "postmortem-digest/v1"

// Digest is what comparisons need of one report, and nothing else: a few kilobytes that can be made on one machine and
// compared on another.
type Digest struct {
	Schema       string    `json:"schema"`
	ID           string    `json:"id"`
	Title        string    `json:"title"`
	Organization string    `json:"organization,omitempty"`
	Severity     string    `json:"severity,omitempty"`
	Status       string    `json:"status,omitempty"`
	Zone         string    `json:"zone"` // IANA name of the record's time zone
	Open         bool      `json:"open,omitempty"`
	AsOf         time.Time `json:"as_of,omitzero"` // of an open incident
	Tags         []string  `json:"tags,omitempty"`

	Triggers   []string  `json:"triggers,omitempty"`
	Mechanisms []string  `json:"mechanisms,omitempty"`
	Controls   []Control `json:"controls,omitempty"`
	Detection  string    `json:"detection,omitempty"` // monitor, staff or customer

	Milestones []Milestone `json:"milestones,omitempty"` // of the whole incident, in the order of the line, then those beside it
	Waves      []Wave      `json:"waves,omitempty"`
	Lengths    []Length    `json:"lengths"`          // durations, in the order of the report
	Counts     []Count     `json:"counts,omitempty"` // measures that are no durations
	Services   []Service   `json:"services,omitempty"`

	Causes  []Cause  `json:"causes,omitempty"`
	Actions []Action `json:"actions,omitempty"`
	Related []Link   `json:"related,omitempty"`
	Record  Record   `json:"record"`
}

// Control is a safeguard and whether it held.
type Control struct {
	Class   string `json:"class"`
	Outcome string `json:"outcome"` // held, failed or absent
}

// Milestone is a recorded moment. Low and High are left out when it is exact and undisputed.
type Milestone struct {
	Name    string    `json:"name"`
	At      time.Time `json:"at"`
	Low     time.Time `json:"low,omitzero"`
	High    time.Time `json:"high,omitzero"`
	Sources []string  `json:"sources,omitempty"`
}

// Wave is a period of impact of the incident.
type Wave struct {
	ID         string      `json:"id"`
	Name       string      `json:"name"`
	Milestones []Milestone `json:"milestones,omitempty"`
}

// Length is a duration in seconds between two named moments. A nil Value is unknown, and Note says why.
type Length struct {
	Name     string   `json:"name"`
	From     string   `json:"from"`
	To       string   `json:"to"`
	Value    *float64 `json:"value"`
	Low      *float64 `json:"low,omitempty"` // left out when it equals Value
	High     *float64 `json:"high,omitempty"`
	Disputed bool     `json:"disputed,omitempty"`
	SoFar    bool     `json:"so_far,omitempty"`
	Note     string   `json:"note,omitempty"`
	Sources  []string `json:"sources,omitempty"`
}

// Count is a measure that is no duration: how many services, what share.
type Count struct {
	Name  string   `json:"name"`
	Unit  string   `json:"unit"`
	Value *float64 `json:"value"`
}

// Service is one service of the record.
type Service struct {
	ID      string   `json:"id"`
	Name    string   `json:"name,omitempty"`
	Origin  bool     `json:"origin,omitempty"`
	Reached bool     `json:"reached,omitempty"` // by the declared dependencies
	Windows []Window `json:"windows,omitempty"` // none: not affected
}

// Window is when a service was hurt. Ends that are not recorded are left out.
type Window struct {
	Wave  string    `json:"wave,omitempty"`
	Level string    `json:"level,omitempty"`
	From  time.Time `json:"from,omitzero"`
	To    time.Time `json:"to,omitzero"`
}

// Cause is one factor.
type Cause struct {
	ID       string `json:"id,omitempty"`
	Kind     string `json:"kind"`
	Text     string `json:"text"`
	Answered bool   `json:"answered,omitempty"` // by an action that is not dropped
}

// Action is one thing that was to change.
type Action struct {
	ID     string    `json:"id,omitempty"`
	Kind   string    `json:"kind,omitempty"`
	Status string    `json:"status,omitempty"`
	Due    time.Time `json:"due,omitzero"`
	Text   string    `json:"text"`
}

// Link is another incident that belongs with this one, and why.
type Link struct {
	Incident string `json:"incident"`
	Reason   string `json:"reason"`
}

// Record says how rich and how well sourced the record is.
type Record struct {
	Events     int            `json:"events"`
	Services   int            `json:"services"`
	Edges      int            `json:"edges"`
	Sources    int            `json:"sources"`
	Conflicts  int            `json:"conflicts"`
	Statements int            `json:"statements"`
	Uncited    int            `json:"uncited"` // statements without a source
	Evidence   map[string]int `json:"evidence,omitempty"`
}

// Of returns the digest of a report.
func Of(r *analysis.Report) Digest {
	in := r.Incident
	d := Digest{
		Schema: DigestSchema, ID: in.ID, Title: in.Title, Organization: in.Organization, Severity: in.Severity,
		Status: string(in.Status), Zone: in.Zone().String(), Tags: slices.Clone(in.Tags), Detection: string(in.Detection.By), Lengths: []Length{},
	}
	classify(&d, in.Classification)
	measure(&d, r)
	moments(&d, r)
	services(&d, r)
	texts(&d, r)
	return d
}

func classify(d *Digest, c incidents.Classification) {
	for _, t := range c.Triggers {
		d.Triggers = appendNew(d.Triggers, string(t.Class))
	}
	for _, m := range c.Mechanisms {
		d.Mechanisms = appendNew(d.Mechanisms, string(m.Class))
	}
	for _, control := range c.Controls {
		d.Controls = append(d.Controls, Control{string(control.Class), string(control.Outcome)})
	}
}

func appendNew(list []string, s string) []string {
	if slices.Contains(list, s) {
		return list
	}
	return append(list, s)
}

// measure keeps the measures of the whole incident. Phases go with the durations: their names say what they span.
func measure(d *Digest, r *analysis.Report) {
	seen := map[string]bool{}
	for _, result := range r.Results {
		for _, m := range result.Measures {
			if m.Scope != analysis.WholeIncident || seen[m.Name] {
				continue
			}
			seen[m.Name] = true
			if m.Unit == "s" && isKeptLength(m.Name) {
				d.Lengths = append(d.Lengths, length(m))
			} else if slices.Contains(kept(), m.Name) {
				d.Counts = append(d.Counts, Count{m.Name, m.Unit, m.Value})
			}
		}
	}
}

// isKeptLength reports whether comparisons use the duration called name.
func isKeptLength(name string) bool {
	return strings.HasPrefix(name, "time_to_") || strings.HasPrefix(name, "phase_") || slices.Contains([]string{"duration", "recovery_tail", "trigger_to_start"}, name)
}

// kept are the measures other than durations that comparisons use.
func kept() []string {
	return []string{
		"origins", "reach", "affected", "explained", "spared", "hidden", "state_mismatches", "precision", "recall", "peak_affected",
		"service_minutes_down", "service_minutes_degraded", "service_minutes_unrecorded", "tail_share", "messages_total",
		"actions_total", "factors_total", "factors_without_action",
	}
}

func length(m analysis.Measure) Length {
	out := Length{Name: m.Name, Value: m.Value, Disputed: m.Disputed, SoFar: m.SoFar, Note: m.Note, Sources: m.Sources}
	if m.From != nil {
		out.From = m.From.Name
	}
	if m.To != nil {
		out.To = m.To.Name
	}
	if m.Ranged() {
		out.Low, out.High = m.Low, m.High
	}
	return out
}

func moments(d *Digest, r *analysis.Report) {
	result, _ := r.Result("phases")
	phases, _ := result.Detail.(analysis.PhasesDetail)
	for _, scope := range phases.Scopes {
		var marks []Milestone
		for _, m := range scope.Milestones {
			if m.Recorded {
				marks = append(marks, milestone(m.Name, m.End))
			}
		}
		if scope.Scope == analysis.WholeIncident {
			d.Milestones = append(marks, beside(r.Incident)...)
			d.Open, d.AsOf = open(scope)
			continue
		}
		d.Waves = append(d.Waves, Wave{ID: scope.Scope[len(analysis.WaveScope("")):], Name: scope.Name, Milestones: marks})
	}
}

func open(s analysis.ScopePhases) (bool, time.Time) {
	if s.SoFar && s.Whole.To != nil {
		return true, s.Whole.To.At
	}
	return false, time.Time{}
}

func milestone(name string, e analysis.End) Milestone {
	m := Milestone{Name: name, At: e.At, Sources: e.Sources}
	if !e.Exact() {
		m.Low, m.High = e.Low, e.High
	}
	return m
}

// beside returns the milestones that bound no phase.
func beside(in *incidents.Incident) []Milestone {
	var out []Milestone
	marks := in.Marks()
	for _, name := range []incidents.Milestone{incidents.Triggered, incidents.Declared, incidents.Communicated, incidents.Closed} {
		if mark, ok := marks[name]; ok {
			out = append(out, Milestone{Name: string(name), At: mark.At.At(), Sources: mark.Sources})
		}
	}
	return out
}

func services(d *Digest, r *analysis.Report) {
	result, _ := r.Result("blast")
	blast, _ := result.Detail.(analysis.BlastDetail)
	reached := map[string]bool{}
	for _, service := range blast.Reach {
		reached[service.Service] = true
	}
	for i := range r.Incident.Services {
		s := &r.Incident.Services[i]
		out := Service{ID: s.ID, Name: s.Name, Origin: slices.Contains(blast.Origins, s.ID), Reached: reached[s.ID]}
		for _, w := range s.Windows {
			out.Windows = append(out.Windows, Window{w.Wave, string(w.Level), w.From.At(), w.To.At()})
		}
		d.Services = append(d.Services, out)
		d.Record.Edges += len(s.DependsOn)
	}
	slices.SortFunc(d.Services, func(a, b Service) int { return cmp.Compare(a.ID, b.ID) })
}

func texts(d *Digest, r *analysis.Report) {
	in := r.Incident
	answered := map[string]bool{}
	for _, a := range in.Actions {
		d.Actions = append(d.Actions, Action{a.ID, string(a.Kind), string(a.Status), a.Due.At(), brief(a.Text)})
		for _, factor := range a.Answers {
			answered[factor] = answered[factor] || a.Status != incidents.ActionDropped
		}
	}
	for _, f := range in.Causes {
		d.Causes = append(d.Causes, Cause{f.ID, string(f.Kind), brief(f.Text), answered[f.ID]})
	}
	for _, l := range in.Related {
		d.Related = append(d.Related, Link{l.Incident, l.Reason})
	}
	d.Record.Events, d.Record.Services, d.Record.Sources = len(in.Timeline), len(in.Services), len(in.Sources)
	result, _ := r.Result("sources")
	detail, _ := result.Detail.(analysis.SourcesDetail)
	d.Record.Conflicts = len(detail.Conflicts)
	for _, part := range detail.Parts {
		d.Record.Statements += part.Statements
		d.Record.Uncited += part.Uncited
		for _, tally := range part.Evidence {
			if tally.Count > 0 {
				if d.Record.Evidence == nil {
					d.Record.Evidence = map[string]int{}
				}
				d.Record.Evidence[tally.Name] += tally.Count
			}
		}
	}
}

// brief returns the shortest wording of a text.
func brief(w incidents.Words) string {
	if w.Short != "" {
		return w.Short
	}
	return w.Text
}

// Length returns the duration called name, and false when it is unknown.
func (d *Digest) Length(name string) (Length, bool) {
	for _, l := range d.Lengths {
		if l.Name == name {
			return l, l.Value != nil
		}
	}
	return Length{Name: name}, false
}

// Count returns the count called name, and false when it is unknown.
func (d *Digest) Count(name string) (float64, bool) {
	for _, c := range d.Counts {
		if c.Name == name && c.Value != nil {
			return *c.Value, true
		}
	}
	return 0, false
}

// Milestone returns the milestone of the whole incident called name, and false when it is not recorded.
func (d *Digest) Milestone(name string) (Milestone, bool) {
	for _, m := range d.Milestones {
		if m.Name == name {
			return m, true
		}
	}
	return Milestone{}, false
}

// Start returns the first moment known of the incident: when it started, else the earliest milestone, else the first
// window; zero when nothing has a time.
func (d *Digest) Start() time.Time {
	if m, ok := d.Milestone("started"); ok {
		return m.At
	}
	var first time.Time
	consider := func(t time.Time) {
		if !t.IsZero() && (first.IsZero() || t.Before(first)) {
			first = t
		}
	}
	for _, m := range d.Milestones {
		consider(m.At)
	}
	for _, s := range d.Services {
		for _, w := range s.Windows {
			consider(w.From)
		}
	}
	return first
}

// Affected returns the services that were hurt.
func (d *Digest) Affected() []Service {
	var out []Service
	for _, s := range d.Services {
		if len(s.Windows) > 0 {
			out = append(out, s)
		}
	}
	return out
}
