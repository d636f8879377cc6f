package templates_test

import (
	"sync"
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

// Documents that are written side by side do not touch each other, though they share what was parsed.
func TestDocumentsAreWrittenSideBySide(t *testing.T) {
	world := synthetic.New(6)
	reports, want := make([]*analysis.Report, 4), make([]string, 4)
	write := func(i int) string {
		doc, err := templates.Execute(templates.Default, reports[i])
		if err != nil {
			return err.Error()
		}
		return string(doc.Markdown)
	}
	for i := range reports {
		reports[i] = analysis.Run(world.Incident(i))
		want[i] = write(i)
	}
	var wait sync.WaitGroup
	for k := range 16 {
		wait.Go(func() {
			if got := write(k % len(reports)); got != want[k%len(reports)] {
				t.Errorf("report %d is written differently beside others", k%len(reports))
			}
		})
	}
	wait.Wait()
}
