package tables

import (
	"io"
	"testing"

	"github.com/postmortem-dev/postmortem/analysis"
	"github.com/postmortem-dev/postmortem/analysis/compare"
	"github.com/postmortem-dev/postmortem/internal/synthetic"
)

// BenchmarkTables writes the tables of incidents of the usual size.
func BenchmarkTables(b *testing.B) {
	digests := make([]*compare.Digest, 500)
	for i := range digests {
		d := compare.Of(analysis.Run(synthetic.Incident(1, i)))
		digests[i] = &d
	}
	for _, format := range []struct {
		name  string
		write Write
	}{{"csv", WriteCSV}, {"parquet", WriteParquet}} {
		for _, t := range All() {
			b.Run("format="+format.name+"/table="+t.Name, func(b *testing.B) {
				b.ReportAllocs()
				n := 0
				for b.Loop() {
					if err := format.write(io.Discard, t, digests); err != nil {
						b.Fatal(err)
					}
					n += len(digests)
				}
				b.ReportMetric(float64(n)/b.Elapsed().Seconds(), "incidents/s")
			})
		}
	}
}
