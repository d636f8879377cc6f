package site

import (
	"fmt"
	"slices"
	"strings"

	"github.com/dustin/go-humanize"
)

// summary says in sentences what the list holds, and what its records do not say.
func (c *catalog) summary() []string {
	if len(c.rows) == 0 {
		return []string{"There are no incidents here yet."}
	}
	out := []string{c.extent()}
	out = append(out, c.lengths()...)
	if s := c.detections(); s != "" {
		out = append(out, s)
	}
	return out
}

// extent says how many incidents there are, whose, and from when to when.
func (c *catalog) extent() string {
	text := counted(len(c.rows), "incident")
	organizations, unnamed := c.group("organization").named()
	if organizations > 0 {
		text += " of " + counted(organizations, "organization")
	}
	dated := c.count(func(r *Row) bool { return r.dated })
	if dated > 0 {
		first, last := c.rows[dated-1].local().Format("2 January 2006"), c.rows[0].local().Format("2 January 2006")
		if first == last {
			text += ", on " + first
		} else {
			text += ", from " + first + " to " + last
		}
	}
	var untold []string
	if n := len(c.rows) - dated; n > 0 {
		untold = append(untold, "the start of "+ofThem(n))
	}
	if unnamed > 0 && organizations > 0 {
		untold = append(untold, "the organization of "+ofThem(unnamed))
	}
	if len(untold) == 0 {
		return text + "."
	}
	return text + ". " + capital(strings.Join(untold, " and ")) + when(len(untold) == 1, " is", " are") + " not recorded."
}

// lengths says how long incidents lasted, of those whose length is known and final.
func (c *catalog) lengths() []string {
	var known []int64
	for _, r := range c.rows {
		if r.length.known && !r.open {
			known = append(known, r.length.seconds)
		}
	}
	slices.Sort(known)
	var out []string
	switch n := len(known); {
	case n == 0:
		out = append(out, "How long they lasted is not recorded for any.")
	case n == 1 && len(c.rows) == 1:
		out = append(out, fmt.Sprintf("It lasted %s.", duration(known[0])))
	case n < 3:
		out = append(out, fmt.Sprintf("The length of %s is known: %s.", ofThem(n), joined(known)))
	default:
		out = append(out, fmt.Sprintf("The length of %s is known: median %s, shortest %s, longest %s.", ofThem(n), duration(median(known)), duration(known[0]), duration(known[n-1])))
	}
	if n := c.count(func(r *Row) bool { return r.open }); n > 0 {
		out = append(out, fmt.Sprintf("Still open when last written down: %s.", ofThem(n)))
	}
	if n := c.count(func(r *Row) bool { return r.bar.noEnd }); n > 0 {
		out = append(out, fmt.Sprintf("The end of %s is not recorded.", ofThem(n)))
	}
	return out
}

// median is that of a sorted list; of an even number, the middle between the two in the middle.
func median(sorted []int64) int64 {
	n := len(sorted)
	return (sorted[(n-1)/2] + sorted[n/2]) / 2
}

func joined(seconds []int64) string {
	var out []string
	for _, s := range seconds {
		out = append(out, duration(s))
	}
	return strings.Join(out, " and ")
}

// detections says who or what noticed first.
func (c *catalog) detections() string {
	var parts []string
	untold := 0
	for _, v := range c.group("detection").values {
		if v.word.empty() {
			untold = len(v.rows)
		} else if who, ok := map[string]string{"monitor": "a monitor", "staff": "staff", "customer": "customers"}[v.word.String()]; ok {
			parts = append(parts, who+when(len(parts) == 0, " noticed first in ", " in ")+ofThem(len(v.rows)))
		}
	}
	if len(parts) == 0 || len(c.rows) < 3 {
		return ""
	}
	text := capital(strings.Join(parts, ", ")) + "."
	if untold > 0 {
		text += fmt.Sprintf(" Who noticed %s first is not recorded.", ofThem(untold))
	}
	return text
}

// named returns how many values a group has, and how many incidents are without one.
func (g *group) named() (values, without int) {
	for _, v := range g.values {
		if v.word.empty() {
			without = len(v.rows)
		} else {
			values++
		}
	}
	return values, without
}

func (c *catalog) count(is func(*Row) bool) int {
	n := 0
	for _, r := range c.rows {
		if is(r) {
			n++
		}
	}
	return n
}

// counted returns a number with what is counted.
func counted(n int, what string) string {
	return humanize.Comma(int64(n)) + " " + when(n == 1, what, what+"s")
}

// ofThem returns how many of several incidents something holds for.
func ofThem(n int) string { return humanize.Comma(int64(n)) }

func capital(s string) string {
	if s == "" {
		return ""
	}
	return strings.ToUpper(s[:1]) + s[1:]
}
