package output

import (
	"testing"

	"github.com/postmortem-dev/postmortem/analysis"
	"github.com/postmortem-dev/postmortem/internal/synthetic"
	"github.com/postmortem-dev/postmortem/templates"
)

// BenchmarkFormatsSynthetic renders documents about incidents of the usual size, one after the other.
func BenchmarkFormatsSynthetic(b *testing.B) {
	for _, template := range []string{templates.Default, "summary"} {
		docs := make([]*templates.Document, 50)
		for i := range docs {
			doc, err := templates.Execute(template, analysis.Run(synthetic.Incident(1, i)))
			if err != nil {
				b.Fatal(err)
			}
			docs[i] = doc
		}
		for _, f := range Formats() {
			if refusal(f.Name, docs[0]) != nil {
				continue
			}
			b.Run("template="+template+"/format="+f.Name, func(b *testing.B) {
				b.ReportAllocs()
				bytes, i := 0, 0
				for b.Loop() {
					bytes += len(render(b, f.Name, docs[i%len(docs)], Options{ECharts: "none"}))
					i++
				}
				b.ReportMetric(float64(i)/b.Elapsed().Seconds(), "incidents/s")
				b.ReportMetric(float64(bytes)/float64(i), "bytes/incident")
			})
		}
	}
}
