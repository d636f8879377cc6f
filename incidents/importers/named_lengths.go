package importers

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/postmortem-dev/postmortem/incidents"
)

// namedLength is a length of time that the tool declares, and between which of its moments, if it says so.
type namedLength struct {
	name     string
	length   time.Duration
	from, to string // names of moments; both empty if it does not say
}

// lengths holds the lengths that the tool declares against its own times. Each is a claim by itself: they are lengths of
// different things, and do not contradict each other.
func (r *namedReader) lengths() {
	for _, l := range r.in.lengths {
		r.account.mapped()
		claim := incidents.Claim{
			Says: fmt.Sprintf("%s declares “%s” as %s.", r.tool.name, momentName(l.name), lengthText(l.length)), Sources: []string{toolSource}, Verdict: incidents.Unverified,
		}
		from, to := r.find(l.from), r.find(l.to)
		switch {
		case l.from == "" && l.to == "":
			claim.Reason = r.likely(l.length)
		case from == nil || to == nil:
			claim.Reason = fmt.Sprintf("It is the time from “%s” to “%s”, and not both are recorded.", shorten(l.from, 60), shorten(l.to, 60))
		case same(to.time.From.Sub(from.time.From), l.length):
			claim.Verdict, claim.Reason = incidents.Used, fmt.Sprintf("It is the time from “%s” to “%s” to the minute.", shorten(l.from, 60), shorten(l.to, 60))
		default:
			claim.Verdict = incidents.Rejected
			claim.Reason = fmt.Sprintf("From “%s” to “%s” it is %s by the times that %s gives.", shorten(l.from, 60), shorten(l.to, 60), lengthText(to.time.From.Sub(from.time.From)), r.tool.name)
			r.account.doubt("“%s” is declared as %s, and the times in %s give %s", momentName(l.name), lengthText(l.length), r.tool.name, lengthText(to.time.From.Sub(from.time.From)))
		}
		r.out.Claims = append(r.out.Claims, claim)
	}
}

// mostCompared is how many moments are compared with each other for one length.
const mostCompared = 50

// likely names two moments that are as far apart as the length. That is a hint and no proof.
func (r *namedReader) likely(length time.Duration) string {
	read := r.read[:min(len(r.read), mostCompared)]
	for _, from := range read {
		for _, to := range read {
			if from.name != to.name && same(to.time.From.Sub(from.time.From), length) {
				return fmt.Sprintf("%s does not say between which of its times; “%s” and “%s” are that far apart.", r.tool.name, shorten(from.name, 60), shorten(to.name, 60))
			}
		}
	}
	return r.tool.name + " does not say between which of its times, and no two of them are that far apart."
}

func (r *namedReader) find(name string) *namedRead {
	for i := range r.read {
		if r.read[i].name == name && name != "" {
			return &r.read[i]
		}
	}
	return nil
}

// same reports whether two lengths agree to the minute.
func same(a, b time.Duration) bool { return (a - b).Abs() < time.Minute }

// lengthText returns a length as people say it: to the minute, or in seconds if it is shorter than one.
func lengthText(d time.Duration) string {
	if d < 0 {
		return "minus " + lengthText(-d)
	}
	if d < time.Minute {
		return fmt.Sprintf("%d s", d/time.Second)
	}
	d = d.Round(time.Minute)
	var words []string
	for _, unit := range []struct {
		size time.Duration
		name string
	}{{24 * time.Hour, "d"}, {time.Hour, "h"}, {time.Minute, "min"}} {
		if n := d / unit.size; n > 0 {
			words = append(words, fmt.Sprintf("%d %s", n, unit.name))
		}
		d %= unit.size
	}
	return strings.Join(words, " ")
}

var isoLength = regexp.MustCompile(`^P(?:(\d{1,5})W)?(?:(\d{1,5})D)?(?:T(?:(\d{1,6})H)?(?:(\d{1,7})M)?(?:(\d{1,9})(?:\.\d+)?S)?)?$`)

// lengthOf reads an ISO 8601 duration without years and months, whose length nobody knows.
func lengthOf(text string) (time.Duration, bool) {
	m := isoLength.FindStringSubmatch(strings.TrimSpace(text))
	if m == nil {
		return 0, false
	}
	var length time.Duration
	given := false
	for i, unit := range [...]time.Duration{7 * 24 * time.Hour, 24 * time.Hour, time.Hour, time.Minute, time.Second} {
		if m[i+1] != "" {
			n, _ := strconv.Atoi(m[i+1])
			length, given = length+time.Duration(n)*unit, true
		}
	}
	return length, given
}

// seconds returns a length, or false if no incident lasts that long.
func seconds(n float64) (time.Duration, bool) {
	const century = 100 * 366 * 24 * 60 * 60
	if n != n || n < 0 || n > century {
		return 0, false
	}
	return time.Duration(n * float64(time.Second)), true
}
