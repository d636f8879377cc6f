package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

// TestMain puts the program on PATH, as a process of its own.
func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"postmortem": main})
}

// TestScripts runs testdata/script; with UPDATE_SCRIPTS=1 it writes what it got into them.
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/script",
		RequireExplicitExec: true,
		UpdateScripts:       os.Getenv("UPDATE_SCRIPTS") != "",
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"status": expectStatus,
			"mode":   expectMode,
		},
		Condition: func(name string) (bool, error) {
			if name != "root" {
				return false, fmt.Errorf("no condition %q", name)
			}
			return os.Geteuid() == 0, nil
		},
	})
}

// expectStatus is "status N command...": it runs the command and wants that exit status.
func expectStatus(ts *testscript.TestScript, _ bool, args []string) {
	err := ts.Exec(args[1], args[2:]...)
	got := 0
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		got = exit.ExitCode()
	} else if err != nil {
		ts.Fatalf("%v", err)
	}
	if strconv.Itoa(got) != args[0] {
		ts.Fatalf("exit status %d, not %s", got, args[0])
	}
}

// expectMode is "mode 0640 file".
func expectMode(ts *testscript.TestScript, _ bool, args []string) {
	info, err := os.Stat(ts.MkAbs(args[1]))
	ts.Check(err)
	if want, _ := strconv.ParseUint(args[0], 8, 32); uint64(info.Mode()) != want {
		ts.Fatalf("%s has mode %o, not %s", args[1], info.Mode(), args[0])
	}
}

// A reader that goes away, before the first byte or after the first few, is no error of ours. The document is longer than
// what a pipe holds.
func TestABrokenPipeEndsQuietly(t *testing.T) {
	for _, readBytes := range []int{0, 16} {
		cmd := exec.Command("postmortem", "report", "--example", "aws-2025-10-20-dynamodb-dns")
		var complaints bytes.Buffer
		cmd.Stderr = &complaints
		read, write, err := os.Pipe()
		if err != nil {
			t.Fatal(err)
		}
		cmd.Stdout = write
		if readBytes == 0 {
			read.Close()
		}
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		write.Close()
		if readBytes > 0 {
			if _, err := io.ReadFull(read, make([]byte, readBytes)); err != nil {
				t.Fatal(err)
			}
			read.Close()
		}
		if err := cmd.Wait(); err != nil || complaints.Len() > 0 {
			t.Errorf("after %d bytes: %v, and on standard error: %q", readBytes, err, complaints.String())
		}
	}
}

// A device that is full is a failure, though the pipe's end is not.
func TestAFullDeviceIsAFailure(t *testing.T) {
	var complaints bytes.Buffer
	if got := run([]string{"schema"}, strings.NewReader(""), full{}, &complaints); got != statusFailure {
		t.Errorf("exit status %d, not %d", got, statusFailure)
	}
	if got, want := complaints.String(), "postmortem: standard output: no space left on device\n"; got != want {
		t.Errorf("standard error %q, not %q", got, want)
	}
}

type full struct{}

func (full) Write([]byte) (int, error) {
	return 0, &os.PathError{Op: "write", Path: "stdout", Err: errors.New("no space left on device")}
}

// Whatever the name, writeFile touches nothing outside its directory.
func TestWriteFileStaysInItsDirectory(t *testing.T) {
	outside := t.TempDir()
	dir := filepath.Join(outside, "dir")
	if err := os.Mkdir(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(outside, filepath.Join(dir, "door")); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"../x", "door/x", filepath.Join(outside, "x"), "..", ".", ""} {
		if err := writeFile(dir, name, []byte("text")); err == nil {
			t.Errorf("writeFile(%q) succeeded", name)
		}
	}
	if entries, _ := os.ReadDir(outside); len(entries) != 1 {
		t.Errorf("outside the directory there is now %v", entries)
	}
}

// The same arguments give the same bytes: the order of Go's maps, which differs between processes, leaves no trace.
func TestRunsAgree(t *testing.T) {
	outputs := map[string]bool{}
	for range 3 {
		var out bytes.Buffer
		if status := run([]string{"report", "--example", "aws-2025-10-20-dynamodb-dns", "--format", "html"}, nil, &out, io.Discard); status != 0 {
			t.Fatalf("exit status %d", status)
		}
		outputs[out.String()] = true
	}
	if len(outputs) != 1 {
		t.Errorf("3 runs gave %d different pages", len(outputs))
	}
}
