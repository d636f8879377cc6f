package main

import (
	"fmt"
	"runtime"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/postmortem-dev/postmortem/analysis"
	"github.com/postmortem-dev/postmortem/analysis/compare"
	"github.com/postmortem-dev/postmortem/incidents"
	"github.com/postmortem-dev/postmortem/incidents/corpus"
	"github.com/postmortem-dev/postmortem/output"
)

// compareOptions is what the command line of compare says.
type compareOptions struct {
	from                inputs
	all                 bool // the examples
	digests             []string
	groupBy, where      string
	since, until, split string
	formats             []string
	output              string
	echarts             string
	jobs                int
}

func (p *program) compareCommand() *cobra.Command {
	var o compareOptions
	cmd := &cobra.Command{
		Use:   "compare FILE|DIR|PATTERN...|-",
		Short: "Compare incidents: a few side by side, many by statistics",
		Long: `Compare incidents: two to six side by side, more by statistics that say how sure
they are and may answer "cannot tell". Directories are searched for records.

Groups are compared with the others (--group-by), or what started before a day
with what started after it (--split). Conditions name the fields of an incident:
--where '"race" in mechanisms and duration > 2*hour'. Durations are in seconds.

--format jsonl writes a digest of each incident, one a line; --from reads them,
so that each incident can be read where it lies and only digests travel.
--format csv and parquet write tables: with -o DIR all of them, each into a file
of its own, else that of the incidents.`,
		Example: `  postmortem compare --examples --group-by mechanism
  postmortem compare incidents/ --split 2025-01-01 --format html -o comparison.html
  postmortem compare a.yaml b.yaml
  postmortem compare incidents/ --format jsonl > digests.jsonl
  postmortem compare incidents/ --format parquet -o tables/
  postmortem compare --from digests.jsonl --where 'detection == "monitor"'`,
		RunE: func(_ *cobra.Command, files []string) error {
			o.from.files = files
			return p.compare(o)
		},
		ValidArgsFunction: completeRecords,
	}
	addExampleFlag(cmd, &o.from)
	flags := cmd.Flags()
	flags.BoolVar(&o.all, "examples", false, "compare all incidents that the program carries")
	flags.StringSliceVar(&o.digests, "from", nil, "read digests from `FILE`, as --format jsonl writes them; - is standard input")
	flags.StringVar(&o.groupBy, "group-by", "", "compare groups: by `NAME`, one of "+strings.Join(groupingNames(), ", "))
	flags.StringVar(&o.split, "split", "", "compare what started before `DAY` with what started then or later")
	flags.StringVar(&o.since, "since", "", "leave out what started before `DAY`")
	flags.StringVar(&o.until, "until", "", "leave out what started on `DAY` or later")
	flags.StringVar(&o.where, "where", "", "leave out what does not meet `EXPR`")
	flags.StringSliceVar(&o.formats, "format", nil, "write `FORMAT`: "+strings.Join(namesOf(listFormats()), ", ")+"; several with commas between (default by the name of -o, or "+defaultFormat+")")
	flags.StringVarP(&o.output, "output", "o", "", "write to `FILE`, or into a directory")
	flags.StringVar(&o.echarts, "echarts", output.ECharts()[0], "where the script that makes figures of an HTML page zoomable comes from: "+strings.Join(output.ECharts(), ", "))
	flags.IntVar(&o.jobs, "jobs", runtime.GOMAXPROCS(0), "read `N` records at a time")
	complete(cmd, "group-by", groupingNames)
	complete(cmd, "format", func() []string { return namesOf(listFormats()) })
	complete(cmd, "echarts", output.ECharts)
	return cmd
}

func groupingNames() []string {
	var names []string
	for _, g := range compare.Groupings() {
		names = append(names, g.Name)
	}
	return names
}

