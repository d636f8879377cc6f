package synthetic

import (
	"fmt"
	"strings"
	"time"

	"github.com/postmortem-dev/postmortem/incidents"
)

// library draws the sources of the record: as many as its owner is used to, at least one.
func (s *scene) library() []incidents.Source {
	titles := map[string]string{
		"official": "Report on the incident", "internal": "Notes of the response", "telemetry": "Dashboards of the day",
		"customer": "Reports from customers", "press": "Article on the outage", "measurement": "Measurements from outside",
		"insider": "Talk about the incident", "secondary": "Entry in a collection of incidents",
	}
	var out []incidents.Source
	for i := range s.between(1, s.owner.sources) {
		kind := "official"
		if i > 0 {
			kind = s.draw([]share{{"official", 20}, {"internal", 25}, {"telemetry", 20}, {"customer", 8}, {"press", 10}, {"measurement", 8}, {"insider", 4}, {"secondary", 5}})
		}
		source := incidents.Source{ID: fmt.Sprintf("S%d", i+1), Title: titles[kind], Publisher: s.owner.name, Kind: incidents.SourceKind(kind)}
		if kind != "internal" && kind != "telemetry" {
			source.URL = fmt.Sprintf("https://%s.example.org/incidents/%d/%s", s.owner.slug, s.n, strings.ToLower(source.ID))
			source.Published = day(s.end().AddDate(0, 0, s.between(0, 40)))
		}
		out = append(out, source)
	}
	return out
}

// cite returns one or two sources; none with the probability that is given.
func (s *scene) cite(none float64) []string {
	if s.odds(none) {
		return nil
	}
	first := s.rank(len(s.sources))
	out := []string{s.sources[first].ID}
	if second := s.rank(len(s.sources)); second != first && s.odds(0.3) {
		out = append(out, s.sources[second].ID)
	}
	return out
}

func (s *scene) evidence(cited []string) incidents.Evidence {
	if len(cited) > 1 {
		return incidents.Corroborated
	}
	return incidents.Evidence(s.draw([]share{{"official", 70}, {"reported", 20}, {"derived", 10}}))
}

// claims lets sources differ in a few incidents, about the time of an entry or about a number.
func (s *scene) claims(in *incidents.Incident) []incidents.Claim {
	if len(s.sources) < 2 || !s.odds(0.12) {
		return nil
	}
	e := &in.Timeline[s.below(len(in.Timeline))]
	for i := range in.Timeline {
		if len(in.Timeline[i].Milestones) > 0 && s.odds(0.3) {
			e = &in.Timeline[i]
			break
		}
	}
	apart := time.Duration(s.between(1, 12)) * s.grain
	claim := func(i int, at time.Time, verdict incidents.Verdict) incidents.Claim {
		return incidents.Claim{
			ID: fmt.Sprintf("K%d", i+1), About: e.ID, At: incidents.At(at), Sources: []string{s.sources[i].ID}, Verdict: verdict,
			Says: "It was " + at.Format("15:04") + ".",
		}
	}
	out := []incidents.Claim{claim(0, e.At.At(), incidents.Used), claim(1, e.At.At().Add(apart), incidents.Kept)}
	out[1].Reason = "Its clock is not said to be wrong."
	if s.odds(0.3) {
		out = append(out, incidents.Claim{
			ID: "K3", Says: s.say("rumour"), Sources: []string{s.sources[1].ID},
			Verdict: incidents.Verdict(s.pick([]string{"rejected", "partly", "unverified"})), Reason: "Nothing else in the record says so.",
		})
	}
	return out
}

// related names an earlier incident of the same owner, in a few.
func (s *scene) related() []incidents.Link {
	if s.n == 0 || !s.odds(0.06) {
		return nil
	}
	for range 60 {
		if other := s.world.scene(s.below(s.n)); other.owner == s.owner && other.start.Before(s.start) {
			return []incidents.Link{{Incident: other.id(), Reason: s.say("reason")}}
		}
	}
	return nil
}
