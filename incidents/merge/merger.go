package merge

import (
	"fmt"
	"reflect"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"

	"github.com/postmortem-dev/postmortem/incidents"
	"github.com/postmortem-dev/postmortem/incidents/importers"
)

// merger merges one draft into one record: it changes in, and notes what that adds to the text.
type merger struct {
	in        *incidents.Incident // the record, as it will be
	doc       *document           // its text, as it was
	fresh     bool                // there is no text yet
	draft     importers.Draft
	mapping   Mapping
	account   *Account
	additions []*addition
	places    map[string]*addition         // the same by their paths
	ids       map[string]map[string]string // by kind: the draft's id and the record's; "" when the record has no such thing any more
	used      map[string]map[string]bool   // by kind: the ids of the record
	marks     incidents.Marks              // the milestones of the record
	waved     bool                         // whether the record had waves before
	cited     int                          // how many sources the record had before
	before    int                          // how many services the record had before
	later     []incidents.Claim            // that milestones of the draft became
	*ledger
}

// addition is what is added in one place of the text: entries of a list, or the value of a key that had none.
type addition struct {
	path   []any
	before []int
	nodes  []func() (*yaml.Node, error)
	key    bool
}

func newMerger(in *incidents.Incident, doc *document, draft importers.Draft, mapping Mapping) *merger {
	list := child(doc.root, ledgerKey)
	ledger, _, _ := readLedger(list, draft)
	m := &merger{
		in: in, doc: doc, draft: draft, mapping: mapping, ledger: ledger, account: &Account{File: draft.File, From: draft.From},
		places: map[string]*addition{}, ids: map[string]map[string]string{}, used: map[string]map[string]bool{}, marks: in.Marks(), waved: len(in.Waves) > 0, cited: len(in.Sources), before: len(in.Services),
	}
	m.gather(reflect.ValueOf(in).Elem())
	return m
}

// gather notes the ids that the record uses, by kind.
func (m *merger) gather(v reflect.Value) {
	switch v.Kind() {
	case reflect.Slice:
		for i := range v.Len() {
			m.gather(v.Index(i))
		}
	case reflect.Struct:
		if id := v.FieldByName("ID"); id.IsValid() && v.Type() != reflect.TypeFor[incidents.Incident]() {
			m.use(kindOf(v.Type()), id.String())
		}
		for i := range v.NumField() {
			if v.Field(i).Kind() == reflect.Slice || v.Type().Field(i).Name == "Impact" {
				m.gather(v.Field(i))
			}
		}
	}
}

// kindOf returns what references call a thing of the type.
func kindOf(t reflect.Type) string { return strings.ToLower(t.Name()) }

func (m *merger) use(kind, id string) {
	if m.used[kind] == nil {
		m.used[kind] = map[string]bool{}
	}
	m.used[kind][id] = true
}

func (m *merger) name(kind, foreign, id string) {
	if m.ids[kind] == nil {
		m.ids[kind] = map[string]string{}
	}
	m.ids[kind][foreign] = id
}

// own returns an id of the kind that the record does not use: the draft's, if need be with a number.
func (m *merger) own(kind, foreign string) string {
	id := foreign
	for n := 2; m.used[kind][id]; n++ {
		id = fmt.Sprintf("%s-%d", foreign, n)
	}
	m.use(kind, id)
	m.name(kind, foreign, id)
	return id
}

// plan decides what becomes of each part. References come after what they refer to.
func (m *merger) plan() {
	m.zone()
	if len(m.in.Timeline) == 0 {
		for _, s := range m.draft.Incident.Sources {
			m.source(s.ID)
		}
	}
	m.services()
	m.waves()
	m.timeline()
	m.messages()
	m.insides()
	m.statements()
	m.claims()
	m.fields()
}

// atTheEnd is the place behind every entry of a list.
const atTheEnd = 1 << 30

// addLate notes an entry for the list at path, encoded when everything else is planned.
func (m *merger) addLate(path []any, before int, node func() (*yaml.Node, error)) {
	a := m.at(path)
	a.before, a.nodes = append(a.before, before), append(a.nodes, node)
}

