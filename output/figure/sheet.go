package figure

import (
	"strconv"
	"strings"
	"time"

	"github.com/postmortem-dev/postmortem/analysis"
)

// Sizes of type and of the two sheets, in SVG units. At its natural width a unit is a CSS pixel.
const (
	wideSheet   = 860.0
	narrowSheet = 300.0 // less than a 360 px phone leaves, so that no type is smaller than it should be

	labelSize = 13.0
	smallSize = 12.0
)

// sheet is a drawing in the making: elements are appended to body while height grows.
type sheet struct {
	fig    *analysis.Figure
	zone   *time.Location
	narrow bool
	id     string
	width  float64
	height float64
	body   []byte
	hatch  map[analysis.Class]bool // classes whose pattern is used
}

func newSheet(f *analysis.Figure, o Options) *sheet {
	s := &sheet{fig: f, zone: o.Zone, narrow: o.Narrow, id: o.ID, width: wideSheet, hatch: map[analysis.Class]bool{}}
	if s.zone == nil {
		s.zone = time.UTC
	}
	if s.id == "" {
		s.id = f.ID
	}
	if s.narrow {
		s.width = narrowSheet
	}
	return s
}

// finish returns the whole svg element. Its title and description name it to readers who cannot see it.
func (s *sheet) finish() []byte {
	body, form := s.body, "wide"
	if s.narrow {
		form = "narrow"
	}
	s.body = nil
	title, desc := s.id+":title", s.id+":desc"
	s.open("svg", "xmlns", "http://www.w3.org/2000/svg", "class", "fig "+form+" "+widthClass(s.width), "role", "img",
		"aria-labelledby", title+" "+desc, "viewBox", "0 0 "+number(s.width)+" "+number(s.height), "width", "100%")
	s.element("title", clean(s.fig.Title), "id", title)
	s.element("desc", clean(s.fig.Alt), "id", desc)
	s.patterns()
	s.body = append(s.body, body...)
	s.close("svg")
	return s.body
}

// widthClass names the least width at which the sheet's text can be read. A class, because a strict content security
// policy forbids style attributes.
func widthClass(width float64) string {
	steps := [...]int{300, 860, 950, 1050, 1200, 1400, 1700, 2000}
	for _, w := range steps {
		if width <= float64(w) {
			return "w" + strconv.Itoa(w)
		}
	}
	return "w2400"
}

// nothing says on the sheet that there is nothing to draw.
func (s *sheet) nothing() {
	s.height = 40
	s.text("muted", "start", 0, 24, "The record holds nothing to draw here.")
}

// open appends a start tag. Attributes are pairs of a name and a string, float64 or int.
func (s *sheet) open(name string, attrs ...any) {
	s.tag(name, attrs)
	s.body = append(s.body, '>')
}

// empty appends an element without content.
func (s *sheet) empty(name string, attrs ...any) {
	s.tag(name, attrs)
	s.body = append(s.body, "/>\n"...)
}

// element appends an element that holds text.
func (s *sheet) element(name, text string, attrs ...any) {
	s.open(name, attrs...)
	s.body = append(s.body, escape(text)...)
	s.close(name)
}

func (s *sheet) close(name string) {
	s.body = append(s.body, "</"...)
	s.body = append(s.body, name...)
	s.body = append(s.body, ">\n"...)
}

func (s *sheet) tag(name string, attrs []any) {
	s.body = append(s.body, '<')
	s.body = append(s.body, name...)
	for i := 0; i+1 < len(attrs); i += 2 {
		s.body = append(s.body, ' ')
		s.body = append(s.body, attrs[i].(string)...)
		s.body = append(s.body, `="`...)
		s.body = append(s.body, attribute(attrs[i+1])...)
		s.body = append(s.body, '"')
	}
}

func attribute(value any) string {
	switch v := value.(type) {
	case float64:
		return number(v)
	case int:
		return strconv.Itoa(v)
	}
	return escape(value.(string))
}

// text appends one line of text whose baseline is at y.
func (s *sheet) text(class, anchor string, x, y float64, text string) {
	s.element("text", text, "class", class, "text-anchor", anchor, "x", x, "y", y)
}

// line appends a straight line.
func (s *sheet) line(class string, x1, y1, x2, y2 float64) {
	s.empty("line", "class", class, "x1", x1, "y1", y1, "x2", x2, "y2", y2)
}

// number writes a coordinate with at most one decimal: a tenth of a pixel is below what can be seen.
func number(v float64) string {
	return strings.TrimSuffix(strconv.FormatFloat(v, 'f', 1, 64), ".0")
}

var escaper = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;", "'", "&#39;")

func escape(s string) string { return escaper.Replace(s) }
