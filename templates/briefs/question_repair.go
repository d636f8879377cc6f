package briefs

import (
	"fmt"
	"slices"

	"github.com/postmortem-dev/postmortem/analysis"
	"github.com/postmortem-dev/postmortem/incidents"
	"github.com/postmortem-dev/postmortem/templates"
)

// askRepair asks why the repair of what failed first took as long as it did.
func askRepair(s *Story) []QA {
	scope, wave := s.repaired()
	whole, found, mended := s.Measure("time_to_mitigate", scope), s.Measure("time_to_identify", scope), s.Measure("phase_mitigation", scope)
	if !whole.Known() || !found.Known() || !mended.Known() {
		return nil
	}
	a := s.answer()
	a.say(fmt.Sprintf("It took %s to find the cause, and another %s, until %s, to mitigate it.", templates.Short(found), templates.Short(mended), s.at(*mended.To)),
		append(measureRefs(found), measureRefs(mended)...)...)
	for _, f := range s.Factors(string(incidents.FactorSustaining)) {
		if f.Wave == wave {
			a.brief(f.Text, f.Sources...)
		}
	}
	for _, f := range s.Factors(string(incidents.FactorContributing)) {
		if f.Wave == wave && s.delayed(f) {
			a.brief(f.Text, f.Sources...)
		}
	}
	return a.reply("Why did the repair itself take " + Spoken(templates.Short(whole)) + "?")
}

// delayed reports whether a cause is about what the responders dealt with beside the trigger: it names a service of their
// entries that the trigger does not name.
func (s *Story) delayed(f incidents.Factor) bool {
	var trigger []string
	for _, x := range s.Factors(string(incidents.FactorTrigger)) {
		trigger = append(trigger, x.Services...)
	}
	return slices.ContainsFunc(f.Services, func(id string) bool {
		return !slices.Contains(trigger, id) && slices.ContainsFunc(s.Timeline, func(e incidents.Event) bool {
			return (e.Kind == "response" || e.Kind == "diagnosis") && slices.Contains(e.Services, id)
		})
	})
}

// repaired returns the scope that was repaired first, and its wave: the first wave to end, or the whole of an incident
// without waves.
func (s *Story) repaired() (scope, wave string) {
	later := s.LaterWaves()
	for _, w := range s.Waves {
		if len(later) > 0 && !slices.ContainsFunc(later, func(x incidents.Wave) bool { return x.ID == w.ID }) {
			return analysis.WaveScope(w.ID), w.ID
		}
	}
	return analysis.WholeIncident, ""
}
