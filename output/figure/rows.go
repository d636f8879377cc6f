package figure

import (
	"time"

	"github.com/postmortem-dev/postmortem/analysis"
)

// gutter returns how wide the column of row labels is: as wide as the longest, within reason.
func (s *sheet) gutter(rows []analysis.Row) float64 {
	if s.narrow {
		return 0
	}
	width := 110.0 // the first date of a time axis stands in it
	for _, r := range rows {
		width = max(width, textWidth(clean(r.Label), labelSize))
	}
	return min(width, 230) + 14
}

// groupHeader writes the name of a row's group where it differs from the row before.
func (s *sheet) groupHeader(rows []analysis.Row, i int) {
	group := clean(rows[i].Group)
	if group == "" || i > 0 && rows[i-1].Group == rows[i].Group {
		return
	}
	s.height += 12
	s.text("group", "start", 0, s.height+12, fit(group, labelSize*1.1, s.width))
	s.height += 20
}

// rowLabel writes a row's label beside its bar or, on a narrow sheet, above it, and returns the bar's top. In a gutter,
// a label takes a second line where the row is high enough.
func (s *sheet) rowLabel(label, value string, gutter, rowHeight float64) (top float64) {
	label = clean(label)
	if s.narrow {
		s.text("value", "end", s.width, s.height+14, value)
		for _, line := range wrap(label, labelSize, s.width-textWidth(value, smallSize)-10, 2) {
			s.text("label", "start", 0, s.height+14, line)
			s.height += 15
		}
		return s.height + 3
	}
	lines := wrap(label, labelSize, gutter-14, 1+boolToInt(rowHeight >= 30))
	y := s.height + rowHeight/2 + 4.5 - float64(len(lines)-1)*7
	for i, line := range lines {
		s.text("label", "end", gutter-12, y+float64(i)*14, line)
	}
	return s.height
}

// span draws one span of a row, with the whole of what it says as its tooltip.
func (s *sheet) span(sc scale, sp analysis.Span, y, h float64, name string) (from, to float64) {
	from, to = sc.x(sp.From), sc.x1
	switch {
	case !sp.To.IsZero():
		to = sc.x(sp.To)
	case sc.lengths != nil:
		to = from + openRoom
	}
	width := max(to-from, 2)
	s.open("g", "class", Colour(sp.Class))
	s.element("title", name+": "+SpanWords(s.fig, sp, s.zone))
	switch {
	case sp.To.IsZero():
		s.empty("rect", "class", "open", "x", from, "y", y, "width", width, "height", h)
		s.text("unknown", "end", to-5, y+h/2+4.5, "?")
	case sp.To.After(sc.to):
		s.empty("path", "class", "bar", "fill", s.fill(sp.Class), "d", path("M", from, y, "H", to-6, "L", to, y+h/2, "L", to-6, y+h, "H", from, "Z"))
	default:
		s.empty("rect", "class", "bar", "fill", s.fill(sp.Class), "x", from, "y", y, "width", width, "height", h, "rx", min(2, width/2))
	}
	s.close("g")
	return from, from + width
}

// SpanWords writes a span of a figure out: its class, label, ends and length.
func SpanWords(f *analysis.Figure, sp analysis.Span, zone *time.Location) string {
	out := Words(sp.Class)
	if label := clean(sp.Label); label != "" && label != out {
		out = label + ", " + out
	}
	s := sheet{fig: f, zone: zone}
	out += ", " + s.moment(sp.From) + " to "
	if sp.To.IsZero() {
		return out + "an end that is not recorded"
	}
	return out + s.moment(sp.To) + ", " + s.length(sp.To.Sub(sp.From))
}

// rowEnds returns the first start and the last end of a row's spans; the end is zero if any span has none.
func rowEnds(r analysis.Row) (from, to time.Time) {
	open := false
	for i, sp := range r.Spans {
		if i == 0 || sp.From.Before(from) {
			from = sp.From
		}
		if sp.To.After(to) {
			to = sp.To
		}
		open = open || sp.To.IsZero()
	}
	if open {
		return from, time.Time{}
	}
	return from, to
}

// extent returns the first moment of rows and all their ends, and false when no row has a span.
func extent(rows []analysis.Row) (first time.Time, ends []time.Time, ok bool) {
	for _, r := range rows {
		if len(r.Spans) == 0 {
			continue
		}
		from, _ := rowEnds(r)
		if !ok || from.Before(first) {
			first, ok = from, true
		}
		end := from
		for _, sp := range r.Spans {
			end = later(end, later(sp.From, sp.To))
		}
		ends = append(ends, end)
	}
	return first, ends, ok
}

func hasOpen(rows []analysis.Row) bool {
	for _, r := range rows {
		for _, sp := range r.Spans {
			if sp.To.IsZero() {
				return true
			}
		}
	}
	return false
}

func rowsHave(rows []analysis.Row) func(analysis.Class) bool {
	return func(c analysis.Class) bool {
		for _, r := range rows {
			if r.Class == c {
				return true
			}
			for _, sp := range r.Spans {
				if sp.Class == c {
					return true
				}
			}
		}
		return false
	}
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}
