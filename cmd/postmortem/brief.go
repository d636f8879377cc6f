package main

import (
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/postmortem-dev/postmortem/analysis"
	"github.com/postmortem-dev/postmortem/output"
	"github.com/postmortem-dev/postmortem/templates"
	"github.com/postmortem-dev/postmortem/templates/briefs"
)

// briefOptions is what the command line of brief says.
type briefOptions struct {
	from    inputs
	role    string
	length  string
	frame   string
	formats []string
	output  string
	echarts string
}

// The lengths of an answer that brief can be asked for.
const (
	shortestBrief = 20 * time.Second
	longestBrief  = 10 * time.Minute
)

func (p *program) briefCommand() *cobra.Command {
	var o briefOptions
	cmd := &cobra.Command{
		Use:   "brief FILE...|-",
		Short: "Write what to say aloud about each incident, for one kind of listener",
		Long: `Write what to say aloud about each incident in the records: an answer in four parts
that fits the length asked for at 140 words a minute, with the numbers, questions,
traps and drawing that go with it. Every number is the report's.

The frame own tells it as an incident of your own team.`,
		Example: `  postmortem brief --example aws-2025-10-20-dynamodb-dns --role sre --length 2m
  postmortem brief incident.yaml --role leadership --length 60s --frame own
  postmortem brief incident.yaml --role swe --format html -o rehearse.html
  postmortem brief incident.yaml --role swe --format anki -o cards.txt`,
		RunE: func(_ *cobra.Command, files []string) error {
			o.from.files = files
			return p.brief(o)
		},
		ValidArgsFunction: completeRecords,
	}
	addExampleFlag(cmd, &o.from)
	flags := cmd.Flags()
	flags.StringVar(&o.role, "role", "sre", "tell it to `ROLE`: "+strings.Join(briefs.RoleNames(), ", "))
	flags.StringVar(&o.length, "length", "2m", "take `TIME` to say it, for example 30s, 60s, 2m or 5m")
	flags.StringVar(&o.frame, "frame", string(briefs.Public), "tell it as somebody else's incident (public) or as one of your own team (own)")
	flags.StringSliceVar(&o.formats, "format", nil, "write `FORMAT`: "+strings.Join(namesOf(listFormats()), ", ")+"; several with commas between (default by the name of -o, or "+defaultFormat+")")
	flags.StringVarP(&o.output, "output", "o", "", "write to `FILE`, or into a directory")
	flags.StringVar(&o.echarts, "echarts", output.ECharts()[0], "where the script that makes figures of an HTML page zoomable comes from: "+strings.Join(output.ECharts(), ", "))
	complete(cmd, "role", briefs.RoleNames)
	complete(cmd, "frame", func() []string { return []string{string(briefs.Public), string(briefs.Own)} })
	complete(cmd, "length", func() []string { return []string{"30s", "60s", "2m", "5m"} })
	complete(cmd, "format", func() []string { return namesOf(listFormats()) })
	return cmd
}

func listRoles() []entry {
	var entries []entry
	for _, r := range briefs.Roles() {
		entries = append(entries, entry{r.Name, r.Doc})
	}
	return entries
}

// brief writes a brief of each incident.
func (p *program) brief(o briefOptions) error {
	asked, err := askedFor(o)
	if err != nil {
		return err
	}
	formats, err := chooseFormats(reportOptions{formats: o.formats, output: o.output})
	if err != nil {
		return err
	}
	if !slices.Contains(output.ECharts(), o.echarts) {
		return unknown("value of --echarts", o.echarts, output.ECharts(), "postmortem brief --help")
	}
	r := renderer{template: asked.template(), formats: formats, options: output.Options{ECharts: o.echarts, Program: version()}}
	return p.writeEach(o.from, o.output, r)
}

// telling is to whom, in which frame and how long an incident is told.
type telling struct {
	role    briefs.Role
	frame   briefs.Frame
	seconds int
}

// askedFor checks what a command line says about the telling.
func askedFor(o briefOptions) (telling, error) {
	role, ok := briefs.FindRole(o.role)
	if !ok {
		return telling{}, unknown("role", o.role, namesOf(listRoles()), "postmortem list roles")
	}
	length, err := time.ParseDuration(o.length)
	if err != nil || length < shortestBrief || length > longestBrief {
		return telling{}, wrongUsage("write it like 30s, 60s, 2m or 5m", "%q is no length from %s to %s", o.length, plainLength(shortestBrief), plainLength(longestBrief))
	}
	frame := briefs.Frame(o.frame)
	if !slices.Contains([]briefs.Frame{briefs.Public, briefs.Own}, frame) {
		return telling{}, unknown("frame", o.frame, []string{string(briefs.Public), string(briefs.Own)}, "postmortem help brief")
	}
	return telling{role, frame, int(length.Seconds())}, nil
}

func plainLength(d time.Duration) string { return templates.Length(d.Seconds()) }

// template returns the telling as a way of writing a report. What a record lacks for it is the record's fault.
func (t telling) template() template {
	return template{suffix: ".brief." + t.role.Name, execute: func(r *analysis.Report) (*templates.Document, error) {
		d, err := briefs.Execute(r, t.role, t.frame, t.seconds)
		if err != nil {
			return nil, &trouble{status: statusInput, message: err.Error()}
		}
		return d, nil
	}}
}
