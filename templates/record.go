package templates

import (
	"fmt"
	"slices"
	"strings"

	"github.com/postmortem-dev/postmortem/analysis"
	"github.com/postmortem-dev/postmortem/incidents"
)

// Factors returns the causes of one kind.
func (v *View) Factors(kind string) []incidents.Factor {
	var out []incidents.Factor
	for _, f := range v.Causes {
		if string(f.Kind) == kind {
			out = append(out, f)
		}
	}
	return out
}

// Entries returns the timeline in the order of time: of one wave, of none ("") without what was seen from outside, or
// only that ("outside").
func (v *View) Entries(group string) []incidents.Event {
	var out []incidents.Event
	for _, e := range v.Timeline {
		outside := e.Kind == incidents.KindOutside
		if group == "outside" && outside || !outside && e.Wave == group {
			out = append(out, e)
		}
	}
	slices.SortStableFunc(out, func(a, b incidents.Event) int { return a.At.At().Compare(b.At.At()) })
	return out
}

// Posts returns the communications in the order of time.
func (v *View) Posts() []incidents.Communication {
	out := slices.Clone(v.Communications)
	slices.SortStableFunc(out, func(a, b incidents.Communication) int { return a.At.At().Compare(b.At.At()) })
	return out
}

// Doubts returns the notes of one result about the whole incident and its waves.
func (v *View) Doubts(result string) []string {
	out := v.notesOf(result, analysis.WholeIncident)
	for _, w := range v.Waves {
		out = append(out, v.notesOf(result, analysis.WaveScope(w.ID))...)
	}
	return out
}

// ServiceDoubts returns the notes of one result about single services.
func (v *View) ServiceDoubts(result string) []string {
	var out []string
	for _, s := range v.Services {
		out = append(out, v.notesOf(result, analysis.ServiceScope(s.ID))...)
	}
	return out
}

// Lacks lists, in a reader's words, the parts that the record does not have.
func (v *View) Lacks() string {
	in := v.Incident
	var out []string
	missing := func(absent bool, what string) {
		if absent {
			out = append(out, what)
		}
	}
	missing(in.Organization == "", "the organization")
	missing(in.Severity == "", "a severity")
	missing(in.Summary.IsZero(), "a summary")
	s, _ := v.Phases.Scope(analysis.WholeIncident)
	for _, m := range s.Milestones {
		missing(!m.Recorded && !(s.SoFar && m.Name == "resolved"), "the "+m.Name+" milestone")
	}
	missing(len(in.Sources) == 0, "sources")
	missing(len(in.Services) == 0, "services and their dependencies")
	missing(len(in.Services) > 0 && len(v.Blast.Affected) == 0, "impact windows")
	missing(len(in.Services) > 0 && !slices.ContainsFunc(in.Services, func(s incidents.Service) bool { return s.Tier != nil }), "service tiers")
	missing(len(in.Impact.Quantities) == 0 && in.Impact.Summary.IsZero(), "impact numbers")
	missing(len(in.Impact.SLOs) == 0, "an objective to hold the impact against")
	missing(len(in.Causes) == 0, "causes")
	missing(in.Detection.By == "" && in.Detection.Text.IsZero(), "how it was detected")
	missing(len(in.Communications)+v.Communication.Entries == 0, "what was said in public")
	missing(len(in.Communications) == 0 && v.Communication.Entries > 0, "a list of the public messages")
	missing(len(in.WentWell)+len(in.WentPoorly)+len(in.GotLucky) == 0, "what went well, poorly or luckily")
	missing(len(in.Actions) == 0, "actions")
	missing(len(in.Lessons) == 0, "lessons")
	return analysis.List(out)
}

// ConflictTitle says what sources differ about.
func (v *View) ConflictTitle(c analysis.Conflict) string {
	if len(c.Milestones) > 0 {
		scope := v.scopeName(c.Scope)
		if c.Scope != analysis.WholeIncident {
			scope = "the wave " + scope
		}
		verb := " was "
		if c.Milestones[0] == string(incidents.Started) {
			verb = " "
		}
		return "when " + scope + verb + analysis.List(c.Milestones)
	}
	if c.Kind == "quantity" {
		return strings.TrimSuffix(c.Title, ".") + " (" + c.About + ")"
	}
	return strings.TrimSuffix(c.Title, ".")
}

// Apart says how far the claims that stand lie apart; "" when only one reading stands.
func (v *View) Apart(c analysis.Conflict) string {
	var parts []string
	for _, m := range c.Spans {
		if !m.Known() {
			continue
		}
		parts = append(parts, strings.Replace(v.Print(m), " percent", " percentage points", 1)+spanWords(m.Name))
	}
	if len(parts) == 0 {
		return ""
	}
	return "The claims that stand differ by " + analysis.List(parts) + "."
}

