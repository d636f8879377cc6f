package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/bmatcuk/doublestar/v4"

	"github.com/postmortem-dev/postmortem/incidents"
	"github.com/postmortem-dev/postmortem/incidents/corpus"
)

// source is one place that records come from: a file, or a part of standard input.
type source struct {
	name string
	line int // how many lines of the stream come before it
	data []byte
	read bool // data holds it already
	err  error
}

// load returns the source with its data.
func (s source) load() source {
	if !s.read && s.err == nil {
		s.data, s.err = readFile(s.name)
		s.read = true
	}
	return s
}

// parse returns the incidents of a loaded source and what is wrong with it, placed in the whole stream.
func (s source) parse() ([]*incidents.Incident, []incidents.Diagnostic) {
	found, diagnostics := incidents.Parse(s.name, s.data)
	for i := range diagnostics {
		diagnostics[i].Line += s.line
	}
	return found, diagnostics
}

// recordNames are the extensions of the files that a directory is searched for.
func recordNames() []string { return []string{".yaml", ".yml", ".json"} }

// markerName is the file that marks a directory the program made. What lies below one is output, not records.
const markerName = ".postmortem-build.json"

// sources yields every source that the arguments name, in the order of the arguments, a directory's files by name. The
// files are not read yet.
func (p *program) sources(from inputs) iter.Seq[source] {
	return func(yield func(source) bool) {
		for _, name := range from.examples {
			file, data, ok := corpus.Read(name)
			s := source{name: file, data: data, read: true}
			if !ok {
				s.err = unknown("example", name, corpus.Names(), "postmortem list examples")
			}
			if !yield(s) {
				return
			}
		}
		for _, name := range from.files {
			if !p.expand(name, yield) {
				return
			}
		}
	}
}

func (p *program) expand(name string, yield func(source) bool) bool {
	info, err := os.Stat(name)
	switch {
	case name == "-":
		return standardInput(p.in, yield)
	case err == nil && info.IsDir():
		return directory(name, yield)
	case err != nil && strings.ContainsAny(name, "*?[{"):
		return glob(name, yield)
	}
	return yield(source{name: name})
}

func glob(pattern string, yield func(source) bool) bool {
	names, err := doublestar.FilepathGlob(pattern, doublestar.WithFilesOnly())
	if err == nil && len(names) == 0 {
		err = &trouble{status: statusFailure, message: pattern + ": no file matches", hint: "put the pattern in quotes, or let the shell expand it"}
	}
	if err != nil {
		return yield(source{name: pattern, err: err})
	}
	slices.Sort(names)
	for _, name := range names {
		if !yield(source{name: name}) {
			return false
		}
	}
	return true
}

// directory yields the records below root. Hidden files and directories are passed over, and so is the program's own
// output. Links are not followed: they could lead in a circle.
func directory(root string, yield func(source) bool) bool {
	found, goOn := false, true
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		switch hidden := path != root && strings.HasPrefix(d.Name(), "."); {
		case err != nil:
			goOn = yield(source{name: path, err: fmt.Errorf("%s: %w", path, reason(err))})
			if !goOn {
				return fs.SkipAll
			}
			return nil
		case d.IsDir() && (hidden || path != root && isFile(filepath.Join(path, markerName))):
			return fs.SkipDir
		case d.IsDir() || hidden || !slices.Contains(recordNames(), strings.ToLower(filepath.Ext(path))):
			return nil
		}
		found = true
		if goOn = yield(source{name: path}); !goOn {
			return fs.SkipAll
		}
		return nil
	})
	if err != nil && goOn {
		goOn = yield(source{name: root, err: fmt.Errorf("%s: %w", root, reason(err))})
	}
	if !found && goOn {
		goOn = yield(source{name: root, err: &trouble{status: statusFailure, message: root + ": holds no records", hint: "a record's name ends in " + strings.Join(recordNames(), ", ")}})
	}
	return goOn
}

