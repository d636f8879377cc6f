package importers

import (
	"cmp"
	"encoding/json"
	"slices"

	"github.com/postmortem-dev/postmortem/incidents"
)

func readPager(content []byte, o Options) (Result, error) {
	values, err := jsonValues(content)
	if err != nil {
		return Result{}, err
	}
	f := pagerFile{options: o, byID: map[string]*pagerCase{}, edges: newNetwork(o, pagerSource, "PagerDuty service dependencies", "internal")}
	for _, v := range values {
		items := []json.RawMessage{v}
		if list := listOf(v); list != nil {
			items = list
		}
		for _, item := range items {
			if err := f.add(item); err != nil {
				return Result{}, err
			}
		}
	}
	return f.result()
}

// pagerFile gathers what a file says about each incident.
type pagerFile struct {
	options Options
	cases   []*pagerCase
	byID    map[string]*pagerCase
	loose   pagerCase // what names no incident
	more    bool      // the last page of incidents is not the last that there is
	cut     bool      // the last page of entries is not the last that there is
	edges   *network
	beside  Account
}

// pagerCase is what a file says about one incident.
type pagerCase struct {
	in    pagerIncident
	whole bool // the incident itself is in the file, not just a reference to it
	log   []pagerEntry
	notes []pagerNote
}

func (f *pagerFile) add(value json.RawMessage) error {
	var page pagerPage
	switch pagerForm(objectOf(value)) {
	case "entry":
		page.Entries = make([]pagerEntry, 1)
		if err := decodeJSON(value, &page.Entries[0]); err != nil {
			return err
		}
	case "incident":
		page.Incident = &pagerIncident{}
		if err := decodeJSON(value, page.Incident); err != nil {
			return err
		}
	case "metrics":
		if err := decodeJSON(value, &page); err != nil {
			return err
		}
		return cmp.Or(f.metrics(page), bounded(len(f.cases), "incidents"))
	case "page":
		if err := decodeJSON(value, &page); err != nil {
			return err
		}
	default:
		f.beside.skip(looks(value), "it is nothing of PagerDuty's that is known")
	}
	if len(page.Incidents) > 0 {
		f.more = page.More
	}
	if len(page.Entries) > 0 {
		f.cut = page.More
	}
	if page.Incident != nil {
		page.Incidents = append(page.Incidents, *page.Incident)
	}
	for _, in := range page.Incidents {
		f.incident(in)
	}
	f.entries(page.Entries)
	f.loose.notes = append(f.loose.notes, page.Notes...)
	return cmp.Or(f.relations(page.Relations), bounded(len(f.cases), "incidents"))
}

// of returns what is known about an incident, which may be nothing yet.
func (f *pagerFile) of(id string) *pagerCase {
	c := f.byID[id]
	if c == nil {
		c = &pagerCase{}
		f.byID[id] = c
		f.cases = append(f.cases, c)
	}
	return c
}

// incident takes an incident that the file holds. Pages that were fetched one after the other may have it twice.
func (f *pagerFile) incident(in pagerIncident) {
	c := &pagerCase{}
	if in.ID == "" {
		f.cases = append(f.cases, c)
	} else if c = f.of(in.ID); c.whole {
		f.beside.skip(in.ID, "the file holds the incident twice; what the first says is used")
	}
	if !c.whole {
		c.in, c.whole = in, true
	}
	c.log = append(c.log, in.Entries...)
	c.notes = append(c.notes, in.Notes...)
}

// entries deals log entries out to their incidents.
func (f *pagerFile) entries(list []pagerEntry) {
	for _, e := range list {
		c := &f.loose
		if e.Incident != nil && e.Incident.ID != "" {
			if c = f.of(e.Incident.ID); !c.whole {
				c.in = *e.Incident
				c.whole = e.Incident.Created != ""
			}
		}
		c.log = append(c.log, e)
	}
}

func (f *pagerFile) result() (Result, error) {
	if len(f.loose.log)+len(f.loose.notes) > 0 {
		if len(f.cases) == 1 {
			c := f.cases[0]
			c.log, c.notes = append(c.log, f.loose.log...), append(c.notes, f.loose.notes...)
		} else {
			f.cases = append(f.cases, &f.loose)
		}
	}
	if f.more {
		f.beside.skip("more incidents", "PagerDuty has further pages, which are not in the file")
	}
	result := Result{}
	for _, c := range f.cases {
		if err := bounded(len(c.log)+len(c.notes)+len(c.in.Acks), "entries of an incident"); err != nil {
			return Result{}, err
		}
		r := pagerReader{c: c, options: f.options, cut: f.cut && len(c.log) > 0}
		if draft := r.draft(); !draft.Part() {
			result.Drafts = append(result.Drafts, draft)
		} else {
			f.beside.add(Account{In: r.account.Left(), Skipped: r.account.Skipped})
		}
	}
	if len(f.edges.roster.list) > 0 {
		part, err := f.edges.result()
		if err != nil {
			return Result{}, err
		}
		result.Drafts = append(result.Drafts, part.Drafts...)
	} else {
		f.beside.add(f.edges.account)
	}
	result.Beside = f.beside
	return result, nil
}

const pagerSource = "pagerduty"

type pagerRelation struct {
	ID         string   `json:"id"`
	Supporting pagerRef `json:"supporting_service"`
	Dependent  pagerRef `json:"dependent_service"`
}

// relations adds what somebody declared in PagerDuty: that one service needs another. PagerDuty gives ids only.
func (f *pagerFile) relations(list []pagerRelation) error {
	for _, relation := range list {
		n := f.edges
		what := "relationship " + cmp.Or(relation.ID, "without an id")
		if relation.Dependent.ID == "" || relation.Supporting.ID == "" {
			n.account.skip(what, "it does not name both services")
			continue
		}
		from, to := n.service(relation.Dependent.ID, relation.Dependent.called()), n.service(relation.Supporting.ID, relation.Supporting.called())
		if !n.depends(from, to, edge{basis: incidents.Stated, note: "Declared in PagerDuty as " + what + "."}) {
			n.account.skip(what, "the same dependency stands there already, or it leads to itself")
			continue
		}
		n.account.mapped()
		if slices.Contains([]string{relation.Dependent.called(), relation.Supporting.called()}, "") {
			n.account.doubt("PagerDuty gives only the ids of services here; give them the names that your other records use")
		}
	}
	return bounded(len(f.edges.roster.list), "services")
}

// called returns the name, if there is one.
func (p *pagerRef) called() string {
	if p == nil {
		return ""
	}
	return oneLine(cmp.Or(p.Summary, p.Name))
}
