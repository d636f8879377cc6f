package briefs

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/postmortem-dev/postmortem/analysis"
	"github.com/postmortem-dev/postmortem/incidents"
	"github.com/postmortem-dev/postmortem/templates"
)

func where(name string) string {
	if name == "" {
		return "here"
	}
	return "in " + name
}

// lastWords says in what sense a service was the last: others may have no end on record, or one after the incident's.
func (b *board) lastWords() string {
	text := "the last recorded recovery"
	if b.sharedLast() {
		text = "one of the last recorded recoveries"
	}
	if len(b.Recovery.Outlasting) > 0 {
		text += " before the end"
	}
	return text
}

// sharedLast reports whether a service that is not on the critical path was well no sooner than the last.
func (b *board) sharedLast() bool {
	i := slices.IndexFunc(b.Recovery.Services, func(r analysis.ServiceRecovery) bool { return r.Service == b.last })
	return i >= 0 && slices.ContainsFunc(b.Recovery.Services, func(r analysis.ServiceRecovery) bool {
		return !r.Outlasts && r.End.At.Equal(b.Recovery.Services[i].End.At) && !slices.Contains(append(b.critical, b.last), r.Service)
	})
}

// number returns what is said of the time that a service of the spine took.
func (b *board) number(i int) string {
	id := b.spine[i]
	step, ok := b.step(id)
	switch {
	case b.last == "" && i == len(b.spine)-1:
		return "and its recovery is not on record"
	case i > 0 && b.brevity < noNumbers:
		return b.more(id)
	case i == 0 && ok && id == b.critical[0] && b.matters(step) && b.originWell() < 0:
		return "and this part lasted " + templates.Short(b.Measure("critical_path_exclusive", analysis.ServiceScope(id)))
	}
	return ""
}

// originWell returns the last place on the spine up to which everything was well when the origin was; -1 where the record
// does not say so.
func (b *board) originWell() int {
	tail := b.Measure("recovery_tail", analysis.WholeIncident)
	if _, ok := b.TailStory(); !ok {
		return -1
	}
	well := -1
	for i, id := range b.spine[:len(b.spine)-1] {
		step, ok := b.step(id)
		if !ok || step.To.At.After(tail.From.At) {
			break
		}
		well = i
	}
	return well
}

// spokenName returns what a service is called aloud, beside the detail: "" where the listener would not know the name.
func (b *board) spokenName(id string) string {
	if b.Role.Depth == Plain {
		return b.plainName(id)
	}
	return b.name(id)
}

// name returns what a service is called where it must be named.
func (b *board) name(id string) string {
	name := cmp.Or(b.plainName(id), gridText(b.Label(id)))
	if b.brevity >= labelsOnly || Words(name) == 0 || b.ambiguous(id) {
		name = strings.TrimRight(b.short[id], "…")
	}
	words := strings.Fields(name)
	if b.brevity >= labelsOnly {
		return strings.Join(words[:min(len(words), nameWords/2)], " ")
	}
	return strings.Join(words[:min(len(words), nameWords)], " ")
}

// ambiguous reports whether another box has the same name.
func (b *board) ambiguous(id string) bool {
	return slices.ContainsFunc(b.drawn(), func(other string) bool { return other != id && b.Label(other) == b.Label(id) })
}

// detail returns what happened in a service in the wording of the role's depth: the symptom of the window in which most
// of its own time on the path lies, or of the longest in a wave; where it began, of the first. Where there is none, a listener who gets no names hears
// what the service is.
func (b *board) detail(id, wave string) string {
	s := b.service(id)
	var best incidents.Words
	longest := time.Duration(-1)
	for _, w := range s.Windows {
		if wave != "" && w.Wave != wave || w.Symptom.IsZero() {
			continue
		}
		if n := b.overlap(id, w); n > longest {
			best, longest = w.Symptom, n
		}
		if id == b.spine[0] && b.isOrigin(id) { // where it began: what was seen first
			break
		}
	}
	if b.Role.Depth == Plain {
		symptom, what := b.aloud(best.Text), b.aloud(s.Text.Plain, s.Text.Short)
		if b.plainName(id) == "" {
			symptom, what = what, symptom
		}
		return cmp.Or(b.aloud(best.Plain, best.Short), symptom, what)
	}
	if b.Role.Depth == Technical {
		return b.aloud(best.Technical, best.Text, best.Short, best.Plain)
	}
	return b.aloud(best.Text, best.Short, best.Plain)
}

// overlap returns how much of a window lies in the service's own step of the critical path; of the whole window where the
// service is not on it.
func (b *board) overlap(id string, w incidents.Window) time.Duration {
	from, to := w.From.At(), w.To.At()
	if from.IsZero() || to.IsZero() {
		return 0
	}
	if step, ok := b.step(id); ok {
		from, to = later(from, step.From.At), earlier(to, step.To.At)
	}
	return max(0, to.Sub(from))
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

func earlier(a, b time.Time) time.Time {
	if a.Before(b) {
		return a
	}
	return b
}

// aloud returns the first sentence of the first wording that is short enough to be said while drawing.
func (b *board) aloud(wordings ...string) string {
	for _, wording := range wordings {
		sentences := Sentences(Spoken(gridText(wording)))
		if len(sentences) > 0 && Words(sentences[0]) <= detailWords && !b.avoids(sentences[0]) {
			return strings.ReplaceAll(strings.TrimRight(sentences[0], ".!?"), ": ", ", ")
		}
	}
	return ""
}
