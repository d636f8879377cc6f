//go:build !windows

package main

import (
	"os"

	"github.com/google/renameio/v2"
)

func replaceFile(root *os.Root, name string, data []byte) error {
	return renameio.WriteFile(name, data, 0o666, renameio.WithRoot(root))
}
