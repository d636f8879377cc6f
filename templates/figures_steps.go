package templates

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/postmortem-dev/postmortem/analysis"
)

// stepsHeight is the number of lines that the area of a steps figure may take.
const stepsHeight = 12

// stepsLines draws step functions on top of each other, the first at the bottom, as an area of characters. A column
// stands for the moment of its stretch at which the most was affected, so that no short peak is lost.
func stepsLines(f analysis.Figure, zone *time.Location) []string {
	curves := newStepCurves(f.Series)
	s, ok := newTimeScale(f, zone)
	peak, peakAt := curves.peak()
	if !ok || peak <= 0 || math.IsInf(peak, 1) {
		return nil
	}
	u := stepUnit(peak, curves.whole())
	rows := int(math.Ceil(peak/u - 1e-9))
	labels := stepLabels(rows, u)
	c := newChartColumns(labels, nil, 20)
	heap := curves.columns(s, c.area)
	lines := s.header(unitTitle(f))
	for r := rows - 1; r >= 0; r-- {
		cells := blanks(c.area)
		for i, values := range heap {
			cells[i] = curves.at(values, float64(r)*u, u)
		}
		s.drawMarks(cells, f.Marks)
		lines = append(lines, c.row(padLeft(labels[r], c.label), cells, "")...)
	}
	lines = append(append(lines, s.axis(c)...), "")
	legend := fmt.Sprintf("%s   peak: %s at %s", curves.legend(), figureNumber(peak), s.format(peakAt))
	return append(append(lines, wrapped(legend, textColumns, mostRows)...), s.markLines(f.Marks)...)
}

// unitTitle returns a figure's title with its unit, unless the title has it already.
func unitTitle(f analysis.Figure) string {
	title, unit := plainText(f.Title), plainText(f.Unit)
	if unit == "" || strings.Contains(strings.ToLower(" "+title+" "), strings.ToLower(" "+unit+" ")) {
		return title
	}
	return title + ", in " + unit
}

func padLeft(text string, n int) string { return strings.Repeat(" ", max(0, n-columns(text))) + text }

// stepUnit returns how much one line stands for. Whole numbers get lines of a whole number, or whole numbers of lines.
func stepUnit(peak float64, whole bool) float64 {
	if whole && peak <= stepsHeight {
		return 1 / math.Floor(stepsHeight/peak)
	}
	least := peak / stepsHeight
	if least < 1e-300 { // too small for a power of ten below it
		return peak
	}
	for size := math.Pow(10, math.Floor(math.Log10(least))); ; size *= 10 {
		for _, step := range []float64{1, 1.5, 2, 2.5, 3, 4, 5, 6, 8} {
			u := step * size
			if u >= least && (!whole || u == math.Trunc(u)) {
				return u
			}
		}
	}
}

// stepLabels returns what stands before each line, from the bottom: the value at its top, where that is worth a label.
func stepLabels(rows int, u float64) []string {
	out := make([]string, rows)
	for r := range out {
		top := float64(r+1) * u
		named := (rows-1-r)%2 == 0
		if u < 1 && math.Abs(1/u-math.Round(1/u)) < 1e-9 { // several lines to one
			named = math.Abs(top-math.Round(top)) < 1e-9
		}
		if named {
			out[r] = figureNumber(top)
		}
	}
	return out
}

// stepCurves holds the series merged: the values of all of them at each moment at which any of them steps.
type stepCurves struct {
	names   []string
	runes   []rune
	moments []time.Time
	values  [][]float64
}

func newStepCurves(series []analysis.Series) stepCurves {
	var c stepCurves
	var points [][]analysis.Point
	for _, s := range series {
		kept := slices.DeleteFunc(slices.Clone(s.Points), func(p analysis.Point) bool {
			return p.At.IsZero() || math.IsNaN(p.Value) || math.IsInf(p.Value, 0)
		})
		if len(kept) == 0 {
			continue
		}
		slices.SortStableFunc(kept, func(a, b analysis.Point) int { return a.At.Compare(b.At) })
		points = append(points, kept)
		c.names = append(c.names, seriesName(s))
		c.runes = append(c.runes, c.freeRune(s.Class))
		for _, p := range kept {
			c.moments = append(c.moments, p.At)
		}
	}
	slices.SortFunc(c.moments, time.Time.Compare)
	c.moments = slices.CompactFunc(c.moments, time.Time.Equal)
	c.values = make([][]float64, len(c.moments))
	for i := range c.values {
		c.values[i] = make([]float64, len(points))
	}
	for k := range points {
		c.fill(k, points[k])
	}
	return c
}

func (c *stepCurves) fill(k int, points []analysis.Point) {
	value, next := 0.0, 0
	for i, t := range c.moments {
		for next < len(points) && !points[next].At.After(t) {
			value = math.Max(0, points[next].Value)
			next++
		}
		c.values[i][k] = value
	}
}

func seriesName(s analysis.Series) string {
	if name := plainText(s.Name); name != "" && name != string(analysis.ClassUnrecorded) {
		return clip(name, 60)
	}
	return levelName(s.Class)
}

// freeRune returns the character of a class, or the next that no earlier series has.
func (c *stepCurves) freeRune(class analysis.Class) rune {
	for _, r := range append([]rune{levelRune(class)}, []rune("█▒░▓#=+o%*")...) {
		if !slices.Contains(c.runes, r) {
			return r
		}
	}
	return '·'
}

func (c *stepCurves) legend() string {
	var parts []string
	for k := len(c.names) - 1; k >= 0; k-- {
		parts = append(parts, string(c.runes[k])+" "+c.names[k])
	}
	return strings.Join(parts, "   ")
}

func total(values []float64) float64 {
	sum := 0.0
	for _, v := range values {
		sum += v
	}
	return sum
}

// peak returns the greatest total and when it was first reached.
func (c *stepCurves) peak() (most float64, at time.Time) {
	for i, t := range c.moments {
		if v := total(c.values[i]); v > most {
			most, at = v, t
		}
	}
	return most, at
}

// whole reports whether every value is a count.
func (c *stepCurves) whole() bool {
	for _, values := range c.values {
		for _, v := range values {
			if v != math.Trunc(v) {
				return false
			}
		}
	}
	return true
}

// columns returns, for each of n equal stretches of the scale, the values at the moment with the greatest total. A
// moment counts for the stretch that it begins in, and for those that the next moment has not reached.
func (c *stepCurves) columns(s timeScale, n int) [][]float64 {
	out := make([][]float64, n)
	for i, t := range c.moments {
		last := n
		if i+1 < len(c.moments) {
			last = int(math.Ceil(s.at(c.moments[i+1]) * float64(n)))
		}
		for col := s.cell(t, n); col < min(n, last); col++ {
			if out[col] == nil || total(c.values[i]) > total(out[col]) {
				out[col] = c.values[i]
			}
		}
	}
	return out
}

// at returns the character for the line from floor up by u in a column with these values: that of the series in the
// middle of the line, or at the top where the column ends in it.
func (c *stepCurves) at(values []float64, floor, u float64) rune {
	top := total(values)
	if top <= floor+u*1e-9 {
		return ' '
	}
	level, sum := math.Min(floor+u/2, top), 0.0
	for k, v := range values {
		if sum += v; level <= sum+u*1e-9 && v > 0 {
			return c.runes[k]
		}
	}
	return c.runes[len(c.runes)-1]
}
