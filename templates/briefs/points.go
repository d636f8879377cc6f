package briefs

import (
	"fmt"
	"slices"
	"strings"
	"unicode"

	"github.com/postmortem-dev/postmortem/analysis"
	"github.com/postmortem-dev/postmortem/incidents"
	"github.com/postmortem-dev/postmortem/templates"
)

// Point is one subject that can be told.
type Point struct {
	Name string
	Tell func(*Story) []Telling
}

// Telling is one thing to say, in one of several ways, the shortest first. Each way stands by itself.
type Telling struct {
	Ways    [][]string // sentences
	Sources []string
	Weight  float64 // how much it matters beside the others of its point; 0 is 1
}

// Points returns every point that a role can ask for. To add one, add a line here.
func Points() []Point {
	return []Point{
		{"opening", opening}, {"opening_times", openingTimes}, {"opening_reach", openingReach}, {"opening_focus", openingFocus}, {"summary", summary}, {"hurt", hurt}, {"hurt_count", hurtCount}, {"estimates", estimates},
		{"focus_services", focusServices}, {"outside", outside},
		{"origin", origin}, {"trigger", factors("trigger")}, {"latent", factors("latent")}, {"contributing", factors("contributing")},
		{"sustaining", factors("sustaining")}, {"focus_factors", focusFactors}, {"spread", spread}, {"single_points", singlePoints}, {"cycles", cycles},
		{"detection", detection}, {"detection_text", detectionText}, {"response", response}, {"waves", waves}, {"tail", tail}, {"chain", chain},
		{"longest", longest}, {"mitigations", mitigations}, {"focus_events", focusEvents}, {"communication", communication}, {"posts", posts},
		{"well", remarks(wentWell)}, {"poorly", remarks(wentPoorly)}, {"lucky", remarks(gotLucky)},
		{"actions", actions}, {"action_gaps", actionGaps}, {"lessons", lessons(anyLesson)}, {"lessons_users", lessons(usersLesson)}, {"lessons_mechanism", lessons(mechanismLesson)},
		{"focus_lessons", focusLessons}, {"unknowns", remarks(unknowns)},
	}
}

func findPoint(name string) (Point, bool) {
	points := Points()
	i := slices.IndexFunc(points, func(p Point) bool { return p.Name == name })
	if i < 0 {
		return Point{}, false
	}
	return points[i], true
}

func pointNames() []string {
	var out []string
	for _, p := range Points() {
		out = append(out, p.Name)
	}
	return out
}

// wording returns the wording of the role's depth.
func (s *Story) wording(w incidents.Words) string {
	switch {
	case s.Role.Depth == Plain:
		return w.Simple()
	case s.Role.Depth == Technical && w.Technical != "":
		return w.Technical
	}
	return w.Text
}

// told returns one thing said in one way; nothing for an empty text.
func told(text string, sources []string) []Telling {
	if sentences := Sentences(Spoken(text)); len(sentences) > 0 {
		return []Telling{{Ways: [][]string{sentences}, Sources: sources}}
	}
	return nil
}

// whole returns a thing that is said to its end or not at all: in the record's short wording, the plain one or that of
// the role's depth. Where there is no short one its first sentence stands in.
func (s *Story) whole(w incidents.Words, sources []string) []Telling {
	full := Sentences(Spoken(s.wording(w)))
	if len(full) == 0 {
		return nil
	}
	t := Telling{Sources: sources}
	t.add(Sentences(Spoken(w.Short)))
	if len(t.Ways) == 0 {
		t.add(full[:1])
	}
	if s.Role.Depth == Text {
		t.add(Sentences(Spoken(w.Plain)))
	}
	t.add(full)
	return []Telling{t}
}

// add adds a way that is longer than those before it.
func (t *Telling) add(sentences []string) {
	longest := 0
	if n := len(t.Ways); n > 0 {
		longest = Words(strings.Join(t.Ways[n-1], " "))
	}
	if Words(strings.Join(sentences, " ")) > longest {
		t.Ways = append(t.Ways, sentences)
	}
}

// story returns a thing told in order, which can be broken off after any sentence.
func (s *Story) story(w incidents.Words, sources []string) []Telling {
	t := Telling{Sources: sources}
	t.add(Sentences(Spoken(w.Short)))
	full := Sentences(Spoken(s.wording(w)))
	for i := range full {
		t.add(full[:i+1])
	}
	if len(t.Ways) == 0 {
		return nil
	}
	return []Telling{t}
}

