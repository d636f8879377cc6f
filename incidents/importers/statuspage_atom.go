package importers

import (
	"bytes"
	"cmp"
	"encoding/xml"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"
)

// statuspageAtom reads the feed history.atom of an Atlassian Statuspage. Verified on 38 versions of GitHub's feed: in all of
// their 936 incidents the newest update is shown with the minute in which the entry was published. Instatus writes the
// same form, with the seconds.
//
// A feed knows less than the API: no components and no severity, times to the minute and without their year. What it does
// say means the same, so its entries are read by the same code.
func statuspageAtom() Importer {
	return Importer{
		Name: "statuspage-atom", Doc: "the feed history.atom of an Atlassian Statuspage",
		Detect: detectStatuspageAtom, Read: readStatuspageAtom,
	}
}

type atomFeed struct {
	XMLName xml.Name    `xml:"http://www.w3.org/2005/Atom feed"`
	Title   string      `xml:"title"`
	Links   []atomLink  `xml:"link"`
	Entries []atomEntry `xml:"entry"`
}

type atomLink struct {
	Rel  string `xml:"rel,attr"`
	Href string `xml:"href,attr"`
}

type atomEntry struct {
	ID        string     `xml:"id"`
	Title     string     `xml:"title"`
	Published string     `xml:"published"`
	Updated   string     `xml:"updated"`
	Links     []atomLink `xml:"link"`
	Content   string     `xml:"content"`
}

var (
	atomForm  = regexp.MustCompile(`^\s*(?:<\?xml[^>]*\?>\s*)?(?:<!--[^>]*-->\s*)*<feed\b[^>]*"http://www\.w3\.org/2005/Atom"`)
	atomEvent = regexp.MustCompile(`<id>[^<]*\b(?:Incident|Maintenance)/\w+</id>`)
	// atomUpdate is how an update begins. Its text goes on to the next one.
	atomUpdate = regexp.MustCompile(`(?is)<small>(.{0,300}?)</small>\s*(?:<br\s*/?>)?\s*<strong>(.{0,100}?)</strong>(?:\s*-)?`)
	atomCode   = regexp.MustCompile(`/incidents?/([\w-]+)/?$`)
)

func detectStatuspageAtom(content []byte) bool {
	return atomForm.Match(content[:min(len(content), 4096)]) && atomEvent.Match(content)
}

func readStatuspageAtom(content []byte, o Options) (Result, error) {
	var feed atomFeed
	if err := xml.NewDecoder(bytes.NewReader(content)).Decode(&feed); err != nil {
		return Result{}, refuse("the file may be cut off", "the XML is broken: %s", shorten(strings.TrimPrefix(err.Error(), "XML "), 200))
	}
	if err := bounded(len(feed.Entries), "incidents"); err != nil {
		return Result{}, err
	}
	var file statusFile
	file.Page.Name, _ = strings.CutSuffix(oneLine(feed.Title), " - Incident History")
	file.Page.Name = strings.TrimSuffix(file.Page.Name, " Status")
	file.Page.URL = alternate(feed.Links)
	var result Result
	for _, e := range feed.Entries {
		r := statusReader{file: &file, options: o}
		if err := r.entry(e); err != nil {
			return Result{}, err
		}
		switch draft, why, err := r.draft(); {
		case err != nil:
			return Result{}, err
		case why != "":
			for range max(len(r.in.Updates), 1) {
				result.Beside.skip(cmp.Or(oneLine(e.Title), "an entry"), why)
			}
		default:
			draft.Key = r.in.ID
			draft.Incident.Sources[0].Note += " The feed gives the times to the minute and without the year, which is taken from the entry's."
			result.Drafts = append(result.Drafts, draft)
		}
	}
	return result, nil
}

// alternate returns the address of the page that a feed or an entry is about.
func alternate(links []atomLink) string {
	for _, l := range links {
		if l.Rel == "alternate" || l.Rel == "" {
			return l.Href
		}
	}
	return ""
}

