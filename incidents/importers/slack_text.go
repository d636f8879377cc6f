package importers

import (
	"cmp"
	"encoding/json"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

var (
	slackMark   = regexp.MustCompile(`<([^<>\n]+)>`)
	slackEscape = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;")
	slackPlain  = strings.NewReplacer("&lt;", "<", "&gt;", ">", "&amp;", "&")
	emailForm   = regexp.MustCompile(`[\p{L}\p{N}._%+'-]+@[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+`)
	phoneForm   = regexp.MustCompile(`\+\d[\d ()-]{7,20}\d`)
)

const (
	someEmail = "(an e-mail address)"
	somePhone = "(a phone number)"
)

// decode returns Slack's markup as plain text. Code and emoji stay as they are written. Those who are mentioned are met,
// so that what is said of them is a pseudonym; addresses and phone numbers, which tell who somebody is, are left out.
func (r *slackReader) decode(text string) string {
	var out strings.Builder
	kept := 0
	for _, m := range slackMark.FindAllStringSubmatchIndex(text, -1) {
		out.WriteString(slackPlain.Replace(text[kept:m[0]]))
		out.WriteString(r.mark(text[m[2]:m[3]]))
		kept = m[1]
	}
	out.WriteString(slackPlain.Replace(text[kept:]))
	return withoutAddresses(out.String())
}

func withoutAddresses(text string) string {
	text = emailForm.ReplaceAllString(text, someEmail)
	return phoneForm.ReplaceAllStringFunc(text, func(number string) string {
		if digits := len(strings.Map(onlyDigits, number)); digits < 9 || digits > 15 {
			return number
		}
		return somePhone
	})
}

func onlyDigits(r rune) rune {
	if r < '0' || r > '9' {
		return -1
	}
	return r
}

// mark returns what a reader sees of what stands between angle brackets.
func (r *slackReader) mark(inside string) string {
	what, label, _ := strings.Cut(inside, "|")
	label = slackPlain.Replace(label)
	switch {
	case strings.HasPrefix(what, "@"):
		return r.mention(what[1:], strings.TrimPrefix(label, "@"))
	case strings.HasPrefix(what, "#"):
		room, ok := r.rooms[what[1:]]
		if !ok {
			room = slackRoom{what[1:], label}
		}
		return room.inText()
	case strings.HasPrefix(what, "!date^"):
		return dateText(what, label)
	case strings.HasPrefix(what, "!subteam^"):
		return cmp.Or(label, "a group")
	case strings.HasPrefix(what, "!"):
		return "@" + strings.TrimPrefix(cmp.Or(label, slackPlain.Replace(what[1:])), "@")
	case strings.HasPrefix(what, "mailto:"):
		return someEmail
	case strings.HasPrefix(what, "tel:"):
		return somePhone
	case strings.Contains(what, ":"):
		return link(slackPlain.Replace(what), label)
	}
	return "<" + slackPlain.Replace(inside) + ">"
}

// mention meets the user who is mentioned. label is the name, where the text gives one.
func (r *slackReader) mention(id, label string) string {
	if bot, ok := r.bots[id]; ok {
		return bot
	}
	return r.crowd.person(id, shorten(label, 100))
}

// link returns an address with its label, where that says something else.
func link(address, label string) string {
	_, rest, _ := strings.Cut(address, "://")
	if label == "" || label == address || strings.TrimSuffix(label, "/") == strings.TrimSuffix(rest, "/") {
		return address
	}
	return label + " (" + address + ")"
}

// dateText returns a moment in the words that Slack falls back to, or in UTC.
func dateText(what, label string) string {
	if label != "" {
		return label
	}
	parts := strings.Split(what, "^")
	seconds, err := strconv.ParseInt(parts[1], 10, 64)
	if at := time.Unix(seconds, 0).UTC(); err == nil && plausible(at) == nil {
		return at.Format("2006-01-02 15:04:05 UTC")
	}
	return "(a date)"
}

// cutMarkup returns the first n characters of text, without a piece of a mention or a link at its end.
func cutMarkup(text string, n int) string {
	for i := range text {
		if n--; n < 0 {
			text = text[:i]
			if open := strings.LastIndexByte(text, '<'); open > strings.LastIndexByte(text, '>') {
				text = text[:open]
			}
			return text
		}
	}
	return text
}

// slackBlock is a part of a message's layout; a part of rich text is one as well.
type slackBlock struct {
	Type     string          `json:"type"`
	Text     json.RawMessage `json:"text"` // a string, or an object with one
	Fields   []slackBlock    `json:"fields"`
	Elements json.RawMessage `json:"elements"` // blocks
	User     string          `json:"user_id"`
	Group    string          `json:"usergroup_id"`
	Channel  string          `json:"channel_id"`
	Range    string          `json:"range"`
	Name     string          `json:"name"`
	URL      string          `json:"url"`
	Alt      string          `json:"alt_text"`
	Title    json.RawMessage `json:"title"`
}

// deepestBlock is how deep the blocks of a message are read; lists in lists need five.
const deepestBlock = 12

// blocksText returns the words of blocks in Slack's markup.
func blocksText(raw json.RawMessage) string { return blocks(raw, deepestBlock) }

func blocks(raw json.RawMessage, deep int) string {
	var list []slackBlock
	lenient(raw, &list)
	var b strings.Builder
	for _, block := range list {
		if deep > 0 {
			b.WriteString(block.words(deep))
		}
	}
	return b.String()
}

func (b slackBlock) words(deep int) string {
	inside := blocks(b.Elements, deep-1)
	switch b.Type {
	case "text":
		return slackEscape.Replace(aString(b.Text))
	case "user":
		return "<@" + b.User + ">"
	case "usergroup":
		return "<!subteam^" + b.Group + ">"
	case "channel":
		return "<#" + b.Channel + ">"
	case "broadcast":
		return "<!" + b.Range + ">"
	case "emoji":
		return ":" + b.Name + ":"
	case "link":
		return "<" + slackEscape.Replace(b.URL) + "|" + slackEscape.Replace(aString(b.Text)) + ">"
	case "image":
		return cmp.Or(textOf(b.Title), slackEscape.Replace(b.Alt)) + "\n"
	case "rich_text_list":
		return "- " + strings.ReplaceAll(strings.TrimSpace(inside), "\n", "\n- ") + "\n"
	case "rich_text_preformatted":
		return "```\n" + inside + "\n```\n"
	case "actions", "button", "divider":
		return ""
	case "mrkdwn", "plain_text":
		return aString(b.Text) + "\n"
	}
	text := textOf(b.Text)
	for _, f := range b.Fields {
		text += "\n" + aString(f.Text)
	}
	if text = strings.TrimSpace(text + "\n" + inside); text == "" {
		return ""
	}
	return text + "\n"
}

func aString(raw json.RawMessage) string {
	var text string
	lenient(raw, &text)
	return text
}

// textOf returns a text that is a string or an object with one.
func textOf(raw json.RawMessage) string {
	if !isObject(raw) {
		return aString(raw)
	}
	var object struct {
		Text string `json:"text"`
	}
	lenient(raw, &object)
	return object.Text
}

// attachmentsText returns the words of attachments, which is where programs that watch others often put theirs.
func attachmentsText(raw json.RawMessage) string {
	var list []struct {
		Pretext  string          `json:"pretext"`
		Title    string          `json:"title"`
		Text     string          `json:"text"`
		Fallback string          `json:"fallback"`
		Blocks   json.RawMessage `json:"blocks"`
		Fields   []struct {
			Title string `json:"title"`
			Value string `json:"value"`
		} `json:"fields"`
	}
	lenient(raw, &list)
	var lines []string
	for _, a := range list {
		part := []string{a.Pretext, a.Title, a.Text, blocksText(a.Blocks)}
		for _, f := range a.Fields {
			part = append(part, strings.Trim(f.Title+": "+f.Value, ": "))
		}
		part = slices.DeleteFunc(part, func(p string) bool { return strings.TrimSpace(p) == "" })
		text := clean(strings.Join(part, "\n"))
		lines = append(lines, cmp.Or(text, a.Fallback))
	}
	return clean(strings.Join(lines, "\n"))
}
