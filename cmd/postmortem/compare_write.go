package main

import (
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/postmortem-dev/postmortem/analysis/compare"
	"github.com/postmortem-dev/postmortem/output"
	"github.com/postmortem-dev/postmortem/templates"
)

// placeComparison returns where a comparison goes, and refuses what would not fit there or would overwrite an input,
// before anything is read.
func (p *program) placeComparison(o compareOptions, formats []output.Format) (destination, error) {
	names := fileNames(formats)
	several := len(formats) > 1 || len(names) > 1 && o.output != "-" && filepath.Ext(o.output) == ""
	where := chooseDestination(o.output, several)
	switch {
	case where.dir == "" && len(formats) > 1, where.dir != "" && isFile(where.dir):
		return where, wrongUsage("-o DIR writes each into a file of its own", "%d files do not fit into one", len(names))
	case where.dir == "" && formats[0].Binary && (o.output == "" || p.printsToTerminal()):
		return where, wrongUsage("-o DIR writes all tables, -o incidents"+formats[0].Ext+" one", "the format %s is nothing to print", formats[0].Name)
	case where.dir == "":
		return where, nil
	case where.file != "":
		names = []string{where.file}
	}
	for _, name := range names {
		path := filepath.Join(where.dir, name)
		if slices.ContainsFunc(slices.Concat(o.from.files, o.digests), func(input string) bool { return sameFile(input, path) }) {
			return where, wrongUsage("name another file or directory", "%s is being read", path)
		}
	}
	return where, nil
}

// fileNames returns the names of the files of a comparison in a directory.
func fileNames(formats []output.Format) []string {
	var names []string
	for _, f := range formats {
		if f.Tables == nil {
			names = append(names, "comparison"+f.Ext)
			continue
		}
		for _, t := range f.Tables(&compare.Set{}) {
			names = append(names, t.Name+f.Ext)
		}
	}
	return names
}

func (p *program) printsToTerminal() bool {
	file, ok := p.out.w.(*os.File)
	return ok && isTerminal(file)
}

// writeComparison writes each format, and goes on after one that fails. Formats made of the digests alone need no
// statistics.
func (p *program) writeComparison(set *compare.Set, r renderer, where destination) error {
	var document *templates.Document
	for _, format := range r.formats {
		if format.Tables != nil {
			p.writeTables(set, format, where)
			continue
		}
		if document == nil {
			var err error
			if document, err = templates.Compare(compare.Run(set), nil); err != nil {
				return err
			}
			document.Detail = set
		}
		data, err := format.Render(document, r.options)
		if err != nil {
			p.tell(unfit(err, format, "comparison"))
			continue
		}
		p.tell(p.write(where, "comparison"+format.Ext, data))
	}
	return nil
}

// writeTables writes the tables of a format: all into a directory, else the one that the file is named after, or the
// first.
func (p *program) writeTables(set *compare.Set, format output.Format, where destination) {
	tables := format.Tables(set)
	if where.dir == "" || where.file != "" {
		name := strings.TrimSuffix(where.file, format.Ext)
		i := max(0, slices.IndexFunc(tables, func(t output.Table) bool { return t.Name == name }))
		tables = tables[i : i+1]
	}
	for _, t := range tables {
		p.tell(p.writeBy(where, t.Name+format.Ext, t.Write))
	}
}
