package templates

import (
	"cmp"
	"math"
	"slices"
	"strings"

	"github.com/postmortem-dev/postmortem/analysis"
)

// arcsLines lists which nodes have something in common, those that have most first.
func arcsLines(f analysis.Figure) []string {
	name, at := map[string]string{}, map[string]int{}
	for i, n := range f.Nodes {
		if _, seen := name[n.ID]; !seen {
			name[n.ID], at[n.ID] = clip(cmp.Or(plainText(n.Label), plainText(n.ID), "(no name)"), 60), i
		}
	}
	links := slices.DeleteFunc(slices.Clone(f.Edges), func(e analysis.Link) bool {
		return name[e.Dependent] == "" || name[e.Dependency] == "" || e.Dependent == e.Dependency
	})
	if len(links) == 0 {
		return nil
	}
	slices.SortStableFunc(links, func(a, b analysis.Link) int { return cmp.Compare(arcWeight(b), arcWeight(a)) })
	lines := append(wrapped(plainText(f.Title), textColumns, labelLines), "")
	for _, e := range links[:min(len(links), mostRows)] {
		a, b := e.Dependent, e.Dependency
		if at[a] > at[b] {
			a, b = b, a
		}
		lines = append(lines, arcLines(name[a]+" – "+name[b]+": ", e, f.Unit)...)
	}
	if n := len(links) - mostRows; n > 0 {
		lines = append(lines, "… "+plural(n, "more pair is", "more pairs are")+" not listed here …")
	}
	return lines
}

// arcLines prints one link: the two names, then how much they have in common and what.
func arcLines(names string, e analysis.Link, unit string) []string {
	what := strings.TrimSpace(figureNumber(arcWeight(e)) + " " + arcUnit(plainText(unit), arcWeight(e)))
	if label := plainText(e.Label); label != "" {
		what += " (" + label + ")"
	}
	lines := wrapped(names+what, textColumns, 1)
	if columns(names+what) > textColumns {
		lines = wrapped(strings.TrimRight(names, " "), textColumns, 2)
		for _, line := range wrapped(what, textColumns-4, labelLines) {
			lines = append(lines, "    "+line)
		}
	}
	return lines
}

// arcWeight returns how much the ends of a link have in common: one, where it is not a number above zero.
func arcWeight(e analysis.Link) float64 {
	if e.Weight > 0 && !math.IsInf(e.Weight, 1) {
		return e.Weight
	}
	return 1
}

// arcUnit returns the unit in the singular for one.
func arcUnit(unit string, weight float64) string {
	if weight == 1 && len(unit) > 1 {
		return strings.TrimSuffix(unit, "s")
	}
	return unit
}
