package importers

import "bytes"

// oneSpan reads a span and hands it on.
func (r *otlpReader) oneSpan() error {
	service := r.span.service
	r.span, r.attributes = span{service: service}, attributes{}
	r.trace, r.id, r.parent = r.trace[:0], r.id[:0], r.parent[:0]
	if err := r.object("spans", r.spanMember); err != nil {
		return err
	}
	r.rest()
	r.span.id, r.span.parent = spanID(r.trace, r.id), spanID(r.trace, r.parent)
	to := r.attributes.target(r.span.kind)
	if !r.hasResource {
		r.early = append(r.early, earlySpan{r.span, to})
		if len(r.early) > mostSpans/4 {
			return refuse("split it", "more than %d spans stand before the resource that says whose they are", mostSpans/4)
		}
		return nil
	}
	r.span.target = r.targetOf(to)
	return r.add(r.span)
}

func (r *otlpReader) spanMember(name []byte) error {
	switch string(name) {
	case "traceId":
		return r.text("traceId", &r.trace)
	case "spanId":
		return r.text("spanId", &r.id)
	case "parentSpanId":
		return r.text("parentSpanId", &r.parent)
	case "kind":
		err := r.text("kind", &r.value)
		r.span.kind = spanKindOf(string(r.value))
		return err
	case "status":
		return r.object("status", r.statusMember)
	case "attributes":
		return r.list("attributes", r.spanAttribute)
	}
	return r.skip()
}

func (r *otlpReader) statusMember(name []byte) error {
	if string(name) != "code" {
		return r.skip()
	}
	err := r.text("code", &r.value)
	r.span.failed = string(r.value) == "2" || string(r.value) == "STATUS_CODE_ERROR"
	return err
}

func (r *otlpReader) spanAttribute() error {
	if err := r.attribute(); err != nil {
		return err
	}
	if field := r.attributes.field(r.key); field != nil {
		*field = r.known(r.value)
	}
	return nil
}

// attribute reads a key and, if it is a text, its value.
func (r *otlpReader) attribute() error {
	r.key, r.value = r.key[:0], r.value[:0]
	return r.object("attributes", r.attributeMember)
}

func (r *otlpReader) attributeMember(name []byte) error {
	switch string(name) {
	case "key":
		return r.text("key", &r.key)
	case "value":
		return r.object("value", r.valueMember)
	}
	return r.skip()
}

func (r *otlpReader) valueMember(name []byte) error {
	if string(name) == "stringValue" {
		return r.text("stringValue", &r.value)
	}
	return r.skip()
}

// known returns the text, one for all that are alike as long as those are few.
func (r *otlpReader) known(text []byte) string {
	if s, ok := r.names[string(text)]; ok {
		return s
	}
	s := string(bytes.Clone(text))
	if len(r.names) < mostTargets && len(s) < 1000 {
		r.names[s] = s
	}
	return s
}