// entry takes an entry in as the incident that the API would give.
func (r *statusReader) entry(e atomEntry) error {
	r.in = statusIncident{Name: e.Title, Link: alternate(e.Links)}
	_, r.in.ID, _ = strings.Cut(e.ID[strings.LastIndex(e.ID, ":")+1:], "/")
	if m := atomCode.FindStringSubmatch(r.in.Link); m != nil {
		r.in.ID = m[1]
	}
	found := atomUpdate.FindAllStringSubmatchIndex(e.Content, mostParts+1)
	if err := bounded(len(found), "updates in an incident"); err != nil {
		return err
	}
	if len(found) == 0 {
		return nil
	}
	if head := e.Content[:found[0][0]]; strings.Contains(head, "THIS IS A SCHEDULED EVENT") || strings.Contains(e.ID, ":Maintenance/") {
		r.in.Impact = "maintenance"
	} else if plainText(head+"<br>") != "" {
		r.account.skip("the head of the entry", "what stands before the first update is not read")
	}
	near, err := moment(cmp.Or(e.Published, e.Updated))
	if err != nil {
		return refuse("the feed may come from another program", "%s: %s", cmp.Or(shorten(e.Title, 80), "an entry"), err)
	}
	walk := yearWalk{last: near.From}
	for i, m := range found {
		end := len(e.Content)
		if i+1 < len(found) {
			end = found[i+1][0]
		}
		status := strings.ReplaceAll(strings.ToLower(oneLine(plainText(e.Content[m[4]:m[5]]))), " ", "_")
		at, err := r.shown(oneLine(plainText(e.Content[m[2]:m[3]]+"</small>")), &walk)
		if err != nil {
			return err
		}
		r.in.Updates = append(r.in.Updates, statusUpdate{Status: status, Body: e.Content[m[1]:end], Display: at})
	}
	r.in.Status = settle(r.in.Updates)
	return nil
}

// settle gives the updates that say no more than "update" the status that stood then, and returns the last one.
func settle(updates []statusUpdate) string {
	standing := ""
	for i := len(updates) - 1; i >= 0; i-- { // newest first
		if u := &updates[i]; slices.Contains([]string{"update", "updated"}, u.Status) {
			u.Status = standing
		} else {
			standing = u.Status
		}
	}
	return standing
}

// shown returns the time that the feed shows for an update, in full; or as it stands, when it cannot be read.
func (r *statusReader) shown(text string, walk *yearWalk) (string, error) {
	s, rest, ok := takeStamp(text)
	if !ok || !s.date.known() || !s.clock.known || s.till.known {
		return text, nil
	}
	z := s.zone
	if !z.known() {
		z = zone{place: r.options.Zone}
	}
	if !z.known() {
		return "", refuse("name it with --tz", "the zone of the time %q is not known", shorten(text, 40))
	}
	if strings.TrimSpace(rest) != "" && s.zone.known() {
		return text, nil
	}
	at, err := walk.place(s, z)
	if err != nil {
		return text, nil
	}
	if odd := z.odd(at); odd != "" {
		r.account.doubt("the zone of a time is in doubt: %s", odd)
	}
	return at.Format(time.RFC3339), nil
}

// yearWalk finds the years of times that stand newest first: of the first, the one that is nearest to when the entry was
// published; of each other, the last in which it does not come after the one before it.
type yearWalk struct {
	last  time.Time
	begun bool
}

func (w *yearWalk) place(s stamp, z zone) (time.Time, error) {
	const slack = 48 * time.Hour // updates that were moved stand a little out of order
	far := func(t time.Time) time.Duration { return t.Sub(w.last).Abs() }
	var best time.Time
	for year := w.last.Year() + 1; year >= w.last.Year()-8; year-- { // 29 February may be eight years off
		d := s.date
		d.year = cmp.Or(d.year, year)
		at, err := z.at(s.clock.wall(d))
		switch t := at.From; {
		case err != nil || !d.exists() || w.begun && t.After(w.last.Add(slack)):
		case best.IsZero() || !w.begun && far(t) < far(best):
			best = t
		}
	}
	if best.IsZero() {
		return best, fmt.Errorf("no year has this time")
	}
	w.last, w.begun = best, true
	return best, nil
}
