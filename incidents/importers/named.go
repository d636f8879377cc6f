package importers

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/postmortem-dev/postmortem/incidents"
)

// tracked is an incident as those tools keep it that have a list of moments for each, every one with a name and the time
// when it was. A mapping makes it of the tool's own form; what becomes of it then is the same for all of them.
type tracked struct {
	key, reference  string // the tool's own id, and the number that people call the incident by
	title, summary  string
	severity, url   string
	status          incidents.Status
	skip            string // why it is none to import: a test, a drill
	opened, updated string // when it was entered in the tool, and last changed there
	moments         []namedMoment
	entries         []namedEntry
	services        []namedService
	people          []namedPerson // who held a role
	lengths         []namedLength
	others          []namedOther
	doubts          []string
}

// namedMoment is a time that has a name.
type namedMoment struct {
	name      string
	milestone incidents.Milestone // empty if the name is none that is understood
	rank      int                 // its place in the tool's own list
	at        string              // empty if it is not recorded
	words     string
}

// namedEntry is something that was noted down during the incident.
type namedEntry struct {
	id, at, typed string // typed is when it was entered, if the tool tells that apart
	head, words   string // what it is, and what somebody wrote
	by, about     namedPerson
	composed      bool // the tool made the words, with the names of those concerned in them
}

// namedPerson is somebody whom the tool names.
type namedPerson struct {
	role, key string
	names     []string
}

// namedService is what the tool says was hurt; unhurt is set if it says that it was not.
type namedService struct {
	key, name, symptom string
	unhurt             bool
}

// namedOther is an entry of the tool's for which the record has no place.
type namedOther struct{ what, why string }

// namedTool is where the incidents come from.
type namedTool struct {
	name string // as people write it
	file string // what the file holds, for an incident whose title it does not give
}

const toolSource = "tool"

// result makes a draft of each incident.
func (t namedTool) result(list []tracked, o Options) (Result, error) {
	if err := bounded(len(list), "incidents"); err != nil {
		return Result{}, err
	}
	var result Result
	for _, in := range list {
		r := namedReader{tool: t, in: in, options: o, crowd: crowd{roles: o.Roles}}
		switch draft, why, err := r.draft(); {
		case err != nil:
			return Result{}, err
		case why != "":
			r.account.leave(cmp.Or(in.reference, in.title, in.key, "an incident"), why, in.given())
			result.Beside.add(r.account)
		default:
			result.Drafts = append(result.Drafts, draft)
		}
	}
	return result, nil
}

// given returns how many of the tool's entries have a time.
func (in tracked) given() int {
	n := len(in.entries)
	for _, m := range in.moments {
		if m.at != "" {
			n++
		}
	}
	return n
}

// leave skips all entries of an incident, at least one. If some were skipped before, each has its reason already.
func (a *Account) leave(what, why string, entries int) {
	if a.In > 0 {
		return
	}
	for range max(entries, 1) {
		a.skip(what, why)
	}
}

// namedReader makes a draft of one incident.
type namedReader struct {
	tool    namedTool
	in      tracked
	options Options
	account Account
	crowd   crowd
	read    []namedRead // the moments that have a time, by rank
	out     incidents.Incident
}

// draft returns the draft of the incident, or why there is none.
func (r *namedReader) draft() (Draft, string, error) {
	if r.in.skip != "" {
		return Draft{}, r.in.skip, nil
	}
	parts := len(r.in.moments) + len(r.in.entries) + len(r.in.services) + len(r.in.people) + len(r.in.lengths) + len(r.in.others)
	if err := bounded(parts, "entries in an incident"); err != nil {
		return Draft{}, "", err
	}
	r.people()
	if err := r.moments(); err != nil {
		return Draft{}, "", err
	}
	if err := r.entries(); err != nil {
		return Draft{}, "", err
	}
	if len(r.out.Timeline) == 0 {
		return Draft{}, "none of its times is recorded", nil
	}
	slices.SortStableFunc(r.out.Timeline, func(a, b incidents.Event) int { return a.At.From.Compare(b.At.From) })
	r.head()
	r.order()
	r.standing()
	r.services()
	r.lengths()
	for _, o := range r.in.others {
		r.account.skip(cmp.Or(o.what, "an entry"), o.why)
	}
	for _, text := range r.in.doubts {
		r.account.doubt("%s", text)
	}
	r.account.People = r.crowd.list()
	return Draft{Incident: &r.out, Key: r.in.key, Account: r.account}, "", nil
}

