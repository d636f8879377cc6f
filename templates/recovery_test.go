package templates_test

import (
	"strings"
	"testing"

	"github.com/postmortem-dev/postmortem/analysis"
	"github.com/postmortem-dev/postmortem/incidents"
	"github.com/postmortem-dev/postmortem/templates"
)

// viewOf returns the view of a small record: a head, and what the test adds to it.
func viewOf(t *testing.T, record string) *templates.View {
	t.Helper()
	found, diags := incidents.Parse("small.yaml", []byte("id: small\ntitle: Small\ntimezone: UTC\nstatus: resolved\n"+record))
	if len(found) != 1 || incidents.HasErrors(diags) {
		t.Fatal(diags)
	}
	return templates.NewView(analysis.Run(found[0]))
}

func postmortemOf(t *testing.T, v *templates.View) string {
	t.Helper()
	d, err := templates.Execute("postmortem", analysis.Run(v.Incident))
	if err != nil {
		t.Fatal(err)
	}
	return string(d.Markdown)
}

const twoHours = `
timeline:
  - {at: 2025-03-01 10:00, text: It fails., milestone: started}
  - {at: 2025-03-01 12:00, text: It is over., milestone: resolved}
`

const waitsForUnknown = twoHours + `
services:
  - {id: cable, windows: [{from: 2025-03-01 10:00, level: down}]}
  - {id: edge, depends_on: [{service: cable, kind: hard}], windows: [{from: 2025-03-01 10:00, to: 2025-03-01 12:00, level: down}]}
  - {id: names, depends_on: [{service: edge, kind: hard}], windows: [{from: 2025-03-01 10:00, to: 2025-03-01 12:00, level: down}]}
`

func TestNoLongestStepWhereThePathStops(t *testing.T) {
	v := viewOf(t, waitsForUnknown)
	if _, ok := v.LongestStep(); ok || v.Longest() != "" {
		t.Errorf("a step is called the longest: %s", v.Longest())
	}
	text := postmortemOf(t, v)
	for _, want := range []string{
		"| edge | 12:00 | cannot be told | cable (end not recorded) |",
		"cannot be told: no end on record for cable",
		"edge (12:00), then names at the same time (12:00).",
		"The path stops where the record does not give the end of a dependency.",
		"Edge waited for cable, whose end is not recorded.",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("the postmortem does not say %q", want)
		}
	}
}

// The longest step is named where what the path could not divide is surely shorter, and as the range that the record leaves.
func TestLongestStep(t *testing.T) {
	const edge = "service: cable, kind: hard}], windows: [{from: 2025-03-01 10:00, to: "
	v := viewOf(t, strings.Replace(waitsForUnknown, edge+"2025-03-01 12:00", edge+"{from: 2025-03-01 10:20, to: 2025-03-01 10:40}", 1))
	if want := "The longest step was names: 1 h 20 min – 1 h 40 min (10:20–10:40 → 12:00), 67 % – 83 % of the time from start to end."; v.Longest() != want {
		t.Errorf("got %s", v.Longest())
	}
}

func TestTailAsTheRecordLeavesIt(t *testing.T) {
	const services = `
services:
  - {id: db, windows: [{from: 2025-03-01 10:00, to: {from: 2025-03-01 10:30, to: 2025-03-01 11:00}, level: down}]}
  - {id: shop, depends_on: [{service: db, kind: hard}], windows: [{from: 2025-03-01 10:00, to: 2025-03-01 %s, level: down}]}
  - {id: a, windows: [{from: 2025-03-01 10:00}], depends_on: [{service: db, kind: hard}]}
`
	v := viewOf(t, twoHours+strings.Replace(services, "%s", "12:00", 1))
	if want := "The origin (db) was well at 10:30–11:00, after 30 min – 1 h. The other 1 h – 1 h 30 min, 50 % – 75 % of the whole, went into the recovery of other systems."; v.Tail() != want {
		t.Errorf("got %s", v.Tail())
	}
	if n := v.FiveNumbers(); len(n) != 3 || n[1].Value != "1 h – 1 h 30 min, 50 % – 75 % of the whole" || !strings.HasSuffix(n[1].Ends, "; 1 of 3 affected services has no recorded end") {
		t.Errorf("%+v", n)
	}
	v = viewOf(t, twoHours+strings.Replace(services, "%s", "11:30", 1))
	if want := "The recovery of other systems took another 30 min – 1 h, 25 % – 50 % of the whole."; !strings.HasSuffix(v.Tail(), want) {
		t.Errorf("the tail does not end with the incident: %s", v.Tail())
	}
	v = viewOf(t, twoHours+strings.Replace(services, "%s", "11:30", 1)+"  - {id: b, windows: [{from: 2025-03-01 10:00}], depends_on: [{service: db, kind: hard}]}\n  - {id: c, windows: [{from: 2025-03-01 10:00}], depends_on: [{service: db, kind: hard}]}\n")
	for _, n := range v.FiveNumbers() {
		if strings.HasPrefix(n.Title, "Recovery") {
			t.Errorf("most ends are not recorded, and one is to remember: %+v", n)
		}
	}
}

