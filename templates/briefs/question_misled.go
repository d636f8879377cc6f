package briefs

import (
	"slices"

	"github.com/postmortem-dev/postmortem/incidents"
)

// askMisled asks what misled the responders. The record tells of it where a cause that made things wider or longer, and the
// responders' own entries, name a service that nothing ties to the incident: it was not hurt, needs nothing and nothing
// needs it.
func askMisled(s *Story) []QA {
	a := s.answer()
	for _, id := range s.falseLeads() {
		for _, f := range s.contributing(id) {
			a.tell(f.Text, f.Sources...)
		}
		trail := s.pursuit(id)
		turn, turned := s.turn(id, trail)
		reserved := 0
		if turned {
			reserved = Words(s.dated(turn))
		}
		for _, e := range trail {
			if (e.Kind == "diagnosis" || len(trail) == 1) && a.words()+Words(s.dated(e))+reserved <= answerMost {
				a.say(s.dated(e), eventRefs(e)...)
			}
		}
		if turned {
			a.sayFirst(s.dated(turn), eventRefs(turn)...)
		}
	}
	return a.reply("What misled the responders?")
}

// falseLeads returns the services that the responders pursued although nothing ties them to the incident.
func (s *Story) falseLeads() []string {
	tied := map[string]bool{}
	for _, service := range s.Services {
		if len(service.Windows)+len(service.DependsOn) > 0 {
			tied[service.ID] = true
		}
		for _, d := range service.DependsOn {
			for _, id := range append([]string{d.Service}, d.AnyOf...) {
				tied[id] = true
			}
		}
	}
	var out []string
	for _, service := range s.Services {
		if id := service.ID; len(s.Blast.Affected) > 0 && !tied[id] && len(s.contributing(id)) > 0 && len(s.pursuit(id)) > 0 {
			out = append(out, id)
		}
	}
	return out
}

// contributing returns the causes, other than the trigger, that name a service.
func (s *Story) contributing(id string) []incidents.Factor {
	return slices.DeleteFunc(slices.Clone(s.Causes), func(f incidents.Factor) bool {
		return f.Kind == incidents.FactorTrigger || !slices.Contains(f.Services, id)
	})
}

// pursuit returns the entries in which the responders went after a service, and no other.
func (s *Story) pursuit(id string) []incidents.Event {
	return slices.DeleteFunc(s.AllEntries(), func(e incidents.Event) bool {
		responders := e.Kind == "detection" || e.Kind == "diagnosis" || e.Kind == "response"
		others := slices.ContainsFunc(e.Services, func(x string) bool { return x != id && slices.Contains(s.Blast.Affected, x) })
		return !responders || others || !slices.Contains(e.Services, id)
	})
}

// turn returns the first finding after the pursuit began that names an affected service instead.
func (s *Story) turn(id string, trail []incidents.Event) (incidents.Event, bool) {
	for _, e := range s.AllEntries() {
		right := slices.ContainsFunc(e.Services, func(x string) bool { return slices.Contains(s.Blast.Affected, x) })
		if e.Kind == "diagnosis" && right && !slices.Contains(e.Services, id) && e.At.At().After(trail[0].At.At()) {
			return e, true
		}
	}
	return incidents.Event{}, false
}

// sayFirst adds the first sentence of a text.
func (a *answer) sayFirst(text string, evidence ...string) bool {
	sentences := sayable(text)
	return len(sentences) > 0 && a.say(sentences[0], evidence...)
}