// head sets what the incident is called and where it comes from.
func (r *namedReader) head() {
	title := cmp.Or(shorten(r.prose(r.in.title), 300), shorten(fmt.Sprintf("%s %s", r.tool.file, r.in.key), 300))
	r.out.Schema, r.out.ID, r.out.Title = incidents.SchemaName, draftID(r.out.Timeline[0].At, title), title
	r.out.Severity, r.out.Summary.Text = shorten(r.in.severity, 40), r.prose(r.in.summary)
	note := fmt.Sprintf("Read from %s.", shorten(r.options.File, 200))
	if id := strings.Join(strings.Fields(shorten(r.in.reference, 60)+" "+shorten(r.in.key, 60)), ", "); id != "" {
		note = fmt.Sprintf("Incident %s, read from %s.", id, shorten(r.options.File, 200))
	}
	r.out.Sources = []incidents.Source{{ID: toolSource, Title: r.tool.name, Kind: "internal", URL: address(r.in.url), Note: note}}
}

// standing sets the status. Of an incident that is not over, the record reaches to its last change.
func (r *namedReader) standing() {
	if r.out.Status = r.in.status; r.out.Status != incidents.StatusOpen && r.out.Status != incidents.StatusMitigated {
		return
	}
	for _, e := range r.out.Timeline {
		if e.At.To.After(r.out.AsOf.To) {
			r.out.AsOf = e.At
		}
	}
	if at, err := moment(r.in.updated); err == nil && at.To.After(r.out.AsOf.To) {
		r.out.AsOf = at
	}
}

// people gives those who held a role its name, before anybody is met elsewhere.
func (r *namedReader) people() {
	for _, p := range r.in.people {
		r.account.mapped()
		called := r.crowd.holder(p.role, p.key, p.names...)
		if called == shorten(p.role, 60) {
			called = ""
		}
		if role := shorten(p.role, 60); role != "" {
			r.out.Response.Roles = append(r.out.Response.Roles, incidents.Assignment{Role: role, Person: called})
		}
	}
	for _, e := range r.in.entries {
		for _, p := range [...]namedPerson{e.by, e.about} {
			if p.known() {
				r.crowd.person(p.key, p.names...)
			}
		}
	}
}

func (p namedPerson) known() bool { return oneLine(p.key+strings.Join(p.names, "")) != "" }

var blankLines = regexp.MustCompile(`\n\s*\n`)

// prose returns what somebody wrote, without names if nobody is to be named.
func (r *namedReader) prose(text string) string {
	if text = clean(blankLines.ReplaceAllString(text, "\n\n")); r.options.Redact {
		return r.crowd.hide(text)
	}
	return text
}

// services gives what the tool says was hurt a window. None of these tools says when.
func (r *namedReader) services() {
	var list roster
	for _, given := range r.in.services {
		if oneLine(given.name+given.key) == "" {
			r.account.skip("a service", "it has no name")
			continue
		}
		r.account.mapped()
		s := list.service(given.key, given.name, toolSource)
		if given.unhurt || len(s.Windows) > 0 {
			continue
		}
		s.Windows = []incidents.Window{{
			Symptom: incidents.Words{Text: shorten(given.symptom, 200)}, Basis: incidents.Stated, Sources: []string{toolSource}, Evidence: incidents.Official,
			Note: r.tool.name + " names it under this incident, and does not say when or how badly it was hurt.",
		}}
	}
	r.out.Services = list.list
}
