package synthetic

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/postmortem-dev/postmortem/incidents"
)

// causes returns two to six factors: what set it off, and what made it worse.
func (s *scene) causes() []incidents.Factor {
	out := []incidents.Factor{
		{Kind: incidents.FactorTrigger, Text: s.tell("trigger " + s.trigger), Sources: s.cite(0.1), Services: []string{s.services[s.scopes[0].origin].id}},
		{Kind: incidents.FactorContributing, Text: s.tell("mechanism " + s.mechanism), Sources: s.cite(0.15)},
	}
	for range s.below(5) {
		kind := incidents.FactorKind(s.draw([]share{{"contributing", 50}, {"latent", 35}, {"sustaining", 15}}))
		f := incidents.Factor{Kind: kind, Text: s.tell("factor"), Sources: s.cite(0.2)}
		if s.odds(0.2) {
			f.Basis, f.Evidence = incidents.Inferred, incidents.Derived
		}
		out = append(out, f)
	}
	for i := range out {
		out[i].ID = fmt.Sprintf("F%d", i+1)
		if sc := s.scopes[s.below(len(s.scopes))]; sc.wave != "" && s.odds(0.5) {
			out[i].Wave = sc.wave
		}
	}
	return out
}

// actions returns two to eight, a quarter of them such as were announced before.
func (s *scene) actions(causes []incidents.Factor) []incidents.Action {
	var out []incidents.Action
	age := 2026 - s.start.Year()
	for i, plan := range s.chosen(s.between(2, 8)) {
		kind, text, _ := strings.Cut(plan, ": ")
		a := incidents.Action{
			ID: fmt.Sprintf("A%d", i+1), Text: s.worded(text), Kind: incidents.ActionKind(kind), Owner: s.pick(s.owner.teams), Sources: s.cite(0.3),
			Status: incidents.ActionStatus(s.draw([]share{{"open", 3}, {"in-progress", 2}, {"done", float64(age)}, {"dropped", 0.5}, {"", 2}})),
		}
		if s.odds(0.6) {
			a.Due = day(s.end().AddDate(0, 0, s.between(7, 180)))
		}
		if s.odds(0.7) {
			a.Answers = []string{causes[s.below(len(causes))].ID}
		}
		if s.odds(0.25) {
			a.Hardens = []string{s.target()}
		}
		if s.odds(0.4) {
			a.Tracker = fmt.Sprintf("OPS-%d", 1000+s.below(90_000))
		}
		out = append(out, a)
	}
	return out
}

// chosen returns n plans, a quarter of them habits of the owner.
func (s *scene) chosen(n int) []string {
	var out []string
	for len(out) < n {
		plan := s.pick(s.world.words["plan"])
		if s.odds(0.25) {
			plan = s.pick(s.owner.habits)
		}
		if !slices.Contains(out, plan) {
			out = append(out, plan)
		}
	}
	return out
}

// target returns what an action hardens: an affected service, or what it needs.
func (s *scene) target() string {
	at := s.services[s.affected[s.below(len(s.affected))]]
	if len(at.needs) > 0 && s.odds(0.6) {
		if dep := at.needs[s.below(len(at.needs))]; dep.Service != "" {
			return at.id + " -> " + dep.Service
		}
	}
	return at.id
}

// impact counts who was hurt, and holds a fifth of the incidents against an objective.
func (s *scene) impact() incidents.Impact {
	im := incidents.Impact{Summary: incidents.Words{Text: s.say("harm")}}
	for i := range s.between(1, 4) {
		value := float64(1+s.below(99)) * []float64{1, 10, 100, 1000, 10_000}[s.below(5)]
		how, unit, _ := strings.Cut(s.draw([]share{{"failed requests", 4}, {"affected customers", 3}, {"received tickets", 2}, {"delayed jobs", 2}, {"missing orders", 1}, {"lost messages", 1}}), " ")
		q := incidents.Quantity{
			ID: fmt.Sprintf("Q%d", i+1), What: how + " " + unit, Unit: unit, Value: incidents.Amount{Low: &value, High: &value},
			Basis: incidents.QuantityBasis(s.draw([]share{{"measured", 5}, {"estimated", 3}, {"claimed", 1}, {"", 1}})), Sources: s.cite(0.15),
		}
		if s.odds(0.25) {
			high := value * 1.5
			q.Value.High = &high
		}
		q.Value.About = s.odds(0.2)
		if s.odds(0.3) {
			q.Scope = "All regions, the whole incident."
		}
		im.Quantities = append(im.Quantities, q)
	}
	if s.odds(0.2) {
		slo := incidents.SLO{Service: s.services[s.affected[0]].id, Objective: []float64{99, 99.5, 99.9, 99.95, 99.99}[s.below(5)]}
		if s.odds(0.4) {
			slo.Credits = []incidents.Credit{{Below: slo.Objective, Percent: 10}, {Below: 95, Percent: 25}}
		}
		if s.odds(0.5) {
			slo.Days = 30
		}
		im.SLOs = append(im.SLOs, slo)
	}
	return im
}

// prose fills in what people say about the incident.
func (s *scene) prose(in *incidents.Incident) {
	origin := s.services[s.scopes[0].origin]
	in.Summary.Text = fmt.Sprintf("On %s %s %s %s %d services were affected%s.", s.start.Format("2 January 2006"), lower(s.say("trigger "+s.trigger)),
		s.say("mechanism "+s.mechanism), origin.name+" failed first.", len(s.affected), s.lasted())
	in.Summary.Short = fmt.Sprintf("%s failed, and %d services with it.", origin.name, max(len(s.affected)-1, 0))
	in.Response.Text = s.tell("response")
	remarks := func(section string, most int) []incidents.Remark {
		list := s.world.words[section]
		var out []incidents.Remark
		for _, i := range s.several(s.below(most+1), len(list)) {
			out = append(out, incidents.Remark{Text: s.worded(list[i]), Sources: s.cite(0.3)})
		}
		return out
	}
	in.WentWell, in.WentPoorly, in.GotLucky = remarks("well", 3), remarks("poorly", 3), remarks("lucky", 1)
	in.Unknowns = remarks("unknown", 2)
	lessons := s.world.words["lesson"]
	for _, i := range s.several(s.below(3), len(lessons)) {
		in.Lessons = append(in.Lessons, incidents.Lesson{Text: s.worded(lessons[i]), LearnedBy: s.pick(s.owner.teams)})
	}
	if s.odds(0.2) {
		in.Analogy = s.say("analogy")
	}
	if s.odds(0.3) {
		in.Questions = []incidents.Question{{ID: "q1", Text: s.say("question"), Answer: incidents.Words{Text: s.say("factor")}}}
	}
	if s.odds(0.15) {
		in.Glossary = []incidents.Term{{Term: "failover", Meaning: incidents.Words{Text: "A stand-in takes over from a part that has failed."}}}
	}
}

func (s *scene) lasted() string {
	if s.open() {
		return ", and some still are"
	}
	return fmt.Sprintf(" for %d minutes", int(s.length/time.Minute))
}

func (s *scene) title() string {
	origin := s.services[s.scopes[0].origin]
	return fmt.Sprintf("%s: %s", s.owner.name, fmt.Sprintf(s.say("title"), lower(origin.name)))
}
