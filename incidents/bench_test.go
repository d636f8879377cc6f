package incidents_test

import (
	"testing"

	"github.com/postmortem-dev/postmortem/incidents"
	"github.com/postmortem-dev/postmortem/internal/synthetic"
)

// BenchmarkSynthetic reads and writes incidents of the usual size, one after the other.
func BenchmarkSynthetic(b *testing.B) {
	const n = 200
	world := synthetic.New(1)
	all := make([]*incidents.Incident, n)
	for i := range all {
		all[i] = world.Incident(i)
	}
	for i, form := range []synthetic.Form{synthetic.YAML, synthetic.JSON} {
		name := []string{"yaml", "json"}[i]
		files := make([][]byte, n)
		for i, in := range all {
			data, err := form.Encode(in)
			if err != nil {
				b.Fatal(err)
			}
			files[i] = data
		}
		b.Run("parse="+name, func(b *testing.B) {
			each(b, func(i int) int {
				if found, _ := incidents.Parse("file", files[i%n]); len(found) != 1 {
					b.Fatal("not readable")
				}
				return len(files[i%n])
			})
		})
		b.Run("encode="+name, func(b *testing.B) {
			each(b, func(i int) int {
				data, err := form.Encode(all[i%n])
				if err != nil {
					b.Fatal(err)
				}
				return len(data)
			})
		})
	}
}

// each calls work, which returns how many bytes it took or made, and reports both rates.
func each(b *testing.B, work func(i int) int) {
	b.ReportAllocs()
	bytes, i := 0, 0
	for b.Loop() {
		bytes += work(i)
		i++
	}
	b.ReportMetric(float64(i)/b.Elapsed().Seconds(), "incidents/s")
	b.ReportMetric(float64(bytes)/float64(i), "bytes/incident")
}
