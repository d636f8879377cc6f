package synthetic

import (
	"fmt"
	"slices"

	"github.com/postmortem-dev/postmortem/incidents"
)

// triggers are the classes of what sets incidents off. The first eight have the shares of Google's published breakdown
// (Site Reliability Workbook, appendix C), which the others thin out.
func triggers() []share {
	return []share{
		{"binary-push", 37}, {"config-push", 31}, {"user-behaviour", 9}, {"pipeline", 6}, {"provider-change", 5},
		{"performance-decay", 5}, {"capacity", 5}, {"hardware", 2},
		{"operator-command", 4}, {"maintenance", 3}, {"automation", 3}, {"power", 1}, {"attack", 1}, {"expiry", 3},
	}
}

func mechanisms() []share {
	return []share{
		{"latent-defect", 20}, {"cascading", 14}, {"resource-exhaustion", 14}, {"bad-input-accepted", 10}, {"single-point", 9},
		{"global-reach", 8}, {"thundering-herd", 6}, {"metastable", 4}, {"race", 4}, {"stale-data", 3}, {"cyclic-dependency", 3},
		{"lost-visibility", 2}, {"automation-amplified", 2}, {"data-loss", 2}, {"split-brain", 1},
	}
}

func controls() []share {
	return []share{
		{"testing", 14}, {"staged-rollout", 14}, {"alerting", 12}, {"rollback", 12}, {"validation", 9}, {"isolation", 7}, {"failover", 7},
		{"graceful-degradation", 6}, {"rate-limit", 5}, {"review", 4}, {"status-page", 4}, {"runbook", 4}, {"capacity-headroom", 4},
		{"safety-check", 3}, {"backup", 2}, {"kill-switch", 2}, {"out-of-band-access", 2},
	}
}

// classification sorts most incidents; some nobody has sorted yet.
func (s *scene) classification() incidents.Classification {
	var c incidents.Classification
	if s.odds(0.12) {
		return c
	}
	c.Triggers = []incidents.Triggering{{Class: incidents.Trigger(s.trigger), Reason: s.say("trigger " + s.trigger), Sources: s.cite(0.1)}}
	if s.odds(0.02) {
		c.Triggers = append(c.Triggers, incidents.Triggering{Class: "x-season", Reason: "It was the busiest day of the year.", Basis: incidents.Inferred})
	}
	for _, class := range s.classes(s.mechanism, mechanisms(), s.rank(3)) {
		c.Mechanisms = append(c.Mechanisms, incidents.Failing{Class: incidents.Mechanism(class), Reason: s.say("mechanism " + class), Sources: s.cite(0.2)})
	}
	for _, class := range s.classes(s.draw(controls()), controls(), s.rank(4)) {
		outcome := s.draw([]share{{"held", 25}, {"failed", 40}, {"absent", 35}})
		c.Controls = append(c.Controls, incidents.ControlOutcome{
			Class: incidents.Control(class), Outcome: incidents.Outcome(outcome), Sources: s.cite(0.2),
			Reason: s.say("control " + outcome),
		})
	}
	return c
}

// classes returns the first class and up to more others.
func (s *scene) classes(first string, of []share, more int) []string {
	out := []string{first}
	for range more {
		if class := s.draw(of); !slices.Contains(out, class) {
			out = append(out, class)
		}
	}
	return out
}

// noticedBy draws who noticed first; monitors do so more often at some organizations.
func (s *scene) noticedBy() string {
	switch {
	case s.odds(s.owner.monitored):
		return "monitor"
	case s.odds(0.4):
		return "staff"
	}
	return "customer"
}

// detection leaves out in a tenth of the records who noticed.
func (s *scene) detection() incidents.Detection {
	if s.odds(0.1) {
		return incidents.Detection{}
	}
	return incidents.Detection{By: incidents.DetectedBy(s.noticed), Text: s.tell("noticed " + s.noticed), Sources: s.cite(0.2)}
}

func (s *scene) severity() string {
	if s.odds(0.08) {
		return ""
	}
	grade := 1 + s.below(4)
	if len(s.affected) > len(s.services)/2 {
		grade = 1 + s.below(2)
	}
	return fmt.Sprintf(s.owner.grades, grade)
}

func (s *scene) tags() []string {
	all := []string{"rollout", "database", "network", "capacity", "quota", "cache", "overload", "holiday", "migration", "certificate", "region", "customer-data", "third-party", "mobile"}
	var out []string
	for _, i := range s.several(s.below(4), len(all)) {
		out = append(out, all[i])
	}
	return out
}
