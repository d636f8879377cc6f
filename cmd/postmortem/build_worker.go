package main

import (
	"fmt"
	"hash"
	"os"
	"slices"
	"strings"

	"github.com/postmortem-dev/postmortem/analysis"
	"github.com/postmortem-dev/postmortem/analysis/compare"
	"github.com/postmortem-dev/postmortem/incidents"
)

// worker is one of several that make documents. Its buffers serve one source after the other.
type worker struct {
	*build
	hash   hash.Hash
	buffer []byte // holds one file after the other
}

// parsed is a source that has been read.
type parsed struct {
	place     int
	name      string
	hash      string
	incidents []*incidents.Incident
	of        int
	warnings  int
}

// source makes the documents of the incidents in one source. The places of sources, and not how long each takes, decide
// which of two incidents with one id is kept.
func (w *worker) source(s source, place int) {
	x := parsed{place: place, name: slashed(s.name)}
	s = w.load(s)
	if s.err != nil {
		w.turns.wait(place)
		w.report(problem{place: place, source: x.name, err: s.err})
		w.turns.pass()
		return
	}
	w.hash.Reset()
	w.hash.Write(w.plan.key)
	w.hash.Write(s.data)
	x.hash = hashOf(w.hash)
	if known := w.known(x.hash); known != nil {
		w.turns.wait(place)
		w.keepAll(x, known)
		w.turns.pass()
		return
	}
	found, diagnostics, err := parseSafely(s)
	x.incidents, x.of = found, len(found)
	for _, d := range diagnostics {
		if d.Warning {
			x.warnings++
		}
	}
	w.turns.wait(place)
	if err != nil || incidents.HasErrors(diagnostics) {
		x.of++
		w.report(problem{place: place, source: x.name, err: err, diagnostics: diagnostics})
	}
	mine := w.claim(x)
	w.turns.pass()
	for _, incident := range mine {
		w.incident(x, incident)
	}
}

// load reads a file into the worker's buffer.
func (w *worker) load(s source) source {
	if !s.read && s.err == nil {
		s.data, s.err = readFileInto(w.buffer, s.name)
		w.buffer = s.data
	}
	return s
}

func parseSafely(s source) (found []*incidents.Incident, diagnostics []incidents.Diagnostic, err error) {
	defer func() {
		if r := recover(); r != nil {
			found, err = nil, failedOn(s.name)
		}
	}()
	found, diagnostics = s.parse()
	return found, diagnostics, nil
}

// failedOn is the error for a record that the program cannot deal with. It must not take the others down.
func failedOn(what string) error {
	return &trouble{status: statusFailure, message: what + ": the program failed on it", hint: "the mistake is the program's; postmortem report on this record alone shows where"}
}

// known returns the entries of everything in a source with this hash, if all of their documents are there; else nil.
func (w *worker) known(hash string) []*built {
	entries := w.byHash[hash]
	if len(entries) == 0 || entries[0].Of != len(entries) {
		return nil
	}
	for _, e := range entries {
		if !w.intact(e) {
			return nil
		}
	}
	return entries
}

// intact reports whether all that was made of an incident is still there.
func (w *worker) intact(e *built) bool {
	return e.digest.where != nowhere && w.folder.holdsAll(incidentFolder(e.ID), e)
}

// report notes what is wrong with a source.
func (b *build) report(x problem) {
	b.mu.Lock()
	defer b.mu.Unlock()
	const most = 50 // a file with more is not a record with slips
	x.diagnostics = slices.Clip(x.diagnostics[:min(len(x.diagnostics), most)])
	b.problems = append(b.problems, x)
	if x.incident == "" {
		b.broken[x.source] = true
		b.lost = b.lost || x.err != nil && len(x.diagnostics) == 0 && x.incident == ""
	}
}

// claimOne reports whether the source is the first to hold an incident.
func (b *build) claimOne(x parsed, id string) bool {
	b.mu.Lock()
	other, taken := b.claimed[id]
	if !taken {
		b.claimed[id] = x.name
	}
	b.mu.Unlock()
	if taken {
		b.report(problem{place: x.place, source: x.name, incident: id, err: &trouble{
			status:  statusInput,
			message: fmt.Sprintf("%s: incident %q stands in %s too", x.name, id, other),
			hint:    "the second is left out: its documents would overwrite those of the first",
		}})
	}
	return !taken
}

