package importers

import (
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/postmortem-dev/postmortem/incidents"
)

// awsMessage is one thing that AWS said. Its day has to be worked out.
type awsMessage struct {
	stamp stamp
	text  string
	at    incidents.Instant
}

// awsStamp is what stands before each message.
var awsStamp = regexp.MustCompile(`(?m)^[ \t]*\[(\d{1,2}:\d{2} [AP]M P[DS]T)\][ \t]*`)

// read splits the description into its messages.
func (r *awsReader) read() error {
	text := plainText(r.in.text)
	marks := awsStamp.FindAllStringSubmatchIndex(text, -1)
	if err := bounded(len(marks), "messages of an event"); err != nil {
		return err
	}
	head := ""
	for i, m := range marks {
		end := len(text)
		if i == 0 {
			head = text[:m[0]]
		}
		if i+1 < len(marks) {
			end = marks[i+1][0]
		}
		s, _, _ := takeStamp(text[m[2]:m[3]])
		r.messages = append(r.messages, awsMessage{stamp: s, text: clean(text[m[1]:end])})
	}
	for _, line := range strings.Split(head, "\n") {
		line = strings.TrimSpace(strings.TrimPrefix(strings.TrimSpace(line), "[RESOLVED]"))
		if line != "" && !strings.HasPrefix(line, "Current severity level:") && r.heading == "" {
			r.heading = shorten(line, 200)
		}
	}
	r.days()
	return nil
}

// days finds the day of each message. AWS gives the clock at the Pacific coast and no date, and either the oldest or the
// newest first. The order is the one in which more messages lie within the event, and then the shorter one. A message
// that would lie outside has no time.
func (r *awsReader) days() {
	back := slices.Clone(r.messages)
	slices.Reverse(back)
	fits, length := r.dated(r.messages)
	if backFits, backLength := r.dated(back); backFits > fits || backFits == fits && backLength < length {
		r.messages = back
	}
}

// dated gives messages that are in the order of time their days, and returns how many have one, and how long they take.
func (r *awsReader) dated(list []awsMessage) (fits int, length time.Duration) {
	start := r.in.Start.at.From
	end := latest(r.in.Start.at, r.in.End.at, r.in.Updated.at).From
	var first, last time.Time
	for i := range list {
		m := &list[i]
		if !m.stamp.zone.known() || !m.stamp.clock.known {
			continue
		}
		at := nearest(m.stamp, start)
		if !last.IsZero() {
			if at = onDay(m.stamp, last); at.From.Before(last) {
				at = onDay(m.stamp, last.Add(24*time.Hour))
			}
		}
		if at.IsZero() || at.From.Before(start.Add(-12*time.Hour)) || at.From.After(end.Add(time.Hour)) {
			continue
		}
		if fits++; first.IsZero() {
			first = at.From
		}
		m.at, last = at, at.From
	}
	return fits, last.Sub(first)
}

// onDay returns the reading of a clock on the day that t is there, or the zero instant if that day does not have it.
func onDay(s stamp, t time.Time) incidents.Instant {
	t = t.In(s.zone.place)
	at, err := s.zone.at(s.clock.wall(date{year: t.Year(), month: t.Month(), day: t.Day()}))
	if err != nil {
		return incidents.Instant{}
	}
	return at
}

// nearest returns the reading of a clock on the day on which it lies nearest to t.
func nearest(s stamp, t time.Time) incidents.Instant {
	best := onDay(s, t)
	for _, other := range [...]incidents.Instant{onDay(s, t.Add(-24*time.Hour)), onDay(s, t.Add(24*time.Hour))} {
		if best.IsZero() || !other.IsZero() && other.From.Sub(t).Abs() < best.From.Sub(t).Abs() {
			best = other
		}
	}
	return best
}

func latest(list ...incidents.Instant) incidents.Instant {
	return slices.MaxFunc(list, func(a, b incidents.Instant) int { return a.From.Compare(b.From) })
}