func (m *merger) at(path []any) *addition {
	key := spell(path)
	if m.places[key] == nil {
		m.places[key] = &addition{path: slices.Clone(path)}
		m.additions = append(m.additions, m.places[key])
	}
	return m.places[key]
}

// setLate notes a value for a key that has none.
func (m *merger) setLate(path []any, node func() (*yaml.Node, error)) {
	a := m.at(path)
	a.key, a.nodes = true, append(a.nodes, node)
}

func (a *addition) write(e *editor) error {
	var items []item
	there, err := e.find(a.path...)
	if err != nil {
		return err
	}
	for i, encode := range a.nodes {
		node, err := encode()
		if err != nil {
			return err
		}
		if a.key {
			return e.set(a.path, node)
		}
		items = append(items, item{before: min(a.before[i], atEnd(there)), node: node})
	}
	return e.add(a.path, items)
}

// writable reports whether the part at path can be added to: an alias may repeat it elsewhere. If not, that is in doubt.
func (m *merger) writable(what string, path ...any) bool {
	if m.fresh {
		return true
	}
	if _, err := m.doc.find(path...); err == nil {
		return true
	}
	m.account.doubt("%s is left out: the record repeats its place with an alias (%s)", what, spell(path))
	return false
}

// spell returns a path as diagnostics write it.
func spell(path []any) string {
	var steps []string
	for _, step := range path {
		steps = append(steps, fmt.Sprint(step))
	}
	return strings.Join(steps, ".")
}

// nodeOf returns a part as the record writes it, short lists in one line.
func nodeOf(part any) (*yaml.Node, error) {
	in, path := &incidents.Incident{}, []any{}
	switch p := part.(type) {
	case incidents.Window:
		in.Services, path = []incidents.Service{{Windows: []incidents.Window{p}}}, []any{"services", 0, "windows", 0}
	case incidents.Dependency:
		in.Services, path = []incidents.Service{{DependsOn: []incidents.Dependency{p}}}, []any{"services", 0, "depends_on", 0}
	case incidents.Quantity:
		in.Impact.Quantities, path = []incidents.Quantity{p}, []any{"impact", "quantities", 0}
	case incidents.SLO:
		in.Impact.SLOs, path = []incidents.SLO{p}, []any{"impact", "slos", 0}
	default:
		list := reflect.MakeSlice(reflect.SliceOf(reflect.TypeOf(part)), 0, 1)
		v := reflect.ValueOf(in).Elem()
		for i := range v.NumField() {
			if v.Field(i).Type() == list.Type() {
				v.Field(i).Set(reflect.Append(list, reflect.ValueOf(part)))
				path = []any{fieldNames()[i], 0}
				break
			}
		}
	}
	return nodeAt(in, path)
}

func nodeAt(in *incidents.Incident, path []any) (*yaml.Node, error) {
	text, err := incidents.Encode(in)
	if err != nil {
		return nil, err
	}
	var record yaml.Node
	if err := yaml.Unmarshal(text, &record); err != nil {
		return nil, err
	}
	n, err := (&document{root: record.Content[0]}).find(path...)
	if n == nil || err != nil {
		return nil, errLayout
	}
	shorten(n)
	return n, nil
}

// shorten writes lists of words in one line.
func shorten(n *yaml.Node) {
	if n.Kind == yaml.SequenceNode && !slices.ContainsFunc(n.Content, func(c *yaml.Node) bool { return c.Kind != yaml.ScalarNode || len(c.Value) > 100 }) {
		n.Style = yaml.FlowStyle
	}
	for _, c := range n.Content {
		shorten(c)
	}
}

// fieldNames returns the keys of a record in their order.
func fieldNames() (names []string) {
	t := reflect.TypeFor[incidents.Incident]()
	for i := range t.NumField() {
		name, _, _ := strings.Cut(t.Field(i).Tag.Get("yaml"), ",")
		names = append(names, name)
	}
	return names
}

// nodeFunc returns the encoding of a part that does not change any more.
func nodeFunc(part any) func() (*yaml.Node, error) {
	return func() (*yaml.Node, error) {
		if word, ok := part.(incidents.Milestone); ok {
			return wordNode(string(word)), nil
		}
		return nodeOf(part)
	}
}

func wordNode(word string) *yaml.Node {
	return &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: word}
}