func (b *build) claim(x parsed) []*incidents.Incident {
	return slices.DeleteFunc(x.incidents, func(in *incidents.Incident) bool { return !b.claimOne(x, in.ID) })
}

// keepAll keeps what is there of a source that has not changed.
func (b *build) keepAll(x parsed, known []*built) {
	for _, e := range known {
		if b.claimOne(x, e.ID) {
			b.keep(e, x)
		}
	}
}

func (b *build) keep(e *built, x parsed) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if e.Source != x.name || e.Stale {
		moved := *e
		moved.Source, moved.Stale = x.name, false
		e = &moved
	}
	b.now.keep(e)
}

// incident makes the documents of an incident, unless they are there.
func (w *worker) incident(x parsed, in *incidents.Incident) {
	old := w.before.incidents[in.ID]
	if old != nil && old.Hash == x.hash && w.intact(old) {
		w.keep(old, x)
		return
	}
	made := &built{ID: in.ID, Source: x.name, Hash: x.hash, Of: x.of}
	if in == x.incidents[0] {
		made.Warnings = x.warnings
	}
	kept := made
	digest, files, err := w.render(in, made)
	if err == nil {
		err = w.folder.check(incidentFolder(in.ID), made.Names, old.owned())
	}
	switch {
	case err != nil && old != nil:
		stale := *old
		kept, stale.Stale = &stale, true
	case err != nil:
		kept = nil
	default:
		kept, err = w.write(made, old, files, digest)
	}
	w.settle(x, in.ID, kept, err)
}

// settle notes what became of an incident; kept is nil when nothing is there.
func (w *worker) settle(x parsed, id string, kept *built, err error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.fates[id] = written
	if err != nil {
		w.fates[id] = failed
		w.problems = append(w.problems, problem{place: x.place, source: x.name, incident: id, err: err})
	}
	if kept != nil {
		w.now.keep(kept)
	}
}

// rendered is a document's bytes and its name in the incident's folder.
type rendered struct {
	name string
	data []byte
}

// render returns the digest and the documents of an incident, and notes their names and sizes in made.
func (w *worker) render(in *incidents.Incident, made *built) (digest *compare.Digest, files []rendered, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = failedOn("incident " + in.ID)
		}
	}()
	report := analysis.Run(in)
	d := compare.Of(report)
	options := w.plan.options
	options.Assets = "../../assets"
	for _, writer := range w.plan.writers {
		document, err := writer.execute(report)
		if err != nil && writer.optional {
			made.Missing = append(made.Missing, err.Error())
			continue
		}
		if err != nil {
			return nil, nil, err
		}
		for _, f := range writer.files {
			data, err := f.format.Render(document, options)
			if err != nil {
				return nil, nil, fmt.Errorf("incident %s, %s: %w", in.ID, f.name, err)
			}
			files = append(files, rendered{f.name, data})
			made.Names, made.Sizes = append(made.Names, f.name), append(made.Sizes, int64(len(data)))
		}
	}
	return &d, files, nil
}

// write writes the documents of an incident and removes those that it has no more. It returns what is there then, also
// when it fails.
func (w *worker) write(made, old *built, files []rendered, digest *compare.Digest) (*built, error) {
	w.journal.begin(made)
	dir := incidentFolder(made.ID)
	err := w.folder.putAll(dir, files, old.owned())
	for _, name := range old.owned() {
		if err == nil && !slices.Contains(made.Names, name) {
			err = w.folder.remove(dir + "/" + name)
		}
	}
	if err == nil {
		w.journal.done(made, digest)
		err = w.journal.failure()
	}
	switch {
	case err == nil:
		return made, nil
	case old == nil:
		for _, name := range made.Names {
			w.folder.remove(dir + "/" + name) //nolint:errcheck // there may be none
		}
		return nil, err
	}
	half := *old
	half.Stale, half.Hash = true, ""
	half.Names, half.Sizes = slices.Clone(half.Names), slices.Clone(half.Sizes)
	half.add(made)
	return &half, err
}

// slashed returns a path with slashes, as the ledger has it on every system.
func slashed(name string) string { return strings.ReplaceAll(name, string(os.PathSeparator), "/") }
