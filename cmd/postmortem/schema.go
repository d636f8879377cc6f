package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"github.com/postmortem-dev/postmortem/incidents"
)

func (p *program) schemaCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "schema",
		Short: "Print the JSON Schema of an incident record",
		Long: `Print the JSON Schema (draft 2020-12) of an incident record. An editor that knows
it completes and checks a record while it is written: save it, and let the first
line of the record name it.`,
		Example: `  postmortem schema > postmortem-v1.schema.json

  # yaml-language-server: $schema=postmortem-v1.schema.json`,
		Args: noArguments,
		RunE: func(*cobra.Command, []string) error {
			schema, err := incidents.Schema()
			if err != nil {
				return fmt.Errorf("schema: %w", err)
			}
			p.out.Write(schema)
			return nil
		},
		ValidArgsFunction: cobra.NoFileCompletions,
	}
}
