package synthetic

import (
	"fmt"
	"math"
	"slices"
	"time"

	"github.com/postmortem-dev/postmortem/incidents"
)

// timeline returns 20 to 60 entries: one for each milestone, and what happened around them.
func (s *scene) timeline() []incidents.Event {
	want := 20 + int(41*math.Pow(s.unit(), 2.5))
	all := make([]incidents.Event, 0, want)
	for i := range s.scopes {
		all = append(all, s.marked(&s.scopes[i])...)
	}
	all = append(all, s.beside()...)
	for len(all) < want {
		all = append(all, s.entry())
	}
	order := make([]*incidents.Event, len(all))
	for i := range all {
		order[i] = &all[i]
	}
	slices.SortStableFunc(order, func(a, b *incidents.Event) int { return a.At.At().Compare(b.At.At()) })
	out := make([]incidents.Event, 0, len(all))
	for i, e := range order {
		e.ID = fmt.Sprintf("E%02d", i+1)
		out = append(out, *e)
	}
	return out
}

// marked returns the entries at the milestones of a scope. What the record does not mark it may still tell.
func (s *scene) marked(sc *scope) []incidents.Event {
	var out []incidents.Event
	for _, m := range sc.moments {
		if !m.recorded && (s.odds(0.5) || sc.open) {
			continue
		}
		kind := map[incidents.Milestone]incidents.EventKind{
			incidents.Started: "impact", incidents.Detected: "detection", incidents.Acknowledged: "response",
			incidents.Identified: "diagnosis", incidents.Mitigated: "mitigation", incidents.Resolved: "recovery",
		}[m.milestone]
		e := s.event(kind, m.at)
		e.Text = s.tell("milestone " + string(m.milestone))
		e.Wave = sc.wave
		if m.recorded {
			e.Milestones = incidents.Milestones{m.milestone}
		}
		if m.milestone == incidents.Started {
			e.Services = []string{s.services[sc.origin].id}
		}
		out = append(out, e)
	}
	return out
}

// beside returns entries at milestones that bound no phase.
func (s *scene) beside() []incidents.Event {
	var out []incidents.Event
	add := func(m incidents.Milestone, kind incidents.EventKind, at time.Time) {
		e := s.event(kind, at)
		e.Text = s.tell("milestone " + string(m))
		e.Milestones = incidents.Milestones{m}
		out = append(out, e)
	}
	if s.odds(0.6) {
		add(incidents.Triggered, incidents.KindTrigger, s.start.Add(-time.Duration(s.rank(240))*s.grain))
		out[0].Text = s.tell("trigger " + s.trigger)
	}
	if s.odds(0.5) {
		add(incidents.Declared, "response", s.scopes[0].moments[2].at.Add(s.grain))
	}
	if s.status == incidents.StatusClosed && s.odds(0.7) {
		add(incidents.Closed, "context", s.end().AddDate(0, 0, s.between(1, 20)))
	}
	return out
}

// entry returns an entry that marks nothing. What it tells fits how far the incident is.
func (s *scene) entry() incidents.Event {
	u := s.unit()*1.1 - 0.05
	if s.open() {
		u = min(u, 0.99)
	}
	kind := incidents.EventKind(s.draw([]share{{"impact", 3}, {"context", 1}, {"outside", 1}, {"communication", 1}}))
	switch {
	case u < 0:
		kind = "context"
	case u > 1 || u > 0.75 && s.odds(0.6):
		kind = "recovery"
	case u > 0.4 && s.odds(0.6):
		kind = "mitigation"
	case u > 0.1 && s.odds(0.6):
		kind = "diagnosis"
	}
	e := s.event(kind, s.after(u))
	if s.odds(0.06) && !s.open() {
		e.Until = incidents.At(e.At.To.Add(time.Duration(s.between(1, 20)) * s.grain))
	}
	return e
}

// event returns an entry of a kind at a moment, with its words, services and sources.
func (s *scene) event(kind incidents.EventKind, at time.Time) incidents.Event {
	e := incidents.Event{At: s.instant(at), Kind: kind, Text: s.tell("event " + string(kind)), Sources: s.cite(0.2)}
	if s.odds(0.4) {
		for _, i := range s.several(1+s.rank(3), len(s.affected)) {
			e.Services = append(e.Services, s.services[s.affected[i]].id)
		}
	}
	if len(e.Sources) > 0 && s.odds(0.4) {
		e.Evidence = s.evidence(e.Sources)
	}
	if s.odds(0.05) {
		e.Note = s.say("note")
	}
	return e
}

// communications returns two to six messages, most with the time of the next one.
func (s *scene) communications() []incidents.Communication {
	var out []incidents.Communication
	n := s.between(2, 6)
	for i := range n {
		share := (float64(i) + s.unit()) / float64(n)
		m := incidents.Communication{
			ID: fmt.Sprintf("C%d", i+1), At: s.instant(s.after(share)), Channel: "status page", Sources: s.cite(0.1),
			Text: s.tell("message"),
		}
		if s.odds(0.5) {
			m.NextBy = incidents.At(m.At.To.Add(time.Duration(s.between(2, 12)) * 5 * time.Minute))
		}
		if s.odds(0.4) {
			m.New = s.say("news")
		}
		if s.odds(0.1) {
			m.Channel = s.pick([]string{"mail to customers", "social media", "support portal"})
		}
		out = append(out, m)
	}
	return out
}
