package compare

import (
	"fmt"
	"time"

	"github.com/postmortem-dev/postmortem/analysis"
)

// OverviewDetail is what is compared.
type OverviewDetail struct {
	N             int       `json:"n"`
	Organizations int       `json:"organizations"`
	First         time.Time `json:"first,omitzero"` // start of the earliest incident
	Last          time.Time `json:"last,omitzero"`  // start of the latest
	Undated       int       `json:"undated"`        // incidents without any moment
	Open          int       `json:"open"`
	LeftOut       []LeftOut `json:"left_out"` // the first few
	LeftOutN      int       `json:"left_out_n"`
	Incidents     []Line    `json:"incidents"` // at most MostListed
}

// MostListed is how many incidents a table of them holds; the csv and parquet formats hold all.
const MostListed = 200

// Line is one incident in a table.
type Line struct {
	ID           string    `json:"id"`
	Title        string    `json:"title"`
	Organization string    `json:"organization,omitempty"`
	Start        time.Time `json:"start,omitzero"`
	Length       Length    `json:"length"`
	Waves        int       `json:"waves"`
	Affected     int       `json:"affected"`
	Services     int       `json:"services"`
	Edges        int       `json:"edges"`
	Sources      int       `json:"sources"`
	Sourced      *float64  `json:"sourced"` // share of the statements that have a source; nil when there are none
	Triggers     []string  `json:"triggers,omitempty"`
	Mechanisms   []string  `json:"mechanisms,omitempty"`
}

// LineOf returns the incident as a line of a table.
func LineOf(d *Digest) Line {
	whole, _ := d.Length("duration")
	l := Line{
		ID: d.ID, Title: d.Title, Organization: d.Organization, Start: d.Start(), Length: whole, Waves: len(d.Waves), Affected: len(d.Affected()),
		Services: d.Record.Services, Edges: d.Record.Edges, Sources: d.Record.Sources, Triggers: d.Triggers, Mechanisms: d.Mechanisms,
	}
	if n := d.Record.Statements; n > 0 {
		l.Sourced = pointer(float64(n-d.Record.Uncited) / float64(n))
	}
	return l
}

func overview() Comparison {
	return Comparison{
		Name: "overview", Title: "What is compared",
		Doc: "Which incidents are compared, and which were left out?",
		Run: func(s *Set) analysis.Result {
			d := OverviewDetail{N: len(s.Digests), LeftOutN: len(s.LeftOut), LeftOut: s.LeftOut[:min(len(s.LeftOut), MostListed)], Incidents: []Line{}}
			organizations := map[string]bool{}
			for i, digest := range s.Digests {
				if digest.Organization != "" {
					organizations[digest.Organization] = true
				}
				if digest.Open {
					d.Open++
				}
				d.date(digest.Start())
				if i < MostListed {
					d.Incidents = append(d.Incidents, LineOf(digest))
				}
			}
			d.Organizations = len(organizations)
			all := analysis.End{Name: "incidents given"}
			n := float64(d.N)
			return analysis.Result{Detail: d, Measures: []analysis.Measure{{
				Name: "incidents", Scope: "incidents", Unit: "incidents", Value: &n, Low: &n, High: &n, From: &all,
				To: &analysis.End{Name: "incidents compared"}, Sources: []string{}, Note: leftOutNote(len(s.LeftOut)),
			}}}
		},
	}
}

func (d *OverviewDetail) date(start time.Time) {
	switch {
	case start.IsZero():
		d.Undated++
		return
	case d.First.IsZero():
		d.First = start
	}
	d.Last = start // the set is in order of time
}

func leftOutNote(n int) string {
	if n == 0 {
		return ""
	}
	return fmt.Sprintf("%d left out", n)
}
