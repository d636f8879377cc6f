package merge

import (
	"slices"

	"gopkg.in/yaml.v3"

	"github.com/postmortem-dev/postmortem/incidents"
)

// services decides which service of the record each of the draft's is: the one that the mapping names, else the one with
// the same id, the same name, or one as the alias of the other. The others are added.
func (m *merger) services() {
	for i := range m.draft.Incident.Services {
		s := &m.draft.Incident.Services[i]
		mark, known := m.taken(isService, s.ID, s.Label())
		at, how := m.find(s)
		switch {
		case at >= 0:
			own := &m.in.Services[at]
			m.name("service", s.ID, own.ID)
			if known {
				m.account.Known++
				continue
			}
			m.account.Folded++
			if own.ID != s.ID && own.ID != s.Label() {
				m.account.Services = append(m.account.Services, s.Label()+" is "+own.ID+how)
			}
		case known:
			m.account.Known++
			m.name("service", s.ID, "") // it was taken out of the record
			continue
		default:
			m.serve(s)
		}
		m.note(mark)
	}
}

// serve adds a service as it is, but for what it depends on and its windows.
func (m *merger) serve(s *incidents.Service) {
	added := *s
	added.DependsOn, added.Windows = nil, nil
	added = adopt(m, added)
	added.ID = s.ID
	if id := m.mapping.service(s); id != "" {
		added.ID = id
	}
	added.ID = m.own("service", added.ID)
	m.name("service", s.ID, added.ID)
	at := len(m.in.Services)
	m.in.Services = append(m.in.Services, added)
	m.account.add(isService, "services")
	if m.before > 0 || !m.fresh {
		m.account.Services = append(m.account.Services, s.Label()+" added as "+added.ID)
	}
	m.addLate([]any{"services"}, atTheEnd, func() (*yaml.Node, error) { return nodeOf(m.in.Services[at]) })
}

// find returns the place of the service in the record, -1 if it has none, and how it was recognized.
func (m *merger) find(s *incidents.Service) (at int, how string) {
	is := func(list []incidents.Service, id string) int {
		return slices.IndexFunc(list, func(have incidents.Service) bool { return have.ID == id })
	}
	if id := m.mapping.service(s); id != "" {
		return is(m.in.Services, id), ", by the mapping"
	}
	before := m.in.Services[:m.before] // a source that tells two services apart is not corrected
	if at = is(before, s.ID); at >= 0 {
		return at, ""
	}
	names := func(s incidents.Service) []string {
		return slices.DeleteFunc([]string{plain(s.ID), plain(s.Name)}, func(name string) bool { return name == "" })
	}
	for _, way := range []struct {
		how        string
		have, part func(incidents.Service) []string
	}{{", by its name", names, names}, {", by an alias", aliases, names}, {", by an alias", names, aliases}} {
		var found []int
		for i, have := range before {
			if overlaps(way.have(have), way.part(*s)) {
				found = append(found, i)
			}
		}
		if len(found) == 1 {
			return found[0], way.how
		}
		if len(found) > 1 {
			m.account.doubt("%s could be %s or %s; it was added as a service of its own", s.Label(), m.in.Services[found[0]].ID, m.in.Services[found[1]].ID)
			return -1, ""
		}
	}
	return -1, ""
}

func aliases(s incidents.Service) (names []string) {
	for _, a := range s.Aliases {
		if name := plain(a); name != "" {
			names = append(names, name)
		}
	}
	return names
}

func overlaps(a, b []string) bool {
	return slices.ContainsFunc(a, func(x string) bool { return slices.Contains(b, x) })
}

// insides adds what the draft's services depend on, and their impact windows.
func (m *merger) insides() {
	for i := range m.draft.Incident.Services {
		s := &m.draft.Incident.Services[i]
		own := m.ids["service"][s.ID]
		at := slices.IndexFunc(m.in.Services, func(have incidents.Service) bool { return have.ID == own })
		for _, dep := range s.DependsOn {
			m.depends(s, at, dep)
		}
		for _, w := range s.Windows {
			m.window(s, at, w)
		}
	}
}

// inside notes a part that was added to the service with that place: one the record has is added to in the text, a new
// one is written as a whole.
func (m *merger) inside(at int, key string, node func() (*yaml.Node, error)) {
	if at < m.before {
		m.addLate([]any{"services", at, key}, atTheEnd, node)
	}
}

