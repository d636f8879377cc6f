package site

import (
	"math"
	"math/bits"
	"slices"
	"strconv"
	"strings"

	"github.com/postmortem-dev/postmortem/analysis/compare"
)

// bar is what a row draws: the phases of the incident, one after the other, as long as they were.
type bar struct {
	phases         []phase
	noStart, noEnd bool // the moment is not recorded
}

// phase is a phase, or several that nothing recorded parts.
type phase struct {
	parts   uint8 // a bit for each of phaseNames
	seconds int64
}

func phaseNames() []string {
	return []string{"undetected", "response", "diagnosis", "mitigation", "recovery"}
}

// merged is what the bar and its legend call phases that nothing recorded parts.
const merged = "merged"

// barOf reads the phases from the lengths whose names begin with phase_ and end with what they span.
func barOf(d *compare.Digest) bar {
	b := bar{noStart: true, noEnd: !d.Open}
	for _, l := range d.Lengths {
		name, ok := strings.CutPrefix(l.Name, "phase_")
		if !ok || l.Value == nil || !(*l.Value >= 0 && *l.Value <= maxSeconds) {
			continue
		}
		p := phase{seconds: int64(math.Round(*l.Value))}
		for i, part := range phaseNames() {
			if slices.Contains(strings.Split(name, "_"), part) {
				p.parts |= 1 << i
			}
		}
		if p.parts == 0 {
			continue
		}
		b.noStart = b.noStart && l.From != "started"
		b.noEnd = b.noEnd && l.To != "resolved"
		b.phases = append(b.phases, p)
	}
	return b
}

func (p phase) class() string {
	if bits.OnesCount8(p.parts) == 1 {
		return phaseNames()[bits.TrailingZeros8(p.parts)]
	}
	return merged
}

// append says which phases p spans and how long they were.
func (p phase) append(b []byte) []byte {
	joined := false
	for i, name := range phaseNames() {
		if p.parts&(1<<i) != 0 {
			b = append(b, when(joined, " and ", "")...)
			b = append(b, name...)
			joined = true
		}
	}
	b = appendDuration(append(b, ' '), p.seconds)
	if p.class() == merged {
		b = append(b, " (not told apart)"...)
	}
	return b
}

// The size of a bar in pixels: its whole width, the stub that stands for a beginning or an end that is not recorded, and
// the least that a phase takes, so that four minutes of a day can be seen.
const (
	barWidth  = 160
	stubWidth = 14
	leastPart = 3
)

// widths returns the width of each phase. They are whole numbers, so that the script finds the same ones.
func (b bar) widths() []int64 {
	room := int64(barWidth)
	if b.noStart {
		room -= stubWidth
	}
	if b.noEnd {
		room -= stubWidth
	}
	var sum int64
	longest := 0
	for i, p := range b.phases {
		sum += p.seconds
		if p.seconds > b.phases[longest].seconds {
			longest = i
		}
	}
	if sum == 0 {
		return make([]int64, len(b.phases))
	}
	out := make([]int64, len(b.phases))
	left := room
	for i, p := range b.phases {
		if p.seconds > 0 && i != longest {
			out[i] = max(room*p.seconds/sum, leastPart)
			left -= out[i]
		}
	}
	out[longest] = left
	return out
}

// append says what the bar shows.
func (b bar) append(out []byte, open bool) []byte {
	if len(b.phases) == 0 {
		return append(out, "Phases not recorded"...)
	}
	begin := len(out)
	if b.noStart {
		out = append(out, "start not recorded, "...)
	}
	for i, p := range b.phases {
		if i > 0 {
			out = append(out, ", "...)
		}
		out = p.append(out)
	}
	switch {
	case b.noEnd:
		out = append(out, ", end not recorded"...)
	case open:
		out = append(out, ", still open"...)
	}
	out[begin] -= 'a' - 'A'
	return out
}

// appendBar draws the bar, with its text as the drawing's name.
func appendBar(b []byte, r *Row) []byte {
	b = append(b, `<svg class="bar" width="160" height="10" viewBox="0 0 160 10" preserveAspectRatio="none" role="img"><title>`...)
	b = r.bar.append(b, r.open)
	b = append(b, `</title>`...)
	box := func(class string, x, width int64) {
		b = append(b, `<rect class="`...)
		b = append(b, class...)
		b = append(b, `" x="`...)
		b = strconv.AppendInt(b, x, 10)
		b = append(b, `" width="`...)
		b = strconv.AppendInt(b, width, 10)
		b = append(b, `" height="10"></rect>`...)
	}
	x := int64(0)
	if len(r.bar.phases) == 0 {
		box("gap", 0, barWidth)
	} else if r.bar.noStart {
		box("gap", 0, stubWidth)
		x = stubWidth
	}
	for i, width := range r.bar.widths() {
		if width > 0 {
			box("k-"+r.bar.phases[i].class(), x, width)
			x += width
		}
	}
	if len(r.bar.phases) > 0 && r.bar.noEnd {
		box("gap", barWidth-stubWidth, stubWidth)
	}
	return append(b, `</svg>`...)
}
