package main

import (
	"fmt"
	"runtime"
	"runtime/debug"
	"time"

	"github.com/spf13/cobra"

	"github.com/postmortem-dev/postmortem/incidents"
)

func (p *program) versionCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "version",
		Short: "Print the version of the program, of Go, and of the record's form",
		Args:  noArguments,
		RunE: func(*cobra.Command, []string) error {
			fmt.Fprintln(p.out, versionLine())
			return nil
		},
		ValidArgsFunction: cobra.NoFileCompletions,
	}
}

// versionLine returns what the build says about itself: the same for the same binary, whatever the day.
func versionLine() string {
	return fmt.Sprintf("postmortem %s, %s, reads %s", version(), runtime.Version(), incidents.SchemaName)
}

func version() string {
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Version != "" {
		return info.Main.Version
	}
	return "(devel)"
}

// commitTime returns when the commit that was built was made, and false when the build does not say.
func commitTime() (time.Time, bool) {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return time.Time{}, false
	}
	for _, s := range info.Settings {
		if s.Key == "vcs.time" {
			at, err := time.Parse(time.RFC3339, s.Value)
			return at, err == nil
		}
	}
	return time.Time{}, false
}
