package output

import (
	"time"

	"github.com/go-echarts/go-echarts/v2/charts"
	"github.com/go-echarts/go-echarts/v2/opts"
	"github.com/go-echarts/go-echarts/v2/types"

	"github.com/postmortem-dev/postmortem/analysis"
	"github.com/postmortem-dev/postmortem/output/figure"
)

// spansChart draws spans as bars from one moment to another. The items hold [from, to, row]; the boot script draws
// them, because options can hold no functions.
func spansChart(f *analysis.Figure, c clock) charter {
	rows := f.Rows
	if f.Kind == analysis.Waterfall {
		rows = figure.ByEnd(rows)
	}
	end := lastMoment(f)
	byClass := map[analysis.Class][]opts.CustomData{}
	var labels []string
	for i, r := range rows {
		labels = append(labels, r.Label)
		for _, sp := range r.Spans {
			to := sp.To
			if to.IsZero() {
				to = end
			}
			byClass[sp.Class] = append(byClass[sp.Class], opts.CustomData{
				Name:      r.Label + ": " + figure.SpanWords(f, sp, c.zone),
				Value:     []any{c.millis(sp.From), c.millis(to), i},
				ItemStyle: class(sp.Class),
			})
		}
	}
	chart := charts.NewCustom()
	chart.SetGlobalOptions(append(common(true), rowAxes(labels, opts.XAxis{Type: "time", Name: c.name, NameLocation: "end"})...)...)
	addClasses(chart, byClass, marks(f, c))
	return chart
}

// addClasses adds one series for each class, in the order of a legend, so that readers can hide one.
func addClasses(chart *charts.Custom, byClass map[analysis.Class][]opts.CustomData, options ...charts.SeriesOpts) {
	for _, c := range figure.Classes() {
		if items := byClass[c]; len(items) > 0 {
			chart.AddSeries(figure.Words(c), items, append(options, charts.WithItemStyleOpts(*class(c)))...)
			options = nil // the named moments are drawn once
		}
	}
}

// rowAxes returns the axes of a chart of rows, the first on top.
func rowAxes(labels []string, x opts.XAxis) []charts.GlobalOpts {
	x.Position = "top"
	return []charts.GlobalOpts{
		charts.WithXAxisOpts(x),
		charts.WithYAxisOpts(opts.YAxis{Type: "category", Data: labels, Inverse: opts.Bool(true)}),
	}
}

func lastMoment(f *analysis.Figure) time.Time {
	var last time.Time
	for _, r := range f.Rows {
		for _, sp := range r.Spans {
			for _, t := range [...]time.Time{sp.From, sp.To} {
				if t.After(last) {
					last = t
				}
			}
		}
	}
	return last
}

// stepsChart stacks the series. Stacking needs all of them to have a value at every moment, as figure.Steps gives them.
func stepsChart(f *analysis.Figure, c clock) charter {
	moments, values := figure.Steps(f)
	chart := charts.NewLine()
	chart.SetGlobalOptions(append(common(true),
		charts.WithTooltipOpts(opts.Tooltip{Show: opts.Bool(true), Trigger: "axis"}),
		charts.WithXAxisOpts(opts.XAxis{Type: "time", Name: c.name, NameLocation: "end"}),
		charts.WithYAxisOpts(opts.YAxis{Type: "value", Name: f.Unit}),
	)...)
	for i, s := range f.Series {
		var points []opts.LineData
		for k, at := range moments {
			points = append(points, opts.LineData{Value: []any{c.millis(at), values[i][k]}})
		}
		options := []charts.SeriesOpts{
			charts.WithLineChartOpts(opts.LineChart{Step: "end", Stack: "all", ShowSymbol: opts.Bool(false)}),
			charts.WithItemStyleOpts(*class(s.Class)),
			charts.WithLineStyleOpts(opts.LineStyle{Color: class(s.Class).Color, Width: 1}),
			charts.WithAreaStyleOpts(opts.AreaStyle{Color: class(s.Class).Color, Opacity: opts.Float(0.55)}),
		}
		if i == 0 {
			options = append(options, marks(f, c))
		}
		chart.AddSeries(figure.SeriesName(s), points, options...)
	}
	return chart
}

