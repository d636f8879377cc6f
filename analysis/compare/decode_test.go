package compare

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"github.com/postmortem-dev/postmortem/analysis"
	"github.com/postmortem-dev/postmortem/incidents"
	"github.com/postmortem-dev/postmortem/incidents/corpus"
	"github.com/postmortem-dev/postmortem/internal/synthetic"
)

// corpusDigests returns a digest of each record of the corpus.
func corpusDigests(t testing.TB) []*Digest {
	t.Helper()
	return digestsOf(t, corpus.Names())
}

func digestsOf(t testing.TB, names []string) []*Digest {
	t.Helper()
	var out []*Digest
	for _, name := range names {
		file, data, _ := corpus.Read(name)
		found, _ := incidents.Parse(file, data)
		for _, incident := range found {
			d := Of(analysis.Run(incident))
			out = append(out, &d)
		}
	}
	if len(out) != len(names) {
		t.Fatalf("%d digests of %d records", len(out), len(names))
	}
	return out
}

// checkRoundTrip: what is read is what was written, to the offset of every time, and is written the same again.
func checkRoundTrip(t interface {
	Helper()
	Fatalf(string, ...any)
}, d *Digest) {
	t.Helper()
	line, err := Encode(d)
	if err != nil {
		t.Fatalf("%v", err)
	}
	if bytes.Count(line, []byte("\n")) != 1 {
		t.Fatalf("%d lines", bytes.Count(line, []byte("\n")))
	}
	back, err := Decode(line)
	if err != nil {
		t.Fatalf("%v\n%s", err, line)
	}
	if diff := cmp.Diff(d, back, cmpopts.EquateEmpty(), cmp.Comparer(sameTime)); diff != "" {
		t.Fatalf("%s", diff)
	}
	again, err := Encode(back)
	if err != nil || !bytes.Equal(line, again) {
		t.Fatalf("written again, %v:\n%s\nafter\n%s", err, again, line)
	}
}

func sameTime(a, b time.Time) bool {
	return a.Equal(b) && a.Format(time.RFC3339Nano) == b.Format(time.RFC3339Nano) && a.Location().String() == b.Location().String()
}

func TestCorpusDigestsAreReadAsTheyWereWritten(t *testing.T) {
	for _, d := range corpusDigests(t) {
		checkRoundTrip(t, d)
	}
}

func TestDigestsAreReadAsTheyWereWritten(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) { checkRoundTrip(t, drawDigest(t)) })
}

