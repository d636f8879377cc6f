package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/gofrs/flock"
)

// The files that a build keeps for itself, beside markerName.
const (
	lockName    = ".postmortem-build.lock"
	scratchName = ".postmortem-build.tmp" // where files are written before they are renamed
	journalName = ".postmortem-build.journal"
)

// folder is the directory that is built. A root confines it, only one build at a time has it, and whatever it writes
// appears at once: files are written under another name and then renamed. They are not flushed to the disk, which would
// take several times as long; after a power failure build once more.
type folder struct {
	name  string
	root  *os.Root
	lock  *flock.Flock
	drops atomic.Int64 // numbers names in scratchName

	mu   sync.Mutex
	made map[string]bool // directories known to be there
}

// openFolder makes the directory if need be. One that holds files and was not made by a build is refused.
func openFolder(name string) (*folder, error) {
	if err := os.MkdirAll(name, 0o777); err != nil {
		return nil, fmt.Errorf("%s: %w", name, reason(err))
	}
	root, err := os.OpenRoot(name)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, reason(err))
	}
	f := &folder{name: name, root: root, made: map[string]bool{".": true}}
	if err := f.claim(); err != nil {
		f.close()
		return nil, err
	}
	return f, nil
}

func (f *folder) claim() error {
	entries, err := fs.ReadDir(f.root.FS(), ".")
	if err != nil {
		return fmt.Errorf("%s: %w", f.name, reason(err))
	}
	ours, marked := []string{lockName, scratchName, journalName, markerName}, false
	foreign := ""
	for _, e := range entries {
		marked = marked || e.Name() == markerName
		if !slices.Contains(ours, e.Name()) {
			foreign = e.Name()
		} else if e.Type()&fs.ModeSymlink != 0 {
			return fmt.Errorf("%s is a symbolic link; not followed, not replaced", filepath.Join(f.name, e.Name()))
		}
	}
	if foreign != "" && !marked {
		return &trouble{status: statusFailure, message: fmt.Sprintf("%s holds files and was not made by postmortem build", f.name), hint: "name another directory with -o, or empty this one: it has " + foreign}
	}
	if err := f.seize(); err != nil {
		return err
	}
	f.sweep()
	if err := f.mkdir(scratchName); err != nil {
		return err
	}
	// Once more: another build may have made the directory while this one waited for the lock.
	if _, err := f.root.Lstat(markerName); errors.Is(err, fs.ErrNotExist) {
		return f.put(markerName, []byte("{\"schema\": \""+ledgerSchema+"\"}\n"), true)
	}
	return nil
}

// seize takes the lock, which the system gives back when the process ends, however it ends. The file stays: whoever
// removed it could remove one that another build has just locked.
func (f *folder) seize() error {
	f.lock = flock.New(filepath.Join(f.name, lockName), flock.SetPermissions(0o666))
	got, err := f.lock.TryLock()
	if err != nil {
		return fmt.Errorf("%s: %w", filepath.Join(f.name, lockName), reason(err))
	}
	if !got {
		return &trouble{status: statusFailure, message: f.name + ": another build is writing there", hint: "wait until it is done"}
	}
	return nil
}

func (f *folder) close() {
	if f.lock != nil {
		f.lock.Close() //nolint:errcheck // the process gives it back anyway
	}
	f.root.Close()
}

// sweep removes what a build that was killed left half-written. Only builds write such names.
func (f *folder) sweep() {
	entries, _ := fs.ReadDir(f.root.FS(), scratchName)
	for _, e := range entries {
		if _, err := strconv.ParseUint(e.Name(), 10, 64); err == nil {
			f.root.RemoveAll(path.Join(scratchName, e.Name())) //nolint:errcheck // it is in nobody's way
		}
	}
	f.root.Remove(scratchName) //nolint:errcheck // it stays if something else is in it
}

func (f *folder) scratch() string {
	return scratchName + "/" + strconv.FormatInt(f.drops.Add(1), 10)
}

// mkdir makes a directory and those it lies in, and refuses links in their place.
func (f *folder) mkdir(dir string) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	for at, rest := "", dir; rest != ""; {
		first, after, _ := strings.Cut(rest, "/")
		at, rest = path.Join(at, first), after
		if f.made[at] {
			continue
		}
		if err := f.root.Mkdir(at, 0o777); err != nil && !errors.Is(err, fs.ErrExist) {
			return f.trouble(at, err)
		}
		info, err := f.root.Lstat(at)
		if err == nil && !info.IsDir() {
			err = fmt.Errorf("is %s; not followed, not replaced", kindOfFile(info))
		}
		if err != nil {
			return f.trouble(at, err)
		}
		f.made[at] = true
	}
	return nil
}

func (f *folder) trouble(name string, err error) error {
	return fmt.Errorf("%s: %w", filepath.Join(f.name, filepath.FromSlash(name)), reason(err))
}

func kindOfFile(info fs.FileInfo) string {
	switch {
	case info.Mode().Type() == fs.ModeSymlink:
		return "a symbolic link"
	case info.IsDir():
		return "a directory"
	case info.Mode().IsRegular():
		return "a file"
	}
	return "no plain file"
}

// isReal reports whether a directory is there and no link leads to it.
func (f *folder) isReal(dir string) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	for at, rest := "", dir; rest != ""; {
		first, after, _ := strings.Cut(rest, "/")
		at, rest = path.Join(at, first), after
		if f.made[at] {
			continue
		}
		if info, err := f.root.Lstat(at); err != nil || !info.IsDir() {
			return false
		}
	}
	return true
}

// isWithin reports whether file is dir or lies in it, links followed.
func isWithin(file, dir string) bool {
	inner, errA := filepath.EvalSymlinks(file)
	outer, errB := filepath.EvalSymlinks(dir)
	if errA != nil || errB != nil {
		return false
	}
	inner, errA = filepath.Abs(inner)
	outer, errB = filepath.Abs(outer)
	rel, errC := filepath.Rel(outer, inner)
	return errA == nil && errB == nil && errC == nil && filepath.IsLocal(rel)
}

// within returns a func that reports whether a path is dir or lies in it, by its name alone.
func within(dir string) func(string) bool {
	here, err := os.Getwd()
	outer, errOuter := filepath.Abs(dir)
	return func(name string) bool {
		if !filepath.IsAbs(name) {
			name = filepath.Join(here, name)
		}
		rel, errRel := filepath.Rel(outer, name)
		return err == nil && errOuter == nil && errRel == nil && filepath.IsLocal(rel)
	}
}
