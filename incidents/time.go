package incidents

import (
	"fmt"
	"strings"
	"time"
	_ "time/tzdata" // zones must not depend on the machine
)

// Instant is a moment as the record knows it: exact when From equals To, else somewhere between the two. The zero
// Instant is unknown.
type Instant struct {
	From, To time.Time
	Day      bool // the record gives a calendar day only: that of From, in From's location, which is the incident's timezone
	About    bool // the record says "about"
}

// IsZero reports whether the instant is unknown.
func (i Instant) IsZero() bool { return i.From.IsZero() }

// Exact reports whether the record gives one moment without a doubt.
func (i Instant) Exact() bool { return i.From.Equal(i.To) && !i.About }

// At returns the nominal moment: the middle of an interval. Lengths between nominal moments add up exactly.
func (i Instant) At() time.Time { return i.From.Add(i.To.Sub(i.From) / 2) }

// At returns the exact instant t.
func At(t time.Time) Instant { return Instant{From: t, To: t} }

const (
	firstYear = 1950
	lastYear  = 2150
)

// timeError is what is wrong with a time, and what would be right.
type timeError struct{ rule, message, hint string }

// parseInstant reads one instant in a file's form. A bare local time is read in zone; nil means that none was given.
func parseInstant(text string, zone *time.Location) (Instant, *timeError) {
	body, about := strings.CutPrefix(strings.TrimSpace(text), "~")
	body = strings.TrimSpace(body)
	if len(body) == len(time.DateOnly) {
		if d, err := time.ParseInLocation(time.DateOnly, body, time.UTC); err == nil {
			day, bad := dayOf(body, d, zone)
			day.About = about
			return day, bad
		}
	}
	if body == "" {
		return Instant{}, unreadable(text)
	}
	t, bad := parseMoment(body, zone)
	if bad != nil {
		return Instant{}, bad
	}
	return Instant{From: t, To: t, About: about}, nil
}

// parseMoment reads a date and time. Note: time.Parse alone would give a time in the machine's own location when the
// offset fits it.
func parseMoment(text string, zone *time.Location) (time.Time, *timeError) {
	compact := compactTime(text)
	if _, clock, found := strings.Cut(compact, "T"); !found || !strings.ContainsAny(clock, "Z+-") {
		for _, layout := range [...]string{"2006-01-02T15:04", "2006-01-02T15:04:05"} {
			if wall, err := time.ParseInLocation(layout, compact, time.UTC); err == nil {
				return localTime(text, wall, zone)
			}
		}
		return time.Time{}, unreadable(text)
	}
	for _, clock := range [...]string{"2006-01-02T15:04", "2006-01-02T15:04:05"} {
		for _, offset := range [...]string{"Z07:00", "Z0700", "Z07"} {
			if t, err := time.ParseInLocation(clock+offset, compact, time.UTC); err == nil {
				return t, plausible(text, t)
			}
		}
	}
	return time.Time{}, unreadable(text)
}

// compactTime brings the spellings people use to the layouts' one: a T between date and time, no blank before the zone.
func compactTime(text string) string {
	fields := strings.Fields(text)
	switch {
	case len(fields) == 2 && strings.Contains(fields[0], "T"):
		return fields[0] + zoneSuffix(fields[1])
	case len(fields) == 2:
		return fields[0] + "T" + fields[1]
	case len(fields) == 3:
		return fields[0] + "T" + fields[1] + zoneSuffix(fields[2])
	}
	return text
}

// zoneSuffix returns the zone a layout reads; an abbreviation other than UTC stays what no layout reads.
func zoneSuffix(word string) string {
	if word == "UTC" {
		return "Z"
	}
	return word
}

// localTime places a wall clock reading in zone. It refuses one that daylight saving skips or repeats.
func localTime(text string, wall time.Time, zone *time.Location) (time.Time, *timeError) {
	if zone == nil {
		return time.Time{}, noZone(text)
	}
	if bad := plausible(text, wall); bad != nil {
		return time.Time{}, bad
	}
	var found, near []time.Time
	for _, probe := range [...]time.Duration{-24 * time.Hour, 24 * time.Hour} {
		name, offset := wall.Add(probe).In(zone).Zone()
		t := wall.Add(-time.Duration(offset) * time.Second)
		near = append(near, t.In(time.FixedZone(name, offset)))
		same := t.In(zone).Format(time.DateTime) == wall.Format(time.DateTime)
		if same && (len(found) == 0 || !found[0].Equal(t)) {
			found = append(found, t.In(zone))
		}
	}
	if len(found) == 1 {
		return found[0], nil
	}
	message := fmt.Sprintf("%s exists twice in %s: the clock was put back over it", quoted(text), zone)
	if len(found) == 0 {
		message = fmt.Sprintf("%s does not exist in %s: the clock was put forward over it", quoted(text), zone)
	}
	return time.Time{}, &timeError{"time", message, "write the offset that was meant: " + stamp(near[0]) + " or " + stamp(near[1])}
}

// dayOf returns the calendar day of date in zone: from its first moment to a second before the next day's.
//
// Note: time.Date may answer with an hour of the day before where daylight saving begins at midnight, hence the steps.
func dayOf(text string, date time.Time, zone *time.Location) (Instant, *timeError) {
	if zone == nil {
		return Instant{}, noZone(text)
	}
	if bad := plausible(text, date); bad != nil {
		return Instant{}, bad
	}
	const step = 15 * time.Minute
	from := time.Date(date.Year(), date.Month(), date.Day(), 0, 0, 0, 0, zone).Add(-3 * time.Hour)
	for from.Format(time.DateOnly) < text {
		from = from.Add(step)
	}
	if from.Format(time.DateOnly) > text {
		return Instant{}, &timeError{"time", fmt.Sprintf("the day %s does not exist in %s", text, zone), "check the date and the incident's timezone"}
	}
	to := from.Add(22 * time.Hour)
	for to.Format(time.DateOnly) == text {
		to = to.Add(step)
	}
	return Instant{From: from, To: to.Add(-time.Second), Day: true}, nil
}
