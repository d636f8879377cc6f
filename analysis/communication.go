package analysis

import (
	"fmt"
	"slices"
	"time"

	"github.com/postmortem-dev/postmortem/incidents"
)

// CommunicationDetail is what was said to the people affected, in order of time, how long they waited between messages,
// and what became of promised ones.
type CommunicationDetail struct {
	Messages []Message `json:"messages"`
	Channels []string  `json:"channels"` // in order of first use
	Gaps     []Gap     `json:"gaps"`     // between consecutive moments at which something was said
	Promises []Promise `json:"promises"`
	Entries  int       `json:"timeline_entries"` // of the timeline that tell of what was said
}

// Message is one message to the people affected.
type Message struct {
	Number     int      `json:"number"` // 1 for the earliest
	ID         string   `json:"id,omitempty"`
	At         End      `json:"at"`
	Channel    string   `json:"channel,omitempty"`
	Wave       string   `json:"wave,omitempty"`
	New        string   `json:"new,omitempty"`
	AfterStart *float64 `json:"after_start_s"` // started -> this message

	nextBy incidents.Instant
}

// Gap is the time between two consecutive messages, by number.
type Gap struct {
	From   int     `json:"from"`
	To     int     `json:"to"`
	Length Measure `json:"length"`
}

func communication() Analysis {
	return Analysis{
		Name: "communication", Title: "Communication",
		Doc: "When were the people affected first told, how long did they wait between messages, and were promised messages kept?",
		Run: runCommunication,
	}
}

func runCommunication(c *Case) Result {
	result := Result{Measures: c.firstNotices(), Figures: []Figure{}, Notes: []Note{}}
	detail := CommunicationDetail{Entries: c.saidEntries(), Messages: slices.Clone(c.told), Channels: []string{}, Gaps: []Gap{}, Promises: []Promise{}}
	for _, m := range detail.Messages {
		if m.Channel != "" && !slices.Contains(detail.Channels, m.Channel) {
			detail.Channels = append(detail.Channels, m.Channel)
		}
	}
	detail.Gaps = gaps(detail.Messages)
	detail.Promises = c.promises(detail.Messages)
	result.Measures = append(result.Measures, messageMeasures(detail)...)
	result.Measures = append(result.Measures, promiseMeasures(detail)...)
	result.Notes = c.communicationNotes(detail)
	if f, ok := c.gapFigure(detail); ok {
		result.Figures = append(result.Figures, f)
	}
	result.Detail = detail
	return result
}

// saidEntries counts the entries of the timeline that tell of what was said. They may be messages to the people affected,
// reports or posts.
func (c *Case) saidEntries() int {
	n := 0
	for _, e := range c.Incident.Timeline {
		n += b2i(e.Kind == incidents.KindCommunication)
	}
	return n
}

// messages returns the communications in order of time, numbered.
func (c *Case) messages() []Message {
	out := []Message{}
	started, ok := c.milestone(WholeIncident, incidents.Started)
	for _, m := range c.Incident.Communications {
		if m.At.IsZero() {
			continue
		}
		message := Message{ID: m.ID, At: instantEnd("", m.At, m.Sources), Channel: m.Channel, Wave: m.Wave, New: m.New, nextBy: m.NextBy}
		message.At.Evidence = string(m.Evidence)
		if ok {
			message.AfterStart = number(seconds(started.At, message.At.At))
		}
		out = append(out, message)
	}
	slices.SortStableFunc(out, func(a, b Message) int { return a.At.At.Compare(b.At.At) })
	for i := range out {
		out[i].Number = i + 1
		out[i].At.Name = out[i].label()
	}
	return out
}

func (m Message) label() string {
	if m.ID != "" {
		return "message " + m.ID
	}
	return fmt.Sprintf("message %d", m.Number)
}

// firstNotices measures started -> communicated for the incident, and for each wave that a message is about.
func (c *Case) firstNotices() []Measure {
	var out []Measure
	for _, scope := range c.scopes() {
		to, ok := c.milestone(scope, incidents.Communicated)
		if !ok && scope != WholeIncident {
			to, ok = c.firstAbout(scope)
		}
		if !ok && scope != WholeIncident {
			continue
		}
		out = append(out, c.firstNotice(scope, to, ok))
	}
	return out
}

func (c *Case) firstNotice(scope string, to End, told bool) Measure {
	const name = "time_to_first_public_notice"
	from, began := c.milestone(scope, incidents.Started)
	if !told {
		to = End{Name: string(incidents.Communicated)}
	}
	if !began {
		from = End{Name: string(incidents.Started)}
	}
	switch {
	case !told && !began:
		return unknown(name, scope, "s", "neither started nor communicated is recorded", &from, &to)
	case !told:
		return unknown(name, scope, "s", "no public message is recorded", &from, &to)
	case !began:
		return unknown(name, scope, "s", "started is not recorded", &from, &to)
	case to.At.Before(from.At):
		return unknown(name, scope, "s", "the first public message is dated before the start", &from, &to)
	}
	return duration(name, scope, from, to)
}

