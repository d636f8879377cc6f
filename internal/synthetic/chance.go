package synthetic

import "math"

// chance is a stream of pseudo-random numbers that is the same on every machine: SplitMix64 (Steele, Lea and Flood, "Fast
// Splittable Pseudorandom Number Generators", 2014).
type chance struct{ state uint64 }

// newChance returns the stream that belongs to a list of numbers.
func newChance(of ...uint64) *chance {
	c := &chance{}
	for _, n := range of {
		c.state ^= n
		c.state = c.next()
	}
	return c
}

func (c *chance) next() uint64 {
	c.state += 0x9e3779b97f4a7c15
	z := c.state
	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9
	z = (z ^ (z >> 27)) * 0x94d049bb133111eb
	return z ^ (z >> 31)
}

// unit returns a number from 0 up to but not including 1.
func (c *chance) unit() float64 { return float64(c.next()>>11) / (1 << 53) }

// below returns a whole number from 0 up to but not including n.
func (c *chance) below(n int) int { return int(c.unit() * float64(n)) }

// between returns a whole number from low up to and including high.
func (c *chance) between(low, high int) int { return low + c.below(high-low+1) }

// odds reports true with probability p.
func (c *chance) odds(p float64) bool { return c.unit() < p }

// normal returns a number of the standard normal distribution (Box and Muller, 1958).
func (c *chance) normal() float64 {
	return math.Sqrt(-2*math.Log(1-c.unit())) * math.Cos(2*math.Pi*c.unit())
}

// rank returns a whole number from 0 up to but not including n, the small ones far more often: number k with a probability
// about as 1 over k+1 (Zipf).
func (c *chance) rank(n int) int { return min(int(math.Pow(float64(n+1), c.unit()))-1, n-1) }

// pick returns one of list.
func (c *chance) pick(list []string) string { return list[c.below(len(list))] }

// share is a word and how often it is drawn, in proportion to the others.
type share struct {
	word string
	of   float64
}

// draw returns a word of list by its share.
func (c *chance) draw(list []share) string {
	var total float64
	for _, s := range list {
		total += s.of
	}
	left := c.unit() * total
	for _, s := range list {
		if left -= s.of; left < 0 {
			return s.word
		}
	}
	return list[len(list)-1].word
}

// several returns n different numbers below total, in the order they are drawn; all of them when there are no more.
func (c *chance) several(n, total int) []int {
	all := make([]int, total)
	for i := range all {
		all[i] = i
	}
	n = min(n, total)
	for i := range n {
		j := i + c.below(total-i)
		all[i], all[j] = all[j], all[i]
	}
	return all[:n]
}
