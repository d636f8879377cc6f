package incidents

// Status is where an incident stands.
type Status string

// Values of Status.
const (
	StatusOpen      Status = "open"
	StatusMitigated Status = "mitigated"
	StatusResolved  Status = "resolved"
	StatusClosed    Status = "closed"
)

// Values returns every allowed value.
func (Status) Values() []string { return []string{"open", "mitigated", "resolved", "closed"} }

// SourceKind is how close a source stands to the event.
type SourceKind string

// Values returns every allowed value.
func (SourceKind) Values() []string {
	return []string{"official", "insider", "measurement", "customer", "press", "secondary", "telemetry", "internal"}
}

// EventKind is the sort of a timeline entry.
type EventKind string

// KindOutside marks an entry seen from outside the organization; KindTrigger what set the incident off; KindCommunication
// what was said.
const (
	KindTrigger       EventKind = "trigger"
	KindCommunication EventKind = "communication"
	KindOutside       EventKind = "outside"
)

// Values returns every allowed value.
func (EventKind) Values() []string {
	return []string{"trigger", "impact", "detection", "response", "diagnosis", "mitigation", "recovery", "communication", "outside", "context"}
}

// Evidence is how well a statement is sourced.
type Evidence string

// Values of Evidence, strongest first: the organization's own words; independent or close accounts that agree; one
// account only; worked out from other statements.
const (
	Official     Evidence = "official"
	Corroborated Evidence = "corroborated"
	Reported     Evidence = "reported"
	Derived      Evidence = "derived"
)

// Values returns every allowed value.
func (Evidence) Values() []string {
	return []string{"official", "corroborated", "reported", "derived"}
}

// EdgeKind is how a dependent needs its dependency.
type EdgeKind string

// Values of EdgeKind. The empty kind means nobody recorded it.
const (
	Hard         EdgeKind = "hard"
	Soft         EdgeKind = "soft"
	Async        EdgeKind = "async"
	ControlPlane EdgeKind = "control-plane"
)

// Values returns every allowed value.
func (EdgeKind) Values() []string { return []string{"hard", "soft", "async", "control-plane"} }

// Basis is whether a source says a thing or it was concluded.
type Basis string

// Values of Basis.
const (
	Stated   Basis = "stated"
	Inferred Basis = "inferred"
)

// Values returns every allowed value.
func (Basis) Values() []string { return []string{"stated", "inferred"} }

// State is how a service does.
type State string

// Values of State, best first. The empty state means nobody recorded it.
const (
	OK       State = "ok"
	Degraded State = "degraded"
	Down     State = "down"
)

// Values returns every allowed value.
func (State) Values() []string { return []string{"ok", "degraded", "down"} }

// QuantityBasis is how a number came about.
type QuantityBasis string

// Values returns every allowed value.
func (QuantityBasis) Values() []string { return []string{"measured", "estimated", "claimed"} }

// FactorKind is the part a cause played.
type FactorKind string

// Values of FactorKind.
const (
	FactorTrigger      FactorKind = "trigger"
	FactorContributing FactorKind = "contributing"
	FactorLatent       FactorKind = "latent"
	FactorSustaining   FactorKind = "sustaining"
)

// Values returns every allowed value.
func (FactorKind) Values() []string {
	return []string{"trigger", "contributing", "latent", "sustaining"}
}

// DetectedBy is who or what noticed first.
type DetectedBy string

// Values returns every allowed value.
func (DetectedBy) Values() []string { return []string{"monitor", "staff", "customer"} }

// ActionKind is what an action is for.
type ActionKind string

// Values returns every allowed value.
func (ActionKind) Values() []string { return []string{"prevent", "detect", "mitigate", "process"} }

// ActionStatus is how far an action is.
type ActionStatus string

// Values of ActionStatus.
const (
	ActionOpen       ActionStatus = "open"
	ActionInProgress ActionStatus = "in-progress"
	ActionDone       ActionStatus = "done"
	ActionDropped    ActionStatus = "dropped"
)

// Values returns every allowed value.
func (ActionStatus) Values() []string { return []string{"open", "in-progress", "done", "dropped"} }

// Verdict is what became of a claim.
type Verdict string

// Values of Verdict: the documents use it; it stands beside the one used and widens the range; part of it holds; it is
// wrong; nothing in the record bears on it.
const (
	Used       Verdict = "used"
	Kept       Verdict = "kept"
	Partly     Verdict = "partly"
	Rejected   Verdict = "rejected"
	Unverified Verdict = "unverified"
)

// Values returns every allowed value.
func (Verdict) Values() []string {
	return []string{"used", "kept", "partly", "rejected", "unverified"}
}

// Milestone is a named moment of an incident or wave.
type Milestone string

// Milestones that bound phases, in order, then those beside the line.
const (
	Started      Milestone = "started"
	Detected     Milestone = "detected"
	Acknowledged Milestone = "acknowledged"
	Identified   Milestone = "identified"
	Mitigated    Milestone = "mitigated"
	Resolved     Milestone = "resolved"
	Triggered    Milestone = "triggered"
	Declared     Milestone = "declared"
	Communicated Milestone = "communicated"
	Closed       Milestone = "closed"
)

// Values returns every allowed value.
func (Milestone) Values() []string {
	return []string{"started", "detected", "acknowledged", "identified", "mitigated", "resolved", "triggered", "declared", "communicated", "closed"}
}

// Line returns the milestones that bound phases, in order.
func Line() []Milestone {
	return []Milestone{Started, Detected, Acknowledged, Identified, Mitigated, Resolved}
}

// Milestones are the milestones one event marks; the file gives one word or a list.
type Milestones []Milestone
