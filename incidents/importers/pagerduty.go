package importers

import (
	"bytes"
	"encoding/json"
	"strings"
)

// pagerduty reads what the REST API of PagerDuty gives: incidents, their log entries and notes, and service dependencies.
// They may come in files of their own, one page after the other, or put together by jq. Verified on the vendor's OpenAPI
// document, on the types of its Go client, and on a log of twelve entries in the tests of another of its programs, which
// is newest first, has agents without a type, and a person whose agent says service_reference.
//
// PagerDuty knows when an alert reached it and what was done with it, not when users were hurt. So the first trigger is
// detected, the first acknowledgement by a person acknowledged, and the last resolution, by a person or a program,
// resolved. Where PagerDuty's own timer or a merge ended the incident, nobody says that all was well: that is closed.
func pagerduty() Importer {
	return Importer{
		Name: "pagerduty", Doc: "incidents, log entries, notes or service dependencies of PagerDuty's REST API, JSON",
		Detect: detectPager, Read: readPager,
	}
}

// pagerPage is one answer of the API, or several put together.
type pagerPage struct {
	Incident  *pagerIncident  `json:"incident"`
	Incidents []pagerIncident `json:"incidents"`
	Entries   []pagerEntry    `json:"log_entries"`
	Notes     []pagerNote     `json:"notes"`
	Relations []pagerRelation `json:"relationships"`
	More      bool            `json:"more"`
	Data      json.RawMessage `json:"data"` // of the analytics
	TimeZone  string          `json:"time_zone"`
}

// pagerRef is a reference: PagerDuty's word for an id with a name. The full thing has the name a second time.
type pagerRef struct {
	ID      string `json:"id"`
	Type    string `json:"type"`
	Summary string `json:"summary"`
	Name    string `json:"name"`
	Email   string `json:"email"`
	Self    string `json:"self"`
	URL     string `json:"html_url"`
}

type pagerIncident struct {
	pagerRef
	Number    json.Number `json:"incident_number"`
	Title     string      `json:"title"`
	Created   string      `json:"created_at"`
	Updated   string      `json:"updated_at"`
	Changed   string      `json:"last_status_change_at"`
	ChangedBy *pagerRef   `json:"last_status_change_by"`
	Resolved  string      `json:"resolved_at"`
	Status    string      `json:"status"`
	Urgency   string      `json:"urgency"`
	Priority  *pagerRef   `json:"priority"`
	Service   *pagerRef   `json:"service"`
	Acks      []struct {
		At string   `json:"at"`
		By pagerRef `json:"acknowledger"`
	} `json:"acknowledgements"`
	Assigned []struct {
		To pagerRef `json:"assignee"`
	} `json:"assignments"`
	Reason *struct {
		Type string   `json:"type"`
		Into pagerRef `json:"incident"`
	} `json:"resolve_reason"`
	Entries []pagerEntry `json:"log_entries"` // put in by hand
	Notes   []pagerNote  `json:"notes"`       // put in by hand

	metrics pagerMetrics
}

type pagerEntry struct {
	pagerRef
	Created  string         `json:"created_at"`
	Agent    *pagerRef      `json:"agent"`
	User     *pagerRef      `json:"user"`
	To       []pagerRef     `json:"assignees"`
	Note     string         `json:"note"`
	Incident *pagerIncident `json:"incident"`
	Service  *pagerRef      `json:"service"`
	Details  struct {
		Description string `json:"description"`
	} `json:"event_details"`
	Channel struct {
		Type    string `json:"type"`
		Summary string `json:"summary"`
		Content string `json:"content"`
		Seconds int    `json:"duration"`
	} `json:"channel"`
}

type pagerNote struct {
	ID      string   `json:"id"`
	User    pagerRef `json:"user"`
	Content string   `json:"content"`
	Created string   `json:"created_at"`
}

// detectPager looks at the first JSON value, and in a list at its first item.
func detectPager(content []byte) bool {
	var first json.RawMessage
	if json.NewDecoder(bytes.NewReader(content)).Decode(&first) != nil {
		return false
	}
	if list := listOf(first); len(list) > 0 {
		first = list[0]
	}
	return pagerForm(objectOf(first)) != ""
}

// pagerForm says what an object is: an "incident", an "entry" of a log, a "page" that holds such things, "metrics" of
// the analytics, or nothing of PagerDuty's.
func pagerForm(o map[string]json.RawMessage) string {
	first := func(key string) map[string]json.RawMessage {
		if list := listOf(o[key]); len(list) > 0 {
			return objectOf(list[0])
		}
		return nil
	}
	note := first("notes")
	switch {
	case isPagerEntry(o):
		return "entry"
	case isPagerIncident(o):
		return "incident"
	case isPagerMetrics(objectOf(o["data"])), isPagerMetrics(first("data")):
		return "metrics"
	case isPagerIncident(objectOf(o["incident"])), isPagerIncident(first("incidents")), isPagerEntry(first("log_entries")),
		has(note, "id", "content", "created_at") && (has(note, "channel") || strings.HasSuffix(pagerType(objectOf(note["user"])), "user_reference")),
		has(first("relationships"), "supporting_service", "dependent_service"),
		has(o, "limit", "offset", "more") && (has(o, "incidents") || has(o, "log_entries")):
		return "page"
	}
	return ""
}

func isPagerIncident(o map[string]json.RawMessage) bool {
	return has(o, "created_at", "status", "urgency") && (has(o, "incident_number") || has(o, "service")) && !has(o, "incident_updates")
}

func isPagerEntry(o map[string]json.RawMessage) bool {
	return has(o, "created_at") && strings.HasSuffix(pagerType(o), "_log_entry")
}

func pagerType(o map[string]json.RawMessage) string {
	var text string
	if json.Unmarshal(o["type"], &text) != nil {
		return ""
	}
	return text
}
