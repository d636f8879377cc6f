package templates

import (
	"fmt"
	"slices"
	"strings"

	"github.com/postmortem-dev/postmortem/analysis"
	"github.com/postmortem-dev/postmortem/incidents"
)

// Lasted says how long the incident was and between which moments.
func (v *View) Lasted() string {
	s, _ := v.Phases.Scope(analysis.WholeIncident)
	from, okFrom := v.end(analysis.WholeIncident, "started")
	to, okTo := v.end(analysis.WholeIncident, "resolved")
	switch {
	case okFrom && okTo:
		return fmt.Sprintf("It lasted %s, from %s to %s %s.", duration(s.Whole), v.clock(from), v.clock(to), v.zoneFull())
	case okFrom && s.SoFar:
		return fmt.Sprintf("It began at %s %s and is not over: it has lasted %s, as of %s.", v.clock(from), v.zoneName(), length(*s.Whole.Value), v.clock(*s.Whole.To))
	case okFrom:
		return fmt.Sprintf("It began at %s %s; when it was resolved is not recorded.", v.clock(from), v.zoneName())
	case okTo:
		return fmt.Sprintf("It was resolved at %s %s; when it started is not recorded.", v.clock(to), v.zoneName())
	}
	return "When it started and when it was resolved are not recorded."
}

// Hurt says in one sentence how many services were affected, and whose.
func (v *View) Hurt() string {
	total := len(v.Blast.Affected)
	if total == 0 {
		return ""
	}
	external := 0
	for _, id := range v.Blast.Affected {
		if v.services[id].External {
			external++
		}
	}
	text := fmt.Sprintf("The record names %s", plural(total, "affected service", "affected services"))
	switch {
	case external == total:
		text += ", all of them customers' or suppliers'"
	case external > 0:
		text += fmt.Sprintf(", %d of them customers' or suppliers'", external)
	}
	if o := v.Blast.OverTime; o.Peak > 1 {
		text += fmt.Sprintf("; %d were hurt at once at the peak, at %s", o.Peak, clock(o.PeakAt, v.oneDay, v.zone))
		if len(o.Untimed) > 0 {
			text += fmt.Sprintf(", counting only the %d whose times are recorded", total-len(o.Untimed))
		}
	}
	return text + "."
}

// Tail says how much of the incident was left when its origin was well; "" when that is not known.
func (v *View) Tail() string {
	tail := v.Measure("recovery_tail", analysis.WholeIncident)
	if v.Recovery.TailShare == nil || *v.Recovery.TailSeconds <= 0 {
		return ""
	}
	s, _ := v.Phases.Scope(analysis.WholeIncident)
	before := ""
	if s.Whole.Known() {
		before = ", after " + length(*s.Whole.Value-*tail.Value)
	}
	name := strings.TrimSuffix(strings.TrimSuffix(tail.From.Name, " resolved"), " recovered")
	return fmt.Sprintf("The origin (%s) was well at %s%s. The other %s, %s of the whole, went into the recovery of other systems.",
		name, v.clock(*tail.From), before, length(*tail.Value), percent(*v.Recovery.TailShare))
}

// Chain tells the recovery critical path as a story, from the origin to the last to recover; "" for a path of one.
func (v *View) Chain() string {
	path := v.Recovery.CriticalPath
	if len(path) < 2 {
		return ""
	}
	var parts []string
	for i := len(path) - 2; i >= 0; i-- {
		parts = append(parts, fmt.Sprintf("%s %s later (%s)", v.label(path[i].Service), length(path[i].Exclusive), v.clock(path[i].To)))
	}
	last := path[len(path)-1]
	return fmt.Sprintf("Recovery had to go one after another: %s (%s), then %s.", v.label(last.Service), v.clock(last.To), strings.Join(parts, ", "))
}

// Longest names the step of the critical path that took the most time.
func (v *View) Longest() string {
	path := v.Recovery.CriticalPath
	if len(path) < 2 {
		return ""
	}
	best := slices.MaxFunc(path, func(a, b analysis.Step) int { return int(a.Exclusive - b.Exclusive) })
	whole := 0.0
	for _, step := range path {
		whole += step.Exclusive
	}
	return fmt.Sprintf("The longest step was %s: %s, %s of the time from start to end.", v.label(best.Service), length(best.Exclusive), percent(best.Exclusive/whole))
}

