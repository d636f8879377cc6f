package briefs

// Role is one kind of listener: what is told, in what order and at what depth. A role is one file in roles/; to add one,
// add the file.
type Role struct {
	Name      string   `yaml:"name" need:"true" doc:"Its name on the command line."`
	Title     string   `yaml:"title" need:"true" doc:"Who the listener is, for example: a site reliability engineer."`
	Doc       string   `yaml:"doc" need:"true" doc:"What the brief is for, in a sentence."`
	Depth     Depth    `yaml:"depth" need:"true" doc:"Which of the record's wordings the answer uses."`
	Cares     string   `yaml:"cares" need:"true" doc:"What this listener cares about."`
	Context   []string `yaml:"context" need:"true" doc:"Points of the first part, the most important first."`
	Cause     []string `yaml:"cause" need:"true" doc:"Points of the second part."`
	Recovery  []string `yaml:"resolution" need:"true" doc:"Points of the third part."`
	Lessons   []string `yaml:"lessons" need:"true" doc:"Points of the last part."`
	Numbers   []string `yaml:"numbers" need:"true" doc:"Measures to remember, by name, the most important first."`
	Questions []string `yaml:"questions,omitempty" doc:"Question generators that matter most here, the easiest first."`
	Emphasise []string `yaml:"emphasise" need:"true" doc:"What to stress."`
	LeaveOut  []string `yaml:"leave_out" need:"true" doc:"What to leave out."`
	Avoid     []string `yaml:"avoid,omitempty" doc:"Words that this listener should not hear without an explanation."`
}

// Depth is which of the record's wordings a role uses.
type Depth string

// Values returns every allowed value.
func (Depth) Values() []string { return []string{"plain", "text", "technical"} }
