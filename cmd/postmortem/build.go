package main

import (
	"os"
	"runtime"
	"runtime/debug"
	"strings"

	"github.com/spf13/cobra"

	"github.com/postmortem-dev/postmortem/incidents/corpus"
	"github.com/postmortem-dev/postmortem/output"
	"github.com/postmortem-dev/postmortem/templates"
	"github.com/postmortem-dev/postmortem/templates/briefs"
)

// buildOptions is what the command line of build says.
type buildOptions struct {
	from      inputs
	all       bool // the examples
	templates []string
	formats   []string
	roles     []string
	tell      briefOptions // of which length and frame matter
	output    string
	echarts   string
	jobs      int
	quiet     bool
}

// none stands for no template, or no role.
const none = "none"

func (p *program) buildCommand() *cobra.Command {
	var o buildOptions
	cmd := &cobra.Command{
		Use:   "build [FILE|DIR|PATTERN...|-] -o DIR",
		Short: "Make a site of all incidents: their documents, comparisons and a list",
		Long: `Make a site of all incidents in the records: the documents of each, pages that
compare them, a list to search in, and digests.jsonl with a digest of each. Without
records it is made of those that the program carries. Directories are searched for
records; - reads YAML documents or JSON values from standard input.

A second build into the same directory does only what has changed, and removes what
has no record any more; files that no build has made are never touched. A record
with an error does not stop the others: what an earlier build made of it stays,
marked as stale. What became of each record is written to build.json.

Documents are written in each of --format; a brief is written as html, anki or csv
if --format names one of them.`,
		Example: `  postmortem build -o site
  postmortem build incidents/ -o site
  postmortem build 'teams/*/incidents/**/*.yaml' -o site --template postmortem,public --role none
  postmortem build incidents/ -o site --format md --jobs 1 --quiet`,
		RunE: func(_ *cobra.Command, files []string) error {
			o.from.files = files
			return p.build(o)
		},
		ValidArgsFunction: completeRecords,
	}
	addExampleFlag(cmd, &o.from)
	flags := cmd.Flags()
	flags.BoolVar(&o.all, "examples", false, "build of all incidents that the program carries")
	flags.StringSliceVar(&o.templates, "template", []string{templates.Default, "summary"}, "write by each template `NAME`, or by your own in FILE; "+none+" for no such documents")
	flags.StringSliceVar(&o.formats, "format", []string{"html", "md"}, "write each `FORMAT`: "+strings.Join(buildFormats(), ", "))
	flags.StringSliceVar(&o.roles, "role", []string{"sre", "leadership"}, "write a brief for each `ROLE`: "+strings.Join(briefs.RoleNames(), ", ")+"; "+none+" for no briefs")
	flags.StringVar(&o.tell.length, "length", "2m", "write briefs that take `TIME` to say, for example 30s, 60s, 2m or 5m")
	flags.StringVar(&o.tell.frame, "frame", string(briefs.Public), "tell briefs as of somebody else's incidents (public) or as of your own team (own)")
	flags.StringVarP(&o.output, "output", "o", "", "build in `DIR`, which is made if need be")
	flags.StringVar(&o.echarts, "echarts", output.ECharts()[0], "where the script that makes figures of pages zoomable comes from: "+strings.Join(output.ECharts(), ", "))
	flags.IntVar(&o.jobs, "jobs", runtime.GOMAXPROCS(0), "work on `N` records at a time")
	flags.BoolVar(&o.quiet, "quiet", false, "print only what went wrong")
	complete(cmd, "format", buildFormats)
	complete(cmd, "role", briefs.RoleNames)
	complete(cmd, "frame", func() []string { return []string{string(briefs.Public), string(briefs.Own)} })
	complete(cmd, "length", func() []string { return []string{"30s", "60s", "2m", "5m"} })
	complete(cmd, "echarts", output.ECharts)
	completeOrFile(cmd, "template", func() []string { return namesOf(listTemplates()) })
	return cmd
}

// build makes or renews the site.
func (p *program) build(o buildOptions) error {
	switch {
	case o.output == "" || o.output == "-":
		return wrongUsage("-o DIR", "build needs a directory to write to")
	case o.jobs < 1:
		return wrongUsage("--jobs 2, for example", "--jobs must be at least 1")
	}
	if o.all || len(o.from.examples)+len(o.from.files) == 0 {
		o.from.examples = corpus.Names()
	}
	plan, err := choosePlan(o)
	if err != nil {
		return err
	}
	for _, file := range o.from.files {
		if file != "-" && isWithin(file, o.output) {
			return wrongUsage("name another directory with -o", "%s lies in %s, which is to be written", file, o.output)
		}
	}
	defer limitMemory()()
	f, err := openFolder(o.output)
	if err != nil {
		return err
	}
	defer f.close()
	b, err := newBuild(p, o, plan, f)
	if err != nil {
		return err
	}
	defer b.journal.close()
	return b.run()
}

// How far the heap of a build grows before the collector works harder than it would by itself: as far as it needs for the
// digests and rows of usualIncidents, and so much more for each incident beyond.
const (
	usualMemory    = 96 << 20
	usualIncidents = 10_000
	memoryOfEach   = 7 << 10
)

// limitMemory makes the collector keep to usualMemory; GOMEMLIMIT, if set, has the last word. It returns what puts the
// limit back.
func limitMemory() func() {
	if os.Getenv("GOMEMLIMIT") != "" {
		return func() {}
	}
	before := debug.SetMemoryLimit(usualMemory)
	return func() { debug.SetMemoryLimit(before) }
}

// allowMore raises the limit for n incidents: at a limit below what is needed the collector would never rest.
func allowMore(n int) {
	if os.Getenv("GOMEMLIMIT") == "" && n > usualIncidents {
		debug.SetMemoryLimit(usualMemory + int64(n-usualIncidents)*memoryOfEach)
	}
}
