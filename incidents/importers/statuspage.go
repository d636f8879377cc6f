package importers

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/postmortem-dev/postmortem/incidents"
)

// statuspage reads the public API of Atlassian Statuspage: incidents.json, incidents/ID.json, summary.json, the bare
// list of the keyed API, and incident.io's look-alike. Verified on files of githubstatus.com (list and single form) and
// on the documented fields of the others.
//
// The page says when it was told, not when users were hurt: its times become communicated, identified, mitigated and
// resolved, never started or detected.
func statuspage() Importer {
	return Importer{
		Name: "statuspage", Doc: "incidents of an Atlassian Statuspage or incident.io status page, JSON",
		Detect: detectStatuspage, Read: readStatuspage,
	}
}

type statusFile struct {
	Page struct {
		Name     string `json:"name"`
		URL      string `json:"url"`
		TimeZone string `json:"time_zone"`
		Updated  string `json:"updated_at"`
	} `json:"page"`
	Incident     *statusIncident  `json:"incident"`
	Incidents    []statusIncident `json:"incidents"`
	Maintenances []statusIncident `json:"scheduled_maintenances"`
}

type statusIncident struct {
	ID         string            `json:"id"`
	Name       string            `json:"name"`
	Status     string            `json:"status"`
	Impact     string            `json:"impact"`
	Link       string            `json:"shortlink"`
	Created    string            `json:"created_at"`
	Started    string            `json:"started_at"`
	Monitoring string            `json:"monitoring_at"`
	Resolved   string            `json:"resolved_at"`
	Updates    []statusUpdate    `json:"incident_updates"`
	Components []statusComponent `json:"components"`
	Write      string            `json:"postmortem_body"`
	WriteAt    string            `json:"postmortem_body_last_updated_at"`
}

type statusUpdate struct {
	Status     string         `json:"status"`
	Body       string         `json:"body"`
	Created    string         `json:"created_at"`
	Display    string         `json:"display_at"`
	Components []statusChange `json:"affected_components"`
}

type statusChange struct {
	Code string `json:"code"`
	Name string `json:"name"`
	Old  string `json:"old_status"`
	New  string `json:"new_status"`
}

type statusComponent struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

func detectStatuspage(content []byte) bool {
	if object := objectOf(content); object != nil {
		if has(objectOf(object["incident"]), "incident_updates") {
			return true
		}
		list := listOf(object["incidents"])
		return has(object, "page") && object["incidents"] != nil && len(list) == 0 || len(list) > 0 && has(objectOf(list[0]), "incident_updates")
	}
	list := listOf(content)
	return len(list) > 0 && has(objectOf(list[0]), "incident_updates")
}

func readStatuspage(content []byte, o Options) (Result, error) {
	var file statusFile
	var err error
	if objectOf(content) == nil {
		err = decodeJSON(content, &file.Incidents)
	} else {
		err = decodeJSON(content, &file)
	}
	if err != nil {
		return Result{}, err
	}
	if file.Incident != nil {
		file.Incidents = append(file.Incidents, *file.Incident)
	}
	if err := bounded(len(file.Incidents)+len(file.Maintenances), "incidents"); err != nil {
		return Result{}, err
	}
	var result Result
	for _, in := range append(file.Incidents, file.Maintenances...) {
		r := statusReader{file: &file, in: in, options: o, states: map[string]string{}}
		switch draft, why, err := r.draft(); {
		case err != nil:
			return Result{}, err
		case why != "":
			for range max(len(in.Updates), 1) {
				result.Beside.skip(cmp.Or(in.Name, in.ID, "an incident"), why)
			}
		default:
			result.Drafts = append(result.Drafts, draft)
		}
	}
	return result, nil
}

// statusReader makes a draft of one incident.
type statusReader struct {
	file     *statusFile
	in       statusIncident
	options  Options
	account  Account
	messages []statusMessage
	services roster
	states   map[string]string // what the page showed last, by the service's id
	out      incidents.Incident
}

const pageSource = "page"

// draft returns the draft of the incident, or why there is none.
func (r *statusReader) draft() (Draft, string, error) {
	if r.planned() {
		return Draft{}, "planned maintenance, no incident", nil
	}
	if err := r.read(); err != nil {
		return Draft{}, "", err
	}
	changes := len(r.in.Components)
	for _, m := range r.messages {
		changes += len(m.changes)
	}
	if err := bounded(len(r.messages)+changes, "messages and components in an incident"); err != nil {
		return Draft{}, "", err
	}
	if len(r.messages) == 0 {
		return Draft{}, "no message with a time that can be read", nil
	}
	title := cmp.Or(shorten(r.in.Name, 300), "Untitled incident")
	r.out = incidents.Incident{
		Schema: incidents.SchemaName, ID: draftID(r.messages[0].at, title), Title: title,
		Organization: shorten(r.file.Page.Name, 200), Severity: shorten(r.in.Impact, 40), Timezone: r.pageZone(),
		Sources: []incidents.Source{r.source()},
	}
	r.standing()
	r.timeline()
	r.impact()
	r.compare()
	r.prose()
	r.out.Services = r.services.list
	return Draft{Incident: &r.out, Account: r.account}, "", nil
}

