// Package analysis is the second room of the line: it turns an incident into a [Report], an ordered list of results.
// It reads no files, renders nothing and knows no output format.
package analysis

import (
	"time"

	"github.com/postmortem-dev/postmortem/incidents"
)

// Report is an incident and what the analyses found in it, in the order of Analyses.
type Report struct {
	Incident *incidents.Incident
	Results  []Result
}

// Result returns the result called name, and false when the report has none.
func (r *Report) Result(name string) (Result, bool) {
	for _, result := range r.Results {
		if result.Name == name {
			return result, true
		}
	}
	return Result{}, false
}

// Result is what one analysis found: numbers, things to draw, doubts, and its own typed detail.
type Result struct {
	Name     string    `json:"name"`
	Title    string    `json:"title"`
	Measures []Measure `json:"measures"`
	Figures  []Figure  `json:"figures"`
	Notes    []Note    `json:"notes"`
	Detail   any       `json:"detail"`
}

// Measure returns the measure called name in scope, and false when the result has none.
func (r Result) Measure(name, scope string) (Measure, bool) {
	for _, m := range r.Measures {
		if m.Name == name && m.Scope == scope {
			return m, true
		}
	}
	return Measure{}, false
}

// WholeIncident is the scope of a measure of the incident as a whole.
const WholeIncident = "incident"

// WaveScope returns the scope of a measure of one wave.
func WaveScope(id string) string { return "wave:" + id }

// ServiceScope returns the scope of a measure of one service.
func ServiceScope(id string) string { return "service:" + id }

// Measure is a number with its unit, its two ends and its sources. A nil Value is unknown, and Note says why.
// Durations are in seconds. Low and High equal Value unless the record or its sources leave a range.
type Measure struct {
	Name    string   `json:"name"`  // for example time_to_detect
	Scope   string   `json:"scope"` // incident, wave:ID or service:ID
	Value   *float64 `json:"value"`
	Low     *float64 `json:"low"`
	High    *float64 `json:"high"`
	Unit    string   `json:"unit"` // s, services, ratio, service-minutes, ...
	From    *End     `json:"from"`
	To      *End     `json:"to"`
	Sources []string `json:"sources"`
	Note    string   `json:"note,omitempty"`
	SoFar   bool     `json:"so_far,omitempty"` // the incident was still open at To
	// Disputed: Low and High come from sources that differ, and Value is the one used; else they are what the record
	// leaves open.
	Disputed bool `json:"disputed,omitempty"`
}

// Known reports whether the measure has a value.
func (m Measure) Known() bool { return m.Value != nil }

// Ranged reports whether the measure is known with a range around it.
func (m Measure) Ranged() bool {
	return m.Value != nil && m.Low != nil && m.High != nil && *m.Low != *m.High
}

// End is one of the two ends of a measure: a named moment for a duration, a named set for a ratio or a count.
type End struct {
	Name     string    `json:"name"`               // for example started, or reach
	At       time.Time `json:"at,omitzero"`        // the nominal moment
	Low      time.Time `json:"low,omitzero"`       // earliest, when the record or its sources leave a range
	High     time.Time `json:"high,omitzero"`      // latest
	Event    string    `json:"event,omitempty"`    // id of the event that marks it
	Evidence string    `json:"evidence,omitempty"` // how good the evidence for it is, where that is graded
	About    bool      `json:"about,omitempty"`    // the record says "about"
	Disputed bool      `json:"disputed,omitempty"` // sources differ about it
	Sources  []string  `json:"sources,omitempty"`

	ownLow, ownHigh time.Time // of a disputed end: what the account used leaves open
}

// Note is a doubt that travels with the numbers.
type Note struct {
	Scope string `json:"scope"`
	Text  string `json:"text"`
}

// Figure is a thing to draw; how is the renderers' affair. Rows, Series or Nodes carry its data, by Kind.
type Figure struct {
	ID      string     `json:"id"` // [a-z][a-z0-9_]*, unique in a report
	Kind    FigureKind `json:"kind"`
	Title   string     `json:"title"`
	Alt     string     `json:"alt"` // what a reader who cannot see it should know, in a sentence or two
	Unit    string     `json:"unit,omitempty"`
	Log     bool       `json:"log,omitempty"` // bars spread over orders of magnitude
	Rows    []Row      `json:"rows,omitempty"`
	Series  []Series   `json:"series,omitempty"`
	Samples []Sample   `json:"samples,omitempty"`
	Marks   []Tick     `json:"marks,omitempty"` // named moments: vertical lines
	Nodes   []Node     `json:"nodes,omitempty"`
	Edges   []Link     `json:"edges,omitempty"`
	// Elapsed: the moments of a gantt are lengths of time since Epoch, so that incidents of different days stand
	// beside each other.
	Elapsed bool `json:"elapsed,omitempty"`
}

