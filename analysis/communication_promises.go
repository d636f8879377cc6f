package analysis

import (
	"fmt"
	"time"
)

// Promise is a message's word on when the next one would come, and what became of it.
type Promise struct {
	Message int            `json:"message"` // number of the message that made it
	By      End            `json:"by"`      // when the next was promised; Low to High when a span was
	Next    int            `json:"next"`    // number of the next message; 0 when there is none
	Outcome PromiseOutcome `json:"outcome"`
	Late    *float64       `json:"late_s"` // end of the promise -> next message, when it came late
	Reason  string         `json:"reason,omitempty"`
}

// PromiseOutcome is what became of a promise.
type PromiseOutcome string

// Outcomes of a promise. A promise of a span is kept when the next message came by its end.
const (
	PromiseKept        PromiseOutcome = "kept"
	PromiseLate        PromiseOutcome = "late"
	PromiseNotFollowed PromiseOutcome = "not followed"
	PromiseUndecided   PromiseOutcome = "undecided" // not due yet, or the record is not exact enough
)

// promises judges each promise by the first later message on any channel.
func (c *Case) promises(messages []Message) []Promise {
	out := []Promise{}
	for i, m := range messages {
		if m.nextBy.IsZero() {
			continue
		}
		p := Promise{Message: m.Number, By: instantEnd("promised by "+m.label(), m.nextBy, m.At.Sources)}
		if next := later(messages[i+1:], m.At.At); next != nil {
			p.Next = next.Number
			p.Outcome, p.Reason = judge(p.By, *next)
		} else {
			p.Outcome, p.Reason = c.unfollowed(p.By)
		}
		if p.By.high().Before(m.At.low()) {
			p.Outcome, p.Reason = PromiseUndecided, "the promised time lies before the message itself"
		}
		if p.Outcome == PromiseLate {
			p.Late = number(seconds(p.By.high(), messages[p.Next-1].At.At))
		}
		out = append(out, p)
	}
	return out
}

func later(messages []Message, t time.Time) *Message {
	for i := range messages {
		if messages[i].At.At.After(t) {
			return &messages[i]
		}
	}
	return nil
}

func judge(by End, next Message) (PromiseOutcome, string) {
	switch {
	case !next.At.high().After(by.high()):
		return PromiseKept, ""
	case next.At.low().After(by.high()):
		return PromiseLate, ""
	}
	return PromiseUndecided, "the time of " + next.label() + " is not recorded exactly enough"
}

// unfollowed judges a promise after which nothing was said: it is not due while an open record does not go as far.
func (c *Case) unfollowed(by End) (PromiseOutcome, string) {
	if c.Open && !c.AsOf.At.After(by.high()) {
		return PromiseUndecided, "it was not due when the record ends"
	}
	return PromiseNotFollowed, ""
}

func promiseMeasures(d CommunicationDetail) []Measure {
	if len(d.Promises) == 0 {
		return nil
	}
	all := End{Name: "promises of a next message"}
	counts := map[PromiseOutcome]int{}
	var worst *Promise
	for i, p := range d.Promises {
		counts[p.Outcome]++
		if p.Late != nil && (worst == nil || *p.Late > *worst.Late) {
			worst = &d.Promises[i]
		}
	}
	tell := func(name, set string, n int) Measure {
		return count(name, WholeIncident, "promises", n, End{Name: set}, all)
	}
	out := []Measure{
		count("promises_made", WholeIncident, "promises", len(d.Promises), all, all),
		tell("promises_kept", "promises kept", counts[PromiseKept]),
		tell("promises_missed", "promises missed", counts[PromiseLate]+counts[PromiseNotFollowed]),
		tell("promises_undecided", "promises that cannot be judged", counts[PromiseUndecided]),
	}
	if worst == nil {
		return out
	}
	by := End{Name: worst.By.Name, At: worst.By.high(), About: worst.By.About, Sources: worst.By.Sources}
	return append(out, exact("promise_longest_lateness", WholeIncident, "s", *worst.Late, by, d.Messages[worst.Next-1].At))
}

// mostGaps is how many bars a figure of gaps can hold and still be read.
const mostGaps = 60

// gapFigure draws the gaps as bars, in order of time.
func (c *Case) gapFigure(d CommunicationDetail) (Figure, bool) {
	if len(d.Gaps) < 2 || len(d.Gaps) > mostGaps {
		return Figure{}, false
	}
	f := Figure{ID: "communications", Kind: Bars, Title: "Time between messages to the people affected", Unit: "min"}
	layout := "15:04"
	if c.spansDays(d.Messages) {
		layout = "2 Jan 15:04"
	}
	zone := c.Incident.Zone()
	for _, g := range d.Gaps {
		from, to := d.Messages[g.From-1], d.Messages[g.To-1]
		minutes := *g.Length.Value / 60
		f.Rows = append(f.Rows, Row{
			Label: from.At.At.In(zone).Format(layout) + " to " + to.At.At.In(zone).Format(layout),
			Low:   &minutes, High: &minutes, Class: ClassValue, Note: promiseNote(d.Promises, g),
		})
	}
	f.Alt = gapAlt(d)
	return f, true
}

func (c *Case) spansDays(messages []Message) bool {
	zone := c.Incident.Zone()
	first, last := messages[0].At.At.In(zone), messages[len(messages)-1].At.At.In(zone)
	return first.Format(time.DateOnly) != last.Format(time.DateOnly)
}

// promiseNote says what became of the promise that a gap followed.
func promiseNote(promises []Promise, g Gap) string {
	for _, p := range promises {
		switch {
		case p.Next != g.To:
		case p.Late != nil:
			return lateness(*p.Late) + " later than promised"
		case p.Outcome == PromiseKept:
			return "as promised"
		}
	}
	return ""
}

func lateness(s float64) string {
	if s < 60 {
		return fmt.Sprintf("%.0f s", s)
	}
	return Duration(s)
}

func gapAlt(d CommunicationDetail) string {
	result := Result{Measures: append(messageMeasures(d), promiseMeasures(d)...)}
	median, _ := result.Measure("message_gap_median", WholeIncident)
	longest, _ := result.Measure("message_gap_longest", WholeIncident)
	alt := fmt.Sprintf("%d gaps between messages. The median is %s, the longest %s, from %s to %s.", len(d.Gaps),
		Duration(*median.Value), Duration(*longest.Value), longest.From.Name, longest.To.Name)
	if len(d.Promises) > 0 {
		missed, _ := result.Measure("promises_missed", WholeIncident)
		alt += fmt.Sprintf(" Of %s of a next message, %d %s missed.", counted(len(d.Promises), "promise", "promises"), int(*missed.Value), agree(int(*missed.Value), "was", "were"))
	}
	return alt
}
