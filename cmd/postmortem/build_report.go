package main

import (
	"bufio"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
)

// buildReportName is the file that says what became of each record.
const buildReportName = "build.json"

// buildReportSchema names its form.
const buildReportSchema = "postmortem-build-report/v1"

// counts are how many incidents and sources a build dealt with, by what became of them.
type counts struct {
	Incidents int `json:"incidents"` // in the site
	Documents int `json:"documents"`
	Written   int `json:"written"`
	Unchanged int `json:"unchanged"`
	Removed   int `json:"removed"`
	Failed    int `json:"failed"` // sources and incidents with errors
	Stale     int `json:"stale"`  // incidents in the site whose record has errors
	Warnings  int `json:"warnings"`
}

// statusLine is what became of one incident, or of a source that holds none that can be read.
type statusLine struct {
	ID       string   `json:"id,omitempty"`
	Source   string   `json:"source"`
	Status   fate     `json:"status"`
	Stale    bool     `json:"stale,omitempty"`
	Reasons  []string `json:"reasons,omitempty"`
	Missing  []string `json:"missing,omitempty"` // documents that its record does not support
	Warnings int      `json:"warnings,omitempty"`
}

// reportedDiagnostic is a diagnostic as build.json has it.
type reportedDiagnostic struct {
	Source  string `json:"source"`
	Line    int    `json:"line"`
	Column  int    `json:"column"`
	Message string `json:"message"`
	Rule    string `json:"rule"`
	Hint    string `json:"hint,omitempty"`
	Warning bool   `json:"warning,omitempty"`
}

func (b *build) count() counts {
	c := counts{Incidents: len(b.now.incidents), Failed: len(b.problems)}
	for id, e := range b.now.incidents {
		c.Documents += len(e.Names)
		c.Warnings += e.Warnings
		switch {
		case e.Stale:
			c.Stale++
		case b.fates[id] == written:
			c.Written++
		default:
			c.Unchanged++
		}
	}
	for _, f := range b.fates {
		if f == removed {
			c.Removed++
		}
	}
	return c
}

// writeReport writes build.json, one incident a line.
func (b *build) writeReport(w io.Writer) error {
	out := bufio.NewWriter(w)
	head, err := json.Marshal(b.count())
	fmt.Fprintf(out, "{\n\"schema\": %q,\n\"program\": %q,\n\"counts\": %s,\n\"incidents\": [", buildReportSchema, version(), head)
	for i, line := range b.statusLines() {
		err = errors.Join(err, encodeLine(out, i, line))
	}
	out.WriteString("\n],\n\"diagnostics\": [")
	n := 0
	for _, x := range b.problems {
		for _, d := range x.diagnostics {
			err = errors.Join(err, encodeLine(out, n, reportedDiagnostic{slashed(d.File), d.Line, d.Col, d.Message, d.Rule, d.Hint, d.Warning}))
			n++
		}
	}
	out.WriteString("\n]\n}\n")
	return errors.Join(err, out.Flush())
}

// statusLines returns what became of every incident, by id, and then of the sources without one.
func (b *build) statusLines() []statusLine {
	reasons := b.reasons()
	lines := make([]statusLine, 0, len(b.now.incidents))
	for _, e := range b.now.sorted() {
		line := statusLine{ID: e.ID, Source: e.Source, Status: unchanged, Stale: e.Stale, Missing: e.Missing, Warnings: e.Warnings}
		if f := b.fates[e.ID]; f != "" {
			line.Status = f
		}
		if line.Status == failed {
			line.Reasons = orElse(reasons[problemKey{incident: e.ID}], reasons[problemKey{source: e.Source}])
			if len(line.Reasons) == 0 {
				line.Reasons = []string{"its record could not be looked for"}
			}
		}
		lines = append(lines, line)
	}
	for id, f := range b.fates {
		if e := b.before.incidents[id]; f == removed {
			lines = append(lines, statusLine{ID: id, Source: e.Source, Status: removed, Reasons: []string{"no record holds it any more"}})
		}
	}
	for _, x := range b.problems {
		if e := b.now.incidents[x.incident]; e == nil || e.Source != x.source {
			lines = append(lines, statusLine{ID: x.incident, Source: x.source, Status: failed, Reasons: x.reasons()})
		}
	}
	slices.SortStableFunc(lines, func(x, y statusLine) int {
		return cmp.Or(boolCompare(x.ID == "", y.ID == ""), cmp.Compare(x.ID, y.ID), cmp.Compare(x.Source, y.Source))
	})
	return lines
}

type problemKey struct{ source, incident string }

func (b *build) reasons() map[problemKey][]string {
	out := map[problemKey][]string{}
	for _, x := range b.problems {
		key := problemKey{incident: x.incident}
		if x.incident == "" {
			key = problemKey{source: x.source}
		}
		out[key] = append(out[key], x.reasons()...)
	}
	return out
}

// reasons says what is wrong, each error in a line.
func (x problem) reasons() []string {
	var out []string
	if x.err != nil {
		out = append(out, x.err.Error())
	}
	for _, d := range x.diagnostics {
		if !d.Warning {
			d.Hint = ""
			out = append(out, d.String())
		}
	}
	return out
}

func orElse[T any](list, other []T) []T {
	if len(list) > 0 {
		return list
	}
	return other
}
