package briefs

import (
	"fmt"
	"slices"
	"strings"

	"github.com/postmortem-dev/postmortem/incidents"
)

// askSpared asks what survived, and why: a service that was not affected and of which a remark on what went well speaks,
// then others that were never down; else what limited the damage; and what the dependencies on record would have taken
// along but did not.
func askSpared(s *Story) []QA {
	question := "What limited the damage, and why?"
	remarks := s.byRelevance(s.WentWell)
	a := s.answer()
	if survivor, remark, ok := s.survivor(); ok {
		question = fmt.Sprintf("Why did %s survive?", s.named(survivor))
		a.tell(remark.Text, remark.Sources...)
		remarks = slices.DeleteFunc(remarks, func(r incidents.Remark) bool { return r.Text == remark.Text })
		if s.jargon(question) {
			question = "What survived, and why?"
		}
	}
	for _, r := range remarks {
		if slices.ContainsFunc(s.namedIn(r), func(id string) bool { return s.Observed(id) != string(incidents.Down) }) {
			a.brief(r.Text, r.Sources...)
		}
	}
	for _, r := range remarks {
		if a.words() < answerLeast {
			a.brief(r.Text, r.Sources...)
		}
	}
	if spared := s.Blast.Spared; len(spared) > 0 {
		a.say(fmt.Sprintf("%s would have been in reach of the failure, but no harm there is on record.", Capital(s.named(spared[0]))), "spared")
	}
	if len(a.sentences) > 0 && a.words() < answerLeast {
		a.say("What else held, and which dependency would have broken it, the record does not say.", "spared")
	}
	return a.reply(question)
}

// survivor returns the first service without harm that a remark on what went well names, and the remark.
func (s *Story) survivor() (string, incidents.Remark, bool) {
	for _, r := range s.WentWell {
		for _, id := range s.namedIn(r) {
			if !slices.Contains(s.Blast.Affected, id) {
				return id, r, true
			}
		}
	}
	return "", incidents.Remark{}, false
}

// namedIn returns the services of the organization that a remark names, by all the words of a name of several.
func (s *Story) namedIn(r incidents.Remark) []string {
	var out []string
	text := stems(r.Text.Text)
	for _, service := range s.Services {
		if name := stems(service.Label()); len(name) > 1 && shared(name, text) == len(name) && !service.External {
			out = append(out, service.ID)
		}
	}
	return out
}

// byRelevance returns remarks, those nearest to what the role is about first.
func (s *Story) byRelevance(remarks []incidents.Remark) []incidents.Remark {
	out := slices.Clone(remarks)
	slices.SortStableFunc(out, func(x, y incidents.Remark) int {
		return s.relevance(allWordings(y.Text)) - s.relevance(allWordings(x.Text))
	})
	return out
}

func allWordings(w incidents.Words) string {
	return strings.Join([]string{w.Text, w.Plain, w.Technical}, " ")
}
