package importers

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/postmortem-dev/postmortem/incidents"
)

const slackSource = "slack"

// close makes a draft of what was said in a room, if anything is left of it.
func (r *slackReader) close(t *slackTalk) {
	r.crowd.leave()
	texts := r.texts(t)
	title := "Slack " + r.crowd.hide(t.room.shown())
	size := 0
	for _, text := range texts {
		size += saidSize + written(text)
	}
	switch {
	case t.full != "": // it was dropped before
	case size > mostSaid*2:
		t.drop(tooLongSaid)
	case r.weight+size > mostRooms || len(r.result.Drafts) >= mostParts:
		t.drop(tooManyRooms)
	}
	if t.more {
		t.account.doubt("has_more is true: the source holds one page of several, and the older messages are missing")
	}
	people := r.crowd.leave()
	if len(t.said) == 0 {
		r.result.Beside.add(t.account)
		return
	}
	r.weight += size
	t.account.People = people
	r.result.Drafts = append(r.result.Drafts, r.draft(t, title, texts))
}

// texts returns what each message becomes: who said it, and what. Everybody who wrote or is mentioned is met before names
// are looked for, and before the parts of their names are.
func (r *slackReader) texts(t *slackTalk) []string {
	t.inOrder()
	who, texts := make([]string, len(t.said)), make([]string, len(t.said))
	for i, s := range t.said {
		if s.bot == "" {
			who[i] = r.crowd.person(s.user)
		}
		texts[i] = r.body(s)
	}
	for i, s := range t.said {
		if s.bot != "" {
			who[i] = "bot " + r.crowd.hide(s.bot)
		}
		texts[i] = r.crowd.hide(texts[i])
	}
	for i, s := range t.said {
		if r.options.Redact && s.bot != "" {
			who[i] = "bot " + r.crowd.hide(s.bot)
		}
		if r.options.Redact {
			texts[i] = r.crowd.hide(texts[i])
		}
		if utf8.RuneCountInString(texts[i]) > mostWords {
			texts[i] = r.crowd.hide(strings.TrimSpace(string([]rune(texts[i])[:mostWords])) + "…")
			t.said[i].length = max(s.length, mostWords+1)
		}
		texts[i] = who[i] + s.reply() + ": " + texts[i]
	}
	return texts
}

// body returns the words of a message and what its files are called.
func (r *slackReader) body(s slackSaid) string {
	text := clean(r.decode(s.text))
	for _, f := range s.files {
		text += " (file: " + withoutAddresses(f) + ")"
	}
	return strings.TrimSpace(text)
}

// reply says which message one answers, without quoting it.
func (s slackSaid) reply() string {
	switch {
	case s.answers.IsZero():
		return ""
	case s.answers.YearDay() == s.at.YearDay() && s.answers.Year() == s.at.Year():
		return ", in reply to " + s.answers.Format("15:04:05 UTC")
	}
	return ", in reply to " + s.answers.Format("2006-01-02 15:04:05 UTC")
}

// note says how a message was marked, and what was done to it.
func (s slackSaid) note() string {
	var notes []string
	if s.marks > 0 {
		notes = append(notes, "Marked with a pin by "+people(s.marks)+".")
	}
	if s.pinned {
		notes = append(notes, "Pinned to the channel.")
	}
	if s.broadcast {
		notes = append(notes, "The reply was also sent to the channel.")
	}
	if s.edited {
		notes = append(notes, "Edited later; these are the last words.")
	}
	if s.length > mostWords {
		notes = append(notes, fmt.Sprintf("Cut; the message has %d characters.", s.length))
	}
	return strings.Join(notes, " ")
}

func (r *slackReader) draft(t *slackTalk, title string, texts []string) Draft {
	first := incidents.At(t.said[0].at)
	note := "Read from " + shorten(r.options.File, 200) + "."
	if id := shorten(t.room.id, 40); id != "" {
		note = "Channel " + id + ". " + note
	}
	in := &incidents.Incident{
		Schema: incidents.SchemaName, ID: draftID(first, title), Title: title, Timezone: "UTC",
		Sources: []incidents.Source{{ID: slackSource, Title: title, Kind: "internal", Note: note}},
	}
	for i, s := range t.said {
		t.account.kept()
		in.Timeline = append(in.Timeline, incidents.Event{
			At: incidents.At(s.at), Text: incidents.Words{Text: texts[i]}, Sources: []string{slackSource}, Evidence: incidents.Reported, Note: s.note(),
		})
	}
	return Draft{Incident: in, Key: shorten(t.room.id, 40), Account: t.account}
}

// written returns how many bytes text takes in a record at most.
func written(text string) int {
	n := 0
	for _, r := range text {
		switch {
		case r == '\n':
			n += 8
		case r == '"', r == '\\', r == '\'':
			n += 2
		case r > 0xffff:
			n += 10
		default:
			n += max(utf8.RuneLen(r), 1)
			if r > 0x2000 && r < 0x2100 {
				n += 3
			}
		}
	}
	return n
}
