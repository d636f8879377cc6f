package templates

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/postmortem-dev/postmortem/analysis"
	"github.com/postmortem-dev/postmortem/analysis/compare"
	"github.com/postmortem-dev/postmortem/incidents"
)

// Interval prints the bounds of a duration.
func (v *ComparisonView) Interval(low, high *float64) string {
	if low == nil || high == nil {
		return "too few to tell"
	}
	return span(*low, *high)
}

// Shares prints the bounds of a share.
func (v *ComparisonView) Shares(low, high *float64) string {
	if low == nil || high == nil {
		return "too few to tell"
	}
	return percent(*low) + " – " + percent(*high)
}

// Seconds prints a number of seconds that may be unknown.
func (v *ComparisonView) Seconds(s *float64) string {
	if s == nil {
		return "–"
	}
	return length(*s)
}

// Share prints k of n in percent.
func (v *ComparisonView) Share(k, n int) string {
	if n == 0 {
		return "not known"
	}
	return percent(float64(k) / float64(n))
}

// Excluded says how many incidents have no part in a number, and why.
func (v *ComparisonView) Excluded(all []compare.Exclusion) Markdown {
	if len(all) == 0 {
		return "none"
	}
	var parts []string
	for _, e := range all {
		parts = append(parts, fmt.Sprintf("%d: %s (%s)", e.Count, escape(e.Why), v.Incidents(e.IDs, e.Count)))
	}
	return Markdown(strings.Join(parts, "; "))
}

// Statistic returns the statistic called name, and nil when there is none.
func (v *ComparisonView) Statistic(name string) *compare.Statistic {
	for i := range v.Durations.Statistics {
		if s := &v.Durations.Statistics[i]; s.Name == name && s.N > 0 {
			return s
		}
	}
	return nil
}

// Half says in a sentence what a statistic means.
func (v *ComparisonView) Half(s *compare.Statistic) string {
	text := fmt.Sprintf("Of the %s with both ends on record half took at most %s from %s to %s", plural(s.N, "incident", "incidents"), length(*s.Median), s.From, s.To)
	if s.Low != nil {
		text += fmt.Sprintf("; with other incidents of the same kind it could as well be %s", span(*s.Low, *s.High))
	}
	text += "."
	if doubt := v.Doubtful(*s); doubt != "" {
		text += " " + doubt
	}
	return text
}

// Doubtful says how many of the values have ends that are uncertain or disputed, and what that does to the median.
func (v *ComparisonView) Doubtful(s compare.Statistic) string {
	if s.Uncertain == 0 || s.AllLow == nil {
		return ""
	}
	text := fmt.Sprintf("%s uncertain or disputed ends", plural(s.Uncertain, "incident has", "incidents have"))
	if low, high := length(*s.AllLow), length(*s.AllHigh); low != high {
		return fmt.Sprintf("%s, which alone put the median at %s – %s.", text, low, high)
	}
	return text + ", which leave the median where it is."
}

// Doubles says that some of the incidents are one event, which every number here counts more than once.
func (v *ComparisonView) Doubles() string {
	if v.Together == nil {
		return ""
	}
	n := 0
	for _, e := range v.Together.Events {
		n += len(e.IDs)
	}
	return fmt.Sprintf("%s %s as several organizations saw it; each record counts on its own in every number here.", plural(n, "of them is", "of them are"), plural(len(v.Together.Events), "event", "events"))
}

// Spread says how far apart the ends of a statistic are, which is why there is no mean.
func (v *ComparisonView) Spread(s *compare.Statistic) string {
	if *s.Min <= 0 || *s.Max / *s.Min < 10 {
		return ""
	}
	return fmt.Sprintf("The longest is about %s times the shortest, so an arithmetic mean would tell of the longest few; none is given.", number(math.Round(*s.Max / *s.Min)))
}

// Contrasts returns the comparisons of one duration that can say something, or of which both sides are large enough.
func (v *ComparisonView) Contrasts(name string) []compare.Contrast {
	var out []compare.Contrast
	for _, c := range v.Groups.Contrast {
		if c.Name == name && (c.Effect != nil || len(v.Groups.Groups) <= 12) {
			out = append(out, c)
		}
	}
	return out
}

// TooFew returns how many comparisons of one duration are not listed, because a side has too few incidents.
func (v *ComparisonView) TooFew(name string) int {
	n := 0
	for _, c := range v.Groups.Contrast {
		if c.Name == name {
			n++
		}
	}
	return n - len(v.Contrasts(name))
}

