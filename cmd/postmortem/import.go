package main

import (
	"slices"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/postmortem-dev/postmortem/incidents/importers"
)

// importing is what the flags of import say.
type importing struct {
	from, zone, output    string
	force                 bool
	channel, since, until string
	above, below          float64
	field, redact         string
	into, mapping         string
	only                  []string
}

func (p *program) importCommand() *cobra.Command {
	var how importing
	cmd := &cobra.Command{
		Use:   "import FILE|DIR|-...",
		Short: "Make incident records from what other programs have on disk",
		Long: `Make incident records from what other programs have on disk. The form is told by
the content. Nothing is invented: what the source does not say is left out, and
each entry of the source is mapped, kept as a plain event, or skipped with a
reason. The account of that goes to standard error and into the record.

One incident goes to standard output or to the file that -o names; several need
-o DIR, where each gets a file of its own. In a directory, files of no known form
are passed over.

With --into what the files say is added to one record, which is made if it does
not exist. What a person wrote in it stays as it is; what it tells already is not
added again; importing a file twice is importing it once.

Exit status: 1 if a file that was named cannot be imported.`,
		Example: `  postmortem import incident.json | postmortem report -
  postmortem import incidents.json -o records/
  postmortem import postmortem.md --tz Europe/Copenhagen -o incident.yaml
  postmortem import page.json chat.zip alerts.json --into incident.yaml`,
		RunE: func(cmd *cobra.Command, args []string) error { return p.importFiles(args, how, cmd.Flags()) },
		ValidArgsFunction: func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
			return nil, cobra.ShellCompDirectiveDefault
		},
	}
	cmd.Flags().StringVar(&how.from, "from", "", "read the input as `NAME`; postmortem list importers shows them")
	cmd.Flags().StringVar(&how.zone, "tz", "", "`ZONE` of times for which the input names none, for example Europe/Berlin")
	cmd.Flags().StringVarP(&how.output, "output", "o", "", "write to `FILE`, or one file per incident to a directory")
	cmd.Flags().BoolVar(&how.force, "force", false, "overwrite files that exist")
	cmd.Flags().StringVar(&how.channel, "channel", "", "of a chat export, read only the channel `NAME`")
	cmd.Flags().StringVar(&how.since, "since", "", "of a chat export, leave out what was written before `TIME`")
	cmd.Flags().StringVar(&how.until, "until", "", "of a chat export, leave out what was written at `TIME` or later")
	cmd.Flags().Float64Var(&how.above, "above", 0, "in a series of measurements, users were hurt above `VALUE`")
	cmd.Flags().Float64Var(&how.below, "below", 0, "in a series of measurements, users were hurt below `VALUE`")
	cmd.Flags().StringVar(&how.field, "services-field", "", "`NAME` of the custom field that holds the affected services")
	cmd.Flags().StringVar(&how.redact, "redact", "", "with `names`, nobody's name gets into the record")
	cmd.Flags().StringVar(&how.into, "into", "", "add to the record in `FILE`, which is replaced unless -o names another")
	cmd.Flags().StringVar(&how.mapping, "map", "", "`FILE` that says which service and which role a name in a source stands for")
	cmd.Flags().StringSliceVar(&how.only, "incident", nil, "of a file with several incidents, take the one with this `ID`, the source's or the record's")
	cmd.MarkFlagsMutuallyExclusive("above", "below")
	complete(cmd, "from", importers.Names)
	complete(cmd, "redact", func() []string { return []string{"names"} })
	return cmd
}

func (p *program) importFiles(args []string, how importing, flags *pflag.FlagSet) error {
	if len(args) == 0 {
		return wrongUsage("name a file, a directory, or - for standard input", "nothing to import")
	}
	options, err := how.options(flags)
	if err != nil {
		return err
	}
	mapping, err := how.readMapping(&options)
	if err != nil {
		return p.refused(err)
	}
	r := importReader{program: p, from: how.from, options: options}
	var found []importers.Result
	for _, name := range args {
		found = append(found, r.argument(name)...)
	}
	drafts, err := how.choose(found)
	if err != nil || len(drafts) == 0 {
		return err // if there is nothing, why has been told
	}
	if how.into != "" {
		return p.importInto(drafts, mapping, how)
	}
	return p.writeDrafts(drafts, how)
}

// options returns what the flags say to the importers, or what is wrong with them.
func (how importing) options(flags *pflag.FlagSet) (importers.Options, error) {
	var o importers.Options
	if names := importers.Names(); how.from != "" && !slices.Contains(names, how.from) {
		return o, unknown("importer", how.from, names, "postmortem list importers")
	}
	if how.zone != "" {
		zone, ok := importers.Zone(how.zone)
		if !ok {
			return o, wrongUsage("write a place such as Europe/Berlin, an offset such as UTC+2, or UTC", "unknown time zone %q", how.zone)
		}
		o.Zone = zone
	}
	if how.redact != "" && how.redact != "names" {
		return o, unknown("thing to redact", how.redact, []string{"names"}, "")
	}
	o.Chat.Channel, o.Field, o.Redact = how.channel, how.field, how.redact == "names"
	o.Limit = importers.Limit{Value: how.above, Given: flags.Changed("above")}
	if flags.Changed("below") {
		o.Limit = importers.Limit{Value: how.below, Given: true, Below: true}
	}
	for _, end := range []struct {
		flag, text string
		to         *time.Time
	}{{"since", how.since, &o.Chat.Since}, {"until", how.until, &o.Chat.Until}} {
		if end.text == "" {
			continue
		}
		at, err := importers.Moment(end.text, o.Zone)
		if err != nil {
			return o, wrongUsage("write a time with its zone, such as 2025-10-20T07:00:00Z; with --tz the zone may be left out", "--%s: %s", end.flag, err)
		}
		*end.to = at
	}
	return o, nil
}
