package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"github.com/postmortem-dev/postmortem/incidents"
)

func (p *program) checkCommand() *cobra.Command {
	var from inputs
	cmd := &cobra.Command{
		Use:   "check FILE...|-",
		Short: "Say everything that is wrong with incident records, and where",
		Long: `Say everything that is wrong with incident records, and where. Each error and
warning is printed on standard output as file:line:col: message [rule], most
with a hint below; a count follows on standard error. Nothing is printed about
a record that has neither.

Exit status: 1 if there is an error; warnings alone leave it 0.`,
		Example: `  postmortem check incident.yaml
  postmortem new | postmortem check -`,
		RunE: func(_ *cobra.Command, files []string) error {
			from.files = files
			return p.check(from)
		},
		ValidArgsFunction: completeRecords,
	}
	addExampleFlag(cmd, &from)
	return cmd
}

func (p *program) check(from inputs) error {
	read, err := p.read(from)
	if err != nil {
		return err
	}
	errors, warnings := 0, 0
	for _, in := range read {
		_, found := incidents.Parse(in.name, in.data)
		p.diagnose(p.out, found)
		for _, d := range found {
			if d.Warning {
				warnings++
			} else {
				errors++
			}
		}
	}
	if errors+warnings > 0 {
		fmt.Fprintf(p.err, "%s, %s in %s\n", count(errors, "error"), count(warnings, "warning"), count(len(read), "file"))
	}
	return nil
}

func count(n int, word string) string {
	if n == 1 {
		return "1 " + word
	}
	return fmt.Sprintf("%d %ss", n, word)
}
