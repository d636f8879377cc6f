package importers

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"github.com/dustin/go-humanize"
)

// finish makes the draft of what was tallied.
func (t *traces) finish(id, title string) (Result, error) {
	t.forget()
	t.old, t.young = t.young, t.old
	t.forget()
	t.name()
	t.told()
	return t.result(id, title)
}

// name makes services of the targets: a service that is known by that name alone, or else a new one.
func (t *traces) name() {
	known := map[string][]int{}
	for i, p := range t.list {
		known[p.name] = append(known[p.name], i)
	}
	for _, pair := range slices.SortedFunc(maps.Keys(t.outside), func(a, b [2]uint16) int {
		return cmp.Or(cmp.Compare(a[0], b[0]), cmp.Compare(a[1], b[1]))
	}) {
		x, y := t.targets[pair[1]], t.outside[pair]
		to := -1
		if same := known[x.name]; len(same) == 1 {
			to = same[0]
		} else {
			to = t.service(place{"", x.name})
		}
		sum := t.between(int(pair[0]), to)
		sum.calls, sum.failed, sum.async, sum.blind = sum.calls+y.calls, sum.failed+y.failed, sum.async+y.async, sum.blind+y.blind
		if !slices.Contains(sum.called, x.by) {
			sum.called = append(sum.called, x.by)
		}
	}
}

// told puts the account of the spans, and what is doubtful, where people see it.
func (t *traces) told() {
	a := &t.account
	all := t.noIDs + t.again
	for _, n := range t.outcomes {
		all += n
	}
	a.In, a.Mapped = a.In+t.outcomes[tallied], a.Mapped+t.outcomes[tallied]
	for o := first; o < outcomes; o++ {
		a.lot(t.outcomes[o], o.why(), t.such[o])
	}
	a.lot(t.noIDs, "without an id", nil)
	a.lot(t.again, "with the id of one before it", nil)
	if n := t.outcomes[waiting]; n > 0 {
		where := "the file does not hold"
		if t.forgotten {
			where += ", or holds too many spans away"
		}
		a.doubt("spans whose parent %s: %s of %s; who called them is not told (%s)", where, humanize.Comma(int64(n)), humanize.Comma(int64(all)), strings.Join(t.such[waiting], ", "))
	}
	if n := t.outcomes[nameless]; n > 0 {
		a.doubt("spans of services without a name, or called by one: %s of %s; what these depend on is missing", humanize.Comma(int64(n)), humanize.Comma(int64(all)))
	}
	if t.shared > 0 {
		a.doubt("spans that share their id with one of another service, as Zipkin's do: %s of %s; what they called may be laid to the other", humanize.Comma(int64(t.shared)), humanize.Comma(int64(all)))
	}
	if t.crowded {
		a.doubt("more than %d addresses are called; the rest of them is left out", mostTargets)
	}
}

// lot counts entries that were left out for one reason.
func (a *Account) lot(n int, why string, such []string) {
	if n > 0 {
		if len(such) == 0 {
			such = []string{"span"}
		}
		a.In += n
		a.skips(Skip{Why: why, Entries: n, Such: such})
	}
}
