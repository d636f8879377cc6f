package compare

import (
	"slices"
	"time"

	"github.com/postmortem-dev/postmortem/analysis"
	"github.com/postmortem-dev/postmortem/incidents"
)

// TogetherDetail is the incidents that are one event seen by several.
type TogetherDetail struct {
	Events []SharedEvent `json:"events"`
}

// SharedEvent is incidents that their records link and that happened at the same time.
type SharedEvent struct {
	IDs     []string     `json:"ids"` // in order of their start
	Figure  string       `json:"figure"`
	Reasons []SharedLink `json:"reasons"`
}

// SharedLink is what one record says of another.
type SharedLink struct {
	From   string `json:"from"`
	To     string `json:"to"`
	Reason string `json:"reason"`
}

func together() Comparison {
	return Comparison{
		Name: "together", Title: "One event, several records",
		Doc: "Which incidents are the same event as several organizations saw it?",
		Run: func(s *Set) analysis.Result {
			d := TogetherDetail{}
			result := analysis.Result{}
			for _, members := range s.sameEvents() {
				e := SharedEvent{Figure: "together_" + slug(members[0].ID)}
				for _, m := range members {
					e.IDs = append(e.IDs, m.ID)
					for _, l := range m.Related {
						if slices.ContainsFunc(members, func(o *Digest) bool { return o.ID == l.Incident }) {
							e.Reasons = append(e.Reasons, SharedLink{m.ID, l.Incident, l.Reason})
						}
					}
				}
				d.Events = append(d.Events, e)
				result.Figures = append(result.Figures, sharedTimeline(e.Figure, members))
			}
			if d.Events != nil {
				result.Detail = d
			}
			return result
		},
	}
}

// slug returns id in the form of a figure's id.
func slug(id string) string {
	out := []byte(id)
	for i, b := range out {
		if b == '-' {
			out[i] = '_'
		}
	}
	return string(out)
}

// sameEvents returns the groups of two and more incidents that are joined by links between incidents at the same time.
func (s *Set) sameEvents() [][]*Digest {
	position := map[string]int{}
	for i, d := range s.Digests {
		position[d.ID] = i
	}
	joined := make([]int, len(s.Digests)) // a smaller member of the same group, or itself
	for i := range joined {
		joined[i] = i
	}
	root := func(i int) int {
		for joined[i] != i {
			i = joined[i]
		}
		return i
	}
	for i, d := range s.Digests {
		for _, l := range d.Related {
			if j, ok := position[l.Incident]; ok && overlap(d, s.Digests[j]) {
				a, b := root(i), root(j)
				joined[max(a, b)] = min(a, b)
			}
		}
	}
	members := map[int][]*Digest{}
	for i, d := range s.Digests {
		members[root(i)] = append(members[root(i)], d)
	}
	var out [][]*Digest
	for i := range s.Digests {
		if len(members[i]) > 1 {
			out = append(out, members[i])
		}
	}
	return out
}

// slack is how long before or after another an incident may begin or end and still be the same event: customers write
// down their own hours.
const slack = 12 * time.Hour

func overlap(a, b *Digest) bool {
	fromA, toA := a.extent()
	fromB, toB := b.extent()
	if fromA.IsZero() || fromB.IsZero() {
		return false
	}
	return fromA.Before(toB.Add(slack)) && fromB.Before(toA.Add(slack))
}

// extent returns the first and the last moment known of the incident.
func (d *Digest) extent() (from, to time.Time) {
	from = d.Start()
	to = from
	for _, m := range d.Milestones {
		if m.Name != "closed" && m.At.After(to) {
			to = m.At
		}
	}
	return from, to
}

// sharedTimeline draws the phases of each incident on one clock.
func sharedTimeline(id string, members []*Digest) analysis.Figure {
	f := analysis.Figure{ID: id, Kind: analysis.Gantt, Title: "One event on one clock", Alt: "The phases of each incident, as its own record gives them."}
	for _, d := range members {
		f.Rows = append(f.Rows, analysis.Row{Label: d.owner(), Spans: d.phases()})
	}
	return f
}

// owner returns whose incident it was, or its id.
func (d *Digest) owner() string {
	if d.Organization != "" {
		return d.Organization
	}
	return d.ID
}

// phases returns the spans between the recorded milestones of the line. One without an end has only a beginning.
func (d *Digest) phases() []analysis.Span {
	line, classes := incidents.Line(), []analysis.Class{analysis.ClassUndetected, analysis.ClassResponse, analysis.ClassDiagnosis, analysis.ClassMitigation, analysis.ClassRecovery}
	var spans []analysis.Span
	last := -1
	var at time.Time
	for i, name := range line {
		m, ok := d.Milestone(string(name))
		if !ok || m.At.Before(at) {
			continue
		}
		if last >= 0 {
			class := classes[last]
			if i > last+1 {
				class = analysis.ClassMerged
			}
			spans = append(spans, analysis.Span{From: at, To: m.At, Class: class, Label: string(line[last]) + " → " + string(name)})
		}
		last, at = i, m.At
	}
	if last >= 0 && last < len(line)-1 {
		class := analysis.ClassMerged
		if last == len(line)-2 {
			class = classes[last]
		}
		spans = append(spans, analysis.Span{From: at, Class: class, Label: string(line[last]) + " → not recorded"})
	}
	return spans
}
