// Package incidents is the first room of the line: it turns file bytes into an [Incident] and says, with a place and a
// hint, everything that is wrong with them. It does no analysis and renders nothing.
package incidents

// ImportDoubt is how a remark begins that an import left for a person to look at: it is about the record, not about the
// incident.
const ImportDoubt = "In doubt since the import: "

// Incident is one outage as its record tells it. Only id, title and one timeline entry are required; everything else
// may still be missing an hour after the event.
type Incident struct {
	Schema       string   `yaml:"schema,omitempty" doc:"Version of the form: postmortem/v1."`
	ID           string   `yaml:"id" need:"true" doc:"Stable identifier, unique among your incidents: lower-case words and digits joined by hyphens."`
	Title        string   `yaml:"title" need:"true" doc:"One line a stranger understands."`
	Organization string   `yaml:"organization,omitempty" doc:"Whose incident it was."`
	Severity     string   `yaml:"severity,omitempty" doc:"The organization's own grade, for example SEV-1."`
	Status       Status   `yaml:"status,omitempty" doc:"Where the incident stands."`
	Timezone     string   `yaml:"timezone,omitempty" doc:"IANA name of the zone in which bare local times are read, for example America/Los_Angeles."`
	AsOf         Instant  `yaml:"as_of,omitempty" doc:"For an incident that is still open: the moment up to which the record is complete."`
	Tags         []string `yaml:"tags,omitempty" doc:"Free labels."`
	Authors      []string `yaml:"authors,omitempty" doc:"Who wrote this record."`
	Dates        Dates    `yaml:"dates,omitempty" doc:"When the record itself was written and published."`
	Related      []Link   `yaml:"related,omitempty" doc:"Other incidents that belong with this one, and why."`
	Summary      Words    `yaml:"summary,omitempty" doc:"What happened, in one paragraph."`
	Analogy      string   `yaml:"analogy,omitempty" doc:"A comparison from everyday life that makes the mechanism plain, in a sentence or two."`

	Sources        []Source        `yaml:"sources,omitempty" doc:"Where the statements come from."`
	Waves          []Wave          `yaml:"waves,omitempty" doc:"Distinct periods of impact, each with its own origin and milestones."`
	Timeline       []Event         `yaml:"timeline" need:"true" doc:"What happened, when."`
	Communications []Communication `yaml:"communications,omitempty" doc:"What was said to the people affected: the public stream, kept apart from the timeline."`
	Services       []Service       `yaml:"services,omitempty" doc:"Services, what they depend on, and when they were hurt."`
	Impact         Impact          `yaml:"impact,omitempty" doc:"Who was hurt, and how much."`
	Causes         []Factor        `yaml:"causes,omitempty" doc:"Trigger, contributing, latent and sustaining factors."`
	Classification Classification  `yaml:"classification,omitempty" doc:"The classes that comparisons count, each with its reason."`
	Detection      Detection       `yaml:"detection,omitempty" doc:"How the incident was noticed."`
	Response       Response        `yaml:"response,omitempty" doc:"How people organized to end it."`
	WentWell       []Remark        `yaml:"went_well,omitempty" doc:"What limited the damage."`
	WentPoorly     []Remark        `yaml:"went_poorly,omitempty" doc:"What made it worse or longer."`
	GotLucky       []Remark        `yaml:"got_lucky,omitempty" doc:"What could easily have been worse."`
	Actions        []Action        `yaml:"actions,omitempty" doc:"What will change."`
	Lessons        []Lesson        `yaml:"lessons,omitempty" doc:"What was learned, and by whom."`
	Claims         []Claim         `yaml:"claims,omitempty" doc:"What sources say where they differ, or where a statement was checked: every claim, and what became of it."`
	Questions      []Question      `yaml:"questions,omitempty" doc:"Questions a reader will ask, with answers from the record."`
	Unknowns       []Remark        `yaml:"unknowns,omitempty" doc:"What the record does not say."`
	Glossary       []Term          `yaml:"glossary,omitempty" doc:"Terms a reader may not know."`
}

