// Command gen copies the ECharts script from web/node_modules into dist, after checking that it is the one this project
// pins. It does nothing when npm has not been run: a build without the script is complete.
package main

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/postmortem-dev/postmortem/output/echartsjs"
)

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "echartsjs/gen:", err)
		os.Exit(1)
	}
}

func run() error {
	from := filepath.Join("web", "node_modules", "echarts", "dist", "echarts.min.js")
	script, err := os.ReadFile(from)
	if errors.Is(err, fs.ErrNotExist) {
		fmt.Fprintln(os.Stderr, "echartsjs/gen: no script to copy; run `npm ci --ignore-scripts` in output/echartsjs/web for a build that carries it")
		return nil
	}
	if err != nil {
		return err
	}
	if sum := sha256.Sum256(script); hex.EncodeToString(sum[:]) != echartsjs.SHA256 {
		return fmt.Errorf("%s hashes to %x, want %s", from, sum, echartsjs.SHA256)
	}
	return os.WriteFile(filepath.Join("dist", "echarts.min.js"), script, 0o644)
}
