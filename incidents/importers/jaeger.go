package importers

import (
	"bytes"
	"cmp"
	"encoding/json"
	"slices"
	"strings"
)

// jaeger reads what the query service of Jaeger answers: the dependencies between services, /api/dependencies, and
// traces, /api/traces. Zipkin's /api/v2/dependencies has the same rows without an object around them, and the number of
// errors. Verified on traces of CRISP's tests and of Jaeger's own interface, and on the source of Zipkin's encoder.
//
// A span follows the first of its references that points into its own trace, CHILD_OF before FOLLOWS_FROM, as Jaeger
// itself has it; a reference into another trace counts when it has no other. With FOLLOWS_FROM nobody waits: asynchronous.
func jaeger() Importer {
	return Importer{
		Name: "jaeger", Doc: "traces or service dependencies of Jaeger, or service dependencies of Zipkin, JSON",
		Detect: detectJaeger, Read: readJaeger,
	}
}

func detectJaeger(content []byte) bool {
	object := objectOf(content)
	rows := listOf(content)
	if object != nil {
		rows = listOf(object["data"])
		if rows != nil && len(rows) == 0 {
			return has(object, "total", "limit", "offset", "errors")
		}
	}
	if len(rows) == 0 {
		return false
	}
	row := objectOf(rows[0])
	return has(row, "parent", "child", "callCount") || object != nil && has(row, "traceID", "spans", "processes")
}

type jaegerCall struct {
	Parent string  `json:"parent"`
	Child  string  `json:"child"`
	Calls  float64 `json:"callCount"`
	Errors float64 `json:"errorCount"`
}

type jaegerTrace struct {
	ID        string                   `json:"traceID"`
	Spans     []jaegerSpan             `json:"spans"`
	Processes map[string]jaegerProcess `json:"processes"`
}

type jaegerProcess struct {
	Service string `json:"serviceName"`
}

type jaegerSpan struct {
	Trace      string            `json:"traceID"`
	ID         string            `json:"spanID"`
	Parent     string            `json:"parentSpanID"` // of older files
	References []jaegerReference `json:"references"`
	Process    json.RawMessage   `json:"processID"`
	Inline     *jaegerProcess    `json:"process"` // as it is stored, before the query service takes it out
	Tags       []jaegerTag       `json:"tags"`
}

type jaegerReference struct {
	Type  string `json:"refType"`
	Trace string `json:"traceID"`
	Span  string `json:"spanID"`
}

type jaegerTag struct {
	Key   string          `json:"key"`
	Value json.RawMessage `json:"value"`
}

func readJaeger(content []byte, o Options) (Result, error) {
	rows := content
	zipkin := true
	if object := objectOf(content); object != nil {
		rows, zipkin = object["data"], false
	}
	list := listOf(rows)
	switch {
	case len(list) == 0:
		return Result{}, refuse("it does not say that nothing depends on anything: Jaeger computes dependencies in a job of its own, and answers for the time that was asked for; ask for more time, or import traces", "it looks like an answer of Jaeger, and its list is empty")
	case has(objectOf(list[0]), "spans"):
		var file []jaegerTrace
		if err := decodeJSON(rows, &file); err != nil {
			return Result{}, err
		}
		return jaegerTraces(file, o)
	}
	var file []jaegerCall
	if err := decodeJSON(rows, &file); err != nil {
		return Result{}, err
	}
	return jaegerCalls(file, zipkin, o)
}

func jaegerCalls(rows []jaegerCall, zipkin bool, o Options) (Result, error) {
	c := newCalls(o)
	for _, r := range rows {
		from, to := oneLine(r.Parent), oneLine(r.Child)
		switch {
		case from == "" || to == "":
			c.account.skip(cmp.Or(from, to, "a row"), "dependency with a side that has no name")
			continue
		case r.Calls <= 0 && r.Calls != 0, r.Errors < 0, r.Errors > r.Calls:
			c.account.skip(from+" → "+to, "dependency whose counts cannot be")
			continue
		case r.Calls == 0:
			c.account.skip(from+" → "+to, "dependency without a call")
			continue
		}
		a, b := c.service(place{"", from}), c.service(place{"", to})
		if a == b {
			c.account.skip(from, "calls from a service to itself")
			continue
		}
		c.account.mapped()
		y := c.between(a, b)
		y.calls, y.failed = y.calls+r.Calls, y.failed+r.Errors
	}
	if zipkin {
		return c.result("zipkin", "Service dependencies as Zipkin counted them")
	}
	return c.result("jaeger", "Service dependencies as Jaeger counted them")
}

func jaegerTraces(file []jaegerTrace, o Options) (Result, error) {
	t := newTraces(o)
	for _, trace := range file {
		for _, s := range trace.Spans {
			x, err := t.jaegerSpan(trace, s)
			if err == nil {
				err = t.add(x)
			}
			if err != nil {
				return Result{}, err
			}
		}
	}
	return t.finish("jaeger", "Traces of Jaeger")
}

func (t *traces) jaegerSpan(trace jaegerTrace, in jaegerSpan) (span, error) {
	own := cmp.Or(in.Trace, trace.ID)
	s := span{id: spanID([]byte(own), []byte(in.ID))}
	if r, ok := in.parent(own); ok {
		s.parent = spanID([]byte(r.Trace), []byte(r.Span))
		s.follows = r.Type == "FOLLOWS_FROM"
	}
	process := trace.Processes[jsonText(in.Process)]
	if in.Inline != nil {
		process = *in.Inline
	}
	var named attributes
	for _, tag := range in.Tags {
		switch value := jsonText(tag.Value); tag.Key {
		case "span.kind":
			s.kind = spanKindOf(value)
		case "error":
			s.failed = value == "true"
		default:
			if field := named.field([]byte(tag.Key)); field != nil {
				*field = value
			}
		}
	}
	s.target = t.targetOf(named.target(s.kind))
	var err error
	s.service, err = t.serviceOf("", process.Service)
	return s, err
}

// parent returns the reference that the span follows.
func (s jaegerSpan) parent(trace string) (jaegerReference, bool) {
	for _, own := range []bool{true, false} {
		for _, kind := range []string{"CHILD_OF", "FOLLOWS_FROM"} {
			i := slices.IndexFunc(s.References, func(r jaegerReference) bool {
				return r.Type == kind && strings.EqualFold(cmp.Or(r.Trace, trace), trace) == own
			})
			if i >= 0 {
				r := s.References[i]
				r.Trace = cmp.Or(r.Trace, trace)
				return r, true
			}
		}
	}
	return jaegerReference{Trace: trace, Span: s.Parent}, s.Parent != ""
}

// jsonText returns a JSON string as text, and any other value as it stands there.
func jsonText(value json.RawMessage) string {
	var text string
	if value = bytes.TrimSpace(value); len(value) == 0 || value[0] != '"' || json.Unmarshal(value, &text) != nil {
		return string(value)
	}
	return text
}
