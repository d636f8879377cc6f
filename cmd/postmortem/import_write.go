package main

import (
	"os"
	"path/filepath"

	"github.com/postmortem-dev/postmortem/incidents/importers"
)

// writeDrafts writes all records, or none if a file is in the way.
func (p *program) writeDrafts(drafts []importers.Draft, how importing) error {
	d := chooseDestination(how.output, len(drafts) > 1)
	if d.dir == "" && len(drafts) > 1 {
		return wrongUsage("-o records/, for example", "%s need a directory to go to", count(len(drafts), "incident"))
	}
	if len(drafts) > 1 && isFile(how.output) {
		return wrongUsage("-o records/, for example", "%s need a directory; %s is a file", count(len(drafts), "incident"), how.output)
	}
	if err := d.free(drafts, how.force); err != nil {
		return err
	}
	for _, draft := range drafts {
		record, err := importers.Encode(draft)
		if err != nil {
			return err
		}
		if err := p.write(d, draft.Incident.ID+".yaml", record); err != nil {
			return err
		}
	}
	return nil
}

// free returns an error if one of the files to be written exists, unless it may be overwritten.
func (d destination) free(drafts []importers.Draft, force bool) error {
	if force || d.dir == "" {
		return nil
	}
	for _, draft := range drafts {
		name := d.file
		if name == "" {
			name = draft.Incident.ID + ".yaml"
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
