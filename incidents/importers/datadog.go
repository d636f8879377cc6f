package importers

import (
	"cmp"
	"encoding/json"
	"maps"
	"slices"

	"github.com/postmortem-dev/postmortem/incidents"
)

// datadog reads the services that Datadog saw calling each other: the answer of api/v1/service_dependencies for all
// services or for one. Verified against Datadog's documentation of that API.
func datadog() Importer {
	return Importer{
		Name: "datadog", Doc: "calls between services, the answer of Datadog's service_dependencies, JSON",
		Detect: detectDatadog, Read: readDatadog,
	}
}

type datadogService struct {
	Name     string   `json:"name"`
	Calls    []string `json:"calls"`
	CalledBy []string `json:"called_by"`
}

func detectDatadog(content []byte) bool {
	object := objectOf(content)
	if has(object, "name", "calls", "called_by") {
		return listOf(object["calls"]) != nil && listOf(object["called_by"]) != nil
	}
	for _, service := range object {
		if fields := objectOf(service); len(fields) != 1 || listOf(fields["calls"]) == nil {
			return false
		}
	}
	return len(object) > 0
}

func readDatadog(content []byte, o Options) (Result, error) {
	n := newNetwork(o, "datadog", "Calls between services, seen by Datadog", "telemetry")
	object := objectOf(content)
	if has(object, "calls") && listOf(object["calls"]) != nil {
		var one datadogService
		if err := decodeJSON(content, &one); err != nil {
			return Result{}, err
		}
		for _, caller := range one.CalledBy {
			n.calls(caller, one.Name)
		}
		n.callsAll(one.Name, one.Calls)
		return n.result()
	}
	for _, name := range slices.Sorted(maps.Keys(object)) { // the order of an object means nothing
		var one datadogService
		if err := decodeDatadog(name, object[name], &one); err != nil {
			return Result{}, err
		}
		n.callsAll(name, one.Calls)
		if err := bounded(len(n.roster.list), "services"); err != nil {
			return Result{}, err
		}
	}
	return n.result()
}

func decodeDatadog(name string, content json.RawMessage, one *datadogService) error {
	if err := decodeJSON(content, one); err != nil {
		return refuse("it may come from another program, or from another version of it", "%s: %s", cmp.Or(shorten(name, 60), "a service"), err)
	}
	return nil
}

// callsAll adds a service that calls others, maybe none.
func (n *network) callsAll(name string, others []string) {
	if len(others) == 0 && oneLine(name) != "" {
		n.service(name, name)
		n.account.mapped()
	}
	for _, other := range others {
		n.calls(name, other)
	}
}

// calls adds that one service called another.
func (n *network) calls(caller, called string) {
	if oneLine(caller) == "" || oneLine(called) == "" {
		n.account.skip(cmp.Or(oneLine(caller), oneLine(called), "a call"), "a service without a name")
		return
	}
	n.declared(n.service(caller, caller), n.service(called, called), edge{basis: incidents.Inferred, note: "Traces show calls; how many is not said."})
}
