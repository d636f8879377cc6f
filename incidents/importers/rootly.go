package importers

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/postmortem-dev/postmortem/incidents"
)

// rootly reads incidents of Rootly as its API v1 gives them (JSON:API), one or a list, and lists of incident events.
// Verified on the vendor's OpenAPI document (times, kinds, statuses, events) and on the files in the tests of the vendor's
// own client (how severities, services and assigned roles are nested). Who did what (started_by and the like) has no
// documented form and is left out.
//
// A list of events does not say which incident it belongs to; an incident asked for with include=events,roles has them.
func rootly() Importer {
	return Importer{
		Name: "rootly", Doc: "incidents or incident events of Rootly, as its API gives them, JSON",
		Detect: detectRootly, Read: readRootly,
	}
}

type rootlyFile struct {
	Data     json.RawMessage  `json:"data"`
	Included []rootlyResource `json:"included"`
}

type rootlyResource struct {
	ID         string           `json:"id"`
	Type       string           `json:"type"`
	Attributes rootlyAttributes `json:"attributes"`
	Relations  map[string]struct {
		Data json.RawMessage `json:"data"`
	} `json:"relationships"`
}

// rootlyAttributes has those of an incident, of an event and of an assigned role.
type rootlyAttributes struct {
	Number          *int            `json:"sequential_id"`
	Title           string          `json:"title"`
	Summary         string          `json:"summary"`
	Kind            string          `json:"kind"`
	Status          string          `json:"status"`
	Severity        json.RawMessage `json:"severity"`
	Services        json.RawMessage `json:"services"`
	Functionalities json.RawMessage `json:"functionalities"`
	Link            string          `json:"url"`
	Parent          string          `json:"parent_incident_id"`
	Duplicate       string          `json:"duplicate_incident_id"`
	MitigatedBy     string          `json:"mitigation_message"`
	ResolvedBy      string          `json:"resolution_message"`

	Created      string `json:"created_at"`
	Updated      string `json:"updated_at"`
	Triage       string `json:"in_triage_at"`
	Started      string `json:"started_at"`
	Detected     string `json:"detected_at"`
	Acknowledged string `json:"acknowledged_at"`
	Mitigated    string `json:"mitigated_at"`
	Resolved     string `json:"resolved_at"`
	Closed       string `json:"closed_at"`

	Event    string          `json:"event"`
	Occurred string          `json:"occurred_at"`
	Role     json.RawMessage `json:"incident_role"`
	User     json.RawMessage `json:"user"`
}

const (
	rootlyIncidents = "incidents"
	rootlyEvents    = "incident_events"
	rootlyRoles     = "incident_role_assignments"
)

func detectRootly(content []byte) bool {
	first := firstOf(content, "data", "data")
	attributes := objectOf(first["attributes"])
	switch string(first["type"]) {
	case `"` + rootlyIncidents + `"`:
		return has(attributes, "title") && (has(attributes, "sequential_id") || has(attributes, "kind") || has(attributes, "started_at"))
	case `"` + rootlyEvents + `"`:
		return has(attributes, "event", "occurred_at")
	}
	return false
}

func readRootly(content []byte, o Options) (Result, error) {
	list, err := decodeMany[rootlyResource](content, "data", "data")
	if err != nil {
		return Result{}, err
	}
	var file rootlyFile
	if objectOf(content) != nil {
		if err := decodeJSON(content, &file); err != nil {
			return Result{}, err
		}
	}
	if err := bounded(len(list)+len(file.Included), "things"); err != nil {
		return Result{}, err
	}
	tool := namedTool{name: "Rootly", file: "Incident in Rootly"}
	if len(list) > 0 && list[0].Type == rootlyEvents {
		tool.file = "Events of an incident in Rootly"
		return tool.result([]tracked{{
			entries: rootlyEntries(list),
			doubts:  []string{"the file does not say to which incident the events belong; an incident asked for with include=events has them"},
		}}, o)
	}
	included := map[[2]string]rootlyResource{}
	for _, r := range file.Included {
		included[[2]string{r.Type, r.ID}] = r
	}
	var all []tracked
	for _, in := range list {
		n := in.tracked()
		n.entries = rootlyEntries(in.related("events", rootlyEvents, included))
		for _, r := range in.related("roles", rootlyRoles, included) {
			if p := r.Attributes.holder(); p.known() {
				n.people = append(n.people, p)
			}
		}
		all = append(all, n)
	}
	return tool.result(all, o)
}

// related returns what the file includes of a relationship.
func (in rootlyResource) related(relation, kind string, included map[[2]string]rootlyResource) []rootlyResource {
	var found []rootlyResource
	var refs []struct {
		ID   string `json:"id"`
		Type string `json:"type"`
	}
	if json.Unmarshal(in.Relations[relation].Data, &refs) != nil {
		return nil
	}
	for _, ref := range refs {
		if r, ok := included[[2]string{ref.Type, ref.ID}]; ok && ref.Type == kind {
			found = append(found, r)
		}
	}
	return found
}

