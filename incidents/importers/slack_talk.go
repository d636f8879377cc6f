package importers

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// slackTalk is what was said in one room, as far as it is wanted.
type slackTalk struct {
	room    slackRoom
	said    []slackSaid
	seen    map[string]bool // by ts, which is the message's id
	weight  int
	more    bool   // the API has more pages
	full    string // why nothing is kept after all
	account Account
}

// slackSaid is a message that is kept.
type slackSaid struct {
	at        time.Time
	counter   int64
	answers   time.Time // the message that began the thread, if it is another
	user, bot string    // one of them
	text      string    // in Slack's own markup
	length    int       // of the text before it was cut, in characters
	files     []string
	marks     int // people who marked it with a pin
	pinned    bool
	edited    bool
	broadcast bool
}

const (
	outsideWindow = "it lies outside the window of --since and --until"
	tooManySaid   = "the channel has more than 10000 messages in the window; narrow it with --since and --until"
	tooLongSaid   = "the messages of the channel are longer than what is read; narrow the window with --since and --until"
	tooManyRooms  = "the channels before it are all that is read at once; name the one that matters with --channel"

	mostWords = 4000     // of a message, in characters; people can write no more
	mostSaid  = 5 << 20  // of a room, in bytes
	mostRooms = 40 << 20 // of all rooms, in bytes
	saidSize  = 250      // what a message takes beside its text
)

func (r *slackReader) talk(room slackRoom) *slackTalk {
	return &slackTalk{room: room, seen: map[string]bool{}}
}

// slackNoise returns why a message of a subtype is left out. Subtypes that nobody knows are kept.
func slackNoise(subtype string) string {
	switch subtype {
	case "channel_join", "channel_leave", "group_join", "group_leave", "bot_add", "bot_remove", "bot_enable", "bot_disable",
		"app_conversation_join", "app_conversation_leave", "joiner_notification", "joiner_notification_for_inviter":
		return "it says that somebody or something came or went"
	case "channel_topic", "channel_purpose", "channel_name", "channel_archive", "channel_unarchive", "group_topic", "group_purpose", "group_name",
		"group_archive", "group_unarchive", "channel_posting_permissions", "channel_canvas_updated", "tabbed_canvas_updated":
		return "it says that the channel itself was changed"
	case "pinned_item", "unpinned_item":
		return "it says that something was pinned or unpinned"
	case "tombstone", "message_deleted":
		return "it was deleted"
	}
	return ""
}

// take keeps a message, or says why not. wrong says that one of its fields is no text.
func (r *slackReader) take(t *slackTalk, m *slackMessage, wrong bool) {
	var replies []slackMessage
	if m.Replies != nil && json.Unmarshal(m.Replies, &replies) == nil {
		for i := range replies {
			replies[i].Replies = nil
			r.take(t, &replies[i], false)
		}
	}
	at, counter, why := slackMoment(m.TS)
	switch {
	case m.Type != "" && m.Type != "message":
		t.account.skip(m.Type, "it is no message")
	case wrong:
		t.account.skip("a message", "a field of it holds something else than text")
	case why != "":
		t.account.skip("a message", why)
	case !r.options.Chat.holds(at):
		t.account.skip(at.Format(time.DateOnly), outsideWindow)
	case slackNoise(m.Subtype) != "":
		t.account.skip(m.Subtype, slackNoise(m.Subtype))
	case t.full != "":
		t.account.skip(at.Format(time.DateOnly), t.full)
	case t.seen[m.TS]:
		t.account.skip(at.Format(time.DateTime), "the same message stands there twice")
	default:
		s := slackSaid{at: at, counter: counter, user: m.User, edited: isObject(m.Edited)}
		r.author(&s, m)
		s.read(m)
		if s.text == "" && len(s.files) == 0 {
			t.account.skip(cmp.Or(m.Subtype, "a message"), "it has no words")
			return
		}
		t.keep(s, m.TS)
	}
}

func (t *slackTalk) keep(s slackSaid, ts string) {
	t.said, t.seen[ts] = append(t.said, s), true
	t.weight += saidSize + len(s.text)
	switch {
	case len(t.said) > mostParts:
		t.drop(tooManySaid)
	case t.weight > mostSaid:
		t.drop(tooLongSaid)
	}
}

// drop keeps nothing of the room after all.
func (t *slackTalk) drop(why string) {
	t.full = why
	for _, s := range t.said {
		t.account.skip(s.at.Format(time.DateOnly), why)
	}
	t.said, t.seen = nil, nil
}

// holds reports whether a moment lies in the window.
func (c Chat) holds(at time.Time) bool {
	return !at.Before(c.Since) && (c.Until.IsZero() || at.Before(c.Until))
}

