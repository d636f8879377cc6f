package importers

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/postmortem-dev/postmortem/incidents"
)

// pagerReader makes a draft of what a file says about one incident.
type pagerReader struct {
	c       *pagerCase
	options Options
	account Account
	crowd   crowd
	people  map[string]bool // the ids of those who are people
	out     incidents.Incident
	service []string // the id of the service in the record
	cut     bool     // PagerDuty had more entries, which are older ones
	over    string   // what ended the incident according to the log: "", "resolved" or "closed"
}

// pagerLine is a log entry and its time.
type pagerLine struct {
	pagerEntry
	at incidents.Instant
}

func (r *pagerReader) draft() Draft {
	in := &r.c.in
	r.meet()
	title := cmp.Or(r.prose(in.Title, 300), r.prose(incidentNumber.ReplaceAllString(oneLine(in.Summary), ""), 300), "PagerDuty entries in "+shorten(r.options.File, 100))
	r.out = incidents.Incident{Schema: incidents.SchemaName, Title: title, Timezone: "UTC", Sources: []incidents.Source{r.source()}}
	if in.Urgency != "" {
		r.out.Severity = shorten(in.Urgency, 30) + " urgency"
	}
	r.out.Severity = cmp.Or(shorten(in.Priority.called(), 40), r.out.Severity)
	r.concerns()
	lines := r.lines()
	r.log(lines)
	if r.c.whole {
		r.created()
		r.acknowledgements(lines)
		r.resolved()
		r.counted()
	}
	r.notes()
	slices.SortStableFunc(r.out.Timeline, func(a, b incidents.Event) int { return a.At.From.Compare(b.At.From) })
	if n := len(r.out.Timeline); n > 0 {
		r.out.ID = draftID(r.out.Timeline[0].At, title)
		r.standing(lines, r.out.Timeline[n-1].At)
	}
	r.account.People = r.crowd.list()
	return Draft{Incident: &r.out, Key: in.ID, Account: r.account}
}

// incidentNumber is what PagerDuty puts before the title of an incident that it refers to.
var incidentNumber = regexp.MustCompile(`^\[#\d{1,18}\] *`)

func (r *pagerReader) source() incidents.Source {
	in := &r.c.in
	number := shorten(in.Number.String(), 20)
	if m := incidentNumber.FindString(oneLine(in.Summary)); number == "" && m != "" {
		number = strings.Trim(m, "[#] ")
	}
	return incidents.Source{
		ID: pagerSource, Title: strings.TrimSpace("PagerDuty incident " + number), URL: address(in.URL), Kind: "internal",
		Note: fmt.Sprintf("Incident %s. Read from %s.", cmp.Or(shorten(in.ID, 60), "without an id"), shorten(r.options.File, 200)),
	}
}

// concerns names the service that PagerDuty has the incident on. That is where the alert belongs: whether its users were
// hurt, PagerDuty does not say, so the service has no impact window.
func (r *pagerReader) concerns() {
	service := r.c.in.Service
	for i := 0; service.called() == "" && i < len(r.c.log); i++ {
		service = r.c.log[i].Service
	}
	if service.called() == "" {
		return
	}
	var services roster
	s := services.service(service.ID, service.called(), pagerSource)
	if id := shorten(service.ID, 60); id != "" && id != s.Name {
		s.Aliases = []string{id} // by which PagerDuty's dependencies name it
	}
	r.service = []string{s.ID}
	r.out.Services = services.list
	r.account.mapped()
}

// lines returns the entries of the log in the order of time, each once. PagerDuty gives the newest first: entries of the
// same second are turned around with the rest.
func (r *pagerReader) lines() []pagerLine {
	var list []pagerLine
	seen := map[string]bool{"": true}
	for _, e := range r.c.log {
		at, err := moment(e.Created)
		switch {
		case !seen[e.ID]:
			seen[e.ID] = true
		case e.ID != "":
			r.account.skip(cmp.Or(pagerKind(e), "an entry"), "the file holds the log entry twice")
			continue
		}
		if err != nil {
			r.account.skip(pagerKind(e), err.Error())
			continue
		}
		list = append(list, pagerLine{e, at})
	}
	if n := len(list); n > 1 && list[0].at.From.After(list[n-1].at.From) {
		slices.Reverse(list)
	}
	slices.SortStableFunc(list, func(a, b pagerLine) int { return a.at.From.Compare(b.at.From) })
	return list
}