// Dates says when the record was written, published and last changed. Any may be unknown.
type Dates struct {
	Written   Instant `yaml:"written,omitempty" doc:"When the record was written."`
	Published Instant `yaml:"published,omitempty" doc:"When it was published."`
	Updated   Instant `yaml:"updated,omitempty" doc:"When it last changed."`
}

// Link names another incident and why it belongs with this one.
type Link struct {
	Incident string `yaml:"incident" need:"true" doc:"The other incident's id."`
	Reason   string `yaml:"reason" need:"true" doc:"Why the two belong together."`
}

// Source is a document or person a statement rests on.
type Source struct {
	ID        string     `yaml:"id" need:"true" doc:"Short name used wherever the source is cited."`
	Title     string     `yaml:"title" need:"true" doc:"What it is."`
	Publisher string     `yaml:"publisher,omitempty" doc:"Who published it."`
	URL       string     `yaml:"url,omitempty" doc:"Where it is, if it has an address."`
	Kind      SourceKind `yaml:"kind,omitempty" doc:"How close it stands to the event."`
	Published Instant    `yaml:"published,omitempty" doc:"When it was published."`
	Coverage  string     `yaml:"coverage,omitempty" doc:"How much of it was used, for example: opening only."`
	Note      string     `yaml:"note,omitempty" doc:"A caveat about it."`
}

// Wave is a distinct period of impact. Its milestones are the timeline entries that name both it and a milestone.
type Wave struct {
	ID      string   `yaml:"id" need:"true" doc:"Short name, used by events and impact windows."`
	Name    string   `yaml:"name" need:"true" doc:"What it is called in prose, for example: instance launches."`
	Text    Words    `yaml:"text,omitempty" doc:"What happened in it and what ended it."`
	Origins []string `yaml:"origins,omitempty" ref:"service" doc:"The services that failed first in it."`
	Sources []string `yaml:"sources,omitempty" ref:"source" doc:"Sources for this wave."`
}

// Event is one timeline entry.
type Event struct {
	ID         string     `yaml:"id,omitempty" doc:"Short name, needed when a claim is about this event."`
	At         Instant    `yaml:"at" need:"true" doc:"When: a date-time with a zone, a bare local time in the incident's timezone, a date, or {from, to}."`
	Until      Instant    `yaml:"until,omitempty" doc:"When it ended, for an entry that lasted."`
	Text       Words      `yaml:"text" need:"true" doc:"What happened."`
	Kind       EventKind  `yaml:"kind,omitempty" doc:"What sort of entry it is."`
	Milestones Milestones `yaml:"milestone,omitempty" doc:"The milestone it marks: of its wave if it names one, else of the whole incident."`
	Wave       string     `yaml:"wave,omitempty" ref:"wave" doc:"The wave it belongs to."`
	Services   []string   `yaml:"services,omitempty" ref:"service" doc:"The services it concerns."`
	Sources    []string   `yaml:"sources,omitempty" ref:"source" doc:"Sources for it."`
	Evidence   Evidence   `yaml:"evidence,omitempty" doc:"How well it is sourced."`
	Note       string     `yaml:"note,omitempty" doc:"A caveat."`
}

// Communication is one message to the people affected.
type Communication struct {
	ID       string   `yaml:"id,omitempty" doc:"Short name."`
	At       Instant  `yaml:"at" need:"true" doc:"When it was sent."`
	Text     Words    `yaml:"text" need:"true" doc:"What it said."`
	Channel  string   `yaml:"channel,omitempty" doc:"Where, for example: status page."`
	NextBy   Instant  `yaml:"next_by,omitempty" doc:"When the next message was promised, if it was; an interval when a span was promised."`
	New      string   `yaml:"new,omitempty" doc:"What a reader learned from it that was new."`
	Wave     string   `yaml:"wave,omitempty" ref:"wave" doc:"The wave it is about."`
	Sources  []string `yaml:"sources,omitempty" ref:"source" doc:"Sources for it."`
	Evidence Evidence `yaml:"evidence,omitempty" doc:"How well it is sourced."`
}

