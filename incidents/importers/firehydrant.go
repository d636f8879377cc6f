package importers

import (
	"cmp"
	"encoding/json"
	"slices"
	"strings"
	"time"

	"github.com/postmortem-dev/postmortem/incidents"
)

// firehydrant reads incidents of FireHydrant as its API gives them, one or a list, and lists of their events. Verified on
// the vendor's Go client, which is made from its OpenAPI document: every field below. Of the sixteen forms that the data of
// an event may have, only the body of a note and of a chat message is documented; the others are told by their type.
//
// A milestone counts when it occurred (occurred_at), not when it was entered. Its duration is the time until the next one.
func firehydrant() Importer {
	return Importer{
		Name: "firehydrant", Doc: "incidents or incident events of FireHydrant, as its API gives them, JSON",
		Detect: detectFireHydrant, Read: readFireHydrant,
	}
}

type hydrantIncident struct {
	ID         string             `json:"id"`
	Name       string             `json:"name"`
	Number     json.Number        `json:"number"`
	Summary    string             `json:"summary"`
	Severity   string             `json:"severity"`
	Link       string             `json:"incident_url"`
	Opened     string             `json:"created_at"`
	Discarded  string             `json:"discarded_at"`
	Current    string             `json:"current_milestone"`
	Milestones []hydrantMilestone `json:"milestones"`
	Phases     []struct {
		Milestones []hydrantMilestone `json:"milestones"`
	} `json:"lifecycle_phases"`
	Measures []struct {
		Name  string `json:"name"`
		From  string `json:"starts_at_milestone"`
		To    string `json:"ends_at_milestone"`
		Value string `json:"value"`
	} `json:"lifecycle_measurements"`
	Roles []struct {
		Role struct {
			Name string `json:"name"`
		} `json:"incident_role"`
		User hydrantUser `json:"user"`
	} `json:"role_assignments"`
	Impacts []struct {
		Type      string       `json:"type"`
		Impact    hydrantThing `json:"impact"`
		Condition hydrantThing `json:"condition"`
	} `json:"impacts"`
}

// hydrantMilestone is one of the list of milestones, where it has a type, or of a phase, where it has a slug.
type hydrantMilestone struct {
	Type     string `json:"type"`
	Slug     string `json:"slug"`
	Occurred string `json:"occurred_at"`
	Updated  string `json:"updated_at"`
	Duration string `json:"duration"`
}

type hydrantThing struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

type hydrantUser struct {
	ID    string `json:"id"`
	Name  string `json:"name"`
	Email string `json:"email"`
}

type hydrantEvent struct {
	ID       string `json:"id"`
	Incident string `json:"incident_id"`
	Type     string `json:"type"`
	Data     struct {
		Body json.RawMessage `json:"body"`
	} `json:"data"`
	Occurred string      `json:"occurred_at"`
	Author   hydrantUser `json:"author"`
}

func detectFireHydrant(content []byte) bool {
	first := firstOf(content, "", "data")
	return has(first, "milestones", "current_milestone") || hydrantEventKeys(first)
}

func hydrantEventKeys(object map[string]json.RawMessage) bool {
	return has(object, "incident_id", "type", "occurred_at", "visibility")
}

func readFireHydrant(content []byte, o Options) (Result, error) {
	if hydrantEventKeys(firstOf(content, "", "data")) {
		return readHydrantEvents(content, o)
	}
	list, err := decodeMany[hydrantIncident](content, "", "data")
	if err != nil {
		return Result{}, err
	}
	var all []tracked
	for _, in := range list {
		all = append(all, in.tracked())
	}
	return namedTool{name: "FireHydrant", file: "Incident in FireHydrant"}.result(all, o)
}

func readHydrantEvents(content []byte, o Options) (Result, error) {
	list, err := decodeMany[hydrantEvent](content, "", "data")
	if err != nil {
		return Result{}, err
	}
	var all []tracked
	for _, events := range together(list, func(e hydrantEvent) string { return e.Incident }) {
		n := tracked{key: events[0].Incident}
		for _, e := range events {
			var body string
			if json.Unmarshal(e.Data.Body, &body) != nil {
				body = ""
			}
			n.entries = append(n.entries, namedEntry{
				id: e.ID, at: e.Occurred, head: strings.ReplaceAll(shorten(e.Type, 60), "_", " "), words: plainText(body),
				by: namedPerson{key: e.Author.ID, names: []string{e.Author.Name, e.Author.Email}},
			})
		}
		all = append(all, n)
	}
	return namedTool{name: "FireHydrant", file: "Events of FireHydrant's incident"}.result(all, o)
}