// slackMoment reads a ts: when, and the place among the messages of that second.
func slackMoment(ts string) (time.Time, int64, string) {
	whole, rest, counted := strings.Cut(ts, ".")
	seconds, err := strconv.ParseUint(whole, 10, 40)
	var counter uint64
	if counted && err == nil {
		counter, err = strconv.ParseUint(rest, 10, 36)
	}
	if err != nil {
		return time.Time{}, 0, "its ts is not seconds and a counter"
	}
	at := time.Unix(int64(seconds), 0).UTC()
	if plausible(at) != nil {
		return time.Time{}, 0, "its ts lies in a year that cannot be right"
	}
	return at, int64(counter), ""
}

// author finds out who wrote a message: a user, or a bot, which is nobody.
func (r *slackReader) author(s *slackSaid, m *slackMessage) {
	var bot struct {
		Name string `json:"name"`
	}
	var user struct {
		Name    string `json:"name"`
		Real    string `json:"real_name"`
		Display string `json:"display_name"`
	}
	var comment struct {
		User string `json:"user"`
	}
	lenient(m.BotProfile, &bot)
	lenient(m.UserProfile, &user)
	lenient(m.Comment, &comment)
	s.user = cmp.Or(s.user, comment.User)
	_, isBot := r.bots[s.user]
	switch {
	case isBot, m.Subtype == "bot_message", m.Bot != "" && (s.user == "" || !r.users[s.user]):
		s.bot, s.user = cmp.Or(shorten(m.Username, 60), shorten(bot.Name, 60), r.bots[s.user], "without a name"), ""
	case s.user != "":
		r.crowd.knows(s.user, shorten(user.Name, 100), shorten(user.Display, 100), shorten(user.Real, 100))
	case oneLine(m.Username) != "":
		s.user = shorten(m.Username, 100)
		r.crowd.knows(s.user, "", s.user)
	}
}

// read takes over what a message says and how it was marked.
func (s *slackSaid) read(m *slackMessage) {
	text := m.Text
	if strings.TrimSpace(text) == "" {
		text = blocksText(m.Blocks)
	}
	if strings.TrimSpace(text) == "" {
		text = attachmentsText(m.Attachments)
	}
	s.length = utf8.RuneCountInString(text)
	s.text = cutMarkup(clean(text), 2*mostWords)
	s.files = fileTitles(m)
	s.marks = pins(m.Reactions)
	s.broadcast = m.Subtype == "thread_broadcast" || m.Subtype == "reply_broadcast"
	var places []json.RawMessage
	lenient(m.Pinned, &places)
	s.pinned = len(places) > 0
	if began, _, why := slackMoment(m.Thread); why == "" && m.Thread != m.TS {
		s.answers = began
	}
}

// fileTitles returns what the files of a message are called.
func fileTitles(m *slackMessage) []string {
	type file struct {
		Title string `json:"title"`
		Name  string `json:"name"`
	}
	var list []file
	var one file
	lenient(m.Files, &list)
	lenient(m.File, &one)
	var titles []string
	for _, f := range append(list, one) {
		if title := shorten(cmp.Or(f.Title, f.Name), 200); title != "" && len(titles) < 10 {
			titles = append(titles, title)
		}
	}
	return titles
}

// pins returns how many people marked a message with a pin. The list of who did may be cut, the count is not.
func pins(reactions json.RawMessage) int {
	var list []struct {
		Name  string   `json:"name"`
		Count int      `json:"count"`
		Users []string `json:"users"`
	}
	lenient(reactions, &list)
	who := map[string]bool{}
	most := 0
	for _, r := range list {
		if r.Name == "pushpin" || r.Name == "round_pushpin" {
			for _, u := range r.Users {
				who[u] = true
			}
			most = max(most, r.Count)
		}
	}
	return max(most, len(who))
}

// lenient decodes what belongs to a message but does not make it: what does not fit counts as absent.
func lenient(raw json.RawMessage, target any) {
	if len(raw) > 0 {
		_ = json.Unmarshal(raw, target)
	}
}

func isObject(raw json.RawMessage) bool { return len(raw) > 0 && raw[0] == '{' }

// inOrder sorts what was said.
func (t *slackTalk) inOrder() {
	slices.SortStableFunc(t.said, func(a, b slackSaid) int { return cmp.Or(a.at.Compare(b.at), cmp.Compare(a.counter, b.counter)) })
}

// people says how many.
func people(n int) string {
	if n == 1 {
		return "1 person"
	}
	return fmt.Sprintf("%d people", n)
}
