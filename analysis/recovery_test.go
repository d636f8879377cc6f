package analysis

import (
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/postmortem-dev/postmortem/incidents"
)

func hard(ids ...string) (out []incidents.Dependency) {
	for _, id := range ids {
		out = append(out, incidents.Dependency{Service: id, Kind: incidents.Hard})
	}
	return out
}

func hurtFrom(from, to incidents.Instant) []incidents.Window {
	return []incidents.Window{{From: from, To: to, Level: incidents.Down}}
}

// cut is a record in which nobody wrote down when the cable that everything waited for was well again.
func cut() *incidents.Incident {
	in := minimal()
	in.Status = incidents.StatusResolved
	in.Timeline[0].Milestones = incidents.Milestones{incidents.Started}
	in.Timeline = append(in.Timeline, incidents.Event{At: minute(100), Milestones: incidents.Milestones{incidents.Resolved}})
	in.Services = []incidents.Service{
		{ID: "cable", Name: "the cable", Windows: hurtFrom(minute(0), incidents.Instant{})},
		{ID: "edge", DependsOn: hard("cable"), Windows: hurtFrom(minute(0), minute(100))},
		{ID: "names", DependsOn: hard("edge"), Windows: hurtFrom(minute(10), minute(100))},
		{ID: "aside", DependsOn: hard("cable"), Windows: hurtFrom(minute(10), minute(60))},
	}
	return in
}

func recovered(t *testing.T, in *incidents.Incident) (Result, RecoveryDetail) {
	t.Helper()
	r := recovery().Run(NewCase(in))
	honest(t, r)
	return r, r.Detail.(RecoveryDetail)
}

func TestPathStopsWhereAnEndIsNotRecorded(t *testing.T) {
	r, d := recovered(t, cut())
	var path []string
	for _, step := range d.CriticalPath {
		path = append(path, step.Service)
	}
	if diff := cmp.Diff([]string{"names", "edge"}, path); diff != "" {
		t.Fatalf("of two that were well together the dependent is the last:\n%s", diff)
	}
	if own := d.CriticalPath[0].Exclusive; own == nil || *own != 0 {
		t.Errorf("names was well with edge, on its own time %v", own)
	}
	last := d.CriticalPath[1]
	if last.Exclusive != nil || !slices.Equal(last.WaitedFor, []string{"cable"}) {
		t.Errorf("the time of edge is called its own: %+v", last)
	}
	if m, ok := r.Measure("critical_path_exclusive", ServiceScope("edge")); !ok || m.Known() || !strings.Contains(m.Note, "the cable, whose end is not recorded") {
		t.Errorf("%+v", m)
	}
	sameTexts(t, noteTexts(r),
		"The record does not say when 1 affected service recovered: the cable.",
		"Edge waited for the cable, whose end is not recorded. The recovery critical path stops there: how much of the time was its own cannot be told.")
	for _, s := range d.Services {
		if known := s.Lag != nil; known != (s.Service == "names") {
			t.Errorf("lag of %s behind %v: %v", s.Service, s.WaitedFor, s.Lag)
		}
	}
}

// What can do its work without the dependency may not have waited for it.
func TestPathDoesNotClaimAWait(t *testing.T) {
	in := cut()
	in.Services[1].DependsOn[0].Kind = incidents.Soft
	in.Services = append(in.Services, incidents.Service{ID: "power", Windows: hurtFrom(minute(0), minute(40))})
	in.Services[1].DependsOn = append(in.Services[1].DependsOn, hard("power")...)
	r, _ := recovered(t, in)
	if texts := noteTexts(r); !strings.HasPrefix(texts[len(texts)-1], "Edge may also have waited for the cable, whose end is not recorded.") {
		t.Error(texts)
	}
}

func TestTailSaysWhatIsNotRecorded(t *testing.T) {
	in := cut()
	if r, _ := recovered(t, in); !math.IsNaN(value(r, "recovery_tail")) {
		t.Errorf("the origin has no end, and a tail of %v", value(r, "recovery_tail"))
	}
	in.Services[0].Windows[0].To = between(20, 40)
	in.Services[3].Windows[0].To = incidents.Instant{}
	r, d := recovered(t, in)
	m, _ := r.Measure("recovery_tail", WholeIncident)
	if *m.Value != 70*60 || *m.Low != 60*60 || *m.High != 80*60 || m.Note != "1 of 4 affected services has no recorded end" {
		t.Errorf("%v (%v to %v): %s", *m.Value, *m.Low, *m.High, m.Note)
	}
	if share, _ := r.Measure("tail_share", WholeIncident); *share.Low != 0.6 || *share.High != 0.8 {
		t.Errorf("share %v to %v", *share.Low, *share.High)
	}
	if diff := cmp.Diff([]string{"aside"}, d.Unended); diff != "" {
		t.Error(diff)
	}
	if got := value(r, "origin_recovery"); got != 30*60 {
		t.Errorf("origin well after %v", got)
	}
}