func (in hydrantIncident) tracked() tracked {
	n := tracked{
		key: in.ID, title: in.Name, summary: in.Summary, severity: in.Severity, url: in.Link, opened: in.Opened,
		status: map[string]incidents.Status{
			"started": incidents.StatusOpen, "detected": incidents.StatusOpen, "acknowledged": incidents.StatusOpen, "investigating": incidents.StatusOpen,
			"identified": incidents.StatusOpen, "mitigated": incidents.StatusMitigated, "resolved": incidents.StatusResolved,
			"postmortem_started": incidents.StatusResolved, "postmortem_completed": incidents.StatusResolved, "closed": incidents.StatusClosed,
		}[in.Current],
	}
	if in.Number != "" {
		n.reference = "#" + in.Number.String()
	}
	if in.Discarded != "" {
		n.doubts = append(n.doubts, "it was archived in FireHydrant")
	}
	in.times(&n)
	for _, r := range in.Roles {
		if p := (namedPerson{r.Role.Name, r.User.ID, []string{r.User.Name, r.User.Email}}); p.known() {
			n.people = append(n.people, p)
		}
	}
	for _, i := range in.Impacts {
		if i.Type != "service" && i.Type != "functionality" {
			n.others = append(n.others, namedOther{i.Impact.Name, "an impact on something that is no service: " + shorten(i.Type, 40)})
			continue
		}
		s := namedService{key: i.Impact.ID, name: i.Impact.Name, unhurt: strings.EqualFold(i.Condition.Name, "operational")}
		if i.Condition.Name != "" {
			s.symptom = "Condition: " + shorten(i.Condition.Name, 60) + "."
		}
		n.services = append(n.services, s)
	}
	return n
}

// times takes the milestones of the list and those that only the phases have, and the lengths that are declared. The
// incident itself does not say when it was last changed; its milestones do.
func (in hydrantIncident) times(n *tracked) {
	var list []hydrantMilestone
	all := in.Milestones
	for _, p := range in.Phases {
		all = append(all, p.Milestones...)
	}
	known := map[string]bool{}
	var latest time.Time
	for _, m := range all {
		if last, err := moment(m.Updated); err == nil && last.From.After(latest) {
			n.updated, latest = m.Updated, last.From
		}
		if m.Type = cmp.Or(m.Type, m.Slug); m.Occurred == "" || known[m.Type] {
			continue
		}
		known[m.Type] = true
		list = append(list, m)
		n.moments = append(n.moments, namedMoment{name: m.Type, milestone: hydrantMilestones(m.Type), rank: len(n.moments), at: m.Occurred})
	}
	slices.SortStableFunc(list, func(a, b hydrantMilestone) int { return a.time().Compare(b.time()) })
	for i, m := range list[:max(len(list)-1, 0)] {
		n.declare("time spent in "+m.Type, m.Duration, m.Type, list[i+1].Type)
	}
	for _, m := range in.Measures {
		n.declare(m.Name, m.Value, m.From, m.To)
	}
}

func (m hydrantMilestone) time() time.Time {
	at, _ := moment(m.Occurred)
	return at.From
}

// declare notes a length that is written as an ISO 8601 duration.
func (n *tracked) declare(name, text, from, to string) {
	if text == "" {
		return
	}
	length, ok := lengthOf(text)
	if !ok {
		n.others = append(n.others, namedOther{name, "its length cannot be read"})
		return
	}
	n.lengths = append(n.lengths, namedLength{name: name, length: length, from: from, to: to})
}

// hydrantMilestones returns what FireHydrant's own milestones mean. Others are an organization's own.
func hydrantMilestones(kind string) incidents.Milestone {
	m := incidents.Milestone(kind)
	switch m {
	case incidents.Started, incidents.Detected, incidents.Acknowledged, incidents.Identified, incidents.Mitigated, incidents.Resolved, incidents.Closed:
		return m
	}
	return ""
}
