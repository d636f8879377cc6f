package importers

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/postmortem-dev/postmortem/incidents"
)

// incidentio reads incidents of incident.io as its API v2 gives them, one or a list, and lists of their updates. Verified
// on the vendor's OpenAPI document and on a file that the vendor's own exporter wrote (incidents, updates, timestamps).
//
// The names of timestamps, severities, custom fields and durations are each customer's own; the modes and the categories
// of a status are fixed. Between which timestamps a duration lies is not in the answer of the API.
func incidentio() Importer {
	return Importer{
		Name: "incidentio", Doc: "incidents or incident updates of incident.io, as its API v2 gives them, JSON",
		Detect: detectIncidentIO, Read: readIncidentIO,
	}
}

type ioIncident struct {
	ID        string   `json:"id"`
	Reference string   `json:"reference"`
	Name      string   `json:"name"`
	Summary   string   `json:"summary"`
	Link      string   `json:"permalink"`
	Mode      string   `json:"mode"`
	Created   string   `json:"created_at"`
	Updated   string   `json:"updated_at"`
	Status    ioStatus `json:"incident_status"`
	Severity  struct {
		Name string `json:"name"`
	} `json:"severity"`
	Times []struct {
		Timestamp struct {
			Name string `json:"name"`
			Rank int    `json:"rank"`
		} `json:"incident_timestamp"`
		Value struct {
			Value string `json:"value"`
		} `json:"value"`
	} `json:"incident_timestamp_values"`
	Roles []struct {
		Role struct {
			Name string `json:"name"`
		} `json:"role"`
		Assignee ioUser `json:"assignee"`
	} `json:"incident_role_assignments"`
	Fields  []ioField `json:"custom_field_entries"`
	Lengths []struct {
		Metric struct {
			Name string `json:"name"`
		} `json:"duration_metric"`
		Seconds *float64 `json:"value_seconds"`
	} `json:"duration_metrics"`
	Updates []ioUpdate `json:"updates"` // the vendor's exporter puts them here
}

type ioStatus struct {
	Name     string `json:"name"`
	Category string `json:"category"`
}

type ioUser struct {
	ID    string `json:"id"`
	Name  string `json:"name"`
	Email string `json:"email"`
	Slack string `json:"slack_user_id"`
}

type ioField struct {
	Field struct {
		Name string `json:"name"`
	} `json:"custom_field"`
	Values []struct {
		Text   string `json:"value_text"`
		Option struct {
			ID    string `json:"id"`
			Value string `json:"value"`
		} `json:"value_option"`
		Entry struct {
			ID   string `json:"id"`
			Name string `json:"name"`
		} `json:"value_catalog_entry"`
	} `json:"values"`
}

type ioUpdate struct {
	ID       string   `json:"id"`
	Incident string   `json:"incident_id"`
	Created  string   `json:"created_at"`
	Message  string   `json:"message"`
	Status   ioStatus `json:"new_incident_status"`
	Severity struct {
		Name string `json:"name"`
	} `json:"new_severity"`
	Updater struct {
		User ioUser `json:"user"`
	} `json:"updater"`
}

func detectIncidentIO(content []byte) bool {
	first := firstOf(content, "incident", "incidents", "incident_updates")
	return has(first, "incident_status") && (has(first, "incident_timestamp_values") || has(first, "incident_role_assignments")) ||
		has(first, "incident_id", "new_incident_status")
}

func readIncidentIO(content []byte, o Options) (Result, error) {
	if has(firstOf(content, "", "incident_updates"), "new_incident_status") {
		return readIOUpdates(content, o)
	}
	list, err := decodeMany[ioIncident](content, "incident", "incidents")
	if err != nil {
		return Result{}, err
	}
	var all []tracked
	for _, in := range list {
		all = append(all, in.tracked(o.Field))
	}
	return namedTool{name: "incident.io", file: "Incident in incident.io"}.result(all, o)
}

// readIOUpdates makes a draft for each incident of which there are updates.
func readIOUpdates(content []byte, o Options) (Result, error) {
	list, err := decodeMany[ioUpdate](content, "", "incident_updates")
	if err != nil {
		return Result{}, err
	}
	var all []tracked
	for _, updates := range together(list, func(u ioUpdate) string { return u.Incident }) {
		all = append(all, tracked{key: updates[0].Incident, entries: ioEntries(updates)})
	}
	return namedTool{name: "incident.io", file: "Updates of incident.io's incident"}.result(all, o)
}

