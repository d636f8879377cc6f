package main

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/postmortem-dev/postmortem/analysis/compare"
	"github.com/postmortem-dev/postmortem/output/site"
)

// staleMark is the tag, and the end of the title, of an incident whose record has errors by now.
const staleMark = "stale"

// publish renews the files that are made of all incidents: comparisons, the pages around them, and the digests.
func (b *build) publish() error {
	entries := b.now.sorted()
	b.now.site = b.siteHash(entries)
	if b.now.site == b.before.site && b.siteIntact() {
		b.now.files = b.before.files
		return b.journal.failure()
	}
	allowMore(len(entries))
	digests, rows, err := b.readDigests(entries)
	if err != nil {
		return err
	}
	pages, err := b.compareAll(digests)
	if err != nil {
		return err
	}
	clear(digests)
	for file, err := range site.Files(rows, pages, b.plan.options) {
		if err != nil {
			return err
		}
		if err := b.putFile(file.Path, file.Data); err != nil {
			return err
		}
	}
	return b.writeDigests(entries)
}

// siteHash stands for everything that the files of the site are made of.
func (b *build) siteHash(entries []*built) string {
	h := sha256.New()
	h.Write(b.plan.key)
	for _, e := range entries {
		fmt.Fprintf(h, "%s %s %t %s\n", e.ID, e.Hash, e.Stale, strings.Join(e.Names, "/"))
	}
	return hashOf(h)
}

func (b *build) siteIntact() bool {
	for _, m := range b.before.files {
		if m.Path != buildReportName && (m.Hash == "" || !b.folder.holds(m.Path, m.Size)) {
			return false
		}
	}
	return len(b.before.files) > 0
}

// putFile writes a file of the site, unless it is there already.
func (b *build) putFile(name string, data []byte) error {
	h := sha256.New()
	h.Write(data)
	file := made{Path: name, Hash: hashOf(h), Size: int64(len(data))}
	before, owned := b.before.files[name]
	if before == file && b.folder.holds(name, file.Size) {
		b.has(file)
		return nil
	}
	if _, err := b.folder.replaceable(name, owned); err != nil {
		b.site(err)
		return nil
	}
	b.journal.add(journalLine{File: name})
	if err := b.journal.failure(); err != nil {
		return err
	}
	b.has(file)
	return b.folder.put(name, data, owned)
}

// has notes that the site has a file.
func (b *build) has(file made) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.now.files[file.Path] = file
}

// readDigests returns the digest and the row of each entry.
func (b *build) readDigests(entries []*built) ([]*compare.Digest, []site.Row, error) {
	digests, rows := make([]*compare.Digest, len(entries)), make([]site.Row, len(entries))
	old, err := b.openDigests()
	if err != nil {
		return nil, nil, err
	}
	defer old.Close()
	failures := make([]error, len(entries))
	lines, packers := make([][]byte, b.jobs), make([]compare.Packer, b.jobs)
	read := func(job, i int) error {
		line, err := b.digestLine(lines[job], entries[i], old)
		if err == nil {
			digests[i], err = compare.DecodeOwn(line)
		}
		if err == nil {
			markStale(digests[i], entries[i])
		}
		lines[job] = line
		return err
	}
	few := len(entries) <= compare.MostBeside
	b.each(len(entries), func(job, i int) {
		if failures[i] = read(job, i); failures[i] != nil {
			return
		}
		rows[i] = site.RowOf(digests[i], b.plan.documentsOf(entries[i]))
		if !few {
			digests[i] = packers[job].Lean(digests[i])
		}
	})
	err = errors.Join(failures...)
	if err == nil && !few {
		err = rereadLinked(digests, func(i int) error { return read(0, i) })
	}
	return digests, rows, err
}

// rereadLinked reads the digests that others have links to once more: they are compared whole.
func rereadLinked(digests []*compare.Digest, read func(i int) error) error {
	place := make(map[string]int, len(digests))
	for i, d := range digests {
		place[d.ID] = i
	}
	again := map[int]bool{}
	for _, d := range digests {
		for _, l := range d.Related {
			if i, ok := place[l.Incident]; ok {
				again[i] = true
			}
		}
	}
	for i := range again {
		if err := read(i); err != nil {
			return err
		}
	}
	return nil
}

// each calls work with the numbers up to n, as many at a time as the build has jobs, which have numbers too.
func (b *build) each(n int, work func(job, i int)) {
	var group sync.WaitGroup
	var taken atomic.Int64
	for job := range min(b.jobs, n) {
		group.Go(func() {
			for i := int(taken.Add(1)) - 1; i < n; i = int(taken.Add(1)) - 1 {
				work(job, i)
			}
		})
	}
	group.Wait()
}

func markStale(d *compare.Digest, e *built) {
	if e.Stale {
		d.Title += " (" + staleMark + ")"
		d.Tags = append(d.Tags, staleMark)
	}
}

// openDigests opens the digests of the last build, which need not be there.
func (b *build) openDigests() (*os.File, error) {
	file, err := b.folder.root.Open(digestsName)
	if errors.Is(err, os.ErrNotExist) {
		return nil, nil
	}
	return file, err
}

// digestLine reads the digest of an entry into line, which grows if need be.
func (b *build) digestLine(line []byte, e *built, old *os.File) ([]byte, error) {
	line = slices.Grow(line[:0], e.digest.length+1)[:e.digest.length]
	from := old
	if e.digest.where == inJournal {
		from = b.journal.file
	}
	if from == nil {
		return line, fmt.Errorf("incident %s: its digest is gone", e.ID)
	}
	_, err := from.ReadAt(line, e.digest.offset)
	if err != nil {
		return line, fmt.Errorf("the digest of incident %s: %w", e.ID, reason(err))
	}
	return line, nil
}

// writeDigests writes the digests by id, one a line.
func (b *build) writeDigests(entries []*built) error {
	old, err := b.openDigests()
	if err != nil {
		return err
	}
	defer old.Close()
	h := sha256.New()
	size := int64(0)
	err = b.putStream(digestsName, func(w io.Writer) error {
		var line []byte
		for _, e := range entries {
			var err error
			if line, err = b.digestLine(line, e, old); err != nil {
				return err
			}
			line = append(line, '\n')
			h.Write(line)
			size += int64(len(line))
			if _, err := w.Write(line); err != nil {
				return err
			}
		}
		b.journal.add(journalLine{File: digestsName, Hash: hashOf(h)})
		return b.journal.failure()
	})
	b.has(made{Path: digestsName, Hash: hashOf(h), Size: size})
	return err
}

// putStream writes a file of the site whose bytes come one after the other.
func (b *build) putStream(name string, write func(io.Writer) error) error {
	_, owned := b.before.files[name]
	if _, err := b.folder.replaceable(name, owned); err != nil {
		return err
	}
	b.journal.add(journalLine{File: name})
	if err := b.journal.failure(); err != nil {
		return err
	}
	return b.folder.stream(name, owned, write)
}
