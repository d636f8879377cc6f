package analysis

import (
	"fmt"
	"slices"
	"time"

	"github.com/postmortem-dev/postmortem/incidents"
)

// coverage is the impact windows that an objective covers, and what had to be assumed to give them a length.
type coverage struct {
	spells       []spell
	from, to     End // first start and last end among the spells
	windows      int
	untimed      int // windows that lack an end
	noFraction   int // windows taken as affecting everybody
	degraded     int // of these, how many were degraded, not down
	about        int // windows with an end given as about
	manyServices bool
	soFar        bool // a window was cut at the end of an open record
	sources      []string
}

// spell is one timed impact window.
type spell struct {
	from, to incidents.Instant
	share    float64 // affected, 0 to 1
}

// coverage gathers the windows of one service, or of all when service is empty.
func (c *Case) coverage(service string) coverage {
	var out coverage
	seen := map[int]bool{}
	for _, h := range c.windows(WholeIncident) {
		if service != "" && c.services[h.service].ID != service {
			continue
		}
		seen[h.service] = true
		out.windows++
		c.cover(&out, h)
	}
	out.manyServices = len(seen) > 1
	return out
}

func (c *Case) cover(out *coverage, h hurt) {
	w := h.window
	s := spell{from: w.From, to: w.To, share: 1}
	name := c.services[h.service].Label()
	toName := name + " recovered"
	if s.to.IsZero() && c.Open && !s.from.IsZero() && c.AsOf.At.After(s.from.At()) {
		s.to, toName, out.soFar = incidents.At(c.AsOf.At), c.AsOf.Name, true
	}
	if s.from.IsZero() || s.to.IsZero() {
		out.untimed++
		return
	}
	if w.Fraction != nil {
		s.share = *w.Fraction
	} else {
		out.noFraction++
		if w.Level == incidents.Degraded {
			out.degraded++
		}
	}
	if s.from.About || s.to.About {
		out.about++
	}
	out.spells = append(out.spells, s)
	out.sources = union(out.sources, w.Sources)
	if out.from.At.IsZero() || s.from.At().Before(out.from.At) {
		out.from = instantEnd(name+" first hurt", s.from, w.Sources)
	}
	if s.to.At().After(out.to.At) {
		out.to = instantEnd(toName, s.to, w.Sources)
	}
}

// within returns the seconds lost in a period: at the least, nominally and at the most the windows' own ends allow.
func (v coverage) within(in timeframe) (low, value, high float64) {
	cut := func(ends func(spell) (time.Time, time.Time)) float64 {
		var stretches []stretch
		for _, s := range v.spells {
			from, to := ends(s)
			from, to = clamp(from, in.from.At, in.to.At), clamp(to, in.from.At, in.to.At)
			if to.After(from) {
				stretches = append(stretches, stretch{from, to, s.share})
			}
		}
		return lost(stretches)
	}
	low = cut(func(s spell) (time.Time, time.Time) { return s.from.To, s.to.From })
	value = cut(func(s spell) (time.Time, time.Time) { return s.from.At(), s.to.At() })
	high = cut(func(s spell) (time.Time, time.Time) { return s.from.From, s.to.To })
	return low, value, high
}

// stretch is a piece of time with the share affected in it.
type stretch struct {
	from, to time.Time
	share    float64
}

// lost returns the length of the union of the stretches, each instant weighted with the largest share in it.
func lost(stretches []stretch) float64 {
	type turn struct {
		at    time.Time
		share float64
		step  int
	}
	var turns []turn
	var shares []float64
	for _, s := range stretches {
		turns = append(turns, turn{s.from, s.share, 1}, turn{s.to, s.share, -1})
		if !slices.Contains(shares, s.share) {
			shares = append(shares, s.share)
		}
	}
	slices.SortFunc(turns, func(a, b turn) int { return a.at.Compare(b.at) })
	slices.Sort(shares)
	slices.Reverse(shares)
	active := map[float64]int{}
	total := 0.0
	for i, t := range turns {
		if i > 0 {
			for _, share := range shares {
				if active[share] > 0 {
					total += share * seconds(turns[i-1].at, t.at)
					break
				}
			}
		}
		active[t.share] += t.step
	}
	return total
}

// assumptions returns what stands behind an objective's numbers, as clauses.
func (o *objective) assumptions() []string {
	v := o.cover
	out := []string{}
	if len(v.spells) == 0 {
		return out
	}
	if v.noFraction > 0 {
		out = append(out, fmt.Sprintf("the fraction affected is not recorded for %s and is taken as all", ofTotal(v.noFraction, v.windows, "impact window", "impact windows")))
	}
	if v.degraded > 0 {
		out = append(out, "time degraded counts as much as time down")
	}
	if v.about > 0 {
		out = append(out, fmt.Sprintf("%s an end given as about", ofTotal(v.about, v.windows, "impact window", "impact windows")+agree(v.about, " has", " have")))
	}
	if v.manyServices {
		out = append(out, "an instant in which several services were hurt counts once, with the largest fraction affected")
	}
	if v.soFar {
		out = append(out, fmt.Sprintf("impact windows without an end are counted up to %s, because the incident is open", o.clock(o.AsOf.At)))
	}
	if o.Incident.Timezone == "" && (o.slo.Days == 0 || len(o.slo.Credits) > 0) {
		out = append(out, "the record names no timezone, so the calendar month is that of UTC")
	}
	if o.period.known() {
		return append(out, o.outside()...)
	}
	return out
}

// outside tells of impact that the two periods leave out, and that the month is judged by this incident alone.
func (o *objective) outside() []string {
	all := timeframe{o.cover.from, o.cover.to}
	_, whole, _ := o.cover.within(all)
	out := []string{"the availability of the month counts this incident alone"}
	if _, inside, _ := o.cover.within(o.period); whole-inside >= 1 {
		out = append(out, fmt.Sprintf("%s of impact lie outside the window of the error budget and are not counted", Duration(whole-inside)))
	}
	if _, inside, _ := o.cover.within(o.month); o.slo.Days > 0 && whole-inside >= 1 {
		out = append(out, fmt.Sprintf("%s of impact lie outside the calendar month and are not counted in its availability", Duration(whole-inside)))
	}
	return out
}
