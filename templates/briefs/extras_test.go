package briefs

import (
	"regexp"
	"slices"
	"strings"
	"testing"
)

func TestGlossaryHoldsOnlyWhatIsSaid(t *testing.T) {
	report := reportOf(t, flagship, "")
	s := storyOf(report, roleNamed(t, "sre"), Public)
	got := []string{}
	for _, term := range glossary(s, "The droplets lost their leases; DWFM's collapse was a metastable failure. The release went on.") {
		got = append(got, term.Term)
	}
	if want := []string{"Droplet", "DropletWorkflow Manager (DWFM)", "Lease", "Metastable failure"}; !slices.Equal(got, want) {
		t.Errorf("terms %v, want %v", got, want)
	}
	for _, term := range glossary(s, "a lease") {
		plain, exact, found := strings.Cut(term.Meaning, " More exactly: ")
		if !found || plain != "A temporary registration that must be renewed. A machine without one gets no new work." || !strings.HasPrefix(exact, "a claim limited in time") {
			t.Errorf("meaning %q", term.Meaning)
		}
	}
	if terms := glossary(storyOf(report, roleNamed(t, "leadership"), Public), "a lease"); len(terms) != 1 || strings.Contains(terms[0].Meaning, "exactly") {
		t.Errorf("a plain listener gets %+v", terms)
	}
	if terms := glossary(s, "nothing of the sort"); terms == nil || len(terms) != 0 {
		t.Errorf("terms %+v", terms)
	}
}

func TestCiteSaysWhoSaysIt(t *testing.T) {
	const yaml = `
id: cite
title: Cite
organization: Acme
timeline: [{at: 2025-01-01T10:00Z, text: The status page was red., sources: [a]}]
sources:
  - {id: a, title: "Post-mortem of the outage of the first of March in the north", publisher: Acme, kind: official, note: The post-mortem is long.}
  - {id: b, title: Acme Health Dashboard, publisher: Acme, kind: official}
  - {id: c, title: What I saw, publisher: The Insider, kind: insider}
  - {id: d, title: Packets, publisher: NetEyes, kind: measurement}
  - {id: e, title: Status page, publisher: Chargers, kind: customer}
  - {id: f, title: Big outage, publisher: The Paper, kind: press}
  - {id: g, title: Thoughts, publisher: A blog, kind: secondary}
  - {id: h, title: A widely shared account of the outage}
  - {id: i, title: Status page export, publisher: Acme Services, kind: internal}
`
	s := storyOf(reportOf(t, "cite", yaml), roleNamed(t, "sre"), Public)
	var got []string
	for _, x := range cite(s, []string{"h", "duration", "a", "b", "c", "d", "e", "f", "g", "i", "E01"}) {
		got = append(got, x.ID+" "+x.Aloud)
	}
	want := []string{
		"h according to a widely shared account",
		"a according to Acme's own post-mortem",
		"b according to the Acme Health Dashboard",
		"c according to an insider's account, published by The Insider",
		"d according to measurements by NetEyes",
		"e according to Chargers, which was hit itself",
		"f according to a press report by The Paper",
		"g according to A blog, a secondary account",
		"i according to Acme Services' internal status page export",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got\n%s", strings.Join(got, "\n"))
	}
}

// The tailoring is made of the record; where it has nothing, the field that would help is named.
func TestTailoring(t *testing.T) {
	for name, report := range askedReports(t) {
		for _, role := range rolesFor(name) {
			s := storyOf(report, role, Public)
			got := tailoring(s)
			stressed := len(got.Emphasise) == len(role.Emphasise)
			if s.silent() { // the role's lines are about what the record does not have
				stressed = len(got.Emphasise) > 0 && strings.HasPrefix(got.Emphasise[0], "How little the record has for this listener. ")
			}
			if len(got.Star) != 0 || !stressed || len(got.LeaveOut) < len(role.LeaveOut) || !strings.HasPrefix(got.Cares, strings.TrimRight(role.Cares, ".")) {
				t.Errorf("%s, %s: %+v", name, role.Name, got)
			}
			if lessons := s.Incident.Lessons; len(lessons) == 0 != strings.Contains(got.Principle, "the field lessons") {
				t.Errorf("%s, %s: principle %q of %d lessons", name, role.Name, got.Principle, len(lessons))
			}
			own := tailoring(storyOf(report, role, Own)).Star
			labels := ""
			for _, line := range own {
				label, text, _ := strings.Cut(line, ": ")
				labels += label + " "
				if text == "" || notSaid.MatchString(text) {
					t.Errorf("%s, %s: %q", name, role.Name, line)
				}
			}
			if labels != "Situation Task Action Result Reflection " {
				t.Errorf("%s, %s: %s", name, role.Name, labels)
			}
			for _, line := range slices.Concat(got.Differently, []string{got.Principle, got.Analogy}) {
				if line == "" || notSaid.MatchString(line) {
					t.Errorf("%s, %s: nobody can say %q", name, role.Name, line)
				}
			}
			for _, line := range got.Differently {
				checkPlain(t, s, line)
			}
			checkPlain(t, s, got.Principle)
		}
	}
}

