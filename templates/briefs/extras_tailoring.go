package briefs

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/postmortem-dev/postmortem/analysis"
	"github.com/postmortem-dev/postmortem/incidents"
	"github.com/postmortem-dev/postmortem/templates"
)

// tailoring returns what makes the brief the listener's own: what the role says, with what this incident has to show for
// it.
func tailoring(s *Story) Tailoring {
	t := Tailoring{Cares: s.cares(), Emphasise: s.emphasise(), LeaveOut: s.leaveOut(), Differently: s.differently(), Principle: s.principle(), Analogy: s.analogy(), Star: []string{}}
	if s.Frame == Own {
		t.Star = s.star()
	}
	return t
}

func (s *Story) cares() string {
	text := strings.TrimRight(s.Role.Cares, ". ") + "."
	if first := numbers(s); len(first) > 0 {
		text += fmt.Sprintf(" The first number here: %s, %s.", lowerFirst(first[0].Title), aloud(first[0].Value))
	}
	return text
}

// emphasise adds to each of the role's lines the fact of the record nearest to it, each fact once.
func (s *Story) emphasise() []string {
	out := []string{}
	facts, left := s.facts(), numbers(s)
	if s.silent() {
		out = append(out, "How little the record has for this listener. "+s.silence())
	}
	for _, line := range s.Role.Emphasise {
		f, ok := nearest(slices.DeleteFunc(slices.Clone(facts), func(f fact) bool { return !f.shows(line) }), line, 2)
		if !ok {
			if number := numberFor(line, &left); number != "" || !s.silent() { // else there is nothing to stress
				out = append(out, Capital(line)+"."+number)
			}
			continue
		}
		out = append(out, Capital(line)+". Here: "+softened(f.text))
		facts = slices.DeleteFunc(facts, func(x fact) bool { return x.text == f.text })
	}
	return out
}

// shows reports whether a fact is an instance of a line: it has nearly all the line's words. Of what was done, and when, an
// act of the responders with most of them is one; a setting that is called the same is not.
func (f fact) shows(line string) bool {
	words := stems(line)
	n := shared(words, f.stems)
	if strings.HasSuffix(line, " and when") {
		return f.act && 10*n >= 6*len(words)
	}
	return n >= 3 && 10*n >= 8*len(words)
}

// numberFor takes the number to remember that a line is about, if there is one, from those left: it has at least half of
// the line's words.
func numberFor(line string, left *[]Number) string {
	words := stems(line)
	best, most := -1, (len(words)-1)/2
	for i, n := range *left {
		if k := shared(words, stems(n.Title+" "+strings.ReplaceAll(n.Measure.Name, "_", " "))); k > most {
			best, most = i, k
		}
	}
	if best < 0 {
		return ""
	}
	n := (*left)[best]
	*left = slices.Delete(*left, best, best+1)
	return fmt.Sprintf(" Here: %s, %s.", lowerFirst(n.Title), aloud(n.Value))
}

// leaveOut adds to the role's lines the names that a plain listener does not need.
func (s *Story) leaveOut() []string {
	out := []string{}
	for _, line := range s.Role.LeaveOut {
		out = append(out, Capital(line)+".")
	}
	var names []string
	for _, step := range s.Recovery.CriticalPath {
		if label := s.Label(step.Service); s.Role.Depth == Plain && s.jargon(label) {
			names = append(names, label)
		}
	}
	if len(names) > 0 {
		out = append(out, "Names such as "+analysis.List(names[:min(len(names), 4)])+".")
	}
	return out
}

// mostChanges is how many things to do differently fit a brief.
const mostChanges = 4

// differently says what one would do otherwise: what is planned against the trigger and the longest step, then lessons
// nearest to the role.
func (s *Story) differently() []string {
	out := []string{}
	add := func(text string) {
		alike := slices.ContainsFunc(out, func(x string) bool { return sameSubject(x, text) })
		if text != "" && len(out) < mostChanges && !alike && !s.jargon(text) {
			out = append(out, text)
		}
	}
	for _, x := range s.Pledges() {
		if x.Kind == "prevent" && len(out) == 0 {
			add(Capital(s.short(x.Text)))
		}
	}
	if step, ok := s.LongestStep(); ok {
		a := s.answer()
		a.sayHardening(step.Service)
		if slices.ContainsFunc(out, func(x string) bool { return sameSubject(x, strings.Join(a.sentences, " ")) }) {
			a.sentences = nil // it stands there already
		}
		add(fmt.Sprintf("Shorten the recovery of %s, the longest step with %s. %s", s.named(step.Service), Spoken(templates.Short(s.StepLength(step))), strings.Join(a.sentences, " ")))
	}
	for _, l := range s.lessonsNear(nil) {
		add(s.short(l.Text))
	}
	for i := range out {
		out[i] = strings.TrimSpace(out[i])
	}
	return out
}