// Service is a part that can fail and on which others may depend.
type Service struct {
	ID         string       `yaml:"id" need:"true" doc:"Short name used by every reference."`
	Name       string       `yaml:"name,omitempty" doc:"What it is called in prose; the id if absent."`
	Aliases    []string     `yaml:"aliases,omitempty" doc:"Other names it goes by."`
	Tier       *int         `yaml:"tier,omitempty" jsonschema:"minimum=0" doc:"How critical it is: 0 or 1 is the most critical."`
	Team       string       `yaml:"team,omitempty" doc:"Who runs it."`
	UserFacing bool         `yaml:"user_facing,omitempty" doc:"Whether users touch it directly."`
	External   bool         `yaml:"external,omitempty" doc:"Whether it belongs to somebody else: a customer or a supplier."`
	Weight     *float64     `yaml:"weight,omitempty" jsonschema:"minimum=0" doc:"Its share of users, requests or revenue, on a scale you use for all services."`
	Text       Words        `yaml:"text,omitempty" doc:"What it does."`
	DependsOn  []Dependency `yaml:"depends_on,omitempty" doc:"What it needs."`
	Windows    []Window     `yaml:"windows,omitempty" doc:"Impact windows: when it was hurt, and how badly."`
	Sources    []string     `yaml:"sources,omitempty" ref:"source" doc:"Sources for it."`
	Note       string       `yaml:"note,omitempty" doc:"A caveat."`
}

// Label returns the service's name in prose.
func (s *Service) Label() string {
	if s.Name != "" {
		return s.Name
	}
	return s.ID
}

// Dependency is one thing a service needs: another service, or Need of the members of a redundancy group.
type Dependency struct {
	Service  string   `yaml:"service,omitempty" ref:"service" doc:"The dependency. Either this or any_of."`
	AnyOf    []string `yaml:"any_of,omitempty" ref:"service" doc:"A redundancy group: the members that can stand in for each other."`
	Need     int      `yaml:"need,omitempty" jsonschema:"minimum=1" doc:"How many members of any_of must be up; 1 if absent."`
	Kind     EdgeKind `yaml:"kind,omitempty" doc:"How it needs it. Left out when nobody knows; then it carries what a soft dependency carries."`
	Effect   *Effect  `yaml:"effect,omitempty" doc:"What the kind would otherwise say, overridden, with a reason."`
	Basis    Basis    `yaml:"basis,omitempty" doc:"Whether a source says it or it was concluded."`
	Note     string   `yaml:"note,omitempty" doc:"The evidence in a few words, or a caveat."`
	Sources  []string `yaml:"sources,omitempty" ref:"source" doc:"Sources for it."`
	Evidence Evidence `yaml:"evidence,omitempty" doc:"How well it is sourced."`
}

// Effect overrides what a dependency's kind does to its dependent.
type Effect struct {
	Down     State  `yaml:"down,omitempty" doc:"The dependent's state when the dependency is down."`
	Degraded State  `yaml:"degraded,omitempty" doc:"The dependent's state when the dependency is degraded."`
	Reason   string `yaml:"reason" need:"true" doc:"Why this edge differs from its kind."`
}

// Window is a period in which a service was hurt. A service with a window is affected, even when neither end is known.
type Window struct {
	From     Instant  `yaml:"from,omitempty" doc:"When it began; left out when not recorded."`
	To       Instant  `yaml:"to,omitempty" doc:"When it ended; left out when not recorded or not over."`
	Level    State    `yaml:"level,omitempty" doc:"How badly; left out when not recorded."`
	Symptom  Words    `yaml:"symptom,omitempty" doc:"What its users saw."`
	Wave     string   `yaml:"wave,omitempty" ref:"wave" doc:"The wave it belongs to."`
	Fraction *float64 `yaml:"fraction,omitempty" jsonschema:"minimum=0,maximum=1" doc:"Share of the service's users or requests affected, 0 to 1."`
	Basis    Basis    `yaml:"basis,omitempty" doc:"Whether a source gives the window or it was concluded."`
	Sources  []string `yaml:"sources,omitempty" ref:"source" doc:"Sources for it."`
	Evidence Evidence `yaml:"evidence,omitempty" doc:"How well it is sourced."`
	Note     string   `yaml:"note,omitempty" doc:"A caveat."`
}

