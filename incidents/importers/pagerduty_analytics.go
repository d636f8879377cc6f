package importers

import (
	"cmp"
	"encoding/json"
	"fmt"
	"time"

	"github.com/postmortem-dev/postmortem/incidents"
)

// pagerMetrics is an incident as PagerDuty's analytics count it. Verified on the vendor's OpenAPI document, whose own
// example contradicts itself: the lengths are held against the times. Times of the list come without a zone; the answer
// names it once for all.
type pagerMetrics struct {
	ID         string      `json:"id"`
	Number     json.Number `json:"incident_number"`
	Title      string      `json:"description"`
	Created    string      `json:"created_at"`
	Resolved   string      `json:"resolved_at"`
	Status     string      `json:"status"`
	Urgency    string      `json:"urgency"`
	Priority   string      `json:"priority_name"`
	ServiceID  string      `json:"service_id"`
	Service    string      `json:"service_name"`
	Auto       bool        `json:"auto_resolved"`
	ResolverID string      `json:"resolved_by_user_id"`
	Resolver   string      `json:"resolved_by_user_name"`
	ToAck      *float64    `json:"seconds_to_first_ack"`
	ToResolve  *float64    `json:"seconds_to_resolve"`
}

func isPagerMetrics(o map[string]json.RawMessage) bool {
	return has(o, "id", "created_at", "service_name", "seconds_to_first_ack", "seconds_to_resolve")
}

// metrics takes an answer of the analytics: one incident or a list of them.
func (f *pagerFile) metrics(page pagerPage) error {
	list := listOf(page.Data)
	if list == nil {
		list = []json.RawMessage{page.Data}
	}
	z := zoneNamed(page.TimeZone)
	if !z.known() {
		z = zone{place: f.options.Zone}
	}
	for _, v := range list {
		var m pagerMetrics
		if err := decodeJSON(v, &m); err != nil {
			return err
		}
		in := pagerIncident{
			pagerRef: pagerRef{ID: m.ID}, Number: m.Number, Title: m.Title, Status: m.Status, Urgency: m.Urgency,
			Priority: &pagerRef{Summary: m.Priority}, Service: &pagerRef{ID: m.ServiceID, Summary: m.Service}, metrics: m,
		}
		switch {
		case m.Auto:
			in.ChangedBy = &pagerRef{ID: m.ServiceID, Type: "service_reference", Summary: m.Service}
		case m.ResolverID != "" || m.Resolver != "":
			in.ChangedBy = &pagerRef{ID: m.ResolverID, Type: "user_reference", Summary: m.Resolver}
		}
		var err error
		if in.Created, err = zoned(m.Created, z); err == nil {
			in.Resolved, err = zoned(m.Resolved, z)
		}
		if err != nil {
			return err
		}
		f.incident(in)
		f.more = page.More
	}
	return nil
}

// zoned returns a time with its offset, which it may have already.
func zoned(text string, z zone) (string, error) {
	wall, err := time.ParseInLocation("2006-01-02T15:04:05", text, time.UTC)
	if err != nil {
		return text, nil
	}
	if !z.known() {
		return "", refuse("name it with --tz", "the times of PagerDuty's analytics name no zone, and there is no time_zone beside them")
	}
	at, err := z.at(wall)
	if err != nil {
		return text, nil
	}
	return at.From.Format(time.RFC3339), nil
}

// counted holds the lengths that the analytics give against the times beside them.
func (r *pagerReader) counted() {
	m := r.c.in.metrics
	begin := r.marked(incidents.Detected)
	if begin == nil {
		return
	}
	if s, ok := length(m.ToAck); ok {
		r.account.mapped()
		r.out.Claims = append(r.out.Claims, incidents.Claim{
			Says: fmt.Sprintf("PagerDuty’s analytics count %.0f s from the beginning of the incident to its first acknowledgement.", s.Seconds()),
			At:   incidents.At(begin.At.From.Add(s)), Sources: []string{pagerSource}, Verdict: incidents.Unverified,
			Reason: "A length without the entry itself; the log entries of the incident have it.",
		})
	}
	end := cmp.Or(r.marked(incidents.Resolved), r.marked(incidents.Closed))
	s, ok := length(m.ToResolve)
	if !ok || end == nil {
		return
	}
	r.account.mapped()
	if at := begin.At.From.Add(s); !near(at, end.At.From) {
		r.out.Claims = append(r.out.Claims, incidents.Claim{
			About: end.ID, Says: fmt.Sprintf("PagerDuty’s analytics count %.0f s from the trigger to the resolution.", s.Seconds()),
			At: incidents.At(at), Sources: []string{pagerSource}, Verdict: incidents.Unverified, Reason: "The times beside it give another length; those are used.",
		})
		r.account.doubt("seconds_to_resolve says %.0f s, but created_at and resolved_at are %.0f s apart", s.Seconds(), end.At.From.Sub(begin.At.From).Seconds())
	}
}

// length returns a length of seconds that can be one.
func length(seconds *float64) (time.Duration, bool) {
	if seconds == nil || *seconds < 0 || *seconds > 1e9 {
		return 0, false
	}
	return time.Duration(*seconds * float64(time.Second)).Round(time.Second), true
}
