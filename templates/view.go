package templates

import (
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/postmortem-dev/postmortem/analysis"
	"github.com/postmortem-dev/postmortem/incidents"
)

// View is what a template sees: the incident, each result's detail, and sentences made from them.
type View struct {
	*incidents.Incident
	Results       []analysis.Result
	Phases        analysis.PhasesDetail
	Recovery      analysis.RecoveryDetail
	Blast         analysis.BlastDetail
	Quantities    analysis.ImpactDetail
	Communication analysis.CommunicationDetail
	Sourcing      analysis.SourcesDetail
	Coverage      analysis.ActionsDetail

	report   *analysis.Report
	zone     *time.Location
	start    time.Time // the first moment of the incident
	oneDay   time.Time // the day that need not be named; zero when the incident has several
	services map[string]*incidents.Service
	measures map[string]*analysis.Measure // by name@scope
	sorted   []incidents.Event            // the timeline by time, once it was asked for
	notes    map[string]string            // footnote label of each source
}

// NewView returns the view of a report.
func NewView(r *analysis.Report) *View {
	v := &View{Incident: r.Incident, Results: r.Results, report: r, zone: r.Incident.Zone(), services: map[string]*incidents.Service{}, measures: map[string]*analysis.Measure{}, notes: map[string]string{}}
	for _, result := range r.Results {
		for i := range result.Measures {
			m := &result.Measures[i]
			if key := m.Name + "@" + m.Scope; v.measures[key] == nil {
				v.measures[key] = m
			}
		}
		switch d := result.Detail.(type) {
		case analysis.PhasesDetail:
			v.Phases = d
		case analysis.RecoveryDetail:
			v.Recovery = d
		case analysis.BlastDetail:
			v.Blast = d
		case analysis.ImpactDetail:
			v.Quantities = d
		case analysis.CommunicationDetail:
			v.Communication = d
		case analysis.SourcesDetail:
			v.Sourcing = d
		case analysis.ActionsDetail:
			v.Coverage = d
		}
	}
	for i := range r.Incident.Services {
		v.services[r.Incident.Services[i].ID] = &r.Incident.Services[i]
	}
	v.labelSources()
	v.start = v.firstMoment()
	if end, ok := v.over(); ok && end.At.In(v.zone).Format(time.DateOnly) == v.start.In(v.zone).Format(time.DateOnly) {
		v.oneDay = v.start
	}
	return v
}

// Zone returns the zone in which the incident is told. The incident's own method looks it up each time.
func (v *View) Zone() *time.Location { return v.zone }

// labelSources gives each source a footnote label that Markdown accepts, unique even where ids differ only in signs.
func (v *View) labelSources() {
	taken := map[string]bool{}
	for _, s := range v.Incident.Sources {
		label := strings.Map(func(r rune) rune {
			if r < utf8.RuneSelf && (unicode.IsLetter(r) || unicode.IsDigit(r)) || r == '-' {
				return r
			}
			return '-'
		}, s.ID)
		for taken[strings.ToLower(label)] {
			label += "-"
		}
		taken[strings.ToLower(label)] = true
		v.notes[s.ID] = label
	}
}

// end returns a recorded milestone of a scope.
func (v *View) end(scope, milestone string) (analysis.End, bool) {
	s, _ := v.Phases.Scope(scope)
	for _, m := range s.Milestones {
		if m.Name == milestone && m.Recorded {
			return m.End, true
		}
	}
	return analysis.End{}, false
}

// over returns the end of the whole incident, or the moment up to which an open one is on record.
func (v *View) over() (analysis.End, bool) {
	s, _ := v.Phases.Scope(analysis.WholeIncident)
	if s.SoFar && s.Whole.To != nil {
		return *s.Whole.To, true
	}
	return v.end(analysis.WholeIncident, "resolved")
}

// Measure returns the first measure of that name and scope in any result; an unknown one when there is none.
func (v *View) Measure(name, scope string) analysis.Measure {
	if m, ok := v.measures[name+"@"+scope]; ok {
		return *m
	}
	return analysis.Measure{Name: name, Scope: scope, Note: "not measured"}
}

// notesOf returns the notes of one result for a scope.
func (v *View) notesOf(result, scope string) []string {
	var out []string
	for _, r := range v.Results {
		for _, n := range r.Notes {
			if r.Name == result && n.Scope == scope && !slices.Contains(out, n.Text) {
				out = append(out, n.Text)
			}
		}
	}
	return out
}
