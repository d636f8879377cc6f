package importers

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/postmortem-dev/postmortem/incidents"
)

// opsgenie reads incidents of Opsgenie's API, the list and the single form. Verified on two incidents that the makers of
// another program publish as they came; their impactStartDate is createdAt to the millisecond, and one has an
// impactEndDate while it is open. impactDetectDate is known from the columns of a program that copies the incidents to
// databases.
//
// The three impact dates are what somebody put in: started, detected and mitigated, since the end of the impact is when
// users stopped being affected; when all was back to normal Opsgenie does not say. An impactStartDate that is createdAt
// was filled in by the tool and says nothing. createdAt is declared, unless the impact was over by then.
func opsgenie() Importer {
	return Importer{
		Name: "opsgenie", Doc: "incidents of Opsgenie's API, JSON",
		Detect: detectOpsgenie, Read: readOpsgenie,
	}
}

type opsgenieIncident struct {
	ID          string   `json:"id"`
	TinyID      string   `json:"tinyId"`
	Message     string   `json:"message"`
	Description string   `json:"description"`
	Status      string   `json:"status"`
	Priority    string   `json:"priority"`
	Tags        []string `json:"tags"`
	Created     string   `json:"createdAt"`
	Updated     string   `json:"updatedAt"`
	Start       string   `json:"impactStartDate"`
	Detect      string   `json:"impactDetectDate"`
	End         string   `json:"impactEndDate"`
	Services    []string `json:"impactedServices"`
	Links       struct {
		Web string `json:"web"`
	} `json:"links"`
}

func detectOpsgenie(content []byte) bool {
	_, list := opsgenieList(content)
	return len(list) > 0 && isOpsgenie(objectOf(list[0]))
}

func isOpsgenie(o map[string]json.RawMessage) bool {
	return has(o, "id", "message", "tinyId", "createdAt") && (has(o, "impactedServices") || has(o, "impactStartDate"))
}

// opsgenieList returns the object around the incidents, if there is one, and the incidents.
func opsgenieList(content []byte) (map[string]json.RawMessage, []json.RawMessage) {
	if list := listOf(content); list != nil {
		return nil, list
	}
	o := objectOf(content)
	if isOpsgenie(o) {
		return nil, []json.RawMessage{content}
	}
	if list := listOf(o["data"]); list != nil {
		return o, list
	}
	if o["data"] == nil {
		return o, nil
	}
	return o, []json.RawMessage{o["data"]}
}

func readOpsgenie(content []byte, o Options) (Result, error) {
	if err := decodeJSON(content, new(any)); err != nil {
		return Result{}, err
	}
	around, list := opsgenieList(content)
	if err := bounded(len(list), "incidents"); err != nil {
		return Result{}, err
	}
	var result Result
	if objectOf(around["paging"])["next"] != nil {
		result.Beside.skip("more incidents", "Opsgenie has further pages, which are not in the file")
	}
	for _, item := range list {
		r := opsgenieReader{options: o}
		if err := decodeJSON(item, &r.in); err != nil {
			return Result{}, err
		}
		if err := bounded(len(r.in.Services)+len(r.in.Tags), "services and tags in an incident"); err != nil {
			return Result{}, err
		}
		if draft := r.draft(); !draft.Part() {
			result.Drafts = append(result.Drafts, draft)
		} else {
			result.Beside.skip(cmp.Or(r.in.Message, r.in.ID, "an incident"), "it has no time that can be read")
		}
	}
	return result, nil
}

const opsgenieSource = "opsgenie"

type opsgenieReader struct {
	in         opsgenieIncident
	options    Options
	account    Account
	begin, end incidents.Instant // of the impact, as far as they are believed
	out        incidents.Incident
}

func (r *opsgenieReader) draft() Draft {
	title := cmp.Or(shorten(r.in.Message, 300), "Untitled incident")
	r.out = incidents.Incident{
		Schema: incidents.SchemaName, Title: title, Severity: shorten(r.in.Priority, 40), Timezone: "UTC",
		Sources: []incidents.Source{{
			ID: opsgenieSource, Title: "Opsgenie incident " + cmp.Or(shorten(r.in.TinyID, 20), "without a number"), URL: address(r.in.Links.Web), Kind: "internal",
			Note: fmt.Sprintf("Incident %s. Read from %s.", cmp.Or(shorten(r.in.ID, 60), "without an id"), shorten(r.options.File, 200)),
		}},
	}
	for _, tag := range r.in.Tags {
		if tag = shorten(tag, 60); tag != "" && !slices.Contains(r.out.Tags, tag) {
			r.out.Tags = append(r.out.Tags, tag)
		}
	}
	r.times()
	r.services()
	slices.SortStableFunc(r.out.Timeline, func(a, b incidents.Event) int { return a.At.From.Compare(b.At.From) })
	r.words()
	if n := len(r.out.Timeline); n > 0 {
		r.out.ID = draftID(r.out.Timeline[0].At, title)
		r.standing(r.out.Timeline[n-1].At)
	}
	return Draft{Incident: &r.out, Key: r.in.ID, Account: r.account}
}

