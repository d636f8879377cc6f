package output

import (
	"bytes"
	_ "embed"
	"fmt"
	"html/template"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/postmortem-dev/postmortem/output/figure"
	"github.com/postmortem-dev/postmortem/templates/briefs"
)

var (
	//go:embed rehearse.html.tmpl
	rehearseSource string
	//go:embed rehearse.css
	rehearseCSS string
	//go:embed rehearse.js
	rehearseScript string

	rehearseTemplate = template.Must(template.New("rehearse").Funcs(template.FuncMap{
		"capital": briefs.Capital,
		"clock":   minutes,
	}).Parse(rehearseSource))
)

// rehearsal is what the template of a rehearsal page shows.
type rehearsal struct {
	*briefs.Brief
	Listener string
	Policy   string
	Style    template.CSS
	Script   template.JS
	Links    links
	Program  string
	Contents []chapter
	Parts    []spokenPart
	Asked    []askedCard
	Unknown  []askedCard
	Strokes  []stroke
	Drawing  template.HTML
	Cited    []citedSource
}

// renderRehearsal returns a brief as a page to rehearse it with. The page works without its script: everything is there
// to be read and folded; the script adds the timer, the shuffle and the strokes one by one.
func renderRehearsal(b *briefs.Brief, o Options) ([]byte, error) {
	v := rehearsal{
		Brief:    b,
		Listener: b.Role.Title,
		Style:    template.CSS(pageCSS + figure.CSS() + rehearseCSS), //nolint:gosec // our own style sheets
		Script:   template.JS(rehearseScript),                        //nolint:gosec // our own
		Links:    o.links(),
		Program:  o.Program,
		Parts:    spokenParts(b),
		Asked:    askedCards(b, b.Questions),
		Unknown:  askedCards(b, b.Open),
		Strokes:  strokes(b),
		Cited:    citedSources(b),
	}
	if v.Listener == "" {
		v.Listener = b.RoleName
	}
	v.Policy = SitePolicy(true)
	if v.Links.Style == "" {
		v.Policy = "default-src 'none'; style-src " + hashSource(string(v.Style)) + "; script-src " + hashSource(rehearseScript) + "; img-src data:; base-uri 'none'; form-action 'none'"
	}
	v.Contents = v.chapters()
	drawing, err := whiteboardFigure(b)
	if err != nil {
		return nil, err
	}
	v.Drawing = drawing
	var out bytes.Buffer
	if err := rehearseTemplate.Execute(&out, v); err != nil {
		return nil, fmt.Errorf("rehearsal page of %s: %w", b.Incident, err)
	}
	return out.Bytes(), nil
}

// chapters lists the sections that the page has, by the ids that its template gives them.
func (v rehearsal) chapters() []chapter {
	var out []chapter
	for _, c := range []struct {
		id, name string
		there    bool
	}{
		{"answer", "The answer", true},
		{"shorter", "When there is less time", true},
		{"questions", "Questions they will ask", len(v.Questions)+len(v.Open) > 0},
		{"numbers", "Numbers to remember", len(v.Numbers)+len(v.NotToQuote) > 0},
		{"traps", "Traps", len(v.Traps) > 0},
		{"whiteboard", "On a whiteboard", len(v.Strokes) > 0},
		{"listener", "For this listener", v.Tailoring.Cares != ""},
		{"delivery", "Saying it", len(v.Delivery) > 0},
		{"words", "Words", len(v.Glossary) > 0},
		{"sources", "Sources", len(v.Cited) > 0},
	} {
		if c.there {
			out = append(out, chapter{ID: c.id, Name: template.HTML(c.name)}) //nolint:gosec // our own words
		}
	}
	return out
}

// spokenPart is a part of the answer with its place in the whole.
type spokenPart struct {
	briefs.Part
	Until     int // seconds from the start
	Sentences []sentence
	X, Width  int // of its stretch of the timer's bar, in thousandths
}

type sentence struct {
	Text string
	Cut  bool // to be left out first
}

func spokenParts(b *briefs.Brief) []spokenPart {
	var out []spokenPart
	until, sum := 0, 0
	for _, p := range b.Spoken {
		sum += p.Seconds
	}
	whole := max(b.LengthS, sum, 1)
	for _, p := range b.Spoken {
		part := spokenPart{Part: p, X: 1000 * until / whole}
		until += p.Seconds
		part.Until, part.Width = until, max(1000*until/whole-part.X-4, 1)
		cut := briefs.Sentences(p.CutFirst)
		for _, s := range briefs.Sentences(p.Text) {
			part.Sentences = append(part.Sentences, sentence{s, slices.Contains(cut, s)})
		}
		out = append(out, part)
	}
	return out
}

// minutes writes seconds as a timer shows them: 1:05.
func minutes(seconds int) string { return fmt.Sprintf("%d:%02d", seconds/60, seconds%60) }

// askedCard is a question with the identity by which the browser remembers it, the same as in the other formats.
type askedCard struct {
	briefs.QA
	GUID  string
	Proof []citedSource
}

func askedCards(b *briefs.Brief, questions []briefs.QA) []askedCard {
	var out []askedCard
	for _, q := range questions {
		out = append(out, askedCard{q, guid(b.Incident, questionCard, q.Question), proof(q.Evidence, b.Sources)})
	}
	return out
}

// proof returns what stands as evidence: sources by their titles, events and measures by their ids.
func proof(ids []string, sources []briefs.Source) []citedSource {
	var out []citedSource
	for _, id := range ids {
		c := citedSource{Source: briefs.Source{ID: id}}
		if i := slices.IndexFunc(sources, func(s briefs.Source) bool { return s.ID == id }); i >= 0 {
			c = citedSource{sources[i], i + 1}
		}
		out = append(out, c)
	}
	return out
}

// citedSource is a source with its number in the page's list; 0 when it is not in it.
type citedSource struct {
	briefs.Source
	Number int
}

// citedSources returns the sources with only such links as a page may have: the record may hold anything.
func citedSources(b *briefs.Brief) []citedSource {
	var out []citedSource
	for i, s := range b.Sources {
		if u, err := url.Parse(s.URL); err != nil || u.Scheme != "http" && u.Scheme != "https" {
			s.URL = ""
		}
		out = append(out, citedSource{s, i + 1})
	}
	return out
}

// stroke is a step of the drawing, and the boxes that come with it by the titles they have in the drawing.
type stroke struct {
	briefs.Stroke
	Boxes string // one title a line
}

// strokes finds the boxes of each stroke: a stroke names what it draws in quotation marks, as it is written on the box.
func strokes(b *briefs.Brief) []stroke {
	drawn := map[string]bool{}
	var out []stroke
	for _, s := range b.Whiteboard.Steps {
		var boxes []string
		for _, n := range b.Whiteboard.Figure.Nodes {
			if !drawn[n.ID] && strings.Contains(s.Draw, "“"+n.Label+"”") {
				drawn[n.ID] = true
				boxes = append(boxes, figure.NodeWords(n))
			}
		}
		out = append(out, stroke{s, strings.Join(boxes, "\n")})
	}
	return out
}

func whiteboardFigure(b *briefs.Brief) (template.HTML, error) {
	f := b.Whiteboard.Figure
	if len(f.Nodes) == 0 {
		return "", nil
	}
	view, ok := newFigureView(&f, "whiteboard", time.UTC)
	if !ok {
		return "", nil
	}
	var out bytes.Buffer
	if err := figureTemplate.Execute(&out, view); err != nil {
		return "", fmt.Errorf("whiteboard of %s: %w", b.Incident, err)
	}
	return template.HTML(out.String()), nil //nolint:gosec // made by html/template
}
