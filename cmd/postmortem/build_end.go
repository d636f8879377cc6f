package main

import (
	"cmp"
	"fmt"
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