// field reads one of the times, which may be missing.
func (r *opsgenieReader) field(name, text string) (incidents.Instant, bool) {
	if text == "" {
		return incidents.Instant{}, false
	}
	at, err := moment(text)
	if err != nil {
		r.account.skip(name, err.Error())
	}
	return at, err == nil
}

func (r *opsgenieReader) times() {
	made, isMade := r.field("createdAt", r.in.Created)
	start, isStart := r.field("impactStartDate", r.in.Start)
	switch {
	case isStart && isMade && start.From.Sub(made.From).Abs() < time.Second:
		r.account.skip("impactStartDate", "it is createdAt, as Opsgenie fills it in where nobody does")
		r.account.doubt("impactStartDate is the same as createdAt, so it is not taken for the start; mark it if users were hurt from then on")
	case isStart:
		r.begin = start
		r.event(start, "Opsgenie has this as the start of the impact.", "impact", incidents.Started)
	}
	if at, ok := r.field("impactDetectDate", r.in.Detect); ok {
		r.event(at, "Opsgenie has this as the detection of the impact.", "detection", incidents.Detected)
	}
	if at, ok := r.field("impactEndDate", r.in.End); ok {
		r.finish(at, start)
	}
	switch {
	case isMade && !r.end.IsZero() && made.From.After(r.end.From):
		r.event(made, "The incident was entered in Opsgenie, after the impact was over.", "context", "")
	case isMade:
		r.event(made, "The incident was made in Opsgenie.", "response", incidents.Declared)
	}
}

// finish maps the end of the impact, if it can be one.
func (r *opsgenieReader) finish(at, start incidents.Instant) {
	if at.From.Before(start.From) {
		r.account.skip("impactEndDate", "it lies before impactStartDate; one of the two is wrong")
		r.account.doubt("impactEndDate lies before impactStartDate; one of the two is wrong")
		return
	}
	r.end = at
	r.event(at, "Opsgenie has this as the end of the impact.", "mitigation", incidents.Mitigated)
}

func (r *opsgenieReader) event(at incidents.Instant, text string, kind incidents.EventKind, mark incidents.Milestone) {
	e := incidents.Event{At: at, Text: incidents.Words{Text: text}, Kind: kind, Sources: []string{opsgenieSource}, Evidence: incidents.Reported}
	if mark == "" {
		r.account.kept()
	} else {
		r.account.mapped()
		e.ID, e.Milestones = "opsgenie-"+string(mark), incidents.Milestones{mark}
	}
	r.out.Timeline = append(r.out.Timeline, e)
}

// services gives each impacted service the window of the whole impact. Opsgenie names them by their ids.
func (r *opsgenieReader) services() {
	var services roster
	for _, id := range r.in.Services {
		if oneLine(id) == "" {
			r.account.skip("a service", "it has no id")
			continue
		}
		r.account.mapped()
		if s := services.service(id, "", opsgenieSource); len(s.Windows) == 0 {
			s.Windows = []incidents.Window{{
				From: r.begin, To: r.end, Basis: incidents.Stated, Sources: []string{opsgenieSource}, Evidence: incidents.Reported,
				Note: "Opsgenie lists the service as impacted, with one start and one end for all, and not how badly it was hurt.",
			}}
		}
	}
	if r.out.Services = services.list; len(services.list) > 0 {
		r.account.doubt("Opsgenie gives only the ids of services here; give them the names that your other records use")
	}
}

// words keeps the description, and turns the periods in it into claims.
func (r *opsgenieReader) words() {
	text := plainText(r.in.Description)
	if text == "" || len(r.out.Timeline) == 0 {
		return
	}
	r.account.mapped()
	r.out.Summary.Text = text
	last := r.out.Timeline[len(r.out.Timeline)-1].At.From
	for _, w := range windows(text, last) {
		if w.against(r.out.Timeline[0].At.From, last); w.far {
			r.account.doubt("the description gives a period weeks away from the record: %s", w.says)
		}
		r.out.Claims = append(r.out.Claims, w.claim(opsgenieSource))
	}
}

// standing says where the incident stands. One that is open may have its impact behind it.
func (r *opsgenieReader) standing(last incidents.Instant) {
	switch {
	case r.in.Status == "resolved":
		r.out.Status = incidents.StatusResolved
	case r.in.Status == "closed":
		r.out.Status = incidents.StatusClosed
	case r.in.Status == "open":
		r.out.Status = incidents.StatusOpen
		if !r.end.IsZero() {
			r.out.Status = incidents.StatusMitigated
		}
		r.out.AsOf = last
		if at, err := moment(r.in.Updated); err == nil && at.From.After(last.From) {
			r.out.AsOf = at
		}
	}
	if (r.in.Status == "resolved" || r.in.Status == "closed") && r.in.End == "" {
		r.account.doubt("the incident is over, and Opsgenie has no time at which its impact ended")
	}
}
