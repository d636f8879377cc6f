package importers

import (
	"slices"
	"strings"
)

// traces follows the spans of traces, in whatever order they come, and tallies which service called which. A span is
// usually written when it ends, so children come before their parents, and those of another service come from elsewhere.
//
// Memory is bounded: only the last spans are remembered, at least half and at most all of mostSpans. What is not
// resolved by then is counted as unresolved.
type traces struct {
	*calls
	young, old generation
	size       int // of a generation
	forgotten  bool
	outcomes   [outcomes]int
	such       [outcomes][]string // services, as samples
	noIDs      int
	again      int
	shared     int      // of again: of another service
	targets    []target // 0 stands for none
	targetAt   map[target]uint16
	crowded    bool                // there were more targets than are told apart
	outside    map[[2]uint16]tally // calls to targets, by service and target
}

const (
	mostSpans   = 2 << 20
	mostTargets = 4000
	unnamed     = 1<<16 - 1 // stands for a service without a name
)

// span is what matters of a span.
type span struct {
	id, parent uint64 // 0 is none; with the trace's id in them
	service    int
	target     int // what it calls, if that may be something without spans of its own
	kind       spanKind
	failed     bool
	follows    bool // its parent did not wait for it
}

// target is something that a caller names and that may report no spans.
type target struct{ name, by string }

// outcome is what became of a span.
type outcome uint8

const (
	tallied outcome = iota
	first
	within
	waiting
	nameless
	outcomes
)

func (o outcome) why() string {
	return [outcomes]string{
		first:    "span that nobody is said to have called",
		within:   "span called from within its own service",
		waiting:  "span whose parent was not found in the file",
		nameless: "span of a service without a name, or called by one",
	}[o]
}

// seen is what is remembered of a span.
type seen struct {
	next            uint64 // another that waits for the same parent
	service, target uint16
	kind            spanKind
	outcome         outcome
	failed, follows bool
	answered        bool // a span of what it called is known
}

// generation is spans that are forgotten together.
type generation struct {
	list  []seen
	at    map[uint64]uint32 // in the list, by id
	waits map[uint64]uint64 // the last span that waits for a parent, by the parent's id
}

func newGeneration() generation {
	return generation{at: map[uint64]uint32{}, waits: map[uint64]uint64{}}
}

func newTraces(o Options) *traces {
	return &traces{
		calls: newCalls(o), size: mostSpans / 2, young: newGeneration(), old: newGeneration(),
		targets: []target{{}}, targetAt: map[target]uint16{}, outside: map[[2]uint16]tally{},
	}
}

// spanID returns the id of a span within all traces, or 0 for none. Ids in capitals are the same ids.
func spanID(trace, id []byte) uint64 {
	const offset, prime = 14695981039346656037, 1099511628211 // FNV-1a
	if zeroID(id) {
		return 0
	}
	h := uint64(offset)
	for _, b := range trace {
		h = (h ^ uint64(b|0x20)) * prime
	}
	h = (h ^ '/') * prime
	for _, b := range id {
		h = (h ^ uint64(b|0x20)) * prime
	}
	return max(h, 1)
}

// zeroID reports whether an id stands for no span: some exporters write zeros.
func zeroID(id []byte) bool {
	return !slices.ContainsFunc(id, func(b byte) bool { return b != '0' })
}

// serviceOf returns the number of a service. "unknown_service" is what a program writes that nobody gave a name.
func (t *traces) serviceOf(space, name string) (int, error) {
	if name = oneLine(name); name == "" || name == "unknown_service" || strings.HasPrefix(name, "unknown_service:") {
		return unnamed, nil
	}
	i := t.service(place{oneLine(space), name})
	return i, bounded(len(t.list), "services")
}

