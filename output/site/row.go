package site

import (
	"math"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"github.com/postmortem-dev/postmortem/analysis"
	"github.com/postmortem-dev/postmortem/analysis/compare"
	"github.com/postmortem-dev/postmortem/templates"
)

// Row is one incident in the list: what its row shows and what it can be found by. It is small, because a site may have
// a hundred thousand.
type Row struct {
	id, title    string
	start        int64 // Unix time; only if dated
	offset       int32 // of the record's zone from UTC at the start, in seconds
	dated, open  bool
	organization word
	severity     word
	detection    word
	triggers     []word
	mechanisms   []word
	controls     []control
	tags         []word
	services     []service // affected ones
	length       span      // started to resolved
	detect       span      // started to detected
	affected     int32     // services; 0 when not recorded
	bar          bar
	files        word // the documents, see packDocuments
}

// control is a safeguard and what it did.
type control struct{ class, outcome word }

// service is an affected service. Its id is what incidents share; its name is what a reader sees.
type service struct{ id, name word }

// span is a length of time.
type span struct {
	known   bool
	seconds int64
	text    string // with its doubts; "" when there are none
}

// RowOf returns the row of a digest with the documents that the site has of it. The first document is what the title
// leads to.
func RowOf(d *compare.Digest, documents []Document) Row {
	r := Row{
		id: clean(d.ID), title: clean(d.Title), open: d.Open,
		organization: wordOf(d.Organization), severity: wordOf(d.Severity), detection: wordOf(d.Detection),
		triggers: words(d.Triggers), mechanisms: words(d.Mechanisms), tags: words(d.Tags),
		bar: barOf(d),
	}
	if r.title == "" {
		r.title = r.id
	}
	if start := d.Start(); !start.IsZero() {
		_, offset := inZone(start, d.Zone).Zone()
		r.start, r.offset, r.dated = start.Unix(), int32(offset), true //nolint:gosec // at most a day
	}
	for _, c := range d.Controls {
		if class := wordOf(c.Class); !class.empty() {
			r.controls = append(r.controls, control{class, wordOf(c.Outcome)})
		}
	}
	for _, s := range d.Affected() {
		if id := wordOf(s.ID); !id.empty() && !slices.ContainsFunc(r.services, func(o service) bool { return o.id == id }) {
			r.services = append(r.services, service{id, wordOf(s.Name)})
		}
	}
	r.length, r.detect = spanOf(d, "duration"), spanOf(d, "time_to_detect")
	if n, ok := d.Count("affected"); ok && n <= math.MaxInt32 {
		r.affected = int32(n) // none of the recorded services has an impact window: nobody wrote down which were hurt
	}
	r.files = packDocuments(r.id, documents)
	return r
}

// inZone returns t on the clocks of a zone. A digest that was read from a file has times with an offset only.
func inZone(t time.Time, name string) time.Time {
	if t.Location().String() == name {
		return t
	}
	zone, err := time.LoadLocation(name)
	if err != nil {
		return t
	}
	return t.In(zone)
}

func spanOf(d *compare.Digest, name string) span {
	l, ok := d.Length(name)
	if !ok || math.IsNaN(*l.Value) || math.Abs(*l.Value) > maxSeconds {
		return span{}
	}
	s := span{known: true, seconds: int64(math.Round(*l.Value))}
	if text := templates.Duration(analysis.Measure{Value: l.Value, Low: orElse(l.Low, l.Value), High: orElse(l.High, l.Value), Disputed: l.Disputed, SoFar: l.SoFar, Note: l.Note}); text != duration(s.seconds) {
		s.text = text
	}
	return s
}

// maxSeconds is far beyond any incident, and small enough for a script's whole numbers.
const maxSeconds = 1 << 45

func orElse(v, other *float64) *float64 {
	if v == nil {
		return other
	}
	return v
}

// String returns the length as a cell of a table shows it.
func (s span) String() string {
	switch {
	case !s.known:
		return notRecorded
	case s.text != "":
		return s.text
	}
	return duration(s.seconds)
}

func duration(seconds int64) string { return string(appendDuration(nil, seconds)) }

// appendDuration writes whole seconds as the documents do: 45 s, 50 min, 2 h 37 min, 8 d 3 h. Note: the rows of a large
// site need millions of them, which is why this is not left to the templates; a test holds the two together.
func appendDuration(b []byte, s int64) []byte {
	switch {
	case s < 0:
		return appendDuration(append(b, "−"...), -s)
	case s == 0:
		return append(b, "0 min"...)
	case s < 120 && s%60 != 0:
		return append(strconv.AppendInt(b, s, 10), " s"...)
	case (s+30)/60 < 60:
		return append(strconv.AppendInt(b, (s+30)/60, 10), " min"...)
	case (s+30)/60 < 48*60:
		return appendPair(b, (s+30)/60, 60, " h", " min")
	}
	return appendPair(b, (s+1800)/3600, 24, " d", " h")
}

func appendPair(b []byte, n, per int64, big, small string) []byte {
	b = append(strconv.AppendInt(b, n/per, 10), big...)
	if n%per == 0 {
		return b
	}
	return append(strconv.AppendInt(append(b, ' '), n%per, 10), small...)
}

const notRecorded = "not recorded"

// local returns the start on the clocks of the record's zone, as if they were UTC's.
func (r *Row) local() time.Time { return time.Unix(r.start+int64(r.offset), 0).UTC() }

// clean returns a text on one line without what a page cannot hold.
func clean(s string) string {
	s = strings.Map(func(c rune) rune {
		switch {
		case unicode.IsControl(c) || c == '\u2028' || c == '\u2029':
			return ' '
		case c >= '\u202a' && c <= '\u202e' || c >= '\u2066' && c <= '\u2069': // would turn round what stands beside it
			return -1
		}
		return c
	}, strings.ToValidUTF8(s, "\ufffd"))
	return strings.Join(strings.Fields(s), " ")
}