func (r *statusReader) planned() bool {
	return r.in.Impact == "maintenance" || slices.Contains([]string{"scheduled", "in_progress", "verifying", "completed"}, r.in.Status)
}

// pageZone returns the zone in which the page shows its times, when it names one; times carry their own offsets.
func (r *statusReader) pageZone() string {
	switch name := r.file.Page.TimeZone; {
	case name == "Etc/UTC":
		return "UTC"
	case zoneNamed(name).known() && strings.Contains(name, "/"):
		return name
	}
	return ""
}

func (r *statusReader) source() incidents.Source {
	s := incidents.Source{
		ID: pageSource, Title: strings.TrimSpace(shorten(r.file.Page.Name, 200) + " status page"), Publisher: shorten(r.file.Page.Name, 200),
		Kind: "official", Note: fmt.Sprintf("Incident %s, read from %s.", cmp.Or(shorten(r.in.ID, 60), "without an id"), shorten(r.options.File, 200)),
	}
	s.URL = cmp.Or(address(r.in.Link), address(r.file.Page.URL))
	if page := address(r.file.Page.URL); page != "" && address(r.in.Link) == "" && pageID.MatchString(r.in.ID) {
		s.URL = strings.TrimSuffix(page, "/") + "/incidents/" + r.in.ID
	}
	return s
}

// pageID is what stands in the address of an incident's own page, below that of the whole.
var pageID = regexp.MustCompile(`^[A-Za-z0-9]{1,60}$`)

// standing sets the status. Of an incident that is not over, the record reaches to its last message.
func (r *statusReader) standing() {
	switch r.in.Status {
	case "resolved", "postmortem":
		r.out.Status = incidents.StatusResolved
		return
	case "monitoring":
		r.out.Status = incidents.StatusMitigated
	default:
		r.out.Status = incidents.StatusOpen
	}
	r.out.AsOf = r.messages[len(r.messages)-1].at
}

// prose turns the periods that messages tell in words into claims.
func (r *statusReader) prose() {
	first, last := r.messages[0].at.From, r.messages[len(r.messages)-1].at.To
	var over time.Time
	if e := r.marked(incidents.Resolved); e != nil {
		over = e.At.From
	}
	for _, m := range r.messages {
		for _, w := range windows(m.text, earlier(m.at.From, over)) {
			w.against(first, last)
			if w.far {
				r.account.doubt("the text gives a period weeks away from the record: %s", w.says)
			}
			r.out.Claims = append(r.out.Claims, w.claim(pageSource))
		}
	}
}

// compare holds the times beside the messages against them. Where they differ both stand.
func (r *statusReader) compare() {
	for _, beside := range []struct {
		name, text string
		milestone  incidents.Milestone
	}{
		{"started_at", cmp.Or(r.in.Started, r.in.Created), incidents.Communicated},
		{"monitoring_at", r.in.Monitoring, incidents.Mitigated},
		{"resolved_at", r.in.Resolved, incidents.Resolved},
	} {
		at, err := moment(beside.text)
		e := r.marked(beside.milestone)
		if err != nil || e == nil || near(at.From, e.At.From) {
			continue
		}
		claim := incidents.Claim{
			About: e.ID, Says: fmt.Sprintf("%s is %s.", beside.name, at.From.Format(time.RFC3339)), At: at, Sources: []string{pageSource},
			Verdict: incidents.Unverified, Reason: "The page shows its messages at other times; those are used.",
		}
		if over, err := moment(r.in.Resolved); err == nil && beside.milestone == incidents.Communicated && at.From.After(over.From) {
			claim.Verdict, claim.Reason = incidents.Rejected, "It lies after the incident was resolved; the entry was made afterwards."
			r.account.doubt("%s lies after resolved_at", beside.name)
		}
		r.out.Claims = append(r.out.Claims, claim)
	}
}

func (r *statusReader) marked(m incidents.Milestone) *incidents.Event {
	for i := range r.out.Timeline {
		if slices.Contains(r.out.Timeline[i].Milestones, m) {
			return &r.out.Timeline[i]
		}
	}
	return nil
}

// near reports whether two times are less than a minute apart.
func near(a, b time.Time) bool { return a.Sub(b).Abs() < time.Minute }

// address returns text if it is a web address, and else nothing.
func address(text string) string {
	if rest, ok := strings.CutPrefix(text, "https://"); ok && rest != "" && clean(text) == text && !strings.ContainsAny(text, " \n<>\"`\\") {
		return text
	}
	return ""
}
