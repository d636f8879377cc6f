package main

import (
	"bufio"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"slices"
	"strings"

	"github.com/postmortem-dev/postmortem/incidents"
)

// ledgerSchema names the form of the file markerName: what the last build made, and of what.
const ledgerSchema = "postmortem-build/v1"

// ledger is everything that builds have made in a directory. Nothing else is ever replaced or removed. It holds no
// times: the same records and the same program give the same ledger.
type ledger struct {
	site      string // hash of what the files of the site were made of
	files     map[string]made
	incidents map[string]*built

	names   map[string][]string // lists of names that entries share
	digests []string            // hashes that the file of digests may have
	journal string              // hash of the file, which the journal names
}

// made is a file of the site that a build has made. No hash: it may be half old and half new.
type made struct {
	Path string `json:"path"`
	Hash string `json:"hash,omitempty"`
	Size int64  `json:"size"`
}

// built is what was made of an incident.
type built struct {
	ID       string   `json:"id"`
	Source   string   `json:"source"`
	Hash     string   `json:"hash,omitempty"` // of the source and the plan; "" when the documents may be half old and half new
	Names    []string `json:"documents"`
	Sizes    []int64  `json:"sizes"`
	Of       int      `json:"of"`                 // how many incidents its source holds, one more if it has errors
	Warnings int      `json:"warnings,omitempty"` // of the source, noted at the first of its incidents
	Missing  []string `json:"missing,omitempty"`  // documents for which the record lacks something
	Stale    bool     `json:"stale,omitempty"`    // the source has errors by now

	digest place
}

// owned returns the names of the documents that builds have made.
func (e *built) owned() []string {
	if e == nil {
		return nil
	}
	return e.Names
}

// add adds the documents of another entry of the incident.
func (e *built) add(other *built) {
	for i, name := range other.Names {
		if !slices.Contains(e.Names, name) {
			e.Names, e.Sizes = append(e.Names, name), append(e.Sizes, other.Sizes[i])
		}
	}
}

func newLedger() *ledger {
	return &ledger{files: map[string]made{}, incidents: map[string]*built{}, names: map[string][]string{}}
}

// keep adds an entry.
func (l *ledger) keep(e *built) {
	e.Names = l.share(e.Names)
	l.incidents[e.ID] = e
}

// share returns the same list for the same names: most incidents have the same documents.
func (l *ledger) share(names []string) []string {
	key := strings.Join(names, "/")
	if have, ok := l.names[key]; ok {
		return have
	}
	l.names[key] = names
	return names
}

// sorted returns the entries by id.
func (l *ledger) sorted() []*built {
	out := make([]*built, 0, len(l.incidents))
	for _, e := range l.incidents {
		out = append(out, e)
	}
	slices.SortFunc(out, func(a, b *built) int { return strings.Compare(a.ID, b.ID) })
	return out
}

// readLedger returns what builds have made in f so far.
func readLedger(f *folder) (*ledger, error) {
	l := newLedger()
	file, err := f.root.Open(markerName)
	if err != nil {
		return nil, f.trouble(markerName, err)
	}
	defer file.Close()
	h := sha256.New()
	in := io.TeeReader(bufio.NewReaderSize(file, 64<<10), h)
	if err := l.decode(in); err != nil {
		return nil, &trouble{status: statusFailure, message: fmt.Sprintf("%s cannot be read: %s", f.trouble(markerName, errors.New("")), err), hint: "build into another directory; files there that no build has made would be lost otherwise"}
	}
	io.Copy(io.Discard, in) //nolint:errcheck // a hash: if this fails it is another
	l.journal = hex.EncodeToString(h.Sum(nil))
	l.digests = append(l.digests, l.files[digestsName].Hash)
	return l, nil
}

// decode reads the file value by value: a list of a hundred thousand incidents is never in the memory as text.
func (l *ledger) decode(r io.Reader) error {
	d := json.NewDecoder(r)
	if _, err := d.Token(); err != nil {
		return err
	}
	for d.More() {
		key, err := d.Token()
		if err != nil {
			return err
		}
		switch key {
		case "schema":
			var schema string
			if err := d.Decode(&schema); err != nil || schema != ledgerSchema {
				return errors.Join(err, fmt.Errorf("its form is not %s", ledgerSchema))
			}
		case "site":
			err = d.Decode(&l.site)
		case "files":
			err = decodeList(d, func(m made) { l.files[m.Path] = m })
		case "incidents":
			err = decodeList(d, func(e built) { l.keep(&e) })
		default:
			var skipped json.RawMessage
			err = d.Decode(&skipped)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func decodeList[T interface{ valid() bool }](d *json.Decoder, take func(T)) error {
	if _, err := d.Token(); err != nil {
		return err
	}
	for d.More() {
		var v T
		if err := d.Decode(&v); err != nil {
			return err
		}
		if !v.valid() {
			return errors.New("it names no file within the directory")
		}
		take(v)
	}
	_, err := d.Token()
	return err
}

func (m made) valid() bool { return fs.ValidPath(m.Path) && m.Path != "." }

func (e built) valid() bool {
	return incidents.ValidID(e.ID) && len(e.Names) == len(e.Sizes) &&
		!slices.ContainsFunc(e.Names, func(n string) bool { return !fs.ValidPath(n) || n == "." || strings.Contains(n, "/") })
}

// encode writes the ledger, one built a line.
func (l *ledger) encode(w io.Writer) error {
	out := bufio.NewWriterSize(w, 64<<10)
	fmt.Fprintf(out, "{\n\"schema\": %q,\n\"site\": %q,\n\"files\": [", ledgerSchema, l.site)
	paths := make([]string, 0, len(l.files))
	for p := range l.files {
		paths = append(paths, p)
	}
	slices.Sort(paths)
	for i, p := range paths {
		if err := encodeLine(out, i, l.files[p]); err != nil {
			return err
		}
	}
	out.WriteString("\n],\n\"incidents\": [")
	for i, e := range l.sorted() {
		if err := encodeLine(out, i, e); err != nil {
			return err
		}
	}
	out.WriteString("\n]\n}\n")
	return out.Flush()
}

func encodeLine(out *bufio.Writer, i int, v any) error {
	line, err := json.Marshal(v)
	if i > 0 {
		out.WriteByte(',')
	}
	out.WriteByte('\n')
	out.Write(line)
	return err
}
