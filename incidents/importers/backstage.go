package importers

import (
	"cmp"
	"regexp"
	"strings"

	"gopkg.in/yaml.v3"

	"github.com/postmortem-dev/postmortem/incidents"
)

// backstage reads the entities of a catalog-info.yaml. Verified against the reader of Backstage itself (how a reference
// to an entity is spelt, what it defaults to, which fields relate entities) and on its example catalog.
//
// Components and resources become services; a dependency on an API is one on the component that provides it. What is
// named and not described in the file, which is usual, becomes a service as well: another file may describe it.
func backstage() Importer {
	return Importer{
		Name: "backstage", Doc: "components of a Backstage catalog and what they depend on, catalog-info.yaml",
		Detect: detectBackstage, Read: readBackstage,
	}
}

var backstageForm = regexp.MustCompile(`(?m)^["']?apiVersion["']?[ \t]*:[ \t]*["']?backstage\.io/`)

func detectBackstage(content []byte) bool {
	return yamlBegins(content, "apiVersion", "kind", "metadata", "spec") && backstageForm.Match(content)
}

func readBackstage(content []byte, o Options) (Result, error) {
	documents, err := yamlDocuments(content)
	if err != nil {
		return Result{}, err
	}
	r := backstageReader{network: newNetwork(o, "catalog", "Backstage catalog", "internal"), known: map[string]*backstageEntity{}, providers: map[string][]string{}}
	for _, d := range documents {
		if err := r.document(d); err != nil {
			return Result{}, err
		}
	}
	for _, e := range r.order {
		r.service(e.ref)
	}
	for _, e := range r.order {
		r.owner(e)
		if err := r.relations(e); err != nil {
			return Result{}, err
		}
	}
	r.apis()
	r.undescribed()
	return r.network.result()
}

type backstageReader struct {
	network   *network
	known     map[string]*backstageEntity // by reference
	order     []*backstageEntity          // components, resources and APIs
	providers map[string][]string         // the components that provide an API, by its reference
	dangling  []int                       // the places of services that the file does not describe
	consumed  map[string]bool             // APIs that became services
}

type backstageEntity struct {
	node                 *yaml.Node
	ref, kind, namespace string // in small letters
	name                 string // for people
	alias                string
}

// document takes in what a document describes.
func (r *backstageReader) document(d *yaml.Node) error {
	name, kind := yamlWord(d, "metadata", "name"), strings.ToLower(yamlWord(d, "kind"))
	switch {
	case meant(d) == nil || meant(d).Tag == "!!null":
		return nil
	case strings.Contains(name, "{{") || name == "" && yamlField(d, "metadata", "name") != nil:
		return refuse("import what it makes", "it is a template that has not been filled in")
	case !strings.HasPrefix(yamlWord(d, "apiVersion"), "backstage.io/"):
		r.network.account.skip(cmp.Or(oneLine(name), "a document"), "no entity of Backstage")
		return nil
	case oneLine(name) == "":
		r.network.account.skip("an entity", "it has no name")
		return nil
	}
	e := &backstageEntity{node: d, kind: kind, namespace: strings.ToLower(cmp.Or(yamlWord(d, "metadata", "namespace"), "default"))}
	e.ref = kind + ":" + e.namespace + "/" + strings.ToLower(name)
	e.name, e.alias = cmp.Or(oneLine(yamlWord(d, "metadata", "title")), oneLine(yamlWord(d, "spec", "profile", "displayName")), name), name
	if r.known[e.ref] != nil {
		r.network.account.skip(name, "the same entity was described before")
		return nil
	}
	r.known[e.ref] = e
	switch kind {
	case "component", "resource":
		r.network.account.mapped()
		r.order = append(r.order, e)
	case "api":
		r.order = append(r.order, e)
	case "user":
		r.network.account.skip("a user", "a person is no service")
	default:
		r.network.account.skip(name, "no service, but a "+cmp.Or(shorten(kind, 20), "thing without a kind"))
	}
	for _, word := range yamlWords(d, "spec", "providesApis") {
		if api, ok := entityRef(word, "api", e.namespace); ok && kind == "component" {
			r.providers[api] = append(r.providers[api], e.ref)
		}
	}
	return nil
}