// firstAbout returns the first message that names the wave of scope.
func (c *Case) firstAbout(scope string) (End, bool) {
	for _, m := range c.told {
		if m.Wave != "" && WaveScope(m.Wave) == scope {
			return m.At, true
		}
	}
	return End{}, false
}

// gaps returns the time between consecutive messages. Messages of the same moment, on several channels, end one gap.
func gaps(messages []Message) []Gap {
	out := []Gap{}
	for i := 1; i < len(messages); i++ {
		from, to := messages[i-1], messages[i]
		if !to.At.At.Equal(from.At.At) {
			out = append(out, Gap{from.Number, to.Number, duration("message_gap", WholeIncident, from.At, to.At)})
		}
	}
	return out
}

func messageMeasures(d CommunicationDetail) []Measure {
	all := End{Name: "messages in the record"}
	if len(d.Messages) == 0 {
		return []Measure{unknown("messages_total", WholeIncident, "messages", "the record lists no messages", &all, &all)}
	}
	out := []Measure{count("messages_total", WholeIncident, "messages", len(d.Messages), all, all)}
	if len(d.Gaps) == 0 {
		return out
	}
	out = append(out, count("message_gaps_total", WholeIncident, "gaps", len(d.Gaps), End{Name: "gaps between consecutive messages"}, all))
	out = append(out, medianGap(d.Gaps))
	shortest, longest := d.Gaps[0], d.Gaps[0]
	for _, g := range d.Gaps[1:] {
		if *g.Length.Value < *shortest.Length.Value {
			shortest = g
		}
		if *g.Length.Value > *longest.Length.Value {
			longest = g
		}
	}
	shortest.Length.Name, longest.Length.Name = "message_gap_shortest", "message_gap_longest"
	return append(out, shortest.Length, longest.Length)
}

// medianGap takes the median of the nominal lengths, and of their low and high ends: the median grows with each of them,
// so these bound it.
func medianGap(gaps []Gap) Measure {
	pick := func(end func(Measure) *float64) float64 {
		var values []float64
		for _, g := range gaps {
			values = append(values, *end(g.Length))
		}
		return middle(values)
	}
	m := exact("message_gap_median", WholeIncident, "s", pick(func(m Measure) *float64 { return m.Value }), End{Name: "one message"}, End{Name: "the next message"})
	m.Low = number(pick(func(m Measure) *float64 { return m.Low }))
	m.High = number(pick(func(m Measure) *float64 { return m.High }))
	m.Note = fmt.Sprintf("of %s", counted(len(gaps), "gap", "gaps"))
	for _, g := range gaps {
		m.Sources = union(m.Sources, g.Length.Sources)
	}
	return m
}

// middle returns the median of at least one value; it sorts them.
func middle(values []float64) float64 {
	slices.Sort(values)
	half := len(values) / 2
	if len(values)%2 == 1 {
		return values[half]
	}
	return (values[half-1] + values[half]) / 2
}

func (c *Case) communicationNotes(d CommunicationDetail) []Note {
	notes := []Note{}
	add := func(format string, args ...any) {
		notes = append(notes, Note{WholeIncident, fmt.Sprintf(format, args...)})
	}
	if len(d.Messages) == 0 {
		add("%s", c.unlisted(d))
		return notes
	}
	if end, ok := c.milestone(WholeIncident, incidents.Communicated); ok && d.Messages[0].At.At.Before(end.At) {
		add("The timeline marks communicated at %s, but %s was sent at %s.", c.clock(end.At), d.Messages[0].label(), c.clock(d.Messages[0].At.At))
	}
	if len(d.Channels) > 1 {
		add("Messages went out on %d channels (%s); gaps and promises are judged over all of them together.", len(d.Channels), List(d.Channels))
	}
	if same := len(d.Messages) - 1 - len(d.Gaps); same > 0 {
		add("%s sent at the same moment as another and %s no gap.", capitalize(counted(same, "message was", "messages were")), agree(same, "ends", "end"))
	}
	for _, p := range d.Promises {
		if p.Outcome == PromiseUndecided {
			add("Whether the message promised by %s was in time cannot be told: %s.", d.Messages[p.Message-1].label(), p.Reason)
		}
	}
	return notes
}

// unlisted says what a record without messages tells of what was said all the same.
func (c *Case) unlisted(d CommunicationDetail) string {
	if d.Entries == 0 {
		return "The record holds no messages to the people affected."
	}
	text := fmt.Sprintf("The record lists no messages to the people affected, but %s of its timeline %s of what was said", counted(d.Entries, "entry", "entries"), agree(d.Entries, "tells", "tell"))
	if _, told := c.milestone(WholeIncident, incidents.Communicated); !told {
		text += "; when the public was first told is not recorded"
	}
	return text + "."
}

// clock returns a moment in the incident's zone, as notes and labels have it.
func (c *Case) clock(t time.Time) string { return t.In(c.Incident.Zone()).Format("2006-01-02 15:04") }
