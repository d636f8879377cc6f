package importers

import "strings"

// attributes are what a span says about the other side of a call: the names of OpenTelemetry's semantic conventions,
// current ones and those that they replaced.
type attributes struct{ peer, database, address, topic string }

// take keeps the attribute if it names the other side.
func (a *attributes) take(key, value string) {
	switch key {
	case "peer.service":
		a.peer = value
	case "db.system", "db.system.name":
		a.database = value
	case "server.address", "net.peer.name":
		a.address = value
	case "messaging.destination.name":
		a.topic = value
	}
}

// target returns what a span called. One kind of database runs in many places, so its address belongs to it; a message
// goes to its topic, whichever broker takes it.
func (a attributes) target(kind spanKind) target {
	switch {
	case !kind.outgoing():
		return target{}
	case a.peer != "":
		return target{a.peer, "peer.service"}
	case kind == producerSpan && a.topic != "":
		return target{a.topic, "messaging.destination.name"}
	case a.database != "" && a.address != "":
		return target{a.database + " (" + a.address + ")", "db.system and server.address"}
	case a.database != "":
		return target{a.database, "db.system"}
	case a.address != "":
		return target{a.address, "server.address"}
	}
	return target{a.topic, "messaging.destination.name"}
}

// spanKindOf reads a kind as OpenTelemetry (3, SPAN_KIND_CLIENT) and OpenTracing (client) write it.
func spanKindOf(text string) spanKind {
	switch strings.ToLower(strings.TrimPrefix(text, "SPAN_KIND_")) {
	case "2", "server":
		return serverSpan
	case "3", "client":
		return clientSpan
	case "4", "producer":
		return producerSpan
	case "5", "consumer":
		return consumerSpan
	}
	return insideSpan
}
