package briefs

import (
	"fmt"
	"slices"
	"time"

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
		return " that lasted " + templates.Short(m) + s.Between()
	}
	return ""
}

// openingTimes says from when to when it lasted.
func openingTimes(s *Story) []Telling {
	m := s.Measure("duration", analysis.WholeIncident)
	if !m.Known() || m.SoFar {
		return opening(s)
	}
	end := s.span(*m.To, "15:04")
	if s.date(*m.From) != s.date(*m.To) {
		end = s.span(*m.To, "15:04 on 2 January")
	}
	return told(fmt.Sprintf("From %s to %s, %s%s, %s out of order.", s.span(*m.From, "15:04 on 2 January 2006"), end, templates.Short(m), s.Between(), s.party()), m.Sources)
}

// party says whose systems were hurt: the organization's own, or where all that people touch is somebody else's, its
// customers'.
func (s *Story) party() string {
	customers := s.customersHurt()
	switch {
	case s.Frame == Own && customers:
		return "our customers' systems were"
	case s.Frame == Own:
		return "our systems were"
	case s.Organization == "":
		return "the systems of this record were"
	case customers:
		return "systems of " + possessive(s.Organization) + " customers were"
	}
	return "parts of " + s.Organization + " were"
}

// customersHurt reports whether all affected services that people use directly are somebody else's, and at least half of
// all affected ones.
func (s *Story) customersHurt() bool {
	touched, external := 0, 0
	for _, x := range s.Services {
		if !slices.Contains(s.Blast.Affected, x.ID) {
			continue
		}
		external += boolOrder(x.External)
		if x.UserFacing {
			if touched++; !x.External {
				return false
			}
		}
	}
	return touched > 0 && 2*external >= len(s.Blast.Affected)
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
	for _, id := range s.focused() {
		if !s.external(id) && len(names) < 3 {
			names = append(names, s.Label(id))
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

// focused returns the affected services whose name says that the role is about them, in the order of their recovery.
func (s *Story) focused() []string {
	var out []string
	for _, r := range s.Recovery.Services {
		if s.mentions(s.Label(r.Service)) {
			out = append(out, r.Service)
		}
	}
	return out
}

func (s *Story) external(id string) bool {
	i := slices.IndexFunc(s.Services, func(x incidents.Service) bool { return x.ID == id })
	return i >= 0 && s.Services[i].External
}

// clock says a time of day, and the date only where it is needed elsewhere.
func (s *Story) clock(e analysis.End) string {
	text := e.At.In(s.Zone()).Format("15:04")
	if e.About {
		return "about " + text
	}
	return text
}

func (s *Story) date(e analysis.End) string {
	return e.At.In(s.Zone()).Format("2 January 2006")
}

// span says a moment in a layout that ends with its day, or between which two of that day the record puts it.
func (s *Story) span(e analysis.End, layout string) string {
	if !openEnd(e) {
		text := e.At.In(s.Zone()).Format(layout)
		if e.About {
			return "about " + text
		}
		return text
	}
	from, to := e.Own()
	low, high := from.In(s.Zone()), to.In(s.Zone())
	first := low.Format("15:04")
	if low.Format(time.DateOnly) != high.Format(time.DateOnly) {
		first = low.Format("15:04 on 2 January")
	}
	return "between " + first + " and " + high.Format(layout)
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
	focused := s.focused()
	for _, r := range s.Recovery.Services {
		label := s.Label(r.Service)
		m := s.Measure("time_hurt", analysis.ServiceScope(r.Service))
		if slices.Contains(focused, r.Service) && m.Known() {
			out = append(out, told(fmt.Sprintf("%s was hurt for %s, until %s.", Capital(label), templates.Short(m), s.at(r.End)), m.Sources)...)
		}
	}
	return out
}
