package figure

import (
	"time"

	"github.com/postmortem-dev/postmortem/analysis"
	"github.com/postmortem-dev/postmortem/analysis/axis"
)

// elapsed returns how long after the beginning of an elapsed figure a moment is.
func elapsed(t time.Time) time.Duration { return t.Sub(analysis.Epoch()) }

// drawElapsed draws spans on rows that all begin at zero, with the length of each row at its end.
func drawElapsed(s *sheet) {
	a, ok := axis.Elapsed(s.fig)
	if !ok {
		s.nothing()
		return
	}
	gutter, right := 0.0, textWidth("in all", smallSize)
	for _, r := range s.fig.Rows {
		gutter = max(gutter, textWidth(clean(r.Label), labelSize))
		right = max(right, textWidth(rowTotal(r), smallSize))
	}
	x0, x1 := min(gutter, 216)+26, s.width-right-20
	if s.narrow {
		x0, x1 = 8, s.width-18
	}
	l := lengthScale{a, x0, x1}
	for _, r := range s.fig.Rows {
		for _, sp := range r.Spans {
			if sp.To.IsZero() && l.x(elapsed(sp.From).Seconds())+openRoom > x1+8 {
				l.x1 = x1 + 8 - openRoom
			}
		}
	}
	sc := scale{from: analysis.Epoch(), to: analysis.Epoch().Add(forever), x0: x0, x1: l.x1, lengths: &l}
	under := len(s.body)
	s.lengthLabels(l, 16)
	if !s.narrow {
		s.text("muted", "end", s.width, 14, "in all")
	}
	s.height = 24
	s.line("axis", x0, s.height, l.x1, s.height)
	s.gap(l, s.height)
	top := s.height
	marks, depth := s.placeMarks(sc)
	s.markLabels(marks, depth)
	s.height += 6
	for i, r := range s.fig.Rows {
		s.groupHeader(s.fig.Rows, i)
		s.elapsedRow(sc, r)
	}
	s.beneath(under, func() {
		s.lengthGrid(l, top, s.height)
		s.markLines(marks, top)
	})
	if a.Log {
		s.footnote("Logarithmic axis, so that minutes and days fit on it: compare the lengths that are written out, not those of the bars.")
	}
	s.legend(s.rowLegend("milestone"))
}

// length writes a length of time: in a figure of elapsed time, where lengths are compared, as the text around it does.
func (s *sheet) length(d time.Duration) string {
	if s.fig.Elapsed {
		return analysis.Duration(d.Seconds())
	}
	return Duration(d)
}

// forever is later than any moment of an elapsed figure.
const forever = 100 * 365 * 24 * time.Hour

// openRoom is how wide a bar is whose end is not recorded.
const openRoom = 44.0

// rowTotal says how long after zero a row ends.
func rowTotal(r analysis.Row) string {
	_, to := rowEnds(r)
	switch {
	case len(r.Spans) == 0:
		return "not recorded"
	case to.IsZero():
		return "end not recorded"
	}
	return analysis.Duration(elapsed(to).Seconds())
}

func (s *sheet) elapsedRow(sc scale, r analysis.Row) {
	total := rowTotal(r)
	top := s.height
	if s.narrow {
		s.text("value", "end", s.width, s.height+14, total)
		for _, line := range wrapAnywhere(clean(r.Label), labelSize, s.width-textWidth(total, smallSize)-10, 2) {
			s.text("label", "start", 0, s.height+14, line)
			s.height += 15
		}
		top = s.height + 3
	} else {
		lines := wrapAnywhere(clean(r.Label), labelSize, sc.x0-26, 2)
		for i, line := range lines {
			s.text("label", "end", sc.x0-26, s.height+ganttBar/2+4.5+14*float64(i), line)
		}
		s.text("value strong", "end", s.width, s.height+ganttBar/2+4.5, total)
		s.height += 14 * float64(len(lines)-1)
	}
	least := s.height + ganttBar
	below := s.labelSpans(sc, r, top)
	s.height = max(least, top+ganttBar+s.labelsBelow(below, top+ganttBar)) + ganttGap
}