// lessonsNear returns the lessons, the nearest to the role first; only those that want accepts, if it is given. For a little
// it counts how near they are to what the incident is about: what kept the failure going where most of the time went into
// recovery, else what set it off.
func (s *Story) lessonsNear(want func(incidents.Lesson) bool) []incidents.Lesson {
	var about []string
	for _, f := range s.core() {
		about = append(about, stems(allWordings(f.Text))...)
	}
	type scored struct {
		incidents.Lesson
		score float64
	}
	var found []scored
	for _, l := range s.Incident.Lessons {
		if want == nil || want(l) {
			text := allWordings(l.Text)
			words := stems(text)
			found = append(found, scored{l, float64(s.relevance(text)) + 6*float64(shared(words, about))/float64(len(words)+1)})
		}
	}
	slices.SortStableFunc(found, func(a, b scored) int { return cmp.Compare(b.score, a.score) })
	out := make([]incidents.Lesson, len(found))
	for i, x := range found {
		out[i] = x.Lesson
	}
	return out
}

// core returns the causes that the incident is about.
func (s *Story) core() []incidents.Factor {
	share := s.Measure("tail_share", analysis.WholeIncident)
	if step, ok := s.LongestStep(); ok && share.Known() && *share.Value > 0.5 && len(s.sustaining(step.Service)) > 0 {
		return s.sustaining(step.Service)[:1]
	}
	return s.Factors(string(incidents.FactorTrigger))
}

// principle returns the lesson of the mechanism itself that is nearest to the role; any lesson where there is none.
func (s *Story) principle() string {
	for _, want := range []func(incidents.Lesson) bool{mechanismLesson, nil} {
		for _, l := range s.lessonsNear(want) {
			if text := strings.Join(sayable(s.wording(l.Text)), " "); text != "" && !s.jargon(text) {
				return text
			}
		}
	}
	return "The record holds no lesson from which to take a principle; the field lessons would give one."
}

// analogy returns the record's comparison; else its plain wording of the trigger or of what kept the failure going. None is
// made up.
func (s *Story) analogy() string {
	if s.Incident.Analogy != "" {
		return strings.Join(sayable(s.Incident.Analogy), " ")
	}
	for _, kind := range []incidents.FactorKind{incidents.FactorTrigger, incidents.FactorSustaining} {
		for _, f := range s.Factors(string(kind)) {
			if f.Text.Plain != "" {
				return lead("In plain words", strings.Join(sayable(f.Text.Plain), " "))
			}
		}
	}
	return "The record has neither an analogy nor a plain wording of the trigger; the field analogy would give one."
}

// star tells the team's own incident as situation, task, action, result and reflection.
func (s *Story) star() []string {
	orMissing := func(text, field string) string {
		if text = strings.TrimSpace(text); text == "" {
			return "not recorded; the field " + field + " would tell it"
		}
		return text
	}
	var roles []string
	for _, r := range s.Incident.Response.Roles {
		roles = append(roles, strings.TrimSpace(r.Role+" "+r.Person))
	}
	task := ""
	if len(roles) > 0 {
		task = "On the response were " + analysis.List(roles) + "."
	}
	situation := upTo(sayable(s.wording(s.Summary)), answerMost)
	if situation == "" {
		situation = strings.TrimRight(aloud(s.Title), ".") + "."
	}
	result := aloud(s.Lasted())
	if len(s.Incident.Actions) > 0 {
		result += " " + aloud(s.ActionCount())
	}
	return []string{
		"Situation: " + situation,
		"Task: " + orMissing(task, "response.roles"),
		"Action: " + orMissing(upTo(sayable(s.wording(s.Incident.Response.Text)), answerMost), "response.text"),
		"Result: " + result,
		"Reflection: " + s.principle(),
	}
}
