package importers

import (
	"regexp"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"

	"github.com/postmortem-dev/postmortem/incidents"
)

// compose reads a compose file of Docker. Verified against the specification of Compose and the examples of its makers.
//
// depends_on says in which order services start, not what they need while they run: the dependencies have no kind and
// the basis inferred. Only one that has to complete before the start is known not to be needed afterwards. Networks say
// nothing.
func compose() Importer {
	return Importer{
		Name: "compose", Doc: "services of a Docker Compose file and the order in which they start",
		Detect: detectCompose, Read: readCompose,
	}
}

var composeForm = regexp.MustCompile(`(?m)^["']?services["']?[ \t]*:[^\n\S]*(?:[#&!][^\n]*)?\r?\n(?:[ \t]*(?:#[^\n]*)?\r?\n)*[ \t]+["']?[\w.$<-]+["']?[ \t]*:(?:[ \t]*\{[^\n]*?|(?:[^\n]*\n){1,40}?[ \t]+)["']?(?:image|build|extends|command|ports|depends_on)["']?[ \t]*:`)

func detectCompose(content []byte) bool {
	return yamlBegins(content, "version", "services", "name", "networks", "volumes", "configs", "secrets", "include", "models") && composeForm.Match(content)
}

func readCompose(content []byte, o Options) (Result, error) {
	documents, err := yamlDocuments(content)
	if err != nil {
		return Result{}, err
	}
	n := newNetwork(o, "compose", "Docker Compose file", "internal")
	for _, d := range documents {
		names := yamlKeys(d, "services")
		if err := bounded(len(n.roster.list)+len(names), "services"); err != nil {
			return Result{}, err
		}
		for _, name := range names {
			if oneLine(name) == "" || strings.HasPrefix(name, "x-") {
				n.account.skip(name, "no service")
				continue
			}
			n.service(name, name)
			n.account.mapped()
		}
		for _, name := range names {
			if _, known := n.roster.at[name]; known {
				n.starts(name, yamlField(d, "services", name))
			}
			if n.account.In > mostLines {
				return Result{}, refuse("split the file", "it has more than %d dependencies, which is the most that is read", mostLines)
			}
		}
	}
	if len(n.edges) > 0 {
		n.account.doubt("depends_on says in which order services start; whether one needs the other while it runs is not said")
	}
	return n.result()
}

// starts adds what has to start before the service.
func (n *network) starts(name string, service *yaml.Node) {
	before := yamlField(service, "depends_on")
	mapped := before != nil && before.Kind == yaml.MappingNode
	list := yamlWords(before)
	if mapped {
		list = yamlKeys(before)
	}
	for _, other := range list {
		if oneLine(other) == "" {
			n.account.skip(name, "an entry of depends_on that names no service")
			continue
		}
		e := edge{basis: incidents.Inferred, note: "Start order only (depends_on)."}
		if mapped {
			e = startEdge(yamlField(before, other))
		}
		_, known := n.roster.at[other]
		at := n.service(other, other)
		if !known {
			n.roster.list[at].Note = "Named under depends_on; the file does not describe it."
		}
		n.declared(n.service(name, name), at, e)
	}
	for _, link := range slices.Concat(yamlWords(service, "links"), yamlWords(service, "external_links")) {
		n.account.skip(name+" and "+link, "a link gives a name in the network and says nothing of need")
	}
}

// startEdge returns the dependency of a start order with a condition.
func startEdge(how *yaml.Node) edge {
	e := edge{basis: incidents.Inferred, note: "Start order only (depends_on"}
	switch condition := yamlWord(how, "condition"); condition {
	case "service_completed_successfully":
		e.kind = incidents.ControlPlane
		e.note += ", which has to complete first"
	case "service_healthy":
		e.note += ", which has to be healthy first"
	}
	if yamlWord(how, "required") == "false" {
		e.note += "; not required"
	}
	e.note += ")."
	return e
}
