package main

import "os"

// replaceFile is not atomic here: Windows cannot replace a file in one step, and renameio has no WriteFile for it.
func replaceFile(root *os.Root, name string, data []byte) error {
	return root.WriteFile(name, data, 0o666)
}
