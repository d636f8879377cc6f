package importers

import (
	"cmp"
	"fmt"
	"strings"
	"unicode"

	"github.com/postmortem-dev/postmortem/incidents"
)

// grafanaincident reads incidents of Grafana Incident (IRM) as its API and its webhooks give them, one or a list, previews
// of them, and their activity. Verified on the vendor's Go client, which is made from the definition of the API, and on the
// webhook in its tests.
//
// A time that is not set is an empty string. An activity counts when it happened (eventTime), not when it was entered.
func grafanaincident() Importer {
	return Importer{
		Name: "grafanaincident", Doc: "incidents or activity of Grafana Incident, as its API gives them, JSON",
		Detect: detectGrafanaIncident, Read: readGrafanaIncident,
	}
}

type grafanaIncident struct {
	ID         string   `json:"incidentID"`
	Title      string   `json:"title"`
	Summary    string   `json:"summary"`
	Severity   string   `json:"severity"`
	Label      string   `json:"severityLabel"` // of a preview
	Status     string   `json:"status"`
	Drill      bool     `json:"isDrill"`
	Created    string   `json:"createdTime"`
	Modified   string   `json:"modifiedTime"`
	Start      string   `json:"incidentStart"`
	End        string   `json:"incidentEnd"`
	Closed     string   `json:"closedTime"`
	Seconds    *float64 `json:"durationSeconds"`
	Membership struct {
		Assignments []struct {
			Role struct {
				Name string `json:"name"`
			} `json:"role"`
			User grafanaUser `json:"user"`
		} `json:"assignments"`
	} `json:"incidentMembership"`
	Roles []struct {
		Role string      `json:"role"`
		User grafanaUser `json:"user"`
	} `json:"roles"` // of a webhook
}

type grafanaUser struct {
	ID   string `json:"userID"`
	Name string `json:"name"`
}

type grafanaActivity struct {
	ID       string      `json:"activityItemID"`
	Incident string      `json:"incidentID"`
	Kind     string      `json:"activityKind"`
	Body     string      `json:"body"`
	Created  string      `json:"createdTime"`
	Event    string      `json:"eventTime"`
	User     grafanaUser `json:"user"`
	Subject  grafanaUser `json:"subjectUser"`
}

func detectGrafanaIncident(content []byte) bool {
	first := firstOf(content, "incident", "incidents", "incidentPreviews", "activityItems")
	return has(first, "incidentID", "createdTime", "isDrill") || has(first, "activityItemID", "activityKind")
}

func readGrafanaIncident(content []byte, o Options) (Result, error) {
	if has(firstOf(content, "", "activityItems"), "activityItemID") {
		return readGrafanaActivity(content, o)
	}
	many := "incidents"
	if has(objectOf(content), "incidentPreviews") {
		many = "incidentPreviews"
	}
	list, err := decodeMany[grafanaIncident](content, "incident", many)
	if err != nil {
		return Result{}, err
	}
	var all []tracked
	for _, in := range list {
		all = append(all, in.tracked())
	}
	return namedTool{name: "Grafana Incident", file: "Incident in Grafana Incident"}.result(all, o)
}

func (in grafanaIncident) tracked() tracked {
	n := tracked{
		key: in.ID, title: in.Title, summary: in.Summary, opened: in.Created, updated: in.Modified,
		status: map[string]incidents.Status{"active": incidents.StatusOpen, "resolved": incidents.StatusResolved}[in.Status],
	}
	if severity := cmp.Or(in.Label, in.Severity); !strings.EqualFold(severity, "pending") {
		n.severity = severity
	}
	if in.Drill {
		n.skip = "it is a drill"
	}
	n.moments = []namedMoment{
		{name: "incident start", milestone: incidents.Started, rank: 0, at: in.Start},
		{name: "created", milestone: incidents.Declared, rank: 1, at: in.Created},
		{name: "incident end", milestone: incidents.Resolved, rank: 2, at: in.End},
		{name: "closed", milestone: incidents.Closed, rank: 3, at: in.Closed},
	}
	if in.Seconds != nil && in.Status == "resolved" {
		if length, ok := seconds(*in.Seconds); ok {
			n.lengths = []namedLength{{name: "duration", length: length}}
		} else {
			n.others = []namedOther{{"durationSeconds", "no incident has such a length"}}
		}
	}
	for _, a := range in.Membership.Assignments {
		n.hold(a.Role.Name, a.User)
	}
	for _, a := range in.Roles {
		n.hold(a.Role, a.User)
	}
	return n
}

func (n *tracked) hold(role string, u grafanaUser) {
	if p := u.person(role); p.known() {
		n.people = append(n.people, p)
	}
}

func (u grafanaUser) person(role string) namedPerson {
	return namedPerson{role: role, key: u.ID, names: []string{u.Name, u.ID}}
}

// readGrafanaActivity makes a draft for each incident of which there is activity.
func readGrafanaActivity(content []byte, o Options) (Result, error) {
	list, err := decodeMany[grafanaActivity](content, "", "activityItems")
	if err != nil {
		return Result{}, err
	}
	var all []tracked
	for _, items := range together(list, func(a grafanaActivity) string { return a.Incident }) {
		n := tracked{key: items[0].Incident}
		for _, a := range items {
			if a.Kind == "hookRunMetadata" {
				n.others = append(n.others, namedOther{fmt.Sprintf("%s %s", a.Kind, a.ID), "the tool's own bookkeeping"})
				continue
			}
			n.entries = append(n.entries, namedEntry{
				id: a.ID, at: a.Event, typed: a.Created, head: camelWords(a.Kind), words: a.Body,
				by: a.User.person(""), about: a.Subject.person(""), composed: a.Kind != "userNote",
			})
		}
		all = append(all, n)
	}
	return namedTool{name: "Grafana Incident", file: "Activity of Grafana's incident"}.result(all, o)
}

// camelWords returns a name such as userNote in words.
func camelWords(name string) string {
	var b strings.Builder
	for _, r := range shorten(name, 60) {
		if unicode.IsUpper(r) {
			b.WriteByte(' ')
		}
		b.WriteRune(unicode.ToLower(r))
	}
	return strings.TrimSpace(b.String())
}
