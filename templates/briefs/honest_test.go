package briefs

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/postmortem-dev/postmortem/analysis"
)

// told returns the story of a small record for a role: a head, and what the test adds to it.
func toldStory(t *testing.T, role, record string) *Story {
	t.Helper()
	return storyOf(reportOf(t, "small", "id: small\ntitle: Small\ntimezone: UTC\nstatus: resolved\norganization: Acme\n"+record), roleNamed(t, role), Public)
}

const overnight = `
timeline:
  - {id: a, at: 2025-03-01 22:00, text: It fails., milestone: started, evidence: official, sources: [S]}
  - {id: b, at: 2025-03-02 07:00, text: It is over., milestone: resolved, evidence: official, sources: [S]}
sources: [{id: S, title: Report, publisher: Acme, kind: official}]
`

// said joins the ways of the tellings of a point.
func said(tellings []Telling) string {
	var out []string
	for _, t := range tellings {
		out = append(out, strings.Join(t.Ways[len(t.Ways)-1], " "))
	}
	return strings.Join(out, " ")
}

func answerTo(t *testing.T, s *Story, question string) string {
	t.Helper()
	answered, open := questions(s)
	for _, q := range slices.Concat(answered, open) {
		if q.Question == question {
			return q.Answer + q.Say
		}
	}
	return ""
}

func TestOpeningTimes(t *testing.T) {
	for _, c := range []struct{ record, want string }{
		{overnight, "From 22:00 on 1 March 2025 to 07:00 on 2 March, 9 hours, parts of Acme were out of order."},
		{strings.Replace(overnight, "2025-03-01 22:00", "~2025-03-01 22:00", 1), "From about 22:00 on 1 March 2025 to 07:00 on 2 March, about 9 hours, parts of Acme were out of order."},
		{strings.Replace(overnight, "2025-03-01 22:00", "{from: 2025-03-01 22:00, to: 2025-03-01 22:10}", 1), "From between 22:00 and 22:10 on 1 March 2025 to 07:00 on 2 March, 8 hours 50 minutes to 9 hours, parts of Acme were out of order."},
		{strings.Replace(overnight, "2025-03-02 07:00", "2025-03-01 23:00", 1), "From 22:00 on 1 March 2025 to 23:00, 1 hour, parts of Acme were out of order."},
		{overnight + "services: [{id: pc, user_facing: true, external: true, windows: [{level: down}]}, {id: agent, windows: [{level: down}]}]", "From 22:00 on 1 March 2025 to 07:00 on 2 March, 9 hours, systems of Acme's customers were out of order."},
		{overnight + "services: [{id: pc, user_facing: true, external: true, windows: [{level: down}]}, {id: shop, user_facing: true, windows: [{level: down}]}]", "From 22:00 on 1 March 2025 to 07:00 on 2 March, 9 hours, parts of Acme were out of order."},
	} {
		if got := said(openingTimes(toldStory(t, "sre", c.record))); got != c.want {
			t.Errorf("got  %s\nwant %s", got, c.want)
		}
	}
}

const halfListed = overnight + `communications:
  - {id: p1, at: 2025-03-01 22:30, text: The shop is down., evidence: reported, sources: [S]}
  - {id: p2, at: 2025-03-02 01:30, text: The shop is still down., evidence: reported, sources: [S]}
`

// The record may hold two messages of two hundred.
func TestMessagesOnRecord(t *testing.T) {
	const question = "How soon were people told, and were promises of news kept?"
	s := toldStory(t, "support", halfListed)
	want := "The first public notice on record came after 30 minutes, from the start at 22:00 to the first public notice at 22:30. The record holds 2 messages, 3 hours apart."
	if got := answerTo(t, s, question); got != want {
		t.Errorf("got %s", got)
	}
	for _, n := range numbers(s) {
		if n.Measure.Name == "message_gap_median" || n.Measure.Name == "message_gap_longest" {
			t.Errorf("one gap is no usual one: %+v", n)
		}
		if n.Measure.Name == "time_to_first_public_notice" && n.Sure != "One of its ends rests on a single account." {
			t.Errorf("the notice is as sure as its message: %s", n.Sure)
		}
	}
	entries := strings.Replace(overnight, "sources: [{", "  - {id: c, at: 2025-03-04 10:00, kind: communication, text: Acme publishes a long report on what had failed and why it did.}\nsources: [{", 1)
	s = toldStory(t, "sre", entries)
	want = "The record lists no messages to the people affected, but 1 entry of its timeline tells of what was said; when the public was first told is not recorded."
	if got := answerTo(t, s, question); !strings.HasPrefix(got, want) || !strings.Contains(got, "Acme publishes a long report") {
		t.Errorf("got %s", got)
	}
	if got := said(communication(s)); got != want {
		t.Errorf("got %s", got)
	}
	if got := strings.Join(improve(s), " "); strings.Contains(got, "public messages") {
		t.Error(got)
	}
}