func (in rootlyResource) tracked() tracked {
	a := in.Attributes
	n := tracked{
		key: in.ID, title: a.Title, summary: plainText(a.Summary), url: a.Link, opened: a.Created, updated: a.Updated,
	}
	if a.Number != nil {
		n.reference = fmt.Sprintf("#%d", *a.Number)
	}
	if severity := rootlyThings(a.Severity, 0); len(severity) > 0 {
		n.severity = severity[0].name()
	}
	n.status, n.skip = a.standing()
	for i, m := range []namedMoment{
		{name: "in_triage_at", at: a.Triage},
		{name: "started_at", at: a.Started, milestone: incidents.Started},
		{name: "detected_at", at: a.Detected, milestone: incidents.Detected},
		{name: "acknowledged_at", at: a.Acknowledged, milestone: incidents.Acknowledged},
		{name: "mitigated_at", at: a.Mitigated, milestone: incidents.Mitigated, words: plainText(a.MitigatedBy)},
		{name: "resolved_at", at: a.Resolved, milestone: incidents.Resolved, words: plainText(a.ResolvedBy)},
		{name: "closed_at", at: a.Closed, milestone: incidents.Closed},
	} {
		m.rank = i
		n.moments = append(n.moments, m)
	}
	for _, s := range append(rootlyThings(a.Services, 0), rootlyThings(a.Functionalities, 0)...) {
		n.services = append(n.services, namedService{key: s.ID, name: s.name()})
	}
	if a.Kind == "backfilled" {
		n.doubts = append(n.doubts, "it was entered afterwards (kind backfilled): its times are what somebody remembered")
	}
	if a.Parent != "" {
		n.doubts = append(n.doubts, "it is a part of incident "+shorten(a.Parent, 60))
	}
	if a.Duplicate != "" {
		n.doubts = append(n.doubts, "it is marked as the same as incident "+shorten(a.Duplicate, 60))
	}
	return n
}

// standing returns the status, and why the incident is not imported if it is none.
func (a rootlyAttributes) standing() (incidents.Status, string) {
	kind := strings.TrimSuffix(a.Kind, "_sub")
	switch {
	case kind == "test" || kind == "example":
		return "", "its kind is " + kind
	case kind == "scheduled" || slices.Contains([]string{"scheduled", "in_progress", "completed"}, a.Status):
		return "", "planned maintenance, no incident"
	case a.Status == "cancelled":
		return "", "it was cancelled: it was none"
	}
	return map[string]incidents.Status{
		"in_triage": incidents.StatusOpen, "started": incidents.StatusOpen, "detected": incidents.StatusOpen, "acknowledged": incidents.StatusOpen,
		"mitigated": incidents.StatusMitigated, "resolved": incidents.StatusResolved, "closed": incidents.StatusClosed,
	}[a.Status], ""
}

func (a rootlyAttributes) holder() namedPerson {
	role, user := rootlyThings(a.Role, 0), rootlyThings(a.User, 0)
	if len(role) == 0 || len(user) == 0 {
		return namedPerson{}
	}
	u := user[0]
	return namedPerson{role: role[0].name(), key: u.ID, names: []string{u.name(), u.Attributes.Email}}
}

func rootlyEntries(list []rootlyResource) []namedEntry {
	var entries []namedEntry
	for _, e := range list {
		entries = append(entries, namedEntry{
			id: e.ID, at: e.Attributes.Occurred, typed: e.Attributes.Created, words: plainText(e.Attributes.Event),
		})
	}
	return entries
}

// rootlyThing is a thing with a name as it stands within another: as a resource of its own with its attributes, or flat.
type rootlyThing struct {
	ID         string          `json:"id"`
	Name       string          `json:"name"`
	Data       json.RawMessage `json:"data"`
	Attributes struct {
		Name  string `json:"name"`
		Email string `json:"email"`
	} `json:"attributes"`
}

func (t rootlyThing) name() string { return cmp.Or(t.Attributes.Name, t.Name) }

// rootlyThings returns one thing or several, however deep they are wrapped in data.
func rootlyThings(content json.RawMessage, depth int) []rootlyThing {
	if depth > 3 {
		return nil
	}
	if items := listOf(content); items != nil {
		var list []rootlyThing
		for _, item := range items {
			list = append(list, rootlyThings(item, depth+1)...)
		}
		return list
	}
	var t rootlyThing
	if objectOf(content) == nil || json.Unmarshal(content, &t) != nil {
		return nil
	}
	if t.Data != nil {
		return rootlyThings(t.Data, depth+1)
	}
	return []rootlyThing{t}
}
