package merge

import (
	"fmt"
	"reflect"
	"slices"

	"gopkg.in/yaml.v3"

	"github.com/postmortem-dev/postmortem/incidents"
)

func (m *merger) waves() {
	join(m, list[incidents.Wave]{
		path: []any{"waves"}, of: isRemark, have: &m.in.Waves, says: func(w incidents.Wave) []string { return []string{"wave", w.Name} },
	}, m.draft.Incident.Waves)
}

// statements adds to the lists of what people wrote and counted.
func (m *merger) statements() {
	in, d := m.in, m.draft.Incident
	join(m, list[incidents.Link]{path: []any{"related"}, of: isRemark, have: &in.Related, says: func(l incidents.Link) []string { return []string{"related", l.Incident} }}, d.Related)
	join(m, list[incidents.Quantity]{path: []any{"impact", "quantities"}, of: isQuantity, have: &in.Impact.Quantities, says: func(q incidents.Quantity) []string {
		return []string{q.What, number(q.Value), q.Unit, q.Scope, moment(q.At)}
	}}, d.Impact.Quantities)
	join(m, list[incidents.SLO]{path: []any{"impact", "slos"}, of: isRemark, have: &in.Impact.SLOs, says: func(s incidents.SLO) []string {
		return []string{"slo", m.label(s.Service), fmt.Sprint(s.Objective, s.Days)}
	}}, d.Impact.SLOs)
	join(m, list[incidents.Factor]{path: []any{"causes"}, of: isRemark, have: &in.Causes, says: func(f incidents.Factor) []string { return []string{"cause", f.Text.Text} }}, d.Causes)
	m.remarks("went_well", isRemark, &in.WentWell, d.WentWell)
	m.remarks("went_poorly", isRemark, &in.WentPoorly, d.WentPoorly)
	m.remarks("got_lucky", isRemark, &in.GotLucky, d.GotLucky)
	join(m, list[incidents.Action]{path: []any{"actions"}, of: isRemark, have: &in.Actions, says: func(a incidents.Action) []string { return []string{"action", a.Text.Text} }}, d.Actions)
	join(m, list[incidents.Lesson]{path: []any{"lessons"}, of: isRemark, have: &in.Lessons, says: func(l incidents.Lesson) []string { return []string{"lesson", l.Text.Text} }}, d.Lessons)
	join(m, list[incidents.Question]{path: []any{"questions"}, of: isRemark, have: &in.Questions, says: func(q incidents.Question) []string { return []string{"question", q.Text} }}, d.Questions)
	m.remarks("unknowns", isUnknown, &in.Unknowns, d.Unknowns)
	join(m, list[incidents.Term]{path: []any{"glossary"}, of: isRemark, have: &in.Glossary, says: func(t incidents.Term) []string { return []string{"term", t.Term} }}, d.Glossary)
}

func (m *merger) remarks(key string, of kind, have *[]incidents.Remark, parts []incidents.Remark) {
	join(m, list[incidents.Remark]{path: []any{key}, of: of, have: have, says: func(r incidents.Remark) []string { return []string{key, r.Text.Text} }}, parts)
}

// label returns what the draft's service is called in the record, so that both can be compared.
func (m *merger) label(id string) string {
	if own, known := m.ids["service"][id]; known {
		return own
	}
	return id
}

func number(a incidents.Amount) string {
	one := func(n *float64) string {
		if n == nil {
			return ""
		}
		return fmt.Sprint(*n)
	}
	return one(a.Low) + " " + one(a.High)
}

// claims adds the draft's claims, then those that its milestones became.
func (m *merger) claims() {
	l := list[incidents.Claim]{path: []any{"claims"}, of: isClaim, have: &m.in.Claims, says: func(c incidents.Claim) []string {
		return []string{c.Says, moment(c.At), moment(c.From), moment(c.To), number(c.Value)}
	}}
	join(m, l, m.draft.Incident.Claims)
	for _, c := range m.later {
		m.in.Claims = append(m.in.Claims, c)
		m.addLate(l.path, atTheEnd, nodeFunc(c))
	}
}

// zone sets the timezone first: days of the draft are written in it.
func (m *merger) zone() { m.field("Timezone") }

// fields sets what is said once of the incident, where the record does not say it. Where the two differ on what tells
// incidents apart, that is in doubt.
func (m *merger) fields() {
	if m.draft.Part() {
		return
	}
	open := m.in.Status == "" // without a status of its own the record takes the draft's, and up to when it is true
	for _, name := range []string{"Title", "Organization", "Severity", "Status", "Tags", "Authors", "Dates", "Summary", "Analogy", "Classification", "Detection", "Response"} {
		m.field(name)
	}
	if open {
		m.field("AsOf")
	}
	m.inner("impact", "summary", &m.in.Impact.Summary, m.draft.Incident.Impact.Summary)
}

// field sets one of the fields of the incident.
func (m *merger) field(name string) {
	have, part := reflect.ValueOf(m.in).Elem().FieldByName(name), reflect.ValueOf(m.draft.Incident).Elem().FieldByName(name)
	if part.IsZero() || m.draft.Part() || part.Kind() == reflect.Struct && isEmpty(part) {
		return
	}
	f, _ := reflect.TypeFor[incidents.Incident]().FieldByName(name)
	key := fieldNames()[f.Index[0]]
	if there := child(m.doc.root, key); have.IsZero() && there != nil && there.Kind != yaml.ScalarNode {
		return // it is there and empty, as somebody wants it
	}
	mark, known := m.taken(isField, key, fmt.Sprint(part.Interface()))
	if known {
		return
	}
	m.note(mark)
	if have.IsZero() || isEmpty(have) {
		own := reflect.New(part.Type()).Elem()
		own.Set(part)
		m.rewrite(own, "")
		have.Set(own)
		m.account.Set = append(m.account.Set, key)
		m.setLate([]any{key}, func() (*yaml.Node, error) { return fieldNode(f.Index[0], own, key) })
		return
	}
	if slices.Contains([]string{"Organization", "Severity", "Status"}, name) && have.Interface() != part.Interface() {
		m.account.doubt("%s: the record says %q, %s says %q; the record's stays", key, have.String(), m.draft.From, part.String())
	}
}

// isEmpty reports whether a field holds nothing that would be written.
func isEmpty(v reflect.Value) bool {
	in := &incidents.Incident{}
	blank, _ := incidents.Encode(in)
	for i := range reflect.ValueOf(in).Elem().NumField() {
		if f := reflect.ValueOf(in).Elem().Field(i); f.Type() == v.Type() {
			f.Set(v)
			break
		}
	}
	text, _ := incidents.Encode(in)
	return string(text) == string(blank)
}

func fieldNode(index int, v reflect.Value, key string) (*yaml.Node, error) {
	in := &incidents.Incident{}
	reflect.ValueOf(in).Elem().Field(index).Set(v)
	return nodeAt(in, []any{key})
}

// inner sets a text inside a section.
func (m *merger) inner(section, key string, have *incidents.Words, part incidents.Words) {
	mark, known := m.taken(isField, section, key, part.Text)
	if known || part.IsZero() {
		return
	}
	m.note(mark)
	if !have.IsZero() {
		return
	}
	*have = part
	m.account.Set = append(m.account.Set, section)
	m.setLate([]any{section, key}, func() (*yaml.Node, error) {
		return nodeAt(&incidents.Incident{Impact: incidents.Impact{Summary: part}}, []any{section, key})
	})
}