// One promise missed is no plural.
func TestPromisesMissed(t *testing.T) {
	record := strings.Replace(halfListed, "text: The shop is down.", "next_by: 2025-03-01 23:00, text: The shop is down.", 1)
	if got := answerTo(t, toldStory(t, "sre", record), "How soon were people told, and were promises of news kept?"); !strings.Contains(got, "Of 1 promise of a next message, 1 was missed, the worst by 2 hours 30 minutes.") {
		t.Error(got)
	}
}

func TestIsItFixed(t *testing.T) {
	const causes = "causes: [{id: x, kind: trigger, text: A deploy.}, {id: y, kind: latent, text: No test.}]\n"
	for _, c := range []struct{ record, want string }{
		{causes + "actions: [{text: Undo the deploy., answers: [x], status: done}, {text: Write tests.}]", "What was planned against the trigger itself is done, by the record, but not all that was planned. The record lists 2 actions: 1 is done and 1 has no recorded status."},
		{causes + "actions: [{text: Undo the deploy., answers: [x], status: done}]", "By the record, all that was planned against it is done. The record lists 1 action, which is done."},
		{causes + "actions: [{text: Undo the deploy., answers: [x]}]", "Not yet, by the record."},
	} {
		got := answerTo(t, toldStory(t, "sre", overnight+c.record), "Is it fixed?")
		if !strings.HasPrefix(got, c.want) {
			t.Errorf("got  %s\nwant %s", got, c.want)
		}
	}
}

func TestCountsAgreeWithTheirVerbs(t *testing.T) {
	causes := func(n int) string {
		out := "causes:\n"
		for i := range n {
			out += fmt.Sprintf("  - {id: x%d, kind: latent, text: Cause %d.}\n", i, i)
		}
		return out
	}
	for _, c := range []struct{ record, want string }{
		{causes(3) + "actions: [{text: A., answers: [x0]}]", "Of 3 causes on record, 2 have no action against them. No action has an owner or a date that was made public."},
		{causes(2) + "actions: [{text: A., answers: [x0]}]", "Of 2 causes on record, 1 has no action against it. No action has an owner or a date that was made public."},
		{causes(2) + "actions: [{text: A.}]", "None of the 2 causes on record has an action against it. No action has an owner or a date that was made public."},
		{causes(1) + "actions: [{text: A., owner: X}, {text: B.}]", "The one cause on record has no action against it. Of 2 actions, 1 has no recorded owner, and none has a date."},
		{causes(1) + "actions: [{text: A., due: 2025-04-01, answers: [x0]}, {text: B., due: 2025-04-01}]", "Of 2 actions, none has a recorded owner, and each has a date."},
	} {
		if got := said(actionGaps(toldStory(t, "sre", overnight+c.record))); got != c.want {
			t.Errorf("got  %s\nwant %s", got, c.want)
		}
	}
	for record, want := range map[string]string{
		"actions: [{text: A.}, {text: B.}]":               "2 actions are on record, but not how far along.",
		"actions: [{text: A.}, {text: B., status: open}]": "2 actions are on record, none of them as done.",
		"actions: [{text: A.}, {text: B., status: done}]": "2 actions are on record, 1 of them as done.",
		"actions: [{text: A., status: open}]":             "1 action is on record, and it is not done.",
	} {
		if got := toldStory(t, "sre", overnight+record).counted(); got != want {
			t.Errorf("got  %s\nwant %s", got, want)
		}
	}
}

func TestDisagreementOnAQuantity(t *testing.T) {
	s := toldStory(t, "sre", overnight+`impact: {quantities: [{id: q, what: loss of Delta, value: 500, unit: million USD}]}
claims:
  - {about: q, says: It was 500., value: 500, sources: [S], verdict: used, reason: Its own filing.}
  - {about: q, says: It was 380., value: 380, sources: [S], verdict: kept, reason: An estimate of others.}
`)
	if got := answerTo(t, s, "What do the sources disagree about?"); !strings.HasPrefix(got, "Loss of Delta: the accounts that stand are 120 million USD apart. The reason for the account used: its own filing.") && !strings.HasPrefix(got, "Loss of Delta: the accounts that stand are 120 million USD apart. The reason for the account used: Its own filing.") {
		t.Error(got)
	}
}

