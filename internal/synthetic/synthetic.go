// Package synthetic makes incidents up for tests and benchmarks: as many as wanted, of the shape that real ones have,
// and the same ones again for the same seed. It stands beside the line: it needs the first room only, and nothing but
// tests and its own command may import it. No statement in what it makes is about anybody.
package synthetic

import (
	"fmt"
	"math"
	"time"

	"github.com/postmortem-dev/postmortem/incidents"
)

// World is what the incidents of one seed have in common: organizations with habits of their own, and a pool of
// services. It never changes, so it may be used from several goroutines.
type World struct {
	seed          uint64
	organizations []organization
	pool          []part
	words         words
}

// New returns the world of a seed.
func New(seed uint64) *World {
	words := newWords()
	return &World{seed: seed, organizations: organizations(seed, words), pool: pool(), words: words}
}

// Incident returns incident n of the world of seed, n from 0. Two of one world never share an id.
func Incident(seed uint64, n int) *incidents.Incident { return New(seed).Incident(n) }

// Incident returns incident n of the world, n from 0.
func (w *World) Incident(n int) *incidents.Incident {
	s := w.scene(n)
	s.stage()
	in := &incidents.Incident{
		Schema: incidents.SchemaName, ID: s.id(), Title: s.title(), Organization: s.owner.name, Severity: s.severity(),
		Status: s.status, Timezone: s.owner.zone.String(), Tags: s.tags(), Authors: []string{s.owner.teams[s.below(len(s.owner.teams))]},
	}
	if s.open() {
		in.AsOf = incidents.At(s.end())
	} else {
		in.Dates.Published = day(s.end().AddDate(0, 0, 2+s.below(30)))
	}
	in.Sources = s.sources
	in.Waves = s.waves()
	in.Services = s.records()
	in.Timeline = s.timeline()
	in.Communications = s.communications()
	in.Impact = s.impact()
	in.Classification, in.Detection = s.classification(), s.detection()
	in.Causes = s.causes()
	in.Actions = s.actions(in.Causes)
	in.Claims = s.claims(in)
	in.Related = s.related()
	s.prose(in)
	return in
}

// ID returns the id of incident n, without making the incident.
func (w *World) ID(n int) string { return w.scene(n).id() }

// scene is one incident while it is made.
type scene struct {
	*chance
	world  *World
	n      int
	owner  *organization
	start  time.Time // in the owner's zone
	length time.Duration
	grain  time.Duration // what times are rounded to
	status incidents.Status

	trigger, mechanism string // the class of each that the texts are about
	noticed            string // who noticed first
	services           []service
	scopes             []scope
	affected           []int // the services that are hurt, the origins first
	sources            []incidents.Source
}

// scene returns incident n as far as its id needs it.
func (w *World) scene(n int) *scene {
	s := &scene{chance: newChance(w.seed, uint64(n)), world: w, n: n}
	s.owner = &w.organizations[int(float64(len(w.organizations))*math.Pow(s.unit(), 1.6))]
	s.start = s.moment()
	return s
}

func (s *scene) id() string {
	return fmt.Sprintf("%s-%s-%06d", s.owner.slug, s.start.Format(time.DateOnly), s.n)
}

// moment draws when the incident starts: 2015 to 2025, less often at weekends, mostly in working hours.
func (s *scene) moment() time.Time {
	const days = 11*365 + 3 // with the leap days of 2016, 2020 and 2024
	date := func() time.Time { return time.Date(2015, 1, 1+s.below(days), 0, 0, 0, 0, s.owner.zone) }
	t := date()
	if weekday := t.Weekday(); (weekday == time.Saturday || weekday == time.Sunday) && s.odds(0.5) {
		t = date()
	}
	hour := s.below(24)
	if s.odds(0.6) {
		hour = 8 + s.below(11)
	}
	return time.Date(t.Year(), t.Month(), t.Day(), hour, s.below(60), 0, 0, s.owner.zone)
}

// stage draws what all parts of the record tell about.
func (s *scene) stage() {
	s.trigger, s.mechanism = s.draw(triggers()), s.draw(mechanisms())
	s.noticed = s.noticedBy()
	s.length = s.lasting()
	s.grain = time.Minute
	if s.length < 40*time.Minute {
		s.grain = 5 * time.Second
	}
	s.start = s.start.Truncate(s.grain)
	s.length = s.length.Truncate(s.grain)
	s.status = s.standing()
	s.sources = s.library()
	s.services = s.landscape()
	s.scopes = s.periods()
	for i := range s.scopes {
		s.spread(&s.scopes[i])
	}
	s.affected = s.hurtServices()
}

// lasting draws how long the incident lasts: lognormal, with a median of about 50 minutes and a sigma of about 1.4 over
// all organizations, some of which are slower than others and some of which get faster with the years.
func (s *scene) lasting() time.Duration {
	logarithm := math.Log(50) + 1.28*s.normal() + s.owner.slow + s.owner.trend*float64(s.start.Year()-2020)
	if s.mechanism == "cyclic-dependency" || s.mechanism == "data-loss" || s.mechanism == "metastable" {
		logarithm += 0.5
	}
	return min(max(time.Duration(math.Exp(logarithm)*float64(time.Minute)), 3*time.Minute), 30*24*time.Hour)
}

func (s *scene) standing() incidents.Status {
	switch u := s.unit(); {
	case u < 0.02:
		return incidents.StatusOpen
	case u < 0.03:
		return incidents.StatusMitigated
	case u < 0.7:
		return incidents.StatusResolved
	}
	return incidents.StatusClosed
}

// open reports whether the incident is not resolved yet.
func (s *scene) open() bool {
	return s.status == incidents.StatusOpen || s.status == incidents.StatusMitigated
}

// end returns when the incident ends, or up to when its record goes.
func (s *scene) end() time.Time { return s.start.Add(s.length) }

// after returns the moment at a share of the incident's length, on the grain.
func (s *scene) after(share float64) time.Time {
	return s.start.Add(time.Duration(share * float64(s.length)).Truncate(s.grain))
}

// instant returns t as a record knows it: mostly exact, sometimes about, sometimes between two moments around it.
func (s *scene) instant(t time.Time) incidents.Instant {
	at := incidents.At(t)
	switch u := s.unit(); {
	case u < 0.09:
		at.About = true
	case u < 0.15:
		half := min(max(s.length/20, s.grain), 30*time.Minute).Truncate(s.grain)
		at.From, at.To = t.Add(-half), t.Add(half)
	}
	return at
}

// day returns the calendar day of t in its own zone.
func day(t time.Time) incidents.Instant {
	from := time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, t.Location())
	return incidents.Instant{From: from, To: from.AddDate(0, 0, 1).Add(-time.Second), Day: true}
}
