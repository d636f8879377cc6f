package importers

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/postmortem-dev/postmortem/incidents"
)

// statusMessage is one thing that the page said. An update may hold several, each with its own time: pages that moved
// their history in put a whole incident into one update.
type statusMessage struct {
	at      incidents.Instant
	typed   time.Time // when it was entered
	status  string    // of the update; only its last message has it
	text    string
	changes []statusChange
	first   bool // the first message of the page that says this status
	dated   bool // it came with others in one update
}

// read gathers the messages in the order of time. What counts is when the page shows a message, not when it was entered.
func (r *statusReader) read() error {
	for i := len(r.in.Updates) - 1; i >= 0; i-- { // newest first
		u := r.in.Updates[i]
		at, err := moment(cmp.Or(u.Display, u.Created))
		if err != nil {
			r.account.skip(cmp.Or(u.Body, u.Status, "an update"), err.Error())
			continue
		}
		found, err := r.split(u, at)
		if err != nil {
			return err
		}
		r.messages = append(r.messages, found...)
	}
	r.writeUp()
	slices.SortStableFunc(r.messages, func(a, b statusMessage) int { return a.at.From.Compare(b.at.From) })
	seen := map[string]bool{"": true}
	for i := range r.messages {
		m := &r.messages[i]
		m.first = !seen[m.status]
		seen[m.status] = true
	}
	return nil
}

func (r *statusReader) writeUp() {
	if strings.TrimSpace(r.in.Write) == "" {
		return
	}
	if at, err := moment(r.in.WriteAt); err == nil {
		r.messages = append(r.messages, statusMessage{at: at, text: plainText(r.in.Write), status: "postmortem"})
	} else {
		r.account.skip("the page's write-up", "it has no time of its own")
	}
}

// split returns the messages of an update: one, or one for each dated line if all of its text is dated.
func (r *statusReader) split(u statusUpdate, at incidents.Instant) ([]statusMessage, error) {
	text := plainText(u.Body)
	whole := statusMessage{at: at, status: u.Status, text: text, changes: u.Components}
	if typed, err := moment(u.Created); err == nil {
		whole.typed = typed.From
	}
	var list []statusMessage
	var day date
	var before clock
	for _, line := range strings.Split(text, "\n") {
		s, rest, ok := takeStamp(line)
		rest, dashed := strings.CutPrefix(strings.TrimSpace(rest), "- ")
		if !ok || !s.clock.known || !dashed {
			if len(list) == 0 {
				return []statusMessage{whole}, nil
			}
			list[len(list)-1].text = clean(list[len(list)-1].text + "\n" + line)
			continue
		}
		if day = s.dayBeside(day, r.zone(s), at.From); len(list) > 0 && !s.date.known() && s.clock.seconds < before.seconds {
			return []statusMessage{whole}, nil // past midnight, or out of order: nothing tells which
		}
		before = s.clock
		item, err := r.dated(s, day, rest)
		if err != nil {
			return nil, err
		}
		if item.at.IsZero() {
			return []statusMessage{whole}, nil
		}
		list = append(list, item)
	}
	last := &list[len(list)-1]
	last.status, last.changes = u.Status, u.Components
	return list, nil
}

// zone returns the zone of a line's own time, or the page's.
func (r *statusReader) zone(s stamp) zone {
	z := s.zone
	if !z.known() {
		z = zoneNamed(r.file.Page.TimeZone)
	}
	if !z.known() {
		z = zone{place: r.options.Zone}
	}
	return z
}

// dayBeside returns the day of a line: its own, that of the line before, or, for a first line whose clock reads what the
// page shows for the whole update, the update's.
func (s stamp) dayBeside(before date, z zone, shown time.Time) date {
	if s.date.known() || before.known() || !z.known() {
		if s.date.known() {
			return s.date
		}
		return before
	}
	shown = shown.In(z.place)
	day := date{year: shown.Year(), month: shown.Month(), day: shown.Day()}
	if at, err := z.at(s.clock.wall(day)); err == nil && near(at.From, shown) {
		return day
	}
	return date{}
}

