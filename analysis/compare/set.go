package compare

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"github.com/postmortem-dev/postmortem/analysis"
)

// Options says which incidents are compared and how. The zero Options compares all of them, in one group.
type Options struct {
	GroupBy string    // name of one of Groupings, or ""
	Split   time.Time // compare what started before with what started at or after it; zero is no split
	Since   time.Time // leave out what started before; zero is no bound
	Until   time.Time // leave out what started at or after; zero is no bound
	Where   string    // an expression that an incident must meet; see Fields
}

// Set is the incidents that are compared, in order of their start, then id: the order of the input does not matter.
// Copies with other groupings may be compared at the same time.
type Set struct {
	Digests []*Digest
	Options Options
	LeftOut []LeftOut

	ids      map[string]*Digest
	urn      *urn               // of every interval of one run
	gathered map[string]*values // lengths of all its incidents, by name
}

// LeftOut is an incident that was given and is not compared, and why.
type LeftOut struct {
	ID  string `json:"id"`
	Why string `json:"why"`
}

// Select returns the set of those digests that o asks for. It fails when the expression of o is wrong, or an incident is
// given twice with different contents.
func Select(digests []*Digest, o Options) (*Set, error) {
	meets, err := parseWhere(o.Where)
	if err != nil {
		return nil, err
	}
	s := &Set{Options: o, ids: map[string]*Digest{}, urn: newUrn(), gathered: map[string]*values{}}
	for _, d := range inOrder(digests) {
		if s.ids[d.ID] != nil {
			return nil, fmt.Errorf("incident %s is given twice", d.ID)
		}
		s.ids[d.ID] = d
		why, err := o.leavesOut(d, meets)
		switch {
		case err != nil:
			return nil, err
		case why != "":
			s.LeftOut = append(s.LeftOut, LeftOut{d.ID, why})
		default:
			s.Digests = append(s.Digests, d)
		}
	}
	return s, nil
}

func inOrder(digests []*Digest) []*Digest {
	type dated struct {
		start time.Time
		*Digest
	}
	all := make([]dated, len(digests))
	for i, d := range digests {
		all[i] = dated{d.Start(), d}
	}
	slices.SortFunc(all, func(a, b dated) int { // no two have one id, or Select says so
		if c := a.start.Compare(b.start); c != 0 {
			return c
		}
		return cmp.Compare(a.ID, b.ID)
	})
	out := make([]*Digest, len(digests))
	for i, d := range all {
		out[i] = d.Digest
	}
	return out
}

// leavesOut returns why d is not compared, or "".
func (o Options) leavesOut(d *Digest, meets condition) (string, error) {
	if !o.Since.IsZero() || !o.Until.IsZero() {
		start := d.Start()
		switch {
		case start.IsZero():
			return "its start is not recorded", nil
		case start.Before(o.Since):
			return "started before " + o.Since.Format(time.DateOnly), nil
		case !o.Until.IsZero() && !start.Before(o.Until):
			return "started on or after " + o.Until.Format(time.DateOnly), nil
		}
	}
	ok, err := meets(d)
	if err == nil && !ok {
		return "does not meet the condition", nil
	}
	return "", err
}

// Comparison is one question about many incidents.
type Comparison struct {
	Name  string
	Title string
	Doc   string // the question, in a sentence
	Run   func(*Set) analysis.Result
}

// Comparisons returns every comparison in the order of the report. To add one, write it in a file of its own and add a
// line here.
func Comparisons() []Comparison {
	return []Comparison{
		overview(),
		sideBySide(),
		durations(),
		rates(),
		groups(),
		causes(),
		recurrence(),
		similarity(),
		benchmark(),
		together(),
	}
}

// Run returns the report of a set: the result of every comparison that has something to say. It has no incident.
func Run(s *Set) *analysis.Report {
	report := &analysis.Report{}
	for _, c := range Comparisons() {
		result := c.Run(s)
		if result.Detail == nil {
			continue
		}
		result.Name, result.Title = c.Name, c.Title
		report.Results = append(report.Results, result)
	}
	return report
}
