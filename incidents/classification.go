package incidents

import "strings"

// Classification sorts an incident into classes that comparisons count: what set it off, how it failed and spread, and
// which safeguards mattered. Each class stands with the reason it was given. How it was noticed is in Detection.
type Classification struct {
	Triggers   []Triggering     `yaml:"triggers,omitempty" doc:"What set it off."`
	Mechanisms []Failing        `yaml:"mechanisms,omitempty" doc:"How it failed and spread."`
	Controls   []ControlOutcome `yaml:"controls,omitempty" doc:"Safeguards that mattered, and whether they held."`
}

// IsZero reports whether nothing was classified.
func (c Classification) IsZero() bool {
	return len(c.Triggers) == 0 && len(c.Mechanisms) == 0 && len(c.Controls) == 0
}

// Triggering is one class of what set the incident off.
type Triggering struct {
	Class   Trigger  `yaml:"class" need:"true" doc:"The class; x- begins one of your own."`
	Reason  string   `yaml:"reason" need:"true" doc:"Why it applies, in a sentence."`
	Basis   Basis    `yaml:"basis,omitempty" doc:"Whether a source says it or it was concluded."`
	Sources []string `yaml:"sources,omitempty" ref:"source" doc:"Sources for it."`
}

// Failing is one class of how the incident failed and spread.
type Failing struct {
	Class   Mechanism `yaml:"class" need:"true" doc:"The class; x- begins one of your own."`
	Reason  string    `yaml:"reason" need:"true" doc:"Why it applies, in a sentence."`
	Basis   Basis     `yaml:"basis,omitempty" doc:"Whether a source says it or it was concluded."`
	Sources []string  `yaml:"sources,omitempty" ref:"source" doc:"Sources for it."`
}

// ControlOutcome is a safeguard and what it did.
type ControlOutcome struct {
	Class   Control  `yaml:"class" need:"true" doc:"The safeguard; x- begins one of your own."`
	Outcome Outcome  `yaml:"outcome" need:"true" doc:"Whether it held, failed, or was not there."`
	Reason  string   `yaml:"reason" need:"true" doc:"Why it applies, in a sentence."`
	Basis   Basis    `yaml:"basis,omitempty" doc:"Whether a source says it or it was concluded."`
	Sources []string `yaml:"sources,omitempty" ref:"source" doc:"Sources for it."`
}

// Class is a class of the taxonomy and what it means.
type Class struct {
	Name    string // as the record writes it
	Meaning string // so that two readers would sort an incident the same way
}

// Taxonomy returns the classes of what a record can be sorted by: trigger, mechanism, control or detection. The first
// eight triggers are those of Google's published breakdown (Site Reliability Workbook, appendix C); mechanisms follow
// Bronson et al., "Metastable Failures in Distributed Systems", where they name one.
func Taxonomy(of string) []Class {
	switch of {
	case "trigger":
		return triggerClasses()
	case "mechanism":
		return mechanismClasses()
	case "control":
		return controlClasses()
	case "detection":
		return []Class{
			{"monitor", "a measurement or an alert noticed first"},
			{"staff", "somebody of the organization noticed first"},
			{"customer", "users noticed first and said so"},
		}
	}
	return nil
}

// Trigger is a class of what set an incident off.
type Trigger string

func triggerClasses() []Class {
	return []Class{
		{"binary-push", "new code was released"},
		{"config-push", "a change of configuration, rules or policy reached production"},
		{"user-behaviour", "demand or use changed, a customer's own legitimate change included"},
		{"pipeline", "a pipeline or a generated file changed what running systems read"},
		{"provider-change", "a supplier changed or failed"},
		{"performance-decay", "something slowly got slower or fuller"},
		{"capacity", "capacity was added, taken away or ran out"},
		{"hardware", "equipment failed"},
		{"operator-command", "a command given by hand did more than was meant"},
		{"maintenance", "planned work on equipment or network"},
		{"automation", "an automated system acted on its own, without a change being pushed"},
		{"power", "electricity failed"},
		{"attack", "somebody meant harm"},
		{"expiry", "a certificate, lease or timer ran out"},
	}
}

// Values returns every class of the taxonomy.
func (Trigger) Values() []string { return classNames(triggerClasses()) }

// Open reports that words which begin with x- are allowed too.
func (Trigger) Open() bool { return true }

// Mechanism is a class of how an incident failed and spread.
type Mechanism string

func mechanismClasses() []Class {
	return []Class{
		{"race", "the outcome depended on the order in which concurrent parts acted"},
		{"metastable", "the failure kept itself going after its trigger was gone"},
		{"cascading", "the failure of one part overloaded or broke the next"},
		{"thundering-herd", "many clients came back or retried at once"},
		{"resource-exhaustion", "memory, processor time, threads, connections or space ran out"},
		{"cyclic-dependency", "what was needed for repair or recovery needed what had failed"},
		{"bad-input-accepted", "input that should have been refused was used"},
		{"global-reach", "a change or fault reached everywhere at once"},
		{"split-brain", "two sides each took themselves for the leader"},
		{"stale-data", "old data or state was used as current"},
		{"data-loss", "data was destroyed or could not be read back"},
		{"single-point", "one part without a stand-in took the rest with it"},
		{"automation-amplified", "automation spread or enlarged the damage"},
		{"latent-defect", "a defect released earlier waited for its condition"},
		{"lost-visibility", "monitoring, tools or messages failed together with the system"},
	}
}

// Values returns every class of the taxonomy.
func (Mechanism) Values() []string { return classNames(mechanismClasses()) }

// Open reports that words which begin with x- are allowed too.
func (Mechanism) Open() bool { return true }

// Control is a class of safeguard.
type Control string

func controlClasses() []Class {
	return []Class{
		{"staged-rollout", "changes reach a few places first"},
		{"validation", "input is checked before it is used"},
		{"testing", "a test that would have shown the fault"},
		{"review", "a second person looks before a change"},
		{"safety-check", "a guard in a tool against a dangerous action"},
		{"rollback", "a change can be taken back quickly"},
		{"kill-switch", "a part can be switched off at once"},
		{"failover", "a stand-in takes over"},
		{"backup", "data can be restored from a copy"},
		{"rate-limit", "throttling, back-off or shedding of load"},
		{"isolation", "cells, regions or other limits of the blast radius"},
		{"graceful-degradation", "a reduced service instead of none"},
		{"alerting", "a monitor notices and tells somebody"},
		{"status-page", "users are told in time"},
		{"out-of-band-access", "tools and access that do not need what failed"},
		{"capacity-headroom", "room for more load than usual"},
		{"runbook", "a written or practised procedure"},
	}
}

// Values returns every class of the taxonomy.
func (Control) Values() []string { return classNames(controlClasses()) }

// Open reports that words which begin with x- are allowed too.
func (Control) Open() bool { return true }

// Outcome is what a safeguard did.
type Outcome string

// Values of Outcome.
const (
	Held   Outcome = "held"
	Failed Outcome = "failed"
	Absent Outcome = "absent"
)

// Values returns every allowed value.
func (Outcome) Values() []string { return []string{"held", "failed", "absent"} }

func classNames(classes []Class) []string {
	var names []string
	for _, c := range classes {
		names = append(names, c.Name)
	}
	return names
}

// ownClass reports whether word is a class of the user's own, in a form that a link and a file name can have.
func ownClass(word string) bool { return strings.HasPrefix(word, "x-") && ValidID(word) }
