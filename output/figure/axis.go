package figure

import "time"

// axisHeight is what timeAxis takes up: dates, local hours and hours in UTC.
const axisHeight = 50.0

// timeAxis draws the axis at the top of the sheet. Grid lines run from it to the bottom y that drawGrid is given later,
// because the height is not known yet.
func (s *sheet) timeAxis(sc scale) {
	gap := 62.0
	if s.narrow {
		gap = 48
	}
	st := sc.chooseStep(gap)
	if st.days > 0 {
		s.dayLabels(sc, st)
	} else {
		s.dateLabels(sc)
		s.hourLabels(sc, st)
	}
	s.line("axis", sc.x0, s.height+axisHeight, sc.x1, s.height+axisHeight)
	s.height += axisHeight
}

// grid draws a line for each tick and a stronger one for each midnight, from y down to the sheet's height.
func (s *sheet) grid(sc scale, y float64) {
	gap := 62.0
	if s.narrow {
		gap = 48
	}
	st := sc.chooseStep(gap)
	for _, t := range sc.ticks(st, s.zone) {
		class := "grid"
		if st.days == 0 && isMidnight(t, s.zone) {
			class = "grid day"
		}
		s.line(class, sc.x(t), y, sc.x(t), s.height)
	}
}

func isMidnight(t time.Time, zone *time.Location) bool {
	local := t.In(zone)
	return local.Hour() == 0 && local.Minute() == 0 && local.Second() == 0
}

// hourLabels writes the wall clock of the zone and, under it, UTC.
func (s *sheet) hourLabels(sc scale, st step) {
	layout := "15:04"
	if st.seconds < 60 {
		layout = "15:04:05"
	}
	local, utc := s.height+28, s.height+43
	twoLines := s.zone.String() != "UTC"
	if !twoLines {
		local = utc
	}
	half := textWidth(layout, smallSize) / 2
	s.axisName(sc.x0-half-4, "axisname", s.zoneNames(sc), local)
	if twoLines {
		s.axisName(sc.x0-half-4, "axisname muted", "UTC", utc)
	}
	for _, t := range sc.ticks(st, s.zone) {
		x := sc.x(t)
		if s.narrow && x < sc.x0+30+half || x+half > s.width+2 {
			continue // it would collide with the axis's name or hang over the edge
		}
		s.text("tick", "middle", x, local, t.In(s.zone).Format(layout))
		if twoLines {
			s.text("tick muted", "middle", x, utc, t.UTC().Format(layout))
		}
	}
}

// axisName names an axis line in the gutter left of it, up to end, or at its beginning where there is no gutter.
func (s *sheet) axisName(end float64, class, name string, y float64) {
	if s.narrow {
		s.text(class, "start", max(end, 0), y, name)
		return
	}
	s.text(class, "end", end, y, name)
}

// zoneNames returns the abbreviation in force on the axis, or the two when the clocks change on it.
func (s *sheet) zoneNames(sc scale) string {
	first, last := zoneName(sc.from, s.zone), zoneName(sc.to, s.zone)
	if first == last || s.narrow {
		return first
	}
	return first + ", " + last
}

// dateLabels writes the date at the beginning of the axis and at every midnight.
func (s *sheet) dateLabels(sc scale) {
	const layout = "Mon 2 Jan"
	y := s.height + 12
	first := sc.from.In(s.zone).Format("Mon 2 Jan 2006")
	free, end := sc.x0, s.width
	if s.narrow {
		// There is no gutter: the first date stands at the right end, out of the way of the midnights.
		first = "from " + first
		s.text("date muted", "end", s.width, y, first)
		end -= textWidth(first, smallSize)
	} else {
		s.text("date", "end", sc.x0-12, y, first)
	}
	for _, t := range sc.midnights(s.zone) {
		x := sc.x(t)
		label := t.In(s.zone).Format(layout)
		if x < free-0.01 || x+textWidth(label, smallSize) > end {
			continue
		}
		s.text("date", "start", x+3, y, label)
		s.line("axis", x, y-10, x, y+3)
		free = x + textWidth(label, smallSize) + 6
	}
}

// dayLabels writes dates where a step is a day or more.
func (s *sheet) dayLabels(sc scale, st step) {
	layout := "2 Jan"
	if st.days >= 30 {
		layout = "Jan 2006"
	}
	s.axisName(sc.x0-12, "axisname", s.zoneNames(sc), s.height+28)
	if !s.narrow {
		s.text("date", "end", sc.x0-12, s.height+43, sc.from.In(s.zone).Format("2006"))
	}
	for _, t := range sc.ticks(st, s.zone) {
		x := sc.x(t)
		if x+textWidth(layout, smallSize)/2 <= s.width {
			s.text("tick", "middle", x, s.height+43, t.In(s.zone).Format(layout))
		}
	}
}
