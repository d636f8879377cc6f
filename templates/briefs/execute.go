package briefs

import (
	_ "embed"
	"fmt"

	"github.com/postmortem-dev/postmortem/analysis"
	"github.com/postmortem-dev/postmortem/templates"
)

//go:embed brief.md.tmpl
var briefTemplate string

// Execute returns the brief about a report as a document: its Markdown, and the brief itself as the document's detail.
func Execute(r *analysis.Report, role Role, frame Frame, lengthS int) (*templates.Document, error) {
	b, err := Make(r, role, frame, lengthS)
	if err != nil {
		return nil, err
	}
	d, err := templates.Write("brief."+role.Name, briefTemplate, templates.NewView(r), b)
	if err != nil {
		return nil, err
	}
	d.Detail = b
	return d, nil
}

// Asked returns the length asked for, for example 2 min.
func (b *Brief) Asked() string { return templates.Length(float64(b.LengthS)) }

// TotalWords counts the words of the answer.
func (b *Brief) TotalWords() int {
	n := 0
	for _, p := range b.Spoken {
		n += p.Words
	}
	return n
}

// TotalSeconds returns how long the answer takes to say.
func (b *Brief) TotalSeconds() int { return SecondsFor(b.TotalWords()) }

// FrameWords says whose incident it is told as.
func (b *Brief) FrameWords() string {
	if b.Frame == Own {
		return "as an incident of one's own team"
	}
	return "as somebody else's incident"
}

// ParseFrame returns the frame called name.
func ParseFrame(name string) (Frame, error) {
	switch f := Frame(name); f {
	case Public, Own:
		return f, nil
	}
	return "", fmt.Errorf("there is no frame %q: it is public or own", name)
}
