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
	alone  []int // nodes without an edge, outside the columns
}

// newLayers places the figure's nodes: columns by layer, and the order in each by barycentre sweeps. The places along
// the columns are left to settle.
func newLayers(f *analysis.Figure) *layers {
	l := &layers{}
	index := map[string]int{}
	for i, n := range f.Nodes {
		if _, ok := index[n.ID]; !ok {
			index[n.ID] = i
		}
	}
	links := joined(f.Edges, index)
	cellOf := l.addNodes(f.Nodes, links, index)
	for _, link := range links {
		l.addRoute(link, cellOf[index[link.Dependency]], cellOf[index[link.Dependent]])
	}
	l.order()
	return l
}

// joined returns the edges that join two different nodes of the figure, each pair once: the proof path's if there is
// one.
func joined(edges []analysis.Link, index map[string]int) []analysis.Link {
	var out []analysis.Link
	at := map[[2]int]int{}
	for _, e := range edges {
		a, okA := index[e.Dependent]
		b, okB := index[e.Dependency]
		if !okA || !okB || a == b {
			continue
		}
		i, seen := at[[2]int{a, b}]
		switch {
		case !seen:
			at[[2]int{a, b}] = len(out)
			out = append(out, e)
		case e.Proof && !out[i].Proof:
			out[i] = e
		}
	}
	return out
}

// addNodes makes a cell for each node that has an edge or is an origin. Layers that hold none are closed up.
func (l *layers) addNodes(nodes []analysis.Node, links []analysis.Link, index map[string]int) (cellOf []int) {
	layer := layerOf(nodes, links, index)
	used := slices.Clone(layer)
	slices.Sort(used)
	used = slices.DeleteFunc(slices.Compact(used), func(layer int) bool { return layer < 0 })
	l.cols = make([][]int, len(used))
	cellOf = make([]int, len(nodes))
	for i, n := range nodes {
		switch {
		case layer[i] >= 0:
			cellOf[i] = l.add(cell{node: i, col: slices.Index(used, layer[i])})
		case index[n.ID] == i:
			l.alone = append(l.alone, i)
		}
	}
	return cellOf
}

// layerOf returns the layer of each node to be joined, and -1 for the others. Hops are defined within reach only; a
// node beside it stands right of its nearest dependency, else left of its nearest dependent.
func layerOf(nodes []analysis.Node, links []analysis.Link, index map[string]int) []int {
	layer := make([]int, len(nodes))
	for i, n := range nodes {
		layer[i] = -1
		if (n.Class == analysis.ClassOrigin || inReach(n) && linked(n, links)) && index[n.ID] == i {
			layer[i] = max(n.Layer, 0)
		}
	}
	for changed := true; changed; {
		changed = false
		for _, rightwards := range [...]bool{true, false} {
			for _, link := range links {
				known, open, shift := index[link.Dependency], index[link.Dependent], 1
				if !rightwards {
					known, open, shift = open, known, -1
				}
				if layer[known] >= 0 && layer[open] < 0 {
					layer[open], changed = max(layer[known]+shift, 0), true
				}
			}
		}
	}
	for _, link := range links { // beside reach, and not joined to it
		for _, i := range [...]int{index[link.Dependency], index[link.Dependent]} {
			layer[i] = max(layer[i], 0)
		}
	}
	return layer
}

func inReach(n analysis.Node) bool {
	return n.Class == analysis.ClassOrigin || n.Class == analysis.ClassExplained || n.Class == analysis.ClassSpared
}

func linked(n analysis.Node, links []analysis.Link) bool {
	return slices.ContainsFunc(links, func(l analysis.Link) bool { return l.Dependent == n.ID || l.Dependency == n.ID })
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
