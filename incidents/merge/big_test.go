package merge

import (
	"fmt"
	"testing"
	"time"

	"github.com/postmortem-dev/postmortem/incidents"
	"github.com/postmortem-dev/postmortem/incidents/importers"
)

// BenchmarkInto merges a source of 10,000 events, half of which the record tells, into a record of as many.
func BenchmarkInto(b *testing.B) {
	made := func(from string, shift int) importers.Draft {
		d := drafts()[1]
		d.From, d.File, d.Incident.Timeline = from, from, nil
		d.Incident.Sources[0].Note = "Read from " + from + "."
		for i := range 10_000 {
			t := at("07:00:00").From.Add(time.Duration(i+shift) * 7 * time.Second)
			d.Incident.Timeline = append(d.Incident.Timeline, incidents.Event{At: incidents.At(t), Text: says(fmt.Sprintf("Host %d says that all of its %d queues are full.", i+shift, i)), Sources: []string{"page"}})
		}
		return d
	}
	record, _, err := New([]importers.Draft{made("one", 0)}, Mapping{})
	if err != nil {
		b.Fatal(err)
	}
	other := made("other", 5000)
	for i := range other.Incident.Timeline {
		other.Incident.Timeline[i].Text = says(fmt.Sprintf("Host %d says that all of its %d queues are full.", i+5000, i+5000))
	}
	for b.Loop() {
		if _, accounts, err := Into("record", record, []importers.Draft{other}, Mapping{}); err != nil || accounts[0].Folded < 5000 {
			b.Fatal(err, accounts)
		}
	}
}
