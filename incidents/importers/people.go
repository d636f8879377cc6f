package importers

import (
	"cmp"
	"crypto/sha256"
	"encoding/base32"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
)

// Person is somebody whom a source names, and what the record calls them instead.
type Person struct {
	Name   string // as the source shows it
	Called string // a role, or "person" and four letters
}

// crowd gives the people of one source names that tell nobody who they are: the role that the user's mapping gives, else
// a pseudonym made from the source's own key, so that another import of the same source gives the same.
type crowd struct {
	roles  map[string]string // by key or name, from the user
	people map[string]*known // by key
	order  []*known
	used   map[string]bool
	finder *regexp.Regexp // of the names below; nil when it has to be made
}

type known struct {
	Person
	names []string // what the source calls them, longest first
}

// person returns what the record calls the person whom the source knows by key and shows under names, the first of which
// is the one that people see. Without names the key stands for them.
func (c *crowd) person(key string, names ...string) string { return c.holder("", key, names...) }

// holder is person for somebody who held a role in the incident: unless the user's mapping says otherwise, the record
// calls them by it. The second who held it gets a number.
func (c *crowd) holder(role, key string, names ...string) string {
	names = slices.DeleteFunc(slices.Clone(names), func(n string) bool { return oneLine(n) == "" })
	key = cmp.Or(key, strings.Join(names, "\n"))
	if key == "" {
		return "somebody"
	}
	if p := c.people[key]; p != nil {
		return p.Called
	}
	if c.people == nil {
		c.people, c.used = map[string]*known{}, map[string]bool{}
	}
	p := &known{Person: Person{Name: shorten(append(names, key)[0], 100)}, names: names}
	p.Called = cmp.Or(c.role(append(names, key)), c.numbered(role))
	for n := 4; p.Called == ""; n++ {
		sum := sha256.Sum256([]byte(key))
		called := "person " + base32.HexEncoding.EncodeToString(sum[:])[:n]
		if !c.used[called] {
			p.Called = called
		}
	}
	c.people[key], c.used[p.Called], c.finder = p, true, nil
	c.order = append(c.order, p)
	return p.Called
}

func (c *crowd) role(names []string) string {
	for _, n := range names {
		if role := oneLine(c.roles[n]); role != "" {
			return shorten(role, 60)
		}
	}
	return ""
}

// numbered returns the role, with a number if somebody is called by it already.
func (c *crowd) numbered(role string) string {
	if role = shorten(role, 60); role == "" {
		return ""
	}
	called := role
	for n := 2; c.used[called]; n++ {
		called = fmt.Sprintf("%s %d", role, n)
	}
	return called
}

// hide returns text with the names of everybody met so far replaced. Names of fewer than three letters are left: they
// are words as well.
func (c *crowd) hide(text string) string {
	if c.finder == nil {
		c.finder = c.find()
	}
	return c.finder.ReplaceAllStringFunc(text, func(name string) string {
		for _, p := range c.order {
			if slices.ContainsFunc(p.names, func(n string) bool { return strings.EqualFold(n, name) }) {
				return p.Called
			}
		}
		return name
	})
}

func (c *crowd) find() *regexp.Regexp {
	var names []string
	for _, p := range c.order {
		for _, n := range p.names {
			if utf8.RuneCountInString(n) >= 3 {
				names = append(names, regexp.QuoteMeta(n))
			}
		}
	}
	if len(names) == 0 {
		return regexp.MustCompile(`$^`)
	}
	slices.SortFunc(names, func(a, b string) int { return cmp.Or(len(b)-len(a), strings.Compare(a, b)) })
	return regexp.MustCompile(`(?i)\b(?:` + strings.Join(names, "|") + `)\b`)
}

// list returns who was given another name, in the order in which they were met.
func (c *crowd) list() []Person {
	var people []Person
	for _, p := range c.order {
		people = append(people, p.Person)
	}
	return people
}
