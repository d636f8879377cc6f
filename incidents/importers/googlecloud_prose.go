package importers

import (
	"regexp"
	"strings"
	"time"

	"github.com/postmortem-dev/postmortem/incidents"
)

var (
	beganForm = regexp.MustCompile(`(?i)\b(?:beginning|starting|began|started)(?: at| on)?:? +|\bincident start:? *`)
	endedForm = regexp.MustCompile(`(?i)\bresolved\b[^.\n]{0,80}? as of |\bincident end:? *`)
)

// prose turns the times and periods that a text gives into claims beside begin and end.
func (r *googleReader) prose(text string, published time.Time) {
	last := published
	if !r.end.IsZero() {
		last = r.end.From
	}
	for _, w := range windows(text, earlier(published, r.end.From)) {
		same := func(c incidents.Claim) bool { return c.From.From.Equal(w.from.From) && c.To.From.Equal(w.to.From) }
		if w.against(r.begin.From, last); w.far {
			r.account.doubt("the text gives a period weeks away from the record: %s", w.says)
		}
		if len(r.out.Claims) < mostParts/10 && !containsClaim(r.out.Claims, same) {
			c := w.claim(pageSource)
			if !w.far {
				c.Reason = strings.TrimSpace("Found in the text, " + w.read() + "; hold it against begin and end. " + w.why)
			}
			r.out.Claims = append(r.out.Claims, c)
		}
	}
	// A report says once that its times are those of the Pacific coast.
	var fallback zone
	if strings.Contains(text, "US/Pacific") {
		fallback = zoneNamed("US/Pacific")
	}
	r.moments(text, beganForm, "google-started", r.begin, fallback)
	if !r.end.IsZero() {
		r.moments(text, endedForm, "google-resolved", r.end, fallback)
	}
}

func containsClaim(list []incidents.Claim, same func(incidents.Claim) bool) bool {
	for _, c := range list {
		if same(c) {
			return true
		}
	}
	return false
}

// moments turns what the text gives as the begin or the end into a claim, where it is not what the field gives.
func (r *googleReader) moments(text string, form *regexp.Regexp, about string, field incidents.Instant, fallback zone) {
	for _, sentence := range sentences(text) {
		m := form.FindStringIndex(sentence)
		if m == nil || len(r.out.Claims) >= mostParts/10 {
			continue
		}
		s, _, ok := takeStamp(sentence[m[1]:])
		if !s.zone.known() {
			s.zone = fallback
		}
		if !ok || !s.clock.known || !s.date.known() || s.date.year == 0 || s.date.swap || !s.zone.known() {
			continue
		}
		at, err := s.zone.at(s.clock.wall(s.date))
		if err != nil || near(at.From, field.From) {
			continue
		}
		verdict, reason := incidents.Kept, "The text gives another time than the field of the page, which is used."
		if gap := at.From.Sub(field.From).Abs(); gap >= 14*24*time.Hour {
			verdict, reason = incidents.Unverified, "The text gives a time weeks away from the field of the page; one of the two is wrong."
			r.account.doubt("the text gives a time weeks away from the record: %s", shorten(sentence, 200))
		}
		r.claim(about, shorten(sentence, 400), at, verdict, reason)
	}
}
