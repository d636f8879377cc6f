package compare

import "math"

// chance is a stream of pseudo-random numbers that is the same on every machine and in every run: SplitMix64 (Steele,
// Lea and Flood, "Fast Splittable Pseudorandom Number Generators", 2014). It is a rand.Source for gonum.
type chance struct{ state uint64 }

// seed begins every stream, so that the same data give the same intervals.
const seed = 20251020

func newChance() *chance { return &chance{state: seed} }

// Uint64 returns the next 64 bits.
func (c *chance) Uint64() uint64 {
	c.state += 0x9e3779b97f4a7c15
	z := c.state
	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9
	z = (z ^ (z >> 27)) * 0x94d049bb133111eb
	return z ^ (z >> 31)
}

// unit returns a number from 0 up to but not including 1.
func (c *chance) unit() float64 { return float64(c.Uint64()>>11) / (1 << 53) }

// below returns a whole number from 0 up to but not including n.
func (c *chance) below(n int) int { return int(c.unit() * float64(n)) }

// middles draws where the middle of m draws from a continuous uniform distribution lies: the two order statistics that
// a median averages, equal when m is odd. An order statistic of uniform draws has a beta distribution, and the next one
// given it is the least of those that are left, so a median of any number of draws costs the same.
func (c *chance) middles(m int, beta func() float64) (lower, upper float64) {
	lower = beta()
	if m%2 == 1 {
		return lower, lower
	}
	left := m / 2 // draws above the lower one
	return lower, lower + (1-lower)*(1-math.Pow(1-c.unit(), 1/float64(left)))
}
