package templates

import (
	"embed"
	"fmt"
	"io/fs"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/postmortem-dev/postmortem/analysis"
	"github.com/postmortem-dev/postmortem/analysis/compare"
	"github.com/postmortem-dev/postmortem/incidents"
)

//go:embed comparisons/*.md.tmpl
var comparisonFiles embed.FS

// ComparisonView is what the template of a comparison sees: each result's detail, nil where the comparison had nothing
// to say, and sentences made from them.
type ComparisonView struct {
	Title      string
	Overview   compare.OverviewDetail
	Beside     *compare.BesideDetail
	Durations  *compare.DurationsDetail
	Rates      *compare.RatesDetail
	Groups     *compare.GroupsDetail
	Causes     *compare.CausesDetail
	Recurrence *compare.RecurrenceDetail
	Similarity *compare.SimilarityDetail
	Benchmark  *compare.BenchmarkDetail
	Together   *compare.TogetherDetail

	page func(id string) string
}

// Compare returns what is to be said about a report of many incidents. page returns the address of an incident's own
// page, or "" when it has none; nil is no pages.
func Compare(r *analysis.Report, page func(id string) string) (*Document, error) {
	text, err := fs.ReadFile(comparisonFiles, "comparisons/comparison.md.tmpl")
	if err != nil {
		return nil, err
	}
	if page == nil {
		page = func(string) string { return "" }
	}
	data := newComparisonView(r, page)
	v := NewView(&analysis.Report{Incident: &incidents.Incident{Title: data.Title}, Results: r.Results})
	document, err := execute("comparison", string(text), v, data)
	if err != nil {
		return nil, err
	}
	document.Report = r
	return document, nil
}

func newComparisonView(r *analysis.Report, page func(string) string) *ComparisonView {
	v := &ComparisonView{page: page}
	for _, result := range r.Results {
		switch d := result.Detail.(type) {
		case compare.OverviewDetail:
			v.Overview = d
		case compare.BesideDetail:
			v.Beside = &d
		case compare.DurationsDetail:
			v.Durations = &d
		case compare.RatesDetail:
			v.Rates = &d
		case compare.GroupsDetail:
			v.Groups = &d
		case compare.CausesDetail:
			v.Causes = &d
		case compare.RecurrenceDetail:
			v.Recurrence = &d
		case compare.SimilarityDetail:
			v.Similarity = &d
		case compare.BenchmarkDetail:
			v.Benchmark = &d
		case compare.TogetherDetail:
			v.Together = &d
		}
	}
	v.Title = plural(v.Overview.N, "incident", "incidents") + " compared"
	if v.Beside != nil && len(v.Beside.Columns) == 2 {
		v.Title = v.Beside.Columns[0].ID + " beside " + v.Beside.Columns[1].ID
	}
	if v.Groups != nil {
		v.Title += " by " + v.Groups.By
		if v.Groups.By == "split" {
			v.Title = plural(v.Overview.N, "incident", "incidents") + ", before and after"
		}
	}
	return v
}

// Incident returns an incident's id, as a link to its page where it has one.
func (v *ComparisonView) Incident(id string) Markdown {
	if address := v.page(id); address != "" {
		return "[" + escape(id) + "](<" + Markdown((&url.URL{Path: address}).String()) + ">)"
	}
	return escape(id)
}

// Incidents joins incidents as a sentence does. n is how many there are when ids holds only the first of them.
func (v *ComparisonView) Incidents(ids []string, n int) Markdown {
	var parts []string
	for _, id := range ids {
		parts = append(parts, string(v.Incident(id)))
	}
	if n > len(ids) {
		return Markdown(fmt.Sprintf("%s and %d more", strings.Join(parts, ", "), n-len(ids)))
	}
	return Markdown(analysis.List(parts))
}

// Span says from when to when the incidents started.
func (v *ComparisonView) Span() string {
	o := v.Overview
	if o.First.IsZero() {
		return "no start is recorded"
	}
	from, to := o.First.Format("2 January 2006"), o.Last.Format("2 January 2006")
	if from == to {
		return "all of " + from
	}
	return from + " to " + to
}

// Day prints the day of a moment as its record gives it.
func (v *ComparisonView) Day(t time.Time) string {
	if t.IsZero() {
		return "not recorded"
	}
	return t.Format("2 Jan 2006")
}

// Moment prints a moment with its offset, as its record gives it.
func (v *ComparisonView) Moment(t time.Time) string {
	if t.IsZero() {
		return "not recorded"
	}
	return t.Format("2 Jan 2006 15:04 -07:00")
}

// Length prints a duration of a digest, with its doubt.
func (v *ComparisonView) Length(l compare.Length) string {
	m := analysis.Measure{Value: l.Value, Low: l.Low, High: l.High, Disputed: l.Disputed, SoFar: l.SoFar, Note: l.Note}
	if l.Value != nil && l.Low == nil {
		m.Low, m.High = l.Value, l.Value
	}
	return duration(m)
}

// Of returns the duration called name of an incident.
func (v *ComparisonView) Of(d *compare.Digest, name string) string {
	l, _ := d.Length(name)
	return v.Length(l)
}

// CountOf returns a count of an incident, or not recorded. A share is printed in percent.
func (v *ComparisonView) CountOf(d *compare.Digest, name string) string {
	for _, c := range d.Counts {
		if c.Name == name && c.Value != nil {
			return v.Amount(*c.Value, c.Unit)
		}
	}
	return "not recorded"
}

// Amount prints a number in its unit.
func (v *ComparisonView) Amount(value float64, unit string) string {
	switch unit {
	case "s":
		return length(value)
	case "ratio":
		return percent(value)
	}
	return number(value)
}

// Words joins words, or says that there are none on record.
func (v *ComparisonView) Words(words []string) string {
	if len(words) == 0 {
		return "not recorded"
	}
	return analysis.List(words)
}

// Outcomes returns the safeguards of an incident with an outcome.
func (v *ComparisonView) Outcomes(d *compare.Digest, outcome string) []string {
	var out []string
	for _, c := range d.Controls {
		if c.Outcome == outcome && !slices.Contains(out, c.Class) {
			out = append(out, c.Class)
		}
	}
	return out
}

// CausesOf returns the causes of one kind.
func (v *ComparisonView) CausesOf(d *compare.Digest, kind string) []compare.Cause {
	var out []compare.Cause
	for _, c := range d.Causes {
		if c.Kind == kind {
			out = append(out, c)
		}
	}
	return out
}

// Classes returns the counted classes of one kind.
func (v *ComparisonView) Classes(of string) []compare.ClassCount {
	var out []compare.ClassCount
	for _, c := range v.Causes.Classes {
		if c.Of == of {
			out = append(out, c)
		}
	}
	return out
}
