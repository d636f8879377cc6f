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
	radius  float64
	pitch   float64 // of the lanes
	crowded bool    // the lanes are nearer to each other than a dot is high
}

// mostSwarm is how high the dots of one sample may stand.
const mostSwarm = 54.0

// newSwarms takes the largest dots with which no sample stands higher than mostSwarm. If even the smallest do, they
// overlap.
func newSwarms(samples [][]float64) swarms {
	var out swarms
	most := 0
	for _, radius := range [...]float64{4.5, 3.5, 2.75, 2, 1.5} {
		out = swarms{radius: radius, pitch: 2*radius + 0.5}
		most = 0
		for _, xs := range samples {
			sw := newSwarm(xs, out.pitch)
			out.all, most = append(out.all, sw), max(most, sw.count)
		}
		if float64(most)*out.pitch <= mostSwarm {
			return out
		}
	}
	out.pitch, out.crowded = mostSwarm/float64(most), true
	return out
}

// height returns how high the dots of the ith sample stand.
func (s swarms) height(i int) float64 {
	return float64(s.all[i].count-1)*s.pitch + 2*s.radius
}

// offset returns how far the kth dot of the ith sample stands above the lowest lane's middle.
func (s swarms) offset(i, k int) float64 {
	below := (s.all[i].count - 1) / 2
	return float64(s.all[i].lanes[k]+below) * s.pitch
}
