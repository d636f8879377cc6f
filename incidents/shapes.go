package incidents

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// shapes checks what a single part says about itself.
func (c *checker) shapes() {
	for i, s := range c.incident.Sources {
		if s.URL != "" && !webAddress(s.URL) {
			c.failAt(fmt.Sprintf("sources.%d.url", i), "value", quoted(s.URL)+" is not a web address", "begin it with https:// or http://, without blanks; other places go into note")
		}
	}
	for i := range c.incident.Services {
		c.serviceShape(i, &c.incident.Services[i])
	}
	for i := range c.incident.Impact.SLOs {
		c.sloShape(fmt.Sprintf("impact.slos.%d", i), &c.incident.Impact.SLOs[i])
	}
}

func webAddress(text string) bool {
	rest, secure := strings.CutPrefix(text, "https://")
	rest, plain := strings.CutPrefix(rest, "http://")
	return (secure || plain) && rest != "" && !strings.ContainsAny(rest, " \t\n<>\"`\\")
}

func (c *checker) serviceShape(i int, s *Service) {
	if s.Weight != nil && *s.Weight < 0 {
		c.failAt(fmt.Sprintf("services.%d.weight", i), "value", "a weight cannot be negative", "use the same scale for all services, for example percent of requests")
	}
	if s.Tier != nil && *s.Tier < 0 {
		c.failAt(fmt.Sprintf("services.%d.tier", i), "value", "a tier cannot be negative", "0 or 1 is the most critical")
	}
	for j, dep := range s.DependsOn {
		path := fmt.Sprintf("services.%d.depends_on.%d", i, j)
		if dep.Service == "" && len(dep.AnyOf) == 0 {
			if c.lacks(path, "service", "any_of") {
				c.fail(locate(c.root, path), "missing", "service is missing here: a dependency names one, or any_of", "write service: and an id")
			}
			continue
		}
		if message, key, hint := dependencyFault(s.ID, dep); message != "" {
			c.failAt(path+key, "value", message, hint)
		}
	}
	for j, w := range s.Windows {
		if f := w.Fraction; f != nil && (*f < 0 || *f > 1) {
			c.failAt(fmt.Sprintf("services.%d.windows.%d.fraction", i, j), "value", "a fraction lies between 0 and 1", "write 0.4 for 40 percent")
		}
	}
}

// dependencyFault returns what is wrong with a dependency of service id, the key it is wrong at and what to do.
func dependencyFault(id string, dep Dependency) (message, key, hint string) {
	members := slices.Sorted(slices.Values(dep.AnyOf))
	size := len(members)
	switch {
	case dep.Service != "" && size > 0:
		return "a dependency names a service or any_of, not both", ".any_of", "make two dependencies of it"
	case dep.Service != "" && dep.Service == id:
		return "a service cannot depend on itself", ".service", "name what it needs, or take the entry away"
	case id != "" && slices.Contains(dep.AnyOf, id):
		return "a service cannot stand in for itself", ".any_of", "list only what it needs"
	case len(slices.Compact(members)) < size:
		return "a member of any_of is listed twice", ".any_of", "list each once"
	case dep.Need != 0 && size == 0:
		return "need is for any_of only", ".need", "take it away, or list the members under any_of"
	case dep.Need < 0 || dep.Need > size:
		return fmt.Sprintf("need is %d, any_of has %d members", dep.Need, size), ".need", "need is how many members must be up, at least 1"
	case dep.Effect != nil && backwards(dep):
		return "a dependency that is down cannot do less harm than one that is degraded", ".effect", "give both down and degraded, the worse state under down"
	}
	return "", "", ""
}

// backwards reports whether the effect, with what the kind says where it is silent, would make propagation depend on
// the order in which states are found.
func backwards(dep Dependency) bool {
	down, degraded := Degraded, OK
	if dep.Kind == Hard || len(dep.AnyOf) > 0 {
		down, degraded = Down, Degraded
	}
	return stateRank(cmp.Or(dep.Effect.Down, down)) < stateRank(cmp.Or(dep.Effect.Degraded, degraded))
}

func stateRank(s State) int { return slices.Index([]State{OK, Degraded, Down}, s) }

func (c *checker) sloShape(path string, s *SLO) {
	if (s.Objective <= 0 || s.Objective >= 100) && !c.lacks(path, "objective") {
		c.failAt(path+".objective", "value", "an objective lies between 0 and 100 percent", "for example 99.9")
	}
	if s.Days < 0 || s.Days > 3660 {
		c.failAt(path+".days", "value", "a window lasts 1 to 3660 days", "leave it out for the calendar month of the incident")
	}
	for i, credit := range s.Credits {
		for key, percent := range map[string]float64{"below": credit.Below, "percent": credit.Percent} { // diagnostics are sorted
			if percent < 0 || percent > 100 {
				c.failAt(fmt.Sprintf("%s.credits.%d.%s", path, i, key), "value", key+" lies between 0 and 100 percent", "for example below: 99.9, percent: 10")
			}
		}
	}
}