// standardInput yields the records of standard input one by one: YAML documents parted by ---, or JSON values, so that a stream
// of any length needs the memory of its largest record.
func standardInput(in io.Reader, yield func(source) bool) bool {
	r := bufio.NewReaderSize(in, 64<<10)
	if first, _ := firstByte(r); first == '{' || first == '[' {
		return streamJSON(r, yield)
	}
	return streamYAML(r, yield)
}

// firstByte returns the first byte that is not white space, without taking it.
func firstByte(r *bufio.Reader) (byte, error) {
	for n := 1; ; n++ {
		ahead, err := r.Peek(n)
		if err != nil {
			return 0, err
		}
		if c := ahead[n-1]; !bytes.ContainsRune([]byte(" \t\r\n\xef\xbb\xbf"), rune(c)) && c < 0x80 {
			return c, nil
		}
	}
}

const stdinName = "<stdin>"

func streamJSON(r io.Reader, yield func(source) bool) bool {
	lines := &lineCounter{r: r}
	d := json.NewDecoder(lines)
	for {
		var raw json.RawMessage
		before := lines.at(d.InputOffset())
		err := d.Decode(&raw)
		switch {
		case errors.Is(err, io.EOF):
			return true
		case err != nil:
			// What is wrong and where, the parser of records says better.
			rest, _ := readLimited(io.MultiReader(d.Buffered(), r))
			return yield(source{name: stdinName, line: before, data: rest, read: true})
		}
		if !yield(source{name: stdinName, line: before, data: raw, read: true}) {
			return false
		}
	}
}

// lineCounter counts the lines of what is read through it.
type lineCounter struct {
	r    io.Reader
	read int64
	ends []int64 // offsets of line ends not yet passed
	line int
}

// Read reads and notes the line ends.
func (l *lineCounter) Read(b []byte) (int, error) {
	n, err := l.r.Read(b)
	for i, c := range b[:n] {
		if c == '\n' {
			l.ends = append(l.ends, l.read+int64(i))
		}
	}
	l.read += int64(n)
	return n, err
}

// at returns how many lines end before offset; offsets may only grow.
func (l *lineCounter) at(offset int64) int {
	for len(l.ends) > 0 && l.ends[0] < offset {
		l.ends, l.line = l.ends[1:], l.line+1
	}
	return l.line
}

func streamYAML(r *bufio.Reader, yield func(source) bool) bool {
	var document []byte
	line, began := 0, 0
	for {
		text, err := r.ReadBytes('\n')
		if bytes.Equal(bytes.TrimRight(text, " \r\n"), []byte("---")) || bytes.HasPrefix(text, []byte("--- ")) {
			if len(bytes.TrimSpace(document)) > 0 && !yield(source{name: stdinName, line: began, data: document, read: true}) {
				return false
			}
			document, began = nil, line
		}
		line++
		if len(document) <= incidents.MaxSize { // the parser then says that it is too large
			document = append(document, text...)
		}
		if err != nil {
			if !errors.Is(err, io.EOF) {
				return yield(source{name: stdinName, err: fmt.Errorf("standard input: %w", reason(err))})
			}
			if len(bytes.TrimSpace(document)) > 0 {
				return yield(source{name: stdinName, line: began, data: document, read: true})
			}
			return true
		}
	}
}

// inOrder calls work on each source, jobs at a time, and take on each outcome in the order of the sources. At most a few
// outcomes wait at any time.
func inOrder[S, T any](sources iter.Seq[S], jobs int, work func(S) T, take func(T)) {
	queue := make(chan chan T, 2*jobs)
	free := make(chan struct{}, jobs)
	go func() {
		defer close(queue)
		for s := range sources {
			outcome := make(chan T, 1)
			queue <- outcome
			free <- struct{}{}
			go func() {
				outcome <- work(s)
				<-free
			}()
		}
	}()
	for outcome := range queue {
		take(<-outcome)
	}
}
