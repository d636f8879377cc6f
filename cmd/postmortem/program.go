package main

import (
	"io"
	"os"
	"os/signal"
	"runtime/debug"
	"strings"
	"syscall"

	"github.com/spf13/cobra"
)

// program is one run: its streams, and the worst status so far.
type program struct {
	in      io.Reader
	out     *stream
	err     *stream
	status  int
	started bool // cobra has accepted the arguments and a command runs
}

// run is the whole program as a function of its arguments and streams. It returns the exit status.
func run(args []string, in io.Reader, out, err io.Writer) int {
	collectLess()
	// A reader that has seen enough, as in "| head", is then an error of Write rather than the end of the process.
	signal.Ignore(syscall.SIGPIPE)
	p := &program{in: in, out: &stream{w: out}, err: &stream{w: err}}
	root := p.root()
	root.SetArgs(args)
	root.SetIn(p.in)
	root.SetOut(p.out)
	root.SetErr(p.err)
	p.tell(root.Execute())
	p.tell(p.out.failure())
	return p.status
}

func (p *program) root() *cobra.Command {
	root := &cobra.Command{
		Use:   "postmortem",
		Short: "Turn a structured incident record into an honest postmortem",
		Long: `Turn a structured incident record (YAML or JSON) into a postmortem: phases,
blast radius, recovery, impact, communication, sources and actions, each number
with its two ends and its doubts.

Exit status: 0 done; 1 the input has errors; 2 wrong usage; 3 failure.`,
		Version:       versionLine(),
		SilenceErrors: true,
		SilenceUsage:  true,
		// Without this cobra makes an error of its own for an unknown command, without a hint.
		Args:              cobra.ArbitraryArgs,
		PersistentPreRun:  func(*cobra.Command, []string) { p.started = true },
		ValidArgsFunction: cobra.NoFileCompletions,
	}
	root.RunE = func(_ *cobra.Command, args []string) error { return explain(root, args) }
	root.SetVersionTemplate("{{.Version}}\n")
	root.SetFlagErrorFunc(refuseFlag)
	root.SetHelpCommand(p.helpCommand(root))
	root.AddCommand(p.commands()...)
	explainGroups(root)
	return root
}

// commands returns every command. To add one, write it in a file of its own and add a line here.
func (p *program) commands() []*cobra.Command {
	return []*cobra.Command{
		p.reportCommand(),
		p.briefCommand(),
		p.practiceCommand(),
		p.compareCommand(),
		p.buildCommand(),
		p.checkCommand(),
		p.newCommand(),
		p.importCommand(),
		p.listCommand(),
		p.schemaCommand(),
		p.manCommand(),
		p.versionCommand(),
	}
}

func (p *program) helpCommand(root *cobra.Command) *cobra.Command {
	return &cobra.Command{
		Use:   "help [COMMAND]",
		Short: "Explain a command",
		RunE:  func(_ *cobra.Command, args []string) error { return explain(root, args) },
		ValidArgsFunction: func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
			return commandNames(root), cobra.ShellCompDirectiveNoFileComp
		},
	}
}

// explainGroups makes a command that only groups others, as cobra's own completion does, refuse a word it does not know;
// cobra would print its help and report success.
func explainGroups(root *cobra.Command) {
	root.InitDefaultCompletionCmd()
	for _, c := range root.Commands() {
		if !c.Runnable() {
			c.Args = cobra.ArbitraryArgs
			c.RunE = func(_ *cobra.Command, args []string) error {
				return explain(root, append([]string{c.Name()}, args...))
			}
		}
	}
}

// explain prints the help of the command that words name: of the whole program when there are none.
func explain(root *cobra.Command, words []string) error {
	found, rest, err := root.Find(words)
	if err != nil {
		return err
	}
	if len(rest) > 0 {
		return unknown("command", strings.Join(words, " "), commandNames(found), strings.TrimSpace("postmortem help "+helpTopic(found)))
	}
	return found.Help()
}

// helpTopic returns the words after "help" that explain cmd.
func helpTopic(cmd *cobra.Command) string {
	return strings.TrimSpace(strings.TrimPrefix(cmd.CommandPath(), cmd.Root().Name()))
}

func commandNames(parent *cobra.Command) []string {
	var names []string
	for _, c := range parent.Commands() {
		if c.IsAvailableCommand() {
			names = append(names, c.Name())
		}
	}
	return names
}

// collectLess lets the heap grow further between collections than Go would by itself: the program lives for a moment and
// a report takes a few megabytes. GOGC, if set, has the last word.
func collectLess() {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(400)
	}
}