// Impact is who was hurt and how much.
type Impact struct {
	Summary    Words      `yaml:"summary,omitempty" doc:"Who was hurt, in a sentence or two."`
	Quantities []Quantity `yaml:"quantities,omitempty" doc:"Numbers, each with what was counted. Different scopes are listed, never merged."`
	SLOs       []SLO      `yaml:"slos,omitempty" doc:"Objectives the incident is held against."`
}

// Quantity is one impact number.
type Quantity struct {
	ID       string        `yaml:"id,omitempty" doc:"Short name, needed when a claim is about it."`
	Group    string        `yaml:"group,omitempty" doc:"The heading it is listed under, for example: User reports."`
	What     string        `yaml:"what" need:"true" doc:"What was counted, in a few words."`
	Value    Amount        `yaml:"value,omitempty" doc:"The number, or {low, high}, or one of the two; left out when only words are known."`
	Unit     string        `yaml:"unit" need:"true" doc:"Its unit, for example: reports, USD, services."`
	Scope    string        `yaml:"scope,omitempty" doc:"Of whom or what: regions, companies, hours."`
	At       Instant       `yaml:"at,omitempty" doc:"When it was read or what time it covers."`
	Basis    QuantityBasis `yaml:"basis,omitempty" doc:"How it came about."`
	Sources  []string      `yaml:"sources,omitempty" ref:"source" doc:"Sources for it."`
	Evidence Evidence      `yaml:"evidence,omitempty" doc:"How well it is sourced."`
	Note     string        `yaml:"note,omitempty" doc:"A caveat."`
}

// SLO is an objective and, optionally, the credits owed when it is missed.
type SLO struct {
	Service   string   `yaml:"service,omitempty" ref:"service" doc:"The service it covers; all services if absent."`
	Objective float64  `yaml:"objective" need:"true" jsonschema:"exclusiveMinimum=0,exclusiveMaximum=100" doc:"Availability promised, in percent, for example 99.9."`
	Days      int      `yaml:"days,omitempty" jsonschema:"minimum=1,maximum=3660" doc:"Length of its window in days; the calendar month of the incident if absent."`
	Credits   []Credit `yaml:"credits,omitempty" doc:"Credit tiers of a contract."`
	Sources   []string `yaml:"sources,omitempty" ref:"source" doc:"Sources for it."`
}

// Credit is one tier: below this availability, this share of the bill.
type Credit struct {
	Below   float64 `yaml:"below" need:"true" jsonschema:"minimum=0,maximum=100" doc:"Availability in percent."`
	Percent float64 `yaml:"percent" need:"true" jsonschema:"minimum=0,maximum=100" doc:"Credit in percent of the bill."`
}

// Factor is one cause among others.
type Factor struct {
	ID       string     `yaml:"id,omitempty" doc:"Short name, used by actions that answer it."`
	Kind     FactorKind `yaml:"kind" need:"true" doc:"What part it played."`
	Text     Words      `yaml:"text" need:"true" doc:"What it was."`
	Wave     string     `yaml:"wave,omitempty" ref:"wave" doc:"The wave it belongs to."`
	Services []string   `yaml:"services,omitempty" ref:"service" doc:"The services it concerns."`
	Basis    Basis      `yaml:"basis,omitempty" doc:"Whether a source says it or it was concluded."`
	Sources  []string   `yaml:"sources,omitempty" ref:"source" doc:"Sources for it."`
	Evidence Evidence   `yaml:"evidence,omitempty" doc:"How well it is sourced."`
}

// Detection is how the incident was noticed.
type Detection struct {
	By      DetectedBy `yaml:"by,omitempty" doc:"Who or what noticed first."`
	Text    Words      `yaml:"text,omitempty" doc:"How."`
	Sources []string   `yaml:"sources,omitempty" ref:"source" doc:"Sources for it."`
}

// Response is how people organized.
type Response struct {
	Text    Words        `yaml:"text,omitempty" doc:"How the response went."`
	Roles   []Assignment `yaml:"roles,omitempty" doc:"Who did what. Kept out of the public template."`
	Sources []string     `yaml:"sources,omitempty" ref:"source" doc:"Sources for it."`
}

// Assignment is one role in the response and who held it.
type Assignment struct {
	Role   string `yaml:"role" need:"true" doc:"For example: incident commander."`
	Person string `yaml:"person,omitempty" doc:"Who held it."`
}

