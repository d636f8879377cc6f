//go:build !windows

package main

import (
	"io"
	"os"

	"github.com/google/renameio/v2"
)

func replaceFile(root *os.Root, name string, write func(io.Writer) error) error {
	file, err := renameio.NewPendingFile(name, renameio.WithPermissions(0o666), renameio.WithExistingPermissions(), renameio.WithRoot(root))
	if err != nil {
		return err
	}
	defer file.Cleanup()
	if err := write(file); err != nil {
		return err
	}
	return file.CloseAtomicallyReplace()
}
