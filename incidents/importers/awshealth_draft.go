package importers

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/postmortem-dev/postmortem/incidents"
)

const awsSource = "aws"

// awsReader makes a draft of one event.
type awsReader struct {
	in       awsEvent
	options  Options
	account  Account
	heading  string // of the description
	messages []awsMessage
	service  string
	out      incidents.Incident
}

func (r *awsReader) draft() (Draft, error) {
	if err := r.read(); err != nil {
		return Draft{}, err
	}
	in := &r.in
	where := cmp.Or(shorten(in.Zone, 40), shorten(in.Region, 40))
	what := strings.TrimSpace(cmp.Or(shorten(in.Service, 60), "AWS") + " " + where)
	code := strings.TrimPrefix(strings.TrimPrefix(in.Code, "AWS_"), in.Service+"_")
	title := shorten(what+": "+cmp.Or(r.heading, strings.ToLower(strings.ReplaceAll(oneLine(code), "_", " ")), "an event"), 300)
	r.out = incidents.Incident{
		Schema: incidents.SchemaName, ID: draftID(in.Start.at, title), Title: title, Organization: "Amazon Web Services", Timezone: "UTC",
		Sources: []incidents.Source{{
			ID: awsSource, Title: "AWS Health", Publisher: "Amazon Web Services", Kind: "official",
			Note: fmt.Sprintf("Event %s. Read from %s.", cmp.Or(shorten(in.ARN, 300), "without an ARN"), shorten(r.options.File, 200)),
		}},
	}
	var services roster
	s := services.service(what, what, awsSource)
	s.External, r.service = true, s.ID
	begun := r.begin()
	r.tell()
	ended := r.end()
	s.Windows = []incidents.Window{{
		From: begun, To: ended, Basis: incidents.Stated, Sources: []string{awsSource}, Evidence: incidents.Official,
		Note: "AWS gives one beginning and one end for the event, and not how badly the service was hurt.",
	}}
	r.out.Services = services.list
	slices.SortStableFunc(r.out.Timeline, func(a, b incidents.Event) int { return a.At.From.Compare(b.At.From) })
	r.standing()
	r.claims()
	return Draft{Incident: &r.out, Key: in.ARN, Account: r.account}, nil
}

// first reports whether startTime is, to the minute, the time of the first message.
func (r *awsReader) first() bool {
	return len(r.messages) > 0 && !r.messages[0].at.IsZero() && near(r.messages[0].at.From, r.in.Start.at.From)
}

// begin maps startTime, and returns it if it is when the impact began.
func (r *awsReader) begin() incidents.Instant {
	if r.first() {
		r.account.skip("startTime", "it is the time of the first message")
		r.out.Unknowns = append(r.out.Unknowns, incidents.Remark{
			Text: incidents.Words{Text: "When it started: AWS gives the time of its first message as the start of the event."}, Sources: []string{awsSource},
		})
		return incidents.Instant{}
	}
	r.event(r.in.Start.at, "AWS gives this as the beginning.", "impact", incidents.Started)
	if len(r.messages) == 0 || r.messages[0].at.IsZero() {
		r.account.doubt("what AWS gives as the beginning may be the time of its first message; hold it against the description")
	}
	return r.in.Start.at
}

// end maps endTime, if it can be one, and returns it.
func (r *awsReader) end() incidents.Instant {
	switch end := r.in.End; {
	case end.why != "":
		r.account.skip("endTime", end.why)
	case end.at.IsZero():
		if r.in.Status == "closed" {
			r.account.doubt("the event is closed, and has no endTime")
		}
	case end.at.From.Before(r.in.Start.at.From):
		r.account.skip("endTime", "it lies before startTime; one of the two is wrong")
		r.account.doubt("endTime lies before startTime; one of the two is wrong")
	default:
		r.event(end.at, "AWS gives this as the end.", "recovery", incidents.Resolved)
		if n := len(r.messages); n > 0 && near(r.messages[n-1].at.From, end.at.From) {
			r.out.Timeline[len(r.out.Timeline)-1].Note = "It is the time of the last message; users may have been well before."
		}
		return end.at
	}
	return incidents.Instant{}
}

func (r *awsReader) event(at incidents.Instant, text string, kind incidents.EventKind, mark incidents.Milestone) {
	r.account.mapped()
	e := incidents.Event{At: at, Text: incidents.Words{Text: text}, Kind: kind, Services: []string{r.service}, Sources: []string{awsSource}, Evidence: incidents.Official}
	if mark != "" {
		e.ID, e.Milestones = "aws-"+string(mark), incidents.Milestones{mark}
	}
	r.out.Timeline = append(r.out.Timeline, e)
}

// tell maps what AWS said. The first message is the first public notice, unless only some accounts could read it.
func (r *awsReader) tell() {
	if text := plainText(r.in.text); len(r.messages) == 0 && text != "" {
		r.account.mapped()
		r.out.Summary.Text = text
	}
	for i, m := range r.messages {
		at := m.at
		if at.IsZero() {
			r.account.skip(cmp.Or(m.text, "a message"), "it has a clock reading without a day, and none fits the event")
			continue
		}
		if note := m.stamp.zone.odd(at.From); note != "" {
			r.account.doubt("%s", note)
		}
		mark := incidents.Milestone("")
		if i == 0 && r.in.Scope != "ACCOUNT_SPECIFIC" {
			mark = incidents.Communicated
		}
		words := cmp.Or(m.text, "(a message without words)")
		r.event(at, "AWS said: "+shorten(sentences(words)[0], 200), "communication", mark)
		r.out.Communications = append(r.out.Communications, incidents.Communication{
			At: at, Text: incidents.Words{Text: words}, Channel: "AWS Health", Sources: []string{awsSource}, Evidence: incidents.Official,
		})
	}
}

// standing says where the event stands.
func (r *awsReader) standing() {
	if r.in.Status == "closed" || !r.in.End.at.IsZero() && r.in.Status != "open" {
		r.out.Status = incidents.StatusResolved
		return
	}
	r.out.Status = incidents.StatusOpen
	if _, over := r.out.Marks()[incidents.Resolved]; over {
		r.out.Status = incidents.StatusResolved
		return
	}
	r.out.AsOf = latest(r.in.Start.at, r.in.Updated.at, r.out.Timeline[len(r.out.Timeline)-1].At)
}

// claims turns the periods that messages give into claims.
func (r *awsReader) claims() {
	first, last := r.in.Start.at.From, latest(r.in.Start.at, r.in.End.at, r.in.Updated.at).From
	for _, m := range r.messages {
		if m.at.IsZero() {
			continue
		}
		for _, w := range windows(m.text, m.at.From) {
			if w.against(first, last); w.far {
				r.account.doubt("the text gives a period weeks away from the record: %s", w.says)
			}
			r.out.Claims = append(r.out.Claims, w.claim(awsSource))
		}
	}
}