// firstWave returns the wave that was over first, when there are several.
func (v *View) firstWave() (incidents.Wave, bool) {
	var first incidents.Wave
	var over analysis.End
	for _, w := range v.Waves {
		if end, ok := v.end(analysis.WaveScope(w.ID), "resolved"); ok && (over.At.IsZero() || end.At.Before(over.At)) {
			first, over = w, end
		}
	}
	return first, len(v.Waves) > 1 && first.ID != ""
}

// LaterWaves returns the waves that went on after the first was over.
func (v *View) LaterWaves() []incidents.Wave {
	first, ok := v.firstWave()
	if !ok {
		return nil
	}
	return slices.DeleteFunc(slices.Clone(v.Waves), func(w incidents.Wave) bool { return w.ID == first.ID })
}

// WaveSpan says from when to when a wave lasted.
func (v *View) WaveSpan(id string) string {
	scope := analysis.WaveScope(id)
	s, _ := v.Phases.Scope(scope)
	from, okFrom := v.end(scope, "started")
	to, okTo := v.end(scope, "resolved")
	switch {
	case okFrom && okTo:
		return fmt.Sprintf("%s → %s, %s", v.clock(from), moment(to, from.At, v.zone), duration(s.Whole))
	case okFrom && s.SoFar:
		return fmt.Sprintf("since %s, %s", v.clock(from), duration(s.Whole))
	case okFrom:
		return fmt.Sprintf("from %s, end not recorded", v.clock(from))
	case okTo:
		return fmt.Sprintf("until %s, start not recorded", v.clock(to))
	}
	return "times not recorded"
}

// Changes counts the actions by status and says who will do them, and when.
func (v *View) Changes() string {
	if len(v.Actions) == 0 {
		return ""
	}
	owner, due := 0, 0
	for _, a := range v.Actions {
		owner += boolToInt(a.Owner != "")
		due += boolToInt(!a.Due.IsZero())
	}
	return v.ActionCount() + " " + ownership(len(v.Actions), owner, due)
}

// ActionCount counts the actions by status.
func (v *View) ActionCount() string {
	n := len(v.Actions)
	if n == 1 {
		if s := v.Actions[0].Status; s != "" {
			return fmt.Sprintf("The record lists 1 action, which is %s.", strings.Replace(statusWord(s), "dropped", "no longer planned", 1))
		}
		return "The record lists 1 action, whose status is not recorded."
	}
	counts := map[incidents.ActionStatus]int{}
	for _, a := range v.Actions {
		counts[a.Status]++
	}
	var parts []string
	for _, s := range []struct {
		status    incidents.ActionStatus
		one, many string
	}{{incidents.ActionDone, "is done", "are done"}, {incidents.ActionInProgress, "is under way", "are under way"}, {incidents.ActionOpen, "is open", "are open"}, {incidents.ActionDropped, "was dropped", "were dropped"}, {"", "has no recorded status", "have no recorded status"}} {
		if k := counts[s.status]; k > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", k, choose(k, s.one, s.many)))
		}
	}
	return fmt.Sprintf("The record lists %d actions: %s.", n, analysis.List(parts))
}

func ownership(n, owner, due int) string {
	switch {
	case owner == 0 && due == 0:
		return choose(n, "It has no recorded owner or due date.", "None has a recorded owner or due date.")
	case owner == n && due == n:
		return choose(n, "It has an owner and a due date.", "Each has an owner and a due date.")
	case n == 1 && owner == 1:
		return "It has an owner and no recorded due date."
	case n == 1:
		return "It has a due date and no recorded owner."
	}
	return fmt.Sprintf("%s, and %s.", capital(lack(n-owner, "an owner", "no recorded owner")), lack(n-due, "a due date", "no recorded due date"))
}

func lack(missing int, thing, none string) string {
	if missing == 0 {
		return "each has " + thing
	}
	return fmt.Sprintf("%d %s %s", missing, choose(missing, "has", "have"), none)
}