func (m *merger) depends(s *incidents.Service, at int, dep incidents.Dependency) {
	on := append([]string{dep.Service}, dep.AnyOf...)
	mark, known := m.taken(isDependency, append([]string{s.Label()}, m.labels(on)...)...)
	if known {
		m.account.Known++
		return
	}
	bare := dep
	bare.Sources = nil
	own := adopt(m, bare)
	if at < 0 || own.Service == "" && dep.Service != "" || len(own.AnyOf) != len(dep.AnyOf) {
		m.account.doubt("a dependency of %s is left out: the record does not have both ends", s.Label())
		return
	}
	service := &m.in.Services[at]
	if own.Service == service.ID || slices.Contains(own.AnyOf, service.ID) {
		m.account.doubt("a dependency of %s is left out: both ends are %s in the record", s.Label(), service.ID)
		m.note(mark)
		return
	}
	for i := range service.DependsOn {
		if have := &service.DependsOn[i]; sameEdge(have, &own) {
			if have.Kind != own.Kind && own.Kind != "" && have.Service != "" {
				m.account.doubt("%s depends on %s: %s says %s, the record %s", service.ID, own.Service, m.draft.From, own.Kind, orNothing(string(have.Kind)))
			}
			m.account.Folded++
			m.citeInside(at, []any{"services", at, "depends_on", i}, &have.Sources, dep.Sources)
			m.note(mark)
			return
		}
	}
	if at < m.before && !m.writable("a dependency of "+service.ID, "services", at, "depends_on") {
		return
	}
	own = adopt(m, dep)
	service.DependsOn = append(service.DependsOn, own)
	n := len(service.DependsOn) - 1
	m.inside(at, "depends_on", func() (*yaml.Node, error) { return nodeOf(m.in.Services[at].DependsOn[n]) })
	m.account.add(isDependency, "depends_on")
	m.note(mark)
}

// labels returns what the draft calls services: their ids may differ in another export.
func (m *merger) labels(ids []string) (labels []string) {
	for _, id := range ids {
		i := slices.IndexFunc(m.draft.Incident.Services, func(s incidents.Service) bool { return s.ID == id })
		if i >= 0 {
			id = m.draft.Incident.Services[i].Label()
		}
		labels = append(labels, id)
	}
	return labels
}

// sameEdge reports whether the record has the edge: directly or as a member of a group.
func sameEdge(have, own *incidents.Dependency) bool {
	if own.Service != "" {
		return have.Service == own.Service || slices.Contains(have.AnyOf, own.Service)
	}
	return len(own.AnyOf) > 0 && slices.Equal(slices.Sorted(slices.Values(have.AnyOf)), slices.Sorted(slices.Values(own.AnyOf)))
}

func orNothing(kind string) string {
	if kind == "" {
		return "does not say"
	}
	return kind
}

// citeInside cites sources in a part of a service. One that is added in this run has no place in the text yet.
func (m *merger) citeInside(at int, path []any, have *[]string, sources []string) {
	list, err := m.doc.find(path[:3]...)
	if at < m.before && !m.fresh && (err != nil || list != nil && path[3].(int) < len(list.Content)) {
		m.cite(path, have, sources)
		return
	}
	for _, id := range sources {
		if own := m.source(id); own != "" && !slices.Contains(*have, own) {
			*have = append(*have, own)
		}
	}
}

func (m *merger) window(s *incidents.Service, at int, w incidents.Window) {
	mark, known := m.taken(isWindow, s.Label(), moment(w.From), moment(w.To), string(w.Level), w.Symptom.Text)
	if known {
		m.account.Known++
		return
	}
	if at < 0 {
		m.account.doubt("an impact window of %s is left out: the record has no such service any more", s.Label())
		return
	}
	service := &m.in.Services[at]
	for i := range service.Windows {
		if have := &service.Windows[i]; sameWindow(have, &w) {
			m.account.Folded++
			m.citeInside(at, []any{"services", at, "windows", i}, &have.Sources, w.Sources)
			m.note(mark)
			return
		}
	}
	if m.closes(at, s, w) {
		m.account.Folded++
		m.note(mark)
		return
	}
	if at < m.before && !m.writable("an impact window of "+service.ID, "services", at, "windows") {
		return
	}
	service.Windows = append(service.Windows, adopt(m, w))
	n := len(service.Windows) - 1
	m.inside(at, "windows", func() (*yaml.Node, error) { return nodeOf(m.in.Services[at].Windows[n]) })
	m.account.add(isWindow, "windows")
	m.note(mark)
}

// closes gives a window of the record that was still open its end, when its own source tells it.
func (m *merger) closes(at int, s *incidents.Service, w incidents.Window) bool {
	cited := m.there(w.Sources)
	for i := range m.in.Services[at].Windows {
		have := &m.in.Services[at].Windows[i]
		path := []any{"services", at, "windows", i}
		if at >= m.before || !have.To.IsZero() || w.To.IsZero() || have.From.IsZero() || moment(have.From) != moment(w.From) || have.Level != w.Level || !overlaps(have.Sources, cited) {
			continue
		}
		if list, _ := m.doc.find(path[:3]...); list == nil || i >= len(list.Content) || !m.writable("the end of an impact window of "+s.Label(), path...) {
			continue
		}
		have.To = m.zoned(w.To)
		m.setLate(append(path, "to"), func() (*yaml.Node, error) {
			n, err := nodeOf(incidents.Window{To: m.in.Services[at].Windows[i].To})
			return child(n, "to"), err
		})
		return true
	}
	return false
}

func sameWindow(a, b *incidents.Window) bool {
	return moment(a.From) == moment(b.From) && moment(a.To) == moment(b.To) && a.Level == b.Level
}
