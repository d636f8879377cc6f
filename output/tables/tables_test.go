package tables

import (
	"math"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/postmortem-dev/postmortem/analysis/compare"
)

func TestTablesAreWellFormed(t *testing.T) {
	var names []string
	for _, table := range All() {
		if !regexp.MustCompile(`^[a-z]+$`).MatchString(table.Name) || slices.Contains(names, table.Name) {
			t.Errorf("table %q", table.Name)
		}
		names = append(names, table.Name)
		var columns []string
		for _, c := range table.Columns {
			if !regexp.MustCompile(`^[a-z][a-z0-9_]*$`).MatchString(c.Name) || slices.Contains(columns, c.Name) || !strings.HasSuffix(c.Doc, ".") {
				t.Errorf("column %q of %s: %q", c.Name, table.Name, c.Doc)
			}
			columns = append(columns, c.Name)
		}
		if first := table.Columns[0]; !first.Needed || first.Name != "id" && first.Name != "incident" {
			t.Errorf("%s does not begin with its incident", table.Name)
		}
	}
}

// A cell is of its column's kind, and only one that is not needed can be nil.
func TestCellsAreOfTheirKind(t *testing.T) {
	digests := samples(t)
	for _, table := range All() {
		rows := rowsOf(table, digests)
		if len(rows) < len(digests)/2 {
			t.Errorf("%s has %d rows", table.Name, len(rows))
		}
		for _, row := range rows {
			for i, cell := range row {
				c, ok := table.Columns[i], false
				switch v := cell.(type) {
				case nil:
					ok = !c.Needed
				case string:
					ok = (c.Kind == Text || c.Kind == Word) && v != ""
				case []string:
					ok = c.Kind == Texts && v != nil
				case time.Time:
					ok = c.Kind == Moment && !v.IsZero()
				case float64:
					ok = c.Kind == Number && !math.IsNaN(v)
				case int64:
					ok = c.Kind == Whole
				case bool:
					ok = c.Kind == Flag
				}
				if !ok {
					t.Fatalf("%s.%s of %v holds %#v", table.Name, c.Name, row[0], cell)
				}
			}
		}
	}
}

// Every number of a digest is in a table: a duration of its own columns or a phase, a count in the column of its name.
func TestNoNumberIsLeftOut(t *testing.T) {
	columns := map[string]bool{}
	for _, c := range incidentTable().Columns {
		columns[c.Name] = true
	}
	met := map[string]bool{}
	for _, d := range corpusDigests(t) {
		for _, c := range d.Counts {
			met[c.Name] = true
			if !columns[c.Name] {
				t.Errorf("no column for %s", c.Name)
			}
		}
		for _, l := range d.Lengths {
			met[l.Name+"_s"] = true
			// The whole length stands there as duration.
			if !columns[l.Name+"_s"] && !strings.HasPrefix(l.Name, "phase_") && l.Name != "time_to_resolve" {
				t.Errorf("no column for %s", l.Name)
			}
		}
	}
	for _, c := range incidentTable().Columns {
		number := c.Kind == Number && !strings.HasSuffix(c.Name, "_low_s") && !strings.HasSuffix(c.Name, "_high_s")
		if number && !met[c.Name] {
			t.Errorf("no digest has a %s", c.Name)
		}
	}
}

// A row of incidents says what the digest says, and an unknown number is no number.
func TestIncidentRowsAreTheDigests(t *testing.T) {
	table := incidentTable()
	digests := samples(t)
	for i, row := range rowsOf(table, digests) {
		d := digests[i]
		for j, c := range table.Columns {
			if name, ok := strings.CutSuffix(c.Name, "_s"); ok && c.Kind == Number {
				if name, of, ok := cutAny(name, "_low", "_high"); ok {
					l, known := d.Length(name)
					bound := map[string]*float64{"_low": l.Low, "_high": l.High}[of]
					if bound == nil {
						bound = l.Value
					}
					if !same(row[j], bound, known && !(l.SoFar && of == "_high")) {
						t.Errorf("%s of %s is %v, the digest says %+v", c.Name, d.ID, row[j], l)
					}
					continue
				}
				if l, known := d.Length(name); !same(row[j], l.Value, known && !l.SoFar) {
					t.Errorf("%s of %s is %v, the digest says %+v", c.Name, d.ID, row[j], l)
				}
			} else if c.Kind == Number {
				if v, known := d.Count(c.Name); !same(row[j], &v, known) {
					t.Errorf("%s of %s is %v, the digest says %v, %v", c.Name, d.ID, row[j], v, known)
				}
			}
		}
	}
}

func cutAny(name string, suffixes ...string) (string, string, bool) {
	for _, s := range suffixes {
		if before, ok := strings.CutSuffix(name, s); ok {
			return before, s, true
		}
	}
	return name, "", false
}

func same(cell any, want *float64, known bool) bool {
	if !known {
		return cell == nil
	}
	return cell == *want
}

// The other tables have a row for everything that the digests have.
func TestNoRowIsLeftOut(t *testing.T) {
	digests := samples(t)
	want := map[string]int{"incidents": len(digests)}
	for _, d := range digests {
		want["phases"] += len(d.Lengths)
		want["milestones"] += len(d.Milestones)
		for _, w := range d.Waves {
			want["milestones"] += len(w.Milestones)
		}
		for _, s := range d.Services {
			want["windows"] += len(s.Windows)
		}
		want["classes"] += len(d.Triggers) + len(d.Mechanisms) + len(d.Controls)
		if d.Detection != "" {
			want["classes"]++
		}
		want["causes"] += len(d.Causes)
		want["actions"] += len(d.Actions)
	}
	for _, table := range All() {
		if got := len(rowsOf(table, digests)); got != want[table.Name] {
			t.Errorf("%s has %d rows, not %d", table.Name, got, want[table.Name])
		}
	}
}

// An incident that is still open has no length yet; it is at least as long as it is so far.
func TestLengthsSoFarAreBounds(t *testing.T) {
	seconds := 60.0
	l := lengthOf(compare.Length{Name: "duration", Value: &seconds, SoFar: true})
	if l.value != nil || *l.low != 60 || l.high != nil || l.note == "" {
		t.Errorf("%+v", l)
	}
}
