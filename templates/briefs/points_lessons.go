package briefs

import (
	"fmt"
	"slices"
	"strings"
	"unicode"

	"github.com/postmortem-dev/postmortem/incidents"
	"github.com/postmortem-dev/postmortem/templates"
)

func wentWell(in *incidents.Incident) []incidents.Remark { return in.WentWell }

func wentPoorly(in *incidents.Incident) []incidents.Remark { return in.WentPoorly }

func gotLucky(in *incidents.Incident) []incidents.Remark { return in.GotLucky }

// unknowns leaves out what an import doubts about its own reading: nobody says that aloud.
func unknowns(in *incidents.Incident) []incidents.Remark {
	return slices.DeleteFunc(slices.Clone(in.Unknowns), func(r incidents.Remark) bool {
		return strings.HasPrefix(r.Text.Text, incidents.ImportDoubt)
	})
}

func remarks(of func(*incidents.Incident) []incidents.Remark) func(*Story) []Telling {
	return func(s *Story) []Telling {
		var out []Telling
		for _, r := range of(s.Incident) {
			out = append(out, s.whole(r.Text, r.Sources)...)
		}
		return out
	}
}

// actions counts what will change, then names the actions one by one.
func actions(s *Story) []Telling {
	var out []Telling
	if n := len(s.Actions); n > 0 {
		t := Telling{}
		t.add([]string{s.counted()})
		t.add(Sentences(Spoken(s.ActionCount())))
		t.add(Sentences(Spoken(s.Changes())))
		out = append(out, t)
	}
	for _, a := range s.Pledges() {
		for _, t := range s.whole(a.Text, a.Sources) {
			for k, way := range t.Ways {
				t.Ways[k] = append([]string{statusLead(a.Status) + s.lowerFirst(way[0])}, way[1:]...)
			}
			out = append(out, t)
		}
	}
	return out
}

// counted says how many actions are on record, and of how many that they are done; where no status is recorded, that it is
// not known how far they are.
func (s *Story) counted() string {
	n, done := len(s.Actions), s.done()
	text := Capital(templates.Plural(n, "action is", "actions are")) + " on record"
	switch unknown := len(slices.DeleteFunc(slices.Clone(s.Actions), func(a incidents.Action) bool { return a.Status != "" })); {
	case unknown == n:
		return text + ", but not how far along."
	case n == 1 && done == 1:
		return text + ", and it is done."
	case n == 1:
		return text + ", and it is not done."
	case done == 0 && unknown > 0:
		return text + ", none of them as done."
	case done == 0:
		return text + ", none of them done."
	case unknown > 0:
		return fmt.Sprintf("%s, %d of them as done.", text, done)
	}
	return fmt.Sprintf("%s, %d of them done.", text, done)
}

// statusLead says how far an action is.
func statusLead(status incidents.ActionStatus) string {
	switch status {
	case incidents.ActionDone:
		return "Done: "
	case incidents.ActionInProgress:
		return "Under way: "
	case incidents.ActionOpen:
		return "Still open: "
	}
	return "An action on record: "
}

func (s *Story) done() int {
	n := 0
	for _, a := range s.Actions {
		if a.Status == incidents.ActionDone {
			n++
		}
	}
	return n
}

// lowerFirst lowers the first letter of a sentence that goes on after a colon or another word, unless its first word is
// an abbreviation or a name that the record uses.
func (s *Story) lowerFirst(sentence string) string {
	if first, _, _ := strings.Cut(sentence, " "); s.beginsName(first) {
		return sentence
	}
	return lowerFirst(sentence)
}

// lowerFirst lowers the first letter, unless the word is an abbreviation.
func lowerFirst(sentence string) string {
	r := []rune(sentence)
	if len(r) > 1 && unicode.IsUpper(r[0]) && !unicode.IsUpper(r[1]) {
		r[0] = unicode.ToLower(r[0])
	}
	return string(r)
}

// beginsName reports whether a word begins the name of the organization, a service or a publisher.
func (s *Story) beginsName(word string) bool {
	word = strings.TrimSuffix(strings.TrimRight(word, ",.:;"), "'s")
	begins := func(name string) bool { return name == word || strings.HasPrefix(name, word+" ") }
	if word == "" || begins(s.Organization) {
		return word != ""
	}
	for i := range s.Services {
		if begins(s.Services[i].Label()) || slices.ContainsFunc(s.Services[i].Aliases, begins) {
			return unicode.IsUpper([]rune(word)[0])
		}
	}
	return slices.ContainsFunc(s.Sources, func(x incidents.Source) bool { return begins(x.Publisher) })
}

// actionGaps says what the actions leave open, in numbers a listener can hold.
func actionGaps(s *Story) []Telling {
	var out []Telling
	c := s.Coverage
	if len(c.Actions) > 0 {
		out = append(out, told(s.unanswered(), nil)...)
	}
	if n := len(c.WithoutOwner); n > 0 && n == len(c.Actions) && len(c.WithoutDue) == n {
		out = append(out, told("No action has an owner or a date that was made public.", nil)...)
	} else if n > 0 {
		dates := "each has a date"
		switch k := len(c.WithoutDue); {
		case k == len(c.Actions):
			dates = "none has a date"
		case k > 0:
			dates = fmt.Sprintf("%d %s no date", k, has(k))
		}
		owner := fmt.Sprintf("%d %s no recorded owner", n, has(n))
		if n == len(c.Actions) {
			owner = "none has a recorded owner"
		}
		out = append(out, told(fmt.Sprintf("Of %s, %s, and %s.", templates.Plural(len(c.Actions), "action", "actions"), owner, dates), nil)...)
	}
	return out
}

// unanswered counts the causes that no action answers; "" when there are none.
func (s *Story) unanswered() string {
	missing, all := len(s.Coverage.FactorsWithoutAction), len(s.Coverage.Factors)
	switch {
	case missing == 0:
		return ""
	case all == 1:
		return "The one cause on record has no action against it."
	case missing == all:
		return fmt.Sprintf("None of the %d causes on record has an action against it.", all)
	case missing == 1:
		return fmt.Sprintf("Of %d causes on record, 1 has no action against it.", all)
	}
	return fmt.Sprintf("Of %d causes on record, %d have no action against them.", all, missing)
}

func has(n int) string {
	if n == 1 {
		return "has"
	}
	return "have"
}

func anyLesson(incidents.Lesson) bool { return true }

func usersLesson(l incidents.Lesson) bool { return l.LearnedBy != "" }

func mechanismLesson(l incidents.Lesson) bool { return l.LearnedBy == "" }

func lessons(want func(incidents.Lesson) bool) func(*Story) []Telling {
	return func(s *Story) []Telling {
		var out []Telling
		for _, l := range s.Incident.Lessons {
			if want(l) {
				out = append(out, s.whole(l.Text, l.Sources)...)
			}
		}
		return out
	}
}

func focusLessons(s *Story) []Telling {
	var out []Telling
	for _, l := range s.Incident.Lessons {
		if s.mentions(l.Text.Text) {
			out = append(out, s.whole(l.Text, l.Sources)...)
		}
	}
	return out
}
