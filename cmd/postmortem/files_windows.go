package main

import (
	"errors"
	"io"
	"os"
)

// replaceFile is not atomic here: Windows cannot replace a file in one step, and renameio has no PendingFile for it.
func replaceFile(root *os.Root, name string, write func(io.Writer) error) error {
	file, err := root.Create(name)
	if err != nil {
		return err
	}
	return errors.Join(write(file), file.Close())
}