// drawDigest draws a digest as a record could bring it about.
func drawDigest(t *rapid.T) *Digest {
	text := rapid.OneOf(rapid.String(), rapid.SampledFrom([]string{"", "=1+1", "<b>", "a;b", "é\u2028\n\t\"", "x-own"}))
	list := func(label string) []string { return rapid.SliceOfN(text, 0, 3).Draw(t, label) }
	moment := func(label string) time.Time {
		offset := rapid.SampledFrom([]int{0, 3600, -7 * 3600, 5*3600 + 1800, 5*3600 + 2700, -2670, 37 * 60, 14 * 3600}).Draw(t, label+" offset")
		seconds := rapid.Int64Range(-600_000_000, 5_600_000_000).Draw(t, label)
		out := time.Unix(seconds, rapid.SampledFrom([]int64{0, 0, 500_000_000, 123_456_789}).Draw(t, label+" fraction")).In(time.FixedZone("X", offset))
		keepOffset(&out)
		return out
	}
	perhaps := func(label string) (out time.Time) {
		if rapid.Bool().Draw(t, label+"?") {
			out = moment(label)
		}
		return out
	}
	marks := func(label string) []Milestone {
		var out []Milestone
		for _, name := range incidents.Milestone("").Values() {
			if rapid.Bool().Draw(t, label+name) {
				m := Milestone{Name: name, At: moment(name), Sources: list("sources")}
				if rapid.Bool().Draw(t, "ranged") {
					m.Low, m.High = m.At.Add(-time.Minute), m.At.Add(time.Hour)
				}
				out = append(out, m)
			}
		}
		return out
	}
	d := &Digest{
		Schema: DigestSchema, ID: rapid.StringMatching(`[a-z0-9]([a-z0-9-]{0,20}[a-z0-9])?`).Draw(t, "id"), Title: text.Draw(t, "title"),
		Organization: text.Draw(t, "organization"), Severity: text.Draw(t, "severity"), Status: rapid.SampledFrom([]string{"", "open", "closed"}).Draw(t, "status"),
		Zone: rapid.SampledFrom([]string{"UTC", "America/Los_Angeles", "Etc/GMT+5"}).Draw(t, "zone"), Open: rapid.Bool().Draw(t, "open"), AsOf: perhaps("as of"),
		Tags: list("tags"), Triggers: list("triggers"), Mechanisms: list("mechanisms"), Detection: rapid.SampledFrom([]string{"", "monitor", "staff", "customer"}).Draw(t, "detection"),
		Milestones: marks("whole"), Lengths: []Length{},
	}
	for _, outcome := range incidents.Outcome("").Values() {
		d.Controls = append(d.Controls, Control{text.Draw(t, "control"), outcome})
	}
	if rapid.Bool().Draw(t, "waves") {
		d.Waves = []Wave{{ID: "one", Name: text.Draw(t, "wave"), Milestones: marks("one ")}, {ID: "two"}}
	}
	for _, c := range compared() {
		l := Length{Name: c.Name, From: c.From, To: c.To, Note: text.Draw(t, "note"), Sources: list("sources")}
		if rapid.Bool().Draw(t, "known") {
			v := rapid.Float64Range(-1e9, 1e9).Draw(t, c.Name)
			l.Value, l.SoFar, l.Disputed = &v, rapid.Bool().Draw(t, "so far"), rapid.Bool().Draw(t, "disputed")
			if rapid.Bool().Draw(t, "ranged") {
				low, high := v-1, v*v
				if high < v {
					high = v
				}
				l.Low, l.High = &low, &high
				if !l.plausible() {
					l.High = l.Value
				}
			}
		}
		d.Lengths = append(d.Lengths, l)
	}
	for _, name := range kept() {
		c := Count{Name: name, Unit: "services"}
		if rapid.Bool().Draw(t, "counted") {
			c.Value = pointer(rapid.Float64Range(-1, 1e15).Draw(t, name))
		}
		d.Counts = append(d.Counts, c)
	}
	for i := range rapid.IntRange(0, 3).Draw(t, "services") {
		d.Services = append(d.Services, Service{
			ID: fmt.Sprintf("s%d", i), Name: text.Draw(t, "service"), Origin: i == 0, Reached: i > 1,
			Windows: []Window{{Wave: text.Draw(t, "of wave"), Level: "down", From: perhaps("from"), To: perhaps("to")}},
		})
	}
	d.Causes = []Cause{{ID: text.Draw(t, "cause"), Kind: "trigger", Text: text.Draw(t, "why"), Answered: rapid.Bool().Draw(t, "answered")}}
	d.Actions = []Action{{ID: text.Draw(t, "action"), Kind: "prevent", Status: "open", Due: perhaps("due"), Text: text.Draw(t, "what")}}
	d.Related = []Link{{text.Draw(t, "other"), text.Draw(t, "reason")}}
	d.Record = Record{Events: 1, Services: len(d.Services), Statements: rapid.IntRange(1, 1<<40).Draw(t, "statements"), Uncited: 1, Evidence: map[string]int{"official": 3, text.Draw(t, "grade"): 1}}
	return d
}

