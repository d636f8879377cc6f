package synthetic

import (
	"fmt"
	"strings"
	"time"
)

// organization is one of those that have the incidents, and what makes its incidents and records differ from others'.
type organization struct {
	name, slug string
	zone       *time.Location
	slow       float64 // added to the logarithm of durations
	trend      float64 // the same, a year
	monitored  float64 // share of incidents that a monitor notices first
	neat       float64 // share of the milestones that its records give
	sources    int     // the most sources that a record has
	grades     string  // how it writes severities, with a verb for the number
	offset     int     // where its own order of popular services begins
	teams      []string
	habits     []string // actions that it announces again and again
	weighs     bool     // it gives its services weights
}

func organizations(seed uint64, words words) []organization {
	trees := strings.Fields("Alder Beech Birch Cedar Cherry Chestnut Cypress Elder Elm Fir Hazel Hickory Holly Hornbeam Juniper Larch Laurel Linden Magnolia Maple Mulberry Oak Olive Pine Poplar Rowan Spruce Sycamore Willow Yew")
	trades := strings.Fields("Cloud Bank Mail Video Travel Health Retail Music Maps Games")
	zones := zones()
	out := make([]organization, 0, len(trees))
	for i, tree := range trees {
		c := newChance(seed, 1<<40+uint64(i))
		trade := trades[i%len(trades)]
		out = append(out, organization{
			name: tree + " " + trade, slug: strings.ToLower(tree), zone: zones[c.below(len(zones))],
			slow: 0.35 * c.normal(), trend: 0.05 * c.normal(), monitored: 0.35 + 0.5*c.unit(), neat: 0.6 + 0.4*c.unit(),
			sources: c.between(1, 6), grades: c.pick([]string{"SEV-%d", "P%d", "S%d", "Severity %d"}), offset: c.below(poolSize),
			teams: teams(c), habits: habits(c, words["plan"]), weighs: c.odds(0.4),
		})
	}
	return out
}

// zones are places whose daylight saving, if any, does not begin at midnight: every day in them has a first moment.
func zones() []*time.Location {
	var out []*time.Location
	for _, name := range strings.Fields("UTC America/Los_Angeles America/New_York Europe/London Europe/Berlin Asia/Kolkata Asia/Tokyo Australia/Sydney") {
		zone, err := time.LoadLocation(name)
		if err != nil {
			panic(fmt.Sprintf("zone %s: %v", name, err)) // package incidents carries all of them
		}
		out = append(out, zone)
	}
	return out
}

// habits are the actions that an organization announces after many incidents.
func habits(c *chance, plans []string) []string {
	var out []string
	for _, i := range c.several(5, len(plans)) {
		out = append(out, plans[i])
	}
	return out
}

func teams(c *chance) []string {
	all := strings.Fields("Platform Storage Network Identity Payments Search Delivery Data Traffic Reliability Messaging Client")
	var out []string
	for _, i := range c.several(6, len(all)) {
		out = append(out, all[i])
	}
	return out
}

// part is a service of the pool that all organizations draw on.
type part struct {
	id, name string
	layer    int // it needs parts of lower layers
}

const poolSize = 300

// pool returns 20 areas of 15 parts each, the most popular first.
func pool() []part {
	areas := strings.Fields("accounts billing catalog checkout delivery documents identity images inventory ledger mail maps messages metrics orders payments profiles reports search video")
	parts := []part{
		{"dns", "name service", 0}, {"network", "network", 0}, {"volume", "block storage", 0}, {"config", "configuration", 0},
		{"db", "database", 1}, {"cache", "cache", 1}, {"queue", "queue", 1}, {"index", "index", 1},
		{"worker", "worker", 2}, {"scheduler", "scheduler", 2}, {"core", "core", 2},
		{"api", "API", 3}, {"gateway", "gateway", 3},
		{"web", "web site", 4}, {"app", "mobile app", 4},
	}
	out := make([]part, 0, poolSize)
	for i := range poolSize {
		// 77 and 300 have no common factor, so each is met once, and neighbours in popularity are of different areas.
		k := i * 77 % poolSize
		area, p := areas[k/len(parts)], parts[k%len(parts)]
		out = append(out, part{area + "-" + p.id, strings.ToUpper(area[:1]) + area[1:] + " " + p.name, p.layer})
	}
	return out
}
