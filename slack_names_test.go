package postmortem_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"testing/fstest"
	"unicode/utf8"

	"pgregory.net/rapid"

	"github.com/postmortem-dev/postmortem/analysis"
	"github.com/postmortem-dev/postmortem/incidents"
	"github.com/postmortem-dev/postmortem/incidents/importers"
	"github.com/postmortem-dev/postmortem/templates"
)

// member is somebody in a made-up workspace.
type member struct {
	id, first, last, handle, display, real string
	met                                    bool // wrote, or is mentioned
}

// drawMember makes somebody up. The letters of the names are such that none stands in another word by chance.
func drawMember(t *rapid.T, n int) *member {
	word := func(label string) string {
		script := rapid.SampledFrom([]string{"qxzvwj", "QXŻÇÐŃ", "жщфцъ", "鬱麤龘", "뷁뛣쀍"}).Draw(t, label+" script")
		text := rapid.StringOfN(rapid.RuneFrom([]rune(script)), 6, 9, -1).Draw(t, label)
		first, size := utf8.DecodeRuneInString(text)
		return strings.ToUpper(string(first)) + strings.ToLower(text[size:])
	}
	m := &member{id: fmt.Sprintf("U%d", n), first: word("first"), last: word("last")}
	m.handle = strings.ToLower(m.first[:1]) + "-" + rapid.StringMatching(`[qxz]{6,8}`).Draw(t, "handle")
	if first, _ := utf8.DecodeRuneInString(m.first); first >= utf8.RuneSelf {
		m.handle = rapid.StringMatching(`[qxz]{6,8}`).Draw(t, "handle")
	}
	m.real = m.first + " " + m.last
	m.display = rapid.SampledFrom([]string{m.first, m.real, m.real + " (she/her)", "[SRE] " + m.real, m.handle, ""}).Draw(t, "display")
	return m
}

// drawWords returns a text in which members are named, and marks those who are so that the importer has to know it.
func drawWords(t *rapid.T, members []*member, redact bool) string {
	var b strings.Builder
	for range rapid.IntRange(0, 4).Draw(t, "names") {
		m := rapid.SampledFrom(members).Draw(t, "named")
		forms := []string{m.real, strings.ToUpper(m.real), m.first + "\n" + m.last, "@" + m.handle, "<@" + m.id + ">", "<@" + m.id + "|" + m.handle + ">", "<mailto:" + m.handle + "@example.org>"}
		if m.display != "" {
			forms = append(forms, m.display)
		}
		if redact {
			forms = append(forms, m.first, m.last, m.handle)
		}
		form := rapid.SampledFrom(forms).Draw(t, "form")
		m.met = true
		around := rapid.SampledFrom([]string{" %s ", "(%s)", "*%s*", "_%s_", "`%s`", " %s's ", ",%s.", " <https://example.org|%s> "}).Draw(t, "around")
		if strings.Contains(form, "<") || strings.Contains(form, "\n") {
			around = " %s "
		}
		b.WriteString("ok " + fmt.Sprintf(around, form) + rapid.SampledFrom([]string{"", "errors", "\n", "😀"}).Draw(t, "then"))
	}
	return b.String()
}

// drawWorkspace returns an export in which members write and name each other wherever a name can stand.
func drawWorkspace(t *rapid.T, redact bool) (fstest.MapFS, []*member) {
	var members []*member
	var users, messages []any
	for n := range rapid.IntRange(1, 4).Draw(t, "members") {
		m := drawMember(t, n)
		members = append(members, m)
		users = append(users, map[string]any{"id": m.id, "name": m.handle, "real_name": m.real, "profile": map[string]any{"display_name": m.display, "real_name": m.real}})
	}
	for _, m := range members { // everybody writes, so that everybody's names may go
		messages = append(messages, map[string]any{"type": "message", "user": m.id, "ts": fmt.Sprintf("1714557600.%06d", len(messages)), "text": "begun"})
		m.met = true
	}
	for n := range rapid.IntRange(1, 6).Draw(t, "messages") {
		text := drawWords(t, members, redact)
		message := map[string]any{"type": "message", "user": rapid.SampledFrom(members).Draw(t, "by").id, "ts": fmt.Sprintf("17145577%02d.000001", n)}
		switch rapid.SampledFrom([]string{"text", "attachment", "block", "file", "bot"}).Draw(t, "where") {
		case "text":
			message["text"] = text
		case "attachment":
			message["attachments"] = []any{map[string]any{"title": text, "fields": []any{map[string]any{"title": text, "value": text}}}}
		case "block":
			message["blocks"] = []any{map[string]any{"type": "section", "text": map[string]any{"type": "mrkdwn", "text": text}}}
		case "file":
			message["files"] = []any{map[string]any{"title": text}}
		case "bot":
			message["subtype"], message["username"], message["text"] = "bot_message", rapid.SampledFrom(members).Draw(t, "bot").real, text
		}
		messages = append(messages, message)
	}
	encode := func(v any) *fstest.MapFile {
		data, err := json.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		return &fstest.MapFile{Data: data}
	}
	room := "mpdm-" + members[0].handle + "-1"
	return fstest.MapFS{
		"users.json": encode(users), "mpims.json": encode([]any{map[string]any{"id": "G1", "name": room}}), room + "/2024-05-01.json": encode(messages),
	}, members
}

// Nobody's name stands in a report of a chat; with names redacted, it does not stand in the record either.
func TestChatsNameNobody(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		redact := rapid.Bool().Draw(t, "redact")
		folder, members := drawWorkspace(t, redact)
		result, ok, err := importers.ImportFolder(folder, "", importers.Options{File: "export", Redact: redact})
		if err != nil || !ok {
			t.Fatal(ok, err)
		}
		record, err := importers.Encode(result.Drafts[0])
		if err != nil {
			t.Fatal(err)
		}
		found, diagnostics := incidents.Parse("record", record)
		if len(found) != 1 {
			t.Fatal(diagnostics)
		}
		document, err := templates.Execute(templates.Default, analysis.Run(found[0]))
		if err != nil {
			t.Fatal(err)
		}
		texts := flat(document.Markdown)
		if redact {
			texts += flat(record)
		}
		for _, m := range members {
			for _, name := range m.hidden(redact) {
				if name != "" && strings.Contains(texts, flat([]byte(name))) {
					t.Fatalf("%q of %+v is in\n%s", name, m, texts)
				}
			}
		}
	})
}

// hidden returns what may not be read of a member.
func (m *member) hidden(redact bool) []string {
	if redact {
		return []string{m.real, m.first, m.last, m.handle}
	}
	return []string{m.real, m.display, "@" + m.handle}
}

// flat returns text in lower case with single blanks, however it was broken into lines.
func flat(text []byte) string {
	return strings.ToLower(strings.Join(strings.Fields(string(text)), " "))
}