// An answer begins with its first part, whichever that is.
func TestMonitorBeginsAtTheBeginning(t *testing.T) {
	const services = `services:
  - {id: db, name: the database, windows: [{level: down, symptom: It took no writes of any kind for as long as it lasted that night.}]}
  - {id: api, name: the interface, depends_on: [{service: db, kind: hard}], windows: [{level: down, symptom: It answered with errors to everybody who asked.}]}
  - {id: web, depends_on: [{service: api, kind: hard}], windows: [{level: down}]}
`
	got := answerTo(t, toldStory(t, "sre", overnight+services), "What would one monitor?")
	if !strings.HasPrefix(got, "The interface, with 1 other service behind it. ") || !strings.Contains(got, " And what failed first, the database.") {
		t.Error(got)
	}
	got = answerTo(t, toldStory(t, "sre", overnight+"services: [{id: db, name: the database, windows: [{level: down, symptom: It took no writes of any kind for as long as it lasted that night.}]}]"), "What would one monitor?")
	if !strings.HasPrefix(got, "What failed first, the database. ") {
		t.Error(got)
	}
}

// What the record answers is answered, in however few words; that nothing is known is no answer.
func TestShortAnswersAreAnswers(t *testing.T) {
	s := toldStory(t, "sre", overnight+fmt.Sprintf(`questions:
  - {text: "Were engineers locked out?", answer: "No. The doors have keys."}
  - {text: "Who noticed first?", answer: Not recorded.}
  - {text: "How did it go on?", answer: %q}
`, strings.Repeat("and so on ", 40)))
	answered, open := questions(s)
	if !slices.ContainsFunc(answered, func(q QA) bool { return q.Answer == "No. The doors have keys." }) {
		t.Errorf("%+v", answered)
	}
	for _, want := range []string{"Not recorded.", "The record's answer to that is too long to be said aloud; the postmortem holds it."} {
		if !slices.ContainsFunc(open, func(q QA) bool { return strings.HasPrefix(q.Say, want) }) {
			t.Errorf("nothing says %q: %+v", want, open)
		}
	}
}

// A setting that is called like an act of the responders is none.
func TestEmphasiseWantsActs(t *testing.T) {
	const line = "What was throttled or switched off and when."
	setting := overnight + "causes: [{kind: latent, text: The option can be switched off in later versions.}]\n"
	if got := toldStory(t, "sre", setting).emphasise(); !slices.Contains(got, line) {
		t.Errorf("%q", got)
	}
	act := strings.Replace(overnight, "sources: [{", "  - {at: 2025-03-01 23:00, kind: mitigation, text: Sign-up is switched off for all.}\nsources: [{", 1)
	if got := toldStory(t, "sre", act).emphasise(); !slices.Contains(got, line+" Here: at 23:00: Sign-up is switched off for all.") {
		t.Errorf("%q", got)
	}
}

// A role whose subject the record does not touch hears so first, and then the story.
func TestSilentRecord(t *testing.T) {
	cause := "summary: The shop took no orders for a night, and nobody could buy anything.\ncauses: [{id: x, kind: trigger, text: A deploy emptied the list of prices.}]\n"
	for _, c := range []struct{ role, record, want string }{
		{"security", cause, "The record says nothing about sign-in, credentials or access. On 1 to 2 March 2025 Acme had an incident"},
		{"data", cause, "The record says nothing about databases, queues or backlogs of data. "},
		{"support", cause, "The record says nothing about support cases, consoles or status pages. "},
		{"security", cause + "lessons: [{text: Sign-in must not need the shop.}]\n", "The timeline and the causes on record say nothing about sign-in, credentials or access. "},
		{"security", strings.Replace(cause, "A deploy emptied", "Sign-in broke and emptied", 1), "On 1 to 2 March 2025 Acme had an incident"},
		{"sre", cause, "From 22:00 on 1 March 2025"},
	} {
		b, err := Make(toldStory(t, c.role, overnight+c.record).Report, roleNamed(t, c.role), Public, 60)
		if err != nil {
			t.Fatal(err)
		}
		if got := b.Spoken[0].Text; !strings.HasPrefix(got, c.want) {
			t.Errorf("%s: got %s", c.role, got)
		}
		if c.role != "sre" && !strings.Contains(b.Spoken[1].Text, "emptied the list of prices") {
			t.Errorf("%s: the cause is %q", c.role, b.Spoken[1].Text)
		}
	}
}

