package figure

// swarm is the dots of a sample, moved up and down so that none covers another.
type swarm struct {
	lanes []int // of each dot, counted from the middle: 0, 1 above, -1 below, 2 above ...
	count int
}

// newSwarm places dots of a size at the places xs, which ascend: each in the lane nearest to the middle that is free.
func newSwarm(xs []float64, size float64) swarm {
	var out swarm
	var ends []float64 // of each lane, in the order in which they are tried
	for _, x := range xs {
		lane := 0
		for lane < len(ends) && x < ends[lane]+size {
			lane++
		}
		if lane == len(ends) {
			ends = append(ends, x)
		}
		ends[lane] = x
		side := (lane + 1) / 2
		if lane%2 == 0 {
			side = -side
		}
		out.lanes = append(out.lanes, side)
	}
	out.count = len(ends)
	return out
}

// swarms are the dots of all samples of a figure: of one size, so that as many dots look alike everywhere.
type swarms struct {
	all     []swarm
	pitch   []float64 // of each sample's lanes
	radius  float64
	crowded bool // the lanes of a sample are nearer to each other than a dot is high
}

// highest returns how high the dots of each of n samples may stand: the fewer there are, the more room has each.
func highest(n int) float64 { return min(max(600/float64(n), 60), 120) }

// newSwarms takes the largest dots with which no sample stands too high. Dots of equal values would not
// stand lower if they were smaller: they overlap instead, and so do those of a crowd that is too dense for the smallest.
func newSwarms(samples [][]float64) swarms {
	var out swarms
	room := highest(len(samples))
	for _, radius := range [...]float64{4.5, 3.5, 2.75, 2.25, 1.75} {
		out = swarms{radius: radius}
		dense := false
		for _, xs := range samples {
			size := 2*radius + 0.5
			sw := newSwarm(xs, size)
			high := float64(sw.count) * size
			dense = dense || high > room && sw.count > 2+equal(xs)*5/4
			out.crowded = out.crowded || high > room
			out.all, out.pitch = append(out.all, sw), append(out.pitch, min(size, room/float64(sw.count)))
		}
		if !dense {
			break
		}
	}
	return out
}

// equal returns how many of the places xs, which ascend, are one and the same, where they are most.
func equal(xs []float64) int {
	most, first := 0, 0
	for i, x := range xs {
		if x-xs[first] > 0.5 {
			first = i
		}
		most = max(most, i-first+1)
	}
	return most
}

// height returns how high the dots of the ith sample stand.
func (s swarms) height(i int) float64 {
	return float64(s.all[i].count-1)*s.pitch[i] + 2*s.radius
}

// offset returns how far the kth dot of the ith sample stands above the lowest lane's middle.
func (s swarms) offset(i, k int) float64 {
	below := (s.all[i].count - 1) / 2
	return float64(s.all[i].lanes[k]+below) * s.pitch[i]
}
