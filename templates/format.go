package templates

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/dustin/go-humanize"

	"github.com/postmortem-dev/postmortem/analysis"
	"github.com/postmortem-dev/postmortem/incidents"
)

// length prints seconds as people say them.
func length(seconds float64) string { return analysis.Duration(seconds) }

// duration prints a duration with the doubt it carries: 2 h 37 min; 2 h 10 min – 2 h 40 min; at most 40 min; 50 min (down to 38 min by
// other sources); not recorded.
func duration(m analysis.Measure) string {
	if !m.Known() {
		return "not recorded"
	}
	text := length(*m.Value)
	if low, high := m.Own(); low != high {
		text = span(low, high)
	}
	if m.Ranged() && m.Disputed {
		text += otherSources(m)
	}
	if strings.Contains(m.Note, "given as about") {
		if rest, bound := strings.CutPrefix(text, atMost); bound {
			text = atMost + "about " + rest
		} else {
			text = "about " + text
		}
	}
	if m.SoFar {
		text += " so far"
	}
	return text
}

func otherSources(m analysis.Measure) string {
	low, high, value := length(*m.Low), length(*m.High), length(*m.Value)
	switch {
	case low == value && high == value:
		return ""
	case low == value:
		return " (up to " + high + " by other accounts)"
	case high == value:
		return " (down to " + low + " by other accounts)"
	}
	return " (" + low + " – " + high + " by other accounts)"
}

// atMost stands before the high end of a range whose low end says nothing.
const atMost = "at most "

func span(low, high float64) string {
	a, b := length(low), length(high)
	switch {
	case a == b:
		return a
	case low == 0:
		return atMost + b
	}
	return a + " – " + b
}

// short prints a duration without its range, for a sentence that has no room for doubt and a table nearby that has.
func short(m analysis.Measure) string {
	if !m.Known() {
		return "not recorded"
	}
	low, high := m.Own()
	m.Low, m.High, m.Disputed = &low, &high, false
	return duration(m)
}

// number prints a count or amount: 9,800,000 is 9.8 million.
func number(v float64) string {
	for _, scale := range []struct {
		size float64
		name string
	}{{1e9, "billion"}, {1e6, "million"}} {
		if math.Abs(v) >= scale.size {
			return trimZeros(strconv.FormatFloat(v/scale.size, 'f', 2, 64)) + " " + scale.name
		}
	}
	if v != 0 && math.Abs(v) < 0.01 {
		return strconv.FormatFloat(v, 'g', 2, 64)
	}
	return humanize.Commaf(math.Round(v*1000) / 1000)
}

func trimZeros(s string) string {
	if strings.Contains(s, ".") {
		s = strings.TrimRight(strings.TrimRight(s, "0"), ".")
	}
	return s
}

// amount prints an Amount: 38, 38 – 581, at least 500, at most 5, about 2,000; "" when unknown.
func amount(a incidents.Amount) string {
	text := ""
	switch v, exact := a.Exact(); {
	case exact:
		text = number(v)
	case a.Low != nil && a.High != nil:
		text = number(*a.Low) + " – " + number(*a.High)
	case a.Low != nil:
		text = "at least " + number(*a.Low)
	case a.High != nil:
		text = "at most " + number(*a.High)
	}
	if a.About && text != "" {
		text = "about " + text
	}
	return text
}

// percent prints a ratio: 0.803 is 80 %. Only a true 0 or 1 prints as 0 % or 100 %.
func percent(ratio float64) string {
	p := math.Round(100 * ratio)
	switch {
	case p == 0 && ratio > 0:
		return "under 1 %"
	case p == 100 && ratio < 1:
		return "over 99 %"
	}
	return fmt.Sprintf("%.0f %%", p)
}

// share prints a ratio with what the record leaves open: 80 %; 52 % – 56 %.
func share(m analysis.Measure) string {
	if !m.Known() {
		return "not recorded"
	}
	if m.Ranged() && !m.Disputed && percent(*m.Low) != percent(*m.High) {
		return percent(*m.Low) + " – " + percent(*m.High)
	}
	return percent(*m.Value)
}

// plural prints a count with its noun: 1 service, 12 services, no services.
func plural(n int, one, many string) string {
	switch n {
	case 0:
		return "no " + many
	case 1:
		return "1 " + one
	}
	return humanize.Comma(int64(n)) + " " + many
}

// clock prints a moment in zone, with the day unless it is that of the reference.
func clock(t, reference time.Time, zone *time.Location) string {
	t, reference = t.In(zone), reference.In(zone)
	layout := "15:04"
	if t.Second() != 0 {
		layout = "15:04:05"
	}
	switch {
	case reference.IsZero() || t.Year() == reference.Year() && t.YearDay() != reference.YearDay():
		layout = "2 Jan " + layout
	case t.Year() != reference.Year():
		layout = "2 Jan 2006 " + layout
	}
	return t.Format(layout)
}

// moment prints an end: its nominal time, or the span within which the record puts it. Sources that differ about it do
// not widen it here.
func moment(e analysis.End, reference time.Time, zone *time.Location) string {
	text := clock(e.At, reference, zone)
	if low, high := e.Own(); !low.Equal(high) && wholeDays(incidents.Instant{From: low.In(zone), To: high.In(zone)}) && high.Sub(low) < 24*time.Hour {
		text = low.In(zone).Format("2 Jan")
	} else if !low.Equal(high) {
		text = clock(low, reference, zone) + "–" + clock(high, low, zone)
	}
	if e.About {
		return "about " + text
	}
	return text
}

// instant prints an Instant in zone as a table does: 19 Oct 23:48; 20 Oct 02:15–02:21; about 20 Oct 09:00; 28 Oct.
func instant(i incidents.Instant, zone *time.Location) string {
	if i.IsZero() {
		return "not recorded"
	}
	from, to := i.From.In(zone), i.To.In(zone)
	text := from.Format("2 Jan ") + clock(from, from, zone)
	switch {
	case i.Day:
		text = from.Format("2 Jan 2006")
	case wholeDays(i):
		text = i.From.Format("2 Jan") + "–" + i.To.Format("2 Jan 2006")
	case from.Equal(to):
	default:
		text += "–" + clock(to, from, zone)
	}
	if i.About {
		return "about " + text
	}
	return text
}

// wholeDays reports whether an instant is given by calendar days alone, in the zone it was read in.
func wholeDays(i incidents.Instant) bool {
	return i.Day || i.From.Format(time.TimeOnly) == "00:00:00" && i.To.Format(time.TimeOnly) == "23:59:59"
}

// Duration prints a duration with the doubt it carries, as every document does.
func Duration(m analysis.Measure) string { return duration(m) }

// Length prints seconds as every document does.
func Length(seconds float64) string { return length(seconds) }

// Percent prints a ratio as every document does.
func Percent(ratio float64) string { return percent(ratio) }

// Share prints a ratio with what the record leaves open.
func Share(m analysis.Measure) string { return share(m) }

// Plural prints a count with its noun.
func Plural(n int, one, many string) string { return plural(n, one, many) }

// Short prints a duration without the range that other sources give it.
func Short(m analysis.Measure) string { return short(m) }

// Quantity prints an impact number without its unit; "" when only words are known.
func Quantity(q analysis.ImpactQuantity) string { return quantity(q) }
