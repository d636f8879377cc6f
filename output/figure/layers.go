package figure

import (
	"cmp"
	"slices"

	"github.com/postmortem-dev/postmortem/analysis"
)

// cell is a place in a column: a node, or a pass that keeps a long edge clear of the nodes it goes by.
type cell struct {
	node        int // index into the figure's nodes; -1 for a pass
	col         int
	y, height   float64 // y is that of its middle
	left, right []int   // cells it is joined to in the columns beside it
}

// isPass reports whether the cell is an edge passing by.
func (c *cell) isPass() bool { return c.node < 0 }

// route is an edge and the cells it goes through, from left to right. In a column of its own both ends are in it.
type route struct {
	link       analysis.Link
	through    []int
	rightwards bool // the dependent is at the right end
}

// layers is a layered layout: columns from left to right, joined by routes.
type layers struct {
	cells  []cell
	cols   [][]int // cells of each column from top to bottom
	routes []route
}

// newLayers places the nodes of a figure whose edges join two different ones of them: columns by layer, and the order
// in each by barycentre sweeps. The places along the columns are left to settle.
func newLayers(f *analysis.Figure) *layers {
	l := &layers{}
	var used []int
	for _, n := range f.Nodes {
		used = append(used, n.Layer)
	}
	slices.Sort(used)
	used = slices.Compact(used)
	l.cols = make([][]int, len(used))
	cellOf := map[string]int{}
	for i, n := range f.Nodes {
		cellOf[n.ID] = l.add(cell{node: i, col: slices.Index(used, n.Layer)})
	}
	for _, link := range f.Edges {
		l.addRoute(link, cellOf[link.Dependency], cellOf[link.Dependent])
	}
	l.order()
	return l
}

func (l *layers) add(c cell) int {
	l.cells = append(l.cells, c)
	l.cols[c.col] = append(l.cols[c.col], len(l.cells)-1)
	return len(l.cells) - 1
}

// addRoute joins two cells, through a pass in every column between them.
func (l *layers) addRoute(link analysis.Link, dependency, dependent int) {
	from, to := dependency, dependent
	if l.cells[from].col > l.cells[to].col {
		from, to = to, from
	}
	r := route{link: link, through: []int{from}, rightwards: to == dependent}
	for col := l.cells[from].col + 1; col < l.cells[to].col; col++ {
		r.through = append(r.through, l.add(cell{node: -1, col: col}))
	}
	r.through = append(r.through, to)
	if l.cells[from].col != l.cells[to].col {
		for i := 1; i < len(r.through); i++ {
			a, b := r.through[i-1], r.through[i]
			l.cells[a].right = append(l.cells[a].right, b)
			l.cells[b].left = append(l.cells[b].left, a)
		}
	}
	l.routes = append(l.routes, r)
}

// order arranges each column so that few edges cross: sweeps move every cell to the mean place of its neighbours, and
// the best arrangement met is kept.
func (l *layers) order() {
	best, fewest := l.snapshot(), l.crossings()
	for sweep := 0; sweep < 16 && fewest > 0; sweep++ {
		leftwards := sweep%2 == 1
		for i := range l.cols {
			col := i
			if leftwards {
				col = len(l.cols) - 1 - i
			}
			l.sortColumn(col, leftwards)
		}
		if n := l.crossings(); n < fewest {
			best, fewest = l.snapshot(), n
		}
	}
	l.cols = best
}

func (l *layers) snapshot() [][]int {
	out := make([][]int, len(l.cols))
	for i, col := range l.cols {
		out[i] = slices.Clone(col)
	}
	return out
}

func (l *layers) places() []int {
	place := make([]int, len(l.cells))
	for _, col := range l.cols {
		for i, c := range col {
			place[c] = i
		}
	}
	return place
}

// sortColumn sorts one column by the barycentre of each cell's neighbours on one side; cells without any keep theirs.
func (l *layers) sortColumn(col int, byRight bool) {
	place := l.places()
	weight := make(map[int]float64, len(l.cols[col]))
	for _, c := range l.cols[col] {
		neighbours := l.cells[c].left
		if byRight {
			neighbours = l.cells[c].right
		}
		weight[c] = float64(place[c])
		if len(neighbours) > 0 {
			sum := 0
			for _, n := range neighbours {
				sum += place[n]
			}
			weight[c] = float64(sum) / float64(len(neighbours))
		}
	}
	slices.SortStableFunc(l.cols[col], func(a, b int) int { return cmp.Compare(weight[a], weight[b]) })
}

// crossings counts the pairs of edges that cross between neighbouring columns.
func (l *layers) crossings() int {
	place, count := l.places(), 0
	for i, col := range l.cols {
		if i+1 == len(l.cols) {
			break
		}
		var ends []int // right ends, by left end from top to bottom
		for _, c := range col {
			at := len(ends)
			for _, n := range l.cells[c].right {
				ends = append(ends, place[n])
			}
			slices.Sort(ends[at:])
		}
		count += inversions(ends, len(l.cols[i+1]))
	}
	return count
}

// inversions counts pairs that stand in falling order, with a Fenwick tree over the values below n.
func inversions(values []int, n int) int {
	tree, count := make([]int, n+1), 0
	for seen, v := range values {
		noGreater := 0
		for i := v + 1; i > 0; i -= i & -i {
			noGreater += tree[i]
		}
		count += seen - noGreater
		for i := v + 1; i <= n; i += i & -i {
			tree[i]++
		}
	}
	return count
}
