package tables

import (
	"time"

	"github.com/postmortem-dev/postmortem/analysis/compare"
)

// class is one class of an incident.
type class struct{ incident, kind, name, outcome string }

func classTable() Table {
	rows := func(d digest) []class {
		var out []class
		for _, t := range d.Triggers {
			out = append(out, class{d.ID, "trigger", t, ""})
		}
		for _, m := range d.Mechanisms {
			out = append(out, class{d.ID, "mechanism", m, ""})
		}
		for _, c := range d.Controls {
			out = append(out, class{d.ID, "control", c.Class, c.Outcome})
		}
		if d.Detection != "" {
			out = append(out, class{d.ID, "detection", d.Detection, ""})
		}
		return out
	}
	return tableOf("classes", "one class of an incident", rows, []column[class]{
		needed(text("incident", "The incident's id.", func(c class) string { return c.incident })),
		word("kind", "trigger, mechanism, control or detection.", func(c class) string { return c.kind }),
		word("class", "The class; `postmortem list classes` says what each means.", func(c class) string { return c.name }),
		word("outcome", "Of a control: held, failed or absent.", func(c class) string { return c.outcome }),
	})
}

// part is something that stands in a list of an incident.
type part[T any] struct {
	incident string
	of       T
}

func parts[T any](incident string, list []T) []part[T] {
	out := make([]part[T], 0, len(list))
	for _, x := range list {
		out = append(out, part[T]{incident, x})
	}
	return out
}

func causeTable() Table {
	type cause = part[compare.Cause]
	return tableOf("causes", "one cause or factor of an incident", func(d digest) []cause { return parts(d.ID, d.Causes) }, []column[cause]{
		needed(text("incident", "The incident's id.", func(c cause) string { return c.incident })),
		text("cause", "Its id in the record.", func(c cause) string { return c.of.ID }),
		word("kind", "trigger, contributing, latent or sustaining.", func(c cause) string { return c.of.Kind }),
		flag("answered", "An action that is not dropped answers it.", func(c cause) bool { return c.of.Answered }),
		text("text", "It in the shortest wording of the record.", func(c cause) string { return c.of.Text }),
	})
}

func actionTable() Table {
	type action = part[compare.Action]
	return tableOf("actions", "one action of an incident", func(d digest) []action { return parts(d.ID, d.Actions) }, []column[action]{
		needed(text("incident", "The incident's id.", func(a action) string { return a.incident })),
		text("action", "Its id in the record.", func(a action) string { return a.of.ID }),
		word("kind", "prevent, detect, mitigate or process.", func(a action) string { return a.of.Kind }),
		word("status", "open, in-progress, done or dropped.", func(a action) string { return a.of.Status }),
		moment("due", "When it is due.", func(a action) time.Time { return a.of.Due }),
		text("text", "It in the shortest wording of the record.", func(a action) string { return a.of.Text }),
	})
}
