package templates

import (
	"math"
	"slices"
	"strings"
	"time"

	"github.com/postmortem-dev/postmortem/analysis"
)

// timeScale is the stretch of time that a figure shows, on the clocks of one zone.
type timeScale struct {
	from, to time.Time
	zone     *time.Location
}

// newTimeScale returns the scale from the first moment in a figure to the last, and false when it names none. A figure
// of one moment gets a minute, so that nothing divides by zero.
func newTimeScale(f analysis.Figure, zone *time.Location) (timeScale, bool) {
	moments := slices.DeleteFunc(figureMoments(f), time.Time.IsZero)
	if len(moments) == 0 {
		return timeScale{}, false
	}
	s := timeScale{from: slices.MinFunc(moments, time.Time.Compare), to: slices.MaxFunc(moments, time.Time.Compare), zone: zone}
	if s.seconds() < 60 {
		s.to = s.from.Add(time.Minute)
	}
	return s, true
}

func figureMoments(f analysis.Figure) []time.Time {
	var out []time.Time
	for _, row := range f.Rows {
		for _, span := range row.Spans {
			if !span.From.IsZero() {
				out = append(out, span.From, span.To)
			}
		}
	}
	for _, series := range f.Series {
		for _, p := range series.Points {
			out = append(out, p.At)
		}
	}
	for _, mark := range f.Marks {
		out = append(out, mark.At)
	}
	return out
}

// seconds returns the length of the scale. It does not use time.Duration, which ends at 292 years.
func (s timeScale) seconds() float64 { return float64(s.to.Unix() - s.from.Unix()) }

// at returns where a moment lies between the ends of the scale, from 0 to 1.
func (s timeScale) at(t time.Time) float64 {
	return math.Min(1, math.Max(0, float64(t.Unix()-s.from.Unix())/s.seconds()))
}

// zoneName returns the abbreviation of the zone, or its two when the clocks change within the scale.
func (s timeScale) zoneName() string {
	a, b := zoneAbbreviation(s.from.In(s.zone)), zoneAbbreviation(s.to.In(s.zone))
	if a != b {
		return a + ", then " + b
	}
	return a
}

// zoneAbbreviation returns the abbreviation in force at t. Zones without a name of their own go by their offset.
func zoneAbbreviation(t time.Time) string {
	name, _ := t.Zone()
	if strings.Trim(name, "+-0123456789") == "" {
		return t.Format("UTC-07:00")
	}
	return name
}

// layout returns how moments on the scale are written: with the day when there is more than one, with the year when
// there is more than one and the time of day says nothing.
func (s timeScale) layout() string {
	switch days := s.seconds() / 86400; {
	case days <= 1:
		return "15:04"
	case days <= 300:
		return "2 Jan 15:04"
	}
	return "2 Jan 2006"
}

func (s timeScale) format(t time.Time) string { return t.In(s.zone).Format(s.layout()) }

// tickStep is a distance between ticks, and what Mermaid calls it.
type tickStep struct {
	minutes float64
	mermaid string
}

// tickSteps returns the distances that read well, in rising order.
func tickSteps() []tickStep {
	return []tickStep{
		{1, "1minute"}, {2, "2minute"}, {5, "5minute"}, {10, "10minute"}, {15, "15minute"}, {30, "30minute"},
		{60, "1hour"}, {120, "2hour"}, {180, "3hour"}, {360, "6hour"}, {720, "12hour"},
		{1440, "1day"}, {2 * 1440, "2day"}, {3 * 1440, "3day"}, {4 * 1440, "4day"}, {7 * 1440, "1week"}, {10 * 1440, "10day"},
		{14 * 1440, "2week"}, {21 * 1440, "3week"}, {30 * 1440, "1month"}, {61 * 1440, "2month"}, {91 * 1440, "3month"},
		{122 * 1440, "4month"}, {182 * 1440, "6month"}, {365 * 1440, "12month"},
	}
}

// step returns the shortest tick distance that puts at most n ticks on the scale; beyond the list, years.
func (s timeScale) step(n int) tickStep {
	least := s.seconds() / 60 / float64(max(n, 1))
	for _, step := range tickSteps() {
		if step.minutes >= least {
			return step
		}
	}
	return tickStep{365 * 1440 * math.Ceil(least/365/1440), "120month"}
}

// ticks returns the round local times on the scale, at most n. Counting each day from its own midnight keeps them round
// when the clocks change.
func (s timeScale) ticks(n int) []time.Time {
	step := int(s.step(n).minutes)
	from := s.from.In(s.zone)
	y, m, d := from.Date()
	var out []time.Time
	for day := 0; ; day += max(1, step/1440) {
		for minute := 0; minute < 1440; minute += step {
			t := time.Date(y, m, d+day, 0, minute, 0, 0, s.zone)
			if t.After(s.to) {
				if len(out) == 0 {
					out = append(out, from)
				}
				return out
			}
			if !t.Before(from) {
				out = append(out, t)
			}
		}
	}
}
