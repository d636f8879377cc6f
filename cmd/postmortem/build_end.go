package main

import (
	"bufio"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"path/filepath"
	"slices"
	"strings"

	"github.com/bmatcuk/doublestar/v4"
)

// run makes the documents, then what is made of all of them, then the ledger: whatever stops it on the way, the ledger
// and the journal name every file that is there.
func (b *build) run() error {
	b.work()
	err := b.journal.failure()
	if err == nil {
		err = b.finish()
	}
	b.tellProblems()
	if err == nil {
		b.tellSummary()
	}
	return err
}

func (b *build) finish() error {
	b.settleRest()
	if err := b.publish(); err != nil {
		return err
	}
	b.removeRest()
	b.sortProblems()
	if err := b.putStream(buildReportName, b.writeReport); err != nil {
		b.site(err)
	}
	b.now.files[buildReportName] = made{Path: buildReportName}
	if err := b.folder.stream(markerName, true, b.now.encode); err != nil {
		return err
	}
	if err := b.journal.finish(); err != nil {
		return err
	}
	b.folder.sweep()
	return nil
}

// site notes what is wrong with a file that is made of all incidents. The next build tries again.
func (b *build) site(err error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.now.site = ""
	b.problems = append(b.problems, problem{place: math.MaxInt, err: err})
}

// settleRest decides about the incidents that no record of this run holds: they stay, marked as stale, if their record
// has errors or could not be looked for; else they go.
func (b *build) settleRest() {
	for id, e := range b.before.incidents {
		if b.now.incidents[id] != nil || b.fates[id] != "" {
			continue
		}
		if e.digest.where == nowhere || !b.lost && !b.isBroken(e.Source) {
			if e.Hash != "" || e.Stale {
				b.fates[id] = removed
			}
			continue
		}
		stale := *e
		stale.Stale = true
		b.now.keep(&stale)
		b.fates[id] = failed
	}
}

// isBroken reports whether a source, or what it was found by, has errors.
func (b *build) isBroken(source string) bool {
	if b.broken[source] {
		return true
	}
	for name := range b.broken {
		if strings.HasPrefix(source, strings.TrimSuffix(name, "/")+"/") {
			return true
		}
		if ok, err := doublestar.Match(name, source); ok && err == nil {
			return true
		}
	}
	return false
}

// removeRest removes what earlier builds made and this one did not. What cannot be removed stays in the ledger.
func (b *build) removeRest() {
	for id, e := range b.before.incidents {
		if b.now.incidents[id] != nil {
			continue
		}
		for _, name := range e.Names {
			b.remove(incidentFolder(id) + "/" + name)
		}
	}
	for name := range b.before.files {
		if _, still := b.now.files[name]; !still && name != buildReportName {
			b.remove(name)
		}
	}
}

func (b *build) remove(name string) {
	if err := b.folder.remove(name); err != nil {
		b.now.files[name] = made{Path: name}
		b.site(err)
	}
}

// sortProblems puts what is wrong into the order of the sources.
func (b *build) sortProblems() {
	slices.SortStableFunc(b.problems, func(x, y problem) int {
		return cmp.Or(cmp.Compare(x.place, y.place), cmp.Compare(x.incident, y.incident))
	})
}

func (b *build) tellProblems() {
	b.sortProblems()
	for _, x := range b.problems {
		b.p.tell(x.err)
		b.p.diagnose(b.p.err, x.diagnostics)
	}
}

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

// tellSummary says in a few lines what was done.
func (b *build) tellSummary() {
	if b.quiet {
		return
	}
	c := b.count()
	parts := []string{fmt.Sprintf("%d written", c.Written), fmt.Sprintf("%d unchanged", c.Unchanged), fmt.Sprintf("%d removed", c.Removed)}
	if c.Stale > 0 {
		parts = append(parts, fmt.Sprintf("%d stale", c.Stale))
	}
	if c.Failed > 0 {
		parts = append(parts, count(c.Failed, "problem"))
	}
	if c.Warnings > 0 {
		parts = append(parts, count(c.Warnings, "warning"))
	}
	fmt.Fprintf(b.p.out, "%s, %s: %s\n", count(c.Incidents, "incident"), count(c.Documents, "document"), strings.Join(parts, ", "))
	fmt.Fprintln(b.p.out, printable(filepath.Join(b.folder.name, "index.html")))
}
