package merge

import (
	"reflect"
	"slices"
	"strings"
	"time"

	"gopkg.in/yaml.v3"

	"github.com/postmortem-dev/postmortem/incidents"
)

// adopt returns a part of the draft as it stands in the record: with the record's ids in its references, with sources
// that the record has, and with times that mean the same in the record's timezone. The draft is left as it was.
func adopt[T any](m *merger, part T) T {
	m.rewrite(reflect.ValueOf(&part).Elem(), "")
	return part
}

func (m *merger) rewrite(v reflect.Value, ref string) {
	if instant, ok := v.Addr().Interface().(*incidents.Instant); ok {
		*instant = m.zoned(*instant)
		return
	}
	switch v.Kind() {
	case reflect.Struct:
		for i := range v.NumField() {
			m.rewrite(v.Field(i), v.Type().Field(i).Tag.Get("ref"))
		}
	case reflect.Slice:
		whole := reflect.MakeSlice(v.Type(), 0, v.Len())
		for i := range v.Len() {
			item := reflect.New(v.Type().Elem()).Elem()
			item.Set(v.Index(i))
			if m.rewrite(item, ref); ref == "" || item.String() != "" && !contains(whole, item) {
				whole = reflect.Append(whole, item)
			}
		}
		if v.Len() > 0 {
			v.Set(whole)
		}
	case reflect.String:
		if ref != "" {
			v.SetString(m.refer(ref, v.String()))
		}
	}
}

func contains(list, item reflect.Value) bool {
	for i := range list.Len() {
		if list.Index(i).String() == item.String() {
			return true
		}
	}
	return false
}

// zoned returns an instant that means the same when it is read in the record's timezone. A day lies in the zone in which
// it was told; elsewhere it is an interval.
func (m *merger) zoned(i incidents.Instant) incidents.Instant {
	if i.Day && m.in.Timezone != i.From.Location().String() {
		zone, err := time.LoadLocation(m.in.Timezone)
		from := i.From
		if err == nil && m.in.Timezone != "" {
			from = i.From.In(zone)
		}
		i.Day = m.in.Timezone != "" && from.Hour() == 0 && from.Minute() == 0 && i.To.Sub(i.From) == 24*time.Hour-time.Second && from.Format(time.DateOnly) == i.From.Format(time.DateOnly)
	}
	return i
}

// refer returns the record's id for the draft's, or "" if the record has no such thing.
func (m *merger) refer(kind, id string) string {
	switch {
	case id == "":
		return ""
	case kind == "source":
		return m.source(id)
	case kind == "about":
		return m.about(id)
	case kind == "edge":
		var ends []string
		for _, end := range strings.Split(id, "->") {
			if end = m.refer("service", strings.TrimSpace(end)); end == "" {
				return ""
			}
			ends = append(ends, end)
		}
		return strings.Join(ends, " -> ")
	}
	own := m.ids[kind][id]
	if own == "" {
		m.account.doubt("%s %s is referred to and no longer in the record; the reference is left out", kind, id)
	}
	return own
}

// about returns what a claim is about. What has no id in the record cannot be named; the claim then stands alone.
func (m *merger) about(id string) string {
	if id == "incident" {
		return id
	}
	for _, kind := range []string{"event", "quantity", "service", "wave", "factor", "action", "communication"} {
		if own, known := m.ids[kind][id]; known {
			return own
		}
	}
	return ""
}

// source returns the id of a source in the record: of the one with the same address, or with the same title and note,
// else of one that is added.
func (m *merger) source(id string) string {
	if own := m.ids["source"][id]; own != "" {
		return own
	}
	i := slices.IndexFunc(m.draft.Incident.Sources, func(s incidents.Source) bool { return s.ID == id })
	if i < 0 {
		return ""
	}
	s := m.draft.Incident.Sources[i]
	for _, have := range m.in.Sources[:m.cited] {
		if sameSource(have, s) {
			m.name("source", id, have.ID)
			return have.ID
		}
	}
	s = adopt(m, s)
	s.ID = m.own("source", id)
	m.in.Sources = append(m.in.Sources, s)
	mark, _ := m.taken(isSource, s.URL, s.Title, s.Note)
	m.note(mark)
	at := len(m.in.Sources) - 1
	m.addLate([]any{"sources"}, atTheEnd, func() (*yaml.Node, error) { return nodeOf(m.in.Sources[at]) })
	return s.ID
}

func sameSource(a, b incidents.Source) bool {
	if a.URL != "" && b.URL != "" {
		return strings.TrimSuffix(a.URL, "/") == strings.TrimSuffix(b.URL, "/")
	}
	return a.URL == b.URL && a.Title == b.Title && a.Note == b.Note
}

// cite adds sources to a part of the record, at path.
func (m *merger) cite(path []any, have *[]string, sources []string) {
	var missing []string
	for _, id := range sources {
		if own := m.refer("source", id); own != "" && !slices.Contains(*have, own) && !slices.Contains(missing, own) {
			missing = append(missing, own)
		}
	}
	path = append(slices.Clone(path), "sources")
	if len(missing) == 0 || !m.writable("the source "+strings.Join(missing, ", "), path...) {
		return
	}
	*have = append(*have, missing...)
	for _, id := range missing {
		m.addLate(path, atTheEnd, func() (*yaml.Node, error) { return wordNode(id), nil })
	}
}
