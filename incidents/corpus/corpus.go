// Package corpus holds the records of real public incidents that the program carries with it. It holds data only; the
// records are read and checked by package incidents like anybody's files.
package corpus

import (
	"embed"
	"io/fs"
	"slices"
	"strings"
)

//go:embed *.yaml
var files embed.FS

// Names returns the names of the records, sorted. A record is one file here; to add one, add the file.
func Names() []string {
	entries, _ := fs.ReadDir(files, ".")
	names := make([]string, 0, len(entries))
	for _, e := range entries {
		names = append(names, strings.TrimSuffix(e.Name(), ".yaml"))
	}
	slices.Sort(names)
	return names
}

// Read returns the record called name and its file name, and false when there is none.
func Read(name string) (file string, data []byte, ok bool) {
	file = name + ".yaml"
	data, err := files.ReadFile(file)
	return file, data, err == nil
}
