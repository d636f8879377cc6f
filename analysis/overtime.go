package analysis

import (
	"fmt"
	"slices"
	"time"

	"github.com/postmortem-dev/postmortem/incidents"
)

// OverTime is the number of affected services as a step function, from the start of the incident to its end.
type OverTime struct {
	Peak     int                `json:"peak"`
	PeakAt   time.Time          `json:"peak_at,omitzero"`
	About    bool               `json:"peak_about,omitempty"` // PeakAt is the middle of what the record leaves open
	Minutes  map[string]float64 `json:"service_minutes"`      // by level: down, degraded, unrecorded
	Untimed  []string           `json:"untimed"`              // affected, but with a window that has no length
	Counted  int                `json:"counted"`              // services with a window that has one
	Series   []Series           `json:"series"`
	Weighted *Series            `json:"weighted,omitempty"`
}

// levelClasses are the levels in the order in which the curve stacks them.
func levelClasses() []Class { return []Class{ClassDown, ClassDegraded, ClassUnrecorded} }

// overTime draws the curve within the period of the incident. A service with several windows at once counts once, at its
// worst level then.
func (c *Case) overTime(d *BlastDetail, result *Result) {
	d.OverTime = OverTime{Minutes: map[string]float64{}, Untimed: []string{}, Series: []Series{}}
	from, to, ok := c.period()
	if !ok {
		c.overTimeUnknown(result)
		return
	}
	o := &d.OverTime
	o.Untimed, o.Counted = c.untimed(), c.counted()
	o.Series = c.levelSeries(from.At, to.At)
	total := addSeries(o.Series)
	for _, p := range total.Points {
		if int(p.Value) > o.Peak {
			o.Peak, o.PeakAt = int(p.Value), p.At
		}
	}
	o.About = slices.ContainsFunc(c.countable(), func(h hurt) bool {
		return h.window.From.At().Equal(o.PeakAt) && !instantEnd("", h.window.From, nil).Exact()
	})
	result.Measures = append(result.Measures, count("peak_affected", WholeIncident, "services", o.Peak, from, to))
	for _, s := range o.Series {
		o.Minutes[string(s.Class)] = area(s, to.At) / 60
		result.Measures = append(result.Measures, exact("service_minutes_"+string(s.Class), WholeIncident, "service-minutes", o.Minutes[string(s.Class)], from, to))
	}
	c.overTimeFigure(d, result, from, to)
	if n := len(o.Untimed); n > 0 {
		result.Notes = append(result.Notes, Note{WholeIncident, fmt.Sprintf("%s not in the curve over time, because the record does not give both ends of an impact window: the counts over time are lower bounds.", counted(n, "affected service is", "affected services are"))})
	}
}

func (c *Case) overTimeUnknown(result *Result) {
	from, to := End{Name: string(incidents.Started)}, End{Name: string(incidents.Resolved)}
	result.Measures = append(result.Measures, unknown("peak_affected", WholeIncident, "services", "no period is recorded to count in", &from, &to))
}

func (c *Case) untimed() []string {
	var out []int
	for _, h := range c.countable() {
		if !h.timed() && !slices.Contains(out, h.service) {
			out = append(out, h.service)
		}
	}
	return c.names(out)
}

// counted returns how many services the curve over time counts: those with at least one window that has both ends.
func (c *Case) counted() int {
	seen := map[int]bool{}
	for _, h := range c.countable() {
		if h.timed() {
			seen[h.service] = true
		}
	}
	return len(seen)
}

// countable returns the windows of the incident. While it is open, one that has begun and has no end goes on so far.
func (c *Case) countable() []hurt {
	out := slices.Clone(c.windows(WholeIncident))
	for i, h := range out {
		if c.Open && !h.window.From.IsZero() && h.window.To.IsZero() {
			w := *h.window
			w.To = incidents.At(c.AsOf.At)
			out[i].window = &w
		}
	}
	return out
}

