package tables

import (
	"slices"
	"time"

	"github.com/postmortem-dev/postmortem/analysis/compare"
	"github.com/postmortem-dev/postmortem/incidents"
)

type digest = *compare.Digest

func incidentTable() Table {
	return tableOf("incidents", "one incident", func(d digest) []digest { return []digest{d} },
		slices.Concat(identity(), classColumns(), momentColumns(), lengthColumns(), countColumns(), recordColumns()))
}

func identity() []column[digest] {
	return []column[digest]{
		needed(text("id", "The incident's id.", func(d digest) string { return d.ID })),
		text("title", "Its title.", func(d digest) string { return d.Title }),
		word("organization", "Whose it was.", func(d digest) string { return d.Organization }),
		word("severity", "The organization's own grade.", func(d digest) string { return d.Severity }),
		word("status", "open, mitigated, resolved or closed.", func(d digest) string { return d.Status }),
		word("zone", "IANA name of the record's time zone.", func(d digest) string { return d.Zone }),
		flag("open", "It has no end yet.", func(d digest) bool { return d.Open }),
		moment("as_of", "Of an open incident: how far its record goes.", func(d digest) time.Time { return d.AsOf }),
	}
}

func classColumns() []column[digest] {
	return []column[digest]{
		word("detection", "Who or what noticed first: monitor, staff or customer.", func(d digest) string { return d.Detection }),
		texts("triggers", "Classes of what set it off.", func(d digest) []string { return d.Triggers }),
		texts("mechanisms", "Classes of how it failed and spread.", func(d digest) []string { return d.Mechanisms }),
		texts("controls_held", "Safeguards that held.", safeguards("held")),
		texts("controls_failed", "Safeguards that failed.", safeguards("failed")),
		texts("controls_absent", "Safeguards that were not there.", safeguards("absent")),
		texts("tags", "Its tags.", func(d digest) []string { return d.Tags }),
	}
}

func safeguards(outcome string) func(digest) []string {
	return func(d digest) (out []string) {
		for _, c := range d.Controls {
			if c.Outcome == outcome && !slices.Contains(out, c.Class) {
				out = append(out, c.Class)
			}
		}
		return out
	}
}

func momentColumns() []column[digest] {
	out := []column[digest]{
		moment("began", "The first moment on record: `started`, else the earliest milestone, else the first impact.", digest.Start),
	}
	for _, name := range incidents.Milestone("").Values() {
		out = append(out, moment(name, "The milestone "+name+" of the whole incident.", func(d digest) time.Time {
			m, _ := d.Milestone(name)
			return m.At
		}))
	}
	return out
}

// lengthColumns are the durations that every report has. The phases of a line differ by incident and stand in a table of
// their own.
func lengthColumns() []column[digest] {
	var out []column[digest]
	for _, l := range []struct{ name, ends string }{
		{"duration", "started → resolved"},
		{"time_to_detect", "started → detected"},
		{"time_to_acknowledge", "detected → acknowledged"},
		{"time_to_identify", "started → identified"},
		{"time_to_mitigate", "started → mitigated"},
		{"time_to_first_public_notice", "started → the first public notice"},
		{"trigger_to_start", "triggered → started"},
		{"recovery_tail", "the origin was well → the last affected service was well"},
	} {
		of := func(d digest) length {
			for _, found := range d.Lengths {
				if found.Name == l.name {
					return lengthOf(found)
				}
			}
			return length{}
		}
		out = append(out,
			number(l.name+"_s", l.ends+", in seconds.", func(d digest) *float64 { return of(d).value }),
			number(l.name+"_low_s", "The least it can be.", func(d digest) *float64 { return of(d).low }),
			number(l.name+"_high_s", "The most it can be.", func(d digest) *float64 { return of(d).high }),
			disputed(l.name+"_disputed", of),
			text(l.name+"_note", "What to know about it; why it is unknown.", func(d digest) string { return of(d).note }),
		)
	}
	return out
}

// length is a duration as tables hold it: with both bounds where it is known at all. One that was still running when the
// record was made is not known, but to be at least so long: a sum or a median over the column then leaves it out.
type length struct {
	value, low, high *float64
	disputed         bool
	note             string
}

func lengthOf(l compare.Length) length {
	out := length{value: l.Value, low: l.Low, high: l.High, disputed: l.Disputed, note: l.Note}
	if out.low == nil {
		out.low = l.Value
	}
	if out.high == nil {
		out.high = l.Value
	}
	if l.SoFar {
		out.value, out.high = nil, nil
		if out.note == "" {
			out.note = "still open; so far it is the least"
		}
	}
	return out
}

// disputed is the column that says where a range comes from; of a length of which nothing is known it says nothing.
func disputed[R any](name string, of func(R) length) column[R] {
	return column[R]{Column{Name: name, Kind: Flag, Doc: "The range comes from sources that differ."}, func(r R) any {
		if l := of(r); l.low != nil {
			return l.disputed
		}
		return nil
	}}
}

func countColumns() []column[digest] {
	out := []column[digest]{whole("waves", "Periods of impact; 0 when the record does not part it into several.", func(d digest) int { return len(d.Waves) })}
	for _, c := range []struct{ name, doc string }{
		{"affected", "Services affected."},
		{"origins", "Services that failed first."},
		{"reach", "Services that the declared dependencies put in reach of the origins."},
		{"explained", "Services affected and in reach."},
		{"spared", "Services in reach and not affected."},
		{"hidden", "Services affected and not in reach."},
		{"state_mismatches", "Services hurt more or less than the dependencies explain."},
		{"precision", "Explained, as a share of the reach."},
		{"recall", "Explained, as a share of the affected."},
		{"peak_affected", "Most services affected at one time."},
		{"service_minutes_down", "Minutes that services were down, added up."},
		{"service_minutes_degraded", "Minutes that services were degraded, added up."},
		{"service_minutes_unrecorded", "Minutes that services were hurt, the record does not say how badly, added up."},
		{"tail_share", "The recovery tail, as a share of the whole length."},
		{"messages_total", "Messages to the people affected."},
		{"actions_total", "Actions."},
		{"factors_total", "Causes and factors."},
		{"factors_without_action", "Those that no action answers."},
	} {
		out = append(out, number(c.name, c.doc, func(d digest) *float64 {
			if v, ok := d.Count(c.name); ok {
				return &v
			}
			return nil
		}))
	}
	return out
}

func recordColumns() []column[digest] {
	return []column[digest]{
		whole("record_events", "Entries of the record's timeline.", func(d digest) int { return d.Record.Events }),
		whole("record_services", "Services in the record.", func(d digest) int { return d.Record.Services }),
		whole("record_edges", "Declared dependencies.", func(d digest) int { return d.Record.Edges }),
		whole("record_sources", "Sources.", func(d digest) int { return d.Record.Sources }),
		whole("record_conflicts", "Questions on which sources differ.", func(d digest) int { return d.Record.Conflicts }),
		whole("record_statements", "Statements.", func(d digest) int { return d.Record.Statements }),
		whole("record_uncited", "Statements without a source.", func(d digest) int { return d.Record.Uncited }),
	}
}