// opening says who, when and how long.
func opening(s *Story) []Telling {
	m := s.Measure("duration", analysis.WholeIncident)
	who := s.Organization + " had"
	if s.Organization == "" || s.Frame == Own {
		who = map[bool]string{true: "we had", false: "there was"}[s.Frame == Own]
	}
	return told(fmt.Sprintf("On %s %s an incident%s.", s.Day(), who, s.howLong(m)), m.Sources)
}

func (s *Story) howLong(m analysis.Measure) string {
	switch {
	case m.SoFar:
		return " that has gone on for " + templates.Length(*m.Value) + " and is not over"
	case m.Known():
		return " that lasted " + templates.Short(m)
	}
	return ""
}

// openingTimes says from when to when it lasted.
func openingTimes(s *Story) []Telling {
	m := s.Measure("duration", analysis.WholeIncident)
	if !m.Known() || m.SoFar {
		return opening(s)
	}
	return told(fmt.Sprintf("From %s on %s to %s, %s, %s out of order.", s.clock(*m.From), s.date(*m.From), s.clock(*m.To), templates.Short(m), s.party()), m.Sources)
}

func (s *Story) party() string {
	if s.Frame == Own {
		return "our systems were"
	}
	if s.Organization == "" {
		return "the systems of this record were"
	}
	return "parts of " + s.Organization + " were"
}

// openingReach says how far the failure of the origin went.
func openingReach(s *Story) []Telling {
	b := s.Blast
	if len(b.Origins) == 0 || len(b.Reach) < 3 {
		return opening(s)
	}
	return told(fmt.Sprintf("On %s the failure of %s reached %s that need it, directly or through others.", s.Day(), analysis.List(s.labels(b.Origins)), templates.Plural(len(b.Reach)-len(b.Origins), "service", "services")), nil)
}

// openingFocus names the services that the role is about.
func openingFocus(s *Story) []Telling {
	var names []string
	for _, r := range s.Recovery.Services {
		if label := s.Label(r.Service); s.mentions(label) && !s.external(r.Service) && len(names) < 3 {
			names = append(names, label)
		}
	}
	if len(names) == 0 {
		return opening(s)
	}
	who := s.Organization
	if s.Frame == Own || who == "" {
		who = "our systems"
	}
	return told(fmt.Sprintf("On %s an incident at %s hurt %s, among others.", s.Day(), who, analysis.List(names)), nil)
}

func (s *Story) external(id string) bool {
	i := slices.IndexFunc(s.Services, func(x incidents.Service) bool { return x.ID == id })
	return i >= 0 && s.Services[i].External
}

// clock says a time of day, and the date only where it is needed elsewhere.
func (s *Story) clock(e analysis.End) string { return s.moment(e, "15:04") }

func (s *Story) date(e analysis.End) string { return s.moment(e, "2 January 2006") }

func (s *Story) moment(e analysis.End, layout string) string {
	text := e.At.In(s.Incident.Zone()).Format(layout)
	if e.About {
		return "about " + text
	}
	return text
}

func summary(s *Story) []Telling { return s.story(s.Summary, nil) }
func hurt(s *Story) []Telling    { return s.story(s.Incident.Impact.Summary, nil) }

func hurtCount(s *Story) []Telling { return told(s.Hurt(), nil) }

// estimates tells the first number of each group that is somebody's estimate or claim, with whose it is.
func estimates(s *Story) []Telling {
	var out []Telling
	for _, g := range s.Quantities.Groups {
		for _, q := range g.Quantities {
			value := templates.Quantity(q)
			if value == "" || q.Basis == "measured" || len(q.Sources) == 0 {
				continue
			}
			out = append(out, told(fmt.Sprintf("%s, by %s: %s %s.", Capital(q.What), s.sourceNames(q.Sources[:1]), value, q.Unit), q.Sources)...)
			break
		}
	}
	return out
}

func (s *Story) sourceNames(ids []string) string {
	var out []string
	for _, id := range ids {
		i := slices.IndexFunc(s.Sources, func(x incidents.Source) bool { return x.ID == id })
		switch {
		case i < 0:
		case s.Sources[i].Publisher != "":
			out = append(out, s.Sources[i].Publisher)
		default:
			out = append(out, s.Sources[i].Title)
		}
	}
	return analysis.List(out)
}

