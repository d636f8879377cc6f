package importers

import (
	"fmt"
	"regexp"
	"slices"

	"github.com/postmortem-dev/postmortem/incidents"
)

// naming is the words that name a milestone.
type naming struct {
	milestone incidents.Milestone
	form      *regexp.Regexp
	last      bool // the last entry that names it counts, not the first
}

const whatFailed = `\b(?:problem|outage|incident|issue|impact|service disruption)s?`

func namings() []naming {
	const did = `\s+(?:is |was |were |are |has been |have been )?(?:now |fully |completely )?`
	return []naming{
		{incidents.Started, regexp.MustCompile(`(?i)` + whatFailed + `\s+(?:starts?|started|begins?|began)\b`), false},
		{incidents.Detected, regexp.MustCompile(`(?i)` + whatFailed + did + `(?:detected|noticed)\b`), false},
		{incidents.Mitigated, regexp.MustCompile(`(?i)` + whatFailed + did + `mitigated\b|\boutage ends?\b`), true},
		{incidents.Resolved, regexp.MustCompile(`(?i)` + whatFailed + did + `(?:resolved|solved)\b|\bincident ends?\b`), true},
	}
}

// denied are words with which a sentence does not say that the milestone was reached.
var denied = regexp.MustCompile(`(?i)\b(?:not|n't|never|before|until|once|if|when|whether|hope\w*|thought|think|seem\w*|may|might|should|will|would|to be|looks? like|partly|partially|related|another)\b`)

// milestones marks the entries whose own words name a milestone, unless the order of the marks would be impossible.
func (r *markdownReader) milestones() {
	for _, n := range namings() {
		if i := r.named(n); i >= 0 {
			e := &r.out.Timeline[i]
			e.Milestones = append(e.Milestones, n.milestone)
			e.Note = fmt.Sprintf("Marked as %s because of the words “%s”; confirm it.", n.milestone, shorten(n.form.FindString(e.Text.Text), 60))
			r.account.Kept--
			r.account.Mapped++
			if len(e.Milestones) > 1 {
				r.account.Kept++
				r.account.Mapped--
			}
		}
	}
	if r.impossible() {
		for i := range r.out.Timeline {
			if len(r.out.Timeline[i].Milestones) > 0 {
				r.out.Timeline[i].Milestones, r.out.Timeline[i].Note = nil, ""
				r.account.Kept++
				r.account.Mapped--
			}
		}
		r.account.doubt("the words of the entries name milestones in an order that cannot be; none is marked")
	}
}

// named returns the entry that names the milestone, or -1.
func (r *markdownReader) named(n naming) int {
	found := -1
	for i, e := range r.out.Timeline {
		names := false
		for _, s := range sentences(e.Text.Text) {
			names = names || n.form.MatchString(s) && !denied.MatchString(s)
		}
		if names && (n.last || found < 0) && !e.At.Day {
			found = i
		}
	}
	return found
}

// impossible reports whether a milestone of the end comes before the start.
func (r *markdownReader) impossible() bool {
	marks := r.out.Marks()
	order := []incidents.Milestone{incidents.Started, incidents.Mitigated, incidents.Resolved}
	return slices.ContainsFunc(order, func(early incidents.Milestone) bool {
		for _, late := range order[slices.Index(order, early)+1:] {
			a, b := marks[early], marks[late]
			if a.Event != nil && b.Event != nil && b.At.To.Before(a.At.From) {
				return true
			}
		}
		return false
	})
}