// pagerKind returns what sort of entry it is: "acknowledge", "notify" and so on.
func pagerKind(e pagerEntry) string {
	return shorten(strings.TrimSuffix(e.Type, "_log_entry"), 60)
}

// log maps the log. An acknowledgement is known to be the first only if the log reaches back to the trigger.
func (r *pagerReader) log(lines []pagerLine) {
	last := lastOf(lines, "resolve")
	open := last >= 0 && reopened(lines[last+1:])
	marked := map[incidents.Milestone]bool{}
	resolutions, triggered := 0, false
	for i, e := range lines {
		kind := pagerKind(e.pagerEntry)
		ev := incidents.Event{At: e.at, Kind: "response", Services: r.service, Sources: []string{pagerSource}, Evidence: incidents.Reported}
		mark := incidents.Milestone("")
		switch kind {
		case "notify":
			r.account.skip("notify", "it says whom PagerDuty notified, and how; there are many of those")
			continue
		case "trigger":
			ev.Kind = "detection"
			if !triggered && !r.cut {
				mark, ev.Note = incidents.Detected, reachedNote
			}
		case "acknowledge":
			mark = r.acknowledges(e, marked)
		case "unacknowledge":
			ev.Note = r.lapsed(lines[:i], lines[i+1:])
		case "resolve":
			resolutions++
			ev.Kind = "recovery"
			mark, ev.Note = r.resolves(r.ender(e.Agent, e.Channel.Type))
			if i != last || open {
				mark, ev.Note = "", "The incident was opened again."
			} else {
				r.over = string(mark)
			}
		}
		ev.Text.Text = r.tells(e, kind, triggered)
		triggered = triggered || kind == "trigger"
		r.put(ev, mark, marked)
	}
	if resolutions > 1 {
		r.account.doubt("the log has %d resolutions; the last one counts", resolutions)
	}
	r.gaps(lines, marked)
}

// put adds an event, with the milestone if that is the first of its sort.
func (r *pagerReader) put(e incidents.Event, mark incidents.Milestone, marked map[incidents.Milestone]bool) {
	if mark == "" || marked[mark] {
		r.account.kept()
	} else {
		marked[mark] = true
		e.Milestones, e.ID = incidents.Milestones{mark}, "pagerduty-"+string(mark)
		r.account.mapped()
	}
	r.out.Timeline = append(r.out.Timeline, e)
}

func lastOf(lines []pagerLine, kind string) int {
	for i := len(lines) - 1; i >= 0; i-- {
		if pagerKind(lines[i].pagerEntry) == kind {
			return i
		}
	}
	return -1
}

// reopened reports whether what follows a resolution shows that the incident went on.
func reopened(lines []pagerLine) bool {
	return slices.ContainsFunc(lines, func(e pagerLine) bool {
		kind := pagerKind(e.pagerEntry)
		return kind == "trigger" || kind == "acknowledge" || kind == "reopen"
	})
}

// acknowledges returns the milestone of an acknowledgement: only a person begins to respond.
func (r *pagerReader) acknowledges(e pagerLine, marked map[incidents.Milestone]bool) incidents.Milestone {
	if r.program(e.Agent) || !marked[incidents.Detected] {
		return ""
	}
	return incidents.Acknowledged
}

// lapsed says whether there was anything to undo, and what came of it.
func (r *pagerReader) lapsed(before, after []pagerLine) string {
	if lastOf(before, "acknowledge") < 0 {
		return ""
	}
	if lastOf(after, "acknowledge") < 0 {
		return "Nobody acknowledged the incident again."
	}
	return "The incident was acknowledged again later."
}

// gaps notes what the log does not reach.
func (r *pagerReader) gaps(lines []pagerLine, marked map[incidents.Milestone]bool) {
	if r.cut {
		r.account.doubt("PagerDuty had more log entries than the file holds, older ones, so neither the first trigger nor the first acknowledgement is known")
	} else if lastOf(lines, "acknowledge") >= 0 && !marked[incidents.Detected] {
		r.account.doubt("the log does not reach back to the trigger, so its first acknowledgement may not be the first; none is marked")
	}
}
