package compare

import (
	"encoding/json"
	"slices"
	"unique"
)

// DecodeLean returns what comparisons of more than MostBeside incidents use of a digest, in a third of the memory: what
// is only shown side by side is left out, and digests share their words. The line must be one that Encode has written:
// unlike Decode, DecodeLean checks nothing.
func DecodeLean(line []byte) (*Digest, error) {
	var read struct {
		Digest
		Causes skipped   `json:"causes"`
		Waves  []skipped `json:"waves"`
	}
	if err := json.Unmarshal(line, &read); err != nil {
		return nil, plainFault(err)
	}
	d := &Digest{}
	*d = read.Digest
	d.eachTime(keepOffset)
	d.Waves = make([]Wave, len(read.Waves)) // they are counted
	d.Services = slices.Clip(d.Affected())
	_, dated := d.Milestone("started") // else the windows may say when it started
	for i := range d.Services {
		if dated {
			d.Services[i].Windows = hurt
		}
	}
	d.Milestones, d.Lengths, d.Actions = slices.Clone(d.Milestones), slices.Clone(d.Lengths), slices.Clone(d.Actions)
	d.Counts = slices.Clone(slices.DeleteFunc(d.Counts, func(c Count) bool { return c.Name != "affected" }))
	d.Record.Evidence = nil
	for i := range d.Milestones {
		d.Milestones[i].Sources = nil
	}
	for i := range d.Lengths {
		d.Lengths[i].Sources = nil
	}
	d.eachWord(func(word *string) { *word = unique.Make(*word).Value() })
	return d, nil
}

// hurt stands for the windows of an affected service, where only that there are some matters.
var hurt = []Window{{}}

type skipped struct{}

// UnmarshalJSON passes over a value.
func (*skipped) UnmarshalJSON([]byte) error { return nil }

// eachWord calls do with every text of the digest that others may have, too.
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
	for i := range d.Milestones {
		do(&d.Milestones[i].Name)
	}
	for i := range d.Lengths {
		l := &d.Lengths[i]
		do(&l.Name)
		do(&l.From)
		do(&l.To)
		do(&l.Note)
	}
	for i := range d.Counts {
		do(&d.Counts[i].Name)
		do(&d.Counts[i].Unit)
	}
	for i := range d.Services {
		s := &d.Services[i]
		do(&s.ID)
		do(&s.Name)
	}
	for i := range d.Actions {
		do(&d.Actions[i].Kind)
		do(&d.Actions[i].Status)
		do(&d.Actions[i].Text)
	}
}
