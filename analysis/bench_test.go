package analysis_test

import (
	"testing"

	"github.com/postmortem-dev/postmortem/analysis"
	"github.com/postmortem-dev/postmortem/incidents"
	"github.com/postmortem-dev/postmortem/internal/synthetic"
)

func syntheticIncidents(n int) []*incidents.Incident {
	world := synthetic.New(1)
	all := make([]*incidents.Incident, n)
	for i := range all {
		all[i] = world.Incident(i)
	}
	return all
}

// BenchmarkRunSynthetic analyses incidents of the usual size, one after the other.
func BenchmarkRunSynthetic(b *testing.B) {
	all := syntheticIncidents(200)
	b.ReportAllocs()
	i := 0
	for b.Loop() {
		analysis.Run(all[i%len(all)])
		i++
	}
	b.ReportMetric(float64(i)/b.Elapsed().Seconds(), "incidents/s")
}

// BenchmarkAnalysesSynthetic takes them one question at a time.
func BenchmarkAnalysesSynthetic(b *testing.B) {
	var cases []*analysis.Case
	for _, in := range syntheticIncidents(200) {
		cases = append(cases, analysis.NewCase(in))
	}
	for _, a := range analysis.Analyses() {
		b.Run("analysis="+a.Name, func(b *testing.B) {
			b.ReportAllocs()
			i := 0
			for b.Loop() {
				a.Run(cases[i%len(cases)])
				i++
			}
		})
	}
}
