package templates_test

import (
	"testing"

	"github.com/postmortem-dev/postmortem/analysis"
	"github.com/postmortem-dev/postmortem/internal/synthetic"
	"github.com/postmortem-dev/postmortem/templates"
)

// BenchmarkExecuteSynthetic writes about incidents of the usual size, one after the other.
func BenchmarkExecuteSynthetic(b *testing.B) {
	reports := make([]*analysis.Report, 100)
	for i := range reports {
		reports[i] = analysis.Run(synthetic.Incident(1, i))
	}
	for _, t := range templates.List() {
		b.Run("template="+t.Name, func(b *testing.B) {
			b.ReportAllocs()
			bytes, i := 0, 0
			for b.Loop() {
				doc, err := templates.Execute(t.Name, reports[i%len(reports)])
				if err != nil {
					b.Fatal(err)
				}
				bytes += len(doc.Markdown)
				i++
			}
			b.ReportMetric(float64(i)/b.Elapsed().Seconds(), "incidents/s")
			b.ReportMetric(float64(bytes)/float64(i), "bytes/incident")
		})
	}
}