// Remark is a sentence with its sources.
type Remark struct {
	Text     Words    `yaml:"text" need:"true" doc:"The sentence."`
	Basis    Basis    `yaml:"basis,omitempty" doc:"Whether a source says it or it was concluded."`
	Sources  []string `yaml:"sources,omitempty" ref:"source" doc:"Sources for it."`
	Evidence Evidence `yaml:"evidence,omitempty" doc:"How well it is sourced."`
}

// Action is one thing that will change.
type Action struct {
	ID       string       `yaml:"id,omitempty" doc:"Short name."`
	Text     Words        `yaml:"text" need:"true" doc:"What will be done."`
	Kind     ActionKind   `yaml:"kind,omitempty" doc:"What it is for."`
	Owner    string       `yaml:"owner,omitempty" doc:"Who will do it."`
	Due      Instant      `yaml:"due,omitempty" doc:"By when."`
	Priority string       `yaml:"priority,omitempty" doc:"The organization's own grade."`
	Status   ActionStatus `yaml:"status,omitempty" doc:"How far it is."`
	Tracker  string       `yaml:"tracker,omitempty" doc:"Its ticket: an identifier or address."`
	Answers  []string     `yaml:"answers,omitempty" ref:"factor" doc:"The factors it answers, by id."`
	Hardens  []string     `yaml:"hardens,omitempty" ref:"edge" doc:"The services it hardens, by id, or edges written: dependent -> dependency."`
	Sources  []string     `yaml:"sources,omitempty" ref:"source" doc:"Sources for it."`
	Evidence Evidence     `yaml:"evidence,omitempty" doc:"How well it is sourced."`
	Note     string       `yaml:"note,omitempty" doc:"A caveat."`
}

// Lesson is what somebody learned.
type Lesson struct {
	Text      Words    `yaml:"text" need:"true" doc:"The lesson."`
	LearnedBy string   `yaml:"learned_by,omitempty" doc:"Who learned it."`
	Basis     Basis    `yaml:"basis,omitempty" doc:"Whether a source says it or it was concluded."`
	Sources   []string `yaml:"sources,omitempty" ref:"source" doc:"Sources for it."`
}

// Claim is what one source says about one thing, and what became of it. Claims about the same thing stand together.
type Claim struct {
	ID      string   `yaml:"id,omitempty" doc:"Short name."`
	About   string   `yaml:"about,omitempty" ref:"about" doc:"What it is about: incident, or the id of an event, quantity, service, wave, factor, action or communication; left out when it stands alone."`
	Says    string   `yaml:"says" need:"true" doc:"What the source says, in our words."`
	At      Instant  `yaml:"at,omitempty" doc:"The time it gives, when the claim is about an event."`
	From    Instant  `yaml:"from,omitempty" doc:"The start it gives, when the claim is about a period."`
	To      Instant  `yaml:"to,omitempty" doc:"The end it gives, when the claim is about a period."`
	Value   Amount   `yaml:"value,omitempty" doc:"The number it gives, when the claim is about a quantity."`
	Sources []string `yaml:"sources" ref:"source" need:"true" doc:"Who says it."`
	Verdict Verdict  `yaml:"verdict" need:"true" doc:"What became of it."`
	Reason  string   `yaml:"reason,omitempty" doc:"Why; required unless the verdict is used."`
}

// Question is something a reader will ask.
type Question struct {
	ID      string   `yaml:"id,omitempty" doc:"Short name."`
	Text    string   `yaml:"text" need:"true" doc:"The question."`
	Answer  Words    `yaml:"answer,omitempty" doc:"The answer; left out when nobody can answer it from the record."`
	Roles   []string `yaml:"roles,omitempty" doc:"The roles that will be asked it."`
	Sources []string `yaml:"sources,omitempty" ref:"source" doc:"Sources for the answer."`
}

// Term is a glossary entry.
type Term struct {
	Term    string   `yaml:"term" need:"true" doc:"The term."`
	Meaning Words    `yaml:"meaning" need:"true" doc:"What it means here."`
	Sources []string `yaml:"sources,omitempty" ref:"source" doc:"Sources for it."`
}
