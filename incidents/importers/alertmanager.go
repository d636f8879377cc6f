package importers

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/postmortem-dev/postmortem/incidents"
)

// alertmanager reads alerts: the calls that Alertmanager and Grafana make to webhooks (one, a list, or one after the
// other), the lists of alerts and of groups of Alertmanager's API v2, and the list of Prometheus. Verified on the source
// of Alertmanager and Prometheus (which times they send and list, and that the API leaves out what is over), on the
// documentation of Grafana's webhook, and on fixtures of receivers and clients. The alerts of a file make one incident.
//
//   - startsAt is when a rule fired, which may wait until its condition has held for a while; so it is never started. The
//     first alert of a webhook's group is detected: a monitor noticed. Where the file holds several groups, alerts that
//     fired more than a day apart, a list that was cut or what an API listed, its first alert need not have to do with
//     the rest, and nothing is detected; nor is it by an alert that is for information only.
//   - endsAt is an end only where the source says so. Of what still fires, webhooks give the year 1 and the API v2 a
//     time to come, at which the alert would be forgotten.
//   - Prometheus lists when a condition became true, which nobody noticed before the alert fired.
//   - An alert is not impact: there are no windows. And that nothing fires any more is not said to be resolved.
//
// There is no key: that of a group comes back with every incident of its sort.
func alertmanager() Importer {
	return Importer{
		Name: "alertmanager", Doc: "alerts of Alertmanager, Prometheus or Grafana: webhook calls or what an API lists, JSON",
		Detect: detectAlerts, Read: readAlerts,
	}
}

// alertCall is what a webhook is sent. A group of the API v2 and the list of Prometheus have parts of it.
type alertCall struct {
	Key       string            `json:"groupKey"`
	Labels    map[string]string `json:"groupLabels"`
	URL       string            `json:"externalURL"`
	Truncated int64             `json:"truncatedAlerts"`
	Alerts    []alertEntry      `json:"alerts"`
}

// alertEntry is one alert as one of the forms lists it.
type alertEntry struct {
	Labels      map[string]string          `json:"labels"`
	Annotations map[string]string          `json:"annotations"`
	Starts      string                     `json:"startsAt"`
	Active      string                     `json:"activeAt"` // in Prometheus
	Ends        string                     `json:"endsAt"`
	Updated     string                     `json:"updatedAt"` // in the API v2
	Status      json.RawMessage            `json:"status"`    // in webhooks a word, in the API v2 an object
	State       string                     `json:"state"`     // in Prometheus
	Generator   string                     `json:"generatorURL"`
	Fingerprint string                     `json:"fingerprint"`
	Values      map[string]json.RawMessage `json:"values"` // in Grafana
}

func detectAlerts(content []byte) bool {
	if !bytes.Contains(content, []byte(`"alerts"`)) && !bytes.Contains(content, []byte(`"startsAt"`)) {
		return false
	}
	var first json.RawMessage
	if json.NewDecoder(bytes.NewReader(content)).Decode(&first) != nil {
		return false
	}
	if list := listOf(first); len(list) > 0 {
		first = list[0]
	}
	object := objectOf(first)
	if data := objectOf(object["data"]); data != nil {
		return data["alerts"] != nil && (len(listOf(data["alerts"])) == 0 || holdsAlerts(data, "labels", "activeAt"))
	}
	return has(object, "labels", "startsAt") || has(object, "alerts", "groupLabels") || holdsAlerts(object, "labels", "startsAt")
}

func holdsAlerts(object map[string]json.RawMessage, keys ...string) bool {
	list := listOf(object["alerts"])
	return len(list) > 0 && has(objectOf(list[0]), keys...)
}

func readAlerts(content []byte, o Options) (Result, error) {
	values, err := jsonValues(content)
	if err != nil {
		return Result{}, err
	}
	r := alertReader{options: o, at: map[string]*alert{}}
	for _, value := range values {
		items := []json.RawMessage{value}
		if list := listOf(value); list != nil {
			items = list
		}
		for _, item := range items {
			if err := r.item(item); err != nil {
				return Result{}, err
			}
		}
	}
	if err := bounded(len(r.alerts), "alerts"); err != nil {
		return Result{}, err
	}
	if len(r.alerts) == 0 {
		return Result{Beside: r.account}, nil
	}
	return Result{Drafts: []Draft{r.draft()}}, nil
}

// alertReader gathers the alerts of a file, each once.
type alertReader struct {
	options  Options
	account  Account
	alerts   []*alert
	at       map[string]*alert // by its labels and its start
	groups   []alertCall       // the groups whose calls were read, each once
	listed   bool              // there are alerts that came in no call
	cut      bool              // a call says that alerts were left out of it
	asOf     time.Time         // the last time that the file knows of
	services roster
	out      incidents.Incident
}

// alert is one alert from its start on, with what all entries about it say.
type alert struct {
	alertEntry
	start incidents.Instant
	end   incidents.Instant // zero when unknown
	fires bool              // when the file was made
}

