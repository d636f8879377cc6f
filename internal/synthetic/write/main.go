// Command write writes synthetic incidents into files, for whoever wants to try the program on many.
package main

import (
	"bufio"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/postmortem-dev/postmortem/internal/synthetic"
)

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "write:", err)
		os.Exit(1)
	}
}

// order is what was asked for.
type order struct {
	n, broken int
	seed      uint64
	format    string
	out       string
}

func run(args []string) error {
	var o order
	flags := flag.NewFlagSet("write", flag.ContinueOnError)
	flags.IntVar(&o.n, "n", 1000, "how many incidents")
	flags.IntVar(&o.broken, "broken", 0, "how many of them, spread evenly, hold a mistake; ten kinds take turns")
	flags.Uint64Var(&o.seed, "seed", 1, "the same seed makes the same incidents")
	flags.StringVar(&o.format, "format", "yaml", "yaml or json: one file each, in directories by year; jsonl or yaml-stream: one file for all")
	flags.StringVar(&o.out, "o", "", "the directory to write into")
	if err := flags.Parse(args); err != nil {
		return err
	}
	switch {
	case o.out == "":
		return fmt.Errorf("-o is missing: name a directory")
	case o.n < 1 || o.broken < 0 || o.broken > o.n:
		return fmt.Errorf("-n %d -broken %d: at least one, and no more broken ones than there are", o.n, o.broken)
	}
	switch o.format {
	case "yaml":
		return o.files(synthetic.YAML)
	case "json":
		return o.files(synthetic.JSON)
	case "jsonl":
		return o.stream(synthetic.JSON, "incidents.jsonl", "")
	case "yaml-stream":
		return o.stream(synthetic.YAML, "incidents.yaml", "---\n")
	}
	return fmt.Errorf("-format %s: want yaml, json, jsonl or yaml-stream", o.format)
}

func (o order) files(f synthetic.Form) error {
	return o.each(f, func(file synthetic.File) error {
		path := filepath.Join(o.out, filepath.FromSlash(file.Path))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			return err
		}
		return os.WriteFile(path, file.Data, 0o644)
	})
}

func (o order) stream(f synthetic.Form, name, before string) (err error) {
	if err := os.MkdirAll(o.out, 0o755); err != nil {
		return err
	}
	out, err := os.Create(filepath.Join(o.out, name))
	if err != nil {
		return err
	}
	w := bufio.NewWriter(out)
	err = o.each(f, func(file synthetic.File) error {
		_, err := io.WriteString(w, before+string(file.Data))
		return err
	})
	for _, end := range []func() error{w.Flush, out.Close} {
		if e := end(); err == nil {
			err = e
		}
	}
	return err
}

func (o order) each(f synthetic.Form, take func(synthetic.File) error) error {
	world := synthetic.New(o.seed)
	for i := range o.n {
		file, err := world.File(i, o.n, o.broken, f)
		if err != nil {
			return err
		}
		if err := take(file); err != nil {
			return err
		}
	}
	return nil
}
