package briefs

import (
	"fmt"
	"slices"

	"github.com/postmortem-dev/postmortem/analysis"
	"github.com/postmortem-dev/postmortem/incidents"
	"github.com/postmortem-dev/postmortem/templates"
)

// improve returns the fields of the record that would make this brief better, those that matter most first.
func improve(s *Story) []string {
	out := []string{}
	in := s.Incident
	missing := func(absent bool, field, what string) {
		if absent {
			out = append(out, field+": "+what)
		}
	}
	unmarked := s.unmarked()
	missing(in.Summary.IsZero(), "summary", "there is none to open with")
	missing(len(unmarked) > 0, "timeline[].milestone", "no entry marks "+analysis.List(unmarked))
	missing(len(in.Causes) == 0, "causes", "there is nothing to say why it happened")
	missing(len(in.Services) == 0, "services", "without them and their windows nothing can be said about the spread or the recovery")
	missing(len(in.Sources) == 0, "sources", "nothing can be cited aloud")
	missing(len(in.Lessons) == 0, "lessons", "there is no principle to end on")
	missing(len(in.Actions) == 0, "actions", "whether it is fixed cannot be told")
	missing(in.Analogy == "", "analogy", "a comparison from everyday life is missing")
	out = append(out, s.unworded()...)
	missing(len(in.Claims) == 0, "claims", "there are no wrong statements to warn of")
	missing(len(s.authored()) == 0, "questions", "there is none for this role")
	missing(len(in.Glossary) == 0, "glossary", "no term is explained")
	return out
}

// unworded counts the parts that lack the wording this role is told: the plain one, the technical one, or the short one.
func (s *Story) unworded() []string {
	in := s.Incident
	var out []string
	count := func(field string, all []incidents.Words) {
		lacking := func(have func(incidents.Words) string) int {
			return len(slices.DeleteFunc(slices.Clone(all), func(w incidents.Words) bool { return have(w) != "" }))
		}
		if n := lacking(func(w incidents.Words) string { return w.Plain }); n > 0 && s.Role.Depth == Plain {
			out = append(out, fmt.Sprintf("%s.plain: %d of %s", field, n, templates.Plural(len(all), "wording has no plain form", "wordings have no plain form")))
		}
		if n := lacking(func(w incidents.Words) string { return w.Technical }); n == len(all) && n > 0 && s.Role.Depth == Technical {
			out = append(out, fmt.Sprintf("%s.technical: none of %s", field, templates.Plural(n, "wording has a technical form", "wordings has a technical form")))
		}
	}
	count("causes[].text", each(in.Causes, func(f incidents.Factor) incidents.Words { return f.Text }))
	count("waves[].text", each(in.Waves, func(w incidents.Wave) incidents.Words { return w.Text }))
	count("lessons[].text", each(in.Lessons, func(l incidents.Lesson) incidents.Words { return l.Text }))
	count("actions[].text", each(in.Actions, func(a incidents.Action) incidents.Words { return a.Text }))
	count("went_well[].text", each(in.WentWell, func(r incidents.Remark) incidents.Words { return r.Text }))
	count("got_lucky[].text", each(in.GotLucky, func(r incidents.Remark) incidents.Words { return r.Text }))
	return out
}

func each[T any](items []T, words func(T) incidents.Words) []incidents.Words {
	out := make([]incidents.Words, len(items))
	for i, x := range items {
		out[i] = words(x)
	}
	return out
}
