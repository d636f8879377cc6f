package analysis

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/postmortem-dev/postmortem/incidents"
)

// spoken returns a record that started at noon, with its messages.
func spoken(messages ...incidents.Communication) *incidents.Incident {
	in := minimal()
	in.Timeline[0].Milestones = incidents.Milestones{incidents.Started}
	in.Communications = messages
	return in
}

func TestPromises(t *testing.T) {
	tests := []struct {
		name   string
		nextBy incidents.Instant
		next   incidents.Instant // zero: nothing follows
		open   bool              // the incident, as of minute 60
		want   PromiseOutcome
		late   float64
	}{
		{"before its time", minute(30), minute(29), false, PromiseKept, 0},
		{"to the minute", minute(30), minute(30), false, PromiseKept, 0},
		{"by the end of a span", between(30, 45), minute(45), false, PromiseKept, 0},
		{"after the end of a span", between(30, 45), minute(46), false, PromiseLate, 60},
		{"late", minute(30), minute(53), false, PromiseLate, 23 * 60},
		{"perhaps late", minute(30), between(25, 35), false, PromiseUndecided, 0},
		{"surely late", minute(30), between(31, 35), false, PromiseLate, 3 * 60},
		{"never", minute(30), incidents.Instant{}, false, PromiseNotFollowed, 0},
		{"never, and due before the record ends", minute(30), incidents.Instant{}, true, PromiseNotFollowed, 0},
		{"not due yet", minute(90), incidents.Instant{}, true, PromiseUndecided, 0},
		{"promised for the past", minute(-5), minute(10), false, PromiseUndecided, 0},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			// The file's order is not the order in which things were said.
			in := spoken(incidents.Communication{At: test.next}, incidents.Communication{At: minute(0), NextBy: test.nextBy})
			if test.open {
				in.Status, in.AsOf = incidents.StatusOpen, minute(60)
			}
			r := communication().Run(NewCase(in))
			honest(t, r)
			p := r.Detail.(CommunicationDetail).Promises[0]
			if p.Outcome != test.want || (p.Late != nil) != (test.late > 0) || (p.Late != nil && *p.Late != test.late) {
				t.Errorf("got %+v", p)
			}
			if (p.Outcome == PromiseUndecided) != (p.Reason != "") {
				t.Errorf("an undecided promise says why, and no other: %+v", p)
			}
		})
	}
}

func TestFirstPublicNotice(t *testing.T) {
	in := spoken(incidents.Communication{ID: "b", At: minute(70), Wave: "two"}, incidents.Communication{ID: "a", At: minute(23), Wave: "one"})
	in.Waves = []incidents.Wave{{ID: "one", Name: "one"}, {ID: "two", Name: "two"}, {ID: "three", Name: "three"}}
	in.Timeline = append(in.Timeline, incidents.Event{At: minute(60), Wave: "two", Milestones: incidents.Milestones{incidents.Started}, Text: incidents.Words{Text: "More broke."}})
	r := communication().Run(NewCase(in))
	honest(t, r)
	if got := value(r, "time_to_first_public_notice"); got != 23*60 {
		t.Errorf("incident: %v", got)
	}
	two, _ := r.Measure("time_to_first_public_notice", WaveScope("two"))
	if *two.Value != 600 || two.From.Name != "started" || two.To.Name != "message b" {
		t.Errorf("wave two: %+v", two)
	}
	one, ok := r.Measure("time_to_first_public_notice", WaveScope("one"))
	if !ok || one.Known() || one.Note != "started is not recorded" {
		t.Errorf("wave one: %+v", one)
	}
	if m, ok := r.Measure("time_to_first_public_notice", WaveScope("three")); ok {
		t.Errorf("wave three, of which nobody was told: %+v", m)
	}
}

func TestANoticeBeforeTheStartHasNoLength(t *testing.T) {
	r := communication().Run(NewCase(spoken(incidents.Communication{At: minute(-10)})))
	m, _ := r.Measure("time_to_first_public_notice", WholeIncident)
	if m.Known() || m.Note != "the first public message is dated before the start" {
		t.Errorf("%+v", m)
	}
}

func TestMessagesOfOneMomentEndOneGap(t *testing.T) {
	in := spoken(
		incidents.Communication{ID: "a", At: minute(0), Channel: "status page", NextBy: minute(30)},
		incidents.Communication{ID: "b", At: minute(0), Channel: "mail", NextBy: minute(30)},
		incidents.Communication{ID: "c", At: minute(40), Channel: "status page"},
	)
	r := communication().Run(NewCase(in))
	honest(t, r)
	if value(r, "messages_total") != 3 || value(r, "message_gaps_total") != 1 || value(r, "message_gap_shortest") != 2400 {
		t.Errorf("%+v", r.Measures)
	}
	if value(r, "promises_missed") != 2 {
		t.Error("a message of the same moment kept the promise of a next one")
	}
	sameTexts(t, noteTexts(r), "Messages went out on 2 channels (status page and mail); gaps and promises are judged over all of them together.",
		"1 message was sent at the same moment as another and ends no gap.")
}

func TestCommunicationOfTheFlagship(t *testing.T) {
	r := communication().Run(NewCase(flagship(t)))
	want := map[string]float64{
		"time_to_first_public_notice": 23 * 60, "messages_total": 26, "message_gaps_total": 25, "message_gap_median": 36 * 60,
		"message_gap_longest": 65 * 60, "promises_made": 19, "promises_missed": 8, "promises_kept": 11, "promise_longest_lateness": 23 * 60,
	}
	got := map[string]float64{}
	for name := range want {
		got[name] = value(r, name)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	alt := "25 gaps between messages. The median is 36 min, the longest 1 h 5 min, from message P25 to message P26. Of 19 promises of a next message, 8 were missed."
	if r.Figures[0].Alt != alt {
		t.Errorf("alt: %s", r.Figures[0].Alt)
	}
}

// TestEveryPromiseMeetsOneFate asserts the laws: kept + missed + undecided = made, the gaps add up to the time from the
// first to the last message, and shortest <= median <= longest.
func TestEveryPromiseMeetsOneFate(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for range 300 {
		var messages []incidents.Communication
		for i := range 1 + random.IntN(12) {
			m := incidents.Communication{ID: fmt.Sprint(i), At: minute(random.IntN(300))}
			if random.IntN(3) > 0 {
				by := random.IntN(300)
				m.NextBy = between(by, by+random.IntN(20))
			}
			messages = append(messages, m)
		}
		in := spoken(messages...)
		if random.IntN(2) == 0 {
			in.Status = incidents.StatusOpen
		}
		r := communication().Run(NewCase(in))
		honest(t, r)
		d := r.Detail.(CommunicationDetail)
		total := 0.0
		for _, g := range d.Gaps {
			total += *g.Length.Value
		}
		if first, last := d.Messages[0].At.At, d.Messages[len(d.Messages)-1].At.At; total != seconds(first, last) {
			t.Fatalf("gaps of %v s between %v and %v", total, first, last)
		}
		if len(d.Promises) > 0 && value(r, "promises_kept")+value(r, "promises_missed")+value(r, "promises_undecided") != value(r, "promises_made") {
			t.Fatalf("%+v", d.Promises)
		}
		if s, m, l := value(r, "message_gap_shortest"), value(r, "message_gap_median"), value(r, "message_gap_longest"); s > m || m > l {
			t.Fatalf("shortest %v, median %v, longest %v", s, m, l)
		}
	}
}