// Every place that holds a time is visited: else a time read back would depend on the zone of the machine.
func TestEachTimeVisitsAllTimes(t *testing.T) {
	at := time.Date(2025, 10, 20, 7, 0, 0, 0, time.FixedZone("here", 3600))
	var d Digest
	var places int
	var fill func(v reflect.Value)
	fill = func(v reflect.Value) {
		switch {
		case v.Type() == reflect.TypeFor[time.Time]():
			v.Set(reflect.ValueOf(at))
			places++
		case v.Kind() == reflect.Struct:
			for i := range v.NumField() {
				fill(v.Field(i))
			}
		case v.Kind() == reflect.Slice:
			v.Set(reflect.MakeSlice(v.Type(), 1, 1))
			fill(v.Index(0))
		}
	}
	fill(reflect.ValueOf(&d).Elem())
	visited := 0
	d.eachTime(func(at *time.Time) {
		if !at.IsZero() {
			visited++
		}
	})
	if visited != places || places < 8 {
		t.Errorf("%d of %d times visited", visited, places)
	}
}

// What a line can have wrong is said in words of the reader, and where.
func TestDecodeRefuses(t *testing.T) {
	const whole = `{"schema":"postmortem-digest/v1","id":"a","title":"A","zone":"UTC","lengths":[],"record":{"events":1,"services":0,"edges":0,"sources":0,"conflicts":0,"statements":2,"uncited":1}`
	if _, err := Decode([]byte(whole + "}")); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ line, want string }{
		{`{"schema":`, "not JSON: unexpected end of JSON input"},
		{whole + `}}`, "not JSON: invalid character '}' after top-level value"},
		{`[]`, "not a digest: it does not say schema postmortem-digest/v1"},
		{`null`, "not a digest: it does not say schema"},
		{`{}`, "not a digest: it does not say schema"},
		{`{"schema":"postmortem/v1","id":"a"}`, "a record, not a digest"},
		{`{"schema":"postmortem-report/v1","incident":{}}`, `not a digest but "postmortem-report/v1"`},
		{`{"schema":"postmortem-digest/v2","id":7,"lengths":{}}`, `a digest of the form "postmortem-digest/v2"; this version reads postmortem-digest/v1`},
		{whole + `,"id":"../../etc"}`, "is not one of an incident"},
		{whole + `,"id":""}`, "is not one of an incident"},
		{whole + `,"id":"` + strings.Repeat("a", 101) + `"}`, "…"},
		{whole + `,"id":7}`, "id: a number stands where a text belongs"},
		{whole + `,"lengths":[{"name":"duration","value":"2 h"}]}`, "lengths.value: a text stands where a number belongs"},
		{whole + `,"lengths":[{"name":"duration","value":1e999}]}`, `lengths.value: "1e999" is too large a number`},
		{whole + `,"lengths":[{"name":"duration","value":1e300}]}`, `length "duration" is longer than two centuries`},
		{whole + `,"lengths":[{"name":"duration","value":1,"low":2}]}`, `length "duration" lies outside its own range`},
		{whole + `,"lengths":[{"name":"duration","value":null,"low":2}]}`, `length "duration" has a range and no value`},
		{whole + `,"lengths":[{"name":"duration","value":1},{"name":"duration","value":2}]}`, `length "duration" stands twice`},
		{whole + `,"counts":[{"name":"reach","value":-1e17}]}`, `count "reach" is too large a number`},
		{whole + `,"counts":[{"name":"reach"},{"name":"reach"}]}`, `count "reach" stands twice`},
		{whole + `,"milestones":[{"name":"begun","at":"2025-10-20T07:11:00Z"}]}`, `milestone "begun" is not known`},
		{whole + `,"milestones":[{"name":"started"}]}`, `milestone started has no time`},
		{whole + `,"milestones":[{"name":"started","at":"2025-10-20T07:11:00Z"},{"name":"started","at":"2025-10-20T07:11:00Z"}]}`, `milestone started stands twice`},
		{whole + `,"milestones":[{"name":"started","at":"yesterday"}]}`, `a time is not written like 2025-10-20T07:11:00Z`},
		{whole + `,"milestones":[{"name":"started","at":7}]}`, `a time is not written like 2025-10-20T07:11:00Z`},
		{whole + `,"milestones":[{"name":"started","at":"0900-10-20T07:11:00Z"}]}`, `time 0900-10-20T07:11:00Z is not within the years 1950 to 2150`},
		{whole + `,"milestones":[{"name":"started","at":"2025-10-20T07:11:00Z","low":"2025-10-20T08:11:00Z","high":"2025-10-20T08:11:00Z"}]}`, `milestone started lies outside its own range`},
		{whole + `,"waves":[{"id":"w"},{"id":"w"}]}`, `wave "w" stands twice`},
		{whole + `,"waves":[{"id":"w","milestones":[{"name":"x"}]}]}`, `wave "w": milestone "x" is not known`},
		{whole + `,"services":[{"id":"w"},{"id":"w"}]}`, `service "w" stands twice`},
		{whole + `,"zone":"Local time"}`, `zone "Local time" is no name of a time zone`},
		{whole + `,"status":"fine"}`, `status "fine" is not known`},
		{whole + `,"detection":"luck"}`, `detection "luck" is not known`},
		{whole + `,"controls":[{"class":"review","outcome":"perhaps"}]}`, `outcome "perhaps" of "review" is not known`},
		{whole + `,"record":{"events":-1}}`, `record: -1 events cannot be`},
		{whole + `,"record":{"uncited":3}}`, `record: 3 of 2 statements cannot be without a source`},
		{whole + `,"record":{"events":1.5}}`, `record.events: "1.5" is no whole number`},
		{whole + `,"record":{"evidence":{"official":-1}}}`, `record: evidence "official" is counted wrongly`},
	} {
		_, err := Decode([]byte(c.line))
		var fault *Fault
		if !errors.As(err, &fault) {
			t.Errorf("%s: error %v", c.line, err)
			continue
		}
		if !strings.Contains(fault.Message, c.want) || fault.Hint == "" || fault.Column < 1 || fault.Column > len(c.line) || len(fault.Message) > 400 {
			t.Errorf("%s: %+v, want %q", c.line, fault, c.want)
		}
	}
}