// barsChart draws values and ranges as bars; items hold [from, to, row]. A bar of a single value begins at zero, or
// where a logarithmic axis begins.
func barsChart(f *analysis.Figure) charter {
	var labels []string
	byClass := map[analysis.Class][]opts.CustomData{}
	for i, r := range f.Rows {
		labels = append(labels, r.Label)
		low, high, ok := figure.Ends(f, r)
		if !ok {
			continue
		}
		c := figure.KnownClass(r.Class)
		byClass[c] = append(byClass[c], opts.CustomData{
			Name:      r.Label + ": " + figure.RangeWords(r, f.Unit),
			Value:     []any{low, high, i},
			ItemStyle: class(c),
		})
	}
	axis := opts.XAxis{Type: "value", Name: f.Unit, NameLocation: "start"}
	if f.Log {
		axis.Type = "log"
		axis.Min, axis.Max = figure.Decades(f)
	}
	chart := charts.NewCustom()
	chart.SetGlobalOptions(append(common(true), rowAxes(labels, axis)...)...)
	addClasses(chart, byClass)
	return chart
}

// graphChart draws the graph with its nodes where the drawing has them.
func graphChart(f *analysis.Figure) charter {
	places := figure.Places(f)
	symbols := map[analysis.Class]string{analysis.ClassOrigin: "diamond", analysis.ClassHidden: "triangle", analysis.ClassSpared: "emptyCircle"}
	category := map[analysis.Class]int{}
	var categories []*opts.GraphCategory
	var nodes []opts.GraphNode
	names := nodeNames(f)
	for _, n := range f.Nodes {
		c := figure.KnownClass(n.Class)
		if _, ok := category[c]; !ok {
			category[c] = len(categories)
			categories = append(categories, &opts.GraphCategory{Name: figure.Words(c), ItemStyle: class(c)})
		}
		symbol := symbols[c]
		if symbol == "" {
			symbol = "circle"
		}
		// Note: go-echarts leaves out a coordinate of 0, which ECharts cannot place.
		nodes = append(nodes, opts.GraphNode{Name: names[n.ID], X: float32(places[n.ID].X) + 1, Y: float32(places[n.ID].Y) + 1,
			Category: category[c], Symbol: symbol, SymbolSize: 12, Tooltip: &opts.Tooltip{Formatter: types.FuncStr(figure.NodeWords(n))}})
	}
	chart := charts.NewGraph()
	chart.SetGlobalOptions(common(false)...)
	chart.AddSeries("services", nodes, graphLinks(f, names),
		charts.WithGraphChartOpts(opts.GraphChart{Layout: "none", Roam: opts.Bool(true), EdgeSymbol: []string{"none", "arrow"}, EdgeSymbolSize: 6, Categories: categories}),
		charts.WithLabelOpts(opts.Label{Show: opts.Bool(true), Position: "right"}),
		charts.WithLabelLayoutOpts(opts.LabelLayout{HideOverlap: opts.Bool(true)}),
		charts.WithEmphasisOpts(opts.Emphasis{Focus: "adjacency"}),
	)
	return chart
}

// nodeNames returns what ECharts calls each node: its label, which must be unique.
func nodeNames(f *analysis.Figure) map[string]string {
	taken, names := map[string]bool{}, map[string]string{}
	for _, n := range f.Nodes {
		name := n.Label
		if taken[name] {
			name += " (" + n.ID + ")"
		}
		taken[name], names[n.ID] = true, name
	}
	return names
}

func graphLinks(f *analysis.Figure, names map[string]string) []opts.GraphLink {
	var out []opts.GraphLink
	for _, e := range f.Edges {
		style := &opts.LineStyle{Color: "var(--edge)", Width: 1, Curveness: 0.08}
		if e.Proof {
			style.Color, style.Width = "var(--k-origin)", 2
		}
		if e.Inferred {
			style.Type = "dashed"
		}
		out = append(out, opts.GraphLink{Source: names[e.Dependency], Target: names[e.Dependent], LineStyle: style})
	}
	return out
}
