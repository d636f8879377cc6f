package importers

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"github.com/postmortem-dev/postmortem/incidents"
)

// created maps when the incident was made. The log's own trigger is preferred: where they differ, both stand.
func (r *pagerReader) created() {
	at, err := moment(r.c.in.Created)
	if err != nil {
		r.account.skip("created_at", err.Error())
		return
	}
	if e := r.marked(incidents.Detected); e != nil {
		r.account.mapped()
		r.beside("created_at", e, at)
		return
	}
	r.put(incidents.Event{
		At: at, Text: incidents.Words{Text: "An alert reached PagerDuty, and the incident was made."}, Kind: "detection", Services: r.service,
		Sources: []string{pagerSource}, Evidence: incidents.Reported, Note: reachedNote,
	}, incidents.Detected, map[incidents.Milestone]bool{})
}

const reachedNote = "What the alert is about may have begun, and been noticed, before."

// beside holds a field of the incident against the entry of the log.
func (r *pagerReader) beside(name string, e *incidents.Event, at incidents.Instant) {
	if near(at.From, e.At.From) {
		return
	}
	r.out.Claims = append(r.out.Claims, incidents.Claim{
		About: e.ID, Says: fmt.Sprintf("%s of the incident is %s.", name, at.From.Format(time.RFC3339)), At: at, Sources: []string{pagerSource},
		Verdict: incidents.Unverified, Reason: "The log has the entry at another time, which is used.",
	})
	r.account.doubt("%s of the incident and the entry of its log are %s apart", name, apart(at.From.Sub(e.At.From)))
}

// apart says a length roughly.
func apart(d time.Duration) string {
	if d = d.Abs(); d >= 48*time.Hour {
		return fmt.Sprintf("%d days", int(d.Hours()/24))
	}
	return fmt.Sprintf("%d minutes", int(d.Minutes()))
}

func (r *pagerReader) marked(m incidents.Milestone) *incidents.Event {
	for i := range r.out.Timeline {
		if slices.Contains(r.out.Timeline[i].Milestones, m) {
			return &r.out.Timeline[i]
		}
	}
	return nil
}

// acknowledgements keeps those that held when the file was made, unless the log has them. An earlier one may have lapsed,
// so none of these is known to be the first.
func (r *pagerReader) acknowledgements(lines []pagerLine) {
	for _, a := range r.c.in.Acks {
		at, err := moment(a.At)
		switch {
		case err != nil:
			r.account.skip("an acknowledgement", err.Error())
		case slices.ContainsFunc(lines, func(e pagerLine) bool { return pagerKind(e.pagerEntry) == "acknowledge" && near(e.at.From, at.From) }):
			r.account.skip("an acknowledgement", "the log has it too")
		default:
			r.put(incidents.Event{
				At: at, Text: incidents.Words{Text: r.who(&a.By) + " acknowledged the incident."}, Kind: "response", Services: r.service, Sources: []string{pagerSource},
				Evidence: incidents.Reported, Note: "An earlier acknowledgement may have lapsed; the log entries of the incident tell which was the first.",
			}, "", nil)
		}
	}
}

// resolved maps what the incident itself says about its end. Without a log nobody knows whether a program that ended it
// was a monitor or PagerDuty's timer.
func (r *pagerReader) resolved() {
	in := &r.c.in
	if in.Status != "resolved" {
		return
	}
	at, err := moment(cmp.Or(in.Resolved, in.Changed))
	if err != nil {
		r.account.skip("resolved_at", err.Error())
		return
	}
	for _, m := range []incidents.Milestone{incidents.Resolved, incidents.Closed} {
		if e := r.marked(m); e != nil {
			r.account.mapped()
			r.beside("resolved_at", e, at)
			return
		}
	}
	if e := r.marked(incidents.Detected); e != nil && at.From.Before(e.At.From) {
		r.account.skip("resolved_at", "it lies before the incident was made; one of the two is wrong")
		r.account.doubt("resolved_at lies before the incident was made; one of the two is wrong")
		return
	}
	by := r.ender(in.ChangedBy, "")
	mark, note := r.resolves(by)
	if by == byProgram {
		note = "No person resolved it: a monitor reported the end, or PagerDuty's timer ran out. The log entries of the incident tell which."
		r.account.doubt("a program ended the incident; if it was PagerDuty's timer, it is not known when it was resolved")
	}
	r.over = string(mark)
	r.put(incidents.Event{
		At: at, Text: incidents.Words{Text: r.ends(by, in.ChangedBy)}, Kind: "recovery", Services: r.service, Sources: []string{pagerSource},
		Evidence: incidents.Reported, Note: note,
	}, mark, map[incidents.Milestone]bool{})
}

// standing says where the incident stands, if the file tells: by its status, else by its log.
func (r *pagerReader) standing(lines []pagerLine, last incidents.Instant) {
	status := r.c.in.Status
	if status == "" && r.over == "" && (lastOf(lines, "trigger") >= 0 || lastOf(lines, "acknowledge") >= 0) {
		status = "triggered"
	}
	switch {
	case status == "triggered" || status == "acknowledged":
		r.out.Status, r.out.AsOf = incidents.StatusOpen, last
		if at, err := moment(r.c.in.Updated); err == nil && at.From.After(last.From) {
			r.out.AsOf = at
		}
	case r.over == string(incidents.Closed):
		r.out.Status = incidents.StatusClosed
	case status == "resolved" || r.over != "":
		r.out.Status = incidents.StatusResolved
	}
}

// notes keeps what people wrote, unless the log has it too.
func (r *pagerReader) notes() {
	seen := map[string]bool{}
	for _, e := range r.c.log {
		if pagerKind(e) == "annotate" {
			seen[noteOf(e)] = true
		}
	}
	for _, n := range r.c.notes {
		at, err := moment(n.Created)
		switch text := oneLine(plainText(n.Content)); {
		case err != nil:
			r.account.skip(cmp.Or(n.Content, "a note"), err.Error())
		case text != "" && seen[text]:
			r.account.skip("a note", "the log has it too")
		case text == "":
			r.account.skip("a note", "it has no words")
		default:
			seen[text] = true
			r.put(incidents.Event{
				At: at, Text: incidents.Words{Text: r.who(&n.User) + " noted: " + r.prose(text, 2000)}, Kind: "response", Services: r.service,
				Sources: []string{pagerSource}, Evidence: incidents.Reported,
			}, "", nil)
		}
	}
}

// noteOf returns the words of a note that stands in the log.
func noteOf(e pagerEntry) string {
	return oneLine(plainText(cmp.Or(e.Channel.Summary, e.Channel.Content, e.Note)))
}
