// Package importers turns what other programs and teams have on disk into drafts of incidents, before [incidents] reads
// them as its own. An importer maps what its source says and invents nothing; what it cannot place it keeps as a plain
// entry or skips with a reason, and it keeps account of all three.
package importers

import (
	"bytes"
	"fmt"
	"io"
	"io/fs"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/postmortem-dev/postmortem/incidents"
)

// Importer reads one foreign form. It has Read or Stream, and Folder as well if the form can be a folder of files. Their
// errors are *Refusal.
type Importer struct {
	Name   string
	Doc    string                                // one line for lists
	Detect func(content []byte) bool             // whether content, or what it begins with, has the form; a file's name is not asked
	Read   func([]byte, Options) (Result, error) // of a form that is read as a whole

	// Stream reads a form of any size in memory that does not grow with it.
	Stream func(io.Reader, Options) (Result, error)
	// Holds reports whether the folder as a whole has the form, and Folder reads it.
	Holds  func(fs.FS) bool
	Folder func(fs.FS, Options) (Result, error)
}

// Options says what the content itself may leave open.
type Options struct {
	File   string            // the file's name, cited as the source
	Zone   *time.Location    // the zone of times for which the content names none; nil if nobody said
	Roles  map[string]string // what to call people, by the name or the key that the source has for them
	Redact bool              // leave out who is behind a pseudonym, and replace names in free text as well
	Chat   Chat
	Limit  Limit  // for series of measurements
	Field  string // the name of the field of the source's own that holds the services
}

// Chat is the part of a chat export that is wanted.
type Chat struct {
	Channel string    // its name or id; empty: every one
	Since   time.Time // the zero time: from the beginning
	Until   time.Time // the zero time: to the end
}

// Limit is the value past which a measurement means that users were hurt.
type Limit struct {
	Value float64
	Given bool
	Below bool // hurt below the value, not above it
}

// Draft is an incident as far as its source tells it, and what became of the source's entries. A draft without a timeline
// holds parts for another record: services and what they depend on, or impact windows.
type Draft struct {
	Incident *incidents.Incident
	From     string // the importer's name
	File     string // the file it was read from
	Key      string // the source's own id of the incident, the same in every file about it; empty if it has none
	Account  Account
}

// Part reports whether the draft is no incident by itself.
func (d Draft) Part() bool { return len(d.Incident.Timeline) == 0 }

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
		statuspageAtom(),
		markdown(),
		cstate(),
		alertmanager(),
		pagerduty(),
		googlecloud(),
		slack(),
		incidentio(),
		firehydrant(),
		rootly(),
		grafanaincident(),
		opsgenie(),
		awshealth(),
		prometheus(),
		icco(),
		jaeger(),
		otlp(),
		kiali(),
		servicegraph(),
		dotGraph(),
		gml(),
		backstage(),
		datadog(),
		compose(),
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

// Import reads a file with the importer called from, or, when from is empty, with the one whose form it has. Every draft
// it returns can be encoded, read again and passes the check without an error; only a part has no timeline. Files of
// more than [incidents.MaxSize] bytes are read if their form can be streamed.
func Import(file io.Reader, from string, o Options) (Result, error) {
	start, err := io.ReadAll(io.LimitReader(file, incidents.MaxSize+1))
	if err != nil {
		return Result{}, err
	}
	if len(start) > incidents.MaxSize {
		return importLarge(start, file, from, o)
	}
	return importWhole(start, from, o)
}

func importWhole(content []byte, from string, o Options) (Result, error) {
	content = bytes.TrimPrefix(content, []byte("\ufeff"))
	if err := legible(content); err != nil {
		return Result{}, err
	}
	importer, err := choose(content, from)
	if err != nil {
		return Result{}, err
	}
	var result Result
	if importer.Stream != nil {
		result, err = importer.Stream(bytes.NewReader(content), o)
	} else {
		result, err = importer.Read(content, o)
	}
	if err != nil {
		return Result{}, err
	}
	return importer.finish(result, o)
}

// importLarge reads a file that begins with start, if its form can be streamed.
func importLarge(start []byte, rest io.Reader, from string, o Options) (Result, error) {
	start = bytes.TrimPrefix(start, []byte("\ufeff"))
	beginning := start[:bytes.LastIndexFunc(start, func(r rune) bool { return r < utf8.RuneSelf })]
	if err := legible(beginning); err != nil {
		return Result{}, err
	}
	importer, err := choose(beginning, from)
	if err == nil && importer.Stream != nil {
		result, err := importer.Stream(io.MultiReader(bytes.NewReader(start), rest), o)
		if err != nil {
			return Result{}, err
		}
		return importer.finish(result, o)
	}
	return Result{}, refuse("split it", "it has more than %d bytes, which is the most that is read of its form", incidents.MaxSize)
}

// ImportFolder reads a folder that is one source as a whole: a chat export, for example. ok is false when it is none;
// then its files are read one by one.
func ImportFolder(folder fs.FS, from string, o Options) (result Result, ok bool, err error) {
	for _, i := range List() {
		if i.Folder != nil && (from == "" || from == i.Name) && i.Holds(folder) {
			if result, err = i.Folder(folder, o); err == nil {
				result, err = i.finish(result, o)
			}
			return result, true, err
		}
	}
	return Result{}, false, nil
}

// finish completes what the importer read and holds it to what is promised of every draft.
func (i Importer) finish(result Result, o Options) (Result, error) {
	for n := range result.Drafts {
		d := &result.Drafts[n]
		d.From, d.File = i.Name, o.File
		if o.Redact {
			d.Account.People = nil
		}
		d.remark()
		d.begin()
		if _, err := Encode(*d); err != nil {
			return Result{}, err
		}
	}
	if len(result.Drafts) == 0 {
		return Result{}, refuse(result.Beside.reasons(), "it looks like %s, and holds no incident to import", i.Doc)
	}
	return result, nil
}

// begin gives texts that begin with a pseudonym the capital letter of a sentence.
func (d *Draft) begin() {
	for i := range d.Incident.Timeline {
		text := &d.Incident.Timeline[i].Text.Text
		if rest, ok := strings.CutPrefix(*text, "person "); ok {
			*text = "Person " + rest
		}
	}
}

// remark puts the doubts where documents show them.
func (d *Draft) remark() {
	for _, text := range d.Account.Doubts {
		d.Incident.Unknowns = append(d.Incident.Unknowns, incidents.Remark{
			Text: incidents.Words{Text: incidents.ImportDoubt + oneLine(text) + "."}, Basis: incidents.Inferred, Sources: []string{d.Incident.Sources[0].ID},
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
func accepted() string { return "accepted are files of " + strings.Join(Names(), ", ") }

// mostParts is how many incidents a file, and how many entries an incident, may have.
const mostParts = 10_000

func bounded(n int, what string) error {
	if n > mostParts {
		return refuse("split the file", "it has more than %d %s, which is the most that is read", mostParts, what)
	}
	return nil
}

// legible refuses content that is empty or no text.
func legible(content []byte) error {
	switch {
	case len(bytes.TrimSpace(content)) == 0:
		return refuse(accepted(), "it is empty")
	case !utf8.Valid(content) || bytes.IndexByte(content, 0) >= 0:
		return refuse("unpack archives, and save texts as UTF-8", "it looks like %s", looks(content))
	}
	return nil
}