// What set it off is said in the cause, also where a summary on offer tells it.
func TestCauseHoldsTheTrigger(t *testing.T) {
	const record = `summary:
  text: A filter was removed from three routers in the sixth phase of an upgrade, and the routes flooded the core of the network.
  short: Customers lost service for a night.
causes:
  - {kind: trigger, text: "In the sixth phase of an upgrade a filter was removed from three routers, and the routes flooded the core."}
  - {kind: latent, text: "Remote access needed the network."}
`
	b, err := Make(toldStory(t, "leadership", overnight+record).Report, roleNamed(t, "leadership"), Public, 30)
	if err != nil {
		t.Fatal(err)
	}
	if got := b.Spoken[1].Text; !strings.HasPrefix(got, "In the sixth phase of an upgrade a filter was removed") {
		t.Errorf("the cause is %q", got)
	}
}

// No sentence is made of a step that may not be the service's own.
func TestNothingIsMadeOfAnOpenStep(t *testing.T) {
	const services = `services:
  - {id: cable, windows: [{from: 2025-03-01 22:00, level: down}]}
  - {id: edge, depends_on: [{service: cable, kind: hard}], windows: [{from: 2025-03-01 22:00, to: 2025-03-02 07:00, level: down}]}
  - {id: names, depends_on: [{service: edge, kind: hard}], windows: [{from: 2025-03-01 22:00, to: 2025-03-02 07:00, level: down}]}
`
	b, err := Make(toldStory(t, "sre", overnight+services).Report, roleNamed(t, "sre"), Public, 120)
	if err != nil {
		t.Fatal(err)
	}
	text := fmt.Sprintf("%+v", b)
	for _, wrong := range []string{"longest step", "Shorten the recovery", "shorter recovery", "this part lasted", "Recovery after the origin"} {
		if strings.Contains(text, wrong) {
			t.Errorf("the brief says %q", wrong)
		}
	}
}

func TestQuietTimeInABrief(t *testing.T) {
	const record = `
waves: [{id: a, name: failed election, origins: [db]}, {id: b, name: roll-back, origins: [cache]}]
timeline:
  - {at: 2025-03-01 10:00, text: It fails., wave: a, milestone: started}
  - {at: 2025-03-01 10:30, text: It is over., wave: a, milestone: resolved}
  - {at: 2025-03-01 13:00, text: It fails., wave: b, milestone: started}
  - {at: 2025-03-01 14:00, text: It is over., wave: b, milestone: resolved}
services:
  - {id: db, windows: [{from: 2025-03-01 10:00, to: 2025-03-01 10:30, level: down, wave: a}]}
  - {id: cache, windows: [{from: 2025-03-01 13:00, to: 2025-03-01 13:30, level: down, wave: b}]}
  - {id: shop, depends_on: [{service: db, kind: hard}, {service: cache, kind: hard}], windows: [{from: 2025-03-01 10:00, to: 2025-03-01 10:30, wave: a}, {from: 2025-03-01 13:00, to: 2025-03-01 14:00, wave: b}]}
`
	s := toldStory(t, "sre", record)
	if got, want := s.oneBreath(), "On 1 March 2025 Acme had an incident that lasted 4 hours, the 2 hours 30 minutes between its waves included."; got != want {
		t.Errorf("got %s", got)
	}
	want := "It was not one failure. Of the 4 hours from start to end, 2 hours 30 minutes lay between its waves. Failure 1, failed election, lasted 30 minutes, from the start at 10:00 to the end at 10:30. Failure 2, roll-back, lasted 1 hour, from the start at 13:00 to the end at 14:00."
	if got := answerTo(t, s, "Why did it last so long?"); !strings.HasPrefix(got, want) {
		t.Errorf("got %s", got)
	}
	if n := numbers(s)[0]; n.How != "from the start at 10:00 to the end at 14:00, the 2 hours 30 minutes between its waves included" {
		t.Errorf("%+v", n)
	}
	talk := boardText(whiteboard(s))
	for _, want := range []string{"Failed election began in db", "Roll-back began in cache, and this part lasted 30 minutes"} {
		if !strings.Contains(talk, want) {
			t.Errorf("the talk does not say %q:\n%s", want, talk)
		}
	}
}

