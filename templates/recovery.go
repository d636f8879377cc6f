package templates

import (
	"fmt"
	"strings"

	"github.com/postmortem-dev/postmortem/analysis"
)

// TailStory is what is told of the time after the origin was well, each number as a sentence prints it.
type TailStory struct {
	Name   string // the origin, or the first wave
	Wave   bool   // it is a wave
	At     string // when it was well
	Before string // how long that took; "" when the start is not recorded
	Length string
	Share  string // of the whole
	ToEnd  bool   // the tail ends with the incident, whose end is recorded
}

// TailStory returns what is left of the incident after its origin was well; false when that is nothing or not known.
func (v *View) TailStory() (TailStory, bool) {
	tail, part := v.Measure("recovery_tail", analysis.WholeIncident), v.Measure("tail_share", analysis.WholeIncident)
	if !tail.Known() || !part.Known() || *tail.Value <= 0 {
		return TailStory{}, false
	}
	name, wave := strings.CutSuffix(tail.From.Name, " resolved")
	t := TailStory{Name: strings.TrimSuffix(name, " recovered"), Wave: wave, At: v.clock(*tail.From), Length: short(tail), Share: share(part)}
	if before := v.Measure("origin_recovery", analysis.WholeIncident); before.Known() {
		t.Before = short(before)
	}
	s, _ := v.Phases.Scope(analysis.WholeIncident)
	t.ToEnd = s.Whole.Known() && s.Whole.To.At.Equal(tail.To.At)
	return t, true
}

// Rest says what came after the origin was well.
func (t TailStory) Rest() string {
	if !t.ToEnd {
		return fmt.Sprintf("The recovery of other systems took another %s, %s of the whole.", t.Length, t.Share)
	}
	return fmt.Sprintf("The other %s, %s of the whole, went into the recovery of other systems.", t.Length, t.Share)
}

// Tail says how much of the incident was left when its origin was well; "" when that is not known.
func (v *View) Tail() string {
	t, ok := v.TailStory()
	if !ok {
		return ""
	}
	first, before := fmt.Sprintf("The origin (%s) was well", t.Name), ""
	if t.Wave {
		first = fmt.Sprintf("The first wave (%s) was over", t.Name)
	}
	if t.Before != "" {
		before = ", after " + t.Before
	}
	return fmt.Sprintf("%s at %s%s. %s", first, t.At, before, t.Rest())
}

// TailTold reports whether the time after the origin was well is a number to remember: there is such a time, and it ends
// with the incident or at least half of the affected services have an end on record.
func (v *View) TailTold() bool {
	t, ok := v.TailStory()
	return ok && (t.ToEnd || 2*len(v.Recovery.Unended) <= len(v.Recovery.Services))
}

// Unended says for how many of the affected services no end is recorded; "" when each has one.
func (v *View) Unended() string {
	n := len(v.Recovery.Unended)
	if n == 0 {
		return ""
	}
	return fmt.Sprintf("%d of %s %s no recorded end", n, plural(len(v.Recovery.Services), "affected service", "affected services"), choose(n, "has", "have"))
}

// Between says that the length of the whole incident holds a time between its waves; "" when there is none.
func (v *View) Between() string {
	m := v.Measure("quiet_time", analysis.WholeIncident)
	if !m.Known() {
		return ""
	}
	return fmt.Sprintf(", the %s between its waves included", short(m))
}

// StepLength returns the time of its own that a service had on the recovery critical path.
func (v *View) StepLength(step analysis.Step) analysis.Measure {
	return v.Measure("critical_path_exclusive", analysis.ServiceScope(step.Service))
}

// Chain tells the recovery critical path as a story, from the origin to the last to recover; "" for a path of one.
func (v *View) Chain() string {
	path := v.Recovery.CriticalPath
	if len(path) < 2 {
		return ""
	}
	var parts []string
	for i := len(path) - 2; i >= 0; i-- {
		later := "at the same time"
		if m := v.StepLength(path[i]); *m.Value > 0 || m.Ranged() {
			later = short(m) + " later"
		}
		parts = append(parts, fmt.Sprintf("%s %s (%s)", v.label(path[i].Service), later, v.clock(path[i].To)))
	}
	last := path[len(path)-1]
	return fmt.Sprintf("The recoveries on record followed one another: %s (%s), then %s.", v.label(last.Service), v.clock(last.To), strings.Join(parts, ", "))
}

// Longest names the step of the critical path that took the most time.
func (v *View) Longest() string {
	best, ok := v.LongestStep()
	if !ok {
		return ""
	}
	return fmt.Sprintf("The longest step was %s: %s (%s → %s), %s.", v.label(best.Service), short(v.StepLength(best)), v.clock(best.From), moment(best.To, best.From.At, v.zone), v.PathShare(best))
}

// LongestStep returns the step of the recovery critical path that took the most time of its own. There is none where fewer
// than two steps took any, where the part that the record does not divide took longer, or where what it leaves open about
// the ends decides.
func (v *View) LongestStep() (analysis.Step, bool) {
	path := v.Recovery.CriticalPath
	best, steps := -1, 0
	for i, step := range path {
		if step.To.At.After(step.From.At) {
			steps++
		}
		if step.Exclusive != nil && (best < 0 || *step.Exclusive > *path[best].Exclusive) {
			best = i
		}
	}
	if best < 0 || steps < 2 {
		return analysis.Step{}, false
	}
	least, _ := v.stepRange(path[best])
	for i, step := range path {
		if _, most := v.stepRange(step); i != best && most > least {
			return analysis.Step{}, false
		}
	}
	return path[best], true
}

// stepRange returns the least and the most that a step can have taken; all that lies before its end where the record does
// not say how much of that was its own. What sources differ about does not count here.
func (v *View) stepRange(step analysis.Step) (least, most float64) {
	if step.Exclusive == nil {
		from, _ := step.From.Own()
		_, to := step.To.Own()
		return 0, to.Sub(from).Seconds()
	}
	return v.StepLength(step).Own()
}

// LeastOf returns the least time of its own, in seconds, that a step of the recovery critical path can have taken.
func (v *View) LeastOf(step analysis.Step) float64 {
	least, _ := v.stepRange(step)
	return least
}

// PathShare says how much of the recovery critical path a step is.
func (v *View) PathShare(step analysis.Step) string {
	path := v.Recovery.CriticalPath
	start, end := path[len(path)-1].From, path[0].To
	whole := end.At.Sub(start.At).Seconds()
	least, most := v.stepRange(step)
	part := percent(min(1, least/whole))
	if high := percent(min(1, most/whole)); high != part {
		part += " – " + high
	}
	if v.Measure("quiet_time", analysis.WholeIncident).Known() {
		return part + " of the last wave"
	}
	return part + " of the time from start to end"
}

// PathStops reports whether the recovery critical path stops at a service that waited for another whose end is not
// recorded.
func (v *View) PathStops() bool {
	path := v.Recovery.CriticalPath
	return len(path) > 0 && path[len(path)-1].Exclusive == nil
}
