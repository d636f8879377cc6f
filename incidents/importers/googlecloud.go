package importers

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/postmortem-dev/postmortem/incidents"
)

// googlecloud reads incidents.json of the status pages of Google Cloud and Google Workspace. Verified on 81 incidents of
// Google Cloud from 2021.
//
// begin and end are what Google claims about the impact, apart from when it was told, so they become started and
// resolved. The texts often give other times; those stand beside them as claims.
func googlecloud() Importer {
	return Importer{
		Name: "googlecloud", Doc: "incidents.json of Google Cloud's or Google Workspace's status page",
		Detect: detectGoogle, Read: readGoogle,
	}
}

type googleIncident struct {
	ID        string         `json:"id"`
	Begin     string         `json:"begin"`
	Created   string         `json:"created"`
	End       string         `json:"end"`
	Title     string         `json:"external_desc"`
	Severity  string         `json:"severity"`
	Impact    string         `json:"status_impact"`
	URI       string         `json:"uri"`
	Service   string         `json:"service_name"`
	Updates   []googleUpdate `json:"updates"`
	Products  []googleThing  `json:"affected_products"`
	Now       []googleThing  `json:"currently_affected_locations"`
	Locations []googleThing  `json:"previously_affected_locations"`
}

type googleUpdate struct {
	When    string `json:"when"`
	Created string `json:"created"`
	Text    string `json:"text"`
	Status  string `json:"status"`
}

type googleThing struct {
	ID    string `json:"id"`
	Title string `json:"title"`
}

func detectGoogle(content []byte) bool {
	list := listOf(content)
	return len(list) > 0 && has(objectOf(list[0]), "external_desc", "begin", "updates")
}

func readGoogle(content []byte, o Options) (Result, error) {
	var list []googleIncident
	if err := decodeJSON(content, &list); err != nil {
		return Result{}, err
	}
	if err := bounded(len(list), "incidents"); err != nil {
		return Result{}, err
	}
	var result Result
	for _, in := range list {
		if err := bounded(len(in.Updates)+len(in.Products)+len(in.Now)+len(in.Locations), "updates and products in an incident"); err != nil {
			return Result{}, err
		}
		r := googleReader{in: in, options: o}
		if draft, why := r.draft(); why == "" {
			result.Drafts = append(result.Drafts, draft)
		} else {
			for range max(len(in.Updates), 1) {
				result.Beside.skip(cmp.Or(in.Title, in.ID, "an incident"), why)
			}
		}
	}
	return result, nil
}

type googleReader struct {
	in         googleIncident
	options    Options
	account    Account
	begin, end incidents.Instant
	out        incidents.Incident
}

// draft returns the draft of the incident, or why there is none.
func (r *googleReader) draft() (Draft, string) {
	begin, err := moment(r.in.Begin)
	if err != nil {
		return Draft{}, "begin: " + err.Error()
	}
	r.begin = begin
	title := cmp.Or(shorten(r.in.Title, 300), "Untitled incident")
	r.out = incidents.Incident{
		Schema: incidents.SchemaName, ID: draftID(begin, title), Title: title, Organization: "Google",
		Severity: shorten(r.in.Severity, 40), Timezone: "UTC", Sources: []incidents.Source{r.source()},
	}
	r.account.mapped()
	r.event("google-started", begin, "Google gives this as the beginning.", "impact", incidents.Started)
	r.finish()
	r.updates()
	r.products()
	slices.SortStableFunc(r.out.Timeline, func(a, b incidents.Event) int { return a.At.From.Compare(b.At.From) })
	return Draft{Incident: &r.out, Account: r.account}, ""
}

var (
	googlePath = regexp.MustCompile(`^incidents/[A-Za-z0-9]{1,60}$`)
	cloudName  = regexp.MustCompile(`^(?:Google )?(?:Cloud|Compute|App Engine|BigQuery|Kubernetes)\b`)
)

