package merge

import (
	"fmt"
	"slices"
	"time"

	"github.com/postmortem-dev/postmortem/incidents"
)

// farAway is how far from a record's timeline entries may lie before somebody should ask whether they belong there.
const farAway = 14 * 24 * time.Hour

func (m *merger) timeline() {
	if gap := between(m.in.Timeline, m.draft.Incident.Timeline); gap > farAway {
		defer func() {
			if m.account.Known == 0 { // it was asked when they were taken
				m.account.doubt("its entries lie %d days from those of the record; is it the same incident?", int(gap.Hours()/24))
			}
		}()
	}
	join(m, list[incidents.Event]{
		path: []any{"timeline"}, of: isEvent, have: &m.in.Timeline,
		says:  func(e incidents.Event) []string { return []string{moment(e.At), moment(e.Until), e.Text.Text} },
		at:    func(e incidents.Event) incidents.Instant { return e.At },
		text:  func(e incidents.Event) string { return e.Text.Text },
		apart: m.marksMore, mark: m.mark, fold: m.markFolded,
	}, m.draft.Incident.Timeline)
}

// between returns the time from the end of the one timeline to the beginning of the other, which is negative when they
// overlap, and zero when one of them is empty.
func between(a, b []incidents.Event) time.Duration {
	if len(a) == 0 || len(b) == 0 {
		return 0
	}
	first := func(x, y incidents.Event) int { return x.At.From.Compare(y.At.From) }
	last := func(x, y incidents.Event) int { return x.At.To.Compare(y.At.To) }
	return max(slices.MinFunc(b, first).At.From.Sub(slices.MaxFunc(a, last).At.To), slices.MinFunc(a, first).At.From.Sub(slices.MaxFunc(b, last).At.To))
}

func (m *merger) messages() {
	join(m, list[incidents.Communication]{
		path: []any{"communications"}, of: isMessage, have: &m.in.Communications,
		says: func(c incidents.Communication) []string { return []string{moment(c.At), c.Text.Text} },
		at:   func(c incidents.Communication) incidents.Instant { return c.At },
		text: func(c incidents.Communication) string { return c.Text.Text },
	}, m.draft.Incident.Communications)
}

// mark takes from an event the milestones that it cannot mark in this record, and makes claims of those about which the
// sources disagree.
func (m *merger) mark(e *incidents.Event) {
	if len(m.in.Timeline) == 0 {
		return // the draft begins the record
	}
	e.Milestones = slices.DeleteFunc(slices.Clone(e.Milestones), func(of incidents.Milestone) bool {
		return !m.free(of, *e)
	})
	if len(e.Milestones) == 0 {
		e.Milestones = nil
	}
}

// marksMore reports whether a source marks a milestone that nothing marks yet with what the record marks another with: an
// entry of its own says so without touching what a person wrote.
func (m *merger) marksMore(have, part incidents.Event) bool {
	return len(have.Milestones) > 0 && slices.ContainsFunc(part.Milestones, func(of incidents.Milestone) bool {
		_, marked := m.marks[of]
		return !marked && !m.waved
	})
}

// markFolded gives an event of the record the milestone that a source marks it with, if no event has that and it has none.
func (m *merger) markFolded(at int, part incidents.Event) {
	e := &m.in.Timeline[at]
	part = adopt(m, part)
	for _, of := range part.Milestones {
		if slices.Contains(e.Milestones, of) || !m.free(of, part) {
			continue
		}
		if len(e.Milestones) == 0 && e.Wave == "" && m.writable("the milestone "+string(of), "timeline", at) {
			e.Milestones = incidents.Milestones{of}
			m.setLate([]any{"timeline", at, "milestone"}, nodeFunc(of))
			continue
		}
		m.disagree(of, part, e, "the entry of the record marks something else")
	}
}

// free reports whether an event may mark a milestone of the incident: nothing marks it, and it fits in with the others.
func (m *merger) free(of incidents.Milestone, e incidents.Event) bool {
	have, marked := m.marks[of]
	switch {
	case m.waved || e.Wave != "":
		m.disagree(of, e, nil, "the record keeps the waves of the incident apart, and the source does not say which it means")
	case marked && sameMark(have.At, e.At):
	case marked:
		m.disagree(of, e, have.Event, "the record gives another time")
	case !m.fits(of, e.At):
		m.account.doubt("%s gives %s as %s, which contradicts the order of the other milestones; it is a claim now", m.draft.From, m.clock(e.At, incidents.Instant{}), of)
		m.disagree(of, e, nil, "it contradicts the order of the other milestones")
	default:
		m.marks[of] = incidents.Mark{At: e.At}
		return true
	}
	return false
}

// sameMark reports whether two times of a milestone agree: a person writes 07:13 where a program writes 07:13:20.
func sameMark(a, b incidents.Instant) bool {
	if a.From.Equal(b.From) && a.To.Equal(b.To) {
		return true
	}
	minute := a.From.Second() == 0 || b.From.Second() == 0
	return minute && a.From.Equal(a.To) && b.From.Equal(b.To) && a.From.Truncate(time.Minute).Equal(b.From.Truncate(time.Minute))
}

// fits reports whether a milestone at the time leaves a record that is in order: what ended began before.
func (m *merger) fits(of incidents.Milestone, at incidents.Instant) bool {
	ends := []incidents.Milestone{incidents.Started, incidents.Mitigated, incidents.Resolved}
	place := slices.Index(ends, of)
	for i, other := range ends {
		mark, marked := m.marks[other]
		if place < 0 || i == place || !marked {
			continue
		}
		if i < place && at.To.Before(mark.At.From) || i > place && mark.At.To.Before(at.From) {
			return false
		}
	}
	return of != incidents.Started || m.in.AsOf.IsZero() || !m.in.AsOf.To.Before(at.From)
}

// disagree adds what the source says of a milestone as a claim: about the event that marks it, if that has an id.
func (m *merger) disagree(of incidents.Milestone, e incidents.Event, about *incidents.Event, reason string) {
	c := incidents.Claim{
		Says: fmt.Sprintf("%s gives %s as %s", m.draft.From, m.clock(e.At, m.marks[of].At), of), At: e.At,
		Sources: e.Sources, Verdict: incidents.Unverified, Reason: "Noted at the import: " + reason + ".",
	}
	if about != nil {
		c.About = about.ID
	}
	if len(c.Sources) == 0 {
		c.Sources = []string{m.source(m.draft.Incident.Sources[0].ID)}
	}
	m.account.add(isClaim, "claims")
	m.later = append(m.later, c)
}

// clock returns the time of day, with its date unless that is the other's.
func (m *merger) clock(i, other incidents.Instant) string {
	one := func(t time.Time) string {
		layout := "15:04:05Z07:00"
		if t.Format(time.DateOnly) != other.From.In(t.Location()).Format(time.DateOnly) || i.Day {
			layout = time.RFC3339
		}
		return t.Format(layout)
	}
	if i.Day {
		return i.From.Format(time.DateOnly)
	}
	if !i.From.Equal(i.To) {
		return one(i.From) + " to " + one(i.To)
	}
	return one(i.From)
}
