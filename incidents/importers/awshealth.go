package importers

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/postmortem-dev/postmortem/incidents"
)

// awshealth reads what aws health describe-events, describe-event-details and their forms for organizations print, and
// the event that AWS Health sends to EventBridge. Verified on AWS's own model of the service and on the examples in its
// documentation, where times are seconds since 1970 with a fraction, texts with an offset, or texts as in e-mail.
//
// startTime and endTime are what AWS claims: started and resolved. But in AWS's example of details both are, to the
// minute, the times of the first and of the last message, and the last message says that the impact began 35 minutes
// before. So where the messages show that startTime is the first of them, it is communicated, and nobody knows started.
func awshealth() Importer {
	return Importer{
		Name: "awshealth", Doc: "events of AWS Health, from the command line or EventBridge, JSON",
		Detect: detectAWS, Read: readAWS,
	}
}

// awsPage is what a command prints, or what EventBridge delivers.
type awsPage struct {
	Events  []awsEvent   `json:"events"`
	Details []awsDetails `json:"successfulSet"`
	Failed  []struct {
		ARN string `json:"eventArn"`
		Why string `json:"errorName"`
	} `json:"failedSet"`
	Next string `json:"nextToken"`

	Detail *awsSent `json:"detail"`
}

type awsEvent struct {
	ARN      string  `json:"arn"`
	Service  string  `json:"service"`
	Code     string  `json:"eventTypeCode"`
	Category string  `json:"eventTypeCategory"`
	Region   string  `json:"region"`
	Zone     string  `json:"availabilityZone"`
	Start    awsTime `json:"startTime"`
	End      awsTime `json:"endTime"`
	Updated  awsTime `json:"lastUpdatedTime"`
	Status   string  `json:"statusCode"`
	Scope    string  `json:"eventScopeCode"`

	text string
}

type awsDetails struct {
	Event awsEvent `json:"event"`
	Text  struct {
		Latest string `json:"latestDescription"`
	} `json:"eventDescription"`
}

// awsSent is an event as EventBridge delivers it.
type awsSent struct {
	awsEvent
	EventARN    string `json:"eventArn"`
	EventRegion string `json:"eventRegion"`
	Texts       []struct {
		Latest string `json:"latestDescription"`
	} `json:"eventDescription"`
}

// awsTime is a time in any of the three spellings. The zero value is unknown; why says what cannot be read.
type awsTime struct {
	at  incidents.Instant
	why string
}

// UnmarshalJSON reads a time. One that cannot be read is no error: the event says so.
func (t *awsTime) UnmarshalJSON(data []byte) error {
	var text string
	switch {
	case string(data) == "null", string(data) == `""`:
	case json.Unmarshal(data, &text) == nil:
		at, err := moment(text)
		if sent, bad := time.ParseInLocation(time.RFC1123, text, time.UTC); bad == nil && strings.HasSuffix(text, " GMT") {
			at, err = incidents.At(sent.UTC()), plausible(sent)
		}
		t.set(at, err)
	default:
		t.set(epoch(string(data)))
	}
	return nil
}

func (t *awsTime) set(at incidents.Instant, err error) {
	if t.at = at; err != nil {
		t.at, t.why = incidents.Instant{}, err.Error()
	}
}

// epoch reads seconds since 1970 with a fraction, to the millisecond.
func epoch(text string) (incidents.Instant, error) {
	seconds, err := strconv.ParseFloat(text, 64)
	if err != nil || math.Abs(seconds) > 1e11 {
		return incidents.Instant{}, fmt.Errorf("%q is not a time", shorten(text, 40))
	}
	at := time.UnixMilli(int64(math.Round(seconds * 1000))).UTC()
	return incidents.At(at), plausible(at)
}