func (in ioIncident) tracked(field string) tracked {
	n := tracked{
		key: in.ID, reference: in.Reference, title: in.Name, summary: in.Summary, severity: in.Severity.Name, url: in.Link,
		opened: in.Created, updated: in.Updated, entries: ioEntries(in.Updates),
	}
	n.status, n.skip = in.standing()
	for _, t := range in.Times {
		n.moments = append(n.moments, namedMoment{name: t.Timestamp.Name, milestone: milestoneNamed(t.Timestamp.Name), rank: t.Timestamp.Rank, at: t.Value.Value})
	}
	for _, r := range in.Roles {
		if p := r.Assignee.person(r.Role.Name); p.known() {
			n.people = append(n.people, p)
		}
	}
	for _, l := range in.Lengths {
		if l.Seconds == nil {
			continue
		}
		if length, ok := seconds(*l.Seconds); ok {
			n.lengths = append(n.lengths, namedLength{name: cmp.Or(l.Metric.Name, "A duration"), length: length})
		} else {
			n.others = append(n.others, namedOther{l.Metric.Name, "no incident has such a length"})
		}
	}
	in.services(&n, field)
	return n
}

// standing returns the status, and why the incident is not imported if it is none.
func (in ioIncident) standing() (incidents.Status, string) {
	if in.Mode != "" && in.Mode != "standard" {
		return "", map[string]string{
			"test": "it is a test", "tutorial": "it is a tutorial", "retrospective": "it was entered afterwards (mode retrospective)",
		}[in.Mode]
	}
	switch in.Status.Category {
	case "declined", "canceled":
		return "", "it was " + in.Status.Category + ": it was none"
	case "merged":
		return "", "it was merged into another"
	case "triage", "live", "paused":
		return incidents.StatusOpen, ""
	case "learning":
		return incidents.StatusResolved, ""
	case "closed":
		return incidents.StatusClosed, ""
	}
	return "", ""
}

func (u ioUser) person(role string) namedPerson {
	return namedPerson{role: role, key: u.ID, names: []string{u.Name, u.Email, u.Slack}}
}

// services takes the services from the custom field that the user names. Which one holds them is nowhere said.
func (in ioIncident) services(n *tracked, field string) {
	var names []string
	found := false
	for _, f := range in.Fields {
		names = append(names, "“"+shorten(f.Field.Name, 60)+"”")
		if field == "" || !strings.EqualFold(f.Field.Name, field) {
			continue
		}
		found = true
		for _, v := range f.Values {
			n.services = append(n.services, namedService{
				key: cmp.Or(v.Entry.ID, v.Option.ID), name: cmp.Or(v.Entry.Name, v.Option.Value, v.Text),
			})
		}
	}
	slices.Sort(names)
	there := shorten(strings.Join(names, ", "), 400)
	switch {
	case field == "" && len(names) > 0:
		n.doubts = append(n.doubts, fmt.Sprintf("services are left out: name the custom field that holds them with --services-field; there are %s", there))
	case field != "" && !found && len(names) > 0:
		n.doubts = append(n.doubts, fmt.Sprintf("services are left out: there is no custom field “%s”; there are %s", shorten(field, 60), there))
	}
}

// ioEntries tells what each update changed. An update always has the status, and the severity if there is one.
func ioEntries(updates []ioUpdate) []namedEntry {
	updates = slices.Clone(updates)
	slices.SortStableFunc(updates, func(a, b ioUpdate) int {
		first, _ := moment(a.Created)
		second, _ := moment(b.Created)
		return first.From.Compare(second.From)
	})
	var list []namedEntry
	var last ioUpdate
	for _, u := range updates {
		var changes []string
		if u.Status.Name != last.Status.Name && u.Status.Name != "" {
			changes = append(changes, "status set to "+shorten(u.Status.Name, 60))
		}
		if u.Severity.Name != last.Severity.Name && u.Severity.Name != "" {
			changes = append(changes, "severity set to "+shorten(u.Severity.Name, 60))
		}
		head := cmp.Or(strings.Join(changes, " and "), "update")
		list = append(list, namedEntry{id: u.ID, at: u.Created, head: head, words: u.Message, by: u.Updater.User.person("")})
		last = u
	}
	return list
}
