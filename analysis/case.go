package analysis

import (
	"slices"
	"time"

	"github.com/postmortem-dev/postmortem/incidents"
)

// Case is an incident prepared for analysis: what more than one analysis needs, worked out once.
type Case struct {
	Incident *incidents.Incident
	Marks    map[string]incidents.Marks // by scope: WholeIncident and WaveScope of each wave
	Open     bool                       // not yet resolved
	AsOf     End                        // for an open incident: the moment up to which the record goes

	services []*incidents.Service // in the order of their ids, so that indexes break ties by name
	index    map[string]int
	hurts    map[string][]hurt            // impact windows by scope
	told     []Message                    // communications in order of time
	claims   map[string][]incidents.Claim // by what they are about; used and kept ones only
}

// NewCase returns in prepared for analysis.
func NewCase(in *incidents.Incident) *Case {
	c := &Case{Incident: in, Marks: map[string]incidents.Marks{WholeIncident: in.Marks()}, index: map[string]int{}, claims: map[string][]incidents.Claim{}}
	for _, w := range in.Waves {
		c.Marks[WaveScope(w.ID)] = in.WaveMarks(w.ID)
	}
	for i := range in.Services {
		c.services = append(c.services, &in.Services[i])
	}
	slices.SortStableFunc(c.services, func(a, b *incidents.Service) int { return compareStrings(a.ID, b.ID) })
	for i, s := range c.services {
		c.index[s.ID] = i
	}
	for _, claim := range in.Claims {
		if claim.Verdict == incidents.Used || claim.Verdict == incidents.Kept {
			c.claims[claim.About] = append(c.claims[claim.About], claim)
		}
	}
	c.findWindows()
	c.findAsOf()
	c.told = c.messages()
	return c
}

func compareStrings(a, b string) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

// findAsOf decides whether the incident is open and up to which moment the record goes: its as_of, else the last thing
// it mentions.
func (c *Case) findAsOf() {
	_, resolved := c.Marks[WholeIncident][incidents.Resolved]
	c.Open = !resolved && (c.Incident.Status == incidents.StatusOpen || c.Incident.Status == incidents.StatusMitigated)
	if !c.Open {
		return
	}
	c.AsOf = End{Name: "as of", At: c.Incident.AsOf.At()}
	if !c.Incident.AsOf.IsZero() {
		return
	}
	c.AsOf.Name = "last entry"
	for _, e := range c.Incident.Timeline {
		c.AsOf.At = latest(c.AsOf.At, e.At.To, e.Until.To)
	}
	for _, m := range c.Incident.Communications {
		c.AsOf.At = latest(c.AsOf.At, m.At.To)
	}
}

func latest(times ...time.Time) time.Time {
	best := times[0]
	for _, t := range times[1:] {
		if t.After(best) {
			best = t
		}
	}
	return best
}

// Service returns the service called id, or nil.
func (c *Case) Service(id string) *incidents.Service {
	if i, ok := c.index[id]; ok {
		return c.services[i]
	}
	return nil
}

// scopes returns WholeIncident and the scope of each wave, in the order of the record.
func (c *Case) scopes() []string {
	out := []string{WholeIncident}
	for _, w := range c.Incident.Waves {
		out = append(out, WaveScope(w.ID))
	}
	return out
}

// milestone returns the end that a milestone of scope makes, and false when it is not recorded.
func (c *Case) milestone(scope string, m incidents.Milestone) (End, bool) {
	mark, ok := c.Marks[scope][m]
	if !ok {
		return End{}, false
	}
	return c.markEnd(string(m), mark), true
}

// markEnd returns a named end at a mark. Where claims that are used or kept give its event other times, Low and High
// span them: a duration that depends on a disputed moment is printed with the range that the claims give.
func (c *Case) markEnd(name string, mark incidents.Mark) End {
	end := instantEnd(name, mark.At, mark.Sources)
	end.Evidence = string(mark.Evidence)
	if mark.Event == nil || mark.Event.ID == "" {
		return end
	}
	end.Event = mark.Event.ID
	end.ownLow, end.ownHigh = end.Low, end.High
	for _, claim := range c.claims[mark.Event.ID] {
		if !claim.At.IsZero() {
			end.Disputed = end.Disputed || claim.Verdict == incidents.Kept
			end.Low = earliest(end.Low, claim.At.From)
			end.High = latest(end.High, claim.At.To)
			end.Sources = union(end.Sources, claim.Sources)
		}
	}
	return end
}

func earliest(a, b time.Time) time.Time {
	if b.Before(a) {
		return b
	}
	return a
}

// instantEnd returns a named end at an instant.
func instantEnd(name string, i incidents.Instant, sources []string) End {
	return End{Name: name, At: i.At(), Low: i.From, High: i.To, About: i.About, Sources: slices.Clone(sources)}
}

// union returns the strings of both lists, each once, in order of first appearance.
func union(lists ...[]string) []string {
	out := []string{}
	for _, list := range lists {
		for _, s := range list {
			if !slices.Contains(out, s) {
				out = append(out, s)
			}
		}
	}
	return out
}
