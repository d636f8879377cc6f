package compare

import (
	"encoding/json"
	"slices"
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

// Lean returns what comparisons of more than MostBeside incidents use of a digest, in a quarter of the memory: what is only
// shown side by side is left out, and digests share their words. An incident that has links to others, or to which others
// have one, may be one event with them and is compared whole: Lean returns it as it is when it has links.
func (d *Digest) Lean() *Digest {
	if len(d.Related) > 0 {
		return d
	}
	out := *d
	out.Waves = make([]Wave, len(d.Waves)) // they are counted
	out.Milestones, out.Services, out.Lengths, out.Counts, out.Causes, out.Record.Evidence = nil, nil, nil, nil, nil, nil
	started, dated := d.Milestone("started")
	if dated { // else when it started is found from all others
		started.Sources = nil
		out.Milestones = []Milestone{started}
	} else {
		out.Milestones = d.Milestones
	}
	for _, s := range d.Affected() {
		if dated {
			s.Windows = hurt
		}
		out.Services = append(out.Services, s)
	}
	for _, c := range compared() {
		if i := slices.IndexFunc(d.Lengths, func(l Length) bool { return l.Name == c.Name }); i >= 0 {
			l := d.Lengths[i]
			l.Sources = nil
			out.Lengths = append(out.Lengths, l)
		}
	}
	out.Services, out.Lengths = slices.Clip(out.Services), slices.Clip(out.Lengths)
	// Cloned, because what JSON is read into has room for more.
	out.Actions, out.Controls = slices.Clip(slices.Clone(d.Actions)), slices.Clip(slices.Clone(d.Controls))
	for _, list := range []*[]string{&out.Tags, &out.Triggers, &out.Mechanisms} {
		*list = slices.Clip(slices.Clone(*list))
	}
	out.eachWord(func(word *string) { *word = unique.Make(*word).Value() })
	return &out
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
