package incidents

import (
	"errors"
	"fmt"
	"regexp"
	"strings"
	"time"
)

// plausible refuses what is a time but cannot be one of an incident: a slip in the year or in the offset.
func plausible(text string, t time.Time) *timeError {
	if t.Year() < firstYear || t.Year() > lastYear {
		return &timeError{"time", quoted(text) + " is not a plausible time", fmt.Sprintf("years from %d to %d are read", firstYear, lastYear)}
	}
	if _, offset := t.Zone(); offset < -12*3600 || offset > 14*3600 {
		return &timeError{"time", quoted(text) + " has an offset that is used nowhere", "offsets run from -12:00 to +14:00"}
	}
	return nil
}

func noZone(text string) *timeError {
	return &timeError{"zone", quoted(text) + " has no zone and the incident names no timezone", "add timezone: (an IANA name such as Europe/Berlin) at the top, or an offset to the time"}
}

// unreadable says why text is no time, as far as can be told.
func unreadable(text string) *timeError {
	message := quoted(text) + " is not a date and time"
	hint := "write it like 2025-10-20T07:11Z, 2025-10-20 00:11 (local), 2025-10-20 (a day) or {from: ..., to: ...}"
	fields := strings.Fields(text)
	switch zone := lastOf(fields); {
	case strings.HasPrefix(clockOf(text), "24:"):
		hint = "midnight is 00:00 of the day that begins"
	case datePart.MatchString(text) && onCalendar(text[:10]) != nil:
		message, hint = quoted(text)+" is not on the calendar", "check the month and the day"
	case len(fields) > 1 && datePart.MatchString(text) && abbreviation.MatchString(zone):
		moment := strings.Join(fields[:len(fields)-1], "T")
		message += ": " + zone + " is not an offset"
		hint = fmt.Sprintf("more than one zone may be called %s; write the offset, like %s-07:00", zone, moment)
		if offset, known := commonOffsets()[zone]; known {
			hint = fmt.Sprintf("write the offset; if %s means what it mostly means: %s%s", zone, moment, offset)
		}
	}
	return &timeError{"time", message, hint}
}

var (
	datePart     = regexp.MustCompile(`^\d{4}-\d{2}-\d{2}([T ]|$)`)
	abbreviation = regexp.MustCompile(`^[A-Za-z]{1,5}$`)
	clock        = regexp.MustCompile(`^\d{4}-\d{2}-\d{2}[T ]+(\d{1,2}:.*)$`)
)

func clockOf(text string) string {
	if m := clock.FindStringSubmatch(text); m != nil {
		return m[1]
	}
	return ""
}

// onCalendar returns an error when date has the form of one but names a day that no year has.
func onCalendar(date string) error {
	_, err := time.Parse(time.DateOnly, date)
	var parse *time.ParseError
	if errors.As(err, &parse) && strings.Contains(parse.Message, "out of range") {
		return err
	}
	return nil
}

func lastOf(fields []string) string {
	if len(fields) == 0 {
		return ""
	}
	return fields[len(fields)-1]
}

// commonOffsets returns what most people mean by an abbreviation. It is offered, never assumed: IST, BST and CST are
// each used by more than one zone.
func commonOffsets() map[string]string {
	return map[string]string{
		"GMT": "Z", "PDT": "-07:00", "PST": "-08:00", "MDT": "-06:00", "MST": "-07:00", "CDT": "-05:00", "CST": "-06:00",
		"EDT": "-04:00", "EST": "-05:00", "BST": "+01:00", "CET": "+01:00", "CEST": "+02:00", "IST": "+05:30", "JST": "+09:00",
	}
}

// zoneForm is a place or UTC. EST and CET are IANA names too, but of zones that do without the daylight saving time
// that the people who write them mostly have.
var zoneForm = regexp.MustCompile(`^(UTC|GMT|[A-Z][A-Za-z]+/[A-Za-z0-9_+/-]+)$`)

func zoneHint(name string) string {
	if abbreviation.MatchString(name) {
		return "an abbreviation does not say when daylight saving applies; name a place, such as America/New_York"
	}
	return "use an IANA name such as Europe/Berlin or America/Los_Angeles, or UTC"
}
