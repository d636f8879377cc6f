package compare

import (
	"slices"
	"time"
)

// pair is a group and what it is held against.
type pair struct {
	a, b  group
	sides []side // of every incident of the set
}

// side is where an incident of the set stands in a pair.
type side uint8

const (
	inNeither side = iota
	inA
	inB
)

// pairs returns what is held against what, as the options ask; no detail when they do not ask.
func (s *Set) pairs() ([]pair, *GroupsDetail) {
	switch {
	case !s.Options.Split.IsZero():
		return s.beforeAfter()
	case s.Options.GroupBy != "":
		return s.grouped()
	}
	return nil, nil
}

func (s *Set) beforeAfter() ([]pair, *GroupsDetail) {
	day := s.Options.Split.Format(time.DateOnly)
	before, after := group{name: "before " + day}, group{name: "from " + day + " on"}
	d := &GroupsDetail{By: "split", Against: before.name}
	sides := make([]side, len(s.Digests))
	for i, digest := range s.Digests {
		switch start := digest.Start(); {
		case start.IsZero():
			d.None++
		case start.Before(s.Options.Split):
			before.digests = append(before.digests, digest)
			sides[i] = inB
		default:
			after.digests = append(after.digests, digest)
			sides[i] = inA
		}
	}
	d.Groups = []GroupSize{{before.name, len(before.digests)}, {after.name, len(after.digests)}}
	return []pair{{after, before, sides}}, d
}

func (s *Set) grouped() ([]pair, *GroupsDetail) {
	by, ok := FindGrouping(s.Options.GroupBy)
	if !ok {
		return nil, nil
	}
	all, none := split(s.Digests, by)
	d := &GroupsDetail{By: by.Name, None: len(none), Against: "all incidents outside the group", Groups: []GroupSize{}}
	var pairs []pair
	place := make(map[*Digest]int, len(s.Digests))
	for i, digest := range s.Digests {
		place[digest] = i
	}
	grouped := marked(make([]side, len(s.Digests)), s.Digests, place, inB)
	grouped = marked(grouped, none, place, inNeither)
	for _, g := range all {
		if len(g.digests) < 2 {
			d.Small++
			continue
		}
		d.Groups = append(d.Groups, GroupSize{g.name, len(g.digests)})
		if len(pairs) < mostGroups {
			pairs = append(pairs, pair{g, group{name: othersName}, marked(slices.Clone(grouped), g.digests, place, inA)})
		}
	}
	return pairs, d
}

// othersName is what all incidents that are in some group, but not in the one at hand, are called.
const othersName = "the others"

// marked returns sides with those of the digests set to one.
func marked(sides []side, digests []*Digest, place map[*Digest]int, to side) []side {
	for _, d := range digests {
		sides[place[d]] = to
	}
	return sides
}

// part returns the lengths of each side of the pair, and of both, in ascending order.
func (p pair) part(all *values) (a, b, both []float64) {
	a, b = make([]float64, 0, len(p.a.digests)), make([]float64, 0, len(all.sorted))
	both = make([]float64, 0, len(all.sorted))
	for i, length := range all.sorted {
		switch p.sides[all.at[i]] {
		case inA:
			a = append(a, length)
		case inB:
			b = append(b, length)
		default:
			continue
		}
		both = append(both, length)
	}
	return a, b, both
}

// tally counts who answered yes, and who answered at all, on each side.
func (p pair) tally(answers []answer) (k, n, otherK, otherN int) {
	for i, a := range answers {
		yes := 0
		if a == isYes {
			yes = 1
		}
		switch {
		case a == isUnknown:
		case p.sides[i] == inA:
			k, n = k+yes, n+1
		case p.sides[i] == inB:
			otherK, otherN = otherK+yes, otherN+1
		}
	}
	return k, n, otherK, otherN
}
