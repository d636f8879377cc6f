package main

import (
	"slices"
	"strings"

	"github.com/postmortem-dev/postmortem/analysis"
	"github.com/postmortem-dev/postmortem/incidents"
	"github.com/postmortem-dev/postmortem/templates"
	"github.com/postmortem-dev/postmortem/templates/briefs"
)

// question is what is asked, with what there is to show afterwards.
type question struct {
	text     string
	answer   []string // paragraphs
	evidence []string
	open     bool // the record has no answer, and the words are an honest way to say so
}

func (q question) words() int { return briefs.Words(strings.Join(q.answer, " ")) }

// practiceQuestions returns what a brief has to ask: for the whole answer first, as an interview does, then the questions
// that follow, and last those that the record cannot answer. A question is known by its words, so each stands once.
func practiceQuestions(b *briefs.Brief, r *analysis.Report) []question {
	asked := []question{opening(b)}
	for _, qa := range b.Questions {
		asked = append(asked, question{text: qa.Question, answer: []string{qa.Answer}, evidence: qa.Evidence})
	}
	for _, qa := range b.Open {
		asked = append(asked, question{text: qa.Question, answer: []string{qa.Say}, evidence: qa.Evidence, open: true})
	}
	shelf := exhibits{sources: b.Sources, view: templates.NewView(r)}
	var once []question
	for _, q := range asked {
		q.text, q.evidence = printable(q.text), shelf.show(q.evidence)
		if !slices.ContainsFunc(once, func(o question) bool { return o.text == q.text }) {
			once = append(once, q)
		}
	}
	return once
}

func opening(b *briefs.Brief) question {
	length := count(b.LengthS, "second") // exactly: answers of two lengths are two cards
	if b.LengthS%60 == 0 {
		length = count(b.LengthS/60, "minute")
	}
	q := question{text: "Tell me about this incident in " + length + "."}
	for _, part := range b.Spoken {
		q.answer = append(q.answer, part.Text)
		q.evidence = append(q.evidence, part.Sources...)
	}
	return q
}

// exhibits are what evidence names: events, measures and sources.
type exhibits struct {
	sources []briefs.Source
	view    *templates.View
}

// show returns each piece of evidence once, with what it says.
func (x exhibits) show(evidence []string) []string {
	var shown []string
	for _, id := range evidence {
		if text := x.text(id); !slices.Contains(shown, text) {
			shown = append(shown, text)
		}
	}
	return shown
}

func (x exhibits) text(id string) string {
	for _, s := range x.sources {
		if s.ID == id {
			return strings.TrimSpace(id + ": " + s.Title + " " + s.URL)
		}
	}
	for _, e := range x.view.Incident.Timeline {
		if e.ID == id {
			return id + ": " + x.event(e)
		}
	}
	return x.measure(id)
}

func (x exhibits) event(e incidents.Event) string {
	if e.At.Day {
		return e.Text.Text
	}
	at := x.view.Clock(analysis.End{At: e.At.At(), Low: e.At.From, High: e.At.To, About: e.At.About})
	return at + " " + e.Text.Text
}

// measure returns a measure as a brief refers to it, NAME or NAME@SCOPE, with its value and what it lies between.
func (x exhibits) measure(id string) string {
	name, scope, scoped := strings.Cut(id, "@")
	if !scoped {
		scope = analysis.WholeIncident
	}
	m := x.view.Measure(name, scope)
	if !m.Known() {
		return id
	}
	text := id + ": " + x.view.Print(m)
	if m.From != nil && m.To != nil && m.From.Name != m.To.Name {
		text += ", " + x.view.Ends(m)
	}
	return text
}
