package figure

import (
	"slices"

	"github.com/postmortem-dev/postmortem/analysis"
)

// patterned classes are hatched or dotted as well as coloured, so that colour is not the only sign.
var patterned = [...]analysis.Class{analysis.ClassDegraded, analysis.ClassUnrecorded, analysis.ClassMerged}

func isPatterned(c analysis.Class) bool { return slices.Contains(patterned[:], c) }

// Classes returns every class there is a colour for, in the order of a legend.
func Classes() []analysis.Class {
	return []analysis.Class{
		analysis.ClassUndetected, analysis.ClassResponse, analysis.ClassDiagnosis, analysis.ClassMitigation,
		analysis.ClassRecovery, analysis.ClassMerged, analysis.ClassDown, analysis.ClassDegraded,
		analysis.ClassUnrecorded, analysis.ClassValue, analysis.ClassOrigin, analysis.ClassExplained,
		analysis.ClassHidden, analysis.ClassSpared, analysis.ClassUntouched,
	}
}

// KnownClass returns c, or the class of plain values for one that has no colour.
func KnownClass(c analysis.Class) analysis.Class {
	if slices.Contains(Classes(), c) {
		return c
	}
	return analysis.ClassValue
}

// Colour returns the CSS class that gives a mark its colour; the custom property behind it has the same name.
func Colour(c analysis.Class) string { return "k-" + string(KnownClass(c)) }

// fill returns the paint of a mark of class c, and notes that its pattern is needed.
func (s *sheet) fill(c analysis.Class) string {
	if !isPatterned(c) {
		return "currentColor"
	}
	s.hatch[c] = true
	return "url(#" + s.id + ":" + string(c) + ")"
}

// patterns writes the definitions of the patterns that marks refer to.
func (s *sheet) patterns() {
	if len(s.hatch) == 0 {
		return
	}
	s.open("defs")
	for _, c := range patterned {
		if !s.hatch[c] {
			continue
		}
		s.open("pattern", "id", s.id+":"+string(c), "class", Colour(c), "width", 6, "height", 6, "patternUnits", "userSpaceOnUse")
		s.empty("rect", "class", "base", "width", 6, "height", 6)
		s.empty("rect", "class", "tint", "width", 6, "height", 6)
		if c == analysis.ClassDegraded {
			s.empty("path", "class", "hatch", "d", "M-1 1l2-2M0 6l6-6M5 7l2-2")
		} else {
			s.empty("circle", "class", "dot", "cx", 3, "cy", 3, "r", 1.0)
		}
		s.close("pattern")
	}
	s.close("defs")
}

// beneath draws under everything that was drawn since the body was at long: grid lines, whose length is known only
// once the rows are placed.
func (s *sheet) beneath(at int, draw func()) {
	above := slices.Clone(s.body[at:])
	s.body = s.body[:at]
	draw()
	s.body = append(s.body, above...)
}

// legendItem is a sign and what it means.
type legendItem struct {
	words string
	draw  func(x, y float64) // in a box 16 wide and 10 high
}

// legend writes the items in as many lines as the sheet's width needs.
func (s *sheet) legend(items []legendItem) {
	if len(items) == 0 {
		return
	}
	x, y := 0.0, s.height+24
	for _, item := range items {
		item.words = fit(item.words, smallSize, s.width-36)
		width := 22 + textWidth(item.words, smallSize) + 14
		if x > 0 && x+width > s.width {
			x, y = 0, y+20
		}
		item.draw(x, y-10)
		s.text("key", "start", x+22, y, item.words)
		x += width
	}
	s.height = y + 8
}

// swatch is the legend item of a class of bars or areas.
func (s *sheet) swatch(c analysis.Class) legendItem {
	return legendItem{Words(c), func(x, y float64) {
		s.empty("rect", "class", Colour(c)+" bar", "fill", s.fill(c), "x", x, "y", y, "width", 16, "height", 10, "rx", 2)
	}}
}

// swatches returns a legend item for each class that has says is there.
func (s *sheet) swatches(has func(analysis.Class) bool) []legendItem {
	var items []legendItem
	for _, c := range Classes() {
		if has(c) {
			items = append(items, s.swatch(c))
		}
	}
	return items
}

// markItem is the legend item of named moments.
func (s *sheet) markItem(words string) legendItem {
	return legendItem{words, func(x, y float64) { s.line("marker", x+8, y-2, x+8, y+12) }}
}

// openItem is the legend item of bars whose end is not recorded.
func (s *sheet) openItem() legendItem {
	return legendItem{"end not recorded", func(x, y float64) {
		s.empty("rect", "class", "k-merged open", "x", x, "y", y, "width", 16, "height", 10)
	}}
}

// path joins commands and coordinates into the data of a path.
func path(parts ...any) string {
	var out []byte
	for _, p := range parts {
		if n, ok := p.(float64); ok {
			out = append(append(out, number(n)...), ' ')
			continue
		}
		out = append(out, p.(string)...)
	}
	return string(out)
}
