package importers

import (
	"cmp"
	"strings"

	"github.com/postmortem-dev/postmortem/incidents"
)

// changes maps the components that a message names to impact windows, and returns the services that it changed. What
// counts is the state that the page showed last, not old_status: pages that set a component's state by itself name it
// with the same state twice, and that it is down all the same.
func (r *statusReader) changes(m statusMessage) []string {
	var ids []string
	for _, c := range m.changes {
		key, name := cmp.Or(c.Code, c.Name), r.componentName(c)
		s := r.services.service(key, name, pageSource)
		r.services.service(key, c.Name, pageSource)
		before, shown := r.states[s.ID]
		if !shown {
			before = cmp.Or(c.Old, "operational")
			if c.Old == c.New {
				before = "operational" // what it was before this page told is not known
			}
		}
		if c.New == "" || c.New == before {
			r.account.skip(cmp.Or(name, "a component"), "component listed without a change of its state; kept as a service")
			continue
		}
		r.states[s.ID] = c.New
		if !shown && before != "operational" {
			s.Windows = append(s.Windows, r.window(before, "It had begun before this page told; nothing says when."))
		}
		r.shut(s, m.at)
		if c.New != "operational" {
			w := r.window(c.New, "As the status page showed it; users may have been hurt before and after.")
			if w.From = m.at; c.Old == c.New {
				w.Note = "As the status page showed it with this message, and perhaps before; users may have been hurt before and after."
			}
			s.Windows = append(s.Windows, w)
		}
		ids = append(ids, s.ID)
		r.account.mapped()
	}
	return ids
}

// componentName returns the name that the incident's list of components gives, else that of the change.
func (r *statusReader) componentName(c statusChange) string {
	for _, known := range r.in.Components {
		if known.ID == c.Code && c.Code != "" {
			return known.Name
		}
	}
	return cmp.Or(c.Name, c.Code, "a component")
}

// shut ends the service's open window.
func (r *statusReader) shut(s *incidents.Service, at incidents.Instant) {
	if n := len(s.Windows); n > 0 && s.Windows[n-1].To.IsZero() {
		s.Windows[n-1].To = at
	}
}

// window returns a window of a component's state, without its ends. The page's level between degraded and down has no word
// here; the symptom keeps it. Maintenance has no level at all.
func (r *statusReader) window(state, note string) incidents.Window {
	w := incidents.Window{
		Symptom: incidents.Words{Text: "Shown as: " + shorten(strings.ReplaceAll(state, "_", " "), 60) + "."},
		Basis:   incidents.Stated, Sources: []string{pageSource}, Evidence: incidents.Official, Note: note,
	}
	switch state {
	case "degraded_performance", "partial_outage":
		w.Level = incidents.Degraded
	case "major_outage", "full_outage":
		w.Level = incidents.Down
	}
	return w
}

// impact gives every component that the incident names a window: the page says that it was concerned, even where it
// does not say when.
func (r *statusReader) impact() {
	for _, c := range r.in.Components {
		r.account.mapped()
		s := r.services.service(cmp.Or(c.ID, c.Name), c.Name, pageSource)
		if len(s.Windows) == 0 {
			s.Windows = []incidents.Window{{
				Basis: incidents.Stated, Sources: []string{pageSource}, Evidence: incidents.Official,
				Note: "The status page lists the component under this incident, and not when or how badly it was hurt.",
			}}
		}
	}
}