func detectAWS(content []byte) bool {
	o := firstObject(content)
	event := func(o map[string]json.RawMessage) bool {
		return has(o, "service", "eventTypeCode") && (has(o, "arn") || has(o, "eventArn") || has(o, "eventTypeCategory"))
	}
	list, details := listOf(o["events"]), listOf(o["successfulSet"])
	return len(list) > 0 && event(objectOf(list[0])) || len(details) > 0 && event(objectOf(objectOf(details[0])["event"])) ||
		has(o, "detail-type") && event(objectOf(o["detail"])) || isOldAWS(o)
}

// isOldAWS reports whether it is the list behind AWS's old status page.
func isOldAWS(o map[string]json.RawMessage) bool {
	for _, key := range []string{"archive", "current"} {
		if list := listOf(o[key]); has(o, "archive", "current") && len(list) > 0 && has(objectOf(list[0]), "service_name", "summary", "date") {
			return true
		}
	}
	return false
}

func readAWS(content []byte, o Options) (Result, error) {
	if isOldAWS(firstObject(content)) {
		return Result{}, refuse("take the events from aws health describe-events, or write the record by hand",
			"it looks like data.json of AWS's old status page, which is not read: it says neither when an incident ended nor on which day its messages were sent")
	}
	values, err := jsonValues(content)
	if err != nil {
		return Result{}, err
	}
	f := awsFile{byARN: map[string]int{}}
	for _, v := range values {
		var page awsPage
		if err := decodeJSON(bytes.TrimSpace(v), &page); err != nil {
			return Result{}, err
		}
		f.add(page)
	}
	if err := bounded(len(f.events), "events"); err != nil {
		return Result{}, err
	}
	result := Result{}
	for _, in := range f.events {
		r := awsReader{in: in, options: o}
		if why := r.misplaced(); why != "" {
			f.beside.skip(cmp.Or(in.Code, in.ARN), why)
			continue
		}
		draft, err := r.draft()
		if err != nil {
			return Result{}, err
		}
		result.Drafts = append(result.Drafts, draft)
	}
	result.Beside = f.beside
	return result, nil
}

// awsFile gathers events, each once: commands are repeated, and for an organization details come once for each account.
type awsFile struct {
	events []awsEvent
	byARN  map[string]int
	beside Account
}

func (f *awsFile) add(page awsPage) {
	for _, e := range page.Events {
		f.event(e)
	}
	for _, d := range page.Details {
		d.Event.text = d.Text.Latest
		f.event(d.Event)
	}
	if s := page.Detail; s != nil {
		s.ARN, s.Region = cmp.Or(s.ARN, s.EventARN), cmp.Or(s.Region, s.EventRegion)
		if len(s.Texts) > 0 {
			s.text = s.Texts[0].Latest
		}
		f.event(s.awsEvent)
	}
	for _, failed := range page.Failed {
		f.beside.skip(failed.ARN, "AWS did not give its details: "+shorten(cmp.Or(failed.Why, "no reason"), 100))
	}
	if page.Next != "" {
		f.beside.skip("more events", "AWS has further pages, which are not in the file")
	}
}

// event takes the event, or what is newer about one that is there already.
func (f *awsFile) event(e awsEvent) {
	i, known := f.byARN[e.ARN]
	if !known || e.ARN == "" {
		f.byARN[e.ARN] = len(f.events)
		f.events = append(f.events, e)
		return
	}
	f.beside.skip(e.ARN, "the file holds the event more than once; what is newest is used")
	old := f.events[i]
	if e.Updated.at.From.Before(old.Updated.at.From) {
		e, old = old, e
	}
	e.text = cmp.Or(e.text, old.text)
	f.events[i] = e
}

// misplaced says why the event is no incident, or nothing.
func (r *awsReader) misplaced() string {
	in := &r.in
	switch {
	case in.Category != "issue":
		return "eventTypeCategory " + cmp.Or(shorten(in.Category, 40), "is missing, so it") + " is no incident"
	case in.Status == "upcoming":
		return "it had not begun"
	case in.Start.why != "":
		return "startTime: " + in.Start.why
	case in.Start.at.IsZero():
		return "it has no startTime"
	}
	return ""
}
