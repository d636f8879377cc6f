package analysis

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/dustin/go-humanize"
)

// logSpread is how far the values of one unit may lie apart on a linear scale before the small ones vanish.
const logSpread = 100

// quantityFigures draws each group that has two numbers of one unit. The group with the most exact ones comes first and
// is called impact. It notes in each group which figure draws it.
func quantityFigures(groups []QuantityGroup) []Figure {
	var figures []Figure
	var ids []string
	main := mainGroup(groups)
	for i := range groups {
		rows := drawable(groups[i])
		if len(rows) < 2 {
			continue
		}
		if i == main {
			groups[i].Figure = "impact"
			figures = slices.Insert(figures, 0, quantityFigure("impact", groups[i].Name, rows))
			continue
		}
		id := uniqueID("impact_"+slug(groups[i].Name, "numbers"), ids)
		ids = append(ids, id)
		groups[i].Figure = id
		figures = append(figures, quantityFigure(id, groups[i].Name, rows))
	}
	return figures
}

// mainGroup returns the index of the group with the most exact numbers in one figure, or -1 when none can be drawn.
func mainGroup(groups []QuantityGroup) int {
	best, bestExact, bestRows := -1, 0, 0
	for i, g := range groups {
		rows := drawable(g)
		n := 0
		for _, q := range rows {
			if _, ok := q.exact(); ok {
				n++
			}
		}
		if len(rows) >= 2 && (n > bestExact || (n == bestExact && len(rows) > bestRows)) {
			best, bestExact, bestRows = i, n, len(rows)
		}
	}
	return best
}

// drawable returns the quantities with a number, of the unit that most of them share: the first such unit on a tie.
func drawable(g QuantityGroup) []ImpactQuantity {
	var best []ImpactQuantity
	byUnit := map[string][]ImpactQuantity{}
	var units []string
	for _, q := range g.Quantities {
		if q.Low == nil && q.High == nil {
			continue
		}
		if _, seen := byUnit[q.Unit]; !seen {
			units = append(units, q.Unit)
		}
		byUnit[q.Unit] = append(byUnit[q.Unit], q)
	}
	for _, unit := range units {
		if len(byUnit[unit]) > len(best) {
			best = byUnit[unit]
		}
	}
	return best
}

func quantityFigure(id, group string, quantities []ImpactQuantity) Figure {
	f := Figure{ID: id, Kind: Bars, Unit: quantities[0].Unit, Title: figureTitle(group, quantities[0].Unit)}
	for i, q := range quantities {
		f.Rows = append(f.Rows, quantityRow(q, quantityLabel(i, quantities)))
	}
	least, most := extremes(f.Rows)
	low, high := f.Rows[least].bottom(), f.Rows[most].top()
	f.Log = low > 0 && high > logSpread*low
	f.Alt = fmt.Sprintf("%d numbers in %s, from %s (%s) to %s (%s).", len(f.Rows), f.Unit,
		plainNumber(low), f.Rows[least].Label, plainNumber(high), f.Rows[most].Label)
	if f.Log {
		f.Alt += " The scale is logarithmic."
	}
	return f
}

func figureTitle(group, unit string) string {
	if group == "" {
		return "Impact numbers, in " + unit
	}
	return group
}

// quantityLabel returns what a quantity counts, with its scope where another row counts the same, and with its sources
// where that row has the same scope too.
func quantityLabel(i int, quantities []ImpactQuantity) string {
	q := quantities[i]
	var parts []string
	for j, other := range quantities {
		if j == i || other.What != q.What {
			continue
		}
		if q.Scope != "" {
			parts = addNew(parts, q.Scope)
		}
		if other.Scope == q.Scope && len(q.Sources) > 0 {
			parts = addNew(parts, "by "+List(q.Sources))
		}
	}
	if len(parts) == 0 {
		return q.What
	}
	return q.What + " (" + strings.Join(parts, "; ") + ")"
}

// quantityRow returns the bar of a number. One that is bounded on one side only has no other end.
func quantityRow(q ImpactQuantity, label string) Row {
	row := Row{Label: label, Low: q.Low, High: q.High, Class: ClassValue}
	var notes []string
	if q.About {
		notes = append(notes, "about")
	}
	if q.Contested {
		notes = append(notes, "contested")
	}
	row.Note = strings.Join(notes, ", ")
	return row
}

// extremes returns the indexes of the rows with the least low and the greatest high end.
func extremes(rows []Row) (least, most int) {
	for i, r := range rows {
		if r.bottom() < rows[least].bottom() {
			least = i
		}
		if r.top() > rows[most].top() {
			most = i
		}
	}
	return least, most
}

// bottom and top return the ends of a row that has at least one.
func (r Row) bottom() float64 {
	if r.Low == nil {
		return *r.High
	}
	return *r.Low
}

func (r Row) top() float64 {
	if r.High == nil {
		return *r.Low
	}
	return *r.High
}

// plainNumber returns a number as prose has it: 17,000,000 or 0.35.
func plainNumber(v float64) string {
	if v == math.Trunc(v) && math.Abs(v) < 1<<53 {
		return humanize.Comma(int64(v))
	}
	if math.Abs(v) < 0.01 {
		return strconv.FormatFloat(v, 'g', 3, 64)
	}
	return humanize.Commaf(math.Round(v*1e6) / 1e6)
}

// slug returns text in the letters that a figure's or a measure's name may have, or fallback when none is left.
func slug(text, fallback string) string {
	out := strings.Join(strings.FieldsFunc(strings.ToLower(text), func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < '0' || r > '9')
	}), "_")
	if out == "" {
		return fallback
	}
	return out
}

// uniqueID returns id, or id with the first number behind it that makes it new.
func uniqueID(id string, taken []string) string {
	for n, try := 2, id; ; n++ {
		if !slices.Contains(taken, try) {
			return try
		}
		try = fmt.Sprintf("%s_%d", id, n)
	}
}
