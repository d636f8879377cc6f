package importers

import (
	"strings"
)

// ends returns the places of the services that stand for the entity in a dependency: of an API those that provide it, or
// the API itself if the file does not say which do.
func (r *backstageReader) ends(ref string) []int {
	if !strings.HasPrefix(ref, "api:") {
		return []int{r.service(ref)}
	}
	var places []int
	for _, provider := range r.providers[ref] {
		places = append(places, r.service(provider))
	}
	if len(places) > 0 {
		return places
	}
	if r.consumed == nil {
		r.consumed = map[string]bool{}
	}
	r.consumed[ref] = true
	return []int{r.service(ref)}
}

// apis accounts for the APIs that the file describes.
func (r *backstageReader) apis() {
	for _, e := range r.order {
		switch {
		case e.kind != "api":
		case r.consumed[e.ref]:
			r.network.account.mapped()
			r.owner(e)
			r.network.roster.list[r.service(e.ref)].Note = "An API; the file does not say what provides it."
		case len(r.providers[e.ref]) > 0:
			r.network.account.skip(e.name, "an API stands for the component that provides it")
		default:
			r.network.account.skip(e.name, "an API that nothing in the file provides or consumes")
		}
	}
}

// undescribed marks the services that are known by name only.
func (r *backstageReader) undescribed() {
	for _, at := range r.dangling {
		r.network.roster.list[at].Note = "Named as a dependency or a dependent; nothing in the file describes it."
	}
}
