package merge

import (
	"cmp"
	"crypto/sha256"
	"encoding/base32"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"

	"gopkg.in/yaml.v3"

	"github.com/postmortem-dev/postmortem/incidents"
	"github.com/postmortem-dev/postmortem/incidents/importers"
)

// ledgerKey is where a record says what was imported into it.
const ledgerKey = "x-import"

// kind is what a part of a draft is, in the first letter of its mark.
type kind byte

const (
	isEvent      kind = 'e'
	isMessage    kind = 'm'
	isService    kind = 's'
	isDependency kind = 'd'
	isWindow     kind = 'w'
	isClaim      kind = 'c'
	isQuantity   kind = 'q'
	isUnknown    kind = 'u'
	isSource     kind = 'r'
	isField      kind = 'f' // said once, about the incident
	isRemark     kind = 'p' // anything else
)

// ledger is what a record has taken from the sources of one importer, and what is added to it now. A part that was taken
// once is not taken again, whatever the person has made of it since: changed it or deleted it.
type ledger struct {
	known map[string]bool // the marks of what was taken
	seen  map[string]int  // how often each part has come up in this draft
	noted []string        // the marks of every part of this draft that the record has now taken
}

// taken reports whether the part was taken by an earlier import. What it returns is the part's mark, to be noted when
// the part is taken now. Two parts of a draft that say the same are told apart by their number.
//
// Note: sources are no part of what makes the mark, nor is the file: a later export has another name and the same parts.
func (l *ledger) taken(of kind, says ...string) (mark string, known bool) {
	key := string(of) + "\x00" + strings.Join(says, "\x00")
	l.seen[key]++
	if n := l.seen[key]; n > 1 {
		key += fmt.Sprintf("\x00%d", n)
	}
	sum := sha256.Sum256([]byte(key))
	mark = string(of) + strings.ToLower(base32.HexEncoding.EncodeToString(sum[:])[:9])
	if l.known[mark] {
		l.noted = append(l.noted, mark)
	}
	return mark, l.known[mark]
}

func (l *ledger) note(mark string) { l.noted = append(l.noted, mark) }

// moment returns an instant for a mark.
func moment(i incidents.Instant) string {
	if i.IsZero() {
		return ""
	}
	return i.From.UTC().Format(time.RFC3339Nano) + " " + i.To.UTC().Format(time.RFC3339Nano)
}

// entriesOf returns the marks that an item of x-import holds.
func entriesOf(item *yaml.Node) (marks []string) {
	if list := child(item, "entries"); list != nil && list.Kind == yaml.SequenceNode {
		for _, n := range list.Content {
			marks = append(marks, n.Value)
		}
	}
	return marks
}

// keyOf returns what tells the incident of a draft apart from others of its source, whatever the file is called: the
// source's own key, or the id that its date and title make. A part is of no incident.
func keyOf(d importers.Draft) string {
	if d.Part() {
		return ""
	}
	return cmp.Or(oneLine(d.Key), d.Incident.ID)
}

// oneLine returns a name as the importers write it into the ledger.
func oneLine(name string) string {
	visible := func(r rune) rune {
		if unicode.IsControl(r) && !unicode.IsSpace(r) || r == '\ufffe' || r == '\uffff' || r == '\ufeff' {
			return -1
		}
		return r
	}
	return strings.Join(strings.Fields(strings.Map(visible, strings.ToValidUTF8(name, "\ufffd"))), " ")
}

// readLedger returns what the record has taken from the file of the draft and from others about the same incident, the
// place of the item about the file, -1 if there is none, and that item.
//
// Note: that everything of one importer is one source was tried. Two documents of two people are not.
func readLedger(list *yaml.Node, d importers.Draft) (l *ledger, at int, item *yaml.Node) {
	l, at = &ledger{known: map[string]bool{}, seen: map[string]int{}}, -1
	if list == nil || list.Kind != yaml.SequenceNode {
		return l, at, nil
	}
	for i, n := range list.Content {
		key := valueOf(n, "incident")
		here := valueOf(n, "file") == oneLine(d.File) && (key == keyOf(d) || key == "")
		if valueOf(n, "from") != d.From || !here && (key == "" || key != keyOf(d)) {
			continue
		}
		for _, mark := range entriesOf(n) {
			l.known[mark] = true
		}
		if here {
			at, item = i, n
		}
	}
	return l, at, item
}

func valueOf(n *yaml.Node, key string) string {
	if value := child(n, key); value != nil {
		return value.Value
	}
	return ""
}

// noteOf returns the item of x-import for a draft: its account as the importer writes it, what this import found doubtful,
// and the marks. What an earlier item about the same file holds stays in it.
func noteOf(d importers.Draft, doubts, marks []string, before *yaml.Node) (*yaml.Node, error) {
	text, err := importers.Encode(d)
	if err != nil {
		return nil, err
	}
	var record yaml.Node
	if err := yaml.Unmarshal(text, &record); err != nil {
		return nil, err
	}
	item := child(record.Content[0], ledgerKey).Content[0]
	if key := keyOf(d); key != "" {
		item.Content = slices.Insert(item.Content, 4, wordNode("incident"), wordNode(key)) // behind from and file
	}
	extend(item, "doubts", append(textsOf(child(before, "doubts")), doubts...), 0)
	for i := 0; before != nil && i+1 < len(before.Content); i += 2 {
		if key := before.Content[i]; child(item, key.Value) == nil && key.Value != "entries" {
			item.Content = append(item.Content, key, before.Content[i+1])
		}
	}
	extend(item, "entries", append(entriesOf(before), marks...), yaml.FlowStyle)
	return item, nil
}

func textsOf(list *yaml.Node) (texts []string) {
	if list != nil {
		for _, n := range list.Content {
			texts = append(texts, n.Value)
		}
	}
	return texts
}

// extend adds texts to the list under key in the mapping n, each once.
func extend(n *yaml.Node, key string, texts []string, style yaml.Style) {
	list := child(n, key)
	there := map[string]bool{}
	for _, text := range textsOf(list) {
		there[text] = true
	}
	for _, text := range texts {
		if there[text] {
			continue
		}
		if list == nil {
			list = &yaml.Node{Kind: yaml.SequenceNode, Style: style}
			n.Content = append(n.Content, &yaml.Node{Kind: yaml.ScalarNode, Value: key}, list)
		}
		there[text] = true
		list.Content = append(list.Content, &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: text})
	}
}

// wrap breaks the lines of entries, which hold nothing that a person reads, after every hundred characters.
func wrap(text string) string {
	var b strings.Builder
	for line := range strings.Lines(text) {
		key, rest, _ := strings.Cut(line, "entries: [")
		if strings.Trim(key, " -") != "" || rest == "" {
			b.WriteString(line)
			continue
		}
		indent, column := strings.Repeat(" ", len(key)+2), len(key)+len("entries: [")
		b.WriteString(key + "entries: [")
		for i, mark := range strings.Split(strings.TrimSuffix(strings.TrimSpace(rest), "]"), ", ") {
			if column+len(mark) > 100 {
				b.WriteString(",\n" + indent)
				column = len(indent)
			} else if i > 0 {
				b.WriteString(", ")
			}
			b.WriteString(mark)
			column += len(mark) + 2
		}
		b.WriteString("]\n")
	}
	return b.String()
}
