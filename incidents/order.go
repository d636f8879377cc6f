package incidents

import (
	"fmt"
	"time"
)

// order reports milestones and windows that contradict each other, and warns of those that are merely odd.
func (c *checker) order() {
	all := c.incident.marksByWave()
	whole := c.incident.Marks()
	c.scopeOrder("the incident", whole)
	c.suspicious("the incident", all[""])
	for _, w := range c.incident.Waves {
		if marks := all[w.ID]; marks != nil && w.ID != "" {
			c.scopeOrder("wave "+w.ID, marks)
			c.suspicious("wave "+w.ID, marks)
		}
	}
	c.spans()
	c.twice()
	c.standing(whole)
}

// standing holds the status and as_of against the milestones of the whole incident.
func (c *checker) standing(whole Marks) {
	in := c.incident
	if started, ok := whole[Started]; ok && !in.AsOf.IsZero() && in.AsOf.To.Before(started.At.From) {
		c.failAt("as_of", "order", "the record is complete up to a moment before the incident started", "check the date as well as the time")
	}
	if _, resolved := whole[Resolved]; resolved && in.Status == StatusOpen {
		c.warn(locate(c.root, "status"), "contradiction", "the status is open, but the incident is marked as resolved", "write status: resolved, or take the milestone away")
	}
}

// spans reports what ends before it begins.
func (c *checker) spans() {
	for i := range c.incident.Timeline {
		if e := &c.incident.Timeline[i]; endsEarly(e.At, e.Until) {
			c.failAt(fmt.Sprintf("timeline.%d.until", i), "order", "the entry ends before it begins", "check the date as well as the time")
		}
	}
	for i := range c.incident.Communications {
		if m := &c.incident.Communications[i]; endsEarly(m.At, m.NextBy) {
			c.failAt(fmt.Sprintf("communications.%d.next_by", i), "order", "the next message was promised for a time before this one", "check the date as well as the time")
		}
	}
	for i := range c.incident.Services {
		for j, w := range c.incident.Services[i].Windows {
			if endsEarly(w.From, w.To) {
				c.failAt(fmt.Sprintf("services.%d.windows.%d.to", i, j), "order", "the impact window ends before it begins", "check the date as well as the time")
			}
		}
	}
}

func endsEarly(from, to Instant) bool {
	return !from.IsZero() && !to.IsZero() && to.To.Before(from.From)
}

// scopeOrder: what comes before started, or resolved before what it ends, cannot be; other inversions are odd.
func (c *checker) scopeOrder(scope string, marks Marks) {
	line := Line()
	for i, early := range line {
		for _, late := range line[i+1:] {
			c.pairOrder(scope, early, late, marks)
		}
	}
}

// pairOrder compares two milestones. Two that were both taken from waves are compared there.
func (c *checker) pairOrder(scope string, early, late Milestone, marks Marks) {
	a, b := marks[early], marks[late]
	if a.Event == nil || b.Event == nil || !b.At.To.Before(a.At.From) || a.Wave != "" && b.Wave != "" {
		return
	}
	message := fmt.Sprintf("%s was %s before it was %s", scope, late, early)
	if early == Started && (late == Mitigated || late == Resolved) || early == Mitigated && late == Resolved {
		c.failAt(c.eventPath(b.Event)+".at", "order", message, "check the date and the zone of both entries")
		return
	}
	c.warn(locate(c.root, c.eventPath(b.Event)+".at"), "odd-order", message, "if it is so, say why in a note; the two phases are printed as one")
}

// suspicious warns of records that look filled in by hand afterwards, or by a tool's defaults.
func (c *checker) suspicious(scope string, marks Marks) {
	at := map[time.Time]int{}
	for _, m := range Line() {
		if mark, ok := marks[m]; ok && mark.At.Exact() {
			if at[mark.At.From.UTC()]++; at[mark.At.From.UTC()] == 3 {
				c.warn(locate(c.root, c.eventPath(mark.Event)+".at"), "odd-time", "three milestones of "+scope+" stand at the same instant", "give each its own time, or leave out what nobody noted")
			}
		}
	}
	started, detected := marks[Started], marks[Detected]
	if started.Event != nil && detected.Event != nil && sameMinute(started.At, detected.At) {
		c.warn(locate(c.root, c.eventPath(detected.Event)+".at"), "odd-time", scope+" was detected in the minute it started", "started is when users began to be affected, not when the alert fired")
	}
}

func sameMinute(a, b Instant) bool {
	return a.Exact() && b.Exact() && a.From.Truncate(time.Minute).Equal(b.From.Truncate(time.Minute))
}

// twice warns of a milestone that two events of one scope mark: the first is used.
func (c *checker) twice() {
	type key struct {
		wave string
		m    Milestone
	}
	seen := map[key]int{}
	for i, e := range c.incident.Timeline {
		for _, m := range e.Milestones {
			k := key{e.Wave, m}
			first, again := seen[k]
			if !again {
				seen[k] = i
				continue
			}
			if first != i {
				line := locate(c.root, fmt.Sprintf("timeline.%d", first)).Line
				c.warn(locate(c.root, fmt.Sprintf("timeline.%d.milestone", i)), "duplicate-milestone", fmt.Sprintf("%s is already marked by the entry on line %d, which is used", m, line), "mark one entry; give other sources' times as claims about it")
			}
		}
	}
}

func (c *checker) eventPath(e *Event) string {
	for i := range c.incident.Timeline {
		if &c.incident.Timeline[i] == e {
			return fmt.Sprintf("timeline.%d", i)
		}
	}
	return "timeline"
}