// compare writes the comparison of all incidents that can be read.
func (p *program) compare(o compareOptions) error {
	asked, err := o.asked()
	if err != nil {
		return err
	}
	r, err := chooseRenderer(reportOptions{formats: o.formats, output: o.output, echarts: o.echarts})
	if err != nil {
		return err
	}
	where, err := p.placeComparison(o, r.formats)
	if err != nil {
		return err
	}
	if o.all {
		o.from.examples = corpus.Names()
	}
	if len(o.from.examples)+len(o.from.files)+len(o.digests) == 0 {
		return wrongUsage("name files or directories, --examples, or --from DIGESTS", "nothing to compare")
	}
	digests := p.digest(o.from, o.jobs)
	for _, name := range o.digests {
		digests = append(digests, p.readDigests(name, o.jobs)...)
	}
	set, err := compare.Select(p.unique(digests), asked)
	if err != nil {
		return wrongUsage("postmortem compare --help", "%s", err)
	}
	if len(set.Digests) == 0 {
		return &trouble{status: statusInput, message: "no incident is left to compare", hint: leftOutHint(set)}
	}
	return p.writeComparison(set, r, where)
}

func leftOutHint(set *compare.Set) string {
	if n := len(set.LeftOut); n > 0 {
		return fmt.Sprintf("%d of those given %s left out by --since, --until or --where", n, map[bool]string{true: "is", false: "are"}[n == 1])
	}
	return "none of those given could be read"
}

// asked returns the options of the comparison.
func (o compareOptions) asked() (compare.Options, error) {
	out := compare.Options{GroupBy: o.groupBy, Where: o.where}
	if _, ok := compare.FindGrouping(o.groupBy); o.groupBy != "" && !ok {
		return out, unknown("grouping", o.groupBy, groupingNames(), "postmortem compare --help")
	}
	if o.groupBy != "" && o.split != "" {
		return out, wrongUsage("leave out one of them", "--group-by and --split ask for different comparisons")
	}
	if o.jobs < 1 {
		return out, wrongUsage("--jobs 2, for example", "--jobs must be at least 1")
	}
	for _, day := range []struct {
		flag, text string
		to         *time.Time
	}{{"since", o.since, &out.Since}, {"until", o.until, &out.Until}, {"split", o.split, &out.Split}} {
		if day.text == "" {
			continue
		}
		t, err := time.Parse(time.DateOnly, day.text)
		if err != nil {
			return out, wrongUsage("--"+day.flag+" 2025-01-31, for example", "--%s %q is no day", day.flag, day.text)
		}
		*day.to = t
	}
	return out, nil
}

// digested is what became of one source.
type digested struct {
	digests     []*compare.Digest
	diagnostics []incidents.Diagnostic
	err         error
}

// digest returns the digest of every incident that can be read, and tells what is wrong with the rest.
func (p *program) digest(from inputs, jobs int) []*compare.Digest {
	var out []*compare.Digest
	inOrder(p.sources(from), jobs, func(s source) (d digested) {
		s = s.load()
		if d.err = s.err; d.err != nil {
			return d
		}
		var found []*incidents.Incident
		found, d.diagnostics = s.parse()
		for _, incident := range found {
			digest := compare.Of(analysis.Run(incident))
			d.digests = append(d.digests, &digest)
		}
		return d
	}, func(d digested) {
		p.tell(d.err)
		p.diagnose(p.err, slices.DeleteFunc(d.diagnostics, func(d incidents.Diagnostic) bool { return d.Warning })) // warnings are for check
		out = append(out, d.digests...)
	})
	return out
}

// unique returns the digests without those whose id stands before, and tells of each.
func (p *program) unique(digests []*compare.Digest) []*compare.Digest {
	seen := map[string]bool{}
	return slices.DeleteFunc(digests, func(d *compare.Digest) bool {
		if seen[d.ID] {
			p.tell(&trouble{status: statusInput, message: fmt.Sprintf("incident %q is given twice", d.ID), hint: "the second is left out"})
			return true
		}
		seen[d.ID] = true
		return false
	})
}
