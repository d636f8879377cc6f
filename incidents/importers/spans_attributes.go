package importers

import "strings"

// spanKind is the side of a call that a span was measured on.
type spanKind uint8

const (
	insideSpan spanKind = iota
	serverSpan
	clientSpan
	producerSpan
	consumerSpan
)

func (k spanKind) outgoing() bool { return k == clientSpan || k == producerSpan }

// attributes are what a span says about the other side of a call: the names of OpenTelemetry's semantic conventions,
// current ones and those that they replaced.
type attributes struct{ peer, database, address, topic string }

// field returns where the value of an attribute belongs, or nil if it does not tell about the other side.
func (a *attributes) field(key []byte) *string {
	switch string(key) {
	case "peer.service":
		return &a.peer
	case "db.system", "db.system.name":
		return &a.database
	case "server.address", "net.peer.name":
		return &a.address
	case "messaging.destination.name":
		return &a.topic
	}
	return nil
}

// target returns what a span called. One kind of database runs in many places, so its address belongs to it; a message
// goes to its topic, whichever broker takes it.
func (a attributes) target(kind spanKind) target {
	switch a.address {
	case "localhost", "0.0.0.0", "127.0.0.1", "::", "::1": // every machine has its own, and many things listen there
		a.address = ""
	}
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