func choose(n int, one, many string) string {
	if n == 1 {
		return one
	}
	return many
}

func boolToInt(b bool) int {
	if b {
		return 1
	}
	return 0
}

// Number is one of the numbers to remember.
type Number struct {
	Title   string
	Value   string
	Ends    string
	Sources []string
}

// FiveNumbers returns the five numbers to remember: the first five of these that the record supports.
func (v *View) FiveNumbers() []Number {
	var out []Number
	add := func(title, value string, m analysis.Measure) {
		if m.Known() && len(out) < 5 {
			out = append(out, Number{title, value, v.ends(m), m.Sources})
		}
	}
	measure := func(title, name, scope string) {
		m := v.Measure(name, scope)
		add(title, duration(m), m)
	}
	measure("The whole incident", "duration", analysis.WholeIncident)
	measure("Until it was detected", "time_to_detect", analysis.WholeIncident)
	measure("Until the cause was identified", "time_to_identify", analysis.WholeIncident)
	if first, ok := v.firstWave(); ok {
		measure("The first wave, "+first.Name, "duration", analysis.WaveScope(first.ID))
	} else {
		measure("Until it was mitigated", "time_to_mitigate", analysis.WholeIncident)
	}
	if share := v.Measure("tail_share", analysis.WholeIncident); share.Known() {
		tail := v.Measure("recovery_tail", analysis.WholeIncident)
		add("Recovery after the origin was well", fmt.Sprintf("%s, %s of the whole", length(*tail.Value), percent(*share.Value)), share)
	}
	measure("Until the public was told", "time_to_first_public_notice", analysis.WholeIncident)
	if m := v.Measure("affected", analysis.WholeIncident); m.Known() && *m.Value > 0 {
		add("Affected services on record", number(*m.Value), m)
	}
	return out
}

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

// Bare returns the hidden services about which the record gives no dependency at all, and the others.
func (v *View) Bare(bare bool) []string {
	var out []string
	for _, id := range v.Blast.Hidden {
		if (len(v.services[id].DependsOn) == 0) == bare {
			out = append(out, id)
		}
	}
	return out
}

// Candidates returns the proposals that name an edge.
func (v *View) Candidates() []analysis.Proposal {
	return slices.DeleteFunc(slices.Clone(v.Blast.Proposals), func(p analysis.Proposal) bool { return p.Dependency == "" })
}

// Reasons groups the hidden services for which no edge can be proposed by the reason why, most first.
func (v *View) Reasons() []Reason {
	var out []Reason
	for _, p := range v.Blast.Proposals {
		if p.Dependency != "" {
			continue
		}
		i := slices.IndexFunc(out, func(r Reason) bool { return r.Text == p.Reason })
		if i < 0 {
			i = len(out)
			out = append(out, Reason{Text: p.Reason})
		}
		out[i].Services = append(out[i].Services, p.Service)
	}
	slices.SortStableFunc(out, func(a, b Reason) int { return len(b.Services) - len(a.Services) })
	return out
}

