package compare

import (
	"fmt"
	"maps"
	"math"
	"regexp"
	"slices"
	"time"

	"github.com/postmortem-dev/postmortem/incidents"
)

// The bounds of what a digest may hold. They are far beyond what a record can bring about.
const (
	firstYear   = 1949 // records hold times from 1950 to 2150, of any zone
	lastYear    = 2151
	longest     = 202 * 366 * 24 * 3600 // seconds
	mostCounted = 1 << 53               // whole numbers up to here are exact
)

var zoneForm = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_+/-]{0,63}$`)

// check returns what makes a digest unfit for comparison, or "". Texts, and names of classes and services, may be any:
// they are counted and printed and nothing else.
func (d *Digest) check() string {
	if !incidents.ValidID(d.ID) {
		return fmt.Sprintf("id %s is not one of an incident: a-z, 0-9 and hyphens between them", shortened(d.ID))
	}
	for _, part := range []func() string{d.checkWords, d.checkTimes, d.checkMilestones, d.checkLengths, d.checkCounts, d.checkServices, d.Record.check} {
		if message := part(); message != "" {
			return fmt.Sprintf("incident %s: %s", d.ID, message)
		}
	}
	return ""
}

func (d *Digest) checkWords() string {
	if !zoneForm.MatchString(d.Zone) {
		return fmt.Sprintf("zone %s is no name of a time zone", shortened(d.Zone))
	}
	if !slices.Contains(append(incidents.Status("").Values(), ""), d.Status) {
		return fmt.Sprintf("status %s is not known", shortened(d.Status))
	}
	if !slices.Contains(append(incidents.DetectedBy("").Values(), ""), d.Detection) {
		return fmt.Sprintf("detection %s is not known", shortened(d.Detection))
	}
	for _, c := range d.Controls {
		if !slices.Contains(incidents.Outcome("").Values(), c.Outcome) {
			return fmt.Sprintf("outcome %s of %s is not known", shortened(c.Outcome), shortened(c.Class))
		}
	}
	return ""
}

func (d *Digest) checkTimes() (message string) {
	d.eachTime(func(t *time.Time) {
		if !t.IsZero() && (t.Year() < firstYear || t.Year() > lastYear) {
			message = fmt.Sprintf("time %s is not within the years %d to %d", t.Format(time.RFC3339), firstYear+1, lastYear-1)
		}
	})
	return message
}

func (d *Digest) checkMilestones() string {
	if message := checkMarks(d.Milestones); message != "" {
		return message
	}
	ids := map[string]bool{}
	for _, w := range d.Waves {
		if ids[w.ID] {
			return fmt.Sprintf("wave %s stands twice", shortened(w.ID))
		}
		ids[w.ID] = true
		if message := checkMarks(w.Milestones); message != "" {
			return fmt.Sprintf("wave %s: %s", shortened(w.ID), message)
		}
	}
	return ""
}

func checkMarks(marks []Milestone) string {
	known := incidents.Milestone("").Values()
	for i, m := range marks {
		switch {
		case !slices.Contains(known, m.Name):
			return fmt.Sprintf("milestone %s is not known", shortened(m.Name))
		case slices.ContainsFunc(marks[:i], func(o Milestone) bool { return o.Name == m.Name }):
			return fmt.Sprintf("milestone %s stands twice", m.Name)
		case m.At.IsZero():
			return fmt.Sprintf("milestone %s has no time", m.Name)
		case m.Low.IsZero() != m.High.IsZero(), !m.Low.IsZero() && (m.At.Before(m.Low) || m.At.After(m.High)):
			return fmt.Sprintf("milestone %s lies outside its own range", m.Name)
		}
	}
	return ""
}

func (d *Digest) checkLengths() string {
	seen := map[string]bool{}
	for _, l := range d.Lengths {
		switch {
		case seen[l.Name]:
			return fmt.Sprintf("length %s stands twice", shortened(l.Name))
		case l.Value == nil && (l.Low != nil || l.High != nil):
			return fmt.Sprintf("length %s has a range and no value", shortened(l.Name))
		case !l.plausible():
			return fmt.Sprintf("length %s is longer than two centuries", shortened(l.Name))
		case l.Value != nil && (l.Low != nil && *l.Low > *l.Value || l.High != nil && *l.High < *l.Value):
			return fmt.Sprintf("length %s lies outside its own range", shortened(l.Name))
		}
		seen[l.Name] = true
	}
	return ""
}

func (l Length) plausible() bool {
	for _, v := range [...]*float64{l.Value, l.Low, l.High} {
		if v != nil && !(math.Abs(*v) <= longest) {
			return false
		}
	}
	return true
}

func (d *Digest) checkCounts() string {
	seen := map[string]bool{}
	for _, c := range d.Counts {
		if seen[c.Name] {
			return fmt.Sprintf("count %s stands twice", shortened(c.Name))
		}
		seen[c.Name] = true
		if c.Value != nil && !(math.Abs(*c.Value) <= mostCounted) {
			return fmt.Sprintf("count %s is too large a number", shortened(c.Name))
		}
	}
	return ""
}

func (d *Digest) checkServices() string {
	seen := make(map[string]bool, len(d.Services))
	for _, s := range d.Services {
		if seen[s.ID] {
			return fmt.Sprintf("service %s stands twice", shortened(s.ID))
		}
		seen[s.ID] = true
	}
	return ""
}

func (r Record) check() string {
	counts := map[string]int{"events": r.Events, "services": r.Services, "edges": r.Edges, "sources": r.Sources, "conflicts": r.Conflicts, "statements": r.Statements, "uncited": r.Uncited}
	for _, name := range []string{"events", "services", "edges", "sources", "conflicts", "statements", "uncited"} {
		if n := counts[name]; n < 0 || n > mostCounted {
			return fmt.Sprintf("record: %d %s cannot be", n, name)
		}
	}
	if r.Uncited > r.Statements {
		return fmt.Sprintf("record: %d of %d statements cannot be without a source", r.Uncited, r.Statements)
	}
	for _, grade := range slices.Sorted(maps.Keys(r.Evidence)) {
		if n := r.Evidence[grade]; n < 0 || n > mostCounted {
			return fmt.Sprintf("record: evidence %s is counted wrongly", shortened(grade))
		}
	}
	return ""
}
