package briefs

import (
	"fmt"
	"slices"

	"github.com/postmortem-dev/postmortem/analysis"
	"github.com/postmortem-dev/postmortem/templates"
)

// origin says what failed first and along which way the failure reached the last to recover.
func origin(s *Story) []Telling {
	if len(s.Blast.Origins) == 0 {
		return nil
	}
	first := fmt.Sprintf("What failed first was %s.", analysis.List(s.labels(s.Blast.Origins)))
	t := Telling{Ways: [][]string{{Spoken(first)}}}
	if way := s.way(); len(way) > 2 {
		others := ""
		if len(s.Blast.Affected) > len(way) {
			others = ", among others"
		}
		t.add([]string{Spoken(first), Spoken("From there it went on to " + analysis.List(s.labels(way[1:])) + others + ".")})
	}
	return []Telling{t}
}

// way returns the services by which failure reached the last to recover: the recovery critical path where that leads back
// to an origin, else the path that proves it.
func (s *Story) way() []string {
	var out []string
	for _, step := range s.Recovery.CriticalPath {
		out = append(out, step.Service)
	}
	slices.Reverse(out)
	if len(out) == 0 || slices.Contains(s.Blast.Origins, out[0]) {
		return out
	}
	for _, r := range s.Blast.Reach {
		if r.Service == out[len(out)-1] {
			return r.Path
		}
	}
	return nil
}

func (s *Story) labels(ids []string) []string {
	var out []string
	for _, id := range ids {
		out = append(out, s.Label(id))
	}
	return out
}

func factors(kind string) func(*Story) []Telling {
	return func(s *Story) []Telling {
		var out []Telling
		for _, f := range s.Factors(kind) {
			out = append(out, s.whole(f.Text, f.Sources)...)
		}
		return out
	}
}

func spread(s *Story) []Telling { return told(s.BlastLead(), nil) }

func singlePoints(s *Story) []Telling {
	var parts []string
	for i, p := range s.Blast.SinglePoints {
		if i < 3 {
			parts = append(parts, fmt.Sprintf("%s before %s", s.Label(p.Service), templates.Plural(len(p.Dominates), "other", "others")))
		}
	}
	if len(parts) == 0 {
		return nil
	}
	return told("These single services stood before many: "+analysis.List(parts)+".", nil)
}

func cycles(s *Story) []Telling {
	var out []Telling
	for _, c := range s.Blast.Cycles {
		out = append(out, told(fmt.Sprintf("%s depend on each other in a circle.", analysis.List(s.labels(c))), nil)...)
	}
	return out
}

func focusFactors(s *Story) []Telling {
	var out []Telling
	for _, f := range s.Causes {
		if s.mentions(append(s.labels(f.Services), f.Text.Text)...) {
			out = append(out, s.whole(f.Text, f.Sources)...)
		}
	}
	return out
}