// outside tells what was seen from outside.
func outside(s *Story) []Telling {
	var out []Telling
	for _, e := range s.Entries("outside") {
		out = append(out, s.story(e.Text, e.Sources)...)
	}
	return out
}

// origin says what failed first and along which way the failure reached the last to recover.
func origin(s *Story) []Telling {
	if len(s.Blast.Origins) == 0 {
		return nil
	}
	first := fmt.Sprintf("What failed first was %s.", analysis.List(s.labels(s.Blast.Origins)))
	t := Telling{Ways: [][]string{{Spoken(first)}}}
	if path := s.Recovery.CriticalPath; len(path) > 2 {
		var names []string
		for i := len(path) - 2; i >= 0; i-- {
			names = append(names, s.Label(path[i].Service))
		}
		t.add([]string{Spoken(first), Spoken("From there it went on to " + analysis.List(names) + ".")})
	}
	return []Telling{t}
}

func (s *Story) labels(ids []string) []string {
	var out []string
	for _, id := range ids {
		out = append(out, s.Label(id))
	}
	return out
}

func factors(kind string) func(*Story) []Telling {
	return func(s *Story) []Telling {
		var out []Telling
		for _, f := range s.Factors(kind) {
			out = append(out, s.whole(f.Text, f.Sources)...)
		}
		return out
	}
}

func spread(s *Story) []Telling { return told(s.BlastLead(), nil) }

func singlePoints(s *Story) []Telling {
	var parts []string
	for i, p := range s.Blast.SinglePoints {
		if i < 3 {
			parts = append(parts, fmt.Sprintf("%s before %s", s.Label(p.Service), templates.Plural(len(p.Dominates), "other", "others")))
		}
	}
	if len(parts) == 0 {
		return nil
	}
	return told("These single services stood before many: "+analysis.List(parts)+".", nil)
}

func cycles(s *Story) []Telling {
	var out []Telling
	for _, c := range s.Blast.Cycles {
		out = append(out, told(fmt.Sprintf("%s depend on each other in a circle.", analysis.List(s.labels(c))), nil)...)
	}
	return out
}

// detection says how soon it was noticed and understood.
func detection(s *Story) []Telling {
	detect, identify := s.Measure("time_to_detect", analysis.WholeIncident), s.Measure("time_to_identify", analysis.WholeIncident)
	var first string
	switch {
	case detect.Known() && identify.Known():
		first = fmt.Sprintf("It was detected after %s, and the cause was identified after %s.", templates.Short(detect), templates.Short(identify))
	case detect.Known():
		first = fmt.Sprintf("It was detected after %s; when the cause was identified is not recorded.", templates.Short(detect))
	case identify.Known():
		first = fmt.Sprintf("The cause was identified after %s; when it was detected is not recorded.", templates.Short(identify))
	default:
		return nil
	}
	t := Telling{Ways: [][]string{{Spoken(first)}}, Sources: append(slices.Clone(detect.Sources), identify.Sources...)}
	if identify.Known() && identify.Disputed {
		t.add([]string{Spoken(first), Spoken(fmt.Sprintf("By other accounts the cause was known after %s.", templates.Length(otherEnd(identify))))})
	}
	return []Telling{t}
}

// otherEnd returns the end of a disputed range that lies further from the value used.
func otherEnd(m analysis.Measure) float64 {
	if *m.Value-*m.Low >= *m.High-*m.Value {
		return *m.Low
	}
	return *m.High
}

func detectionText(s *Story) []Telling { return s.story(s.Detection.Text, s.Detection.Sources) }
func response(s *Story) []Telling      { return s.story(s.Response.Text, s.Response.Sources) }

func waves(s *Story) []Telling {
	var out []Telling
	for _, w := range s.Waves {
		out = append(out, s.story(w.Text, w.Sources)...)
	}
	return out
}