// A star whose centre recovered last is drawn with what people touch.
func TestWhiteboardShowsWhatPeopleTouch(t *testing.T) {
	const services = `services:
  - {id: core, windows: [{from: 2025-03-01 22:00, to: 2025-03-02 07:00, level: down}]}
  - {id: ids, depends_on: [{service: core, kind: hard}], windows: [{level: down}]}
  - {id: roaming, depends_on: [{service: ids, kind: hard}], windows: [{level: down}]}
  - {id: wireless, user_facing: true, depends_on: [{service: core, kind: hard}], windows: [{from: 2025-03-01 22:00, to: 2025-03-02 01:00, level: down}]}
  - {id: bank, user_facing: true, external: true, depends_on: [{service: core, kind: hard}], windows: [{from: 2025-03-01 22:00, to: 2025-03-02 06:00, level: down}]}
`
	d := whiteboard(toldStory(t, "sre", overnight+services))
	var boxes []string
	for _, b := range d.Boxes {
		boxes = append(boxes, b.ID)
	}
	if i, j := slices.Index(boxes, "wireless"), slices.Index(boxes, "bank"); i < 0 || j < i {
		t.Errorf("boxes %v", boxes)
	}
	if talk := boardText(d); !strings.Contains(talk, "People felt it in wireless") || !strings.Contains(talk, "It reached bank as well") {
		t.Error(talk)
	}
}

// A longest phase is named only where what the record leaves open does not decide which it is.
func TestLongestPhaseIsSure(t *testing.T) {
	const record = `timeline:
  - {at: 2025-03-01 10:00, text: It fails., milestone: started}
  - {at: {from: 2025-03-01 10:00, to: 2025-03-01 %s}, text: It is seen., milestone: detected}
  - {at: 2025-03-01 11:00, text: It is over., milestone: resolved}
`
	for seen, want := range map[string]bool{"11:00": false, "10:20": true} {
		s := toldStory(t, "sre", fmt.Sprintf(record, seen))
		if got := answerTo(t, s, "Why did it last so long?"); strings.Contains(got, "The longest part of it") != want {
			t.Errorf("seen by %s: %s", seen, got)
		}
	}
}

func TestMomentsKeepTheirDay(t *testing.T) {
	s := toldStory(t, "sre", strings.Replace(overnight, "2025-03-02 07:00", "2025-03-03 07:00", 1))
	zone := s.Incident.Zone()
	day := s.begin().In(zone)
	at := func(hours float64) analysis.End {
		return analysis.End{At: day.Add(time.Duration(hours * float64(time.Hour)))}
	}
	for _, c := range []struct {
		end  analysis.End
		want string
	}{
		{at(1), "at 23:00"}, {at(-1), "at 21:00"}, {at(-23), "at 23:00 on 28 February"}, {at(26), "at 00:00 on 3 March"},
		{analysis.End{At: at(11).At, Low: at(-1).At, High: at(23).At}, "between 21:00 and 21:00"},
		{analysis.End{At: at(20).At, Low: at(2).At, High: at(26).At.Add(-1e9)}, "on 2 March"},
	} {
		if got := s.atPlace(c.end); got != c.want {
			t.Errorf("got %s, want %s", got, c.want)
		}
	}
}

func TestCiteIsGrammatical(t *testing.T) {
	s := toldStory(t, "sre", `timeline: [{at: 2025-03-01 10:00, text: It fails.}]
sources:
  - {id: a, title: Other accounts of how long it lasted}
  - {id: b, title: Retellings that give a shorter length}
  - {id: c, title: "Acme's response to the authority", publisher: Acme, kind: official}
  - {id: d, title: Acme service outage, publisher: Acme, kind: official}
  - {id: e, title: Executive summary of the report, publisher: Experts for the authority, kind: official, note: The executive summary is short.}
  - {id: f, title: Long report on the outage, publisher: "Acme, engineering blog", kind: official}
  - {id: g, title: "Entry on the event"}
`)
	var got []string
	for _, x := range cite(s, []string{"a", "b", "c", "d", "e", "f", "g"}) {
		got = append(got, x.Aloud)
	}
	want := []string{
		"according to other accounts", "according to retellings that give a shorter length", "according to Acme's response to the authority",
		"according to Acme on the Acme service outage", "according to the executive summary of the report by Experts for the authority",
		"according to Acme's own long report on the outage", "according to the Entry on the event",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got %q", got)
	}
}
