package briefs

import (
	"regexp"
	"slices"
	"strings"

	"github.com/postmortem-dev/postmortem/analysis"
	"github.com/postmortem-dev/postmortem/incidents"
)

// elsewhere finds remarks on running in several places, or several times over.
var elsewhere = regexp.MustCompile(`(?i)\b(several|other|another|second|more|two|multiple) (region|(availability )?zone|data cent|site|cloud|provider)|\bredundan|\breplicas?\b|\bbackup site|\bglobal tables`)

// askRegion asks whether another region, or a spare copy, would have helped: from the lessons and causes that speak of it,
// and from the redundancy groups on record.
func askRegion(s *Story) []QA {
	const question = "Would another region, or a spare copy, have helped?"
	if len(s.Services) == 0 {
		return nil
	}
	a := s.answer()
	lessons := slices.DeleteFunc(slices.Clone(s.Incident.Lessons), func(l incidents.Lesson) bool { return !elsewhere.MatchString(allWordings(l.Text)) })
	for _, l := range lessons {
		a.brief(l.Text, l.Sources...)
	}
	for _, f := range s.Causes {
		if elsewhere.MatchString(allWordings(f.Text)) {
			a.brief(f.Text, f.Sources...)
		}
	}
	a.sayGroups()
	if len(a.sentences) == 0 {
		return s.openQuestion(question, "The record holds no redundancy group, and no lesson or cause that speaks of running in several places.")
	}
	if a.words() < answerLeast {
		a.say("What a further copy would have saved cannot be told from the record.", "affected")
	}
	return a.reply(question)
}

// sayGroups tells of each affected service that had members to stand in for each other, and was hurt all the same.
func (a *answer) sayGroups() {
	s := a.story
	for _, service := range s.Services {
		for _, d := range service.DependsOn {
			if len(d.AnyOf) > 1 && slices.Contains(s.Blast.Affected, service.ID) {
				var names []string
				for _, id := range d.AnyOf {
					names = append(names, s.named(id))
				}
				a.say(strings.Join([]string{Capital(s.named(service.ID)), "had", analysis.List(names), "to stand in for each other, and was hurt all the same."}, " "), append([]string{"affected"}, d.Sources...)...)
			}
		}
	}
}
