package analysis

import (
	"fmt"

	"github.com/postmortem-dev/postmortem/incidents"
)

// quiet is a time within the incident in which one wave was over and the next had not begun. Each end is named after its
// wave.
type quiet struct{ over, again End }

// quiet returns the quiet times of the incident, in order. After a wave whose end is not recorded none can be told.
func (c *Case) quiet() []quiet {
	var out []quiet
	var over End
	for i, w := range c.wavesByStart() {
		start, okStart := c.milestone(WaveScope(w.ID), incidents.Started)
		resolved, okEnd := c.milestone(WaveScope(w.ID), incidents.Resolved)
		start.Name, resolved.Name = w.Name, w.Name
		if i > 0 && okStart && start.low().After(over.high()) {
			out = append(out, quiet{over, start})
		}
		if !okEnd {
			break // it may have gone on
		}
		if resolved.high().After(over.high()) {
			over = resolved
		}
	}
	return out
}

// quietTime measures the quiet times together. They lie between from and to, with waves between them if there are several.
func quietTime(all []quiet) Measure {
	from, to := all[0].over, all[len(all)-1].again
	from.Name, to.Name = from.Name+" resolved", to.Name+" started"
	m := exact("quiet_time", WholeIncident, "s", 0, from, to)
	for _, q := range all {
		part := duration("", "", q.over, q.again)
		*m.Value, *m.Low, *m.High = *m.Value+*part.Value, *m.Low+*part.Low, *m.High+*part.High
		m.Disputed = m.Disputed || part.Disputed
		m.Sources = union(m.Sources, part.Sources)
		m.Note = joinNotes(m.Note, part.Note)
	}
	if n := len(all); n > 1 {
		m.Note = joinNotes(m.Note, fmt.Sprintf("in %d parts, with waves between them", n))
	}
	return m
}

func (c *Case) quietNotes() []Note {
	var notes []Note
	for _, q := range c.quiet() {
		length := Duration(seconds(q.over.At, q.again.At))
		notes = append(notes, Note{WholeIncident, fmt.Sprintf("%s was over %s before %s began. The length of the whole incident includes that time.", capitalize(q.over.Name), length, q.again.Name)})
	}
	return notes
}
