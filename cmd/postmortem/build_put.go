package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"slices"
)

// put writes a file at once or not at all, keeping the mode of the one it replaces. One that is not owned, which no build
// has made, is not replaced, and neither is anything but a plain file.
func (f *folder) put(name string, data []byte, owned bool) error {
	err := f.mkdir(path.Dir(name))
	if err == nil {
		err = f.replace(name, data, owned)
	}
	return err
}

func (f *folder) replace(name string, data []byte, owned bool) error {
	mode, err := f.replaceable(name, owned)
	if err != nil {
		return err
	}
	temporary := f.scratch()
	err = writeNew(f.root, temporary, data, mode)
	if err == nil {
		err = f.root.Rename(temporary, name)
	}
	if err != nil {
		f.root.Remove(temporary) //nolint:errcheck // the next build sweeps
		return f.trouble(name, err)
	}
	return nil
}

// stream writes a file like put, from what write gives.
func (f *folder) stream(name string, owned bool, write func(io.Writer) error) error {
	mode, err := f.replaceable(name, owned)
	if err != nil {
		return err
	}
	temporary := f.scratch()
	file, err := f.root.OpenFile(temporary, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666)
	if err != nil {
		return f.trouble(name, err)
	}
	out := bufio.NewWriterSize(file, 256<<10)
	err = errors.Join(write(out), out.Flush())
	if mode != 0 && err == nil {
		err = file.Chmod(mode)
	}
	if err = errors.Join(err, file.Close()); err == nil {
		err = f.root.Rename(temporary, name)
	}
	if err != nil {
		f.root.Remove(temporary) //nolint:errcheck // the next build sweeps
		return f.trouble(name, err)
	}
	return nil
}

// replaceable returns the mode of the file called name, 0 when there is none, and why it may not be replaced.
func (f *folder) replaceable(name string, owned bool) (fs.FileMode, error) {
	info, err := f.root.Lstat(name)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return 0, nil
	case err != nil:
		return 0, f.trouble(name, err)
	case !info.Mode().IsRegular():
		return 0, f.trouble(name, fmt.Errorf("is %s; not followed, not replaced", kindOfFile(info)))
	case !owned:
		return 0, f.trouble(name, errors.New("is there and was not made by a build; not replaced"))
	}
	return info.Mode().Perm(), nil
}

// writeNew writes a file that must not be there yet. A mode of 0 is the usual one.
func writeNew(root *os.Root, name string, data []byte, mode fs.FileMode) error {
	file, err := root.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666)
	if err != nil {
		return err
	}
	_, err = file.Write(data)
	if mode != 0 && err == nil {
		err = file.Chmod(mode)
	}
	return errors.Join(err, file.Close())
}

// check returns why one of the files in dir may not be written, before any is.
func (f *folder) check(dir string, names, owned []string) error {
	info, err := f.root.Lstat(dir)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return f.trouble(dir, err)
	case !info.IsDir():
		return f.trouble(dir, fmt.Errorf("is %s; not followed, not replaced", kindOfFile(info)))
	}
	for _, name := range names {
		if _, err := f.replaceable(dir+"/"+name, slices.Contains(owned, name)); err != nil {
			return err
		}
	}
	return nil
}

// putAll writes the files of an incident. A folder that is not there yet appears with all of them at once; owned are the
// names that a build has written there before.
func (f *folder) putAll(dir string, files []rendered, owned []string) error {
	if err := f.mkdir(path.Dir(dir)); err != nil {
		return err
	}
	if _, err := f.root.Lstat(dir); errors.Is(err, fs.ErrNotExist) {
		return f.putFolder(dir, files)
	}
	for _, file := range files {
		if err := f.replace(dir+"/"+file.name, file.data, slices.Contains(owned, file.name)); err != nil {
			return err
		}
	}
	return nil
}

func (f *folder) putFolder(dir string, files []rendered) error {
	temporary := f.scratch()
	err := f.fill(temporary, files)
	if err == nil {
		err = f.root.Rename(temporary, dir)
	}
	if err != nil {
		f.root.RemoveAll(temporary) //nolint:errcheck // the next build sweeps
		return f.trouble(dir, err)
	}
	return nil
}

// fill makes a directory with the files in it.
func (f *folder) fill(dir string, files []rendered) error {
	if err := f.root.Mkdir(dir, 0o777); err != nil {
		return err
	}
	inside, err := f.root.OpenRoot(dir)
	if err != nil {
		return err
	}
	defer inside.Close()
	for _, file := range files {
		if err := writeNew(inside, file.name, file.data, 0); err != nil {
			return err
		}
	}
	return nil
}

// holds reports whether a plain file of that size is there.
func (f *folder) holds(name string, size int64) bool {
	if !f.isReal(path.Dir(name)) {
		return false
	}
	info, err := f.root.Lstat(name)
	return err == nil && info.Mode().IsRegular() && info.Size() == size
}

// holdsAll reports whether dir is no link and has all files of an entry.
func (f *folder) holdsAll(dir string, e *built) bool {
	info, err := f.root.Lstat(dir)
	if err != nil || !info.IsDir() {
		return false
	}
	inside, err := f.root.OpenRoot(dir)
	if err != nil {
		return false
	}
	defer inside.Close()
	for i, name := range e.Names {
		info, err := inside.Lstat(name)
		if err != nil || !info.Mode().IsRegular() || info.Size() != e.Sizes[i] {
			return false
		}
	}
	return true
}

// remove removes a file that a build has made, and then the directories it leaves empty. What is no plain file any more
// is somebody else's.
func (f *folder) remove(name string) error {
	if !f.isReal(path.Dir(name)) {
		return nil
	}
	info, err := f.root.Lstat(name)
	switch {
	case errors.Is(err, fs.ErrNotExist):
	case err != nil:
		return f.trouble(name, err)
	case info.Mode().IsRegular():
		if err := f.root.Remove(name); err != nil {
			return f.trouble(name, err)
		}
	}
	for dir := path.Dir(name); dir != "."; dir = path.Dir(dir) {
		if info, err := f.root.Lstat(dir); err != nil || !info.IsDir() || f.root.Remove(dir) != nil {
			break
		}
		f.mu.Lock()
		delete(f.made, dir)
		f.mu.Unlock()
	}
	return nil
}
