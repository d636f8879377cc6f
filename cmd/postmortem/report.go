package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/postmortem-dev/postmortem/analysis"
	"github.com/postmortem-dev/postmortem/incidents"
	"github.com/postmortem-dev/postmortem/output"
	"github.com/postmortem-dev/postmortem/templates"
)

// reportOptions is what the command line of report says.
type reportOptions struct {
	from     inputs
	template string
	formats  []string
	output   string
	echarts  string
}

func (p *program) reportCommand() *cobra.Command {
	var o reportOptions
	cmd := &cobra.Command{
		Use:   "report FILE...|-",
		Short: "Write the postmortem of each incident",
		Long: `Write the postmortem of each incident in the records. A single document goes to
standard output; several (of several incidents, or in several formats) need
-o DIR and are named after the incident, ID.md, ID.html or ID.json, with the
template between if it is not the usual one: ID.public.md.

What is wrong with a record is printed on standard error. A record with an error
is left out and makes the exit status 1; the others are written all the same.`,
		Example: `  postmortem report incident.yaml
  postmortem report incident.yaml -o incident.html
  postmortem report --example aws-2025-10-20-dynamodb-dns --template summary
  postmortem report records/*.yaml --format md,html -o out/`,
		RunE: func(_ *cobra.Command, files []string) error {
			o.from.files = files
			return p.report(o)
		},
		ValidArgsFunction: completeRecords,
	}
	addExampleFlag(cmd, &o.from)
	flags := cmd.Flags()
	flags.StringVar(&o.template, "template", "", "write by the template `NAME`, or by your own in FILE (default "+templates.Default+")")
	flags.StringSliceVar(&o.formats, "format", nil, "write `FORMAT`: "+strings.Join(namesOf(listFormats()), ", ")+"; several with commas between (default by the name of -o, or "+defaultFormat+")")
	flags.StringVarP(&o.output, "output", "o", "", "write to `FILE`, or into a directory: one that exists, a name that ends in /, or any when there are several documents")
	flags.StringVar(&o.echarts, "echarts", output.ECharts()[0], "where the script that makes figures of an HTML page zoomable comes from: "+strings.Join(output.ECharts(), ", "))
	complete(cmd, "format", func() []string { return namesOf(listFormats()) })
	complete(cmd, "echarts", output.ECharts)
	completeOrFile(cmd, "template", func() []string { return namesOf(listTemplates()) })
	return cmd
}

// report writes the postmortem of each incident, and goes on after one that fails.
func (p *program) report(o reportOptions) error {
	r, err := chooseRenderer(o)
	if err != nil {
		return err
	}
	return p.writeEach(o.from, o.output, r)
}

// writeEach writes a document for each incident of the inputs and each format.
func (p *program) writeEach(from inputs, output string, r renderer) error {
	read, err := p.read(from)
	if err != nil {
		return err
	}
	for _, file := range from.files {
		if sameFile(file, output) {
			return wrongUsage("name another file", "%s is the record that is being read", output)
		}
	}
	found := p.parse(read)
	documents := len(found) * len(r.formats)
	if len(r.formats) == 1 && r.formats[0].Lines && len(found) > 0 {
		if to := chooseDestination(output, false); to.dir == "" || to.file != "" {
			return p.reportLines(r, to, found)
		}
	}
	to := chooseDestination(output, documents > 1)
	if documents > 1 && (to.dir == "" || isFile(to.dir)) {
		return wrongUsage("-o DIR writes each into a file of its own", "%d documents do not fit into one", documents)
	}
	for _, incident := range found {
		p.reportIncident(r, to, incident)
	}
	return nil
}

// sameFile reports whether two paths lead to one file.
func sameFile(a, b string) bool {
	x, errA := os.Stat(a)
	y, errB := os.Stat(b)
	return errA == nil && errB == nil && os.SameFile(x, y) && x.Mode().IsRegular()
}

