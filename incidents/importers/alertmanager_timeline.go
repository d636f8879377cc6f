package importers

import (
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/postmortem-dev/postmortem/incidents"
)

const alertSource = "alerts"

// draft makes the incident of the alerts.
func (r *alertReader) draft() Draft {
	slices.SortStableFunc(r.alerts, func(a, b *alert) int { return a.start.From.Compare(b.start.From) })
	title := r.title()
	r.out = incidents.Incident{
		Schema: incidents.SchemaName, ID: draftID(r.alerts[0].start, title), Title: title,
		Sources: []incidents.Source{r.source()},
	}
	for i, a := range r.alerts {
		r.events(a, i == 0)
		if a.fires && a.State != "pending" {
			r.out.Status, r.out.AsOf = incidents.StatusOpen, incidents.At(r.asOf)
		}
	}
	slices.SortStableFunc(r.out.Timeline, func(a, b incidents.Event) int { return a.At.From.Compare(b.At.From) })
	r.out.Services = r.services.list
	return Draft{Incident: &r.out, Account: r.account}
}

// events tells that the alert fired and, if it did, that it cleared.
func (r *alertReader) events(a *alert, first bool) {
	e := incidents.Event{
		At: a.start, Text: incidents.Words{Text: a.says()}, Kind: "detection", Note: a.note(), Sources: []string{alertSource}, Evidence: incidents.Reported,
	}
	if a.Starts == "" {
		e.Kind = "context"
	}
	if key, name := serviceLabel(a.Labels, r.options.Field); name != "" {
		s := r.services.service(name, name, alertSource)
		s.Note = cmp.Or(s.Note, fmt.Sprintf("Named by the label %s of its alerts.", shorten(key, 60)))
		e.Services = []string{s.ID}
	}
	noticed := first && r.noticed(a)
	if first && a.Starts != "" {
		e.Note = strings.TrimSpace("What the alert watches was so before it fired, for as long as its rule waits. " + e.Note)
		if noticed {
			e.ID, e.Milestones = "first-alert", incidents.Milestones{incidents.Detected}
		}
	}
	r.out.Timeline = append(r.out.Timeline, e)
	if !a.end.IsZero() {
		e.ID, e.Milestones, e.Note = "", nil, a.fingerprint()
		e.At, e.Text.Text, e.Kind = a.end, a.subject()+" cleared.", "recovery"
		r.out.Timeline = append(r.out.Timeline, e)
	}
}

// noticed reports whether the first alert is when a monitor noticed what the others are about too.
func (r *alertReader) noticed(first *alert) bool {
	together := !r.listed && len(r.groups) == 1 && !r.cut
	if r.cut {
		r.account.doubt("alerts were cut from a call; an earlier one may be missing")
	}
	for i, a := range r.alerts[1:] {
		if before := r.alerts[i].start.From; a.start.From.Sub(before) > 24*time.Hour {
			r.account.doubt("more than a day lies between the alert of %s and that of %s; there may be more than one incident in the file", before.UTC().Format(time.DateOnly), a.start.From.UTC().Format(time.DateOnly))
			together = false
		}
	}
	return together && !slices.Contains([]string{"none", "info", "informational"}, first.severity()) && first.Labels["rulename"] == ""
}

// says tells in a line that the alert fired.
func (a *alert) says() string {
	words := ""
	for _, key := range [...]string{"summary", "description", "message", "title"} {
		if words = shorten(plainText(a.Annotations[key]), 300); words != "" {
			break
		}
	}
	grade := a.severity()
	if grade != "" {
		grade = ", severity " + grade + ","
	}
	how := "fired"
	switch {
	case a.Starts == "" && a.State == "pending":
		how = "became pending, and had not fired when Prometheus was asked"
	case a.Starts == "":
		how = "became pending, and fired later"
	}
	text := a.subject() + grade + " " + how
	if words == "" {
		return text + "."
	}
	return text + ": " + words
}

// subject names the alert and one thing that tells it from others of its rule. Grafana gives alerts about a rule that it
// could not evaluate a name of their own.
func (a *alert) subject() string {
	text := "Alert " + a.name()
	if rule := shorten(a.Labels["rulename"], 120); rule != "" && strings.HasPrefix(a.name(), "Datasource") {
		text += " of the rule " + rule
	}
	for _, key := range [...]string{"instance", "pod", "node", "host"} {
		if value := shorten(a.Labels[key], 100); value != "" {
			return text + " (" + key + " " + value + ")"
		}
	}
	return text
}