// source cites the page. The form is that of Cloud and of Workspace; the address is given where a product tells which.
func (r *googleReader) source() incidents.Source {
	s := incidents.Source{
		ID: pageSource, Title: "Google status page", Publisher: "Google", Kind: "official",
		Note: fmt.Sprintf("Incident %s, %s, read from %s.", cmp.Or(shorten(r.in.ID, 60), "without an id"), cmp.Or(shorten(r.in.URI, 100), "without an address"), shorten(r.options.File, 200)),
	}
	cloud := slices.ContainsFunc(append(r.in.Products, googleThing{Title: r.in.Service}), func(p googleThing) bool { return cloudName.MatchString(p.Title) })
	if cloud && googlePath.MatchString(r.in.URI) {
		s.Title, s.URL = "Google Cloud status page", "https://status.cloud.google.com/"+r.in.URI
	}
	return s
}

func (r *googleReader) event(id string, at incidents.Instant, text string, kind incidents.EventKind, marks ...incidents.Milestone) {
	r.out.Timeline = append(r.out.Timeline, incidents.Event{
		ID: id, At: at, Text: incidents.Words{Text: text}, Kind: kind, Milestones: marks, Sources: []string{pageSource}, Evidence: incidents.Official,
	})
}

// finish marks the end, if there is one that can be.
func (r *googleReader) finish() {
	r.out.Status = incidents.StatusOpen
	r.out.AsOf = r.begin
	if r.in.End == "" {
		return
	}
	end, err := moment(r.in.End)
	switch {
	case err != nil:
		r.account.skip("end", err.Error())
	case end.From.Before(r.begin.From):
		r.account.skip("end", "it lies before begin; one of the two is wrong")
		r.account.doubt("end lies before begin; one of the two is wrong")
		r.out.Status, r.out.AsOf = incidents.StatusResolved, incidents.Instant{}
	default:
		r.account.mapped()
		r.end = end
		r.out.Status, r.out.AsOf = incidents.StatusResolved, incidents.Instant{}
		r.event("google-resolved", end, "Google gives this as the end.", "recovery", incidents.Resolved)
	}
}

// updates maps what was said. A copy of the newest update, which the file holds too, is passed over by not being read.
func (r *googleReader) updates() {
	status := ""
	var first, last time.Time
	type told struct {
		at   incidents.Instant
		text string
	}
	var all []told
	made := r.notice()
	for _, u := range r.inOrder() {
		at, _ := moment(cmp.Or(u.When, u.Created))
		r.account.mapped()
		words := cmp.Or(plainMarkdown(plainText(u.Text)), "(a message without words)")
		r.out.Communications = append(r.out.Communications, incidents.Communication{
			At: at, Text: incidents.Words{Text: words}, Channel: "status page", Sources: []string{pageSource}, Evidence: incidents.Official,
		})
		all = append(all, told{at, words})
		state := strings.ToLower(strings.ReplaceAll(shorten(u.Status, 40), "_", " "))
		line := fmt.Sprintf("Status page: %s: %s", cmp.Or(state, "an update"), shorten(sentences(r.beyondTitle(words))[0], 200))
		switch {
		case first.IsZero():
			first = at.From
			if !made.IsZero() && made.Before(first) && !near(made, first) {
				r.event("google-communicated", incidents.At(made), "The entry on the status page was made.", "communication", incidents.Communicated)
				r.event("", at, line, "communication")
				break
			}
			r.event("google-communicated", at, line, "communication", incidents.Communicated)
		case u.Status != status:
			r.event("", at, line, "communication")
		}
		status, last = u.Status, at.From
	}
	r.first(made, first)
	if r.out.Status == incidents.StatusOpen && last.After(r.begin.From) {
		r.out.AsOf = incidents.At(last)
	}
	for _, t := range all {
		r.prose(t.text, t.at.From)
	}
}

// beyondTitle returns a message without the label and the line that only repeat the title.
func (r *googleReader) beyondTitle(words string) string {
	rest, _ := strings.CutPrefix(words, "Summary:")
	if first, more, found := strings.Cut(strings.TrimSpace(rest), "\n"); found && oneLine(first) == oneLine(r.in.Title) {
		rest, _ = strings.CutPrefix(strings.TrimSpace(more), "Description:")
	}
	return cmp.Or(strings.TrimSpace(rest), words)
}

