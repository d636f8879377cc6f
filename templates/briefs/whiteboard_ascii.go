package briefs

import (
	"cmp"
	"math"
	"slices"
)

// Places in the drawing for a terminal, in columns. Everything else follows from the labels.
const (
	sheetColumns = 78
	port         = 3  // where a line leaves the lower edge of a box
	leastBox     = 20 // so that there is room for the words on the dashed line
	boxLines     = 3
)

// layout is where the boxes stand: the spine in one column from the top down, the limbs in a second one, one under the
// other. A line that cannot go straight from one to the other runs in a lane of its own between the columns.
type layout struct {
	*board
	sheet   sheet
	limbs   []limb // from the top down
	row     map[string]int
	labels  map[[2]string]string
	well    int         // the row under which the dashed line runs; -1 for none
	top     []int       // first line of each row
	enter   map[int]int // the line above a row by which arrows come in from the limbs
	width   int         // of a box
	limbCol int
	inLane  map[int]int // by limb: from the spine
	outLane map[int]int // by limb: back to it
}

// ascii draws the board for a terminal.
func (b *board) ascii() string {
	l := &layout{board: b, sheet: sheet{}, row: map[string]int{}, labels: map[[2]string]string{}, well: b.originWell(), width: leastBox}
	for _, a := range b.arrows() {
		l.labels[[2]string{a.From, a.To}] = a.Label
	}
	for _, id := range b.drawn() {
		l.width = max(l.width, columns(b.short[id])+4)
	}
	l.placeRows()
	l.placeLines()
	l.placeColumns()
	l.draw()
	return l.sheet.String()
}

// placeRows puts each limb as near as it can to where it leaves the spine or comes in.
func (l *layout) placeRows() {
	shift := 0
	for _, m := range l.board.limbs {
		if m.to == l.spine[0] {
			shift = 1 // room for it to come in from above
		}
	}
	for i, id := range l.spine {
		l.row[id] = i + shift
	}
	if l.well >= 0 {
		l.well += shift
	}
	l.limbs = slices.Clone(l.board.limbs)
	slices.SortStableFunc(l.limbs, func(a, b limb) int { return cmp.Compare(l.wish(a), l.wish(b)) })
	next := 0
	for _, m := range l.limbs {
		if m.from != "" || m.to != "" {
			next = max(next, l.wish(m))
		}
		for _, id := range m.boxes {
			l.row[id] = next
			next++
		}
	}
}

func (l *layout) wish(m limb) int {
	switch {
	case m.from != "":
		return l.row[m.from]
	case m.to != "":
		return max(0, l.row[m.to]-len(m.boxes))
	}
	return math.MaxInt // apart: after the others
}

// placeLines shares out the lines: three for a row of boxes, then one for arrows with their labels, one where the dashed
// line runs, one where arrows come in from the limbs.
func (l *layout) placeLines() {
	rows := 0
	for _, r := range l.row {
		rows = max(rows, r+1)
	}
	entered := map[int]bool{}
	for _, m := range l.limbs {
		if m.to != "" {
			entered[l.row[m.to]] = true
		}
	}
	l.enter = map[int]int{}
	y := 0
	for r := range rows {
		if entered[r] {
			l.enter[r] = y
			y++
		}
		l.top = append(l.top, y)
		y += boxLines + 1
		if r == l.well {
			y++
		}
	}
}

// below returns the line under a box on which labels stand and lines turn to the spine.
func (l *layout) below(id string) int {
	r := l.row[id]
	if r == l.well {
		return l.top[r] + boxLines + 1
	}
	return l.top[r] + boxLines
}

// placeColumns gives a lane to each line that needs one: those that go back to the spine on the right, then those that
// come from it, the lower ones further left, so that none runs along another.
func (l *layout) placeColumns() {
	l.inLane, l.outLane = map[int]int{}, map[int]int{}
	var order []func(x int)
	for i, m := range l.limbs {
		if m.to != "" && l.row[m.boxes[len(m.boxes)-1]] != l.row[m.to]-1 {
			order = append(order, func(x int) { l.outLane[i] = x })
		}
	}
	for i, m := range l.limbs {
		if m.from != "" && l.row[m.boxes[0]] != l.row[m.from] {
			order = append(order, func(x int) { l.inLane[i] = x })
		}
	}
	l.limbCol = l.clipLabels(sheetColumns-l.width-2*len(order)-4) + 2*len(order) + 4
	for i, set := range order {
		set(l.limbCol - 3 - 2*i)
	}
}

