package briefs

import (
	"fmt"
	"slices"

	"github.com/postmortem-dev/postmortem/analysis"
	"github.com/postmortem-dev/postmortem/incidents"
	"github.com/postmortem-dev/postmortem/templates"
)

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
	text := e.At.In(s.Zone()).Format(layout)
	if e.About {
		return "about " + text
	}
	return text
}

func summary(s *Story) []Telling { return s.story(s.Summary, nil) }

func hurt(s *Story) []Telling { return s.story(s.Incident.Impact.Summary, nil) }

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
