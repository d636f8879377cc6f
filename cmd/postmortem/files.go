package main

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/postmortem-dev/postmortem/incidents"
	"github.com/postmortem-dev/postmortem/incidents/corpus"
)

// This file is the only reader and writer of files.

// input is one file as it was read, with the name that diagnostics use for it.
type input struct {
	name string
	data []byte
}

// inputs says which records a command reads.
type inputs struct {
	examples []string
	files    []string // - is standard input
}

// read returns the inputs that can be read, and tells what is wrong with the others.
func (p *program) read(from inputs) ([]input, error) {
	if len(from.examples)+len(from.files) == 0 {
		return nil, wrongUsage("name a file, - for standard input, or --example NAME", "no record to read")
	}
	var found []input
	for _, name := range from.examples {
		file, data, ok := corpus.Read(name)
		if !ok {
			return nil, unknown("example", name, corpus.Names(), "postmortem list examples")
		}
		found = append(found, input{name: file, data: data})
	}
	for _, name := range from.files {
		in, err := p.readInput(name)
		if err != nil {
			p.tell(err)
			continue
		}
		found = append(found, in)
	}
	return found, nil
}

func (p *program) readInput(name string) (input, error) {
	if name != "-" {
		data, err := readFile(name)
		return input{name: name, data: data}, err
	}
	data, err := readLimited(p.in)
	if err != nil {
		return input{}, fmt.Errorf("standard input: %w", reason(err))
	}
	return input{name: "<stdin>", data: data}, nil
}

func readFile(name string) ([]byte, error) { return readFileInto(nil, name) }

// readFileInto reads a file into room, which grows if need be.
func readFileInto(room []byte, name string) ([]byte, error) {
	file, err := os.Open(name)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, reason(err))
	}
	defer file.Close()
	info, err := file.Stat()
	if err == nil && info.IsDir() {
		return nil, &trouble{status: statusFailure, message: name + ": is a directory", hint: "name the files in it"}
	}
	b := bytes.NewBuffer(room[:0])
	if err == nil && info.Size() <= incidents.MaxSize {
		b.Grow(int(info.Size()) + bytes.MinRead)
	}
	if _, err := b.ReadFrom(limited(file)); err != nil {
		return nil, fmt.Errorf("%s: %w", name, reason(err))
	}
	return b.Bytes(), nil
}

// readLimited reads all of r, but not without end.
func readLimited(r io.Reader) ([]byte, error) { return io.ReadAll(limited(r)) }

// limited ends one byte after the largest record, so that a file without end does not fill the memory and the parser
// still sees that it is too large.
func limited(r io.Reader) io.Reader { return io.LimitReader(r, incidents.MaxSize+1) }

// destination is where documents go: standard output, one named file, or a directory in which each gets a name.
type destination struct {
	dir  string // "" is standard output
	file string // "" in a directory
}

// chooseDestination returns where output says that documents go: nothing or - is standard output; a directory is what
// exists as one, ends in a separator, or is to hold several documents.
func chooseDestination(output string, several bool) destination {
	switch {
	case output == "", output == "-":
		return destination{}
	case several, isDirName(output), isDir(output):
		return destination{dir: output}
	}
	return destination{dir: filepath.Dir(output), file: filepath.Base(output)}
}

// isDirName reports whether name can only be a directory's.
func isDirName(name string) bool {
	return name != "" && (os.IsPathSeparator(name[len(name)-1]) || filepath.Base(name) == "." || filepath.Base(name) == "..")
}

func isDir(name string) bool {
	info, err := os.Stat(name)
	return err == nil && info.IsDir()
}

func isFile(name string) bool {
	info, err := os.Stat(name)
	return err == nil && !info.IsDir()
}

// write writes data to d, under name if d is a directory, which is made if need be. It prints the path of a file that
// it has written.
func (p *program) write(d destination, name string, data []byte) error {
	return p.writeBy(d, name, func(w io.Writer) error {
		_, err := w.Write(data)
		return err
	})
}

// writeBy is write for what is too much to hold at once.
func (p *program) writeBy(d destination, name string, write func(io.Writer) error) error {
	if d.dir == "" {
		return write(p.out)
	}
	if d.file != "" {
		name = d.file
	} else if err := os.MkdirAll(d.dir, 0o777); err != nil {
		return fmt.Errorf("%s: %w", d.dir, reason(err))
	}
	path := filepath.Join(d.dir, name)
	if err := writeFileBy(d.dir, name, write); err != nil {
		return fmt.Errorf("%s: %w", path, reason(err))
	}
	fmt.Fprintln(p.out, printable(path))
	return nil
}

// writeFile puts data under name in dir at once or not at all; see writeFileBy.
func writeFile(dir, name string, data []byte) error {
	return writeFileBy(dir, name, func(w io.Writer) error {
		_, err := w.Write(data)
		return err
	})
}

// writeFileBy puts what write writes under name in dir at once or not at all, keeping the mode of a file that is there
// already. A root confines it: whatever name holds, nothing outside dir is touched. Only a plain file is replaced;
// following a symbolic link would write somewhere else, replacing it would lose the link, and replacing a device would
// break the machine.
func writeFileBy(dir, name string, write func(io.Writer) error) error {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return err
	}
	defer root.Close()
	switch info, err := root.Lstat(name); {
	case errors.Is(err, fs.ErrNotExist):
	case err != nil:
		return err
	case info.Mode().Type() == fs.ModeSymlink:
		return errors.New("is a symbolic link; not followed, not replaced")
	case !info.Mode().IsRegular():
		return errors.New("exists and is not a plain file")
	}
	return replaceFile(root, name, func(w io.Writer) error {
		b := bufio.NewWriterSize(w, 64<<10)
		if err := write(b); err != nil {
			return err
		}
		return b.Flush()
	})
}

// reason returns what the system said, without the operation and the path that Go puts before it; the caller names the
// file as the user did.
func reason(err error) error {
	var path *fs.PathError
	var link *os.LinkError
	switch {
	case errors.As(err, &path):
		return path.Err
	case errors.As(err, &link):
		return link.Err
	}
	return err
}
