package importers

import (
	"cmp"
	"crypto/sha256"
	"encoding/base32"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
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
	apart  bool              // whether [crowd.hide] replaces first and last names by themselves too
	people map[string]*known // by key
	order  []*known          // those met, in that order
	used   map[string]bool
	whole  names // of everybody, met or not
	parts  names // first and last names and handles of those met; made when needed
	within int   // how many of those met are in parts
}

type known struct {
	Person // filled in when the person is first met
	key    string
	names  []string // what the source calls them, the one that people see first
	handle string
	role   string // held in the incident
	met    bool
}

// knows notes somebody who may turn up: what the source shows as their names, and the handle that stands after "@".
func (c *crowd) knows(key, handle string, names ...string) *known {
	if c.people == nil {
		c.people, c.used = map[string]*known{}, map[string]bool{}
	}
	p := c.people[key]
	if p == nil {
		p = &known{key: key}
		c.people[key] = p
	}
	for _, n := range names {
		if n = oneLine(n); n != "" && !slices.Contains(p.names, n) {
			p.names = append(p.names, n)
			c.whole.add(n, p, false)
			c.whole.add(bare(n), p, false)
			c.within = 0
		}
	}
	if handle = oneLine(handle); p.handle == "" && handle != "" {
		p.handle = handle
		c.whole.add(handle, p, true)
	}
	return p
}

// person returns what the record calls the person whom the source knows by key and shows under names, the first of which
// is the one that people see. Without names the key stands for them.
func (c *crowd) person(key string, names ...string) string { return c.holder("", key, names...) }

// holder is person for somebody who held a role in the incident: unless the user's mapping says otherwise, the record
// calls them by it. The second who held it gets a number.
func (c *crowd) holder(role, key string, names ...string) string {
	key = cmp.Or(key, strings.Join(slices.DeleteFunc(slices.Clone(names), func(n string) bool { return oneLine(n) == "" }), "\n"))
	if key == "" {
		return "somebody"
	}
	p := c.knows(key, "", names...)
	p.role = cmp.Or(p.role, role)
	return c.meet(p)
}

func (c *crowd) meet(p *known) string {
	if p.met {
		return p.Called
	}
	p.met = true
	c.order = append(c.order, p)
	if p.Called != "" {
		return p.Called
	}
	all := append(slices.Clone(p.names), p.handle, p.key)
	all = slices.DeleteFunc(all, func(n string) bool { return n == "" })
	p.Name, p.Called = shorten(all[0], 100), cmp.Or(c.role(all), c.numbered(p.role))
	for n := 4; p.Called == ""; n++ {
		sum := sha256.Sum256([]byte(p.key))
		called := "person " + base32.HexEncoding.EncodeToString(sum[:])[:n]
		if !c.used[called] {
			p.Called = called
		}
	}
	c.used[p.Called] = true
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

// hide returns text with the names of everybody known so far replaced; whoever is named so is met. If names are taken
// apart, first names, last names and handles of those met so far are replaced as well. See [names] for how they are found.
func (c *crowd) hide(text string) string {
	text = c.whole.replace(norm.NFC.String(text), c.called)
	if !c.apart {
		return text
	}
	if c.within == 0 {
		c.parts = names{}
	}
	for ; c.within < len(c.order); c.within++ {
		p := c.order[c.within]
		for _, part := range p.parts() {
			c.parts.add(part, p, false)
		}
	}
	return c.parts.replace(text, c.called)
}

// beside is what people put beside their names.
var beside = regexp.MustCompile(`\([^()]*\)|\[[^\[\]]*\]|[|].*|\s[-–—]\s.*`)

// bare returns a name without what stands beside it: "Ann Lee" of "Ann Lee (she/her)".
func bare(name string) string { return oneLine(beside.ReplaceAllString(name, " ")) }

// parts returns the handle and the words of the names, but not "van" and "der".
func (p *known) parts() []string {
	list := []string{p.handle}
	for _, n := range p.names {
		n = bare(n)
		for _, word := range strings.Fields(n) {
			for _, part := range append(strings.FieldsFunc(word, func(r rune) bool { return !inWord(r) }), word) {
				if first, _ := utf8.DecodeRuneInString(part); !unicode.IsLower(first) || n == strings.ToLower(n) {
					list = append(list, part)
				}
			}
		}
	}
	return list
}

// called returns what the record calls those who bear one name: nobody can tell which of several is meant.
func (c *crowd) called(those []*known) string {
	if len(those) > 1 {
		return "somebody"
	}
	return c.meet(those[0])
}

// leave returns who was met since the last call, and forgets that they were; their other names stay theirs.
func (c *crowd) leave() []Person {
	people := c.list()
	for _, p := range c.order {
		p.met = false
	}
	c.order, c.within = nil, 0
	return people
}

// list returns who was given another name, in the order in which they were met.
func (c *crowd) list() []Person {
	var people []Person
	for _, p := range c.order {
		people = append(people, p.Person)
	}
	return people
}