// inOrder returns the updates whose time can be read, oldest first.
func (r *googleReader) inOrder() []googleUpdate {
	var list []googleUpdate
	for i := len(r.in.Updates) - 1; i >= 0; i-- {
		u := r.in.Updates[i]
		if _, err := moment(cmp.Or(u.When, u.Created)); err != nil {
			r.account.skip(cmp.Or(u.Text, u.Status, "an update"), err.Error())
			continue
		}
		list = append(list, u)
	}
	slices.SortStableFunc(list, func(a, b googleUpdate) int {
		x, _ := moment(cmp.Or(a.When, a.Created))
		y, _ := moment(cmp.Or(b.When, b.Created))
		return x.From.Compare(y.From)
	})
	return list
}

// notice returns when the entry was made, if the file says so.
func (r *googleReader) notice() time.Time {
	at, err := moment(r.in.Created)
	if err != nil {
		return time.Time{}
	}
	r.account.mapped()
	return at.From
}

// first holds the first public notice against the rest: when the entry was made, or the first update if that is earlier.
func (r *googleReader) first(made, told time.Time) {
	switch {
	case made.IsZero() && told.IsZero():
		return
	case told.IsZero():
		r.event("google-communicated", incidents.At(made), "The entry on the status page was made.", "communication", incidents.Communicated)
		told = made
	case made.After(told) && !near(made, told):
		r.claim("google-communicated", fmt.Sprintf("created is %s.", oneLine(r.in.Created)), incidents.At(made), incidents.Unverified, "The first update bears an earlier time, which is used.")
	case !made.IsZero() && made.Before(told):
		told = made
	}
	if told.Before(r.begin.From) {
		r.account.doubt("the first notice, %s, lies before begin, %s", told.UTC().Format(time.RFC3339), r.begin.From.UTC().Format(time.RFC3339))
	}
}

func (r *googleReader) claim(about, says string, at incidents.Instant, verdict incidents.Verdict, reason string) {
	same := func(c incidents.Claim) bool { return c.About == about && c.At.From.Equal(at.From) }
	if !slices.ContainsFunc(r.out.Claims, same) {
		r.out.Claims = append(r.out.Claims, incidents.Claim{About: about, Says: says, At: at, Sources: []string{pageSource}, Verdict: verdict, Reason: reason})
	}
}

// products gives each product one window from begin to end: Google tells no more about each.
func (r *googleReader) products() {
	if len(r.in.Products) == 0 && r.in.Service != "" {
		r.in.Products = []googleThing{{Title: r.in.Service}}
	}
	var services roster
	for _, p := range r.in.Products {
		if oneLine(p.Title) == "" {
			r.account.skip(cmp.Or(p.ID, "a product"), "it has no name")
			continue
		}
		s := services.service(cmp.Or(p.ID, p.Title), p.Title, pageSource)
		if len(s.Windows) > 0 {
			r.account.skip(p.Title, "a product that is named twice")
			continue
		}
		r.account.mapped()
		w := incidents.Window{
			From: r.begin, To: r.end, Basis: incidents.Stated, Sources: []string{pageSource}, Evidence: incidents.Official,
			Note: "Google gives one begin and one end for all products of the incident.",
		}
		switch r.in.Impact {
		case "SERVICE_OUTAGE":
			w.Level = incidents.Down
		case "SERVICE_DISRUPTION":
			w.Level = incidents.Degraded
		}
		s.Windows = []incidents.Window{w}
	}
	r.out.Services = services.list
	var places []string
	for _, l := range append(r.in.Now, r.in.Locations...) {
		if name := shorten(l.Title, 100); name != "" && !slices.Contains(places, name) {
			places = append(places, name)
		}
	}
	if len(places) > 0 {
		r.account.mapped()
		r.out.Impact.Summary.Text = "Locations: " + strings.Join(places, ", ") + "."
	}
}
