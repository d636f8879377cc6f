package output

import (
	"encoding/json"
	"fmt"
	"html/template"
	"time"

	"github.com/go-echarts/go-echarts/v2/charts"
	"github.com/go-echarts/go-echarts/v2/opts"
	"github.com/go-echarts/go-echarts/v2/types"

	"github.com/postmortem-dev/postmortem/analysis"
	"github.com/postmortem-dev/postmortem/output/figure"
)

// chart is a figure as ECharts options.
type chart struct {
	ID      string // of the element that holds the options
	Options template.JS
}

// charter is what every go-echarts chart can do. Note: its Render is never used. It writes options with HTML escaping
// off, so that a title could end the script it stands in.
type charter interface {
	Validate()
	JSON() map[string]any
}

// chartsOf returns the options of every figure on a page.
func chartsOf(nodes []*figureNode, zone *time.Location) ([]chart, error) {
	var out []chart
	for _, n := range nodes {
		c, ok := newChart(n.figure, zone)
		if !ok {
			continue
		}
		c.Validate()
		options, err := json.Marshal(c.JSON())
		if err != nil {
			return nil, fmt.Errorf("figure %s: %w", n.id, err)
		}
		out = append(out, chart{"chart:" + n.id, template.JS(options)}) //nolint:gosec // json.Marshal escapes what could end a script
	}
	return out, nil
}

// newChart returns the chart of a figure, and false for one that has nothing to draw. What is on an axis of lengths of
// time stays a drawing: ECharts labels no logarithmic axis with minutes, hours and days, and has nothing to zoom into
// that the drawing's own words do not tell. So do arcs.
func newChart(f *analysis.Figure, zone *time.Location) (charter, bool) {
	if f.Elapsed {
		return nil, false
	}
	switch f.Kind {
	case analysis.Gantt, analysis.Waterfall:
		return spansChart(f, newClock(f, zone)), len(f.Rows) > 0
	case analysis.Steps:
		return stepsChart(f, newClock(f, zone)), len(f.Series) > 0
	case analysis.Graph:
		return graphChart(f), len(f.Nodes) > 0
	case analysis.Bars:
		return barsChart(f), len(f.Rows) > 0
	}
	return nil, false
}

// clock turns moments into what a chart's time axis shows. ECharts knows UTC and the reader's own zone only, so the
// incident's wall clock is passed off as UTC; across a change of the clocks it stays with the first offset.
type clock struct {
	zone   *time.Location
	name   string
	offset int
}

func newClock(f *analysis.Figure, zone *time.Location) clock {
	var first time.Time
	note := func(t time.Time) {
		if first.IsZero() || t.Before(first) {
			first = t
		}
	}
	for _, r := range f.Rows {
		for _, s := range r.Spans {
			note(s.From)
		}
	}
	for _, s := range f.Series {
		for _, p := range s.Points {
			note(p.At)
		}
	}
	name, offset := first.In(zone).Zone()
	return clock{zone, name, offset}
}

func (c clock) millis(t time.Time) int64 { return t.UnixMilli() + int64(c.offset)*1000 }

// class is the colour of a class: a custom property of the page that the boot script resolves, so that charts follow
// light and dark like everything else.
func class(c analysis.Class) *opts.ItemStyle {
	return &opts.ItemStyle{Color: "var(--" + figure.Colour(c) + ")"}
}

// common sets what all charts share: no animation, one line of tooltip, a legend, and zooming along x where there is one.
func common(zoom bool) []charts.GlobalOpts {
	out := []charts.GlobalOpts{
		charts.WithAnimation(false),
		charts.WithTooltipOpts(opts.Tooltip{Show: opts.Bool(true), Trigger: "item", Formatter: types.FuncStr("{b}")}),
		charts.WithLegendOpts(opts.Legend{Show: opts.Bool(true), Bottom: "0", Left: "0", Icon: "roundRect"}),
	}
	if zoom {
		out = append(out,
			charts.WithDataZoomOpts(opts.DataZoom{Type: "inside", FilterMode: "weakFilter"}, opts.DataZoom{Type: "slider", FilterMode: "weakFilter"}),
			charts.WithGridOpts(opts.Grid{Left: "8", Right: "44", Top: "24", Bottom: "84", ContainLabel: opts.Bool(true)}),
		)
	}
	return out
}

// marks returns the named moments of a figure as vertical lines.
func marks(f *analysis.Figure, c clock) charts.SeriesOpts {
	return charts.WithSeriesOpts(func(s *charts.SingleSeries) {
		if len(f.Marks) == 0 {
			return
		}
		lines := &opts.MarkLines{MarkLineStyle: opts.MarkLineStyle{
			Symbol: []string{"none", "none"},
			Label:  &opts.Label{Show: opts.Bool(true), Formatter: "{b}", Position: "insideEndTop"},
		}}
		for _, m := range f.Marks {
			lines.Data = append(lines.Data, opts.MarkLineNameXAxisItem{Name: m.Label, XAxis: c.millis(m.At)})
		}
		s.MarkLines = lines
	})
}
