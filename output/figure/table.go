package figure

import (
	"strings"
	"time"

	"github.com/postmortem-dev/postmortem/analysis"
)

// Table is the text alternative of a figure: everything it draws, in rows.
type Table struct {
	Head []string
	Rows [][]string
}

// Data returns the figure as a table, for readers who cannot see the drawing or want its numbers.
func Data(f *analysis.Figure, zone *time.Location) Table {
	s := newSheet(f, Options{Zone: zone})
	switch f.Kind {
	case analysis.Steps:
		return s.stepsTable()
	case analysis.Graph:
		return graphTable(f)
	case analysis.Bars:
		return barsTable(f)
	case analysis.ECDF:
		return ecdfTable(f)
	case analysis.Strip:
		return stripTable(f)
	case analysis.Arcs:
		return arcsTable(f)
	}
	return s.spansTable()
}

func (s *sheet) spansTable() Table {
	t := Table{Head: []string{"Row", "What", "From", "To", "Length"}}
	for _, r := range s.fig.Rows {
		name := clean(r.Label)
		if group := clean(r.Group); group != "" {
			name = group + ": " + name
		}
		if len(r.Spans) == 0 {
			t.Rows = append(t.Rows, []string{name, "not recorded", "", "", ""})
		}
		for _, sp := range r.Spans {
			what, length := clean(sp.Label), ""
			if what == "" {
				what = Words(sp.Class)
			}
			if !sp.To.IsZero() {
				length = s.length(sp.To.Sub(sp.From))
			}
			t.Rows = append(t.Rows, []string{name, what, s.moment(sp.From), s.moment(sp.To), length})
		}
	}
	for _, m := range s.fig.Marks {
		t.Rows = append(t.Rows, []string{"moment", clean(m.Label), s.moment(m.At), "", ""})
	}
	return t
}

func (s *sheet) stepsTable() Table {
	t := Table{Head: []string{"From"}}
	for _, se := range s.fig.Series {
		t.Head = append(t.Head, SeriesName(se))
	}
	for _, at := range newStack(s.fig.Series).moments {
		row := []string{s.moment(at)}
		for _, se := range s.fig.Series {
			row = append(row, quantity(valueAt(se, at)))
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

func graphTable(f *analysis.Figure) Table {
	t := Table{Head: []string{"Service", "Set", "State", "Hops", "Depends on"}}
	label := map[string]string{}
	for _, n := range f.Nodes {
		label[n.ID] = clean(n.Label)
	}
	for _, n := range f.Nodes {
		var needs []string
		for _, e := range f.Edges {
			if e.Dependent == n.ID {
				needs = append(needs, dependencyWords(e, label))
			}
		}
		hops := ""
		if n.Class == analysis.ClassOrigin || n.Class == analysis.ClassExplained || n.Class == analysis.ClassSpared {
			hops = quantity(float64(n.Layer))
		}
		t.Rows = append(t.Rows, []string{clean(n.Label), Words(n.Class), clean(n.State), hops, strings.Join(needs, "; ")})
	}
	return t
}

func dependencyWords(e analysis.Link, label map[string]string) string {
	name := label[e.Dependency]
	if name == "" {
		name = clean(e.Dependency)
	}
	var facts []string
	if e.Kind != "" {
		facts = append(facts, clean(e.Kind))
	}
	if e.Inferred {
		facts = append(facts, "inferred")
	}
	if e.Proof {
		facts = append(facts, "proof path")
	}
	if len(facts) == 0 {
		return name
	}
	return name + " (" + strings.Join(facts, ", ") + ")"
}

func barsTable(f *analysis.Figure) Table {
	t := Table{Head: []string{"What", "Value", "Note"}}
	for _, r := range f.Rows {
		t.Rows = append(t.Rows, []string{clean(r.Label), RangeWords(r, f.Unit), clean(r.Note)})
	}
	return t
}
