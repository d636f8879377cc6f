package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/postmortem-dev/postmortem/incidents/importers"
)

// importing is what the flags of import say.
type importing struct {
	from, zone, output string
	force              bool
}

func (p *program) importCommand() *cobra.Command {
	var how importing
	cmd := &cobra.Command{
		Use:   "import FILE|DIR|-...",
		Short: "Make incident records from what other programs have on disk",
		Long: `Make incident records from what other programs have on disk. The form is told by
the content. Nothing is invented: what the source does not say is left out, and
each entry of the source is mapped, kept as a plain event, or skipped with a
reason. The account of that goes to standard error and into the record.

One incident goes to standard output or to the file that -o names; several need
-o DIR, where each gets a file of its own. In a directory, files of no known form
are passed over.

Exit status: 1 if a file that was named cannot be imported.`,
		Example: `  postmortem import incident.json | postmortem report -
  postmortem import incidents.json -o records/
  postmortem import postmortem.md --tz Europe/Copenhagen -o incident.yaml`,
		RunE: func(_ *cobra.Command, args []string) error { return p.importFiles(args, how) },
		ValidArgsFunction: func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
			return nil, cobra.ShellCompDirectiveDefault
		},
	}
	cmd.Flags().StringVar(&how.from, "from", "", "read the input as `NAME`; postmortem list importers shows them")
	cmd.Flags().StringVar(&how.zone, "tz", "", "`ZONE` of times for which the input names none, for example Europe/Berlin")
	cmd.Flags().StringVarP(&how.output, "output", "o", "", "write to `FILE`, or one file per incident to a directory")
	cmd.Flags().BoolVar(&how.force, "force", false, "overwrite files that exist")
	complete(cmd, "from", importers.Names)
	return cmd
}

func (p *program) importFiles(args []string, how importing) error {
	if len(args) == 0 {
		return wrongUsage("name a file, a directory, or - for standard input", "nothing to import")
	}
	zone, err := how.check()
	if err != nil {
		return err
	}
	var drafts []importers.Draft
	taken := map[string]bool{}
	for _, name := range args {
		for _, found := range p.importArgument(name, how.from, zone) {
			importers.Unique(found.Drafts, taken)
			drafts = append(drafts, found.Drafts...)
		}
	}
	if len(drafts) == 0 {
		return nil // why has been told
	}
	return p.writeDrafts(drafts, how)
}

// check returns the zone that the flags name, or what is wrong with them.
func (how importing) check() (*time.Location, error) {
	if names := importers.Names(); how.from != "" && !slices.Contains(names, how.from) {
		return nil, unknown("importer", how.from, names, "postmortem list importers")
	}
	if how.zone == "" {
		return nil, nil
	}
	zone, ok := importers.Zone(how.zone)
	if !ok {
		return nil, wrongUsage("write a place such as Europe/Berlin, an offset such as UTC+2, or UTC", "unknown time zone %q", how.zone)
	}
	return zone, nil
}

// importArgument imports one argument: a file, standard input, or the files of a directory.
func (p *program) importArgument(name, from string, zone *time.Location) []importers.Result {
	if name == "-" || !isDir(name) {
		in, err := p.readInput(name)
		if err != nil {
			p.tell(err)
			return nil
		}
		return p.importInput(in, from, zone, false)
	}
	var results []importers.Result
	err := filepath.WalkDir(name, func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			p.tell(fmt.Errorf("%s: %w", path, reason(err)))
		case d.IsDir() && path != name && strings.HasPrefix(d.Name(), "."):
			return fs.SkipDir
		case d.Type().IsRegular() && !strings.HasPrefix(d.Name(), "."):
			results = append(results, p.importFile(path, from, zone)...)
		}
		return nil
	})
	if err != nil {
		p.tell(fmt.Errorf("%s: %w", name, reason(err)))
	}
	if len(results) == 0 {
		p.tell(&trouble{status: statusInput, message: name + ": nothing in it can be imported", hint: "postmortem list importers shows what can"})
	}
	return results
}

func (p *program) importFile(path, from string, zone *time.Location) []importers.Result {
	data, err := readFile(path)
	if err != nil {
		p.tell(err)
		return nil
	}
	return p.importInput(input{name: path, data: data}, from, zone, true)
}

// importInput imports one file and tells what became of it. What a directory holds beside does not fail the run.
func (p *program) importInput(in input, from string, zone *time.Location, beside bool) []importers.Result {
	result, err := importers.Import(in.data, from, importers.Options{File: filepath.Base(in.name), Zone: zone})
	var refusal *importers.Refusal
	switch {
	case errors.As(err, &refusal) && beside:
		fmt.Fprintf(p.err, "%s: passed over: %s\n", printable(in.name), printable(refusal.Message))
		return nil
	case errors.As(err, &refusal):
		p.tell(&trouble{status: statusInput, message: in.name + ": " + refusal.Message, hint: refusal.Hint})
		return nil
	case err != nil:
		p.tell(fmt.Errorf("%s: %w", in.name, err))
		return nil
	}
	p.tellAccount(in.name, result)
	return []importers.Result{result}
}

// tellAccount prints one line for a file, and one for each reason for which entries were skipped or are in doubt.
func (p *program) tellAccount(name string, result importers.Result) {
	total := result.Total()
	fmt.Fprintf(p.err, "%s: %s, %s; %s\n", printable(name), result.Drafts[0].From, count(len(result.Drafts), "incident"), total)
	for _, g := range total.Groups() {
		fmt.Fprintf(p.err, "    skipped %d: %s (%s)\n", len(g.What), printable(g.Why), printable(g.Sample(3)))
	}
	for _, doubt := range total.Doubts {
		fmt.Fprintf(p.err, "    doubt: %s\n", printable(doubt))
	}
}

// writeDrafts writes all records, or none if a file is in the way.
func (p *program) writeDrafts(drafts []importers.Draft, how importing) error {
	d := chooseDestination(how.output, len(drafts) > 1)
	if d.dir == "" && len(drafts) > 1 {
		return wrongUsage("-o records/, for example", "%s need a directory to go to", count(len(drafts), "incident"))
	}
	if len(drafts) > 1 && isFile(how.output) {
		return wrongUsage("-o records/, for example", "%s need a directory; %s is a file", count(len(drafts), "incident"), how.output)
	}
	if err := d.free(drafts, how.force); err != nil {
		return err
	}
	for _, draft := range drafts {
		record, err := importers.Encode(draft)
		if err != nil {
			return err
		}
		if err := p.write(d, draft.Incident.ID+".yaml", record); err != nil {
			return err
		}
	}
	return nil
}

// free returns an error if one of the files to be written exists, unless it may be overwritten.
func (d destination) free(drafts []importers.Draft, force bool) error {
	if force || d.dir == "" {
		return nil
	}
	for _, draft := range drafts {
		name := d.file
		if name == "" {
			name = draft.Incident.ID + ".yaml"
		}
		if path := filepath.Join(d.dir, name); exists(path) {
			return &trouble{status: statusFailure, message: path + ": already exists", hint: "--force overwrites it; nothing was written"}
		}
	}
	return nil
}

func exists(path string) bool {
	_, err := os.Lstat(path)
	return err == nil
}
