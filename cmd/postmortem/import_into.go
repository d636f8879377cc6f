package main

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/postmortem-dev/postmortem/incidents/importers"
	"github.com/postmortem-dev/postmortem/incidents/merge"
)

// readMapping reads the file that --map names, and tells the importers whom it gives a role.
func (how importing) readMapping(o *importers.Options) (merge.Mapping, error) {
	if how.mapping == "" {
		return merge.Mapping{}, nil
	}
	data, err := readFile(how.mapping)
	if err != nil {
		return merge.Mapping{}, err
	}
	m, err := merge.ReadMapping(how.mapping, data)
	if err != nil {
		return m, err
	}
	if how.into == "" && len(m.Services) > 0 {
		return m, wrongUsage("--into names it", "the services of --map are those of a record")
	}
	o.Roles = m.People
	return m, nil
}

// refused tells why nothing was merged: what is wrong with the record or the mapping, line by line, or one thing.
func (p *program) refused(err error) error {
	var refusal *merge.Refusal
	if !errors.As(err, &refusal) {
		return err
	}
	p.diagnose(p.err, refusal.Diagnostics)
	return &trouble{status: statusInput, message: refusal.Message, hint: refusal.Hint}
}

// choose returns the drafts that are wanted of what the files hold: of each file that holds several incidents the one
// that --incident names, if one record is to be made.
func (how importing) choose(found []importers.Result) ([]importers.Draft, error) {
	var drafts []importers.Draft
	met := map[string]bool{}
	for _, result := range found {
		incidents, parts := divide(result.Drafts)
		groups := merge.Join(incidents)
		wanted := slices.DeleteFunc(slices.Clone(groups), func(g []importers.Draft) bool { return !how.names(g, met) })
		switch {
		case len(how.only) == 0 && how.into == "", len(groups) < 2:
			wanted = groups
		case len(wanted) != 1 && how.into != "":
			return nil, severalIncidents(groups)
		}
		drafts = append(append(drafts, slices.Concat(wanted...)...), parts...)
	}
	for _, id := range how.only {
		if !met[id] && len(found) > 0 {
			return nil, wrongUsage("postmortem import FILE -o records/ writes all of them", "no incident of the files has the id %q", id)
		}
	}
	return drafts, nil
}

func divide(drafts []importers.Draft) (incidents, parts []importers.Draft) {
	for _, d := range drafts {
		if d.Part() {
			parts = append(parts, d)
		} else {
			incidents = append(incidents, d)
		}
	}
	return incidents, parts
}

// names reports whether --incident names the incident, and notes by which id.
func (how importing) names(group []importers.Draft, met map[string]bool) bool {
	named := false
	for _, id := range how.only {
		if slices.ContainsFunc(group, func(d importers.Draft) bool { return id != "" && (d.Incident.ID == id || d.Key == id) }) {
			named, met[id] = true, true
		}
	}
	return named
}

// mostNamed is how many incidents of a file are named to choose from.
const mostNamed = 12

func severalIncidents(groups [][]importers.Draft) error {
	var ids []string
	for _, g := range groups {
		ids = append(ids, cmp.Or(g[0].Key, g[0].Incident.ID))
	}
	if len(ids) > mostNamed {
		ids = append(ids[:mostNamed], "…")
	}
	return &trouble{
		status:  statusInput,
		message: fmt.Sprintf("%s: it holds %d incidents, and one record takes one of them; nothing was written", groups[0][0].File, len(groups)),
		hint:    "choose with --incident: " + strings.Join(ids, ", "),
	}
}

// importInto adds the drafts to a record, incidents before parts, or makes one of them.
func (p *program) importInto(drafts []importers.Draft, mapping merge.Mapping, how importing) error {
	whole, parts := divide(drafts)
	drafts = append(slices.Concat(merge.Join(whole)...), parts...)
	var before, after []byte
	var accounts []merge.Account
	var err error
	made := !exists(how.into)
	switch {
	case made && len(whole) == 0:
		return &trouble{status: statusInput, message: how.into + ": does not exist, and none of the files holds an incident to make it of", hint: "postmortem new prints a record to begin with"}
	case made:
		after, accounts, err = merge.New(drafts, mapping)
	default:
		if before, err = readFile(how.into); err != nil {
			return err
		}
		after, accounts, err = merge.Into(how.into, before, drafts, mapping)
	}
	if err != nil {
		return p.refused(err)
	}
	p.accounts(how.into, accounts)
	if !made && how.output == "" && bytes.Equal(before, after) {
		fmt.Fprintf(p.err, "%s: not changed\n", printable(how.into))
		return nil
	}
	return p.writeInto(after, how)
}

func (p *program) writeInto(record []byte, how importing) error {
	name := filepath.Base(how.into)
	if how.output == "" {
		return p.write(destination{dir: filepath.Dir(how.into), file: name}, name, record)
	}
	d := chooseDestination(how.output, false)
	if err := d.free([]imported{{strings.TrimSuffix(name, ".yaml"), record}}, how.force); err != nil {
		return err
	}
	return p.write(d, strings.TrimSuffix(name, ".yaml")+".yaml", record)
}

// accounts prints what each source gave a record.
func (p *program) accounts(record string, accounts []merge.Account) {
	for _, a := range accounts {
		fmt.Fprintf(p.err, "%s: from %s: %s\n", printable(record), printable(a.File), printable(a.String()))
		for _, s := range a.Services {
			fmt.Fprintf(p.err, "    service: %s\n", printable(s))
		}
		for _, text := range a.Doubts {
			fmt.Fprintf(p.err, "    doubt: %s\n", printable(text))
		}
	}
}
