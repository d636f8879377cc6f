package output

import (
	"crypto/sha256"
	"encoding/base32"
	"fmt"
	"strings"
	"unicode"

	"github.com/postmortem-dev/postmortem/templates"
	"github.com/postmortem-dev/postmortem/templates/briefs"
)

// card is one thing to learn from a brief: what is asked and what to answer.
type card struct {
	guid     string
	kind     cardKind
	front    string
	back     []string // lines
	evidence []string
}

// cardKind is what a card is about: a value of it stands in files, its deck in Anki.
type cardKind string

const (
	numberCard   cardKind = "number"
	questionCard cardKind = "question"
	trapCard     cardKind = "trap"
	termCard     cardKind = "term"
	strokeCard   cardKind = "stroke"
)

// briefOf returns the brief that a document was written from. Cards are made of its parts, not of its text.
func briefOf(doc *templates.Document) (*briefs.Brief, error) {
	brief, ok := doc.Detail.(*briefs.Brief)
	if !ok {
		return nil, ErrNoCards
	}
	return brief, nil
}

// deck collects cards, each once.
type deck struct {
	incident string
	cards    []card
	seen     map[string]bool
}

// cardsOf returns the cards of a brief in the order of its parts. The kinds are numbers, questions with those that
// nobody can answer, traps with numbers not to quote, terms, and strokes of the whiteboard.
func cardsOf(b *briefs.Brief) []card {
	d := &deck{incident: b.Incident, seen: map[string]bool{}}
	for _, n := range b.Numbers {
		d.add(numberCard, measureKey(n), n.Title+": what is the number?", n.Measure.Sources, n.Value, n.How, n.Sure)
	}
	for _, q := range b.Questions {
		d.add(questionCard, q.Question, q.Question, q.Evidence, q.Answer)
	}
	for _, q := range b.Open {
		d.add(questionCard, q.Question, q.Question, q.Evidence, q.Say, "The record does not answer this.")
	}
	for _, t := range b.Traps {
		d.add(trapCard, t.Wrong, "What is wrong with this? "+t.Wrong, t.Sources, t.Right)
	}
	for _, t := range b.NotToQuote {
		d.add(trapCard, t.Wrong, "Why not quote this? "+t.Wrong, t.Sources, t.Right)
	}
	for _, t := range b.Glossary {
		d.add(termCard, t.Term, "What does this mean, in plain words? "+t.Term, nil, t.Meaning)
	}
	for i, s := range b.Whiteboard.Steps {
		d.add(strokeCard, s.Draw, strokeFront(b.Whiteboard.Steps, i), nil, s.Draw, "Say: "+s.Say)
	}
	return d.cards
}

func strokeFront(steps []briefs.Stroke, i int) string {
	front := fmt.Sprintf("Whiteboard, stroke %d of %d: what do you draw and say?", i+1, len(steps))
	if i > 0 {
		front += " The stroke before it: " + steps[i-1].Draw
	}
	return front
}

// measureKey returns what tells a number from others of its incident. Its title may differ by role.
func measureKey(n briefs.Number) string {
	if n.Measure.Name == "" {
		return n.Title
	}
	return n.Measure.Name + "@" + n.Measure.Scope
}

func (d *deck) add(kind cardKind, key, front string, evidence []string, back ...string) {
	c := card{guid: guid(d.incident, kind, key), kind: kind, front: oneLine(front)}
	for _, id := range evidence {
		c.evidence = append(c.evidence, oneLine(id))
	}
	for _, line := range back {
		if line = oneLine(line); line != "" {
			c.back = append(c.back, line)
		}
	}
	if !d.seen[c.guid] && oneLine(key) != "" {
		d.seen[c.guid] = true
		d.cards = append(d.cards, c)
	}
}

// guid returns a card's identity. It rests on what is asked and not on the answer, the role or the length, so that a
// later brief of the incident updates its cards. The letters in front keep spreadsheets from reading it as a number.
func guid(incident string, kind cardKind, key string) string {
	sum := sha256.Sum256([]byte(incident + "\x00" + string(kind) + "\x00" + strings.ToLower(oneLine(key))))
	return "pm-" + strings.ToLower(base32.StdEncoding.EncodeToString(sum[:10]))
}

// oneLine returns text on one line, without control characters.
func oneLine(text string) string {
	return strings.Join(strings.FieldsFunc(text, func(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) }), " ")
}

// tags returns words to find a brief's cards by: its incident and its role.
func tags(b *briefs.Brief) []string {
	return []string{"postmortem::" + word(b.Incident), "role::" + word(b.RoleName)}
}

// word returns text as one word that can stand in names of decks and tags, where blanks and colons have a meaning.
func word(text string) string {
	keep := func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) || strings.ContainsRune("-_.", r) {
			return r
		}
		return '-'
	}
	return strings.Map(keep, text)
}
