package compare

import (
	"cmp"
	"slices"
	"strconv"
)

// Grouping is a way of sorting incidents into groups. An incident may be in several, or in none.
type Grouping struct {
	Name string
	Doc  string
	Of   func(*Digest) []string
}

// Groupings returns every grouping. To add one, add a line here.
func Groupings() []Grouping {
	return []Grouping{
		{"org", "whose incident it was", func(d *Digest) []string { return one(d.Organization) }},
		{"year", "the year in which it started", func(d *Digest) []string {
			if start := d.Start(); !start.IsZero() {
				return one(strconv.Itoa(start.Year()))
			}
			return nil
		}},
		{"severity", "the organization's own grade", func(d *Digest) []string { return one(d.Severity) }},
		{"trigger", "what set it off", func(d *Digest) []string { return d.Triggers }},
		{"mechanism", "how it failed and spread", func(d *Digest) []string { return d.Mechanisms }},
		{"detection", "who or what noticed first", func(d *Digest) []string { return one(d.Detection) }},
		{"service", "a service that was affected", func(d *Digest) []string {
			var ids []string
			for _, s := range d.Affected() {
				ids = append(ids, s.ID)
			}
			return ids
		}},
		{"tag", "a label", func(d *Digest) []string { return d.Tags }},
	}
}

// FindGrouping returns the grouping called name, and false when there is none.
func FindGrouping(name string) (Grouping, bool) {
	for _, g := range Groupings() {
		if g.Name == name {
			return g, true
		}
	}
	return Grouping{}, false
}

func one(s string) []string {
	if s == "" {
		return nil
	}
	return []string{s}
}

// group is the incidents that share a name.
type group struct {
	name    string
	digests []*Digest
}

// split returns the groups of a grouping by size, largest first, then name, and the incidents that are in none.
func split(digests []*Digest, g Grouping) (groups []group, none []*Digest) {
	at := map[string]int{}
	for _, d := range digests {
		names := g.Of(d)
		if len(names) == 0 {
			none = append(none, d)
		}
		for _, name := range names {
			i, ok := at[name]
			if !ok {
				i = len(groups)
				at[name] = i
				groups = append(groups, group{name: name})
			}
			groups[i].digests = append(groups[i].digests, d)
		}
	}
	slices.SortFunc(groups, func(a, b group) int {
		return cmp.Or(cmp.Compare(len(b.digests), len(a.digests)), cmp.Compare(a.name, b.name))
	})
	return groups, none
}
