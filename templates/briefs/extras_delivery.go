package briefs

import (
	"fmt"
	"strings"

	"github.com/postmortem-dev/postmortem/analysis"
	"github.com/postmortem-dev/postmortem/templates"
)

// shortOfTime is how many words can be said in the last 15 seconds.
const shortOfTime = 15 * WordsPerMinute / 60

// delivery returns how to say this brief: when to be through with each part, what to drop, what to say when the time is
// gone, and how to come to one's own experience.
func delivery(s *Story, parts []Part) []string {
	out := []string{}
	add := func(line string) {
		if line != "" {
			out = append(out, line)
		}
	}
	add(pace(parts))
	add(dropFirst(parts))
	add(s.lastSeconds(parts))
	add(s.slowDown())
	add(s.bridge())
	return out
}

// pace says at which second each part is through.
func pace(parts []Part) string {
	var marks []string
	at := 0
	for _, p := range parts {
		if p.Words > 0 {
			at += p.Seconds
			marks = append(marks, fmt.Sprintf("%s by %d:%02d", p.Name, at/60, at%60))
		}
	}
	if len(marks) == 0 {
		return ""
	}
	return fmt.Sprintf("At %d words a minute be through with %s.", WordsPerMinute, analysis.List(marks))
}

// dropFirst names the longest of the sentences that the parts can spare.
func dropFirst(parts []Part) string {
	best := -1
	for i, p := range parts {
		if p.CutFirst != "" && (best < 0 || Words(p.CutFirst) > Words(parts[best].CutFirst)) {
			best = i
		}
	}
	if best < 0 {
		return ""
	}
	p := parts[best]
	return fmt.Sprintf("Running late, drop this from the %s first, which saves %d seconds: “%s”", p.Name, SecondsFor(Words(p.CutFirst)), p.CutFirst)
}

// lastSeconds names the sentence to end on: of the last part that has one of at most 15 seconds, that nearest to the role.
func (s *Story) lastSeconds(parts []Part) string {
	for i := len(parts) - 1; i >= 0; i-- {
		best, most := "", -1
		for _, sentence := range standalone(parts[i].Text) {
			if n := Words(sentence); n <= shortOfTime && n >= 8 && s.relevance(sentence) > most {
				best, most = sentence, s.relevance(sentence)
			}
		}
		if best != "" {
			return fmt.Sprintf("With 15 seconds left, skip to this sentence of the %s and stop: “%s”", parts[i].Name, best)
		}
	}
	return ""
}

// slowDown names the number to say slowly, and the zone of the times.
func (s *Story) slowDown() string {
	first := numbers(s)
	if len(first) == 0 {
		return ""
	}
	line := fmt.Sprintf("Say one number slowly: %s, %s.", Spoken(templates.Short(first[0].Measure)), first[0].How)
	if first[0].Measure.Unit != "s" {
		line = fmt.Sprintf("Say one number slowly: %s, %s.", Spoken(first[0].Value), first[0].How)
	}
	if zone := s.ZoneName(); strings.Contains(line, ":") && zone != "" {
		line += fmt.Sprintf(" Times are %s; say so once.", zone)
	}
	return line
}

// bridge names this incident's theme, to come from it to one's own experience.
func (s *Story) bridge() string {
	own := "Then tell of a time when you met the same."
	if s.Frame == Own {
		own = "Then say what you yourself did about it."
	}
	share := s.Measure("tail_share", analysis.WholeIncident)
	switch {
	case len(s.lessonsNear(nil)) > 0:
		return fmt.Sprintf("Bridge to your own experience: “%s” %s", s.principle(), own)
	case share.Known() && *share.Value > 0.5:
		return fmt.Sprintf("Bridge to your own experience: here %s of the time came after the repair. %s", Spoken(templates.Share(share)), own)
	case len(s.Incident.Tags) > 0:
		return fmt.Sprintf("Bridge to your own experience by its themes: %s. %s", strings.ReplaceAll(analysis.List(s.Incident.Tags), "-", " "), own)
	}
	return ""
}
