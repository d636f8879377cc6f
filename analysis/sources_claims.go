package analysis

import "github.com/postmortem-dev/postmortem/incidents"

// ClaimDetail is what a source says and what became of it.
type ClaimDetail struct {
	ID      string   `json:"id,omitempty"`
	About   string   `json:"about,omitempty"`
	Says    string   `json:"says"`
	At      End      `json:"at,omitzero"`
	From    End      `json:"from,omitzero"`
	To      End      `json:"to,omitzero"`
	Low     *float64 `json:"low"` // of the number it gives, as in ImpactQuantity
	High    *float64 `json:"high"`
	Roughly bool     `json:"roughly,omitempty"` // it gives the number as about
	Sources []string `json:"sources"`
	Verdict string   `json:"verdict"`
	Reason  string   `json:"reason,omitempty"`
}

func claimDetail(claim incidents.Claim) ClaimDetail {
	out := ClaimDetail{
		ID: claim.ID, About: claim.About, Says: claim.Says, Low: claim.Value.Low, High: claim.Value.High, Roughly: claim.Value.About,
		Sources: append([]string{}, claim.Sources...), Verdict: string(claim.Verdict), Reason: claim.Reason,
	}
	for _, side := range []struct {
		name string
		at   incidents.Instant
		end  *End
	}{{"claimed time", claim.At, &out.At}, {"claimed start", claim.From, &out.From}, {"claimed end", claim.To, &out.To}} {
		if !side.at.IsZero() {
			*side.end = instantEnd(side.name, side.at, claim.Sources)
		}
	}
	return out
}

// stands reports whether a claim widens the range of what it is about.
func stands(claim incidents.Claim) bool {
	return claim.Verdict == incidents.Used || claim.Verdict == incidents.Kept
}

// dissents reports whether the record sets itself against a claim, in whole or in part.
func dissents(claim incidents.Claim) bool {
	return claim.Verdict == incidents.Rejected || claim.Verdict == incidents.Partly
}

func (c *Case) claimsByAbout() map[string][]incidents.Claim {
	out := map[string][]incidents.Claim{}
	for _, claim := range c.Incident.Claims {
		out[claim.About] = append(out[claim.About], claim)
	}
	return out
}

// reading is what a claim, or the record itself, gives for one thing: a moment, a period, a number, or some of these.
type reading struct {
	at, from, to incidents.Instant
	value        incidents.Amount
	sources      []string
}

func readingOf(claim incidents.Claim) reading {
	return reading{claim.At, claim.From, claim.To, claim.Value, claim.Sources}
}

func (r reading) empty() bool {
	return r.at.IsZero() && r.from.IsZero() && r.to.IsZero() && r.value.IsZero()
}

// differs reports whether two readings give something both of them give, and give it differently.
func (r reading) differs(other reading) bool {
	return instantsDiffer(r.at, other.at) || instantsDiffer(r.from, other.from) || instantsDiffer(r.to, other.to) ||
		(!r.value.IsZero() && !other.value.IsZero() && !sameAmount(r.value, other.value))
}

func instantsDiffer(a, b incidents.Instant) bool {
	return !a.IsZero() && !b.IsZero() && (!a.From.Equal(b.From) || !a.To.Equal(b.To))
}

// ownReading returns what the record itself gives for a thing, as far as claims can be held against it.
func (c *Case) ownReading(about string) reading {
	for _, e := range c.Incident.Timeline {
		if e.ID == about {
			return reading{at: e.At, sources: e.Sources}
		}
	}
	for _, m := range c.Incident.Communications {
		if m.ID == about {
			return reading{at: m.At, sources: m.Sources}
		}
	}
	for _, q := range c.Incident.Impact.Quantities {
		if q.ID == about {
			return reading{value: q.Value, sources: q.Sources}
		}
	}
	// Of several windows it would not be clear which one a claim is about.
	if s := c.Service(about); s != nil && len(s.Windows) == 1 {
		return reading{from: s.Windows[0].From, to: s.Windows[0].To, sources: s.Windows[0].Sources}
	}
	if about == WholeIncident {
		started, resolved := c.Marks[WholeIncident][incidents.Started], c.Marks[WholeIncident][incidents.Resolved]
		return reading{from: started.At, to: resolved.At, sources: union(started.Sources, resolved.Sources)}
	}
	return reading{}
}