func (a *alert) severity() string { return strings.ToLower(shorten(a.Labels["severity"], 40)) }

// note says who was told nothing, and what was measured.
func (a *alert) note() string {
	var parts []string
	var status struct {
		Silenced  []json.RawMessage `json:"silencedBy"`
		Inhibited []json.RawMessage `json:"inhibitedBy"`
		Muted     []json.RawMessage `json:"mutedBy"`
	}
	if _, listed := a.standing(); listed && json.Unmarshal(a.Status, &status) == nil {
		for _, held := range []struct {
			by   []json.RawMessage
			text string
		}{
			{status.Silenced, "Silenced when it was listed: nobody was told then."},
			{status.Inhibited, "Held back for another alert when it was listed: nobody was told of this one then."},
			{status.Muted, "Muted when it was listed: nobody was told then."},
		} {
			if len(held.by) > 0 {
				parts = append(parts, held.text)
			}
		}
	}
	var values []string
	for _, key := range slices.Sorted(maps.Keys(a.Values)) {
		var number float64
		if json.Unmarshal(a.Values[key], &number) == nil && string(a.Values[key]) != "null" && len(values) < 10 {
			values = append(values, fmt.Sprintf("%s = %g", shorten(key, 40), number))
		}
	}
	if len(values) > 0 {
		parts = append(parts, "Values of the rule: "+strings.Join(values, ", ")+".")
	}
	return strings.TrimSpace(strings.Join(append(parts, a.fingerprint()), " "))
}

func (a *alert) fingerprint() string {
	if a.Fingerprint == "" {
		return ""
	}
	return "Fingerprint " + shorten(a.Fingerprint, 60) + "."
}

// serviceLabel returns the label that names the service of an alert or a series, and what it says. A label that the user
// names goes first. Where it runs is none: an instance is not a service.
func serviceLabel(labels map[string]string, field string) (key, name string) {
	for _, key := range [...]string{field, "service", "job", "namespace", "app"} {
		if name := shorten(labels[key], 200); key != "" && name != "" {
			return key, name
		}
	}
	return "", ""
}

// title names up to three rules in the order in which they fired, and what their group has in common.
func (r *alertReader) title() string {
	var names []string
	for _, a := range r.alerts {
		if name := a.name(); !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	text := strings.Join(names[:min(len(names), 3)], ", ")
	if n := len(names) - 3; n > 0 {
		text += fmt.Sprintf(" and %d more", n)
	}
	if len(names) > 1 {
		text = "Alerts " + text
	} else if names[0] != "an alert without a name" {
		text = "Alert " + text
	}
	var common []string
	if len(r.groups) == 1 && !r.listed {
		for _, key := range slices.Sorted(maps.Keys(r.groups[0].Labels)) {
			if value := shorten(r.groups[0].Labels[key], 60); key != "alertname" && value != "" && len(common) < 4 {
				common = append(common, shorten(key, 40)+" "+value)
			}
		}
	}
	if len(common) > 0 {
		text += " (" + strings.Join(common, ", ") + ")"
	}
	return shorten(text, 300)
}

// source cites the file, and where its alerts come from if that is one address.
func (r *alertReader) source() incidents.Source {
	s := incidents.Source{ID: alertSource, Title: "Alerts", Kind: "telemetry"}
	urls := map[string]bool{}
	for _, g := range r.groups {
		urls[address(g.URL)] = true
	}
	if len(r.groups) == 0 {
		for _, a := range r.alerts {
			urls[address(a.Generator)] = true
		}
	}
	if len(urls) == 1 {
		s.URL = slices.Collect(maps.Keys(urls))[0]
	}
	what := fmt.Sprintf("%d alerts", len(r.alerts))
	if len(r.alerts) == 1 {
		what = "1 alert"
	}
	if len(r.groups) == 1 && r.groups[0].Key != "" {
		what += " of the group " + shorten(r.groups[0].Key, 200)
	}
	s.Note = fmt.Sprintf("%s, read from %s.", what, shorten(r.options.File, 200))
	if r.alerts[0].Starts == "" {
		s.Note += " Prometheus lists when a condition became true; the alert fired later, after the wait of its rule."
	}
	return s
}
