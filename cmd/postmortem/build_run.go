package main

import (
	"crypto/sha256"
	"fmt"
	"hash"
	"io"
	"iter"
	"os"
	"slices"
	"strings"
	"sync"

	"github.com/postmortem-dev/postmortem/analysis"
	"github.com/postmortem-dev/postmortem/analysis/compare"
	"github.com/postmortem-dev/postmortem/incidents"
)

// build is one run of the command.
type build struct {
	p       *program
	plan    *plan
	jobs    int
	quiet   bool
	folder  *folder
	journal *journal
	bar     *progress

	before *ledger             // what is there
	byHash map[string][]*built // of before
	turns  turns

	feed  sync.Mutex
	next  func() (source, bool)
	stop  func()
	taken int // sources handed out

	mu       sync.Mutex
	now      *ledger           // what is to be there
	fates    map[string]fate   // by incident, of those that are not unchanged
	problems []problem         // of sources and incidents
	broken   map[string]bool   // the sources that have errors, and what could not be searched for sources
	lost     bool              // something that was named could not be read at all, so nothing is known to be gone
	claimed  map[string]string // the source of each incident
}

// fate is what became of an incident.
type fate string

// The fates of an incident.
const (
	written   fate = "written"
	unchanged fate = "unchanged"
	failed    fate = "failed"
	removed   fate = "removed"
)

// problem is what is wrong with a source or an incident.
type problem struct {
	place       int    // of the source among all
	source      string // its name
	incident    string // "" when it has no id
	err         error
	diagnostics []incidents.Diagnostic
}

func newBuild(p *program, o buildOptions, plan *plan, f *folder) (*build, error) {
	b := &build{p: p, plan: plan, jobs: o.jobs, quiet: o.quiet, folder: f, now: newLedger(), fates: map[string]fate{}, broken: map[string]bool{}, claimed: map[string]string{}, byHash: map[string][]*built{}}
	if err := f.mkdir("incidents"); err != nil {
		return nil, err
	}
	var err error
	if b.before, err = readLedger(f); err != nil {
		return nil, err
	}
	if b.journal, err = openJournal(f, b.before); err != nil {
		return nil, err
	}
	b.before.locateDigests(f)
	for _, e := range b.before.incidents {
		if e.Hash != "" {
			b.byHash[e.Hash] = append(b.byHash[e.Hash], e)
		}
	}
	list := p.records(o.from, o.output)
	stream := slices.Contains(o.from.files, "-")
	total := len(list)
	if stream {
		total = 0
	}
	b.bar = newProgress(p, total, o.quiet)
	b.next, b.stop = iter.Pull(inTurn(list, p.in, stream))
	return b, nil
}

// records returns every source that is named but those on standard input, by name and each once. What lies in the
// directory that is built is no record.
func (p *program) records(from inputs, out string) []source {
	from.files = slices.DeleteFunc(slices.Clone(from.files), func(name string) bool { return name == "-" })
	var list []source
	inside := within(out)
	for s := range p.sources(from) {
		if s.read || s.err != nil || !inside(s.name) {
			list = append(list, s)
		}
	}
	slices.SortStableFunc(list, func(a, b source) int { return strings.Compare(a.name, b.name) })
	return slices.CompactFunc(list, func(a, b source) bool { return a.name == b.name && a.read == b.read && a.err == nil && b.err == nil })
}

func inTurn(list []source, in io.Reader, stream bool) iter.Seq[source] {
	return func(yield func(source) bool) {
		for _, s := range list {
			if !yield(s) {
				return
			}
		}
		if stream {
			standardInput(in, yield)
		}
	}
}

// take returns the next source and its place among all; false when there is none, or the build cannot go on.
func (b *build) take() (source, int, bool) {
	b.feed.Lock()
	defer b.feed.Unlock()
	if b.journal.failure() != nil {
		return source{}, 0, false
	}
	s, ok := b.next()
	b.taken++
	return s, b.taken - 1, ok
}

// turns lets workers pass a point one after the other, in the order of the sources that they work on.
type turns struct {
	mu   sync.Mutex
	cond *sync.Cond
	next int
}

func (t *turns) wait(place int) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.cond == nil {
		t.cond = sync.NewCond(&t.mu)
	}
	for t.next != place {
		t.cond.Wait()
	}
}

func (t *turns) pass() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.next++
	if t.cond != nil {
		t.cond.Broadcast()
	}
}

// work makes the documents of all sources.
func (b *build) work() {
	var group sync.WaitGroup
	for range b.jobs {
		group.Go(func() {
			w := worker{build: b, hash: sha256.New()}
			for {
				s, place, ok := b.take()
				if !ok {
					return
				}
				w.source(s, place)
				b.bar.step()
			}
		})
	}
	group.Wait()
	b.bar.end()
	b.stop()
	b.next, b.stop, b.byHash, b.claimed = nil, nil, nil, nil // comparisons need the memory
}

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
