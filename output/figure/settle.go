package figure

import "math"

// Heights in a layered layout.
const (
	nodeHeight = 25.0 // and textLine more for each further line of its label
	textLine   = 14.0
	nodeGap    = 8.0
	passHeight = 4.0
)

// settle gives every cell a height: near the mean of its neighbours, in the order of its column, with room between.
func (l *layers) settle(height func(node int) float64) {
	for i := range l.cells {
		l.cells[i].height = passHeight
		if !l.cells[i].isPass() {
			l.cells[i].height = height(l.cells[i].node)
		}
	}
	for _, col := range l.cols {
		y := 0.0
		for i, c := range col {
			if i > 0 {
				y += l.pitch(col[i-1], c)
			}
			l.cells[c].y = y
		}
		for _, c := range col {
			l.cells[c].y -= y / 2
		}
	}
	for round := 0; round < 12; round++ {
		for i := range l.cols {
			col := i
			if round%2 == 1 {
				col = len(l.cols) - 1 - i
			}
			l.settleColumn(col)
		}
	}
	l.toTop()
}

// pitch returns the least distance between the middles of two cells of a column.
func (l *layers) pitch(above, below int) float64 {
	return (l.cells[above].height+l.cells[below].height)/2 + nodeGap
}

// settleColumn moves the cells of a column as near as their order allows to the mean height of their neighbours. It is
// a least squares fit under order constraints: pools of cells that push each other share one shift.
func (l *layers) settleColumn(col int) {
	type pool struct {
		sum  float64
		n    int
		size int
	}
	var pools []pool
	offset := 0.0
	offsets := make([]float64, len(l.cols[col]))
	for i, c := range l.cols[col] {
		if i > 0 {
			offset += l.pitch(l.cols[col][i-1], c)
		}
		offsets[i] = offset
		pools = append(pools, pool{l.desired(c) - offset, 1, 1})
		for k := len(pools) - 1; k > 0 && pools[k-1].sum/float64(pools[k-1].n) > pools[k].sum/float64(pools[k].n); k-- {
			pools[k-1].sum += pools[k].sum
			pools[k-1].n += pools[k].n
			pools[k-1].size += pools[k].size
			pools = pools[:k]
		}
	}
	i := 0
	for _, p := range pools {
		for range p.size {
			l.cells[l.cols[col][i]].y = p.sum/float64(p.n) + offsets[i]
			i++
		}
	}
}

// desired returns the mean height of a cell's neighbours on both sides.
func (l *layers) desired(c int) float64 {
	sum, n := 0.0, 0
	for _, side := range [...][]int{l.cells[c].left, l.cells[c].right} {
		for _, other := range side {
			sum += l.cells[other].y
			n++
		}
	}
	if n == 0 {
		return l.cells[c].y
	}
	return sum / float64(n)
}

// toTop shifts the layout so that its highest cell begins at zero.
func (l *layers) toTop() {
	top := math.Inf(1)
	for _, c := range l.cells {
		top = min(top, c.y-c.height/2)
	}
	for i := range l.cells {
		l.cells[i].y -= top
	}
}

// bottom returns the lowest edge of any cell.
func (l *layers) bottom() float64 {
	bottom := 0.0
	for _, c := range l.cells {
		bottom = max(bottom, c.y+c.height/2)
	}
	return bottom
}