const quiet = `
waves: [{id: a, name: first}, {id: b, name: second}]
timeline:
  - {at: 2025-03-01 10:00, text: It fails., wave: a, milestone: started}
  - {at: 2025-03-01 10:30, text: It is over., wave: a, milestone: resolved}
  - {at: 2025-03-01 13:00, text: It fails., wave: b, milestone: started}
  - {at: 2025-03-01 14:00, text: It is over., wave: b, milestone: resolved}
`

func TestQuietTimeIsSaid(t *testing.T) {
	v := viewOf(t, quiet)
	if want := "It lasted 4 h, from 10:00 to 14:00 UTC, the 2 h 30 min between its waves included."; v.Lasted() != want {
		t.Errorf("got %s", v.Lasted())
	}
	if n := v.FiveNumbers()[0]; n.Title != "The whole incident, the 2 h 30 min between its waves included" {
		t.Errorf("%+v", n)
	}
}

func TestActionCount(t *testing.T) {
	for actions, want := range map[string]string{
		"[{text: A.}, {text: B.}]":                                      "The record lists 2 actions; none has a recorded status.",
		"[{text: A., status: done}, {text: B., status: done}]":          "The record lists 2 actions; all are done.",
		"[{text: A., status: done}, {text: B.}]":                        "The record lists 2 actions: 1 is done and 1 has no recorded status.",
		"[{text: A., status: done, due: 2025-04-01}, {text: B.}]":       "None has a recorded owner, and 1 has no recorded due date.",
		"[{text: A., owner: X, due: 2025-04-01}, {text: B., owner: X}]": "Each has an owner, and 1 has no recorded due date.",
	} {
		if v := viewOf(t, twoHours+"actions: "+actions); !strings.Contains(v.Changes(), want) {
			t.Errorf("%s: %s", actions, v.Changes())
		}
	}
}

// A range whose low end says nothing has a high end only; a service with one window of two ends is counted.
func TestAtMost(t *testing.T) {
	v := viewOf(t, `
timeline:
  - {at: 2025-03-01 10:00, text: It fails., milestone: started}
  - {at: {from: 2025-03-01 10:00, to: 2025-03-01 10:45}, text: It is seen., milestone: detected}
  - {at: ~2025-03-01 11:00, text: It is over., milestone: resolved}
services:
  - {id: a, windows: [{from: 2025-03-01 10:00, to: 2025-03-01 11:00}, {from: 2025-03-01 10:30}]}
  - {id: b, windows: [{from: 2025-03-01 10:00, to: 2025-03-01 11:00}]}
  - {id: c, windows: [{level: down}]}
communications:
  - {at: 2025-03-01 10:10, text: One.}
  - {at: 2025-03-01 10:30, text: Two.}
`)
	if got := templates.Duration(v.Measure("time_to_detect", analysis.WholeIncident)); got != "at most 45 min" {
		t.Error(got)
	}
	if got := v.Hurt(); !strings.HasSuffix(got, "2 were hurt at once at the peak, at 10:00, counting only the 2 whose times are recorded.") {
		t.Error(got)
	}
	if got := v.Told(); !strings.HasPrefix(got, "The first public notice on record came after 10 min") || !strings.HasSuffix(got, " The 2 messages on record were 20 min apart.") {
		t.Error(got)
	}
}

// Entries that tell of what was said are not nothing.
func TestLacksAListOfMessages(t *testing.T) {
	const said = "  - {at: 2025-03-01 13:00, text: A report is published., kind: communication}\n"
	for record, want := range map[string]string{twoHours: "what was said in public", twoHours + said: "a list of the public messages"} {
		if got := viewOf(t, record).Lacks(); !strings.Contains(got, want) {
			t.Errorf("%q is not in %s", want, got)
		}
	}
}
