package importers

import (
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/postmortem-dev/postmortem/incidents"
)

// declaring is what the authors of a report declare, and where in their own timeline the numbers come from: the clock
// readings of the two entries between which they lie. The comment says why nothing else gives them.
type declaring struct {
	detection, recovery int // minutes; -1: the report gives no number
	detected, recovered [2]string
	whole               int // minutes from the first entry to the last
	marked              []incidents.Milestone
}

// TestRealDeclared holds the times to detection and recovery that the authors of one team declare against their own
// timelines. None of them is what the milestones give, since only two reports name a milestone in words, and neither
// the detection nor the recovery is measured from one and the same kind of entry.
func TestRealDeclared(t *testing.T) {
	want := map[string]declaring{
		"PM2019-009": {-1, -1, none, none, 8640, nil}, // has no numbers
		"PM2019-010": {-1, -1, none, none, 60, nil},
		"PM2019-011": {-1, -1, none, none, 520, nil},
		"PM2020-001": {-1, -1, none, none, 2689, nil}, // question marks
		// Detection is the first alert about the cause; another alert came 28 minutes before it.
		"PM2020-002": {54, 148, [2]string{"15:36", "16:30"}, [2]string{"15:36", "18:04"}, 148, nil},
		// Recovery is the workaround, not the permanent fix 98 minutes later; no entry says that the issue was resolved.
		"PM2020-004": {-1, 31, none, [2]string{"11:21", "11:52"}, 129, nil},
		// Both from the change at 12:20, not from the maintenance at 11:00; recovery is the mitigation, 38 minutes before what is called resolved.
		"PM2020-005": {5, 15, [2]string{"12:20", "12:25"}, [2]string{"12:20", "12:35"}, 133, []incidents.Milestone{incidents.Mitigated, incidents.Resolved}},
		"PM2020-006": {-1, -1, none, none, 32259, nil}, // question marks; the clock was not changed between its dates
		// Both from the first pods that crashed at 8:00, not from the maintenance at 7:00; detection is when the search began.
		"PM2020-007": {60, 240, [2]string{"08:00", "09:00"}, [2]string{"08:00", "12:00"}, 300, []incidents.Milestone{incidents.Resolved}},
		// Both from the change at 13:13; recovery is the try that proved the fix, 24 minutes before it was made for good.
		"PM2020-008": {88, 122, [2]string{"13:13", "14:41"}, [2]string{"13:13", "15:15"}, 159, nil},
		// Only the full outage counts, as a note says: it began six days after the first entry, and the change was its own detection.
		"PM2020-009": {0, 30, [2]string{"14:11", "14:11"}, [2]string{"14:11", "14:41"}, 8876, nil},
	}
	results := importReal(t, "dfds-postmortems", "markdown")
	for name, r := range results {
		w, known := want[name[:10]]
		if !known {
			t.Errorf("%s is not expected", name)
			continue
		}
		in := r.Drafts[0].Incident
		for about, n := range map[string]int{"detection": w.detection, "recovery": w.recovery} {
			if got := declared(in, about); got != n {
				t.Errorf("%s declares %d minutes to %s, want %d", name, got, about, n)
			}
		}
		for about, pair := range map[string][2]string{"detection": w.detected, "recovery": w.recovered} {
			n := map[string]int{"detection": w.detection, "recovery": w.recovery}[about]
			if got := minutesApart(in, pair); pair != none && got != n {
				t.Errorf("%s: from %s to %s are %d minutes, want %d", name, pair[0], pair[1], got, n)
			}
		}
		marks := in.Marks()
		if len(marks) != len(w.marked) {
			t.Errorf("%s marks %v, want %v", name, marks, w.marked)
		}
		for _, m := range w.marked {
			if marks[m].Event == nil {
				t.Errorf("%s does not mark %s", name, m)
			}
		}
		if whole := int(in.Timeline[len(in.Timeline)-1].At.At().Sub(in.Timeline[0].At.At()).Minutes()); whole != w.whole {
			t.Errorf("%s lasts %d minutes from its first entry to its last, want %d", name, whole, w.whole)
		}
	}
	if len(results) != len(want) {
		t.Errorf("%d reports, want %d", len(results), len(want))
	}
}

var (
	none         [2]string
	declaredForm = regexp.MustCompile(`^Time to (\w+): *(\d+) minutes`)
)

// declared returns the minutes that the report declares, or -1.
func declared(in *incidents.Incident, about string) int {
	for _, c := range in.Claims {
		if m := declaredForm.FindStringSubmatch(c.Says); m != nil && m[1] == about && c.Verdict == incidents.Unverified {
			n, _ := strconv.Atoi(m[2])
			return n
		}
	}
	return -1
}

// minutesApart returns the minutes between the entries at two readings of the report's clock.
func minutesApart(in *incidents.Incident, pair [2]string) int {
	at := map[string]incidents.Instant{}
	for _, e := range in.Timeline {
		if clock := e.At.From.Format("15:04"); !e.At.Day && strings.Contains(pair[0]+pair[1], clock) {
			at[clock] = e.At
		}
	}
	if len(at) == 0 {
		return -1
	}
	return int(at[pair[1]].At().Sub(at[pair[0]].At()).Minutes())
}
