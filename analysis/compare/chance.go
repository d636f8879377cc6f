package compare

import (
	"math"
	"slices"
	"sync"

	"gonum.org/v1/gonum/stat/distuv"
)

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

// middle is where the middle of a number of draws from a uniform distribution lies: the two order statistics that a
// median averages, equal when the number is odd.
type middle struct{ lower, upper float64 }

// middles returns tries middles of m draws. An order statistic of uniform draws has a beta distribution, and the next one
// given it is the least of those that are left, so a median of any number of draws costs the same.
// They are written into room, if it has enough.
func (c *chance) middles(room []middle, m int) []middle {
	k := float64((m + 1) / 2)
	beta := distuv.Beta{Alpha: k, Beta: float64(m) - k + 1, Src: c}
	out := slices.Grow(room[:0], tries)[:tries]
	for i := range out {
		lower := beta.Rand()
		out[i] = middle{lower, lower}
		if left := m / 2; m%2 == 0 { // draws above the lower one
			out[i].upper = lower + (1-lower)*(1-math.Pow(1-c.unit(), 1/float64(left)))
		}
	}
	return out
}

// urn keeps the middles that were drawn last for samples of a size. Two groups that are compared draw from two of its
// streams, which know nothing of each other. Several comparisons may draw from it at a time: what each gets depends on
// the stream and the size alone.
type urn struct {
	mu    sync.Mutex
	drawn map[[2]int]*draws
	order [][2]int // of drawn, the oldest first
	spare []*draws
	pages sync.Pool
}

// draws are middles that somebody may be reading.
type draws struct {
	list    []middle
	readers int
	gone    bool // from the urn: the last reader hands the room on
}

func newUrn() *urn { return &urn{drawn: map[[2]int]*draws{}} }

// mostKept is how many lists of middles the urn keeps, of 160 kB each. Groups of few incidents often have the same size,
// and each size is asked for twice in a row.
const mostKept = 24

// middles returns what was drawn for samples of size m. It must be handed back.
func (u *urn) middles(stream, m int) *draws {
	key := [2]int{stream, m}
	u.mu.Lock()
	kept := u.drawn[key]
	if kept != nil {
		kept.readers++
		u.mu.Unlock()
		return kept
	}
	d := &draws{}
	if n := len(u.spare); n > 0 {
		d, u.spare = u.spare[n-1], u.spare[:n-1]
	}
	u.mu.Unlock()
	c := &chance{state: seed + uint64(stream)<<40 + uint64(m)}
	d.list, d.readers, d.gone = c.middles(d.list, m), 1, true
	u.mu.Lock()
	defer u.mu.Unlock()
	if u.drawn[key] == nil { // else another comparison was faster
		u.keep(key, d)
	}
	return d
}

func (u *urn) keep(key [2]int, d *draws) {
	if len(u.order) == mostKept {
		oldest := u.drawn[u.order[0]]
		oldest.gone = true
		u.reuse(oldest)
		delete(u.drawn, u.order[0])
		u.order = slices.Delete(u.order, 0, 1)
	}
	d.gone = false
	u.order, u.drawn[key] = append(u.order, key), d
}

func (u *urn) handBack(d *draws) {
	u.mu.Lock()
	defer u.mu.Unlock()
	d.readers--
	u.reuse(d)
}

func (u *urn) reuse(d *draws) {
	if d.gone && d.readers == 0 {
		u.spare = append(u.spare, d)
	}
}

// page returns room for tries numbers: every interval needs some for a moment. What it holds is anything.
func (u *urn) page() []float64 {
	if p, ok := u.pages.Get().(*[tries]float64); ok {
		return p[:]
	}
	return make([]float64, tries)
}

// giveBack takes pages that nobody reads any more.
func (u *urn) giveBack(pages ...[]float64) {
	for _, p := range pages {
		u.pages.Put((*[tries]float64)(p))
	}
}
