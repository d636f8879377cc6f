package templates

import (
	"fmt"
	"strings"
	"time"

	"github.com/postmortem-dev/postmortem/analysis"
	"github.com/postmortem-dev/postmortem/incidents"
)

func (v *View) firstMoment() time.Time {
	if end, ok := v.end(analysis.WholeIncident, "started"); ok {
		return end.At
	}
	var first time.Time
	for _, e := range v.Timeline {
		if t := e.At.At(); !t.IsZero() && (first.IsZero() || t.Before(first)) {
			first = t
		}
	}
	return first
}

func (v *View) local(i incidents.Instant) string { return instant(i, v.zone) }

// utc prints an instant in UTC. Of a day it has nothing to say: the day is the incident's, not UTC's.
func (v *View) utc(i incidents.Instant) string {
	if wholeDays(i) {
		return ""
	}
	return instant(i, time.UTC)
}

// clock prints the moment of an end in the incident's zone, with the day where the incident has several.
func (v *View) clock(e analysis.End) string { return moment(e, v.oneDay, v.zone) }

// day prints the calendar day, or days, of the whole incident.
func (v *View) day() string {
	from, okFrom := v.end(analysis.WholeIncident, "started")
	to, okTo := v.end(analysis.WholeIncident, "resolved")
	if !okFrom {
		from.At = v.start
	}
	a, b := from.At.In(v.zone), to.At.In(v.zone)
	switch {
	case from.At.IsZero():
		return "date not recorded"
	case !okTo || a.Format(time.DateOnly) == b.Format(time.DateOnly):
		return a.Format("2 January 2006")
	case a.Format("2006-01") == b.Format("2006-01"):
		return a.Format("2") + "–" + b.Format("2 January 2006")
	case a.Year() == b.Year():
		return a.Format("2 January") + " – " + b.Format("2 January 2006")
	}
	return a.Format("2 January 2006") + " – " + b.Format("2 January 2006")
}

// zoneName names the zone the local times are in, for example PDT. Where the clock is changed during the incident it names
// both.
func (v *View) zoneName() string { return v.bothZones(zoneShort) }

// zoneFull names the zone and its offset, for example PDT (UTC−7).
func (v *View) zoneFull() string {
	return v.bothZones(func(t time.Time) string {
		name, offset := zoneShort(t), zoneOffset(t)
		if name == offset || name == "UTC" {
			return name
		}
		return name + " (" + offset + ")"
	})
}

// oneClock reports whether the incident's own clock shows UTC, so that two columns of times would be the same.
func (v *View) oneClock() bool { return v.zoneFull() == "UTC" }

func (v *View) bothZones(describe func(time.Time) string) string {
	first := describe(v.start.In(v.zone))
	if end, ok := v.over(); ok {
		if last := describe(end.At.In(v.zone)); last != first {
			return first + ", then " + last
		}
	}
	return first
}

func zoneShort(t time.Time) string {
	if name, _ := t.Zone(); !strings.ContainsAny(name[:1], "+-") {
		return name
	}
	return zoneOffset(t)
}

// zoneOffset returns how far a moment's zone is from UTC, for example UTC−7.
func zoneOffset(t time.Time) string {
	_, offset := t.Zone()
	sign := "+"
	if offset < 0 {
		sign, offset = "−", -offset
	}
	hours := fmt.Sprintf("UTC%s%d", sign, offset/3600)
	if m := offset % 3600 / 60; m != 0 {
		hours += fmt.Sprintf(":%02d", m)
	}
	return hours
}

// ends names the two ends of a measure, with their times where they have any. The day stands once where it is the same.
func (v *View) ends(m analysis.Measure) string {
	if m.From == nil || m.To == nil {
		return ""
	}
	reference := v.oneDay
	first := v.endText(*m.From, reference)
	if !m.From.At.IsZero() {
		reference = m.From.At
	}
	return first + " → " + v.endText(*m.To, reference)
}

func (v *View) endText(e analysis.End, reference time.Time) string {
	if e.At.IsZero() {
		return e.Name
	}
	text := moment(e, reference, v.zone)
	if e.Disputed {
		text += "; " + clock(e.Low, e.At, v.zone) + "–" + clock(e.High, e.At, v.zone) + " by all sources"
	}
	return e.Name + " (" + text + ")"
}

// Clock prints the moment of an end in the incident's zone.
func (v *View) Clock(e analysis.End) string { return v.clock(e) }

// Ends names the two ends of a measure with their times.
func (v *View) Ends(m analysis.Measure) string { return v.ends(m) }

// ZoneName names the zone of the local times, for example PDT.
func (v *View) ZoneName() string { return v.zoneName() }

// Day prints the calendar day, or days, of the incident.
func (v *View) Day() string { return v.day() }

// Milestone returns a recorded milestone of a scope, and false when it is not recorded.
func (v *View) Milestone(scope, name string) (analysis.End, bool) { return v.end(scope, name) }
