package figure

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/postmortem-dev/postmortem/analysis"
)

// Words returns what a class is called in a legend.
func Words(c analysis.Class) string {
	switch c {
	case analysis.ClassMerged:
		return "phases not told apart"
	case analysis.ClassUnrecorded:
		return "affected, level not recorded"
	case analysis.ClassExplained:
		return "reached and affected"
	case analysis.ClassSpared:
		return "reached, not affected"
	case analysis.ClassHidden:
		return "affected, not reached"
	case analysis.ClassUntouched:
		return "neither reached nor affected"
	}
	return clean(string(c))
}

// Duration writes a length of time in its two largest units, such as 2 h 52 min.
func Duration(d time.Duration) string {
	if d < 0 {
		return "−" + Duration(-d)
	}
	if d < time.Minute {
		return strconv.FormatFloat(d.Seconds(), 'f', -1, 64) + " s"
	}
	minutes := int(d.Round(time.Minute) / time.Minute)
	if d < time.Hour && d%time.Minute != 0 {
		return pair(int(d/time.Minute), "min", int(d%time.Minute/time.Second), "s")
	}
	if minutes < 24*60 {
		return pair(minutes/60, "h", minutes%60, "min")
	}
	hours := (minutes + 30) / 60
	return pair(hours/24, "d", hours%24, "h")
}

func pair(a int, unitA string, b int, unitB string) string {
	switch {
	case a == 0:
		return fmt.Sprintf("%d %s", b, unitB)
	case b == 0:
		return fmt.Sprintf("%d %s", a, unitA)
	}
	return fmt.Sprintf("%d %s %d %s", a, unitA, b, unitB)
}

// Value writes a number with its unit: seconds as a duration, large numbers in millions.
func Value(v float64, unit string) string {
	if unit == "s" && math.Abs(v) < math.MaxInt64/float64(time.Second) {
		return Duration(time.Duration(v * float64(time.Second)))
	}
	return strings.TrimSpace(quantity(v) + " " + clean(unit))
}

func quantity(v float64) string {
	sign := ""
	if v < 0 {
		sign, v = "−", -v
	}
	switch {
	case v >= 1e12:
		return sign + strconv.FormatFloat(v, 'g', 4, 64)
	case v >= 1e9:
		return sign + decimals(v/1e9) + " billion"
	case v >= 1e6:
		return sign + decimals(v/1e6) + " million"
	case v >= 1e3:
		return sign + thousands(int64(math.Round(v)))
	case v > 0 && v < 0.01:
		return sign + strconv.FormatFloat(v, 'g', 2, 64)
	}
	return sign + decimals(v)
}

func decimals(v float64) string {
	return strings.TrimRight(strings.TrimRight(strconv.FormatFloat(v, 'f', 2, 64), "0"), ".")
}

func thousands(v int64) string {
	if v < 1000 {
		return strconv.FormatInt(v, 10)
	}
	return thousands(v/1000) + fmt.Sprintf(",%03d", v%1000)
}

// moment writes a time for a table or a label that stands alone.
func (s *sheet) moment(t time.Time) string { return Moment(t, s.zone) }

// Moment writes a time in zone with its date.
func Moment(t time.Time, zone *time.Location) string {
	if t.IsZero() {
		return "not recorded"
	}
	layout := "2 Jan 2006 15:04"
	if t.Second() != 0 {
		layout += ":05"
	}
	return t.In(zone).Format(layout) + " " + zoneName(t, zone)
}

// zoneName returns the abbreviation of zone at t, or its offset where it has none.
func zoneName(t time.Time, zone *time.Location) string {
	if name, _ := t.In(zone).Zone(); strings.Trim(name, "+-0123456789") != "" {
		return name
	}
	return strings.Replace(t.In(zone).Format("UTC-07:00"), "-", "−", 1)
}