// Compared returns the durations that the groups are compared by and that are known in at least one comparison.
func (v *ComparisonView) Compared() []compare.Compared {
	var out []compare.Compared
	for _, c := range v.Groups.Contrast {
		if c.Could != nil && !slices.Contains(out, c.Compared) {
			out = append(out, c.Compared)
		}
	}
	return out
}

// Effect prints how much longer or shorter a group is.
func (v *ComparisonView) Effect(e *compare.Effect) string {
	if e == nil {
		return "–"
	}
	return fmt.Sprintf("%s (%s – %s)", times(e.Ratio), times(e.Low), times(e.High))
}

func times(f float64) string { return fmt.Sprintf("× %.2f", f) }

// Could says what the comparison could have shown at all.
func (v *ComparisonView) Could(d *compare.Detectable) string {
	switch {
	case d == nil:
		return "nothing"
	case d.Smallest == nil:
		return "not even 95 % shorter"
	}
	return percent(*d.Smallest) + " shorter"
}

// Verdicts counts the verdicts of one duration in a sentence.
func (v *ComparisonView) Verdicts() string {
	count := map[compare.Verdict]int{}
	for _, c := range v.Groups.Contrast {
		count[c.Verdict]++
	}
	for _, r := range v.Groups.Rates {
		count[r.Verdict]++
	}
	total := len(v.Groups.Contrast) + len(v.Groups.Rates)
	if total == 0 {
		return "There are no two groups to compare."
	}
	if count[compare.CannotTell] == total {
		return fmt.Sprintf("None of the %s can tell a difference: that is what so few incidents can say, not proof that there is none.", plural(total, "comparison", "comparisons"))
	}
	return fmt.Sprintf("Of %s, %d find the group better, %d worse, and %d cannot tell.", plural(total, "comparison", "comparisons"), count[compare.Better], count[compare.Worse], count[compare.CannotTell])
}

// Reasons says what two incidents share, the rarest first.
func (v *ComparisonView) Reasons(all []compare.Reason) string {
	var kinds []string
	byKind := map[string][]string{}
	for _, r := range all {
		if byKind[r.Of] == nil {
			kinds = append(kinds, r.Of)
		}
		byKind[r.Of] = append(byKind[r.Of], r.What)
	}
	var parts []string
	for _, kind := range kinds {
		names := byKind[kind]
		if len(names) > 5 {
			parts = append(parts, fmt.Sprintf("%s %s and %d more", ofKind(kind, len(names)), strings.Join(names[:5], ", "), len(names)-5))
			continue
		}
		parts = append(parts, ofKind(kind, len(names))+" "+analysis.List(names))
	}
	return strings.Join(parts, "; ")
}

// ApartSentence says in which incident a number is least and in which it is most.
func (v *ComparisonView) ApartSentence(a compare.Apart) Markdown {
	return Markdown(fmt.Sprintf("%s: from %s (%s) to %s (%s)", escape(capital(a.Title)), v.Amount(a.Least.Value, a.Unit), v.Incident(a.Least.ID), v.Amount(a.Most.Value, a.Unit), v.Incident(a.Most.ID)))
}

// DoneWord says how an action's status was recorded.
func (v *ComparisonView) DoneWord(a compare.Again) string {
	switch {
	case a.Done:
		return "recorded as done"
	case a.First.Status == "":
		return "nobody recorded whether it was done"
	}
	return "recorded as " + a.First.Status
}

// Status says what became of an action.
func (v *ComparisonView) Status(s string) string { return statusWord(incidents.ActionStatus(s)) }

// Points prints the bounds of a difference of shares in percentage points.
func (v *ComparisonView) Points(low, high *float64) string {
	if low == nil || high == nil {
		return "–"
	}
	return fmt.Sprintf("%+.0f to %+.0f points", 100**low, 100**high)
}

// Bounds prints the bounds of a share.
func (v *ComparisonView) Bounds(low, high float64) string { return v.Shares(&low, &high) }

// Sorts returns the ways in which incidents are classified, in the order of the tables.
func (v *ComparisonView) Sorts() []string {
	var out []string
	for _, c := range v.Causes.Classes {
		if !slices.Contains(out, c.Of) {
			out = append(out, c.Of)
		}
	}
	return out
}

// Level prints the level of an interval in percent.
func (v *ComparisonView) Level(level float64) string { return fmt.Sprintf("%.4g %%", 100*level) }

// ofKind returns what a feature that incidents share is called.
func ofKind(kind string, n int) string {
	switch {
	case kind == "control":
		kind = "safeguard"
	case kind == "detection":
		return "noticed first by"
	}
	if n > 1 {
		return kind + "s"
	}
	return kind
}
