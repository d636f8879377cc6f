package main

import (
	"os"
	"path/filepath"

	"github.com/postmortem-dev/postmortem/incidents/importers"
	"github.com/postmortem-dev/postmortem/incidents/merge"
)

// imported is a record that is to be written.
type imported struct {
	id   string
	text []byte
}

// writeDrafts writes all records, or none if a file is in the way. Drafts of one incident make one record.
func (p *program) writeDrafts(drafts []importers.Draft, how importing) error {
	var records []imported
	taken := map[string]bool{}
	for _, group := range merge.Join(drafts) {
		importers.Unique(group[:1], taken)
		record, err := p.record(group)
		if err != nil {
			return p.refused(err)
		}
		records = append(records, imported{group[0].Incident.ID, record})
	}
	d := chooseDestination(how.output, len(records) > 1)
	if d.dir == "" && len(records) > 1 {
		return wrongUsage("-o records/, for example; --incident takes one of a file, --into makes one of several", "%s need a directory to go to", count(len(records), "incident"))
	}
	if len(records) > 1 && isFile(how.output) {
		return wrongUsage("-o records/, for example", "%s need a directory; %s is a file", count(len(records), "incident"), how.output)
	}
	if err := d.free(records, how.force); err != nil {
		return err
	}
	for _, r := range records {
		if err := p.write(d, r.id+".yaml", r.text); err != nil {
			return err
		}
	}
	return nil
}

// record returns the record that the drafts of one incident make. Parts that belong to none are written as they are.
func (p *program) record(group []importers.Draft) ([]byte, error) {
	if group[0].Part() {
		return importers.Encode(group[0])
	}
	record, accounts, err := merge.New(group, merge.Mapping{})
	if err == nil && len(group) > 1 {
		p.accounts(group[0].Incident.ID, accounts)
	}
	return record, err
}

// free returns an error if one of the files to be written exists, unless it may be overwritten.
func (d destination) free(records []imported, force bool) error {
	if force || d.dir == "" {
		return nil
	}
	for _, r := range records {
		name := d.file
		if name == "" {
			name = r.id + ".yaml"
		}
		if path := filepath.Join(d.dir, name); exists(path) {
			return &trouble{status: statusFailure, message: path + ": already exists", hint: "--force overwrites it; nothing was written"}
		}
	}
	return nil
}

func exists(path string) bool {
	_, err := os.Lstat(path)
	return err == nil
}
