package main

import (
	"github.com/spf13/cobra"

	"github.com/postmortem-dev/postmortem/incidents/corpus"
)

// addExampleFlag lets cmd read the records that the program carries.
func addExampleFlag(cmd *cobra.Command, from *inputs) {
	cmd.Flags().StringArrayVar(&from.examples, "example", nil, "read the record `NAME` that the program carries; may be repeated")
	complete(cmd, "example", corpus.Names)
}

// complete makes the shell offer names for a flag, and nothing else.
func complete(cmd *cobra.Command, flag string, names func() []string) {
	completeWith(cmd, flag, names, cobra.ShellCompDirectiveNoFileComp)
}

// completeOrFile makes the shell offer names for a flag, and files where no name fits.
func completeOrFile(cmd *cobra.Command, flag string, names func() []string) {
	completeWith(cmd, flag, names, cobra.ShellCompDirectiveDefault)
}

func completeWith(cmd *cobra.Command, flag string, names func() []string, directive cobra.ShellCompDirective) {
	err := cmd.RegisterFlagCompletionFunc(flag, func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
		return names(), directive
	})
	if err != nil {
		panic(err) // the flag is not defined, or has a completion already: a mistake in this package
	}
}

// completeRecords makes the shell offer files that can hold a record.
func completeRecords(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
	return []string{"yaml", "yml", "json"}, cobra.ShellCompDirectiveFilterFileExt
}
