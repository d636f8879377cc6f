package merge

import (
	"cmp"
	"reflect"
	"slices"
	"sort"
	"strings"
	"time"

	"github.com/postmortem-dev/postmortem/incidents"
)

// list is a list of the record and how its entries are compared.
type list[T any] struct {
	path  []any
	of    kind
	have  *[]T
	says  func(T) []string          // what makes an entry this one; entries with the same words are the same
	at    func(T) incidents.Instant // its time, for a list that is in the order of time
	text  func(T) string            // of a list with times: what is compared
	apart func(have, part T) bool   // whether entries that tell the same are two all the same; may be nil
	mark  func(part *T)             // what is done to an entry before it is added; may be nil
	fold  func(index int, part T)   // what is done beside citing the source when an entry is told already; may be nil
}

// joining is a list while entries are added to it.
type joining[T any] struct {
	list[T]
	m      *merger
	old    []T             // the entries of the record, at their places in the text
	words  map[string]int  // by what they say
	minute map[int64][]int // by when, for a list with times
	latest []time.Time     // by place: the latest time up to there
	folded map[int]bool    // told by an entry of this draft already
	added  []placed[T]
}

type placed[T any] struct {
	before int
	part   T
}

// join adds to the list the parts that it does not have.
func join[T any](m *merger, l list[T], parts []T) {
	j := &joining[T]{list: l, m: m, old: *l.have, words: map[string]int{}, minute: map[int64][]int{}, folded: map[int]bool{}}
	for i := range j.old {
		if l.at == nil {
			break
		}
		at := l.at(j.old[i]).From
		if i > 0 && j.latest[i-1].After(at) {
			at = j.latest[i-1]
		}
		j.latest = append(j.latest, at)
	}
	for i := len(j.old) - 1; i >= 0; i-- {
		j.words[j.key(j.old[i])] = i
		if l.at != nil {
			minute := l.at(j.old[i]).From.Unix() / 60
			j.minute[minute] = append(j.minute[minute], i)
		}
	}
	for _, part := range parts {
		j.take(part)
	}
	j.put()
}

func (j *joining[T]) key(part T) string {
	var b strings.Builder
	for _, text := range j.says(part) {
		b.WriteString(plain(text) + "\x00")
	}
	return b.String()
}

// take decides what becomes of one part.
func (j *joining[T]) take(part T) {
	mark, known := j.m.taken(j.of, j.says(part)...)
	at, how := j.match(part)
	if how == same && !known && j.apart != nil && j.apart(j.old[at], part) {
		how = different
	}
	switch {
	case known:
		j.m.account.Known++
		j.identify(part, at, how == same)
		return
	case how == same:
		j.m.account.Folded++
		j.folded[at] = true
		j.identify(part, at, true)
		j.m.cite(append(slices.Clone(j.path), at), sourcesOf(&j.old[at]), *sourcesOf(&part))
		if j.fold != nil {
			j.fold(at, part)
		}
	default:
		if how == near {
			j.m.account.doubt("%q is perhaps what the record tells as %q; both are kept", brief(j.text(part)), brief(j.text(j.old[at])))
		}
		j.new(part)
	}
	j.m.note(mark)
}

func (j *joining[T]) new(part T) {
	part = adopt(j.m, part)
	if id := reflect.ValueOf(&part).Elem().FieldByName("ID"); id.IsValid() && id.String() != "" {
		id.SetString(j.m.own(kindOf(reflect.TypeFor[T]()), id.String()))
	}
	if j.mark != nil {
		j.mark(&part)
	}
	j.m.account.add(j.of, last(j.path))
	before := len(j.old)
	if j.at != nil {
		before = sort.Search(len(j.latest), func(i int) bool { return j.latest[i].After(j.at(part).From) })
	}
	j.added = append(j.added, placed[T]{before, part})
}

// identify notes what the record calls the part.
func (j *joining[T]) identify(part T, at int, there bool) {
	id := reflect.ValueOf(&part).Elem().FieldByName("ID")
	if !id.IsValid() || id.String() == "" {
		return
	}
	own := ""
	if there {
		own = reflect.ValueOf(&j.old[at]).Elem().FieldByName("ID").String()
	}
	j.m.name(kindOf(reflect.TypeFor[T]()), id.String(), own)
}

// match returns the entry of the record that is most like the part. One that cites the same source already is another
// entry of that source, unless it is the same to the letter.
func (j *joining[T]) match(part T) (at int, how likeness) {
	i, there := j.words[j.key(part)]
	if there && !j.folded[i] {
		return i, same
	}
	if j.at == nil {
		return 0, different
	}
	sources := j.m.there(*sourcesOf(&part))
	minute := j.at(part).From.Unix() / 60
	for _, i := range slices.Concat(j.minute[minute], j.minute[minute-1], j.minute[minute+1]) {
		have := &j.old[i]
		if j.folded[i] || !sameTime(j.at(*have), j.at(part)) || slices.ContainsFunc(*sourcesOf(have), func(id string) bool { return slices.Contains(sources, id) }) {
			continue
		}
		if l := alike(j.text(*have), j.text(part)); l > how || l == how && l != different && i < at {
			at, how = i, l
		}
	}
	return at, how
}

// there returns the record's ids of those of the draft's sources that it has.
func (m *merger) there(sources []string) (ids []string) {
	for _, id := range sources {
		i := slices.IndexFunc(m.draft.Incident.Sources, func(s incidents.Source) bool { return s.ID == id })
		for _, have := range m.in.Sources[:m.cited] {
			if i >= 0 && sameSource(have, m.draft.Incident.Sources[i]) {
				ids = append(ids, have.ID)
			}
		}
	}
	return ids
}

// put puts what was added into the list: in the order of time behind what stands before it, else at its end.
func (j *joining[T]) put() {
	if j.at != nil && len(j.old) > 0 { // a list that is new keeps the source's order
		slices.SortStableFunc(j.added, func(a, b placed[T]) int {
			return cmp.Or(a.before-b.before, j.at(a.part).From.Compare(j.at(b.part).From))
		})
	}
	whole := make([]T, 0, len(j.old)+len(j.added))
	rest := j.added
	for i := range len(j.old) + 1 {
		for len(rest) > 0 && rest[0].before == i {
			part := rest[0].part
			j.m.addLate(j.path, i, nodeFunc(part))
			whole, rest = append(whole, part), rest[1:]
		}
		if i < len(j.old) {
			whole = append(whole, j.old[i])
		}
	}
	if len(j.added) > 0 {
		*j.have = whole
	}
}

func sourcesOf[T any](part *T) *[]string {
	if v := reflect.ValueOf(part).Elem().FieldByName("Sources"); v.IsValid() {
		return v.Addr().Interface().(*[]string)
	}
	return &[]string{}
}

func last(path []any) string {
	for _, step := range slices.Backward(path) {
		if name, ok := step.(string); ok {
			return name
		}
	}
	return ""
}

// brief returns the beginning of a text, to name it by.
func brief(text string) string {
	text = strings.Join(strings.Fields(text), " ")
	if r := []rune(text); len(r) > 60 {
		return string(r[:59]) + "…"
	}
	return text
}
