package main

import (
	"errors"
	"fmt"
	"path"
	"slices"

	"github.com/postmortem-dev/postmortem/analysis"
	"github.com/postmortem-dev/postmortem/analysis/compare"
	"github.com/postmortem-dev/postmortem/output"
	"github.com/postmortem-dev/postmortem/output/site"
	"github.com/postmortem-dev/postmortem/templates"
)

// comparisonFolder is where the comparisons lie, from the site's root.
const comparisonFolder = "compare"

// comparison is one page that compares incidents: all of them, or groups.
type comparison struct{ name, title, about, groupBy string }

func comparisons() []comparison {
	out := []comparison{{name: "all", title: "All incidents", about: "How long, how often and why: statistics of all incidents, what comes back, and which are alike."}}
	for _, by := range []struct{ name, title string }{
		{"mechanism", "By mechanism"}, {"trigger", "By trigger"}, {"detection", "By detection"},
		{"org", "By organization"}, {"year", "By year"},
	} {
		if g, ok := compare.FindGrouping(by.name); ok {
			out = append(out, comparison{by.name, by.title, "Are incidents different by " + g.Doc + "?", by.name})
		}
	}
	return out
}

// compareAll writes the comparisons that have something to say and returns their pages.
func (b *build) compareAll(digests []*compare.Digest) ([]site.Page, error) {
	if len(digests) < 2 {
		return nil, nil
	}
	set, err := compare.Select(digests, compare.Options{})
	if err != nil {
		return nil, err
	}
	all, asked := compare.Run(set), comparisons()
	pages, failures := make([]*site.Page, len(asked)), make([]error, len(asked))
	b.each(len(asked), func(_, i int) {
		report := all
		if asked[i].groupBy != "" {
			report = grouped(set, asked[i].groupBy, all)
		}
		if report != nil {
			pages[i], failures[i] = b.writeComparison(asked[i], report)
		}
	})
	var out []site.Page
	for _, page := range pages {
		if page != nil {
			out = append(out, *page)
		}
	}
	return out, errors.Join(failures...)
}

// grouped returns the report of a set in groups, nil when there are no two to compare. What does not depend on the groups
// is taken from the report of all incidents: only what a reader needs beside the groups, and nothing is worked out twice.
func grouped(set *compare.Set, by string, all *analysis.Report) *analysis.Report {
	in := *set
	in.Options.GroupBy = by
	report := &analysis.Report{}
	for _, c := range compare.Comparisons() {
		result, ok := all.Result(c.Name)
		switch {
		case c.Name == "groups":
			result = c.Run(&in)
			detail, some := result.Detail.(compare.GroupsDetail)
			if !some || len(detail.Groups) < 2 {
				return nil
			}
			result.Name, result.Title = c.Name, c.Title
		case !ok || !slices.Contains([]string{"overview", "durations"}, c.Name):
			continue
		}
		report.Results = append(report.Results, result)
	}
	return report
}

// writeComparison writes a comparison as a page and as Markdown, with links to the documents of the incidents.
func (b *build) writeComparison(c comparison, report *analysis.Report) (*site.Page, error) {
	page := &site.Page{Title: c.title, Path: path.Join(comparisonFolder, c.name+".html"), About: c.about}
	options := b.plan.options
	options.Assets = "../" + site.AssetFolder
	for _, name := range []string{"html", "md"} {
		format, _ := output.Find(name)
		document, err := templates.Compare(report, b.linkTo(format.Ext))
		if err != nil {
			return page, err
		}
		data, err := format.Render(document, options)
		if err != nil {
			return page, fmt.Errorf("comparison %s, format %s: %w", c.name, name, err)
		}
		if err := b.putFile(path.Join(comparisonFolder, c.name+format.Ext), data); err != nil {
			return page, err
		}
	}
	return page, nil
}

// linkTo returns a func that gives the path of an incident's document from a comparison: one with that extension if there
// is one, else any.
func (b *build) linkTo(ext string) func(id string) string {
	return func(id string) string {
		e := b.now.incidents[id]
		if e == nil {
			return ""
		}
		documents := b.plan.documentsOf(e)
		for _, d := range documents {
			if path.Ext(d.Path) == ext {
				return "../" + d.Path
			}
		}
		if len(documents) == 0 {
			return ""
		}
		return "../" + documents[0].Path
	}
}