// tail says when the origin was well and what was left of the incident then.
func tail(s *Story) []Telling {
	m := s.Measure("recovery_tail", analysis.WholeIncident)
	whole := s.Measure("duration", analysis.WholeIncident)
	if !m.Known() || !whole.Known() || *m.Value <= 0 || s.Recovery.TailShare == nil {
		return nil
	}
	name := ""
	if s.Role.Depth != Plain {
		name = ", " + strings.TrimSuffix(strings.TrimSuffix(m.From.Name, " resolved"), " recovered") + ","
	}
	first := fmt.Sprintf("The first failure%s was over after %s.", name, templates.Length(*whole.Value-*m.Value))
	second := fmt.Sprintf("The other %s, %s of the whole, went into the recovery of other systems.", templates.Length(*m.Value), templates.Percent(*s.Recovery.TailShare))
	short := fmt.Sprintf("Of that, %s, %s, came after the first failure was over.", templates.Length(*m.Value), templates.Percent(*s.Recovery.TailShare))
	return []Telling{{Ways: [][]string{{Spoken(short)}, {Spoken(first), Spoken(second)}}, Sources: m.Sources}}
}

func longest(s *Story) []Telling { return told(s.Longest(), nil) }

// chain says which steps of the recovery took long: those of at least a twentieth of it.
func chain(s *Story) []Telling {
	path := s.Recovery.CriticalPath
	whole := 0.0
	for _, step := range path {
		whole += step.Exclusive
	}
	var parts []string
	for i := len(path) - 2; i >= 0; i-- {
		if path[i].Exclusive >= whole/20 {
			parts = append(parts, fmt.Sprintf("%s needed %s", s.Label(path[i].Service), templates.Length(path[i].Exclusive)))
		}
	}
	if len(parts) == 0 {
		return nil
	}
	return told("After the first failure was over, "+strings.Join(parts, ", then ")+".", nil)
}

// mitigations tells what was done, in order, each with its time.
func mitigations(s *Story) []Telling {
	return s.events(func(e incidents.Event) bool { return e.Kind == "mitigation" })
}

func (s *Story) events(want func(incidents.Event) bool) []Telling {
	var out []Telling
	for _, e := range s.AllEntries() {
		if !want(e) {
			continue
		}
		for _, t := range s.story(e.Text, e.Sources) {
			if !e.At.IsZero() && e.At.From.Equal(e.At.To) {
				at := "At " + s.clock(analysis.End{At: e.At.At(), About: e.At.About}) + ": "
				for i, way := range t.Ways {
					t.Ways[i] = append([]string{at + way[0]}, way[1:]...)
				}
			}
			if len(e.Milestones) > 0 {
				t.Weight = 4 // the act that ended it, not the preparation
			}
			out = append(out, t)
		}
	}
	return out
}

func communication(s *Story) []Telling {
	var out []Telling
	for _, note := range s.Doubts("communication") {
		out = append(out, told(note, nil)...)
	}
	return out
}

// posts tells what each public message brought that was new, with its time; the first and the last matter most.
func posts(s *Story) []Telling {
	var out []Telling
	all := s.Posts()
	for i, c := range all {
		if c.New == "" {
			continue
		}
		for _, t := range s.whole(c.Text, c.Sources) {
			at := "The message of " + s.clock(analysis.End{At: c.At.At(), About: c.At.About}) + ": "
			for k, way := range t.Ways {
				t.Ways[k] = append([]string{at + way[0]}, way[1:]...)
			}
			if i == 0 || i == len(all)-1 {
				t.Weight = 4
			}
			out = append(out, t)
		}
	}
	return out
}

func wentWell(in *incidents.Incident) []incidents.Remark   { return in.WentWell }
func wentPoorly(in *incidents.Incident) []incidents.Remark { return in.WentPoorly }
func gotLucky(in *incidents.Incident) []incidents.Remark   { return in.GotLucky }
func unknowns(in *incidents.Incident) []incidents.Remark   { return in.Unknowns }

func remarks(of func(*incidents.Incident) []incidents.Remark) func(*Story) []Telling {
	return func(s *Story) []Telling {
		var out []Telling
		for _, r := range of(s.Incident) {
			out = append(out, s.whole(r.Text, r.Sources)...)
		}
		return out
	}
}

// actions counts what will change, then names the actions one by one.
func actions(s *Story) []Telling {
	var out []Telling
	if n := len(s.Actions); n > 0 {
		t := Telling{}
		t.add([]string{fmt.Sprintf("%s on record, %d done.", Capital(templates.Plural(n, "action is", "actions are")), s.done())})
		t.add(Sentences(Spoken(s.ActionCount())))
		t.add(Sentences(Spoken(s.Changes())))
		out = append(out, t)
	}
	for _, a := range s.Pledges() {
		for _, t := range s.whole(a.Text, a.Sources) {
			for k, way := range t.Ways {
				t.Ways[k] = append([]string{statusLead(a.Status) + lowerFirst(way[0])}, way[1:]...)
			}
			out = append(out, t)
		}
	}
	return out
}