// AllEntries returns the whole timeline in the order of time.
func (v *View) AllEntries() []incidents.Event {
	if v.sorted == nil {
		v.sorted = slices.Clone(v.Timeline)
		slices.SortStableFunc(v.sorted, func(a, b incidents.Event) int { return a.At.At().Compare(b.At.At()) })
	}
	return slices.Clone(v.sorted)
}

// PublicWindow is one period in which a service that users touch was hurt.
type PublicWindow struct {
	Service string
	From    string // a moment, or the latest that the record allows
	Until   string
}

// PublicWindows returns the periods of the services that users touch and that are nobody else's, as far as both ends are
// on record, in the order of their ends. Periods of a service that touch are one.
func (v *View) PublicWindows() []PublicWindow {
	var out []PublicWindow
	for _, r := range v.Recovery.Services {
		if s := v.services[r.Service]; !s.UserFacing || s.External {
			continue
		}
		var from, to analysis.End
		for _, w := range r.Windows {
			switch {
			case w.Seconds == nil:
			case !to.At.IsZero() && !w.From.At.After(to.At):
				to = w.To
			default:
				out = v.addPublic(out, r.Service, from, to)
				from, to = w.From, w.To
			}
		}
		out = v.addPublic(out, r.Service, from, to)
	}
	return out
}

func (v *View) addPublic(out []PublicWindow, service string, from, to analysis.End) []PublicWindow {
	if from.At.IsZero() || to.At.IsZero() {
		return out
	}
	return append(out, PublicWindow{capital(v.label(service)), v.atLatest(from), v.atLatest(to)})
}

// atLatest prints a moment, or of a span its end.
func (v *View) atLatest(e analysis.End) string {
	if e.Low.Equal(e.High) {
		return v.clock(e)
	}
	return clock(e.High, v.oneDay, v.zone) + " at the latest"
}

// spanWords says what a span of claims is about, from the end of its name.
func spanWords(name string) string {
	switch {
	case strings.HasSuffix(name, "_start"):
		return " about the start"
	case strings.HasSuffix(name, "_end"):
		return " about the end"
	case strings.HasSuffix(name, "_length"):
		return " in length"
	}
	return ""
}

// Answered returns the questions that the record answers.
func (v *View) Answered() []incidents.Question {
	return slices.DeleteFunc(slices.Clone(v.Questions), func(q incidents.Question) bool { return q.Answer.IsZero() })
}

// HasStory reports whether there is anything to say about what happened.
func (v *View) HasStory() bool {
	return len(v.Factors("trigger")) > 0 || slices.ContainsFunc(v.LaterWaves(), func(w incidents.Wave) bool { return !w.Text.IsZero() })
}

// Told says how soon the public was told, how long it waited between messages, and what became of promised ones.
func (v *View) Told() string {
	var out []string
	if m := v.Measure("time_to_first_public_notice", analysis.WholeIncident); m.Known() {
		out = append(out, fmt.Sprintf("The first public notice on record came after %s: %s.", duration(m), v.ends(m)))
	}
	median, longest := v.Measure("message_gap_median", analysis.WholeIncident), v.Measure("message_gap_longest", analysis.WholeIncident)
	switch n := len(v.Communication.Gaps); {
	case n > 2:
		out = append(out, fmt.Sprintf("Between the %d messages on record lay %d gaps, of %s in the median and %s at the longest.", len(v.Communication.Messages), n, duration(median), duration(longest)))
	case n > 0:
		out = append(out, fmt.Sprintf("The %d messages on record were %s apart%s.", len(v.Communication.Messages), duration(longest), map[bool]string{true: " at the most"}[n > 1]))
	}
	made, missed, late := v.Measure("promises_made", analysis.WholeIncident), v.Measure("promises_missed", analysis.WholeIncident), v.Measure("promise_longest_lateness", analysis.WholeIncident)
	if made.Known() && missed.Known() && *made.Value > 0 {
		text := fmt.Sprintf("Of %s of a next message by a time, %s missed", plural(int(*made.Value), "promise", "promises"), choose(int(*missed.Value), "1 was", number(*missed.Value)+" were"))
		if late.Known() && *late.Value > 0 {
			text += fmt.Sprintf(", the worst by %s", duration(late))
		}
		out = append(out, text+".")
	}
	return strings.Join(out, " ")
}