// targetOf returns the number of a target.
func (t *traces) targetOf(x target) int {
	if x.name == "" {
		return 0
	}
	if i, known := t.targetAt[x]; known {
		return int(i)
	}
	clean := target{oneLine(x.name), x.by}
	i, known := t.targetAt[clean]
	switch {
	case clean.name == "":
		return 0
	case len(t.targetAt) >= mostTargets:
		t.crowded = t.crowded || !known
		return int(i)
	case !known:
		i = uint16(len(t.targets))
		t.targets = append(t.targets, clean)
	}
	t.targetAt[clean], t.targetAt[x] = i, i
	return int(i)
}

// find returns what is remembered of a span, valid until the next is added, or nil.
func (t *traces) find(id uint64) *seen {
	if i, ok := t.young.at[id]; ok {
		return &t.young.list[i]
	}
	if i, ok := t.old.at[id]; ok {
		return &t.old.list[i]
	}
	return nil
}

// add takes the next span.
func (t *traces) add(s span) error {
	switch {
	case s.id == 0:
		t.noIDs++
		return nil
	case t.find(s.id) != nil:
		t.again++
		if t.find(s.id).service != uint16(s.service) {
			t.shared++
		}
		return nil
	case len(t.young.list) >= t.size:
		t.forget()
		t.old, t.young, t.forgotten = t.young, t.old, true
	}
	t.young.at[s.id] = uint32(len(t.young.list))
	t.young.list = append(t.young.list, seen{
		service: uint16(s.service), target: uint16(s.target), kind: s.kind, failed: s.failed, follows: s.follows, outcome: first,
	})
	if s.parent != 0 {
		t.child(s)
	}
	for _, g := range []generation{t.young, t.old} {
		child := g.waits[s.id]
		delete(g.waits, s.id)
		for c := t.find(child); c != nil; c = t.find(child) {
			child, c.next = c.next, 0
			t.link(t.find(s.id), c)
		}
	}
	return bounded(len(t.tallies)+len(t.outside), "dependencies")
}

// child links the span that was just added to its parent, or lets it wait for that.
func (t *traces) child(s span) {
	c := t.find(s.id)
	if p := t.find(s.parent); p != nil && p != c {
		t.link(p, c)
		return
	}
	c.outcome, c.next = waiting, t.young.waits[s.parent]
	t.young.waits[s.parent] = s.id
}

// link tallies that the parent called the child.
func (t *traces) link(parent, child *seen) {
	switch {
	case parent.service == unnamed || child.service == unnamed:
		child.outcome = nameless
	case parent.service == child.service:
		child.outcome = within
		parent.answered = parent.answered || child.kind.outgoing() // that one tells better what was called
	default:
		child.outcome, parent.answered = tallied, true
		y := t.between(int(parent.service), int(child.service))
		y.calls++
		y.failed += one(child.failed)
		y.async += one(child.follows || child.kind == consumerSpan || parent.kind == producerSpan)
	}
}

func one(yes bool) float64 {
	if yes {
		return 1
	}
	return 0
}

// forget settles what became of the older spans.
func (t *traces) forget() {
	for _, s := range t.old.list {
		if s.service == unnamed && s.outcome != waiting {
			s.outcome = nameless
		}
		if s.target != 0 && s.kind.outgoing() && !s.answered && s.service != unnamed && t.targets[s.target].name != t.list[s.service].name {
			s.outcome = tallied
			y := t.outside[[2]uint16{s.service, s.target}]
			y.calls, y.blind = y.calls+1, y.blind+1
			y.failed += one(s.failed)
			y.async += one(s.kind == producerSpan)
			t.outside[[2]uint16{s.service, s.target}] = y
		}
		t.outcomes[s.outcome]++
		if such := &t.such[s.outcome]; len(*such) < mostSuch && s.service != unnamed && !slices.Contains(*such, t.list[s.service].name) {
			*such = append(*such, t.list[s.service].name)
		}
	}
	t.old.list = t.old.list[:0] // its memory is used again
	clear(t.old.at)
	clear(t.old.waits)
}
