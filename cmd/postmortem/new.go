package main

import (
	"os"

	"github.com/spf13/cobra"

	"github.com/postmortem-dev/postmortem/incidents"
)

func (p *program) newCommand() *cobra.Command {
	var output string
	var force bool
	cmd := &cobra.Command{
		Use:   "new",
		Short: "Print a commented skeleton of an incident record",
		Long: `Print a commented skeleton of an incident record. It passes check as it is, so
that a report can be made from the first minute on; the report says what the
record still lacks.`,
		Example: "  postmortem new -o incident.yaml",
		Args:    noArguments,
		RunE: func(*cobra.Command, []string) error {
			return p.newRecord(output, force)
		},
		ValidArgsFunction: cobra.NoFileCompletions,
	}
	cmd.Flags().StringVarP(&output, "output", "o", "", "write to `FILE` instead of standard output")
	cmd.Flags().BoolVar(&force, "force", false, "overwrite the file if it exists")
	return cmd
}

func (p *program) newRecord(output string, force bool) error {
	if isDirName(output) || isDir(output) {
		return wrongUsage("-o "+output+"/incident.yaml, for example", "-o needs a file; %s is a directory", output)
	}
	if _, err := os.Lstat(output); output != "" && err == nil && !force {
		return &trouble{status: statusFailure, message: output + ": already exists", hint: "--force overwrites it"}
	}
	return p.write(chooseDestination(output, false), "", incidents.Skeleton())
}

func noArguments(cmd *cobra.Command, args []string) error {
	if len(args) > 0 {
		return wrongUsage(cmd.CommandPath()+" --help shows what it takes", "%s takes no arguments, and %q was given", cmd.CommandPath(), args[0])
	}
	return nil
}
