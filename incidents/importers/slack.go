package importers

import (
	"bytes"
	"encoding/json"
	"io"
	"regexp"
	"strings"
)

// slack reads what people wrote in a Slack channel: the export of a workspace or of one channel, as a folder or an
// archive; one file of messages; or the answers of conversations.history and conversations.replies. Verified on the
// export and the dump that the tests of the program slackdump hold, and on the list of message subtypes of
// docs.slack.dev and of three libraries; the field slackdump_thread_replies is that program's own.
//
// Nothing in a chat says that it is a milestone, or that it is one of the responders' statements for the public. So every
// message is a plain entry without a kind. People are called by roles or pseudonyms in every text.
func slack() Importer {
	return Importer{
		Name: "slack", Doc: "messages of a Slack channel: an export, one of its files, or the API's answers",
		Detect: detectSlack, Stream: streamSlack, Holds: holdsSlack, Folder: folderSlack,
	}
}

// slackMessage is a message. What varies or matters less is decoded later, so that a surprise in it loses nothing else.
type slackMessage struct {
	Type        string          `json:"type"`
	Subtype     string          `json:"subtype"`
	TS          string          `json:"ts"`
	Thread      string          `json:"thread_ts"`
	User        string          `json:"user"`
	Text        string          `json:"text"`
	Bot         string          `json:"bot_id"`
	Username    string          `json:"username"`
	BotProfile  json.RawMessage `json:"bot_profile"`
	UserProfile json.RawMessage `json:"user_profile"`
	Comment     json.RawMessage `json:"comment"`
	Blocks      json.RawMessage `json:"blocks"`
	Attachments json.RawMessage `json:"attachments"`
	Files       json.RawMessage `json:"files"`
	File        json.RawMessage `json:"file"`
	Reactions   json.RawMessage `json:"reactions"`
	Edited      json.RawMessage `json:"edited"`
	Pinned      json.RawMessage `json:"pinned_to"`
	Replies     json.RawMessage `json:"slackdump_thread_replies"`
}

// slackTime is seconds and a counter. It is no fraction: the counter tells messages of one second apart.
var slackTime = regexp.MustCompile(`^\d{1,11}\.\d{1,9}$`)

func detectSlack(content []byte) bool {
	d := json.NewDecoder(bytes.NewReader(content))
	at, _ := d.Token()
	for at == json.Delim('{') && d.More() {
		key, _ := d.Token()
		if key == "messages" {
			at, _ = d.Token()
			break
		}
		var passed json.RawMessage
		if d.Decode(&passed) != nil {
			return false
		}
	}
	const enough = 5
	for n := 0; n < enough && at == json.Delim('[') && d.More(); n++ {
		var first json.RawMessage
		if d.Decode(&first) != nil {
			return false
		}
		if isSlack(first) {
			return true
		}
	}
	return false
}

func isSlack(message []byte) bool {
	m := objectOf(message)
	var ts string
	if !has(m, "ts") || json.Unmarshal(m["ts"], &ts) != nil || !slackTime.MatchString(ts) {
		return false
	}
	return string(m["type"]) == `"message"` || has(m, "text") && (has(m, "user") || has(m, "bot_id") || has(m, "subtype"))
}

// slackReader reads one source.
type slackReader struct {
	options Options
	crowd   crowd
	users   map[string]bool      // the people of the export, by id
	bots    map[string]string    // names of the users that are none, by id
	rooms   map[string]slackRoom // by id and by folder
	weight  int                  // of the drafts made so far
	result  Result
}

// slackRoom is a channel or another conversation.
type slackRoom struct{ id, name string }

// shown returns what a reader may see of the room: names of conversations without a channel hold names of people.
func (r slackRoom) shown() string {
	switch {
	case strings.HasPrefix(r.name, "mpdm-"):
		return "group conversation"
	case strings.HasPrefix(r.id, "D") && (r.name == "" || r.name == r.id):
		return "direct conversation"
	case oneLine(r.name) == "":
		return "channel"
	}
	return "channel #" + shorten(r.name, 80)
}

// inText returns the room as a sentence has it.
func (r slackRoom) inText() string {
	if shown := r.shown(); strings.HasPrefix(shown, "channel #") {
		return strings.TrimPrefix(shown, "channel ")
	}
	return "a " + r.shown()
}

// called reports whether the user means the room.
func (r slackRoom) called(name string) bool {
	name = strings.TrimPrefix(name, "#")
	return name != "" && (name == r.name || name == r.id)
}

func newSlackReader(o Options) *slackReader {
	return &slackReader{
		options: o, crowd: crowd{roles: o.Roles, apart: o.Redact},
		users: map[string]bool{}, bots: map[string]string{"USLACKBOT": "Slackbot"}, rooms: map[string]slackRoom{},
	}
}

func streamSlack(content io.Reader, o Options) (Result, error) {
	r := newSlackReader(o)
	t := r.talk(slackRoom{})
	d := newSlackDecoder(content)
	for {
		err := r.page(d, t)
		if err == io.EOF {
			break
		}
		if err != nil {
			return Result{}, d.refusal(err)
		}
	}
	wanted := o.Chat.Channel
	if known := t.room != (slackRoom{}); wanted != "" && known && !t.room.called(wanted) {
		return Result{}, refuse("leave out --channel", "it holds the messages of another channel than %s", shorten(wanted, 80))
	}
	r.close(t)
	return r.result, nil
}
