package main

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/postmortem-dev/postmortem/incidents"
	"github.com/postmortem-dev/postmortem/incidents/importers"
)

// importReader imports what the arguments name, and tells on standard error what became of it.
type importReader struct {
	*program
	from    string
	options importers.Options
}

// argument imports a file, standard input, an archive, or a directory: as a whole if it is one source, else file by file.
func (r importReader) argument(name string) []importers.Result {
	if name == "-" {
		return r.standardInput()
	}
	if !isDir(name) {
		return r.file(name, false)
	}
	if found, ok := r.folder(name, os.DirFS(name)); ok {
		return found
	}
	var results []importers.Result
	err := filepath.WalkDir(name, func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			r.tell(fmt.Errorf("%s: %w", path, reason(err)))
		case d.IsDir() && path != name && strings.HasPrefix(d.Name(), "."):
			return fs.SkipDir
		case d.Type().IsRegular() && !strings.HasPrefix(d.Name(), "."):
			results = append(results, r.file(path, true)...)
		}
		return nil
	})
	if err != nil {
		r.tell(fmt.Errorf("%s: %w", name, reason(err)))
	}
	if len(results) == 0 {
		r.tell(&trouble{status: statusInput, message: name + ": nothing in it can be imported", hint: "postmortem list importers shows what can"})
	}
	return results
}

// zipped is how a zip archive begins.
const zipped = "PK\x03\x04"

func (r importReader) standardInput() []importers.Result {
	const name = "<stdin>"
	start := make([]byte, len(zipped))
	n, _ := io.ReadFull(r.in, start)
	whole := io.MultiReader(bytes.NewReader(start[:n]), r.in)
	if string(start) != zipped {
		return r.content(name, whole, false)
	}
	data, err := readLimited(whole)
	if err == nil && len(data) > incidents.MaxSize {
		err = &trouble{status: statusInput, message: name + ": the archive has more than 16 MB", hint: "name the file instead"}
	}
	if err != nil {
		r.tell(err)
		return nil
	}
	return r.archive(name, bytes.NewReader(data), int64(len(data)))
}

// file imports a file; beside says that it was found in a directory.
func (r importReader) file(name string, beside bool) []importers.Result {
	file, err := os.Open(name)
	if err != nil {
		r.tell(fmt.Errorf("%s: %w", name, reason(err)))
		return nil
	}
	defer file.Close()
	start := make([]byte, len(zipped))
	if _, err := file.ReadAt(start, 0); err == nil && string(start) == zipped {
		if info, err := file.Stat(); err == nil {
			return r.archive(name, file, info.Size())
		}
	}
	return r.content(name, file, beside)
}

func (r importReader) archive(name string, file io.ReaderAt, size int64) []importers.Result {
	archive, err := zip.NewReader(file, size)
	if err != nil {
		r.tell(&trouble{status: statusInput, message: fmt.Sprintf("%s: it looks like a zip archive that is broken: %s", name, err)})
		return nil
	}
	found, ok := r.folder(name, importers.Unpacked(archive, size))
	if !ok {
		r.tell(&trouble{status: statusInput, message: name + ": it looks like a zip archive, and not like the export of a chat", hint: "unpack it and name what is in it"})
	}
	return found
}

func (r importReader) folder(name string, folder fs.FS) ([]importers.Result, bool) {
	o := r.options
	o.File = filepath.Base(name)
	result, ok, err := importers.ImportFolder(folder, r.from, o)
	if !ok {
		return nil, false
	}
	return r.judge(name, result, err, false), true
}

func (r importReader) content(name string, file io.Reader, beside bool) []importers.Result {
	o := r.options
	o.File = filepath.Base(name)
	result, err := importers.Import(file, r.from, o)
	return r.judge(name, result, err, beside)
}

// judge tells what became of a source. What a directory holds beside does not fail the run.
func (r importReader) judge(name string, result importers.Result, err error, beside bool) []importers.Result {
	var refusal *importers.Refusal
	switch {
	case errors.As(err, &refusal) && beside:
		fmt.Fprintf(r.err, "%s: passed over: %s\n", printable(name), printable(refusal.Message))
		return nil
	case errors.As(err, &refusal):
		r.tell(&trouble{status: statusInput, message: name + ": " + refusal.Message, hint: refusal.Hint})
		return nil
	case err != nil:
		r.tell(fmt.Errorf("%s: %w", name, reason(err)))
		return nil
	}
	r.account(name, result)
	return []importers.Result{result}
}

// account prints one line for a file, and one for each reason for which entries were skipped or are in doubt.
func (r importReader) account(name string, result importers.Result) {
	total := result.Total()
	fmt.Fprintf(r.err, "%s: %s, %s; %s\n", printable(name), result.Drafts[0].From, holds(result.Drafts), total)
	for _, s := range total.Skipped {
		fmt.Fprintf(r.err, "    skipped %d: %s (%s)\n", s.Entries, printable(s.Why), printable(s.Sample(3)))
	}
	for _, doubt := range total.Doubts {
		fmt.Fprintf(r.err, "    doubt: %s\n", printable(doubt))
	}
}

// holds says what the drafts of a file are.
func holds(drafts []importers.Draft) string {
	if !drafts[0].Part() {
		return count(len(drafts), "incident")
	}
	in := drafts[0].Incident
	edges, windows := 0, 0
	for _, s := range in.Services {
		edges, windows = edges+len(s.DependsOn), windows+len(s.Windows)
	}
	text := "no incident, but " + count(len(in.Services), "service")
	if edges > 0 {
		text += ", " + map[bool]string{true: "1 dependency", false: fmt.Sprintf("%d dependencies", edges)}[edges == 1]
	}
	if windows > 0 {
		text += ", " + count(windows, "impact window")
	}
	return text
}
