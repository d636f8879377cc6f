package figure

import (
	"slices"
	"time"

	"github.com/postmortem-dev/postmortem/analysis"
)

// interval is a stretch of a lane that is taken.
type interval struct{ from, to float64 }

// lanes packs labels so that none covers another: each goes into the first lane with room for it.
type lanes [][]interval

// put returns the lane that has room between from and to, and takes the room.
func (l *lanes) put(from, to float64) int {
	for i, lane := range *l {
		clash := slices.ContainsFunc(lane, func(iv interval) bool { return from < iv.to && iv.from < to })
		if !clash {
			(*l)[i] = append(lane, interval{from, to})
			return i
		}
	}
	*l = append(*l, []interval{{from, to}})
	return len(*l) - 1
}

// laneHeight is the distance of two lines of small text.
const laneHeight = 16.0

// placedMark is a named moment with the place of its label.
type placedMark struct {
	x, textX float64
	anchor   string
	label    string
	lane     int
}

// placeMarks finds a place for the label of every mark; labels near the right edge stand left of their line.
func (s *sheet) placeMarks(sc scale) (marks []placedMark, depth int) {
	var taken lanes
	ticks := slices.Clone(s.fig.Marks)
	slices.SortStableFunc(ticks, func(a, b analysis.Tick) int { return a.At.Compare(b.At) })
	for _, tick := range ticks {
		if tick.At.IsZero() || tick.At.Before(sc.from) || tick.At.After(sc.to) {
			continue
		}
		m := placedMark{x: sc.x(tick.At), anchor: "start", label: s.markLabel(tick)}
		width := textWidth(m.label, smallSize)
		m.textX = m.x + 4
		from := m.textX
		switch {
		case m.textX+width <= s.width:
		case m.x-4-width > 0:
			m.anchor, m.textX = "end", m.x-4
			from = m.textX - width
		default:
			m.textX = s.width - width
			from = m.textX
		}
		m.lane = taken.put(from-2, from+width+8)
		marks = append(marks, m)
	}
	return marks, len(taken)
}

func (s *sheet) markLabel(tick analysis.Tick) string {
	return fit(clean(tick.Label), smallSize, s.width-60) + " " + s.clock(tick.At)
}

// clock writes the time of day in the figure's zone, or the time since the beginning.
func (s *sheet) clock(t time.Time) string {
	if s.fig.Elapsed {
		return s.length(elapsed(t))
	}
	if t.Second() != 0 {
		return t.In(s.zone).Format("15:04:05")
	}
	return t.In(s.zone).Format("15:04")
}

// markLabels writes the labels under the axis and makes room for them.
func (s *sheet) markLabels(marks []placedMark, depth int) {
	for _, m := range marks {
		s.text("mark", m.anchor, m.textX, s.height+13+float64(m.lane)*laneHeight, m.label)
	}
	s.height += float64(depth)*laneHeight + 4
}

// markLines draws the lines of the marks from beside their labels down to the sheet's height.
func (s *sheet) markLines(marks []placedMark, y float64) {
	for _, m := range marks {
		s.line("marker", m.x, y+3+float64(m.lane)*laneHeight, m.x, s.height)
	}
}
