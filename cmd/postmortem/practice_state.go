package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

const (
	practiceForm  = "postmortem-practice/"
	practiceFormV = practiceForm + "v1"
)

// practiceState is what a person's file keeps about one incident and role.
type practiceState struct {
	Schema   string `json:"schema"`
	Incident string `json:"incident"`
	Role     string `json:"role"`
	Sessions int    `json:"sessions"` // finished ones
	Cards    []card `json:"cards"`    // in the order in which they were first asked
}

// practiceFile is where a state is kept.
type practiceFile struct {
	dir, name string
	seen      []byte // what stood in it when it was last read or written
}

func (f *practiceFile) path() string { return filepath.Join(f.dir, f.name) }

// findPracticeFile returns the file for an incident and a role in the user's data directory, as the XDG base directory
// specification has it; the specification says that a relative path there counts as none.
func findPracticeFile(incident, role string) (*practiceFile, error) {
	data := os.Getenv("XDG_DATA_HOME")
	if !filepath.IsAbs(data) {
		home, err := os.UserHomeDir()
		if err != nil {
			return nil, &trouble{status: statusFailure, message: "no place to keep how the answers went: " + err.Error(), hint: "set XDG_DATA_HOME to a directory"}
		}
		data = filepath.Join(home, ".local", "share")
	}
	return &practiceFile{dir: filepath.Join(data, "postmortem", "practice"), name: incident + "." + role + ".json"}, nil
}

// loadPractice returns the state that f keeps, or a new one if there is none. A damaged file is set aside, not dropped.
func (p *program) loadPractice(f *practiceFile, incident, role string) (practiceState, error) {
	fresh := practiceState{Schema: practiceFormV, Incident: incident, Role: role, Cards: []card{}}
	data, err := readFile(f.path())
	if errors.Is(err, fs.ErrNotExist) {
		return fresh, nil
	}
	if err != nil {
		return fresh, err
	}
	f.seen = data
	state, err := parsePractice(data)
	var other *trouble
	switch {
	case err == nil:
		return state, nil
	case errors.As(err, &other):
		other.message = f.path() + ": " + other.message
		return fresh, other
	}
	aside, failed := setAside(f.path())
	if failed != nil {
		return fresh, fmt.Errorf("%s: is damaged (%w) and cannot be set aside: %w", f.path(), err, reason(failed))
	}
	p.tell(&trouble{status: statusDone, message: fmt.Sprintf("%s: is damaged: %s", f.path(), err), hint: "practice begins anew; the damaged file is now " + aside})
	return fresh, nil
}

// setAside gives a file a name that no file has yet.
func setAside(path string) (string, error) {
	for i := 1; ; i++ {
		aside := path + ".damaged"
		if i > 1 {
			aside += fmt.Sprint(i)
		}
		if _, err := os.Lstat(aside); errors.Is(err, fs.ErrNotExist) {
			return aside, os.Rename(path, aside)
		} else if err != nil {
			return aside, err
		}
	}
}

// parsePractice returns a state. An error means that data is damaged, unless it is a trouble: data is then of another
// version of the program, and sound.
func parsePractice(data []byte) (s practiceState, err error) {
	var head struct {
		Schema string `json:"schema"`
	}
	if err := json.Unmarshal(data, &head); err == nil && strings.HasPrefix(head.Schema, practiceForm) && head.Schema != practiceFormV {
		return s, &trouble{status: statusFailure, message: fmt.Sprintf("is of the form %q; this program knows %q", head.Schema, practiceFormV), hint: "use the program that wrote it, or move the file away"}
	}
	d := json.NewDecoder(bytes.NewReader(data))
	// A word that we would not write back would be lost with the next grade.
	d.DisallowUnknownFields()
	if err := d.Decode(&s); err != nil {
		return s, errors.New("it is not the JSON that was written")
	}
	if _, err := d.Token(); err != io.EOF {
		return s, errors.New("something follows its end")
	}
	return s, s.check()
}

// check returns the first thing in a state that no session can have written.
func (s *practiceState) check() error {
	if s.Schema != practiceFormV {
		return fmt.Errorf("its schema is %q, not %q", s.Schema, practiceFormV)
	}
	if s.Sessions < 0 || s.Sessions > mostSessions {
		return fmt.Errorf("it counts %d sessions", s.Sessions)
	}
	for i, c := range s.Cards {
		switch {
		case c.Question == "" || s.find(c.Question) != i:
			return fmt.Errorf("card %d has no question of its own", i+1)
		case c.Box < 1 || c.Box > boxes:
			return fmt.Errorf("card %d is in box %d of %d", i+1, c.Box, boxes)
		case c.Session < 1 || c.Session > s.session():
			return fmt.Errorf("card %d was asked in session %d of %d", i+1, c.Session, s.session())
		case !slices.Contains(grades(), c.Grade):
			return fmt.Errorf("card %d has the grade %q", i+1, c.Grade)
		case c.Seconds < 0:
			return fmt.Errorf("card %d took %d seconds", i+1, c.Seconds)
		}
	}
	return nil
}

// mostSessions is more than anybody practises, and keeps the sums small.
const mostSessions = 1_000_000

// save replaces the file at once or not at all, and not when somebody else has written it: their grades would be lost.
func (f *practiceFile) save(s practiceState) error {
	data, err := s.encode()
	if err != nil {
		return fmt.Errorf("%s: %w", f.path(), err)
	}
	switch there, err := readFile(f.path()); {
	case errors.Is(err, fs.ErrNotExist):
	case err != nil:
		return err
	case !bytes.Equal(there, f.seen):
		return &trouble{status: statusFailure, message: f.path() + ": has changed since this practice read it", hint: "end the other practice, and begin this one again"}
	}
	if err := os.MkdirAll(f.dir, 0o700); err != nil { // the mode that the XDG specification asks for
		return fmt.Errorf("%s: %w", f.dir, reason(err))
	}
	if err := writeFile(f.dir, f.name, data); err != nil {
		return fmt.Errorf("%s: %w", f.path(), reason(err))
	}
	f.seen = data
	return nil
}

func (s practiceState) encode() ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false) // people read it
	e.SetIndent("", "  ")
	err := e.Encode(s)
	return b.Bytes(), err
}