// Windows that meet at an uncertain moment cover no more and no less than the time between their outer ends, and windows
// that overlap cover no instant twice.
func TestTimeHurtIsCovered(t *testing.T) {
	in := cut()
	in.Services[1].Windows = []incidents.Window{
		{From: minute(0), To: minute(60)},
		{From: minute(60), To: between(70, 90)},
		{From: between(70, 90), To: minute(100)},
	}
	in.Services[2].Windows = []incidents.Window{{From: minute(10), To: minute(50)}, {From: minute(40), To: minute(100)}}
	in.Services[3].Windows = []incidents.Window{{From: minute(0), To: between(10, 20)}, {From: minute(30), To: minute(40)}}
	r, _ := recovered(t, in)
	for _, want := range []struct {
		service          string
		value, low, high float64
	}{{"edge", 100, 100, 100}, {"names", 90, 90, 90}, {"aside", 25, 20, 30}} {
		m, _ := r.Measure("time_hurt", ServiceScope(want.service))
		if *m.Value != want.value*60 || *m.Low != want.low*60 || *m.High != want.high*60 {
			t.Errorf("%s hurt for %v (%v to %v) s, want %v (%v to %v) min", want.service, *m.Value, *m.Low, *m.High, want.value, want.low, want.high)
		}
	}
}

// Of several uncertain ends the last lies no later than the latest of them all.
func TestLastOfUncertainEnds(t *testing.T) {
	in := cut()
	in.Services[1].Windows = []incidents.Window{{From: minute(0), To: minute(70)}, {From: minute(20), To: between(30, 100)}}
	_, d := recovered(t, in)
	for _, s := range d.Services {
		if s.Service == "edge" && (!s.End.At.Equal(minute(70).From) || !s.End.Low.Equal(minute(70).From) || !s.End.High.Equal(minute(100).From)) {
			t.Errorf("%+v", s.End)
		}
	}
}

// twoWaves is a record with an hour between its waves.
func twoWaves() *incidents.Incident {
	in := minimal()
	in.Status = incidents.StatusResolved
	in.Waves = []incidents.Wave{{ID: "a", Name: "first failure", Origins: []string{"db"}}, {ID: "b", Name: "second failure", Origins: []string{"cache"}}}
	in.Timeline = []incidents.Event{
		{At: minute(0), Wave: "a", Milestones: incidents.Milestones{incidents.Started}}, {At: minute(30), Wave: "a", Milestones: incidents.Milestones{incidents.Resolved}},
		{At: minute(90), Wave: "b", Milestones: incidents.Milestones{incidents.Started}}, {At: minute(120), Wave: "b", Milestones: incidents.Milestones{incidents.Resolved}},
	}
	in.Services = []incidents.Service{
		{ID: "db", Windows: []incidents.Window{{From: minute(0), To: minute(30), Wave: "a"}}},
		{ID: "cache", Windows: []incidents.Window{{From: minute(90), To: minute(115), Wave: "b"}}},
		{ID: "shop", DependsOn: hard("db", "cache"), Windows: []incidents.Window{{From: minute(0), To: minute(30), Wave: "a"}, {From: minute(90), To: minute(120), Wave: "b"}}},
	}
	return in
}

func TestQuietTimeIsNobodysRecovery(t *testing.T) {
	in := twoWaves()
	r, d := recovered(t, in)
	if got := value(r, "quiet_time"); got != 60*60 {
		t.Errorf("quiet for %v s", got)
	}
	if !math.IsNaN(value(r, "recovery_tail")) {
		t.Error("what came after the first wave is called its recovery")
	}
	sum := 0.0
	for _, step := range d.CriticalPath {
		sum += *step.Exclusive
	}
	if len(d.CriticalPath) != 2 || sum != 30*60 {
		t.Errorf("the path holds time in which all was well: %+v", d.CriticalPath)
	}
	p := phases().Run(NewCase(in))
	if m, _ := p.Measure("duration", WholeIncident); *m.Value != 120*60 || m.Note != "it includes 1 h between waves" {
		t.Errorf("%v: %s", *m.Value, m.Note)
	}
	const note = "First failure was over 1 h before second failure began. The length of the whole incident includes that time."
	if texts := noteTexts(p); !slices.Contains(texts, note) {
		t.Error(texts)
	}
	in.Timeline[1].At = minute(90)
	if r, _ := recovered(t, in); !math.IsNaN(value(r, "quiet_time")) {
		t.Error("a quiet time of no length")
	}
}

