package main

import (
	"fmt"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/postmortem-dev/postmortem/analysis"
	"github.com/postmortem-dev/postmortem/incidents"
	"github.com/postmortem-dev/postmortem/incidents/corpus"
	"github.com/postmortem-dev/postmortem/incidents/importers"
	"github.com/postmortem-dev/postmortem/output"
	"github.com/postmortem-dev/postmortem/templates"
)

// entry is one line of a list.
type entry struct{ name, doc string }

// list is one kind of thing that the program knows by name.
type list struct {
	name    string
	entries func() []entry
}

// lists returns every list. Each is made from the one list that the room which owns it exports. To add one, add a line
// here.
func lists() []list {
	return []list{
		{"templates", listTemplates},
		{"formats", listFormats},
		{"roles", listRoles},
		{"examples", listExamples},
		{"analyses", listAnalyses},
		{"classes", listClasses},
		{"importers", listImporters},
	}
}

func (p *program) listCommand() *cobra.Command {
	names := make([]string, 0, len(lists()))
	for _, l := range lists() {
		names = append(names, l.name)
	}
	return &cobra.Command{
		Use:       "list " + strings.Join(names, "|"),
		Short:     "List what can be named on the command line",
		ValidArgs: names,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) != 1 {
				return wrongUsage("postmortem list "+names[0]+", for example", "list needs one of %s", strings.Join(names, ", "))
			}
			return nil
		},
		RunE: func(_ *cobra.Command, args []string) error {
			for _, l := range lists() {
				if l.name == args[0] {
					p.printList(l)
					return nil
				}
			}
			return unknown("list", args[0], names, "postmortem help list")
		},
	}
}

func (p *program) printList(l list) {
	table := tabwriter.NewWriter(p.out, 0, 0, 2, ' ', 0)
	for _, e := range l.entries() {
		fmt.Fprintf(table, "%s\t%s\n", e.name, e.doc)
	}
	table.Flush()
}

func namesOf(entries []entry) []string {
	names := make([]string, 0, len(entries))
	for _, e := range entries {
		names = append(names, e.name)
	}
	return names
}

func listTemplates() []entry {
	var entries []entry
	for _, t := range templates.List() {
		entries = append(entries, entry{t.Name, t.Doc})
	}
	return entries
}

func listFormats() []entry {
	var entries []entry
	for _, f := range output.Formats() {
		entries = append(entries, entry{f.Name, f.Doc})
	}
	return entries
}

// listExamples describes each record by its title.
func listExamples() []entry {
	var entries []entry
	for _, name := range corpus.Names() {
		file, data, _ := corpus.Read(name)
		found, _ := incidents.Parse(file, data)
		e := entry{name: name}
		if len(found) > 0 {
			e.doc = found[0].Title
		}
		entries = append(entries, e)
	}
	return entries
}

func listAnalyses() []entry {
	var entries []entry
	for _, a := range analysis.Analyses() {
		entries = append(entries, entry{a.Name, a.Doc})
	}
	return entries
}

func listImporters() []entry {
	var entries []entry
	for _, i := range importers.List() {
		entries = append(entries, entry{i.Name, i.Doc})
	}
	return entries
}

// listClasses describes what a record can be classified as, by what the class is of.
func listClasses() []entry {
	var entries []entry
	for _, of := range []string{"trigger", "mechanism", "control", "detection"} {
		for _, c := range incidents.Taxonomy(of) {
			entries = append(entries, entry{of + " " + c.Name, c.Meaning})
		}
	}
	return entries
}