// statusLead says how far an action is.
func statusLead(status incidents.ActionStatus) string {
	switch status {
	case incidents.ActionDone:
		return "Done: "
	case incidents.ActionInProgress:
		return "Under way: "
	case incidents.ActionOpen:
		return "Still open: "
	}
	return "An action on record: "
}

func (s *Story) done() int {
	n := 0
	for _, a := range s.Actions {
		if a.Status == incidents.ActionDone {
			n++
		}
	}
	return n
}

// lowerFirst lowers the first letter of an imperative, unless the word is an abbreviation.
func lowerFirst(sentence string) string {
	r := []rune(sentence)
	if len(r) > 1 && unicode.IsUpper(r[0]) && !unicode.IsUpper(r[1]) {
		r[0] = unicode.ToLower(r[0])
	}
	return string(r)
}

// actionGaps says what the actions leave open, in numbers a listener can hold.
func actionGaps(s *Story) []Telling {
	var out []Telling
	c := s.Coverage
	if n := len(c.FactorsWithoutAction); n > 0 && len(c.Actions) > 0 {
		out = append(out, told(fmt.Sprintf("Of %s on record, %d have no action against them.", templates.Plural(len(c.Factors), "cause", "causes"), n), nil)...)
	}
	if n := len(c.WithoutOwner); n > 0 && n == len(c.Actions) && len(c.WithoutDue) == n {
		out = append(out, told("No action has an owner or a date that was made public.", nil)...)
	} else if n > 0 {
		out = append(out, told(fmt.Sprintf("Of %s, %d have no recorded owner and %d no date.", templates.Plural(len(c.Actions), "action", "actions"), n, len(c.WithoutDue)), nil)...)
	}
	return out
}

func anyLesson(incidents.Lesson) bool         { return true }
func usersLesson(l incidents.Lesson) bool     { return l.LearnedBy != "" }
func mechanismLesson(l incidents.Lesson) bool { return l.LearnedBy == "" }

func lessons(want func(incidents.Lesson) bool) func(*Story) []Telling {
	return func(s *Story) []Telling {
		var out []Telling
		for _, l := range s.Incident.Lessons {
			if want(l) {
				out = append(out, s.whole(l.Text, l.Sources)...)
			}
		}
		return out
	}
}

// mentions reports whether a text holds one of the role's focus words, as words of its own or their plural.
func (s *Story) mentions(texts ...string) bool {
	all := " " + strings.Join(strings.FieldsFunc(strings.ToLower(strings.Join(texts, " ")), notWord), " ") + " "
	return slices.ContainsFunc(s.Role.Focus, func(word string) bool {
		word = strings.Join(strings.FieldsFunc(strings.ToLower(word), notWord), " ")
		return strings.Contains(all, " "+word+" ") || strings.Contains(all, " "+word+"s ")
	})
}

func notWord(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }

// focusServices tells what each service the role is about does, and how long it was hurt.
func focusServices(s *Story) []Telling {
	var out []Telling
	for _, r := range s.Recovery.Services {
		label := s.Label(r.Service)
		m := s.Measure("time_hurt", analysis.ServiceScope(r.Service))
		if s.mentions(label) && m.Known() {
			out = append(out, told(fmt.Sprintf("%s was hurt for %s, until %s.", Capital(label), templates.Short(m), s.clock(r.End)), m.Sources)...)
		}
	}
	return out
}

func focusEvents(s *Story) []Telling {
	return s.events(func(e incidents.Event) bool {
		return e.Kind != incidents.KindOutside && s.mentions(append(s.labels(e.Services), e.Text.Text)...)
	})
}

func focusFactors(s *Story) []Telling {
	var out []Telling
	for _, f := range s.Causes {
		if s.mentions(append(s.labels(f.Services), f.Text.Text)...) {
			out = append(out, s.whole(f.Text, f.Sources)...)
		}
	}
	return out
}

func focusLessons(s *Story) []Telling {
	var out []Telling
	for _, l := range s.Incident.Lessons {
		if s.mentions(l.Text.Text) {
			out = append(out, s.whole(l.Text, l.Sources)...)
		}
	}
	return out
}