// A disputed end keeps what the account used leaves open, and accounts that contradict each other make no length.
func TestOwnRangeOfADisputedLength(t *testing.T) {
	in := minimal()
	in.Timeline = []incidents.Event{
		{ID: "start", At: between(0, 4), Milestones: incidents.Milestones{incidents.Started}},
		{ID: "seen", At: minute(6), Milestones: incidents.Milestones{incidents.Detected}},
		{ID: "end", At: minute(60), Milestones: incidents.Milestones{incidents.Resolved}},
	}
	in.Claims = []incidents.Claim{
		{About: "start", At: minute(10), Verdict: incidents.Kept},
		{About: "end", At: minute(90), Verdict: incidents.Kept},
	}
	r := phases().Run(NewCase(in))
	whole, _ := r.Measure("duration", WholeIncident)
	if low, high := whole.Own(); low != 56*60 || high != 60*60 || *whole.Low != 50*60 || *whole.High != 90*60 {
		t.Errorf("%v to %v by the account used, %v to %v by all", low, high, *whole.Low, *whole.High)
	}
	if m, _ := r.Measure("time_to_detect", WholeIncident); *m.Low != 2*60 || *m.High != 6*60 {
		t.Errorf("detected after %v to %v: no account has it detected at its start", *m.Low, *m.High)
	}
}

func TestUnlistedMessages(t *testing.T) {
	in := minimal()
	said := func() Result { return communication().Run(NewCase(in)) }
	sameTexts(t, noteTexts(said()), "The record holds no messages to the people affected.")
	in.Timeline = append(in.Timeline, incidents.Event{At: minute(5), Kind: incidents.KindCommunication}, incidents.Event{At: minute(9), Kind: incidents.KindCommunication})
	sameTexts(t, noteTexts(said()), "The record lists no messages to the people affected, but 2 entries of its timeline tell of what was said; when the public was first told is not recorded.")
	in.Timeline[1].Milestones = incidents.Milestones{incidents.Communicated}
	in.Timeline = in.Timeline[:2]
	sameTexts(t, noteTexts(said()), "The record lists no messages to the people affected, but 1 entry of its timeline tells of what was said.")
}

// The evidence for a notice is that of the message it was taken from.
func TestEvidenceOfANotice(t *testing.T) {
	in := spoken(incidents.Communication{At: minute(7), Evidence: incidents.Reported})
	in.Timeline[0].Evidence = incidents.Official
	m, _ := communication().Run(NewCase(in)).Measure("time_to_first_public_notice", WholeIncident)
	if m.From.Evidence != "official" || m.To.Evidence != "reported" {
		t.Errorf("from %q to %q", m.From.Evidence, m.To.Evidence)
	}
}

// A service with one window of two ends is counted over time, whatever its other windows lack.
func TestCountedOverTime(t *testing.T) {
	in := cut()
	in.Services[1].Windows = append(in.Services[1].Windows, incidents.Window{From: minute(20)})
	r := blast().Run(NewCase(in))
	d := r.Detail.(BlastDetail)
	if d.OverTime.Counted != 3 || d.OverTime.Peak != 3 || len(d.OverTime.Untimed) != 2 {
		t.Errorf("%d counted, %d at the peak, without a time %v", d.OverTime.Counted, d.OverTime.Peak, d.OverTime.Untimed)
	}
	if m, _ := r.Measure("affected", WholeIncident); m.From.Name != "affected" || m.To.Name != "services on record" {
		t.Errorf("a count names what was counted over what: %s of %s", m.From.Name, m.To.Name)
	}
}

func TestDurationRoundsWithinItsUnits(t *testing.T) {
	for seconds, want := range map[float64]string{47*3600 + 51*60: "47 h 51 min", 48 * 3600: "2 d", 59*60 + 31: "1 h"} {
		if got := Duration(seconds); got != want {
			t.Errorf("%v s: %s, want %s", seconds, got, want)
		}
	}
}
