package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"sync"

	"github.com/postmortem-dev/postmortem/analysis/compare"
)

// journal is what a build has made so far, in a file that it adds to as it goes: whenever it ends, and however, the next
// one knows which files are a build's and goes on from there. It holds the digests too, so that they need no memory. When
// the build is done, the ledger says it all and the journal goes.
type journal struct {
	folder *folder
	file   *os.File

	mu  sync.Mutex
	end int64
	err error
}

// journalLine is one of: the ledger that the journal comes after, documents or files about to be written, and an incident
// whose documents are all there. The digest stands last.
type journalLine struct {
	After  string          `json:"after,omitempty"`
	Begin  *built          `json:"begin,omitempty"`
	File   string          `json:"file,omitempty"`
	Hash   string          `json:"hash,omitempty"` // of the file, where it matters later
	Done   *built          `json:"done,omitempty"`
	Digest json.RawMessage `json:"digest,omitempty"`
}

// openJournal reads what a build that was stopped has left into the ledger, and returns the journal to go on with.
func openJournal(f *folder, l *ledger) (*journal, error) {
	if _, err := f.replaceable(journalName, true); err != nil {
		return nil, err
	}
	j := &journal{folder: f}
	var err error
	if j.file, err = f.root.OpenFile(journalName, os.O_RDWR|os.O_CREATE, 0o666); err != nil {
		return nil, f.trouble(journalName, err)
	}
	if !j.replay(l) {
		j.end = 0
	}
	if err := j.file.Truncate(j.end); err != nil {
		return nil, f.trouble(journalName, err)
	}
	if j.end == 0 {
		j.add(journalLine{After: l.journal})
	}
	return j, j.err
}

// replay adds the journal's lines to the ledger, up to the one that the end of the build cut off. It reports whether the
// journal comes after this ledger: one from before it has nothing to add.
func (j *journal) replay(l *ledger) bool {
	lines := bufio.NewReaderSize(j.file, 256<<10)
	for first := true; ; first = false {
		text, err := lines.ReadBytes('\n')
		var line journalLine
		if err != nil || json.Unmarshal(text, &line) != nil {
			return !first
		}
		if first && (line.After == "" || line.After != l.journal) {
			return false
		}
		l.apply(line, place{inJournal, j.end + int64(len(text)-len("}\n")-len(line.Digest)), len(line.Digest)})
		j.end += int64(len(text))
	}
}

// apply adds a line to the ledger. What was only begun is a build's, but nobody knows what is in it.
func (l *ledger) apply(line journalLine, digest place) {
	switch {
	case line.File != "" && (made{Path: line.File}).valid():
		l.files[line.File] = made{Path: line.File}
		if line.File == digestsName {
			l.digests = append(l.digests, line.Hash)
		}
	case line.Begin != nil && line.Begin.valid():
		e := line.Begin
		if old := l.incidents[e.ID]; old != nil {
			e.digest = old.digest
			e.add(old)
		}
		l.keep(e)
	case line.Done != nil && line.Done.valid():
		line.Done.digest = digest
		l.keep(line.Done)
	}
}

// add appends a line.
func (j *journal) add(line journalLine) {
	text, err := json.Marshal(line)
	j.write(append(text, '\n'), err)
}

// begin notes which documents of an incident are about to be written.
func (j *journal) begin(e *built) {
	j.add(journalLine{Begin: &built{ID: e.ID, Source: e.Source, Names: e.Names, Sizes: make([]int64, len(e.Names))}})
}

// done notes that the documents of e are there, with its digest.
func (j *journal) done(e *built, digest *compare.Digest) {
	text, err := json.Marshal(e)
	line, errDigest := compare.Encode(digest)
	line = bytes.TrimSuffix(line, []byte("\n"))
	out := make([]byte, 0, len(text)+len(line)+32)
	out = append(append(append(out, `{"done":`...), text...), `,"digest":`...)
	start := len(out)
	out = append(append(out, line...), "}\n"...)
	if at := j.write(out, errors.Join(err, errDigest)); at >= 0 {
		e.digest = place{inJournal, at + int64(start), len(line)}
	}
}

// write appends text and returns where it stands, or -1.
func (j *journal) write(text []byte, err error) int64 {
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.err == nil && err == nil {
		_, err = j.file.WriteAt(text, j.end)
	}
	if err != nil && j.err == nil {
		j.err = j.folder.trouble(journalName, err)
	}
	if j.err != nil {
		return -1
	}
	at := j.end
	j.end += int64(len(text))
	return at
}

func (j *journal) failure() error {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.err
}

func (j *journal) close() { j.file.Close() }

// finish removes the journal: the ledger has it all.
func (j *journal) finish() error {
	j.close()
	if err := j.folder.root.Remove(journalName); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("%s: %w", journalName, reason(err))
	}
	return nil
}
