package main

import (
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func somePractice() practiceState {
	return practiceState{
		Schema: practiceFormV, Incident: "cache", Role: "sre", Sessions: 2,
		Cards: []card{{"Why <so> \"long\"?", 1, 3, again, 41}, {"Who noticed?", 5, 2, easy, 0}},
	}
}

// What is written is read back, and no part of it passes for the whole.
func TestPracticeStateIsReadBack(t *testing.T) {
	state := somePractice()
	data, err := state.encode()
	if err != nil {
		t.Fatal(err)
	}
	got, err := parsePractice(data)
	if err != nil || !reflect.DeepEqual(got, state) {
		t.Fatalf("%s\nis read as %+v, %v", data, got, err)
	}
	whole := strings.TrimRight(string(data), "\n")
	for i := range whole {
		if _, err := parsePractice([]byte(whole[:i])); err == nil {
			t.Fatalf("the first %d bytes are read as a state", i)
		}
	}
}

func TestWhatNoSessionWritesIsDamaged(t *testing.T) {
	for name, spoil := range map[string]func(*practiceState){
		"schema":     func(s *practiceState) { s.Schema = "" },
		"sessions":   func(s *practiceState) { s.Sessions = -1 },
		"a million":  func(s *practiceState) { s.Sessions = 1 << 62 },
		"box 0":      func(s *practiceState) { s.Cards[0].Box = 0 },
		"box 6":      func(s *practiceState) { s.Cards[1].Box = 6 },
		"never":      func(s *practiceState) { s.Cards[0].Session = 0 },
		"the future": func(s *practiceState) { s.Cards[0].Session = 4 },
		"grade":      func(s *practiceState) { s.Cards[0].Grade = "fine" },
		"seconds":    func(s *practiceState) { s.Cards[0].Seconds = -1 },
		"question":   func(s *practiceState) { s.Cards[0].Question = "" },
		"twice":      func(s *practiceState) { s.Cards[1].Question = s.Cards[0].Question },
	} {
		state := somePractice()
		spoil(&state)
		data, _ := state.encode()
		var other *trouble
		if _, err := parsePractice(data); err == nil || errors.As(err, &other) {
			t.Errorf("%s: %v", name, err)
		}
	}
	for _, text := range []string{"", "null", "[]", "{}", `{"schema":"postmortem-practice/v1","note":"mine"}`, `{"schema":"postmortem-practice/v1"} {}`} {
		if _, err := parsePractice([]byte(text)); err == nil {
			t.Errorf("%s is read as a state", text)
		}
	}
}

// Two practices at once do not lose each other's grades: the second to write is told.
func TestPracticeDoesNotOverwriteAnother(t *testing.T) {
	dir := t.TempDir()
	one, two := &practiceFile{dir: dir, name: "cache.sre.json"}, &practiceFile{dir: dir, name: "cache.sre.json"}
	p := &program{err: &stream{w: io.Discard}}
	if err := one.save(somePractice()); err != nil {
		t.Fatal(err)
	}
	state, err := p.loadPractice(two, "cache", "sre")
	if err != nil {
		t.Fatal(err)
	}
	state.Cards = state.Cards[:1]
	if err := two.save(state); err != nil {
		t.Fatal(err)
	}
	written, _ := os.ReadFile(one.path())
	if err := one.save(somePractice()); err == nil || !strings.Contains(err.Error(), "has changed") {
		t.Errorf("the other's file is overwritten: %v", err)
	}
	if now, _ := os.ReadFile(one.path()); string(now) != string(written) {
		t.Errorf("the file now holds %s", now)
	}
}

// A damaged file gets a name of its own, however many there are.
func TestSetAsideOverwritesNothing(t *testing.T) {
	path := filepath.Join(t.TempDir(), "cache.sre.json")
	saved := 0
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.String().Draw(t, "text")
		saved++
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		aside, err := setAside(path)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := os.ReadFile(aside); err != nil || string(got) != text {
			t.Fatalf("%s holds %q, %v", aside, got, err)
		}
	})
	if entries, _ := os.ReadDir(filepath.Dir(path)); saved == 0 || len(entries) < saved {
		t.Errorf("%d of %d files are left", len(entries), saved)
	}
}

// A grade that was acknowledged is on the disk: the process is killed right after, and the next one goes on from there.
func TestAKilledPracticeLosesNothing(t *testing.T) {
	home := t.TempDir()
	graded := 0
	for _, answers := range []int{1, 2, 1} {
		cmd := exec.Command("postmortem", "practice", "--example", "aws-2025-10-20-dynamodb-dns", "--role", "sre")
		cmd.Env = append(os.Environ(), "XDG_DATA_HOME="+home)
		in, out := pipes(t, cmd)
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		for range answers {
			if _, err := io.WriteString(in, "\nhard\n"); err != nil {
				t.Fatal(err)
			}
			readUntil(t, out, "hard: due again")
		}
		cmd.Process.Kill()
		cmd.Wait()
		graded += answers
		state := readPractice(t, filepath.Join(home, "postmortem", "practice", "aws-2025-10-20-dynamodb-dns.sre.json"))
		if len(state.Cards) != graded || state.Sessions != 0 {
			t.Fatalf("%d grades were given in the first session, and this is kept: %+v", graded, state)
		}
	}
}

func pipes(t *testing.T, cmd *exec.Cmd) (io.Writer, io.Reader) {
	t.Helper()
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	return in, out
}

// readUntil reads up to the last byte of text and no further.
func readUntil(t *testing.T, r io.Reader, text string) {
	t.Helper()
	var seen []byte
	b := make([]byte, 1)
	for !strings.HasSuffix(string(seen), text) {
		if _, err := r.Read(b); err != nil {
			t.Fatalf("%v after %s", err, seen)
		}
		seen = append(seen, b[0])
	}
}

func readPractice(t *testing.T, path string) practiceState {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	state, err := parsePractice(data)
	if err != nil {
		t.Fatal(err)
	}
	return state
}
