package figure

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/postmortem-dev/postmortem/analysis"
)

const (
	ganttBar = 20.0
	ganttGap = 12.0
)

// drawGantt draws spans on rows. Every span is labelled: inside its bar where the label fits, else under it.
func drawGantt(s *sheet) {
	if s.fig.Elapsed {
		drawElapsed(s)
		return
	}
	sc, note, ok := s.rowScale(s.gutter(s.fig.Rows), 0)
	if !ok {
		s.nothing()
		return
	}
	under := len(s.body)
	s.timeAxis(sc)
	top := s.height
	marks, depth := s.placeMarks(sc)
	s.markLabels(marks, depth)
	for i, r := range s.fig.Rows {
		s.groupHeader(s.fig.Rows, i)
		s.ganttRow(sc, r)
	}
	s.beneath(under, func() {
		s.grid(sc, top)
		s.markLines(marks, top)
	})
	s.footnote(note)
	s.legend(s.rowLegend("milestone"))
}

// rowScale returns the time scale of a figure of rows, between a gutter on the left and a margin on the right, and a
// sentence when the axis is cut.
func (s *sheet) rowScale(gutter, right float64) (sc scale, note string, ok bool) {
	first, ends, ok := extent(s.fig.Rows)
	if !ok {
		return scale{}, "", false
	}
	to, beyond := cut(first, ends)
	if s.fig.Kind == analysis.Gantt {
		for _, m := range s.fig.Marks {
			if beyond == 0 {
				to = later(to, m.At)
			}
		}
	}
	if beyond > 0 {
		note = fmt.Sprintf("The axis is cut: %d of %d rows run past it, to %s at the latest.", beyond, len(ends), s.moment(slices.MaxFunc(ends, time.Time.Compare)))
	}
	if hasOpen(s.fig.Rows) {
		to = to.Add(to.Sub(first) / 20) // an open end needs room to be seen as one
	}
	return newScale(first, to, gutter, s.width-right), note, true
}

func (s *sheet) footnote(note string) {
	if note == "" {
		return
	}
	for _, line := range wrap(note, smallSize, s.width, 3) {
		s.height += 18
		s.text("muted", "start", 0, s.height, line)
	}
}

func (s *sheet) rowLegend(markWords string) []legendItem {
	items := s.swatches(rowsHave(s.fig.Rows))
	if hasOpen(s.fig.Rows) {
		items = append(items, s.openItem())
	}
	if len(s.fig.Marks) > 0 && markWords != "" {
		items = append(items, s.markItem(markWords))
	}
	return items
}

func (s *sheet) ganttRow(sc scale, r analysis.Row) {
	top := s.rowLabel(r.Label, "", sc.x0, ganttBar)
	below := s.labelSpans(sc, r, top)
	s.height = top + ganttBar + s.labelsBelow(below, top+ganttBar) + ganttGap
}

// labelSpans draws the spans of a row, with their labels on those that have the room, and returns the other labels.
func (s *sheet) labelSpans(sc scale, r analysis.Row, top float64) []spanLabel {
	spans := slices.Clone(r.Spans)
	slices.SortStableFunc(spans, func(a, b analysis.Span) int { return a.From.Compare(b.From) })
	var below []spanLabel
	for _, sp := range spans {
		from, to := s.span(sc, sp, top, ganttBar, clean(r.Label))
		label := s.spanLabel(sp)
		width := textWidth(label, smallSize)
		if s.fig.Elapsed && sp.To.Equal(sp.From) {
			continue // two milestones at one moment: the table tells it
		}
		if width+8 <= to-from {
			s.text(insideClass(sp), "middle", (from+to)/2, top+ganttBar/2+4.5, label)
			continue
		}
		below = append(below, spanLabel{(from + to) / 2, width, label})
	}
	return below
}

// spanLabel is a label that has to stand under its span.
type spanLabel struct {
	x, width float64
	text     string
}

// spanLabel returns what a span is called and how long it was.
func (s *sheet) spanLabel(sp analysis.Span) string {
	label := clean(sp.Label)
	if label == "" || s.fig.Elapsed && sp.Class != analysis.ClassMerged { // many rows: the shorter the better
		label = Words(sp.Class)
	}
	length := ""
	if !sp.To.IsZero() {
		length = " " + s.length(sp.To.Sub(sp.From))
	}
	if strings.HasSuffix(label, length) {
		length = ""
	}
	return fit(label, smallSize, s.width-40-textWidth(length, smallSize)) + length
}

// insideClass is the style of text on a bar: the page's ink where the bar is patterned or hollow.
func insideClass(sp analysis.Span) string {
	if isPatterned(sp.Class) || sp.To.IsZero() {
		return "inside halo"
	}
	return "inside"
}

// labelsBelow writes labels under a row of bars in as many lanes as they need, each tied to its bar by a thin line, and
// returns the height of the lanes. The last bars' labels go first: then no line crosses an earlier label.
func (s *sheet) labelsBelow(labels []spanLabel, y float64) float64 {
	var taken lanes
	at := len(s.body)
	for _, l := range slices.Backward(labels) {
		x := min(l.x+5, s.width-l.width)
		lane := taken.put(min(x, l.x)-3, x+l.width+6)
		base := y + 13 + float64(lane)*laneHeight
		s.beneath(at, func() {
			if x > l.x {
				s.empty("path", "class", "leader", "d", path("M", l.x, y, "V", base-4, "H", x-2))
			} else {
				s.line("leader", l.x, y, l.x, base-11)
			}
		})
		s.text("below", "start", x, base, l.text)
	}
	return float64(len(taken)) * laneHeight
}
