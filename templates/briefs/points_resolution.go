package briefs

import (
	"fmt"
	"slices"
	"strings"

	"github.com/postmortem-dev/postmortem/analysis"
	"github.com/postmortem-dev/postmortem/incidents"
	"github.com/postmortem-dev/postmortem/templates"
)

// detection says how soon it was noticed and understood.
func detection(s *Story) []Telling {
	detect, identify := s.Measure("time_to_detect", analysis.WholeIncident), s.Measure("time_to_identify", analysis.WholeIncident)
	var first string
	switch {
	case detect.Known() && identify.Known():
		first = fmt.Sprintf("It was detected %s, and the cause was identified %s.", soon(detect), soon(identify))
	case detect.Known():
		first = fmt.Sprintf("It was detected %s; when the cause was identified is not recorded.", soon(detect))
	case identify.Known():
		first = fmt.Sprintf("The cause was identified %s; when it was detected is not recorded.", soon(identify))
	default:
		return nil
	}
	t := Telling{Ways: [][]string{{Spoken(first)}}, Sources: append(slices.Clone(detect.Sources), identify.Sources...)}
	if identify.Known() && identify.Disputed {
		t.add([]string{Spoken(first), Spoken(fmt.Sprintf("By other accounts the cause was known after %s.", templates.Length(otherEnd(identify))))})
	}
	return []Telling{t}
}

// soon says after how long something came; of no time at all, that it came in the minute of the start.
func soon(m analysis.Measure) string {
	if *m.Value == 0 && !m.Ranged() {
		return "in the same minute"
	}
	return "after " + templates.Short(m)
}

// otherEnd returns the end of a disputed range that lies further from the value used.
func otherEnd(m analysis.Measure) float64 {
	if *m.Value-*m.Low >= *m.High-*m.Value {
		return *m.Low
	}
	return *m.High
}

func detectionText(s *Story) []Telling { return s.story(s.Detection.Text, s.Detection.Sources) }

func response(s *Story) []Telling { return s.story(s.Response.Text, s.Response.Sources) }

func waves(s *Story) []Telling {
	var out []Telling
	for _, w := range s.Waves {
		out = append(out, s.story(w.Text, w.Sources)...)
	}
	return out
}

// tail says when the origin was well and what was left of the incident then.
func tail(s *Story) []Telling {
	t, ok := s.TailStory()
	if !ok || t.Before == "" {
		return nil
	}
	name := ""
	if s.Role.Depth != Plain {
		name = ", " + t.Name + ","
	}
	first := fmt.Sprintf("The first failure%s was over after %s.", name, t.Before)
	told := Telling{Sources: s.Measure("recovery_tail", analysis.WholeIncident).Sources}
	if t.ToEnd {
		told.add([]string{Spoken(fmt.Sprintf("Of the whole incident %s, %s, came after the first failure was over.", t.Length, t.Share))})
	}
	told.add([]string{Spoken(first), Spoken(t.Rest())})
	return []Telling{told}
}

func longest(s *Story) []Telling { return told(s.Longest(), nil) }

// chain says which steps of the recovery took long: those of at least a twentieth of it.
func chain(s *Story) []Telling {
	path := s.Recovery.CriticalPath
	var parts []string
	for i := len(path) - 2; i >= 0; i-- {
		if s.matters(path[i]) {
			parts = append(parts, fmt.Sprintf("%s needed %s", s.Label(path[i].Service), templates.Short(s.StepLength(path[i]))))
		}
	}
	if len(parts) == 0 {
		return nil
	}
	first := path[len(path)-1]
	after := "Once " + s.Label(first.Service) + " had recovered, "
	if slices.Contains(s.Blast.Origins, first.Service) && s.Between() == "" {
		after = "After the first failure was over, "
	}
	return told(after+strings.Join(parts, ", then ")+".", nil)
}

// matters reports whether a step took at least a twentieth of the whole path, whatever the record leaves open: a number to
// say, or to write down.
func (s *Story) matters(step analysis.Step) bool {
	path := s.Recovery.CriticalPath
	whole := path[0].To.At.Sub(path[len(path)-1].From.At).Seconds()
	least := s.LeastOf(step)
	return least > 0 && least >= whole/20
}

// mitigations tells what was done, in order, each with its time.
func mitigations(s *Story) []Telling {
	return s.events(func(e incidents.Event) bool { return e.Kind == "mitigation" })
}

func (s *Story) events(want func(incidents.Event) bool) []Telling {
	var out []Telling
	for _, e := range s.AllEntries() {
		if !want(e) {
			continue
		}
		for _, t := range s.story(e.Text, e.Sources) {
			if !e.At.IsZero() && e.At.From.Equal(e.At.To) {
				at := "At " + s.at(analysis.End{At: e.At.At(), About: e.At.About}) + ": "
				for i, way := range t.Ways {
					t.Ways[i] = append([]string{at + way[0]}, way[1:]...)
				}
			}
			if len(e.Milestones) > 0 {
				t.Weight = 4 // the act that ended it, not the preparation
			}
			out = append(out, t)
		}
	}
	return out
}

// communication says when the public was first told, and how many messages are on record and what became of promised ones;
// of a record without messages what it has in their place.
func communication(s *Story) []Telling {
	if len(s.Communications) == 0 {
		return told(s.Doubts("communication")[0], nil)
	}
	a := s.answer()
	a.sayFirstNotice()
	a.sayMessages()
	a.sayPromises()
	t := Telling{Sources: s.Measure("time_to_first_public_notice", analysis.WholeIncident).Sources}
	for i := range a.sentences {
		t.add(a.sentences[:i+1])
	}
	if len(t.Ways) == 0 {
		return nil
	}
	return []Telling{t}
}

// posts tells what each public message brought that was new, with its time; the first and the last matter most.
func posts(s *Story) []Telling {
	var out []Telling
	all := s.Posts()
	for i, c := range all {
		if c.New == "" {
			continue
		}
		for _, t := range s.whole(c.Text, c.Sources) {
			at := "The message of " + s.at(analysis.End{At: c.At.At(), About: c.At.About}) + ": "
			for k, way := range t.Ways {
				t.Ways[k] = append([]string{at + way[0]}, way[1:]...)
			}
			if i == 0 || i == len(all)-1 {
				t.Weight = 4
			}
			out = append(out, t)
		}
	}
	return out
}

func focusEvents(s *Story) []Telling {
	return s.events(func(e incidents.Event) bool {
		return e.Kind != incidents.KindOutside && s.mentions(append(s.labels(e.Services), e.Text.Text)...)
	})
}
