package main

import (
	"errors"
	"fmt"
	"io"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/postmortem-dev/postmortem/incidents"
)

// The exit statuses, from good to bad.
const (
	statusDone    = 0
	statusInput   = 1
	statusUsage   = 2
	statusFailure = 3
)

// trouble is an error that knows its exit status and what to do about it.
type trouble struct {
	status  int
	message string
	hint    string // may be empty
}

// Error returns the message without the hint.
func (t *trouble) Error() string { return t.message }

func wrongUsage(hint, format string, args ...any) error {
	return &trouble{status: statusUsage, message: fmt.Sprintf(format, args...), hint: hint}
}

// tell prints an error and its hint, and raises the exit status: the only place that decides one, with diagnose.
func (p *program) tell(err error) {
	if err == nil {
		return
	}
	t := &trouble{status: statusFailure, message: err.Error()}
	if !p.started {
		// Not one of our commands but cobra refused the arguments.
		t.status, t.hint = statusUsage, "postmortem help shows the commands"
	}
	errors.As(err, &t)
	p.status = max(p.status, t.status)
	who := "postmortem: "
	if t.status == statusInput {
		who = "" // it begins with the place in the input, as a diagnostic does
	}
	fmt.Fprintf(p.err, "%s%s\n", who, printable(t.message))
	if t.hint != "" {
		fmt.Fprintf(p.err, "    hint: %s\n", printable(t.hint))
	}
}

// diagnose prints what is wrong with an input, and raises the exit status if any of it is an error.
func (p *program) diagnose(w io.Writer, found []incidents.Diagnostic) {
	for _, d := range found {
		d.File, d.Message, d.Hint = printable(d.File), printable(d.Message), printable(d.Hint)
		fmt.Fprintln(w, d)
	}
	if incidents.HasErrors(found) {
		p.status = max(p.status, statusInput)
	}
}

// refuseFlag returns the error for a flag that cmd does not have, or that has the wrong value.
func refuseFlag(cmd *cobra.Command, err error) error {
	ask := cmd.CommandPath() + " --help"
	var missing *pflag.NotExistError
	if !errors.As(err, &missing) || len(missing.GetSpecifiedName()) < 2 {
		return wrongUsage(ask+" shows the flags", "%s", err)
	}
	var names []string
	cmd.Flags().VisitAll(func(f *pflag.Flag) { names = append(names, "--"+f.Name) })
	return unknown("flag", "--"+missing.GetSpecifiedName(), names, ask)
}