// A later version may add keys, and this one still reads the digest.
func TestDecodePassesOverUnknownKeys(t *testing.T) {
	d, err := Decode([]byte(`{"schema":"postmortem-digest/v1","id":"a","title":"A","zone":"UTC","lengths":[],"new":{"er":1},"record":{"also":"new"}}`))
	if err != nil || d.ID != "a" {
		t.Errorf("%v, %v", d, err)
	}
}

// FuzzDecode: whatever a line holds, it is refused with a fault, or it is read as it would be written again, and a
// comparison of it with a real incident ends.
func FuzzDecode(f *testing.F) {
	real := digestsOf(f, corpus.Names()[:2])
	for _, d := range real {
		line, err := Encode(d)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(line)
	}
	f.Add([]byte(`{"schema":"postmortem-digest/v1","id":"a","zone":"UTC","lengths":[{"name":"duration","value":0,"low":-1,"high":1}],"services":[{"id":"","windows":[{}]}],"related":[{"incident":"a"}]}`))
	f.Fuzz(func(t *testing.T, line []byte) {
		d, err := Decode(line)
		if err != nil {
			if fault := new(Fault); !errors.As(err, &fault) || fault.Message == "" {
				t.Fatalf("%#v", err)
			}
			return
		}
		checkRoundTrip(t, d)
		other := real[0]
		if other.ID == d.ID {
			other = real[1]
		}
		set, err := Select([]*Digest{d, other}, Options{GroupBy: "mechanism", Where: "id != '' or duration > hour"})
		if err != nil {
			t.Fatal(err)
		}
		Run(set)
	})
}

