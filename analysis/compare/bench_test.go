package compare_test

import (
	"cmp"
	"fmt"
	"runtime"
	"slices"
	"sync"
	"testing"

	"github.com/postmortem-dev/postmortem/analysis"
	"github.com/postmortem-dev/postmortem/analysis/compare"
	"github.com/postmortem-dev/postmortem/incidents"
	"github.com/postmortem-dev/postmortem/internal/synthetic"
)

// quickDigest returns a digest of the size and shape that compare.Of gives, without the analyses, which take longer than
// all comparisons together.
func quickDigest(in *incidents.Incident) *compare.Digest {
	d := &compare.Digest{
		Schema: compare.DigestSchema, ID: in.ID, Title: in.Title, Organization: in.Organization, Severity: in.Severity, Status: string(in.Status),
		Zone: in.Timezone, Tags: in.Tags, Detection: string(in.Detection.By), Open: in.Status == incidents.StatusOpen || in.Status == incidents.StatusMitigated,
	}
	quickTimes(d, in.Marks())
	for _, t := range in.Classification.Triggers {
		d.Triggers = append(d.Triggers, string(t.Class))
	}
	for _, m := range in.Classification.Mechanisms {
		d.Mechanisms = append(d.Mechanisms, string(m.Class))
	}
	for _, c := range in.Classification.Controls {
		d.Controls = append(d.Controls, compare.Control{Class: string(c.Class), Outcome: string(c.Outcome)})
	}
	for _, s := range in.Services {
		out := compare.Service{ID: s.ID, Name: s.Name}
		for _, w := range s.Windows {
			out.Windows = append(out.Windows, compare.Window{Wave: w.Wave, Level: string(w.Level), From: w.From.At(), To: w.To.At()})
		}
		d.Services = append(d.Services, out)
		d.Record.Edges += len(s.DependsOn)
	}
	slices.SortFunc(d.Services, func(a, b compare.Service) int { return cmp.Compare(a.ID, b.ID) })
	for _, a := range in.Actions {
		d.Actions = append(d.Actions, compare.Action{ID: a.ID, Kind: string(a.Kind), Status: string(a.Status), Due: a.Due.At(), Text: a.Text.Text})
	}
	for _, f := range in.Causes {
		d.Causes = append(d.Causes, compare.Cause{ID: f.ID, Kind: string(f.Kind), Text: f.Text.Text})
	}
	for _, l := range in.Related {
		d.Related = append(d.Related, compare.Link{Incident: l.Incident, Reason: l.Reason})
	}
	d.Record.Events, d.Record.Services, d.Record.Sources = len(in.Timeline), len(in.Services), len(in.Sources)
	return d
}

// quickTimes gives d its milestones and the lengths between started and each of them.
func quickTimes(d *compare.Digest, marks incidents.Marks) {
	start, known := marks[incidents.Started]
	for _, m := range append(incidents.Line(), incidents.Triggered, incidents.Declared, incidents.Communicated, incidents.Closed) {
		mark, ok := marks[m]
		if ok {
			d.Milestones = append(d.Milestones, compare.Milestone{Name: string(m), At: mark.At.At(), Sources: mark.Sources})
		}
		name := map[incidents.Milestone]string{
			incidents.Detected: "time_to_detect", incidents.Acknowledged: "time_to_acknowledge", incidents.Identified: "time_to_identify",
			incidents.Mitigated: "time_to_mitigate", incidents.Resolved: "duration", incidents.Communicated: "time_to_first_public_notice",
			incidents.Triggered: "trigger_to_start", incidents.Declared: "phase_response", incidents.Closed: "recovery_tail",
		}[m]
		if name == "" {
			continue
		}
		l := compare.Length{Name: name, From: "started", To: string(m), Note: string(m) + " not recorded"}
		if ok && known {
			seconds := max(mark.At.At().Sub(start.At.At()).Seconds(), 0)
			l.Value, l.Note, l.Sources = &seconds, "", mark.Sources
		}
		d.Lengths = append(d.Lengths, l)
	}
	for _, name := range []string{"origins", "reach", "affected", "explained", "spared", "hidden", "precision", "recall", "peak_affected", "service_minutes_down", "tail_share", "actions_total"} {
		one := 1.0
		d.Counts = append(d.Counts, compare.Count{Name: name, Unit: "services", Value: &one})
	}
}

// quickDigests returns n of them, made by as many goroutines as there are cores.
func quickDigests(n int) []*compare.Digest {
	world, out := synthetic.New(1), make([]*compare.Digest, n)
	var wait sync.WaitGroup
	workers := runtime.GOMAXPROCS(0)
	for k := range workers {
		wait.Go(func() {
			for i := k; i < n; i += workers {
				out[i] = quickDigest(world.Incident(i))
			}
		})
	}
	wait.Wait()
	return out
}

// BenchmarkCompare selects and compares ever more digests; bytes/incident is what a digest keeps in memory.
func BenchmarkCompare(b *testing.B) {
	for _, n := range []int{1_000, 10_000, 100_000} {
		before := heap()
		digests := quickDigests(n)
		kept := float64(heap()-before) / float64(n)
		for _, by := range []string{"", "org", "service"} {
			b.Run(fmt.Sprintf("n=%d/by=%s", n, by), func(b *testing.B) {
				b.ReportAllocs()
				for b.Loop() {
					compare.Run(selected(b, digests, compare.Options{GroupBy: by}))
				}
				b.ReportMetric(float64(n)*float64(b.N)/b.Elapsed().Seconds(), "incidents/s")
				b.ReportMetric(kept, "bytes/incident")
			})
		}
	}
}

// BenchmarkComparisons takes 10,000 digests one question at a time.
func BenchmarkComparisons(b *testing.B) {
	set := selected(b, quickDigests(10_000), compare.Options{GroupBy: "org"})
	for _, c := range compare.Comparisons() {
		b.Run("comparison="+c.Name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				c.Run(set)
			}
		})
	}
}

func heap() int64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}

// BenchmarkDigest boils reports down, and writes and reads what is left as JSON.
func BenchmarkDigest(b *testing.B) {
	const n = 200
	reports, lines := make([]*analysis.Report, n), make([][]byte, n)
	bytes := 0
	for i := range n {
		reports[i] = analysis.Run(synthetic.Incident(1, i))
		d := compare.Of(reports[i])
		lines[i], _ = compare.Encode(&d)
		bytes += len(lines[i])
	}
	for _, step := range []struct {
		name string
		work func(i int) error
	}{
		{"of", func(i int) error { compare.Of(reports[i]); return nil }},
		{"encode", func(i int) error { d := compare.Of(reports[i]); _, err := compare.Encode(&d); return err }},
		{"decode", func(i int) error { _, err := compare.Decode(lines[i]); return err }},
	} {
		b.Run("step="+step.name, func(b *testing.B) {
			b.ReportAllocs()
			i := 0
			for b.Loop() {
				if err := step.work(i % n); err != nil {
					b.Fatal(err)
				}
				i++
			}
			b.ReportMetric(float64(i)/b.Elapsed().Seconds(), "incidents/s")
			b.ReportMetric(float64(bytes)/n, "bytes/incident")
		})
	}
}
