package importers

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"gopkg.in/yaml.v3"

	"github.com/postmortem-dev/postmortem/incidents"
)

// cstate reads an issue of a cState status page: Markdown with front matter. Verified on the issues of one page.
//
// The times are typed by hand. date is what the page shows as the beginning, so it becomes communicated and the claimed
// begin of the impact windows; resolvedWhen becomes resolved, unless it lies before date.
func cstate() Importer {
	return Importer{
		Name: "cstate", Doc: "an issue of a cState status page, Markdown with front matter",
		Detect: detectCState, Read: readCState,
	}
}

type cstateHead struct {
	Title    string   `yaml:"title"`
	Date     string   `yaml:"date"`
	Resolved string   `yaml:"resolved"`
	When     string   `yaml:"resolvedWhen"`
	Severity string   `yaml:"severity"`
	Affected []string `yaml:"affected"`
	Section  string   `yaml:"section"`
}

func detectCState(content []byte) bool {
	keys := frontMatterKeys(content)
	return keys["title"] && keys["date"] && keys["severity"] && keys["resolved"]
}

func readCState(content []byte, o Options) (Result, error) {
	head, body, ok := splitFrontMatter(content)
	if !ok {
		return Result{}, refuse("an issue of cState begins with a line of three hyphens", "it has no front matter")
	}
	if err := bounded(strings.Count(body, "\n"), "lines"); err != nil {
		return Result{}, err
	}
	r := cstateReader{options: o}
	if err := yaml.Unmarshal([]byte(head), &r.head); err != nil {
		return Result{}, refuse("title, date, resolved, resolvedWhen and severity are words, affected is a list", "its front matter cannot be read")
	}
	begin, err := r.time(r.head.Date)
	if err != nil {
		return Result{}, err
	}
	r.draft(begin)
	if err := r.end(begin); err != nil {
		return Result{}, err
	}
	r.impact()
	if err := r.body(body); err != nil {
		return Result{}, err
	}
	slices.SortStableFunc(r.out.Timeline, func(a, b incidents.Event) int { return a.At.From.Compare(b.At.From) })
	if last := r.out.Timeline[len(r.out.Timeline)-1].At; r.out.Status == incidents.StatusOpen && last.From.After(r.out.AsOf.From) {
		r.out.AsOf = last
	}
	return Result{Drafts: []Draft{{Incident: &r.out, Account: r.account}}}, nil
}

type cstateReader struct {
	head       cstateHead
	options    Options
	account    Account
	out        incidents.Incident
	begin, fin incidents.Instant
}

// time reads a time of the front matter: with its offset, or without one in the zone of the option.
func (r *cstateReader) time(word string) (incidents.Instant, error) {
	if at, err := moment(word); err == nil {
		return at, nil
	}
	s, rest, ok := takeStamp(strings.Replace(word, "T", " ", 1))
	if !ok || s.till.known || s.zone.known() || strings.TrimSpace(rest) != "" || !s.date.known() || s.date.swap || s.date.year == 0 || plausible(s.date.time()) != nil {
		return incidents.Instant{}, refuse("write it like 2024-05-01T09:15:00Z", "the time %q cannot be read", shorten(word, 40))
	}
	if r.options.Zone == nil {
		return incidents.Instant{}, refuse("name it with --tz, for example --tz UTC", "the time %q names no zone, and the page's is not in the file", shorten(word, 40))
	}
	if !s.clock.known {
		return dayIn(r.options.Zone, s.date), nil
	}
	at, err := zone{place: r.options.Zone}.at(s.clock.wall(s.date))
	if err != nil {
		return at, refuse("write it with its offset", "%s", err)
	}
	return at, nil
}

func (r *cstateReader) draft(begin incidents.Instant) {
	r.begin = begin
	title := cmp.Or(shorten(r.head.Title, 300), "Untitled incident")
	r.out = incidents.Incident{
		Schema: incidents.SchemaName, ID: draftID(begin, title), Title: title, Severity: shorten(r.head.Severity, 40),
		Sources: []incidents.Source{{
			ID: pageSource, Title: "Status page: " + title, Kind: "official",
			Note: "Read from " + cmp.Or(shorten(r.options.File, 200), "standard input") + "; its times are typed by hand.",
		}},
		Timeline: []incidents.Event{{
			ID: "page-begin", At: begin, Text: incidents.Words{Text: "Status page: " + title}, Kind: "communication",
			Milestones: incidents.Milestones{incidents.Communicated}, Sources: []string{pageSource}, Evidence: incidents.Official,
			Note: "The time that the page gives as the beginning.",
		}},
	}
	if place := r.options.Zone; begin.Day || place != nil && (place == time.UTC || strings.Contains(place.String(), "/")) {
		r.out.Timezone = place.String()
	}
	r.account.mapped()
	switch {
	case r.head.Severity == "notice":
		r.account.doubt("it may be planned maintenance rather than an incident: its severity is notice")
	case strings.Contains(strings.ToLower(title), "maintenance"):
		r.account.doubt("it may be planned maintenance rather than an incident: its title says maintenance")
	}
}

// end marks the resolution, if the page gives one that can be.
func (r *cstateReader) end(begin incidents.Instant) error {
	r.out.Status = incidents.StatusResolved
	if r.head.Resolved != "true" {
		r.out.Status, r.out.AsOf = incidents.StatusOpen, begin
	}
	if r.head.When == "" || r.head.When == "null" {
		return nil
	}
	at, err := r.time(r.head.When)
	if err != nil {
		return err
	}
	if at.To.Before(begin.From) {
		r.account.mapped()
		r.account.doubt("resolvedWhen lies before date; one of the two is wrong")
		r.out.Claims = append(r.out.Claims, incidents.Claim{
			About: "page-begin", Says: fmt.Sprintf("resolvedWhen is %s.", oneLine(r.head.When)), At: at, Sources: []string{pageSource},
			Verdict: incidents.Rejected, Reason: "It cannot have ended before it began; nobody can tell from the page which of the two times is wrong.",
		})
		return nil
	}
	r.account.mapped()
	if r.out.Status == incidents.StatusOpen {
		r.account.doubt("resolvedWhen is given, but resolved is not true")
		r.out.AsOf = at
		return nil
	}
	r.fin = at
	r.out.Timeline = append(r.out.Timeline, incidents.Event{
		ID: "page-resolved", At: at, Text: incidents.Words{Text: "Status page: resolved."}, Kind: "communication",
		Milestones: incidents.Milestones{incidents.Resolved}, Sources: []string{pageSource}, Evidence: incidents.Official,
	})
	return nil
}

// impact gives each affected system the window that the front matter claims.
func (r *cstateReader) impact() {
	var services roster
	for _, name := range r.head.Affected {
		if oneLine(name) == "" {
			r.account.skip("a system", "it has no name")
			continue
		}
		s := services.service(name, name, pageSource)
		if len(s.Windows) > 0 {
			r.account.skip(name, "a system that is named twice")
			continue
		}
		r.account.mapped()
		w := incidents.Window{
			From: r.begin, To: r.fin, Basis: incidents.Stated, Sources: []string{pageSource}, Evidence: incidents.Official,
			Note: "The page gives one begin and one end for the whole issue, typed by hand.",
		}
		switch r.head.Severity {
		case "down":
			w.Level = incidents.Down
		case "disrupted":
			w.Level = incidents.Degraded
		}
		s.Windows = []incidents.Window{w}
	}
	r.out.Services = services.list
}
