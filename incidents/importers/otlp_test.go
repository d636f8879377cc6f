package importers

import (
	"bytes"
	"fmt"
	"io"
	"math/rand"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/postmortem-dev/postmortem/incidents"
)

// traceFile returns OTLP of that many batches: each holds ten traces through four services, the last of which asks a
// database, every span before its parent and each service's spans together. lines says whether a batch is a line.
func traceFile(batches int, lines bool) []byte {
	const services = 12
	random := rand.New(rand.NewSource(1))
	var parts []string
	for range batches {
		spans := make([][]string, services)
		for range 10 {
			trace, parent, service := fmt.Sprintf("%016x%016x", random.Uint64(), random.Uint64()), "", random.Intn(services)
			for hop := range 4 {
				server, client := fmt.Sprintf("%016x", random.Uint64()), fmt.Sprintf("%016x", random.Uint64())
				address := `{"key":"server.address","value":{"stringValue":"mesh.example"}}`
				if hop == 3 {
					address = `{"key":"db.system","value":{"stringValue":"postgresql"}}`
				}
				spans[service] = append(spans[service], traceSpan(trace, server, parent, 2, `{"key":"user_agent.original","value":{"stringValue":"curl"}}`),
					traceSpan(trace, client, server, 3, address))
				parent, service = client, (service*7+hop*3+1)%services
			}
		}
		var all []string
		for service, list := range spans {
			if slices.Reverse(list); len(list) > 0 {
				all = append(all, fmt.Sprintf(`{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"service-%02d"}},{"key":"host.name","value":{"stringValue":"node-3"}}]},"scopeSpans":[{"scope":{"name":"http"},"spans":[%s]}]}`, service, strings.Join(list, ",")))
			}
		}
		parts = append(parts, strings.Join(all, ","))
	}
	if lines {
		return []byte(`{"resourceSpans":[` + strings.Join(parts, "]}\n"+`{"resourceSpans":[`) + "]}\n")
	}
	return []byte(`{"resourceSpans":[` + strings.Join(parts, ",") + "]}")
}

func traceSpan(trace, id, parent string, kind int, attribute string) string {
	return fmt.Sprintf(`{"traceId":"%s","spanId":"%s","parentSpanId":"%s","flags":257,"name":"GET /api/things/{id}","kind":%d,"startTimeUnixNano":"1711138246978000000","endTimeUnixNano":"1711138247024460625","attributes":[{"key":"http.request.method","value":{"stringValue":"GET"}},{"key":"http.response.status_code","value":{"intValue":"200"}},%s],"events":[{"timeUnixNano":"1711138246978000100","name":"message","attributes":[{"key":"message.id","value":{"intValue":"1"}}]}],"status":{}}`,
		trace, id, parent, kind, attribute)
}

