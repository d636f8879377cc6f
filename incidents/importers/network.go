package importers

import (
	"fmt"

	"github.com/postmortem-dev/postmortem/incidents"
)

// network makes a draft of services and what depends on what, for forms that know no incident. Such a draft has no
// timeline; it becomes part of a record.
type network struct {
	options Options
	source  incidents.Source
	roster  roster
	edges   map[[2]int]bool // which there are, by the places of both ends
	account Account
}

// edge says why a dependency stands in the record.
type edge struct {
	basis incidents.Basis // Stated where somebody declared it, Inferred where it was concluded from calls
	kind  incidents.EdgeKind
	note  string // the evidence in a few words: how often, by which protocol
}

// newNetwork returns an empty network. title says what the source is, kind how close it stands to what it says:
// "telemetry" for what was measured, "internal" for what somebody wrote down.
func newNetwork(o Options, id, title string, kind incidents.SourceKind) *network {
	return &network{
		options: o, edges: map[[2]int]bool{},
		source: incidents.Source{ID: id, Title: title, Kind: kind, Note: fmt.Sprintf("Read from %s.", shorten(o.File, 200))},
	}
}

// service adds the service that the source knows by key, if it is new, and returns its place.
func (n *network) service(key, name string) int { return n.roster.place(key, name, n.source.ID) }

// depends adds that from needs to, both by their places. It reports whether that is new, and no loop.
func (n *network) depends(from, to int, e edge) bool {
	if n.edges[[2]int{from, to}] || from == to {
		return false
	}
	s := &n.roster.list[from]
	n.edges[[2]int{from, to}] = true
	s.DependsOn = append(s.DependsOn, incidents.Dependency{
		Service: n.roster.list[to].ID, Kind: e.kind, Basis: e.basis, Note: shorten(e.note, 200), Sources: []string{n.source.ID}, Evidence: incidents.Reported,
	})
	return true
}

// declared adds a dependency that somebody wrote down, and keeps account of it.
func (n *network) declared(from, to int, e edge) {
	what := n.roster.list[from].Name + " → " + n.roster.list[to].Name
	switch {
	case from == to:
		n.account.skip(what, "a service that needs itself")
	case !n.depends(from, to, e):
		n.account.skip(what, "the same dependency was there before")
	default:
		n.account.mapped()
	}
}

const noArrow = "the line has no arrow: which end needs the other is not said"

// arrows notes what a drawing leaves open: the lines without arrows, and which way the others are meant.
func (n *network) arrows(lines int) {
	if lines > 0 {
		n.account.doubt("the drawing has lines without arrows, which do not say which end needs the other: add the dependencies by hand")
	}
	if len(n.edges) > 0 {
		n.account.doubt(`arrows are read as "needs": A -> B says that A depends on B. Turn the dependencies round if the drawing shows how data flows`)
	}
}

// result returns the draft, or a refusal when there is no service in it.
func (n *network) result() (Result, error) {
	if len(n.roster.list) == 0 || n.account.In == 0 {
		return Result{}, refuse(n.account.reasons(), "it names no service")
	}
	if err := bounded(len(n.roster.list), "services"); err != nil {
		return Result{}, err
	}
	title := "Services in " + shorten(n.options.File, 100)
	return Result{Drafts: []Draft{{
		Incident: &incidents.Incident{
			Schema: incidents.SchemaName, ID: "services-" + slug(n.options.File, 60), Title: title,
			Sources: []incidents.Source{n.source}, Services: n.roster.list,
		},
		Account: n.account,
	}}}, nil
}