// However digests are dealt to files, and in whatever order these are read, the comparison is the same.
func TestShardsCompareAsOne(t *testing.T) {
	all := corpusDigests(t)[:12]
	asked := []Options{{GroupBy: "mechanism"}, {Split: time.Date(2022, 1, 1, 0, 0, 0, 0, time.UTC)}, {Where: "affected > 3"}}
	whole := make([]string, len(asked))
	for i, o := range asked {
		whole[i] = resultsOf(t, all, o)
	}
	rapid.Check(t, func(t *rapid.T) {
		shards := make([][]byte, rapid.IntRange(1, 5).Draw(t, "shards"))
		for i, d := range rapid.Permutation(all).Draw(t, "order") {
			line, err := Encode(d)
			if err != nil {
				t.Fatal(err)
			}
			at := rapid.IntRange(0, len(shards)-1).Draw(t, fmt.Sprint("shard of ", i))
			shards[at] = append(shards[at], line...)
		}
		var merged []*Digest
		for line := range bytes.Lines(bytes.Join(shards, nil)) {
			d, err := Decode(line)
			if err != nil {
				t.Fatal(err)
			}
			merged = append(merged, d)
		}
		i := rapid.IntRange(0, len(asked)-1).Draw(t, "asked")
		if got := resultsOf(t, merged, asked[i]); got != whole[i] {
			t.Fatalf("%s\nafter\n%s", got, whole[i])
		}
	})
}

func resultsOf(t rapid.TB, digests []*Digest, o Options) string {
	set, err := Select(digests, o)
	if err != nil {
		t.Fatal(err)
	}
	out, err := json.Marshal(Run(set).Results)
	if err != nil {
		t.Fatal(err)
	}
	return string(out)
}

// Every digest that a report gives can be written and read.
func TestMadeUpDigestsAreReadAsTheyWereWritten(t *testing.T) {
	for i := range 100 {
		d := Of(analysis.Run(synthetic.Incident(3, i)))
		checkRoundTrip(t, &d)
	}
}

// What a record says nothing about is unknown in its digest, and not none.
func TestCountsOfNothingAreUnknown(t *testing.T) {
	for _, c := range []struct{ services, known, unknown string }{
		{"", "", "origins reach affected explained spared hidden state_mismatches peak_affected service_minutes_down"},
		{"services: [{id: a, depends_on: [{service: b, kind: hard}]}, {id: b}]", "", "origins reach affected explained spared hidden state_mismatches"},
		{"services: [{id: a, depends_on: [{service: b, kind: hard}]}, {id: b, windows: [{from: 2026-03-02T10:00Z, to: 2026-03-02T11:00Z, level: down}]}]", "origins reach affected explained spared hidden state_mismatches peak_affected service_minutes_down service_minutes_degraded", ""},
	} {
		found, diagnostics := incidents.Parse("x", []byte("id: x\ntitle: X\ntimeline: [{at: 2026-03-02T10:00Z, text: It broke., milestone: started}]\n"+c.services+"\n"))
		if incidents.HasErrors(diagnostics) {
			t.Fatal(diagnostics)
		}
		d := Of(analysis.Run(found[0]))
		for _, name := range strings.Fields(c.known) {
			if _, ok := d.Count(name); !ok {
				t.Errorf("%s: %s is unknown", c.services, name)
			}
		}
		for _, name := range strings.Fields(c.unknown) {
			if v, ok := d.Count(name); ok {
				t.Errorf("%s: %s is %g", c.services, name, v)
			}
		}
	}
}

// FuzzOf: every record that is without error has a digest that can be written and read.
func FuzzOf(f *testing.F) {
	for i := range 3 {
		text, err := incidents.Encode(synthetic.Incident(11, i))
		if err != nil {
			f.Fatal(err)
		}
		f.Add(text)
	}
	f.Add([]byte("id: a\ntitle: A\ntimezone: Africa/Monrovia\ntimeline: [{at: 1960-01-01 10:00, text: x, milestone: [started, detected]}, {at: {from: 1960-01-01 09:00, to: 1960-01-01 23:00}, text: y, milestone: resolved}]\n" +
		"services: [{id: s, windows: [{from: ~1960-01-01 10:00}, {}]}]\ntags: [';', '=1']\n"))
	f.Fuzz(func(t *testing.T, text []byte) {
		found, diagnostics := incidents.Parse("x.yaml", text)
		if incidents.HasErrors(diagnostics) {
			return
		}
		for _, incident := range found {
			d := Of(analysis.Run(incident))
			checkRoundTrip(t, &d)
		}
	})
}