// FigureKind says which of its data a figure carries and how it is meant.
type FigureKind string

// Kinds of figure: spans of time on rows; steps over time; recovery of each service as bars in order of their end;
// a dependency graph; values as horizontal bars; for each sample the share of values at or below each value; each value
// of a sample as a dot on a line; nodes in order with arcs between those that have something in common.
const (
	Gantt     FigureKind = "gantt"
	Steps     FigureKind = "steps"
	Waterfall FigureKind = "waterfall"
	Graph     FigureKind = "graph"
	Bars      FigureKind = "bars"
	ECDF      FigureKind = "ecdf"
	Strip     FigureKind = "strip"
	Arcs      FigureKind = "arcs"
)

// Class is the meaning of a mark in a figure, from which its colour follows.
type Class string

// Classes of spans and series, then of nodes.
const (
	ClassUndetected Class = "undetected"
	ClassResponse   Class = "response"
	ClassDiagnosis  Class = "diagnosis"
	ClassMitigation Class = "mitigation"
	ClassRecovery   Class = "recovery"
	ClassMerged     Class = "merged"
	ClassDown       Class = "down"
	ClassDegraded   Class = "degraded"
	ClassUnrecorded Class = "unrecorded"
	ClassValue      Class = "value"

	ClassOrigin    Class = "origin"
	ClassExplained Class = "explained"
	ClassSpared    Class = "spared"
	ClassHidden    Class = "hidden"
	ClassUntouched Class = "untouched"
)

// Row is one line of a gantt, waterfall or bars figure.
type Row struct {
	Label string `json:"label"`
	Group string `json:"group,omitempty"`
	Spans []Span `json:"spans,omitempty"`
	// For bars: a value or a range; Low == High for a single value, one of them nil for a bound on one side.
	Low   *float64 `json:"low,omitempty"`
	High  *float64 `json:"high,omitempty"`
	Class Class    `json:"class,omitempty"`
	Note  string   `json:"note,omitempty"`
}

// Span is a stretch of time on a row. A zero To means that the end is not recorded.
type Span struct {
	From  time.Time `json:"from"`
	To    time.Time `json:"to,omitzero"`
	Class Class     `json:"class"`
	Label string    `json:"label,omitempty"`
}

// Series is a step function: its value from each point's moment to the next point's.
type Series struct {
	Name   string  `json:"name"`
	Class  Class   `json:"class"`
	Points []Point `json:"points"`
}

// Point is one step.
type Point struct {
	At    time.Time `json:"at"`
	Value float64   `json:"value"`
}

// Epoch is the moment from which an elapsed figure counts.
func Epoch() time.Time { return time.Unix(0, 0).UTC() }

// Sample is a list of values that belong together, smallest first, for an ecdf or a strip.
type Sample struct {
	Label  string  `json:"label"`
	N      int     `json:"n"` // how many values there are; Values may hold fewer of very many, evenly picked
	Values []Value `json:"values"`
	Median float64 `json:"median"`
	// The bounds of an interval of the median, nil where it cannot be told.
	Low  *float64 `json:"low,omitempty"`
	High *float64 `json:"high,omitempty"`
}

// Value is one value of a sample and what it belongs to.
type Value struct {
	X     float64 `json:"x"`
	Label string  `json:"label,omitempty"`
}

// Tick is a named moment.
type Tick struct {
	At    time.Time `json:"at"`
	Label string    `json:"label"`
}

// Node is a service in a graph figure. Layer counts hops from the origins, left to right; 0 for what is out of reach too.
type Node struct {
	ID    string `json:"id"`
	Label string `json:"label"`
	Class Class  `json:"class"`
	State string `json:"state,omitempty"` // observed, when it is affected
	Layer int    `json:"layer"`
}

// Link is an edge of a graph figure, from the dependent to the dependency, or of an arcs figure, where the two are equals.
type Link struct {
	Dependent  string `json:"dependent"`
	Dependency string `json:"dependency"`
	Kind       string `json:"kind,omitempty"`
	Proof      bool   `json:"proof,omitempty"` // it lies on a proof path
	Inferred   bool   `json:"inferred,omitempty"`

	Weight float64 `json:"weight,omitempty"` // of an arc: how much the two have in common
	Label  string  `json:"label,omitempty"`  // of an arc: what they have in common
}
