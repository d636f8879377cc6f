package figure

import (
	"fmt"
	"strings"

	"github.com/postmortem-dev/postmortem/analysis"
)

// mostListed is how many values of a sample its table holds one by one.
const mostListed = 60

// ecdfTable holds each value with the share of its sample at or below it; of very many, twentieths.
func ecdfTable(f *analysis.Figure) Table {
	t := Table{Head: []string{"Of", "n", "At or below", "Share", "Which"}}
	for _, sample := range knownSamples(f) {
		name, n := sample.Label, fmt.Sprint(sample.N)
		last := len(sample.Values) - 1
		every := 1 + last/mostListed
		for i, v := range sample.Values {
			if i%every != 0 && i != last {
				continue
			}
			t.Rows = append(t.Rows, []string{name, n, amount(f, v.X), fmt.Sprintf("%.0f %%", 100*float64(i+1)/float64(last+1)), clean(v.Label)})
		}
		t.Rows = append(t.Rows, []string{name, n, amount(f, sample.Median), "median", medianNote(f, sample)})
	}
	return t
}

func medianNote(f *analysis.Figure, sample analysis.Sample) string {
	if words := intervalWords(f, sample); words != "" {
		return "95 % interval " + words
	}
	return "too few for an interval"
}

// stripTable sums up each sample and lists its values, if they are not too many.
func stripTable(f *analysis.Figure) Table {
	t := Table{Head: []string{"Of", "n", "Least", "Lower quarter", "Median", "95 % interval", "Upper quarter", "Most", "Each"}}
	for _, sample := range knownSamples(f) {
		var each []string
		for _, v := range sample.Values {
			each = append(each, valueWords(f, v))
		}
		list := strings.Join(each, "; ")
		if sample.N > mostListed {
			list = "too many to list"
		}
		at := func(q float64) string { return amount(f, quantileOf(sample.Values, q)) }
		interval := intervalWords(f, sample)
		if interval == "" {
			interval = "too few to tell"
		}
		t.Rows = append(t.Rows, []string{sample.Label, fmt.Sprint(sample.N), at(0), at(0.25), amount(f, sample.Median), interval, at(0.75), at(1), list})
	}
	return t
}

// arcsTable holds a row for each two nodes that have something in common, and one for each node that has nothing.
func arcsTable(f *analysis.Figure) Table {
	t := Table{Head: []string{"One", "Other", "In common", "Which"}}
	label, joined := map[string]string{}, map[string]bool{}
	for _, n := range f.Nodes {
		label[n.ID] = clean(n.Label)
	}
	for _, e := range f.Edges {
		a, okA := label[e.Dependent]
		b, okB := label[e.Dependency]
		if okA && okB {
			weight := weightOf(e)
			t.Rows = append(t.Rows, []string{a, b, Value(weight, arcUnit(clean(f.Unit), weight)), clean(e.Label)})
			joined[e.Dependent], joined[e.Dependency] = true, true
		}
	}
	for _, n := range f.Nodes {
		if !joined[n.ID] {
			t.Rows = append(t.Rows, []string{clean(n.Label), "", "nothing", ""})
		}
	}
	return t
}
