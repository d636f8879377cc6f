// Package merge puts the drafts that importers make of several sources into one record. It belongs to the first room and
// reads and writes no file. The record is a person's: what stands in it stays as it is, to the byte, and what is added is
// put between its lines. What two sources tell is told once, citing both; where they disagree both are shown.
package merge

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"slices"

	"gopkg.in/yaml.v3"

	"github.com/postmortem-dev/postmortem/incidents"
	"github.com/postmortem-dev/postmortem/incidents/importers"
)

// Refusal is why nothing was merged.
type Refusal struct {
	Message, Hint string
	Diagnostics   []incidents.Diagnostic // what is wrong with the record or the mapping, if that is why
}

// Error returns the message without the hint.
func (r *Refusal) Error() string { return r.Message }

// Into returns the record with what the drafts add to it, and an account for each draft. name is the record's in messages.
// Nothing of the record is changed but what it says was imported; when no draft has anything new, record itself is
// returned. It refuses, with a *Refusal, a record that has an error, is JSON, or holds several incidents.
//
// Merging a draft twice is merging it once, whatever a person has done to the record in between: x-import keeps a mark of
// each part that was taken.
func Into(name string, record []byte, drafts []importers.Draft, m Mapping) ([]byte, []Account, error) {
	in, err := parse(name, record)
	if err != nil {
		return nil, nil, err
	}
	if err := m.check(in, drafts); err != nil {
		return nil, nil, err
	}
	var accounts []Account
	text := open(record)
	for _, draft := range drafts {
		merging := newMerger(in, text, draft, m)
		merging.plan()
		accounts = append(accounts, *merging.account)
		if !merging.news() {
			continue
		}
		if record, err = merging.write(); err != nil {
			return nil, nil, unwritable(name, draft, err)
		}
		if in, err = merging.verify(name, record); err != nil {
			return nil, nil, unwritable(name, draft, err)
		}
		text = open(record)
	}
	return record, accounts, nil
}

// New returns a record made of drafts: of the first, which is an incident, and what the others add to it.
func New(drafts []importers.Draft, m Mapping) ([]byte, []Account, error) {
	base := drafts[0].Incident
	in := &incidents.Incident{Schema: base.Schema, ID: base.ID, Title: base.Title}
	if err := m.check(in, drafts); err != nil {
		return nil, nil, err
	}
	var accounts []Account
	ledger := &yaml.Node{Kind: yaml.SequenceNode}
	for _, draft := range drafts {
		merging := newMerger(in, &document{root: mapping(ledgerKey, ledger)}, draft, m)
		merging.fresh = true
		merging.plan()
		if err := merging.enter(ledger); err != nil {
			return nil, nil, err
		}
		accounts = append(accounts, *merging.account)
	}
	record, err := incidents.Encode(in)
	if err != nil {
		return nil, nil, err
	}
	text, err := lines(mapping(ledgerKey, ledger), 0)
	record = append(record, wrap(text)...)
	if _, bad := parse("the record", record); bad != nil {
		return nil, nil, &Refusal{Message: bad.Error(), Hint: "please report this"}
	}
	return record, accounts, err
}

// enter puts the account of the draft and its marks into the list of a record that is being made.
func (m *merger) enter(list *yaml.Node) error {
	_, at, before := readLedger(list, m.draft)
	item, err := noteOf(m.draft, m.account.Doubts, m.noted, before)
	switch {
	case err != nil:
		return err
	case at >= 0:
		list.Content[at] = item
	default:
		list.Content = append(list.Content, item)
	}
	return nil
}

// parse returns the one incident of a record that can be added to.
func parse(name string, record []byte) (*incidents.Incident, error) {
	if text := bytes.TrimLeft(bytes.TrimPrefix(record, []byte("\ufeff")), " \t\r\n"); len(text) > 0 && (text[0] == '{' || text[0] == '[') {
		return nil, &Refusal{Message: name + ": the record is JSON, which is not added to", Hint: "write it as YAML; there is no place for comments in JSON, and nothing to keep"}
	}
	found, problems := incidents.Parse(name, record)
	if incidents.HasErrors(problems) {
		return nil, &Refusal{Message: name + ": the record has errors; nothing was written", Diagnostics: problems}
	}
	if len(found) != 1 {
		return nil, &Refusal{Message: fmt.Sprintf("%s: the file holds %d incidents; one is added to at a time", name, len(found)), Hint: "give each a file of its own"}
	}
	return found[0], nil
}

func unwritable(name string, draft importers.Draft, err error) error {
	var refusal *Refusal
	if errors.As(err, &refusal) {
		return err
	}
	hint := "write the parts that it is about as plain lists, one entry a line and without anchors"
	return &Refusal{Message: fmt.Sprintf("%s: what %s adds cannot be put between its lines: %s; nothing was written", name, draft.File, err), Hint: hint}
}

// write returns the record's text with everything that was planned.
func (m *merger) write() ([]byte, error) {
	e := &editor{document: m.doc}
	for _, a := range m.additions {
		if err := a.write(e); err != nil {
			return nil, fmt.Errorf("%s: %w", spell(a.path), err)
		}
	}
	list, err := e.find(ledgerKey)
	if err != nil {
		return nil, err
	}
	_, at, before := readLedger(list, m.draft)
	note, err := noteOf(m.draft, m.account.Doubts, m.noted, before)
	if err != nil {
		return nil, err
	}
	if at >= 0 {
		err = e.replace([]any{ledgerKey}, at, note)
	} else {
		err = e.add([]any{ledgerKey}, []item{{before: atEnd(list), node: note}})
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", ledgerKey, err)
	}
	entered := &e.edits[len(e.edits)-1]
	entered.text = wrap(entered.text)
	return e.apply(), nil
}

func atEnd(list *yaml.Node) int {
	if list == nil {
		return 0
	}
	return len(list.Content)
}

// news reports whether the draft has a part that the record had not taken before.
func (m *merger) news() bool {
	return slices.ContainsFunc(m.noted, func(mark string) bool { return !m.known[mark] })
}

// verify reads the record again and holds it against what it should say now. Places in a text are found by rules that
// somebody's layout may not follow; then nothing is written rather than something else.
func (m *merger) verify(name string, record []byte) (*incidents.Incident, error) {
	if len(record) > incidents.MaxSize {
		return nil, &Refusal{Message: fmt.Sprintf("%s: with %s the record has more than %d bytes, which is the most that is read", name, m.draft.File, incidents.MaxSize), Hint: "leave something out"}
	}
	in, err := parse(name, record)
	if err != nil {
		return nil, errLayout
	}
	want, err := incidents.Encode(m.in)
	got, again := incidents.Encode(in)
	if err := cmp.Or(err, again); err != nil {
		return nil, err
	}
	if !bytes.Equal(want, got) {
		return nil, errLayout
	}
	return in, nil
}