// dated places a line that has its own date and time. Without a zone of its own it has the page's.
func (r *statusReader) dated(s stamp, day date, text string) (statusMessage, error) {
	z := r.zone(s)
	if !z.known() {
		return statusMessage{}, refuse("name it with --tz", "%s has messages whose times name no zone, and the page names none", cmp.Or(shorten(r.in.Name, 80), "an incident"))
	}
	if day.year == 0 || day.swap {
		return statusMessage{}, nil
	}
	at, err := z.at(s.clock.wall(day))
	if err != nil {
		return statusMessage{}, nil
	}
	return statusMessage{at: at, text: clean(text), dated: true}, nil
}

// timeline tells what changed: the status, components, or the page itself afterwards. The messages stand among the
// communications.
func (r *statusReader) timeline() {
	for i, m := range r.messages {
		r.account.mapped()
		text := m.text
		if text == "" {
			text = "(a message without words)"
		}
		r.out.Communications = append(r.out.Communications, incidents.Communication{
			At: m.at, Text: incidents.Words{Text: text}, Channel: "status page", Sources: []string{pageSource}, Evidence: incidents.Official,
		})
		e := incidents.Event{At: m.at, Kind: "communication", Sources: []string{pageSource}, Evidence: incidents.Official}
		e.Milestones, e.ID = r.milestones(i)
		says := r.says(i)
		e.Services = r.changes(m)
		e.Note = r.caveat(i)
		if len(e.Milestones) > 0 || len(e.Services) > 0 || m.first {
			e.Text.Text = says
			r.out.Timeline = append(r.out.Timeline, e)
		}
	}
}

// says tells a message in a line: its status, what it changed, and how it begins.
func (r *statusReader) says(i int) string {
	m := r.messages[i]
	what := "The status page said"
	if m.first {
		what = "Status page: " + strings.ReplaceAll(shorten(m.status, 40), "_", " ")
	}
	words := shorten(sentences(m.text)[0], 200)
	if words == "" {
		return what + "."
	}
	return what + ": " + words
}

// milestones returns what the message marks. The first one is the first public notice. A page that begins with its end
// was filled in afterwards: then nobody recorded when it was resolved.
func (r *statusReader) milestones(i int) (incidents.Milestones, string) {
	m := r.messages[i]
	var marks incidents.Milestones
	if i == 0 {
		marks = append(marks, incidents.Communicated)
	}
	stage := map[string]incidents.Milestone{"identified": incidents.Identified, "monitoring": incidents.Mitigated, "resolved": incidents.Resolved}[m.status]
	switch {
	case stage == "" || !m.first:
	case r.afterwards(i):
		if m.status == "resolved" {
			r.out.Unknowns = append(r.out.Unknowns, incidents.Remark{Text: incidents.Words{Text: "When it was resolved: the status page has only one update, made afterwards, whose time is not that of the resolution."}})
		}
	default:
		marks = append(marks, stage)
	}
	if len(marks) == 0 {
		return nil, ""
	}
	return marks, "status-" + string(marks[len(marks)-1])
}

// afterwards reports whether message i says as the first that carries a status that all is over.
func (r *statusReader) afterwards(i int) bool {
	for _, m := range r.messages[:i] {
		if m.status != "" {
			return false
		}
	}
	return r.messages[i].status == "resolved" || r.messages[i].status == "postmortem"
}

// caveat says what the reader should know about the time of message i.
func (r *statusReader) caveat(i int) string {
	m := r.messages[i]
	if !m.typed.IsZero() && !near(m.typed, m.at.From) && !m.dated {
		return fmt.Sprintf("Entered on %s; the page shows it at another time, which is used.", m.typed.UTC().Format("2006-01-02 15:04 UTC"))
	}
	return ""
}
