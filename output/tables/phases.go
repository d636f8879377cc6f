package tables

import (
	"time"

	"github.com/postmortem-dev/postmortem/analysis/compare"
)

// phase is one duration of an incident.
type phase struct {
	incident string
	of       compare.Length
	length
}

func phaseTable() Table {
	rows := func(d digest) []phase {
		out := make([]phase, 0, len(d.Lengths))
		for _, l := range d.Lengths {
			out = append(out, phase{d.ID, l, lengthOf(l)})
		}
		return out
	}
	return tableOf("phases", "one duration of an incident, in the order of the report", rows, []column[phase]{
		needed(text("incident", "The incident's id.", func(p phase) string { return p.incident })),
		word("name", "The duration, as in the report: `phase_` is followed by the phases it spans.", func(p phase) string { return p.of.Name }),
		word("from_moment", "What it runs from, for example started.", func(p phase) string { return p.of.From }),
		word("to_moment", "What it runs to.", func(p phase) string { return p.of.To }),
		number("value_s", "Its length in seconds.", func(p phase) *float64 { return p.value }),
		number("low_s", "The least it can be.", func(p phase) *float64 { return p.low }),
		number("high_s", "The most it can be.", func(p phase) *float64 { return p.high }),
		disputed("disputed", func(p phase) length { return p.length }),
		flag("so_far", "The incident was still open at its end: `low_s` is the length so far.", func(p phase) bool { return p.of.SoFar }),
		text("note", "What to know about it; why it is unknown.", func(p phase) string { return p.note }),
		texts("sources", "Ids of the record's sources that it rests on.", func(p phase) []string { return p.of.Sources }),
	})
}

// mark is one milestone of an incident or of a wave.
type mark struct {
	incident, wave string
	of             compare.Milestone
}

func milestoneTable() Table {
	rows := func(d digest) []mark {
		var out []mark
		for _, m := range d.Milestones {
			out = append(out, mark{d.ID, "", m})
		}
		for _, w := range d.Waves {
			for _, m := range w.Milestones {
				out = append(out, mark{d.ID, w.ID, m})
			}
		}
		return out
	}
	return tableOf("milestones", "one milestone of an incident or of a wave", rows, []column[mark]{
		needed(text("incident", "The incident's id.", func(m mark) string { return m.incident })),
		word("wave", "Id of the wave whose milestone it is; empty for the whole incident.", func(m mark) string { return m.wave }),
		word("milestone", "Its name, for example detected.", func(m mark) string { return m.of.Name }),
		moment("moment", "The moment used.", func(m mark) time.Time { return m.of.At }),
		moment("earliest", "The earliest it can have been.", func(m mark) time.Time { return first(m.of.Low, m.of.At) }),
		moment("latest", "The latest.", func(m mark) time.Time { return first(m.of.High, m.of.At) }),
		texts("sources", "Ids of the record's sources that it rests on.", func(m mark) []string { return m.of.Sources }),
	})
}

func first(a, b time.Time) time.Time {
	if a.IsZero() {
		return b
	}
	return a
}
