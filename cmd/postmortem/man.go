package main

import (
	"bytes"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/cobra/doc"
)

func (p *program) manCommand() *cobra.Command {
	var output string
	cmd := &cobra.Command{
		Use:     "man -o DIR",
		Short:   "Write the man pages into a directory",
		Example: "  postmortem man -o /usr/local/share/man/man1",
		Args:    noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if output == "" {
				return wrongUsage("-o DIR", "man needs a directory to write to")
			}
			return p.manPages(cmd.Root(), destination{dir: output})
		},
		ValidArgsFunction: cobra.NoFileCompletions,
	}
	cmd.Flags().StringVarP(&output, "output", "o", "", "write into `DIR`, which is made if need be")
	return cmd
}

func (p *program) manPages(cmd *cobra.Command, to destination) error {
	cmd.DisableAutoGenTag = true
	page, err := manPage(cmd)
	if err != nil {
		return err
	}
	if err := p.write(to, strings.ReplaceAll(cmd.CommandPath(), " ", "-")+".1", page); err != nil {
		return err
	}
	for _, c := range cmd.Commands() {
		if !c.IsAvailableCommand() {
			continue
		}
		if err := p.manPages(c, to); err != nil {
			return err
		}
	}
	return nil
}

// manPage returns the page of one command. Left to itself cobra dates it today; the page of one build is to be the same
// on every day, so that it bears the commit's month or none.
func manPage(cmd *cobra.Command) ([]byte, error) {
	date, dated := commitTime()
	var page bytes.Buffer
	if err := doc.GenMan(cmd, &doc.GenManHeader{Section: "1", Date: &date, Manual: "postmortem"}, &page); err != nil {
		return nil, fmt.Errorf("man page of %s: %w", cmd.CommandPath(), err)
	}
	if dated {
		return page.Bytes(), nil
	}
	return bytes.Replace(page.Bytes(), []byte(time.Time{}.Format("Jan 2006")), nil, 1), nil
}
