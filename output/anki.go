package output

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"html"
	"strings"
	"unicode/utf8"

	"github.com/postmortem-dev/postmortem/output/tables"
	"github.com/postmortem-dev/postmortem/templates"
	"github.com/postmortem-dev/postmortem/templates/briefs"
)

// anki is a brief's cards as a text file that Anki imports: docs/brief.md says how and why.
func anki() Format {
	return Format{
		Name:   "anki",
		Ext:    ".txt",
		Doc:    "Cards of a brief as a text file for Anki; a second import updates them.",
		Render: renderAnki,
	}
}

// ankiDecks are the decks below the incident's, by kind of card.
var ankiDecks = map[cardKind]string{
	numberCard:   "Numbers",
	questionCard: "Questions",
	trapCard:     "Traps",
	termCard:     "Terms",
	strokeCard:   "Whiteboard",
}

// Note: there is no #columns line. With one, Anki maps columns by the names of fields, which differ by the language of
// its user; without, the first two columns that mean nothing else are the first two fields of any note type. And tags
// stand in the head because a column of them would take away those that the user gave to a card.
func renderAnki(doc *templates.Document, _ Options) ([]byte, error) {
	brief, err := briefOf(doc)
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	fmt.Fprintf(&b, "#separator:tab\n#html:true\n#notetype:Basic\n#guid column:1\n#deck column:2\n#tags:%s\n#if matches:update current\n", strings.Join(tags(brief), " "))
	w := csv.NewWriter(&b)
	w.Comma = '\t'
	for _, c := range cardsOf(brief) {
		record := []string{c.guid, "Postmortem::" + word(brief.Incident) + "::" + ankiDecks[c.kind], ankiFront(c, brief), ankiBack(c, brief)}
		if err := w.Write(record); err != nil {
			return nil, fmt.Errorf("card %s: %w", c.guid, err)
		}
	}
	w.Flush()
	return b.Bytes(), w.Error()
}

// ankiFront names the incident below the question: cards of many incidents come up mixed.
func ankiFront(c card, b *briefs.Brief) string {
	return ankiText(c.front) + "<br><small>" + ankiText(b.Title) + "</small>"
}

func ankiBack(c card, b *briefs.Brief) string {
	lines := make([]string, 0, len(c.back)+1)
	for i, line := range c.back {
		line = ankiText(line)
		if i == 0 && c.kind == numberCard {
			line = "<b>" + line + "</b>"
		}
		lines = append(lines, line)
	}
	if len(c.evidence) > 0 {
		lines = append(lines, "<small>Evidence: "+ankiText(strings.Join(evidenceNames(c.evidence, b.Sources), "; "))+"</small>")
	}
	return strings.Join(lines, "<br>")
}

// evidenceNames writes out the titles of sources, whose ids mean nothing outside the record.
func evidenceNames(ids []string, sources []briefs.Source) []string {
	titles := map[string]string{}
	for _, s := range sources {
		titles[s.ID] = s.Title
	}
	var out []string
	for _, id := range ids {
		if title := titles[id]; title != "" {
			id += ", " + title
		}
		out = append(out, id)
	}
	return out
}

// ankiMarkup are the signs by which Anki would take text for more than text: brackets around sounds and LaTeX, braces
// around clozes, and a backslash before a bracket, which begins a formula even where it is written as an entity.
var ankiMarkup = strings.NewReplacer(`\(`, "&#92;&#8288;(", `\[`, "&#92;&#8288;&#91;", "[", "&#91;", "{", "&#123;")

// ankiText returns text as one line of HTML that Anki shows as it is. What a spreadsheet would take for a formula begins with an
// entity, which no spreadsheet reads and which Anki shows as the character itself.
func ankiText(text string) string {
	text = oneLine(text)
	if tables.BeginsFormula(text) {
		first, size := utf8.DecodeRuneInString(text)
		return fmt.Sprintf("&#%d;", first) + ankiMarkup.Replace(html.EscapeString(text[size:]))
	}
	return ankiMarkup.Replace(html.EscapeString(text))
}
