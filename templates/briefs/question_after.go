package briefs

import (
	"fmt"
	"slices"

	"github.com/postmortem-dev/postmortem/analysis"
)

// askAfter asks whether everything was well when the incident was over: which service outlasted it longest, and what the
// timeline has after its end.
func askAfter(s *Story) []QA {
	end, ok := s.Milestone(analysis.WholeIncident, "resolved")
	last, outlasted := s.lastOutlasting()
	if !ok || !outlasted {
		return nil
	}
	a := s.answer()
	a.say(fmt.Sprintf("No: the end is dated %s, but %s was hurt until %s.", s.at(end), s.named(last.Service), s.at(last.End)),
		append([]string{"time_to_recover@" + analysis.ServiceScope(last.Service), end.Event}, last.End.Sources...)...)
	for _, e := range s.AllEntries() {
		same := slices.Contains(e.Services, last.Service) && e.At.At().Equal(last.End.At)
		if e.Kind == "recovery" && e.At.At().After(end.At) && !same {
			a.say(s.dated(e), eventRefs(e)...)
		}
	}
	if a.words() < answerLeast {
		a.say("Of the services whose times are recorded, none was hurt after that.", "affected")
	}
	return a.reply("Was everything well when it was declared over?")
}

// lastOutlasting returns the service that was hurt longest after the incident was resolved.
func (s *Story) lastOutlasting() (analysis.ServiceRecovery, bool) {
	var last analysis.ServiceRecovery
	for _, r := range s.Recovery.Services {
		if r.Outlasts && r.End.At.After(last.End.At) {
			last = r
		}
	}
	return last, last.Service != ""
}
