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

// Duration writes a length of time.
func Duration(d time.Duration) string { return analysis.Duration(d.Seconds()) }

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

// moment writes a time for a table or a label that stands alone: in a figure of elapsed time how long after the
// beginning it is.
func (s *sheet) moment(t time.Time) string {
	if s.fig.Elapsed && !t.IsZero() {
		return s.length(elapsed(t))
	}
	return Moment(t, s.zone)
}

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
