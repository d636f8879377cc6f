package main

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"hash"
	"io"
	"slices"
)

// place is where an incident's digest stands.
type place struct {
	where  digestFile
	offset int64
	length int
}

type digestFile int

const (
	nowhere   digestFile = iota
	inDigests            // digests.jsonl of the last build
	inJournal
)

// digestsName is the file with a digest of each incident.
const digestsName = "digests.jsonl"

// locateDigests finds the digests of the last build. If the file is not one that a build has written, it finds none, and
// they are made anew.
func (l *ledger) locateDigests(f *folder) {
	file, err := f.root.Open(digestsName)
	if err != nil {
		return
	}
	defer file.Close()
	h, found := sha256.New(), map[string]place{}
	lines := bufio.NewReaderSize(io.TeeReader(file, h), 256<<10)
	for offset := int64(0); err == nil; {
		var line []byte
		var n int
		if line, n, err = longLine(lines); err == nil {
			id, _ := digestID(line)
			found[id] = place{inDigests, offset, n - 1}
		}
		offset += int64(n)
	}
	if !slices.Contains(l.digests, hashOf(h)) {
		return
	}
	for id, at := range found {
		if e := l.incidents[id]; e != nil && e.digest.where == nowhere {
			e.digest = at
		}
	}
}

// longLine returns the beginning of the next line and the length of all of it with its end.
func longLine(r *bufio.Reader) (head []byte, n int, err error) {
	head, err = r.ReadSlice('\n')
	if !errors.Is(err, bufio.ErrBufferFull) {
		return head, len(head), err
	}
	head, n = slices.Clone(head), len(head)
	for errors.Is(err, bufio.ErrBufferFull) {
		var more []byte
		more, err = r.ReadSlice('\n')
		n += len(more)
	}
	return head, n, err
}

// digestID returns the id at the beginning of a digest's line.
func digestID(line []byte) (string, bool) {
	_, rest, ok := bytes.Cut(line[:min(len(line), 4096)], []byte(`"id":"`))
	id, _, closed := bytes.Cut(rest, []byte(`"`))
	return string(id), ok && closed
}

// hashOf returns a short hash, long enough to tell apart what people write.
func hashOf(h hash.Hash) string { return hex.EncodeToString(h.Sum(nil)[:16]) }
