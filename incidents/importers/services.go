package importers

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/postmortem-dev/postmortem/incidents"
)

// roster gathers the services of an incident, each once, in the order in which they are first named.
type roster struct {
	list []incidents.Service
	at   map[string]int  // by the source's key
	ids  map[string]bool // in use
}

// service returns the service that the source knows by key, made if it is new.
func (r *roster) service(key, name, source string) *incidents.Service {
	return &r.list[r.place(key, name, source)]
}

// place returns where in the list that service stands.
func (r *roster) place(key, name, source string) int {
	name = shorten(name, 200)
	key = cmp.Or(key, name)
	if i, known := r.at[key]; known {
		s := &r.list[i]
		if name != "" && name != s.Name && !slices.Contains(s.Aliases, name) {
			s.Aliases = append(s.Aliases, name)
		}
		return i
	}
	if r.at == nil {
		r.at, r.ids = map[string]int{}, map[string]bool{}
	}
	base := cmp.Or(slug(name, 60), slug(key, 60), "service")
	id := base
	for n := 2; r.ids[id]; n++ {
		id = fmt.Sprintf("%s-%d", base, n)
	}
	r.at[key], r.ids[id] = len(r.list), true
	r.list = append(r.list, incidents.Service{ID: id, Name: cmp.Or(name, shorten(key, 200)), Sources: []string{source}})
	return len(r.list) - 1
}

// draftID returns the id of an incident: its date and the words of its title.
func draftID(at incidents.Instant, title string) string {
	return at.From.Format("2006-01-02") + "-" + cmp.Or(slug(title, 60), "incident")
}
