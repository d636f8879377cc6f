package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/postmortem-dev/postmortem/analysis"
	"github.com/postmortem-dev/postmortem/output"
	"github.com/postmortem-dev/postmortem/output/site"
	"github.com/postmortem-dev/postmortem/templates"
	"github.com/postmortem-dev/postmortem/templates/briefs"
)

// wholeReport is the format that writes what the analyses found, and not what a template says about it.
const wholeReport = "json"

// plan is the documents that every incident gets.
type plan struct {
	documents []document // in the order in which the site names them
	writers   []writer
	options   output.Options // of pages that lie in the site's root
	key       []byte         // stands for the program and for all that it was asked: another key, other documents
}

// document is one file of an incident.
type document struct {
	file  string // in the incident's folder
	label string
}

// writer writes what is to be said about an incident, in one or several formats.
type writer struct {
	name     string
	execute  func(*analysis.Report) (*templates.Document, error)
	optional bool // a record may lack what it takes, which is no fault
	files    []writerFile
}

type writerFile struct {
	name   string
	format output.Format
}

// buildFormats are the formats that build takes. The digests are always written.
func buildFormats() []string { return []string{"html", "md", "json", "anki", "csv"} }

// briefFormats are the formats that a brief is written in, if the user names any of them. All but the first hold nothing
// but briefs.
func briefFormats() []string { return []string{"html", "anki", "csv"} }

func choosePlan(o buildOptions) (*plan, error) {
	formats, err := planFormats(o.formats)
	if err != nil {
		return nil, err
	}
	if !slices.Contains(output.ECharts(), o.echarts) {
		return nil, unknown("value of --echarts", o.echarts, output.ECharts(), "postmortem build --help")
	}
	p := &plan{options: output.Options{ECharts: o.echarts, Program: version()}}
	if err := p.addTemplates(withoutNone(o.templates), formats); err != nil {
		return nil, err
	}
	if err := p.addBriefs(withoutNone(o.roles), o.tell, formats); err != nil {
		return nil, err
	}
	if slices.ContainsFunc(formats, func(f output.Format) bool { return f.Name == wholeReport }) {
		p.add(writer{name: wholeReport, execute: bare}, formatsNamed(formats, wholeReport), "Report")
	}
	if len(p.documents) == 0 {
		return nil, wrongUsage("postmortem build --help", "no document is asked for")
	}
	if twice := p.sort(); twice != "" {
		return nil, wrongUsage("give your template's file another name", "two documents of each incident would be called %s", twice)
	}
	p.key, err = keyOf(o)
	return p, err
}

// bare stands in for a template where the format writes the report itself.
func bare(r *analysis.Report) (*templates.Document, error) {
	return &templates.Document{Title: r.Incident.Title, Report: r}, nil
}

func withoutNone(names []string) []string {
	return slices.DeleteFunc(slices.Clone(names), func(n string) bool { return n == none || n == "" })
}

func planFormats(names []string) ([]output.Format, error) {
	var out []output.Format
	for _, name := range names {
		f, ok := output.Find(name)
		if !ok || !slices.Contains(buildFormats(), name) {
			return nil, unknown("format", name, buildFormats(), "postmortem build --help")
		}
		if !slices.ContainsFunc(out, func(o output.Format) bool { return o.Name == name }) {
			out = append(out, f)
		}
	}
	return out, nil
}

// formatsNamed returns those formats that have one of the names.
func formatsNamed(formats []output.Format, names ...string) []output.Format {
	return slices.DeleteFunc(slices.Clone(formats), func(f output.Format) bool { return !slices.Contains(names, f.Name) })
}

func (p *plan) addTemplates(names []string, formats []output.Format) error {
	formats = formatsNamed(formats, "html", "md")
	for _, name := range names {
		t, err := chooseTemplate(name)
		if err != nil {
			return err
		}
		file := plainFileName(strings.TrimPrefix(t.suffix, "."))
		if t.suffix == "" {
			file = templates.Default
		}
		p.add(writer{name: file, execute: t.execute}, formats, capital(file))
	}
	return nil
}

func (p *plan) addBriefs(roles []string, tell briefOptions, formats []output.Format) error {
	if named := formatsNamed(formats, briefFormats()...); len(named) > 0 {
		formats = named
	}
	for _, role := range roles {
		tell.role = role
		t, err := askedFor(tell)
		if err != nil {
			return err
		}
		label := fmt.Sprintf("Brief: %s, %s", roleLabel(role), templates.Length(float64(t.seconds)))
		p.add(writer{name: "brief-" + role, optional: true, execute: func(r *analysis.Report) (*templates.Document, error) {
			return briefs.Execute(r, t.role, t.frame, t.seconds)
		}}, formats, label)
	}
	return nil
}

// add plans the documents of a writer. The first page of all is what a link to the incident's folder opens.
func (p *plan) add(w writer, formats []output.Format, label string) {
	for _, f := range formats {
		name, formatLabel := w.name+f.Ext, label
		if f.Name == "html" {
			if !slices.ContainsFunc(p.documents, func(d document) bool { return strings.HasSuffix(d.file, f.Ext) }) {
				name = "index.html"
			}
		} else {
			formatLabel += " (" + formatTitle(f.Name) + ")"
		}
		if w.name == wholeReport {
			name = "report" + f.Ext
		}
		w.files = append(w.files, writerFile{name, f})
		p.documents = append(p.documents, document{name, formatLabel})
	}
	if len(w.files) > 0 {
		p.writers = append(p.writers, w)
	}
}

// sort puts pages before other documents and returns the name of two that have the same, or "".
func (p *plan) sort() string {
	slices.SortStableFunc(p.documents, func(a, b document) int {
		return boolCompare(strings.HasSuffix(b.file, ".html"), strings.HasSuffix(a.file, ".html"))
	})
	seen := map[string]bool{}
	for _, d := range p.documents {
		if name := strings.ToLower(d.file); seen[name] {
			return d.file
		} else {
			seen[name] = true
		}
	}
	return ""
}

func boolCompare(a, b bool) int {
	switch {
	case a == b:
		return 0
	case b:
		return -1
	}
	return 1
}

// plainFileName returns a name that is safe on every file system, for a user's template.
func plainFileName(name string) string {
	return strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '-' || r == '_' {
			return r
		}
		return '-'
	}, name)
}

func capital(s string) string {
	if s == "" {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}

// roleLabel writes the short names, which are abbreviations, in capitals.
func roleLabel(role string) string {
	if len(role) <= 3 {
		return strings.ToUpper(role)
	}
	return capital(role)
}

func formatTitle(format string) string {
	switch format {
	case "md":
		return "Markdown"
	case "anki":
		return "Anki cards"
	}
	return strings.ToUpper(format)
}

// documentsOf returns the site's names of those documents of an incident that are there.
func (p *plan) documentsOf(e *built) []site.Document {
	var out []site.Document
	for _, d := range p.documents {
		if slices.Contains(e.Names, d.file) {
			out = append(out, site.Document{Label: d.label, Path: incidentFolder(e.ID) + "/" + d.file})
		}
	}
	for _, name := range e.Names {
		if e.Stale && !slices.ContainsFunc(p.documents, func(d document) bool { return d.file == name }) {
			out = append(out, site.Document{Label: name, Path: incidentFolder(e.ID) + "/" + name})
		}
	}
	return out
}