// Reason is why no edge can be proposed for some services.
type Reason struct {
	Text     string
	Services []string
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

// Measures returns the measures of the whole incident and of its waves that are known, result by result: how each number
// was made.
func (v *View) Measures() []analysis.Measure {
	var out []analysis.Measure
	for _, r := range v.Results {
		for _, m := range r.Measures {
			if !strings.HasPrefix(m.Scope, "service:") && m.Known() && r.Name != "impact" && !countsTheRecord(m) {
				out = append(out, m)
			}
		}
	}
	return out
}

// countsTheRecord reports whether a measure counts parts of the record and not of the incident, or counts nothing at all.
func countsTheRecord(m analysis.Measure) bool {
	switch m.Unit {
	case "statements", "sources", "actions", "factors", "claims":
		return true
	case "s", "ratio":
		return strings.HasPrefix(m.Name, "statements") || strings.HasPrefix(m.Name, "conflict_span")
	}
	return *m.Value == 0
}

// Print returns a measure's value with its unit.
func (v *View) Print(m analysis.Measure) string {
	switch {
	case m.Unit == "s":
		return duration(m)
	case !m.Known():
		return "not recorded"
	case m.Unit == "ratio":
		return percent(*m.Value)
	}
	if *m.Value == 1 {
		return "1 " + strings.TrimSuffix(m.Unit, "s")
	}
	return number(*m.Value) + " " + m.Unit
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
	missing(len(in.Communications) == 0, "what was said in public")
	missing(len(in.WentWell)+len(in.WentPoorly)+len(in.GotLucky) == 0, "what went well, poorly or luckily")
	missing(len(in.Actions) == 0, "actions")
	missing(len(in.Lessons) == 0, "lessons")
	return analysis.List(out)
}

// Observed returns the worst level recorded for a service; that it was hurt where no level is recorded; "ok on record"
// where it has no impact window.
func (v *View) Observed(id string) string {
	s := v.services[id]
	worst := ""
	for _, w := range s.Windows {
		if w.Level == incidents.Down || worst == "" {
			worst = string(w.Level)
		}
	}
	switch {
	case len(s.Windows) == 0:
		return "no impact recorded"
	case worst == "":
		return "hurt, level not recorded"
	}
	return worst
}

// ConflictTitle says what sources differ about.
func (v *View) ConflictTitle(c analysis.Conflict) string {
	if len(c.Milestones) > 0 {
		return fmt.Sprintf("when %s was %s", v.scopeName(c.Scope), analysis.List(c.Milestones))
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
		parts = append(parts, v.Print(m)+spanWords(m.Name))
	}
	if len(parts) == 0 {
		return ""
	}
	return "The claims that stand differ by " + analysis.List(parts) + "."
}

// AllEntries returns the whole timeline in the order of time.
func (v *View) AllEntries() []incidents.Event {
	out := slices.Clone(v.Timeline)
	slices.SortStableFunc(out, func(a, b incidents.Event) int { return a.At.At().Compare(b.At.At()) })
	return out
}

// PublicServices returns the recovery of the affected services that users touch and that are nobody else's.
func (v *View) PublicServices() []analysis.ServiceRecovery {
	return slices.DeleteFunc(slices.Clone(v.Recovery.Services), func(s analysis.ServiceRecovery) bool {
		known := !s.Start.At.IsZero() || !s.End.At.IsZero()
		return !v.services[s.Service].UserFacing || v.services[s.Service].External || !known
	})
}

// Pledges returns the actions that were not dropped.
func (v *View) Pledges() []incidents.Action {
	return slices.DeleteFunc(slices.Clone(v.Actions), func(a incidents.Action) bool { return a.Status == incidents.ActionDropped })
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

// BlastLead holds the predicted blast radius against the observed one in a sentence or two.
func (v *View) BlastLead() string {
	b := v.Blast
	text := fmt.Sprintf("%s on record.", capital(plural(len(b.Affected), "affected service is", "affected services are")))
	if len(b.Origins) == 0 {
		return text + " No origin is known, so nothing can be predicted."
	}
	if len(b.Reach) == len(b.Origins) {
		return text + fmt.Sprintf(" The declared dependencies lead no further than the %s, %s.", choose(len(b.Origins), "origin", "origins"), few(6, v.labels(b.Origins)))
	}
	text += fmt.Sprintf(" From %s, the declared dependencies reach %s: they explain %d of the affected, and %d %s hidden from them",
		few(6, v.labels(b.Origins)), plural(len(b.Reach), "service", "services"), len(b.Explained), len(b.Hidden), choose(len(b.Hidden), "is", "are"))
	if b.Precision != nil && b.Recall != nil {
		text += fmt.Sprintf(" (precision %s, recall %s)", percent(*b.Precision), percent(*b.Recall))
	}
	if bare := len(v.Bare(true)); bare > 0 {
		text += fmt.Sprintf("; of the hidden, %d %s no dependency on record at all", bare, choose(bare, "has", "have"))
	}
	return text + "."
}

// AnyRecovered reports whether the end of any service's impact is on record.
func (v *View) AnyRecovered() bool {
	return slices.ContainsFunc(v.Recovery.Services, func(s analysis.ServiceRecovery) bool { return !s.End.At.IsZero() })
}
