// Package figure is the part of the fourth room that draws: it turns an [analysis.Figure] into SVG and into a table.
// It knows no page, no Markdown and no script.
package figure

import (
	_ "embed"
	"time"

	"github.com/postmortem-dev/postmortem/analysis"
)

// Options says how a figure is drawn.
type Options struct {
	Zone   *time.Location // of the time axis; nil is UTC
	Narrow bool           // for a phone: labels stand above their bars instead of beside them
	ID     string         // what element ids begin with, unique in a page; the figure's id if empty
}

//go:embed figure.css
var css string

// CSS returns the style sheet that figures need: their colours, which follow the reader's light or dark setting, and
// their type. It uses the custom properties --ink, --muted, --line and --page of the page around them.
func CSS() string { return css }

// SVG returns the drawing of f as one svg element, and false when f is of a kind that this package cannot draw.
// The same figure and options give the same bytes.
func SVG(f *analysis.Figure, o Options) ([]byte, bool) {
	draw, ok := painters(f.Kind)
	if !ok {
		return nil, false
	}
	s := newSheet(f, o)
	if isEmpty(f) {
		s.nothing()
	} else {
		draw(s)
	}
	return s.finish(), true
}

// painters returns the func that draws figures of a kind. To draw a new kind, write its func in a file of its own and
// add a line here.
func painters(kind analysis.FigureKind) (func(*sheet), bool) {
	draw, ok := map[analysis.FigureKind]func(*sheet){
		analysis.Gantt:     drawGantt,
		analysis.Steps:     drawSteps,
		analysis.Waterfall: drawWaterfall,
		analysis.Graph:     drawGraph,
		analysis.Bars:      drawBars,
		analysis.ECDF:      drawECDF,
		analysis.Strip:     drawStrip,
		analysis.Arcs:      drawArcs,
	}[kind]
	return draw, ok
}

// HasNarrow reports whether figures of a kind have a form of their own for narrow screens. A graph has one form.
func HasNarrow(kind analysis.FigureKind) bool { return kind != analysis.Graph }

func isEmpty(f *analysis.Figure) bool {
	switch f.Kind {
	case analysis.Graph, analysis.Arcs:
		return len(f.Nodes) == 0
	case analysis.ECDF, analysis.Strip:
		return len(f.Samples) == 0
	case analysis.Steps:
		for _, s := range f.Series {
			if len(s.Points) > 0 {
				return false
			}
		}
		return true
	}
	return len(f.Rows) == 0
}
