package compare

import "time"

// eachTime calls do with every time of the digest.
func (d *Digest) eachTime(do func(*time.Time)) {
	milestones := func(list []Milestone) {
		for i := range list {
			do(&list[i].At)
			do(&list[i].Low)
			do(&list[i].High)
		}
	}
	do(&d.AsOf)
	milestones(d.Milestones)
	for i := range d.Waves {
		milestones(d.Waves[i].Milestones)
	}
	for i := range d.Services {
		for j := range d.Services[i].Windows {
			w := &d.Services[i].Windows[j]
			do(&w.From)
			do(&w.To)
		}
	}
	for i := range d.Actions {
		do(&d.Actions[i].Due)
	}
}

// keepOffset takes from a time all of its zone but the offset, so that a digest that was written and read is the one
// that was made. An offset that JSON cannot hold, as some zones had before 1972, becomes UTC.
func keepOffset(t *time.Time) {
	if t.IsZero() {
		*t = time.Time{}
		return
	}
	_, offset := t.Zone()
	*t = t.In(zoneOf(offset))
}

const (
	quarter     = 15 * 60      // seconds
	mostOffsets = 15 * 4       // quarters of an hour on each side
	minute      = 60           // seconds
	widest      = 24*60*60 - 1 // seconds, in RFC 3339
)

// zones are the offsets in use, so that the times of many digests share them.
var zones = commonZones()

func commonZones() (all [2*mostOffsets + 1]*time.Location) {
	for i := range all {
		all[i] = time.FixedZone("", (i-mostOffsets)*quarter)
	}
	all[mostOffsets] = time.UTC
	return all
}

func zoneOf(offset int) *time.Location {
	switch {
	case offset%minute != 0, offset > widest, offset < -widest:
		return time.UTC
	case offset%quarter == 0 && offset >= -mostOffsets*quarter && offset <= mostOffsets*quarter:
		return zones[mostOffsets+offset/quarter]
	}
	return time.FixedZone("", offset)
}
