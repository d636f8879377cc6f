package briefs

import (
	"strings"

	"golang.org/x/text/width"
)

// sheet is a grid of characters by column and line. Lines that meet join by themselves.
type sheet map[[2]int]cell

// cell is one character of a sheet: a sign, or the directions in which lines leave it.
type cell struct {
	sign   rune
	lines  int
	double bool // part of a double edge
}

// Directions in which a line leaves a cell.
const (
	upward = 1 << iota
	downward
	leftward
	rightward
)

// What lines look like, by the sum of their directions.
var (
	singleLines = []rune(" │││─┘┐┤─└┌├─┴┬┼")
	doubleLines = []rune(" ║║║═╝╗╢═╚╔╟═╧╤╬")
)

// second marks the second column of a wide character.
const second = -1

func (s sheet) add(x, y, lines int) {
	c := s[[2]int{x, y}]
	c.lines |= lines
	s[[2]int{x, y}] = c
}

// down draws a line from one line of the sheet to a lower one, or the other way round.
func (s sheet) down(x, from, to int) {
	from, to = min(from, to), max(from, to)
	for y := from; y < to; y++ {
		s.add(x, y, downward)
		s.add(x, y+1, upward)
	}
}

// across draws a line from one column to another on its right.
func (s sheet) across(y, from, to int) {
	for x := from; x < to; x++ {
		s.add(x, y, rightward)
		s.add(x+1, y, leftward)
	}
}

// frame draws the edge of a box.
func (s sheet) frame(x, y, wide int, double bool) {
	right, bottom := x+wide-1, y+boxLines-1
	s.across(y, x, right)
	s.across(bottom, x, right)
	s.down(x, y, bottom)
	s.down(right, y, bottom)
	if !double {
		return
	}
	for at, c := range s {
		edge := at[0] == x || at[0] == right || at[1] == y || at[1] == bottom
		if edge && x <= at[0] && at[0] <= right && y <= at[1] && at[1] <= bottom {
			c.double = true
			s[at] = c
		}
	}
}

func (s sheet) sign(x, y int, sign rune) { s[[2]int{x, y}] = cell{sign: sign} }

// text writes from column x to before column end.
func (s sheet) text(x, y int, text string, end int) {
	for _, r := range text {
		n := columns(string(r))
		if x+n > end {
			return
		}
		s.sign(x, y, r)
		if n > 1 {
			s.sign(x+1, y, second)
		}
		x += n
	}
}

// dashes fills what is empty of a line with a dashed one.
func (s sheet) dashes(y, wide int) {
	for x := range wide {
		if s[[2]int{x, y}] == (cell{}) {
			s.sign(x, y, '╌')
		}
	}
}

// String returns the sheet as lines without blanks at their ends.
func (s sheet) String() string {
	right, bottom := 0, 0
	for at := range s {
		right, bottom = max(right, at[0]), max(bottom, at[1])
	}
	var out strings.Builder
	for y := 0; y <= bottom; y++ {
		var line strings.Builder
		for x := 0; x <= right; x++ {
			if r := s[[2]int{x, y}].rune(); r != second {
				line.WriteRune(r)
			}
		}
		out.WriteString(strings.TrimRight(line.String(), " ") + "\n")
	}
	return out.String()
}

func (c cell) rune() rune {
	switch {
	case c.sign != 0:
		return c.sign
	case c.double:
		return doubleLines[c.lines]
	}
	return singleLines[c.lines]
}

// columns returns how many columns of a monospace grid a text takes.
func columns(text string) int {
	n := 0
	for _, r := range text {
		n++
		if kind := width.LookupRune(r).Kind(); kind == width.EastAsianWide || kind == width.EastAsianFullwidth {
			n++
		}
	}
	return n
}
