package importers

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/postmortem-dev/postmortem/incidents"
)

// namedRead is a moment whose time is recorded.
type namedRead struct {
	namedMoment
	time incidents.Instant
}

// moments makes an event of every moment that has a time. Where two have names that mean the same milestone, the first
// by rank marks it.
func (r *namedReader) moments() error {
	slices.SortStableFunc(r.in.moments, func(a, b namedMoment) int { return cmp.Compare(a.rank, b.rank) })
	marked := map[incidents.Milestone]namedRead{}
	for _, m := range r.in.moments {
		if strings.TrimSpace(m.at) == "" {
			continue
		}
		at, err := r.time(m.at)
		if err != nil {
			return err
		}
		if at.IsZero() {
			r.account.skip(m.name, "its time cannot be read")
			continue
		}
		r.read = append(r.read, namedRead{m, at})
		e := r.event(at, momentName(m.name), m.words)
		if first, twice := marked[m.milestone]; m.milestone == "" || twice {
			if twice {
				r.again(first, namedRead{m, at})
			}
			r.account.kept()
		} else {
			marked[m.milestone] = namedRead{m, at}
			e.ID, e.Milestones = r.eventID(m.milestone), incidents.Milestones{m.milestone}
			r.account.mapped()
		}
		r.out.Timeline = append(r.out.Timeline, e)
	}
	r.entered(marked[incidents.Started])
	return nil
}

// time reads a time. One without a zone is read in the user's; a text that is no time at all gives the zero instant.
func (r *namedReader) time(text string) (incidents.Instant, error) {
	if at, err := moment(text); err == nil {
		return at, nil
	}
	for _, layout := range [...]string{"2006-01-02T15:04:05", "2006-01-02 15:04:05", "2006-01-02T15:04"} {
		wall, err := time.Parse(layout, strings.TrimSpace(text))
		if err != nil {
			continue
		}
		if r.options.Zone == nil {
			return incidents.Instant{}, refuse("name it with --tz", "it has times that name no zone, such as %s", shorten(text, 40))
		}
		if at, err := (zone{place: r.options.Zone}).at(wall); err == nil {
			return at, nil
		}
	}
	return incidents.Instant{}, nil
}

func (r *namedReader) event(at incidents.Instant, head, words string) incidents.Event {
	head, words = shorten(head, 200), r.prose(words)
	text := r.tool.name + ": " + head
	switch {
	case words == "":
		text += "."
	case head == "":
		text += words
	default:
		text += ": " + words
	}
	return incidents.Event{At: at, Text: incidents.Words{Text: text}, Sources: []string{toolSource}, Evidence: incidents.Official}
}

// eventID returns an id that no other tool's record of the same incident has.
func (r *namedReader) eventID(m incidents.Milestone) string {
	return slug(r.tool.name, 30) + "-" + string(m)
}

// again notes that another name gives another time for a milestone.
func (r *namedReader) again(first, second namedRead) {
	claim := incidents.Claim{
		About: r.eventID(first.milestone), Says: fmt.Sprintf("“%s” gives another time for %s than “%s”.", shorten(second.name, 60), first.milestone, shorten(first.name, 60)),
		At: second.time, Sources: []string{toolSource}, Verdict: incidents.Kept,
		Reason: fmt.Sprintf("Both names mean %s; the one that stands first in %s marks it.", first.milestone, r.tool.name),
	}
	if near(first.time.From, second.time.From) {
		claim.Says = fmt.Sprintf("“%s” gives the same time for %s as “%s”.", shorten(second.name, 60), first.milestone, shorten(first.name, 60))
		claim.Verdict = incidents.Used
	}
	r.out.Claims = append(r.out.Claims, claim)
	r.account.doubt("“%s” and “%s” both mean %s", shorten(first.name, 60), shorten(second.name, 60), first.milestone)
}

// entered doubts a start that is the moment when the incident was entered.
func (r *namedReader) entered(started namedRead) {
	if at, err := moment(r.in.opened); err == nil && !started.time.IsZero() && near(at.From, started.time.From) {
		r.account.doubt("it started in the minute in which it was entered in %s, so that may be no more than the moment of the entry; users may have been hurt before", r.tool.name)
	}
}

// entries makes an event of everything that was noted down.
func (r *namedReader) entries() error {
	for _, n := range r.in.entries {
		at, err := r.time(cmp.Or(n.at, n.typed))
		if err != nil {
			return err
		}
		if at.IsZero() {
			r.account.skip(cmp.Or(n.words, n.head, n.id), "its time cannot be read")
			continue
		}
		if clean(n.head+n.words) == "" {
			r.account.skip(cmp.Or(n.id, "an entry"), "it has no words")
			continue
		}
		head := n.head
		if n.by.known() {
			head = strings.TrimSpace(head + " by " + r.crowd.person(n.by.key, n.by.names...))
		}
		words := n.words
		if n.composed {
			words = r.crowd.hide(words)
		}
		e := r.event(at, head, words)
		if typed, err := moment(n.typed); strings.TrimSpace(n.at) == "" {
			e.Note = "This is when it was entered; when it was is not recorded."
		} else if err == nil && !near(typed.From, at.From) {
			e.Note = fmt.Sprintf("Entered on %s; %s has another time for when it was, which is used.", typed.From.UTC().Format("2006-01-02 15:04 UTC"), r.tool.name)
		}
		r.account.kept()
		r.out.Timeline = append(r.out.Timeline, e)
	}
	return nil
}

// order doubts milestones that are out of order. Two of which one cannot come before the other mark nothing: one of the
// times is wrong, and nobody can tell which.
func (r *namedReader) order() {
	for _, cannot := range [][2]incidents.Milestone{
		{incidents.Started, incidents.Mitigated}, {incidents.Started, incidents.Resolved}, {incidents.Mitigated, incidents.Resolved},
	} {
		early, late, inverted := r.inverted(cannot[0], cannot[1])
		if inverted {
			r.account.doubt("“%s” lies before “%s”, which cannot be; both stand in the timeline, and neither marks its milestone", cannot[1], cannot[0])
			r.unmark(early)
			r.unmark(late)
		}
	}
	line := incidents.Line()
	for i, early := range line {
		for _, late := range line[i+1:] {
			if _, _, inverted := r.inverted(early, late); inverted {
				r.account.doubt("“%s” lies before “%s”", late, early)
			}
		}
	}
}

// inverted returns the events of two milestones, and whether the late one comes first.
func (r *namedReader) inverted(early, late incidents.Milestone) (a, b *incidents.Event, ok bool) {
	marks := r.out.Marks()
	a, b = marks[early].Event, marks[late].Event
	return a, b, a != nil && b != nil && b.At.To.Before(a.At.From)
}

func (r *namedReader) unmark(e *incidents.Event) {
	e.Note = fmt.Sprintf("%s gives it as “%s”; beside its other times that cannot be.", r.tool.name, e.Milestones[0])
	e.Milestones = nil
	r.account.Mapped--
	r.account.Kept++
}

// momentName returns the name of a moment as a sentence begins, without the “at” that asks for its time.
func momentName(name string) string {
	name = strings.ReplaceAll(shorten(name, 200), "_", " ")
	if n := len(name) - len(" at"); n > 0 && strings.EqualFold(name[n:], " at") {
		name = name[:n]
	}
	return name
}