// entityRef returns a reference in full: kind:namespace/name in small letters. Where no kind may be left out, the
// default is empty.
func entityRef(word, kind, namespace string) (string, bool) {
	word = strings.ToLower(oneLine(word))
	if before, after, ok := strings.Cut(word, ":"); ok && !strings.Contains(before, "/") {
		kind, word = before, after
	}
	if before, after, ok := strings.Cut(word, "/"); ok {
		namespace, word = before, after
	}
	return kind + ":" + namespace + "/" + word, kind != "" && namespace != "" && word != ""
}

// service returns the place of the service that a reference names; of one that the file does not describe, too.
func (r *backstageReader) service(ref string) int {
	kind, rest, _ := strings.Cut(ref, ":")
	e := r.known[ref]
	if kind == "api" && e != nil && !r.consumed[ref] {
		return -1 // it becomes a service when something depends on it
	}
	before := len(r.network.roster.list)
	_, name, _ := strings.Cut(rest, "/")
	if e != nil {
		name = e.name
	}
	if kind == "api" {
		name += " (API)"
	}
	at := r.network.service(ref, name)
	if at < before {
		return at
	}
	s := &r.network.roster.list[at]
	if e == nil {
		r.dangling = append(r.dangling, at)
		return at
	}
	r.network.service(ref, e.alias)
	s.Text.Text = shorten(yamlWord(e.node, "metadata", "description"), 500)
	return at
}

// owner takes the group that owns the entity. A person stays unnamed.
func (r *backstageReader) owner(e *backstageEntity) {
	at := r.service(e.ref)
	word := yamlWord(e.node, "spec", "owner")
	if at < 0 || word == "" {
		return
	}
	ref, ok := entityRef(word, "group", e.namespace)
	switch group := r.known[ref]; {
	case strings.HasPrefix(ref, "user:"):
		r.network.account.skip("the owner of "+e.name, "a person; a record names teams")
	case ok && group != nil:
		r.network.roster.list[at].Team = shorten(group.name, 100)
	case ok:
		_, name, _ := strings.Cut(ref, "/")
		r.network.roster.list[at].Team = shorten(name, 100)
	}
}

// relations adds what the entity says it depends on, and what depends on it.
func (r *backstageReader) relations(e *backstageEntity) error {
	for _, field := range []struct {
		name, kind string
		turned     bool
	}{{"dependsOn", "", false}, {"dependencyOf", "", true}, {"consumesApis", "api", false}} {
		for _, word := range yamlWords(e.node, "spec", field.name) {
			if strings.Contains(word, "{{") {
				return refuse("import what it makes", "it is a template that has not been filled in")
			}
			ref, ok := entityRef(word, field.kind, e.namespace)
			if !ok {
				r.network.account.skip(cmp.Or(oneLine(word), "an entry of "+field.name), "no reference to an entity: it has to name a kind, such as component:, and a name")
				continue
			}
			if strings.HasPrefix(ref, "user:") {
				r.network.account.skip("an entry of "+field.name, "a person is no service")
				continue
			}
			from, to := e.ref, ref
			if field.turned {
				from, to = ref, e.ref
			}
			for _, a := range r.ends(from) {
				for _, b := range r.ends(to) {
					r.network.declared(a, b, edge{basis: incidents.Stated, note: r.says(e, field.name, word)})
				}
			}
			if r.network.account.In > mostLines {
				return refuse("split the file", "it has more than %d dependencies, which is the most that is read", mostLines)
			}
		}
	}
	if whole := yamlWord(e.node, "spec", "subcomponentOf"); whole != "" {
		r.network.account.skip(e.name+" in "+whole, "to be a part of something is no dependency")
	}
	return nil
}

func (r *backstageReader) says(e *backstageEntity, field, word string) string {
	return "Declared in the catalog: " + shorten(e.alias, 60) + ", " + field + " " + shorten(word, 80) + "."
}
