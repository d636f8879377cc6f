package tables

import (
	"time"

	"github.com/postmortem-dev/postmortem/analysis/compare"
)

// window is one time that a service was hurt.
type window struct {
	incident string
	service  compare.Service
	of       compare.Window
}

func windowTable() Table {
	rows := func(d digest) []window {
		var out []window
		for _, s := range d.Services {
			for _, w := range s.Windows {
				out = append(out, window{d.ID, s, w})
			}
		}
		return out
	}
	return tableOf("windows", "one time that a service was hurt", rows, []column[window]{
		needed(text("incident", "The incident's id.", func(w window) string { return w.incident })),
		text("service", "The service's id.", func(w window) string { return w.service.ID }),
		text("service_name", "Its name.", func(w window) string { return w.service.Name }),
		flag("origin", "It failed first, by the record.", func(w window) bool { return w.service.Origin }),
		flag("reached", "The declared dependencies put it in reach of the origins.", func(w window) bool { return w.service.Reached }),
		word("wave", "Id of the wave.", func(w window) string { return w.of.Wave }),
		word("level", "degraded or down.", func(w window) string { return w.of.Level }),
		moment("began", "When it began.", func(w window) time.Time { return w.of.From }),
		moment("ended", "When it ended.", func(w window) time.Time { return w.of.To }),
		number("length_s", "Its length in seconds.", func(w window) *float64 {
			if w.of.From.IsZero() || w.of.To.IsZero() {
				return nil
			}
			seconds := w.of.To.Sub(w.of.From).Seconds()
			return &seconds
		}),
	})
}