// parse returns the incidents of all inputs, and tells what is wrong with the rest.
func (p *program) parse(read []input) []*incidents.Incident {
	var found []*incidents.Incident
	standsIn := map[string]string{}
	for _, in := range read {
		parsed, diagnostics := incidents.Parse(in.name, in.data)
		p.diagnose(p.err, diagnostics)
		for _, incident := range parsed {
			if other, ok := standsIn[incident.ID]; ok {
				p.tell(&trouble{
					status:  statusInput,
					message: fmt.Sprintf("%s: incident %q stands in %s too", in.name, incident.ID, other),
					hint:    "the second is left out: its documents would overwrite those of the first",
				})
				continue
			}
			standsIn[incident.ID] = in.name
			found = append(found, incident)
		}
	}
	return found
}

// reportLines writes the documents of all incidents one after the other into one place.
func (p *program) reportLines(r renderer, to destination, found []*incidents.Incident) error {
	return p.writeBy(to, "", func(w io.Writer) error {
		for _, incident := range found {
			document, err := r.template.execute(analysis.Run(incident))
			if err != nil {
				p.tell(err)
				continue
			}
			line, err := r.formats[0].Render(document, r.options)
			if err != nil {
				p.tell(unfit(err, r.formats[0], "incident "+incident.ID))
				continue
			}
			if _, err := w.Write(line); err != nil {
				return err
			}
		}
		return nil
	})
}

// unfit returns the error for a document that a format could not write: of something it is not made of, or another.
func unfit(err error, format output.Format, what string) error {
	hint, ok := map[error]string{
		output.ErrNoCards:  "postmortem brief --format " + format.Name,
		output.ErrNoTable:  "postmortem compare FILE --format " + format.Name + " -o DIR",
		output.ErrNoDigest: "postmortem report FILE --format " + format.Name,
	}[err]
	if !ok {
		return fmt.Errorf("%s, format %s: %w", what, format.Name, err)
	}
	if format.Name == "csv" {
		hint += ", or postmortem brief --format csv for cards"
	}
	return wrongUsage(hint, "the format %s: %s", format.Name, err)
}

func (p *program) reportIncident(r renderer, to destination, incident *incidents.Incident) {
	document, err := r.template.execute(analysis.Run(incident))
	if err != nil {
		p.tell(err)
		return
	}
	for _, format := range r.formats {
		data, err := format.Render(document, r.options)
		if err != nil {
			p.tell(unfit(err, format, "incident "+incident.ID))
			continue
		}
		p.tell(p.write(to, incident.ID+r.template.suffix+format.Ext, data))
	}
}

// renderer is how a report becomes documents: everything that report was asked for except which incidents.
type renderer struct {
	template template
	formats  []output.Format
	options  output.Options
}

func chooseRenderer(o reportOptions) (r renderer, err error) {
	r.options = output.Options{ECharts: o.echarts, Program: version()}
	if !slices.Contains(output.ECharts(), o.echarts) {
		return r, unknown("value of --echarts", o.echarts, output.ECharts(), "postmortem report --help")
	}
	if r.formats, err = chooseFormats(o); err != nil {
		return r, err
	}
	for _, format := range r.formats {
		// Else the reader of a message to the public would get all that the template leaves out.
		if o.template != "" && format.Whole {
			return r, wrongUsage("leave out --template", "the format %s is the whole report and takes no template", format.Name)
		}
	}
	r.template, err = chooseTemplate(o.template)
	return r, err
}

const defaultFormat = "md"

func chooseFormats(o reportOptions) ([]output.Format, error) {
	names := o.formats
	if len(names) == 0 {
		name, ok := formatOf(o.output)
		if !ok {
			return nil, wrongUsage("name it .md, .html or .json, or add --format", "the name %s does not say which format to write", o.output)
		}
		names = []string{name}
	}
	var chosen []output.Format
	for _, name := range names {
		format, ok := output.Find(name)
		if !ok {
			return nil, unknown("format", name, namesOf(listFormats()), "postmortem list formats")
		}
		chosen = append(chosen, format)
	}
	return chosen, nil
}

// formatOf returns the format that the extension of a file's name means; the default for a directory or a name without
// one, and false for an extension that means none.
func formatOf(file string) (string, bool) {
	ext := filepath.Ext(file)
	for _, f := range output.Formats() {
		if f.Ext == ext {
			return f.Name, true
		}
	}
	info, err := os.Stat(file)
	isDir := err == nil && info.IsDir() || strings.HasSuffix(file, "/")
	return defaultFormat, ext == "" || isDir
}
