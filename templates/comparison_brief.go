package templates

import (
	"fmt"
	"strings"

	"github.com/postmortem-dev/postmortem/analysis/compare"
)

// Brief returns the few sentences that a reader in a hurry needs of many incidents; none of a few, which stand side by
// side.
func (v *ComparisonView) Brief() []Markdown {
	var out []Markdown
	say := func(sentence string) {
		if sentence != "" {
			out = append(out, escape(sentence))
		}
	}
	if v.Durations != nil {
		if s := v.Statistic("duration"); s != nil {
			say(strings.TrimSpace(v.Half(s) + " " + v.Spread(s)))
		}
		if s := v.Statistic("time_to_detect"); s != nil {
			say(v.Half(s))
		}
	}
	if v.Rates != nil {
		for _, r := range v.Rates.Rates {
			say(v.rateSentence(r))
		}
	}
	if v.Causes != nil {
		say(v.topSentence("trigger", "The most frequent trigger"))
		say(v.topSentence("mechanism", "The most frequent mechanism"))
		say(v.topSentence("control failed", "The safeguard that failed most often"))
		say(v.topSentence("control absent", "The safeguard that was missing most often"))
	}
	if v.Groups != nil {
		say(v.Verdicts())
	}
	return out
}

func (v *ComparisonView) rateSentence(r compare.Rate) string {
	if r.N == 0 {
		return ""
	}
	text := fmt.Sprintf("%s: %d of the %d for which it is known, %s (95 %% interval %s)", r.Title, r.K, r.N, v.Share(r.K, r.N), v.Shares(r.Low, r.High))
	if left := v.Overview.N - r.N; left > 0 {
		text += fmt.Sprintf("; not known for %d", left)
	}
	return text + "."
}

// topSentence names the most frequent class of one kind, with those that are as frequent, if it is in more than one
// incident.
func (v *ComparisonView) topSentence(of, lead string) string {
	classes := v.Classes(of)
	if len(classes) == 0 || classes[0].Count < 2 {
		return ""
	}
	var names []string
	for _, c := range classes {
		if c.Count == classes[0].Count {
			names = append(names, c.Class)
		}
	}
	if len(names) > 3 {
		return ""
	}
	each := ""
	if len(names) > 1 {
		each = " each"
	}
	return fmt.Sprintf("%s: %s, in %d of %s%s.", lead, few(3, names), classes[0].Count, plural(v.Overview.N, "incident", "incidents"), each)
}