// levelSeries returns one step function for each level, over the moments at which any window begins or ends.
func (c *Case) levelSeries(from, to time.Time) []Series {
	windows := slices.DeleteFunc(c.countable(), func(h hurt) bool { return !h.timed() })
	moments := []time.Time{from}
	for _, h := range windows {
		moments = append(moments, clamp(h.window.From.At(), from, to), clamp(h.window.To.At(), from, to))
	}
	moments = append(moments, to)
	slices.SortFunc(moments, time.Time.Compare)
	moments = slices.CompactFunc(moments, time.Time.Equal)
	series := make([]Series, len(levelClasses()))
	for k, class := range levelClasses() {
		series[k] = Series{Name: string(class), Class: class}
	}
	for _, t := range moments {
		counts := countAt(windows, t)
		if t.Equal(to) { // the curve ends here; the last step is not drawn on
			counts = [3]int{}
		}
		for k := range series {
			series[k].Points = append(series[k].Points, Point{t.UTC(), float64(counts[k])})
		}
	}
	return series
}

// countAt counts the services hurt at t by their worst level then.
func countAt(windows []hurt, t time.Time) (counts [3]int) {
	worst := map[int]int{}
	for _, h := range windows {
		if !h.window.From.At().After(t) && h.window.To.At().After(t) {
			worst[h.service] = max(worst[h.service], max(stateRank(h.window.Level), 1))
		}
	}
	for _, rank := range worst {
		counts[3-rank]++
	}
	return counts
}

func addSeries(series []Series) Series {
	var total Series
	for k, s := range series {
		for i, p := range s.Points {
			if k == 0 {
				total.Points = append(total.Points, p)
			} else {
				total.Points[i].Value += p.Value
			}
		}
	}
	return total
}

// area returns the integral of a step function, in units times seconds.
func area(s Series, end time.Time) float64 {
	sum := 0.0
	for i, p := range s.Points {
		next := end
		if i+1 < len(s.Points) {
			next = s.Points[i+1].At
		}
		sum += p.Value * seconds(p.At, next)
	}
	return sum
}

func (c *Case) overTimeFigure(d *BlastDetail, result *Result, from, to End) {
	if d.OverTime.Peak == 0 {
		return
	}
	f := Figure{ID: "affected_over_time", Kind: Steps, Unit: "services", Title: "Affected services over time"}
	for _, s := range d.OverTime.Series {
		if slices.ContainsFunc(s.Points, func(p Point) bool { return p.Value > 0 }) {
			f.Series = append(f.Series, s)
		}
	}
	for _, w := range c.Incident.Waves {
		if start, ok := c.milestone(WaveScope(w.ID), incidents.Started); ok {
			f.Marks = append(f.Marks, Tick{start.At, w.Name + " begins"})
		}
	}
	about := ""
	if d.OverTime.About {
		about = "about "
	}
	f.Alt = fmt.Sprintf("At the peak, at %s%s, %s affected at once, of those whose times are recorded.", about, d.OverTime.PeakAt.In(c.Incident.Zone()).Format("15:04 MST"), counted(d.OverTime.Peak, "service was", "services were"))
	result.Figures = append(result.Figures, f)
	c.weightedFigure(d, result, from, to)
}

// weightedFigure adds the curve of affected weight when services carry one.
func (c *Case) weightedFigure(d *BlastDetail, result *Result, from, to End) {
	weighted := slices.DeleteFunc(c.countable(), func(h hurt) bool { return !h.timed() || c.services[h.service].Weight == nil })
	if len(weighted) == 0 {
		return
	}
	s := Series{Name: "affected weight", Class: ClassValue}
	for _, p := range d.OverTime.Series[0].Points {
		sum, seen := 0.0, map[int]bool{}
		for _, h := range weighted {
			if !seen[h.service] && p.At.Before(to.At) && !h.window.From.At().After(p.At) && h.window.To.At().After(p.At) {
				seen[h.service] = true
				sum += *c.services[h.service].Weight
			}
		}
		s.Points = append(s.Points, Point{p.At, sum})
	}
	d.OverTime.Weighted = &s
	result.Figures = append(result.Figures, Figure{ID: "affected_weight_over_time", Kind: Steps, Unit: "weight", Title: "Affected weight over time", Series: []Series{s}, Alt: "The summed weight of the services affected at each moment."})
}
