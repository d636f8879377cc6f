package importers

import (
	"bytes"
	"io"

	"github.com/go-json-experiment/json/jsontext"
)

// otlp reads traces in OTLP's JSON: one object, or one a line as the file exporter of OpenTelemetry's collector writes
// them, of any size; also the answer of Jaeger's /api/v3/traces, which puts "result" around it. Verified on the example of
// the protocol's authors and on files of Jaeger's tests.
//
// A span belongs to the service.name of its resource, within the service.namespace where two have the same name. A call
// is a span whose parent belongs to another service. A client or producer span that nothing answered names what it
// called in its attributes: that reports no spans, or the spans are not here.
func otlp() Importer {
	return Importer{Name: "otlp", Doc: "traces in OTLP/JSON as OpenTelemetry exports them, of any size", Detect: detectOTLP, Stream: streamOTLP}
}

func detectOTLP(content []byte) bool {
	if !bytes.Contains(content, []byte(`"resourceSpans"`)) {
		return false
	}
	d := jsonStream(bytes.NewReader(content))
	for range 100 {
		if found, ok := findSpans(d, true); found || !ok {
			return found
		}
	}
	return false
}

// findSpans reports whether the next value is an object with spans, and whether there may be another value after it.
func findSpans(d *jsontext.Decoder, outer bool) (found, ok bool) {
	if d.PeekKind() != '{' {
		return false, d.SkipValue() == nil
	}
	d.ReadToken()
	for d.PeekKind() == '"' {
		name, err := d.ReadToken()
		if err != nil {
			return false, false
		}
		switch key := name.String(); {
		case key == "resourceSpans":
			return d.PeekKind() == '[', false
		case key == "result" && outer && d.PeekKind() == '{':
			found, ok = findSpans(d, false)
		default:
			ok = d.SkipValue() == nil
		}
		if found || !ok {
			return found, false
		}
	}
	_, err := d.ReadToken()
	return false, err == nil
}

func jsonStream(r io.Reader) *jsontext.Decoder {
	return jsontext.NewDecoder(struct{ io.Reader }{r}, jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true))
}

// otlpReader takes the spans out of a stream. It keeps what it reads in buffers of its own and makes nothing per span.
type otlpReader struct {
	*traces
	*jsonWalker
	names       map[string]string // texts that were met before
	resource    resource
	early       []earlySpan // those that stand before their resource
	trace       []byte
	id, parent  []byte
	span        span
	attributes  attributes
	key, value  []byte // of an attribute
	other       int    // parts of the file with logs or metrics
	hasResource bool
}

type resource struct{ name, space string }

type earlySpan struct {
	span
	target target
}

func streamOTLP(file io.Reader, o Options) (Result, error) {
	r := otlpReader{traces: newTraces(o), jsonWalker: newJSONWalker(file), names: map[string]string{}}
	for r.more() {
		if err := r.object("the file", r.fileMember); err != nil {
			return Result{}, r.refusal(err)
		}
		r.rest()
	}
	if err := r.end(); err != nil {
		return Result{}, r.refusal(err)
	}
	r.account.lot(r.other, "list of logs or metrics, no traces", []string{"a list"})
	return r.finish("otlp", "Traces in OTLP")
}

func (r *otlpReader) fileMember(name []byte) error {
	switch string(name) {
	case "resourceSpans":
		return r.list("resourceSpans", r.resourceSpans)
	case "result":
		return r.object("result", r.fileMember)
	case "resourceLogs", "resourceMetrics", "resourceProfiles":
		r.other++
	}
	return r.skip()
}

func (r *otlpReader) resourceSpans() error {
	r.resource, r.hasResource, r.early = resource{}, false, r.early[:0]
	if err := r.object("resourceSpans", r.resourceSpansMember); err != nil {
		return err
	}
	r.span.service = unnamed
	if r.hasResource {
		if err := r.belongs(); err != nil {
			return err
		}
	}
	for _, e := range r.early {
		e.service, e.span.target = r.span.service, r.targetOf(e.target)
		if err := r.add(e.span); err != nil {
			return err
		}
	}
	return nil
}

// belongs finds the number of the service whose spans these are.
func (r *otlpReader) belongs() (err error) {
	r.span.service, err = r.serviceOf(r.resource.space, r.resource.name)
	return err
}

func (r *otlpReader) resourceSpansMember(name []byte) error {
	switch string(name) {
	case "resource":
		if err := r.object("resource", r.resourceMember); err != nil {
			return err
		}
		r.hasResource = true
		return r.belongs()
	case "scopeSpans", "instrumentationLibrarySpans":
		return r.list("scopeSpans", r.scopeSpans)
	}
	return r.skip()
}

func (r *otlpReader) resourceMember(name []byte) error {
	if string(name) == "attributes" {
		return r.list("attributes", r.resourceAttribute)
	}
	return r.skip()
}

func (r *otlpReader) resourceAttribute() error {
	if err := r.attribute(); err != nil {
		return err
	}
	switch string(r.key) {
	case "service.name":
		r.resource.name = string(r.value)
	case "service.namespace":
		r.resource.space = string(r.value)
	}
	return nil
}

func (r *otlpReader) scopeSpans() error { return r.object("scopeSpans", r.scopeSpansMember) }

func (r *otlpReader) scopeSpansMember(name []byte) error {
	if string(name) == "spans" {
		return r.list("spans", r.oneSpan)
	}
	return r.skip()
}