// However a file arrives, and whether it is one object or lines, it holds the same.
func TestOTLPIsTheSameInAnyPieces(t *testing.T) {
	lines, object := traceFile(20, true), traceFile(20, false)
	want := recordOf(t, bytes.NewReader(lines))
	if n := strings.Count(want, "basis: inferred"); n != 48 {
		t.Errorf("%d dependencies", n)
	}
	for name, file := range map[string]io.Reader{
		"one object":            bytes.NewReader(object),
		"byte by byte":          iotest.OneByteReader(bytes.NewReader(lines)),
		"halves":                iotest.HalfReader(bytes.NewReader(object)),
		"the end with the data": iotest.DataErrReader(bytes.NewReader(lines)),
		"spaced out":            strings.NewReader(strings.ReplaceAll(string(object), ",", " ,\n\t")),
	} {
		if diff := cmp.Diff(want, recordOf(t, file)); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

func recordOf(t *testing.T, file io.Reader) string {
	t.Helper()
	result, err := streamOTLP(file, Options{File: "traces.json"})
	if err != nil {
		t.Fatal(err)
	}
	record, err := Encode(result.Drafts[0])
	if err != nil {
		t.Fatal(err)
	}
	return string(record)
}

// A file of more than may be read as a whole is read; a span, a line or a text of that size is refused.
func TestOTLPHasNoSize(t *testing.T) {
	blank := strings.Repeat(" ", incidents.MaxSize/2)
	long := strings.Repeat("x", incidents.MaxSize)
	one := `{"resourceSpans":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"a"}}]},"scopeSpans":[{"spans":[` + traceSpan("1", "2", "", 2, "{}") + `]}]}]}`
	many := func(text string) string {
		var b strings.Builder
		for i := range mostParts + 1 {
			fmt.Fprintf(&b, text, i)
		}
		return b.String()
	}
	for name, test := range map[string]struct{ content, want string }{
		"many services": {many(`{"resourceSpans":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"%d"}}]}}]}`), "more than 10000 services"},
		"large":         {one + blank + one + blank + one + blank + one, ""},
		"long line":     {one + blank + blank + blank, "takes more than"},
		"long text":     {strings.Replace(one, "GET", long, 1), "takes more than"},
		"long name":     {strings.Replace(one, "flags", long, 1), "takes more than"},
		"cut off":       {one + blank + blank + one[:300], "broken"},
	} {
		result, err := Import(strings.NewReader(test.content), "otlp", Options{File: "x"})
		switch {
		case test.want == "" && err != nil:
			t.Errorf("%s: %s", name, err)
		case test.want == "" && result.Total().In != 4:
			t.Errorf("%s: %s", name, result.Total())
		case test.want != "" && (err == nil || !strings.Contains(err.Error(), test.want)):
			t.Errorf("%s: %v", name, err)
		}
	}
}

// In whatever order spans come, the same is tallied, as long as parent and child are remembered together.
func TestTracesComeInAnyOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 40).Draw(t, "spans")
		parents := make([]int, n)
		services := make([]int, n)
		want := map[[2]int]float64{}
		for i := range n {
			parents[i] = rapid.IntRange(0, i).Draw(t, "parent") // its own: none
			services[i] = rapid.IntRange(0, 4).Draw(t, "service")
			if a, b := services[parents[i]], services[i]; a != b {
				want[[2]int{a, b}]++
			}
		}
		order := rapid.Permutation(indices(n)).Draw(t, "order")
		size := rapid.SampledFrom([]int{n, n/2 + 1}).Draw(t, "size")
		if diff := cmp.Diff(want, tallyOf(order, parents, services, size)); diff != "" {
			t.Fatal(diff)
		}
	})
}

func indices(n int) []int {
	list := make([]int, n)
	for i := range list {
		list[i] = i
	}
	return list
}

func tallyOf(order, parents, services []int, size int) map[[2]int]float64 {
	spans := newTraces(Options{})
	spans.size = size
	for name := range 5 {
		spans.service(place{"", fmt.Sprint(name)})
	}
	for _, i := range order {
		s := span{id: uint64(i + 1), service: services[i]}
		if parents[i] != i {
			s.parent = uint64(parents[i] + 1)
		}
		spans.add(s)
	}
	got := map[[2]int]float64{}
	for pair, y := range spans.tallies {
		got[pair] = y.calls
	}
	return got
}

// What is forgotten before its parent comes is counted, not guessed.
func TestTracesForget(t *testing.T) {
	spans := newTraces(Options{File: "x"})
	spans.size = 2
	a, b := spans.service(place{"", "a"}), spans.service(place{"", "b"})
	for i := range 10 {
		spans.add(span{id: uint64(100 + i), parent: uint64(200 + i), service: b})
	}
	for i := range 10 {
		spans.add(span{id: uint64(200 + i), service: a})
	}
	result, err := spans.finish("x", "x")
	if err != nil {
		t.Fatal(err)
	}
	keepsLaws(t, result)
	if total := result.Total(); total.In != 20 || total.Mapped > 4 || len(total.Doubts) != 1 || !strings.Contains(total.Doubts[0], "too many spans away") {
		t.Errorf("%s; %s", total, total.Doubts)
	}
}

func BenchmarkImportOTLP(b *testing.B) {
	for _, lines := range []bool{true, false} {
		content := traceFile(300, lines)
		b.Run(map[bool]string{true: "lines", false: "object"}[lines], func(b *testing.B) {
			b.SetBytes(int64(len(content)))
			b.ReportAllocs()
			for b.Loop() {
				if _, err := streamOTLP(bytes.NewReader(content), Options{File: "x"}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
