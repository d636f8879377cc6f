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
// compared on another. Its times keep the offset of the record and nothing else of its zone.
type Digest struct {
	Schema       string    `json:"schema" doc:"postmortem-digest/v1."`
	ID           string    `json:"id" doc:"The incident's id."`
	Title        string    `json:"title" doc:"Its title."`
	Organization string    `json:"organization,omitempty" doc:"Whose it was."`
	Severity     string    `json:"severity,omitempty" doc:"The organization's own grade."`
	Status       string    `json:"status,omitempty" doc:"open, mitigated, resolved or closed."`
	Zone         string    `json:"zone" doc:"IANA name of the record's time zone."`
	Open         bool      `json:"open,omitempty" doc:"It has no end yet."`
	AsOf         time.Time `json:"as_of,omitzero" doc:"Of an open incident: how far its record goes."`
	Tags         []string  `json:"tags,omitempty" doc:"Its tags."`

	Triggers   []string  `json:"triggers,omitempty" doc:"Classes of what set it off."`
	Mechanisms []string  `json:"mechanisms,omitempty" doc:"Classes of how it failed and spread."`
	Controls   []Control `json:"controls,omitempty" doc:"Safeguards that mattered."`
	Detection  string    `json:"detection,omitempty" doc:"Who or what noticed first: monitor, staff or customer."`

	Milestones []Milestone `json:"milestones,omitempty" doc:"Of the whole incident: those that bound phases in their order, then the others."`
	Waves      []Wave      `json:"waves,omitempty" doc:"Its periods of impact, where it had several."`
	Lengths    []Length    `json:"lengths" doc:"Durations, in the order of the report."`
	Counts     []Count     `json:"counts,omitempty" doc:"Measures that are no durations."`
	Services   []Service   `json:"services,omitempty" doc:"The services of the record, by id."`

	Causes  []Cause  `json:"causes,omitempty" doc:"Its factors."`
	Actions []Action `json:"actions,omitempty" doc:"What was to change."`
	Related []Link   `json:"related,omitempty" doc:"Incidents that belong with it."`
	Record  Record   `json:"record" doc:"How rich and how well sourced the record is."`
}

// Control is a safeguard and whether it held.
type Control struct {
	Class   string `json:"class" doc:"Its class."`
	Outcome string `json:"outcome" doc:"held, failed or absent."`
}

// Milestone is a recorded moment. Low and High are left out when it is exact and undisputed.
type Milestone struct {
	Name    string    `json:"name" doc:"Its name in the record."`
	At      time.Time `json:"at" doc:"The moment used."`
	Low     time.Time `json:"low,omitzero" doc:"The earliest it can have been; left out when there is no doubt."`
	High    time.Time `json:"high,omitzero" doc:"The latest."`
	Sources []string  `json:"sources,omitempty" doc:"Ids of the record's sources that it rests on."`
}

// Wave is a period of impact of the incident.
type Wave struct {
	ID         string      `json:"id" doc:"Its id in the record."`
	Name       string      `json:"name" doc:"Its name."`
	Milestones []Milestone `json:"milestones,omitempty" doc:"Its own."`
}

// Length is a duration in seconds between two named moments. A nil Value is unknown, and Note says why.
type Length struct {
	Name     string   `json:"name" doc:"As in the report, for example time_to_detect; phase_ is followed by the phases it spans."`
	From     string   `json:"from" doc:"The moment it runs from."`
	To       string   `json:"to" doc:"The moment it runs to."`
	Value    *float64 `json:"value" doc:"Seconds; null when unknown."`
	Low      *float64 `json:"low,omitempty" doc:"The least it can be; left out when there is no doubt."`
	High     *float64 `json:"high,omitempty" doc:"The most."`
	Disputed bool     `json:"disputed,omitempty" doc:"The range comes from sources that differ."`
	SoFar    bool     `json:"so_far,omitempty" doc:"The incident was still open at its end."`
	Note     string   `json:"note,omitempty" doc:"What to know about it; why it is unknown."`
	Sources  []string `json:"sources,omitempty" doc:"Ids of the record's sources that it rests on."`
}

// Count is a measure that is no duration: how many services, what share.
type Count struct {
	Name  string   `json:"name" doc:"As in the report, for example affected."`
	Unit  string   `json:"unit" doc:"services, ratio, service-minutes and others."`
	Value *float64 `json:"value" doc:"The number; null when unknown."`
}

// Service is one service of the record.
type Service struct {
	ID      string   `json:"id" doc:"Its id in the record."`
	Name    string   `json:"name,omitempty" doc:"Its name."`
	Origin  bool     `json:"origin,omitempty" doc:"It failed first, by the record."`
	Reached bool     `json:"reached,omitempty" doc:"The declared dependencies put it in reach of the origins."`
	Windows []Window `json:"windows,omitempty" doc:"When it was hurt; left out when it was not affected."`
}

// Window is when a service was hurt. Ends that are not recorded are left out.
type Window struct {
	Wave  string    `json:"wave,omitempty" doc:"Id of its wave."`
	Level string    `json:"level,omitempty" doc:"degraded or down; left out when not recorded."`
	From  time.Time `json:"from,omitzero" doc:"Left out when not recorded."`
	To    time.Time `json:"to,omitzero" doc:"Left out when not recorded."`
}

// Cause is one factor.
type Cause struct {
	ID       string `json:"id,omitempty" doc:"Its id in the record."`
	Kind     string `json:"kind" doc:"trigger, contributing, latent or sustaining."`
	Text     string `json:"text" doc:"In the shortest wording of the record."`
	Answered bool   `json:"answered,omitempty" doc:"An action that is not dropped answers it."`
}

// Action is one thing that was to change.
type Action struct {
	ID     string    `json:"id,omitempty" doc:"Its id in the record."`
	Kind   string    `json:"kind,omitempty" doc:"prevent, detect, mitigate or process."`
	Status string    `json:"status,omitempty" doc:"open, in-progress, done or dropped."`
	Due    time.Time `json:"due,omitzero" doc:"When it is due."`
	Text   string    `json:"text" doc:"In the shortest wording of the record."`
}

// Link is another incident that belongs with this one, and why.
type Link struct {
	Incident string `json:"incident" doc:"Its id."`
	Reason   string `json:"reason" doc:"Why the two belong together."`
}

// Record says how rich and how well sourced the record is.
type Record struct {
	Events     int            `json:"events" doc:"Entries of the timeline."`
	Services   int            `json:"services" doc:"Services."`
	Edges      int            `json:"edges" doc:"Declared dependencies."`
	Sources    int            `json:"sources" doc:"Sources."`
	Conflicts  int            `json:"conflicts" doc:"Questions on which sources differ."`
	Statements int            `json:"statements" doc:"Statements."`
	Uncited    int            `json:"uncited" doc:"Statements without a source."`
	Evidence   map[string]int `json:"evidence,omitempty" doc:"Statements by how well they are sourced."`
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
	d.forget()
	d.eachTime(keepOffset)
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
	l, known := d.length(name)
	return *l, known
}

// length is Length without a copy: there are many lengths, and comparisons ask for each many times.
func (d *Digest) length(name string) (*Length, bool) {
	for i := range d.Lengths {
		if l := &d.Lengths[i]; l.Name == name {
			return l, l.Value != nil
		}
	}
	return &Length{Name: name}, false
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