// item reads a call, a group, a list or an alert by itself.
func (r *alertReader) item(item json.RawMessage) error {
	object := objectOf(item)
	var call alertCall
	switch {
	case object["alerts"] != nil:
		if err := decodeJSON(item, &call); err != nil {
			return err
		}
	case object["data"] != nil:
		if err := decodeJSON(object["data"], &call); err != nil {
			return err
		}
	case has(object, "labels"):
		call.Alerts = make([]alertEntry, 1)
		if err := decodeJSON(item, &call.Alerts[0]); err != nil {
			return err
		}
	default:
		r.account.skip("a value of the file", "it is no alert")
		return nil
	}
	r.call(call)
	return nil
}

func (r *alertReader) call(call alertCall) {
	r.cut = r.cut || call.Truncated > 0
	switch {
	case call.Labels == nil && call.Key == "":
		r.listed = true
	case !slices.ContainsFunc(r.groups, func(g alertCall) bool { return g.Key == call.Key && labelSet(g.Labels) == labelSet(call.Labels) }):
		r.groups = append(r.groups, alertCall{Key: call.Key, Labels: call.Labels, URL: call.URL})
	}
	for _, e := range call.Alerts {
		r.entry(e)
	}
}

// entry adds what an entry says. That of an alert which is known may tell its end.
func (r *alertReader) entry(e alertEntry) {
	start, err := moment(cmp.Or(e.Starts, e.Active))
	if err != nil {
		r.account.skip(e.name(), err.Error())
		return
	}
	if e.State == "inactive" {
		r.account.skip(e.name(), "its condition was not true")
		return
	}
	id := labelSet(e.Labels) + start.From.UTC().Format(time.RFC3339Nano)
	a := r.at[id]
	known := a != nil
	if !known {
		a = &alert{alertEntry: e, start: start, fires: true}
		r.alerts, r.at[id] = append(r.alerts, a), a
	}
	told := r.ends(a, e)
	switch {
	case known && !told:
		r.account.skip(e.name(), "the same alert was told again")
	case e.Starts == "":
		r.account.kept()
	default:
		r.account.mapped()
	}
	for _, text := range [...]string{e.Updated, cmp.Or(e.Starts, e.Active)} {
		if at, err := moment(text); err == nil && at.From.After(r.asOf) {
			r.asOf = at.From
		}
	}
}

// ends sets the alert's end if the entry tells one, and reports whether that is new. Of several the last counts: until
// then Alertmanager takes what comes back for the same alert.
func (r *alertReader) ends(a *alert, e alertEntry) bool {
	end, fires, doubt := e.end(a.start.From)
	if doubt != "" {
		r.account.doubt("%s, which fired at %s: %s", a.subject(), a.start.From.UTC().Format("2006-01-02 15:04 UTC"), doubt)
	}
	a.fires = a.fires && fires
	if end.IsZero() || !end.From.After(a.end.From) {
		return false
	}
	a.end = end
	if end.From.After(r.asOf) {
		r.asOf = end.From
	}
	return true
}

// end returns when the alert ended, whether it is known to fire, and what is odd about that. What the API v2 lists is not
// over before endsAt, which is to come when the list is made.
func (e alertEntry) end(start time.Time) (end incidents.Instant, fires bool, doubt string) {
	word, listed := e.standing()
	end, err := moment(e.Ends)
	if listed {
		updated, unknown := moment(e.Updated)
		if err != nil || unknown != nil || end.From.After(updated.From) {
			return incidents.Instant{}, true, ""
		}
		word = "resolved"
	}
	switch {
	case word == "firing" || e.State == "firing" || e.State == "pending":
		return incidents.Instant{}, true, ""
	case word != "resolved" && err == nil:
		return incidents.Instant{}, false, "endsAt is not taken for its end, as nothing says that it is over"
	case word != "resolved":
		return incidents.Instant{}, false, ""
	case err != nil:
		return incidents.Instant{}, false, "it is said to be resolved, but not when"
	case end.From.Before(start):
		return incidents.Instant{}, false, "endsAt lies before startsAt; one of the two is wrong"
	}
	return end, false, ""
}

// standing returns the webhook's word for where the alert stands, or that it comes from the API v2's list of those that
// are not over.
func (e alertEntry) standing() (word string, listed bool) {
	if json.Unmarshal(e.Status, &word) == nil {
		return word, false
	}
	return "", objectOf(e.Status) != nil
}

func (e alertEntry) name() string {
	return cmp.Or(shorten(e.Labels["alertname"], 120), "an alert without a name")
}

// labelSet returns the labels in a form that is the same for the same ones. They are what an alert is known by: its
// fingerprint is made from them, may be missing, and in copied examples is the same for different alerts.
func labelSet(labels map[string]string) string {
	data, err := json.Marshal(labels) // sorted by key
	if err != nil {
		return fmt.Sprint(labels)
	}
	return string(data)
}
