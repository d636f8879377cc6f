package main

import (
	"crypto/sha256"
	"io"
	"iter"
	"slices"
	"strings"
	"sync"

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
