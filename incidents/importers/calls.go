package importers

import (
	"cmp"
	"fmt"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/dustin/go-humanize"

	"github.com/postmortem-dev/postmortem/incidents"
)

// place is what telemetry calls a service: its name and, where two teams may use the same name, the namespace around it.
type place struct{ space, name string }

// calls gathers who called whom, for forms that measure it. Nobody declared these dependencies, and no measurement tells
// whether the caller could have done without: they are inferred, and of no kind unless they are asynchronous.
type calls struct {
	options Options
	list    []place
	at      map[place]int
	also    map[int]string    // another name of a service
	tallies map[[2]int]*tally // by the numbers of caller and called
	account Account
}

// tally is what was measured between two services.
type tally struct {
	calls, failed float64  // also of calls that come in rates
	async         float64  // of calls: nobody waited for the answer
	blind         float64  // of calls: the called one left no span, the caller's names it
	called        []string // by what the called one is known, when it is blind
	kind          incidents.EdgeKind
	notes         []string // more evidence
}

func newCalls(o Options) *calls {
	return &calls{options: o, at: map[place]int{}, also: map[int]string{}, tallies: map[[2]int]*tally{}}
}

// service returns the number of a service, a new one if it has not been met.
func (c *calls) service(p place) int {
	i, known := c.at[p]
	if !known {
		i = len(c.list)
		c.at[p], c.list = i, append(c.list, p)
	}
	return i
}

// between returns what has been measured from one service to another, to be added to.
func (c *calls) between(from, to int) *tally {
	t := c.tallies[[2]int{from, to}]
	if t == nil {
		t = &tally{}
		c.tallies[[2]int{from, to}] = t
	}
	return t
}

// result makes the draft. Services and dependencies are sorted by name: the order in such files says nothing.
func (c *calls) result(id, title string) (Result, error) {
	if err := bounded(len(c.tallies), "dependencies"); err != nil {
		return Result{}, err
	}
	n := newNetwork(c.options, id, title, "telemetry")
	order := make([]int, len(c.list)) // numbers, by name
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int {
		x, y := c.list[a], c.list[b]
		return cmp.Or(strings.Compare(strings.ToLower(x.name), strings.ToLower(y.name)), strings.Compare(x.name, y.name), strings.Compare(x.space, y.space))
	})
	rank := make([]int, len(order)) // by number
	names := map[string]int{}
	for _, p := range c.list {
		names[p.name]++
	}
	for i, number := range order {
		p := c.list[number]
		name := p.name
		if names[p.name] > 1 && p.space != "" {
			name = p.space + "/" + p.name
		}
		rank[number] = i
		n.service(p.space+"\x00"+p.name, name)
		n.service(p.space+"\x00"+p.name, c.also[number])
	}
	pairs := slices.SortedFunc(maps.Keys(c.tallies), func(a, b [2]int) int {
		return cmp.Or(cmp.Compare(rank[a[0]], rank[b[0]]), cmp.Compare(rank[a[1]], rank[b[1]]))
	})
	for _, pair := range pairs {
		n.depends(rank[pair[0]], rank[pair[1]], c.tallies[pair].edge())
	}
	n.account = c.account
	return n.result()
}

// edge says what was measured.
func (t *tally) edge() edge {
	e := edge{basis: incidents.Inferred, kind: t.kind}
	var says []string
	if t.calls > 0 {
		says = append(says, t.count())
	}
	if t.async > 0 && t.async >= t.calls {
		e.kind = incidents.Async
	} else if t.async > 0 {
		says = append(says, number(t.async)+" of them asynchronous")
	}
	if t.blind > 0 {
		text := "seen from the caller only, which knows it by " + strings.Join(t.called, ", ")
		if t.blind < t.calls {
			text = number(t.blind) + " of them " + text
		}
		says = append(says, text)
	}
	e.note = strings.Join(append(says, t.notes...), "; ")
	return e
}

func (t *tally) count() string {
	text := number(t.calls) + " calls"
	if t.calls == 1 {
		text = "1 call"
	}
	if t.failed > 0 {
		text += ", " + share(t.failed, t.calls) + " failed"
	}
	return text
}

// number returns a count as people write it.
func number(n float64) string {
	if n == math.Trunc(n) && math.Abs(n) < 1e15 {
		return humanize.Comma(int64(n))
	}
	if n < 0.1 {
		return strconv.FormatFloat(n, 'g', 2, 64)
	}
	return humanize.CommafWithDigits(n, 2)
}

// share returns part of whole in per cent: never 0 % of something, nor 100 % of not quite all.
func share(part, whole float64) string {
	percent := 100 * part / whole
	switch {
	case percent < 1:
		return "less than 1 %"
	case percent > 99 && part < whole:
		return "more than 99 %"
	}
	return fmt.Sprintf("%.0f %%", min(percent, 100))
}
