package importers

import (
	"regexp"
	"slices"
	"strings"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/text"

	"github.com/postmortem-dev/postmortem/incidents"
)

// body reads the text: lines that begin with a date are entries, and so is what stands below a line that says when a
// message was written. The rest is the summary, in the page's order, which is usually newest first.
func (r *cstateReader) body(body string) error {
	source := []byte(body)
	if nesting(source) > deepest {
		return refuse("it is no document for people", "quotes, lists or emphasis in it are nested more than %d deep", deepest)
	}
	m := markdownReader{source: source, crowd: crowd{roles: r.options.Roles}}
	var rest []string
	message := -1 // where in the timeline a message waits for its words
	tree := goldmark.New().Parser().Parse(text.NewReader(source))
	for n := tree.FirstChild(); n != nil; n = n.NextSibling() {
		words := clean(m.words(n))
		if words == "" {
			continue
		}
		if message >= 0 {
			r.out.Timeline[message].Text.Text, message = words, -1
			continue
		}
		var left string
		left, message = r.block(words)
		rest = append(rest, left)
	}
	if message >= 0 {
		r.out.Timeline[message].Text.Text = "(The page gives the time of a message and no words.)"
	}
	r.account.People = m.crowd.list()
	r.summary(strings.TrimSpace(strings.Join(slices.DeleteFunc(rest, func(s string) bool { return s == "" }), "\n")))
	return nil
}

// block takes the entries out of a block, and returns what is left of it, and where in the timeline a message stands that
// has no words yet, or -1.
func (r *cstateReader) block(words string) (left string, message int) {
	first, more, _ := strings.Cut(words, "\n")
	if e, ok := r.headed(first); ok {
		e.Text.Text = strings.TrimSpace(more)
		r.add(e)
		if e.Text.Text == "" {
			return "", len(r.out.Timeline) - 1
		}
		return "", -1
	}
	var rest []string
	for line := range strings.SplitSeq(words, "\n") {
		line = strings.TrimSpace(line)
		if e, ok := r.entry(line); ok {
			r.add(e)
		} else {
			rest = append(rest, line)
		}
	}
	return strings.Join(rest, "\n"), -1
}

func (r *cstateReader) add(e incidents.Event) {
	r.out.Timeline = append(r.out.Timeline, e)
	r.account.kept()
}

func (r *cstateReader) summary(words string) {
	if r.out.Summary.Text = words; words != "" {
		r.account.mapped()
	}
	last := r.begin.To
	if !r.fin.IsZero() {
		last = r.fin.To
	}
	for _, w := range windows(words, last) {
		if w.against(r.begin.From, last); w.far {
			r.account.doubt("the text gives a period weeks away from the record: %s", w.says)
		}
		r.out.Claims = append(r.out.Claims, w.claim(pageSource))
	}
}

var (
	headForm = regexp.MustCompile(`(?i)^[\[*(]{0,4}(initial message|final message|message|update|edit)\b(?: at\b| on\b)?[ :]*`)
	ofForm   = regexp.MustCompile(`(?i)^(\d{1,2}(?:st|nd|rd|th)?) of `)
	dayClock = regexp.MustCompile(`^(\d{4}-\d{2}-\d{2})(?:T| - )(\d)`)
)

// headed returns the message that a line announces, such as "Update at 2024-05-01 09:15 UTC". The initial message is the
// first public notice, and the begin of the front matter is not.
func (r *cstateReader) headed(line string) (incidents.Event, bool) {
	m := headForm.FindStringSubmatch(line)
	if m == nil {
		return incidents.Event{}, false
	}
	e, rest, ok := r.dated(line[len(m[0]):])
	if !ok || strings.Trim(rest, " *])_:") != "" {
		return e, false
	}
	e.Kind = "communication"
	if begin := &r.out.Timeline[0]; strings.EqualFold(m[1], "initial message") && len(begin.Milestones) > 0 && !e.At.From.Before(begin.At.From) {
		e.Milestones, begin.Milestones, begin.Kind = begin.Milestones, nil, "impact"
	}
	return e, true
}

// entry returns a line as an event if it says itself when it was: the day, and the time with its zone.
func (r *cstateReader) entry(line string) (incidents.Event, bool) {
	e, rest, ok := r.dated(line)
	e.Text.Text = trimLead(rest)
	return e, ok && e.Text.Text != ""
}

// dated returns an event at the time with which line begins, and the rest of it. A time without a zone has that of the
// option.
func (r *cstateReader) dated(line string) (incidents.Event, string, bool) {
	e := incidents.Event{Sources: []string{pageSource}, Evidence: incidents.Official}
	word, rest, _ := strings.Cut(line, " ")
	if at, err := moment(strings.Trim(word, "*_[]")); err == nil {
		e.At = at
		return e, rest, true
	}
	line = dayClock.ReplaceAllString(ofForm.ReplaceAllString(line, "$1 "), "$1 $2")
	if m := longDash.FindStringSubmatch(line); m != nil {
		line = m[1] + " " + m[2]
	}
	s, rest, ok := takeStamp(line)
	if z := r.options.Zone; z != nil && !s.zone.known() {
		s.zone = zone{place: z}
	}
	if !ok || s.till.known || s.date.swap || !s.date.known() || s.date.year == 0 || !s.clock.known || !s.zone.known() {
		return e, "", false
	}
	at, err := s.zone.at(s.clock.wall(s.date))
	e.At, e.At.About = at, s.about
	return e, rest, err == nil
}

// longDash is a dash between the day and the time, as in "11th February 2022 - 19:00".
var longDash = regexp.MustCompile(`^(\S+ [A-Za-z]+ \d{4}) [-–] (\d{1,2}:.*)$`)
