// Package importers turns what other programs and teams have on disk into drafts of incidents, before [incidents] reads
// them as its own. An importer maps what its source says and invents nothing; what it cannot place it keeps as a plain
// entry or skips with a reason, and it keeps account of all three.
package importers

import (
	"bytes"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/postmortem-dev/postmortem/incidents"
)

// Importer reads one foreign form.
type Importer struct {
	Name   string
	Doc    string                                // one line for lists
	Detect func(content []byte) bool             // whether content has the form; a file's name is not asked
	Read   func([]byte, Options) (Result, error) // an error is a *Refusal
}

// Options says what the content itself may leave open.
type Options struct {
	File string         // the file's name, cited as the source
	Zone *time.Location // the zone of times for which the content names none; nil if nobody said
}

// Draft is an incident as far as its source tells it, and what became of the source's entries.
type Draft struct {
	Incident *incidents.Incident
	From     string // the importer's name
	File     string // the file it was read from
	Account  Account
}

// Result is what one file holds.
type Result struct {
	Drafts []Draft
	Beside Account // of entries that belong to no draft
}

// Total returns the account of the whole file.
func (r Result) Total() Account {
	total := Account{}
	for _, d := range r.Drafts {
		total.add(d.Account)
	}
	total.add(r.Beside)
	return total
}

// Refusal is why nothing was imported.
type Refusal struct{ Message, Hint string }

// Error returns the message without the hint.
func (r *Refusal) Error() string { return r.Message }

func refuse(hint, format string, args ...any) error {
	return &Refusal{Message: fmt.Sprintf(format, args...), Hint: hint}
}

// List returns every importer. To add one, write it in a file of its own and add a line here.
func List() []Importer {
	return []Importer{
		statuspage(),
		markdown(),
		cstate(),
		googlecloud(),
	}
}

// Names returns the names of the importers.
func Names() []string {
	var names []string
	for _, i := range List() {
		names = append(names, i.Name)
	}
	return names
}

// Import reads content with the importer called from, or, when from is empty, with the one whose form it has. Every
// draft it returns can be encoded, read again and passes the check without an error.
func Import(content []byte, from string, o Options) (Result, error) {
	content = bytes.TrimPrefix(content, []byte("\ufeff"))
	if err := legible(content); err != nil {
		return Result{}, err
	}
	importer, err := choose(content, from)
	if err != nil {
		return Result{}, err
	}
	result, err := importer.Read(content, o)
	if err != nil {
		return Result{}, err
	}
	for i := range result.Drafts {
		d := &result.Drafts[i]
		d.From, d.File = importer.Name, o.File
		d.remark()
		if _, err := Encode(*d); err != nil {
			return Result{}, err
		}
	}
	if len(result.Drafts) == 0 {
		return Result{}, refuse(result.Beside.reasons(), "it looks like %s, and holds no incident to import", importer.Doc)
	}
	return result, nil
}

// remark puts the doubts where documents show them.
func (d *Draft) remark() {
	for _, text := range d.Account.Doubts {
		d.Incident.Unknowns = append(d.Incident.Unknowns, incidents.Remark{
			Text: incidents.Words{Text: "In doubt since the import: " + oneLine(text) + "."}, Basis: incidents.Inferred, Sources: []string{d.Incident.Sources[0].ID},
		})
	}
}

func choose(content []byte, from string) (Importer, error) {
	var fit []Importer
	var names []string
	for _, i := range List() {
		if i.Name == from || from == "" && i.Detect(content) {
			fit, names = append(fit, i), append(names, i.Name)
		}
	}
	switch {
	case len(fit) == 1:
		return fit[0], nil
	case len(fit) > 1:
		return Importer{}, refuse("say which with --from", "it could be %s", strings.Join(names, " or "))
	case from != "":
		return Importer{}, refuse("there are "+strings.Join(Names(), ", "), "no importer is called %q", from)
	}
	return Importer{}, refuse(accepted(), "it looks like %s", looks(content))
}

// accepted says what could have been imported.
func accepted() string {
	var docs []string
	for _, i := range List() {
		docs = append(docs, i.Name+" ("+i.Doc+")")
	}
	return "accepted: " + strings.Join(docs, "; ")
}

// mostParts is how many incidents a file, and how many entries an incident, may have.
const mostParts = 10_000

func bounded(n int, what string) error {
	if n > mostParts {
		return refuse("split the file", "it has more than %d %s, which is the most that is read", mostParts, what)
	}
	return nil
}

// legible refuses content that is too large or no text.
func legible(content []byte) error {
	switch {
	case len(content) > incidents.MaxSize:
		return refuse("split it", "it has more than %d bytes, which is the most that is read", incidents.MaxSize)
	case len(bytes.TrimSpace(content)) == 0:
		return refuse(accepted(), "it is empty")
	case !utf8.Valid(content) || bytes.IndexByte(content, 0) >= 0:
		return refuse("unpack archives, and save texts as UTF-8", "it looks like %s", looks(content))
	}
	return nil
}
