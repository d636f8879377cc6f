package importers

import (
	"io/fs"
)

// An archive unpacks to at most unpackTimes its size, or to leastUnpacked bytes if that is more. Exports of chats, which
// say the same words over and over, unpack to 10 to 30 times their size.
const (
	unpackTimes   = 200
	leastUnpacked = 64 << 20
)

// Unpacked returns the files of an archive of size bytes. Reading them fails once they have given more bytes altogether
// than an honest archive of that size holds, whatever the archive says of itself.
func Unpacked(archive fs.FS, size int64) fs.FS {
	left := max(size*unpackTimes, leastUnpacked)
	return unpacked{archive, &left}
}

type unpacked struct {
	archive fs.FS
	left    *int64
}

// Open opens a file of the archive.
func (u unpacked) Open(name string) (fs.File, error) {
	f, err := u.archive.Open(name)
	if err != nil {
		return nil, err
	}
	if _, isDir := f.(fs.ReadDirFile); isDir {
		return f, nil
	}
	return unpackedFile{f, u.left}, nil
}

type unpackedFile struct {
	fs.File
	left *int64
}

// Read reads from the file while the archive has not given too much.
func (f unpackedFile) Read(p []byte) (int, error) {
	n, err := f.File.Read(p)
	if *f.left -= int64(n); *f.left < 0 {
		return 0, refuse("unpack it with a program you trust, and name the folder", "the archive unpacks to more than %d times its size", unpackTimes)
	}
	return n, err
}