// clipLabels clips the labels along the spine to what the limbs leave of the sheet, and returns how many columns the spine
// takes with them.
func (l *layout) clipLabels(room int) int {
	if len(l.limbs) == 0 {
		room = sheetColumns
	}
	taken := l.width
	for i := 1; i < len(l.spine); i++ {
		arrow := [2]string{l.spine[i-1], l.spine[i]}
		l.labels[arrow] = clipWords(l.labels[arrow], room-port-2)
		taken = max(taken, port+2+columns(l.labels[arrow]))
	}
	return taken
}

func (l *layout) draw() {
	for _, id := range l.spine {
		l.box(0, id)
	}
	l.chain(0, l.spine)
	for i, m := range l.limbs {
		for _, id := range m.boxes {
			l.box(l.limbCol, id)
		}
		l.chain(l.limbCol, m.boxes)
		if m.from != "" {
			l.leave(i, m)
		}
		if m.to != "" {
			l.comeBack(i, m)
		}
	}
	if l.well >= 0 {
		y := l.top[l.well] + boxLines
		words := " origin well "
		if len(l.Blast.Origins) > 1 {
			words = " origins well "
		}
		l.sheet.text(port+2, y, words, sheetColumns)
		l.sheet.dashes(y, l.width)
	}
}

// box draws a service; a double edge marks an origin.
func (l *layout) box(x int, id string) {
	y := l.top[l.row[id]]
	l.sheet.frame(x, y, l.width, l.isOrigin(id))
	l.sheet.text(x+2, y+1, l.short[id], x+l.width-1)
}

// chain draws the arrows down a column.
func (l *layout) chain(x int, ids []string) {
	for i := 1; i < len(ids); i++ {
		from := l.top[l.row[ids[i-1]]] + boxLines - 1
		to := l.top[l.row[ids[i]]]
		l.sheet.down(x+port, from, to)
		l.sheet.sign(x+port, to, '▼')
		l.sheet.text(x+port+2, l.below(ids[i-1]), l.labels[[2]string{ids[i-1], ids[i]}], sheetColumns)
	}
}

// leave draws the arrow from the spine to a limb: straight, or down a lane.
func (l *layout) leave(i int, m limb) {
	from, to := l.top[l.row[m.from]]+1, l.top[l.row[m.boxes[0]]]+1
	tip, x := l.limbCol-1, l.width-1
	if lane, ok := l.inLane[i]; ok {
		l.sheet.across(from, x, lane)
		l.sheet.down(lane, from, to)
		x = lane
	}
	l.sheet.across(to, x, tip)
	l.sheet.sign(tip, to, '▶')
	l.sheet.text(l.limbCol+l.width+1, to, l.labels[[2]string{m.from, m.boxes[0]}], sheetColumns)
}

// comeBack draws the arrow from a limb into the spine from above: straight, or by a lane.
func (l *layout) comeBack(i int, m limb) {
	last := m.boxes[len(m.boxes)-1]
	y, x := l.top[l.row[last]]+boxLines-1, l.limbCol+port
	enter, at, target := l.enter[l.row[m.to]], l.width-4, l.top[l.row[m.to]]
	if lane, ok := l.outLane[i]; ok {
		l.sheet.down(x, y, l.below(last))
		y = l.below(last)
		l.sheet.across(y, lane, x)
		x = lane
	}
	l.sheet.down(x, min(y, enter), max(y, enter))
	l.sheet.across(enter, at, x)
	l.sheet.down(at, enter, target)
	l.sheet.sign(at, target, '▼')
	l.sheet.text(l.limbCol+port+2, l.below(last), l.labels[[2]string{last, m.to}], sheetColumns)
}
