package compare

import (
	"encoding/json"
	"slices"
	"strings"
	"unique"
)

// DecodeOwn returns the digest of a line that Encode has written. Unlike Decode it checks nothing.
func DecodeOwn(line []byte) (*Digest, error) {
	var d Digest
	if err := json.Unmarshal(line, &d); err != nil {
		return nil, plainFault(err)
	}
	d.eachTime(keepOffset)
	return &d, nil
}

// Packer makes digests lean. Those that one Packer has made lie close together; it is for one goroutine.
type Packer struct {
	digests  slab[Digest]
	lengths  slab[Length]
	services slab[Service]
	actions  slab[Action]
	controls slab[Control]
	moments  slab[Milestone]
	words    slab[string]
	numbers  slab[float64]
}

// slab hands out room for a few values from a large piece.
type slab[T any] struct{ free []T }

func (s *slab[T]) keep(values ...T) []T {
	const piece = 512
	if len(values) == 0 {
		return nil
	}
	if len(values) > len(s.free) {
		s.free = make([]T, max(piece, len(values)))
	}
	out := s.free[:len(values):len(values)]
	s.free = s.free[len(values):]
	copy(out, values)
	return out
}

func (s *slab[T]) pointer(value *T) *T {
	if value == nil {
		return nil
	}
	return &s.keep(*value)[0]
}

// Lean returns what comparisons of more than MostBeside incidents use of a digest, in a quarter of the memory: what is only
// shown side by side is left out, and digests share their words. An incident that has links to others, or to which others
// have one, may be one event with them and is compared whole: Lean returns it as it is when it has links.
func (p *Packer) Lean(d *Digest) *Digest {
	if len(d.Related) > 0 {
		return d
	}
	out := &p.digests.keep(*d)[0]
	out.Waves = make([]Wave, len(d.Waves)) // they are counted
	out.Causes, out.Record.Evidence = nil, nil
	out.Title, out.ID = strings.Clone(d.Title), strings.Clone(d.ID)
	p.start(out, d)
	out.Lengths = p.compared(d)
	out.Actions = p.actions.keep(d.Actions...)
	out.Counts = nil
	out.Controls = p.controls.keep(d.Controls...)
	for _, list := range []*[]string{&out.Tags, &out.Triggers, &out.Mechanisms} {
		*list = p.words.keep(*list...)
	}
	out.eachWord(func(word *string) { *word = unique.Make(*word).Value() })
	return out
}

// start keeps when the incident started: its milestone or, where that is not recorded, everything that it is found from.
func (p *Packer) start(out, d *Digest) {
	started, dated := d.Milestone("started")
	services := d.Affected()
	if dated {
		started.Sources = nil
		out.Milestones = p.moments.keep(started)
		for i := range services {
			services[i].Windows = hurt
		}
	}
	out.Services = p.services.keep(services...)
}

func (p *Packer) compared(d *Digest) []Length {
	var out []Length
	for _, c := range compared() {
		if i := slices.IndexFunc(d.Lengths, func(l Length) bool { return l.Name == c.Name }); i >= 0 {
			l := d.Lengths[i]
			l.Sources = nil
			l.Value, l.Low, l.High = p.numbers.pointer(l.Value), p.numbers.pointer(l.Low), p.numbers.pointer(l.High)
			out = append(out, l)
		}
	}
	return p.lengths.keep(out...)
}

// hurt stands for the windows of an affected service, where only that there are some matters.
var hurt = []Window{{}}

// eachWord calls do with every text of a lean digest that others may have, too.
func (d *Digest) eachWord(do func(*string)) {
	for _, word := range []*string{&d.Schema, &d.Organization, &d.Severity, &d.Status, &d.Zone, &d.Detection} {
		do(word)
	}
	for _, list := range [][]string{d.Tags, d.Triggers, d.Mechanisms} {
		for i := range list {
			do(&list[i])
		}
	}
	for i := range d.Controls {
		do(&d.Controls[i].Class)
		do(&d.Controls[i].Outcome)
	}
	for i := range d.Lengths {
		l := &d.Lengths[i]
		do(&l.Name)
		do(&l.From)
		do(&l.To)
		do(&l.Note)
	}
	for i := range d.Services {
		do(&d.Services[i].ID)
		do(&d.Services[i].Name)
	}
	for i := range d.Actions {
		do(&d.Actions[i].Kind)
		do(&d.Actions[i].Status)
		do(&d.Actions[i].Text)
	}
}
