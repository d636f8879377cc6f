package importers

import (
	"cmp"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"github.com/yuin/goldmark/ast"

	"github.com/postmortem-dev/postmortem/incidents"
)

// room is what a section of a report is for.
type room struct {
	form *regexp.Regexp
	add  func(in *incidents.Incident, text string)
}

// rooms returns the sections that have a place in a record, by their usual headings.
func rooms() []room {
	say := func(text string) incidents.Words { return incidents.Words{Text: text} }
	remark := func(text string) incidents.Remark {
		return incidents.Remark{Text: say(text), Basis: incidents.Stated, Sources: []string{reportSource}, Evidence: incidents.Official}
	}
	return []room{
		{regexp.MustCompile(`(?i)summary|^overview$`), func(in *incidents.Incident, text string) { join(&in.Summary.Text, text) }},
		{regexp.MustCompile(`(?i)went well`), func(in *incidents.Incident, text string) { in.WentWell = append(in.WentWell, remark(text)) }},
		{regexp.MustCompile(`(?i)went (?:wrong|poorly|badly)`), func(in *incidents.Incident, text string) { in.WentPoorly = append(in.WentPoorly, remark(text)) }},
		{regexp.MustCompile(`(?i)\b(?:lucky|luck)\b`), func(in *incidents.Incident, text string) { in.GotLucky = append(in.GotLucky, remark(text)) }},
		{regexp.MustCompile(`(?i)action items?|^actions$|corrective and prevent`), addAction},
		{regexp.MustCompile(`(?i)root causes?|contributing factors`), func(in *incidents.Incident, text string) {
			in.Causes = append(in.Causes, incidents.Factor{Kind: incidents.FactorContributing, Text: say(text), Basis: incidents.Stated, Sources: []string{reportSource}, Evidence: incidents.Official})
		}},
		{regexp.MustCompile(`(?i)^impact$`), func(in *incidents.Incident, text string) { join(&in.Impact.Summary.Text, text) }},
		{regexp.MustCompile(`(?i)^detection$`), func(in *incidents.Incident, text string) {
			join(&in.Detection.Text.Text, text)
			in.Detection.Sources = []string{reportSource}
		}},
		{regexp.MustCompile(`(?i)^(?:resolution|recovery|mitigation|response)(?: (?:and|&) (?:resolution|recovery|mitigation|response))?$`), func(in *incidents.Incident, text string) {
			join(&in.Response.Text.Text, text)
			in.Response.Sources = []string{reportSource}
		}},
		{regexp.MustCompile(`(?i)lessons`), func(in *incidents.Incident, text string) {
			in.Lessons = append(in.Lessons, incidents.Lesson{Text: say(text), Basis: incidents.Stated, Sources: []string{reportSource}})
		}},
		{regexp.MustCompile(`(?i)^stat(?:istic)?s$`), addDeclared},
	}
}

func join(to *string, text string) { *to = strings.TrimSpace(*to + "\n" + text) }

var doneForm = regexp.MustCompile(`\((?i:done)\)|✅|^\[x\]`)

func addAction(in *incidents.Incident, text string) {
	a := incidents.Action{Text: incidents.Words{Text: text}, Sources: []string{reportSource}, Evidence: incidents.Official}
	if doneForm.MatchString(text) {
		a.Status = incidents.ActionDone
	}
	in.Actions = append(in.Actions, a)
}

// addDeclared keeps a number that the authors declare as a claim: it may differ from what their timeline gives. A name
// without a number is what they do not know, or a label.
func addDeclared(in *incidents.Incident, text string) {
	name, value, named := strings.Cut(text, ":")
	value = strings.TrimSpace(value)
	claim := incidents.Claim{
		About: "incident", Says: shorten(text, 400), Sources: []string{reportSource}, Verdict: incidents.Unverified,
		Reason: "Declared by the authors; not computed from the timeline, which may give another number.",
	}
	switch {
	case strings.ContainsAny(value, "0123456789"):
	case named && strings.EqualFold(name, "category") && value != "":
		in.Tags = append(in.Tags, shorten(value, 60))
		return
	case named && !strings.ContainsFunc(value, unicode.IsLetter):
		in.Unknowns = append(in.Unknowns, incidents.Remark{
			Text: incidents.Words{Text: shorten(name, 200) + ": the report has a place for it and gives no number."}, Basis: incidents.Stated, Sources: []string{reportSource},
		})
		return
	default:
		claim.Reason = "Said by the authors beside the numbers they declare."
	}
	in.Claims = append(in.Claims, claim)
}

// enter takes note of the section that a heading begins. A deeper heading that is not known belongs to the one above.
func (r *markdownReader) enter(words string, level int) {
	i := slices.IndexFunc(rooms(), func(x room) bool { return x.form.MatchString(words) })
	if i < 0 && r.inRoom && level > r.depth {
		return
	}
	r.section, r.depth, r.inRoom, r.left = words, level, i >= 0, false
	if i >= 0 {
		r.room = rooms()[i]
	}
}

// part reads a block outside the timeline into the part of the record it belongs to; of a list, each item.
func (r *markdownReader) part(n ast.Node) {
	if n.Kind() == ast.KindList {
		for item := n.FirstChild(); item != nil; item = item.NextSibling() {
			r.tell(r.words(item))
		}
		return
	}
	switch n.Kind().String() {
	case "Paragraph", "Blockquote":
		r.tell(r.words(n))
	case "Table":
		if r.inRoom {
			r.account.skip(cmp.Or(shorten(r.words(n), 40), "a table"), "a table outside the timeline")
		}
	}
}

var aboutDocument = regexp.MustCompile(`(?i)^(?:date|authors?|owners?|participants|attendees|status|severity|last updated|written by)\s*:`)

func (r *markdownReader) tell(words string) {
	switch words = oneLine(words); {
	case words == "" || words == leftOut:
	case aboutDocument.MatchString(words) && !r.inRoom:
		r.account.skip(words, "a line about the document")
	case (r.section == "" || r.section == r.title) && !r.inRoom: // what stands below the title tells what happened
		join(&r.out.Summary.Text, words)
		r.account.mapped()
	case r.inRoom:
		r.room.add(&r.out, words)
		r.account.mapped()
	case !r.left:
		r.left = true
		what := r.section
		if what == "" || what == r.title {
			what = words
		}
		r.account.skip(what, "a section that has no place in a record")
	}
}
