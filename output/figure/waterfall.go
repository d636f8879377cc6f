package figure

import (
	"slices"

	"github.com/postmortem-dev/postmortem/analysis"
)

const (
	waterfallBar = 13.0
	waterfallRow = 21.0
)

// drawWaterfall draws one bar per row from its first start to its last end, those that ended first on top. The named
// moments, such as the end of the origin, are lines through all rows.
func drawWaterfall(s *sheet) {
	rows := ByEnd(s.fig.Rows)
	valueWidth := textWidth("first start to", smallSize) + 24
	for _, r := range rows {
		valueWidth = max(valueWidth, textWidth(s.rowLength(r), smallSize)+10)
	}
	if s.narrow {
		valueWidth = 0
	}
	sc, note, ok := s.rowScale(s.gutter(rows), valueWidth)
	if !ok {
		s.nothing()
		return
	}
	under := len(s.body)
	s.timeAxis(sc)
	if !s.narrow {
		s.text("muted", "end", s.width, s.height-22, "first start to")
		s.text("muted", "end", s.width, s.height-7, "last end")
	}
	top := s.height
	marks, depth := s.placeMarks(sc)
	s.markLabels(marks, depth)
	for i, r := range rows {
		s.groupHeader(rows, i)
		s.waterfallRow(sc, r)
	}
	s.beneath(under, func() {
		s.grid(sc, top)
		if s.narrow {
			s.markLines(marks, top) // over the bars they would also cross the labels
		}
	})
	if !s.narrow {
		s.markLines(marks, top)
	}
	s.footnote(note)
	s.legend(s.rowLegend(""))
}

// ByEnd returns the rows in the order of their ends within each group; those without a known end are last.
func ByEnd(rows []analysis.Row) []analysis.Row {
	out := slices.Clone(rows)
	group := map[string]int{}
	for _, r := range rows {
		if _, ok := group[r.Group]; !ok {
			group[r.Group] = len(group)
		}
	}
	slices.SortStableFunc(out, func(a, b analysis.Row) int {
		_, endA := rowEnds(a)
		_, endB := rowEnds(b)
		switch {
		case a.Group != b.Group:
			return group[a.Group] - group[b.Group]
		case endA.IsZero() != endB.IsZero():
			return boolToInt(endA.IsZero()) - boolToInt(endB.IsZero())
		}
		return endA.Compare(endB)
	})
	return out
}

func boolToInt(b bool) int {
	if b {
		return 1
	}
	return 0
}

// rowLength says how long a row lasted from its first start to its last end.
func (s *sheet) rowLength(r analysis.Row) string {
	from, to := rowEnds(r)
	switch {
	case len(r.Spans) == 0:
		return "not recorded"
	case to.IsZero():
		return "end not recorded"
	case r.Note != "": // the bar is cut off, or a window without a start is not drawn
		return fit(clean(r.Note), smallSize, 120)
	}
	return Duration(to.Sub(from))
}

func (s *sheet) waterfallRow(sc scale, r analysis.Row) {
	value := s.rowLength(r)
	top := s.rowLabel(r.Label, value, sc.x0, waterfallRow)
	y := top + (waterfallRow-waterfallBar)/2
	if s.narrow {
		y = top + 1
	} else {
		s.text("value", "end", s.width, top+waterfallRow/2+4.5, value)
	}
	if from, to := rowEnds(r); len(r.Spans) > 1 && !to.IsZero() {
		s.line("whisker", sc.x(from), y+waterfallBar/2, sc.x(to), y+waterfallBar/2)
	}
	for _, sp := range r.Spans {
		s.span(sc, sp, y, waterfallBar, clean(r.Label))
	}
	s.height = top + waterfallRow
}