func TestAnalogyIsNotMadeUp(t *testing.T) {
	const base = "id: a\ntitle: A\ntimeline: [{at: 2025-01-01T10:00Z, text: It broke.}]\n"
	for _, c := range []struct{ yaml, want string }{
		{base, "The record has neither an analogy nor a plain wording of the trigger; the field analogy would give one."},
		{base + "causes: [{kind: trigger, text: {text: A race., plain: Two clerks met at the board.}}]", "In plain words, two clerks met at the board."},
		{base + "analogy: Like two clerks at a board.\ncauses: [{kind: trigger, text: {text: A race., plain: Two programs met.}}]", "Like two clerks at a board."},
	} {
		if got := storyOf(reportOf(t, "a", c.yaml), roleNamed(t, "sre"), Public).analogy(); got != c.want {
			t.Errorf("got %q, want %q", got, c.want)
		}
	}
}

// The delivery names sentences and seconds of this very answer.
func TestDelivery(t *testing.T) {
	for name, report := range askedReports(t) {
		if strings.HasPrefix(name, "without ") {
			continue
		}
		s := storyOf(report, roleNamed(t, "sre"), Public)
		parts := spokenParts(compose(s))
		spoken, seconds := "", 0
		for _, p := range parts {
			spoken += p.Text + " "
			seconds += p.Seconds
		}
		lines := delivery(s, parts)
		if name == flagship && len(lines) != 5 {
			t.Errorf("%d lines: %q", len(lines), lines)
		}
		last := regexp.MustCompile(`(\d+):(\d\d)\.$`).FindStringSubmatch(lines[0])
		if last == nil || atoi(last[1])*60+atoi(last[2]) != seconds {
			t.Errorf("%s: %q, but the answer takes %d seconds", name, lines[0], seconds)
		}
		for _, line := range lines {
			quoted := regexp.MustCompile(`“(.*)”`).FindStringSubmatch(line)
			if quoted != nil && !strings.HasPrefix(line, "Bridge") && !strings.Contains(aloud(spoken), aloud(quoted[1])) {
				t.Errorf("%s: %q is not in the answer", name, quoted[1])
			}
		}
	}
}

func atoi(digits string) int {
	n := 0
	for _, d := range digits {
		n = 10*n + int(d-'0')
	}
	return n
}

// What would improve the brief is what the record lacks, and nothing that it has.
func TestImprove(t *testing.T) {
	fields := func(yaml string, role string) string {
		var out []string
		for _, line := range improve(storyOf(reportOf(t, flagship, yaml), roleNamed(t, role), Public)) {
			field, _, _ := strings.Cut(line, ":")
			out = append(out, field)
		}
		return strings.Join(out, " ")
	}
	if got, want := fields(askedRecords["smallest"], "sre"), "summary timeline[].milestone causes services sources lessons actions analogy claims questions glossary"; got != want {
		t.Errorf("the smallest record lacks %s", got)
	}
	for _, has := range []string{"summary", "causes ", "services", "sources", "claims", "questions", "glossary"} {
		if strings.Contains(fields("", "leadership")+" ", has) {
			t.Errorf("the flagship is said to lack %s", has)
		}
	}
	lessons := askedRecords["smallest"] + "\nlessons: [{text: {text: Look., plain: See.}}, {text: Listen.}]"
	if got := fields(lessons, "leadership"); !strings.Contains(got, "lessons[].text.plain") {
		t.Errorf("a lesson without a plain wording is not missed: %s", got)
	}
	if got := fields(lessons, "sre"); strings.Contains(got, "plain") {
		t.Errorf("nobody here hears the plain wording: %s", got)
	}
}

// A text of signs and tags stays what it is: escaping is the writers' work.
func TestHostileTextStaysPlain(t *testing.T) {
	s := storyOf(reportOf(t, "hostile", askedRecords["hostile"]), roleNamed(t, "sre"), Public)
	answered, _ := questions(s)
	all := ""
	for _, q := range answered {
		all += q.Answer + "\n"
	}
	if !strings.Contains(all, "in <config> and nobody") || strings.Contains(all, "&lt;") || strings.Contains(all, `\<`) {
		t.Errorf("the text is not as it was:\n%s", all)
	}
	if terms := glossary(s, "a flag"); len(terms) != 1 || terms[0].Meaning != "<b>A switch</b>" {
		t.Errorf("%+v", terms)
	}
}

// Nobody speaks as if he had been there, and no person is at fault.
func TestGeneratedAnswersAreNobodysOwn(t *testing.T) {
	first := regexp.MustCompile(`\b(I|I'd|my|we|our|fault of|human error)\b`)
	for name, report := range askedReports(t) {
		answered, open := questions(storyOf(report, roleNamed(t, "sre"), Public))
		for _, q := range append(answered, open...) {
			for _, sentence := range append(Sentences(q.Answer), Sentences(q.Say)...) {
				if q.Generator != "" && first.MatchString(sentence) {
					t.Errorf("%s: %s", name, sentence)
				}
			}
		}
	}
}
