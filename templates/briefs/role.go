package briefs

import (
	"embed"
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"github.com/postmortem-dev/postmortem/incidents"
)

//go:embed roles/*.yaml
var roleFiles embed.FS

// Role is one kind of listener: what is told, in what order and at what depth. A role is one file in roles/; to add one,
// add the file.
type Role struct {
	Name       string   `yaml:"name" need:"true" doc:"Its name on the command line."`
	Title      string   `yaml:"title" need:"true" doc:"Who listens, for example: a site reliability engineer."`
	Doc        string   `yaml:"doc" need:"true" doc:"What the brief is for, in a sentence."`
	Depth      Depth    `yaml:"depth" need:"true" doc:"Which of the record's wordings the answer uses."`
	Cares      string   `yaml:"cares" need:"true" doc:"What this listener cares about."`
	Focus      []string `yaml:"focus,omitempty" doc:"Words that mark the services and events this role is about."`
	Subject    string   `yaml:"subject,omitempty" doc:"What the role is about, for the sentence that says that a record tells nothing of it; its focus words if absent."`
	Context    []string `yaml:"context" need:"true" doc:"Points of the first part in the order of telling; + marks those that matter most."`
	Cause      []string `yaml:"cause" need:"true" doc:"Points of the second part."`
	Resolution []string `yaml:"resolution" need:"true" doc:"Points of the third part."`
	Lessons    []string `yaml:"lessons" need:"true" doc:"Points of the last part."`
	Numbers    []string `yaml:"numbers" need:"true" doc:"Measures to remember, by name, the most important first."`
	Questions  []string `yaml:"questions,omitempty" doc:"Question generators that matter most here, the easiest first."`
	Emphasise  []string `yaml:"emphasise" need:"true" doc:"What to stress."`
	LeaveOut   []string `yaml:"leave_out" need:"true" doc:"What to leave out."`
	Avoid      []string `yaml:"avoid,omitempty" doc:"Words that this listener should not hear without an explanation."`
}

// Depth is which of the record's wordings a role uses.
type Depth string

// Values of Depth.
const (
	Plain     Depth = "plain"
	Text      Depth = "text"
	Technical Depth = "technical"
)

// Values returns every allowed value.
func (Depth) Values() []string { return []string{"plain", "text", "technical"} }

// Roles returns every role, by name.
func Roles() []Role {
	entries, _ := fs.ReadDir(roleFiles, "roles")
	var out []Role
	for _, e := range entries {
		data, _ := fs.ReadFile(roleFiles, "roles/"+e.Name())
		role, err := ParseRole(e.Name(), data)
		if err != nil {
			panic("briefs: a built-in role cannot be read: " + err.Error()) // a test reads them all
		}
		out = append(out, role)
	}
	slices.SortFunc(out, func(a, b Role) int { return strings.Compare(a.Name, b.Name) })
	return out
}

// RoleNames returns the names of all roles without reading them: each is its file's name.
func RoleNames() []string {
	entries, _ := fs.ReadDir(roleFiles, "roles")
	var out []string
	for _, e := range entries {
		out = append(out, strings.TrimSuffix(e.Name(), ".yaml"))
	}
	return out
}

// FindRole returns the role called name, and false when there is none.
func FindRole(name string) (Role, bool) {
	roles := Roles()
	i := slices.IndexFunc(roles, func(r Role) bool { return r.Name == name })
	if i < 0 {
		return Role{}, false
	}
	return roles[i], true
}

// ParseRole reads one role. The error lists everything that is wrong with it, and where.
func ParseRole(file string, data []byte) (Role, error) {
	var role Role
	diags := incidents.ParseData(file, data, &role)
	if stem := strings.TrimSuffix(file, ".yaml"); role.Name != "" && role.Name != stem {
		diags = append(diags, incidents.Diagnostic{File: file, Message: fmt.Sprintf("the role %q stands in a file of another name", role.Name), Rule: "value", Hint: "call the file " + role.Name + ".yaml"})
	}
	for _, part := range role.parts() {
		for _, name := range part.points {
			if _, ok := findPoint(strings.TrimPrefix(name, "+")); !ok {
				diags = append(diags, incidents.Diagnostic{File: file, Message: fmt.Sprintf("there is no point %q", name), Rule: "undefined-reference", Hint: "points: " + strings.Join(pointNames(), ", ")})
			}
		}
	}
	if len(diags) == 0 {
		return role, nil
	}
	var lines []string
	for _, d := range diags {
		lines = append(lines, d.String())
	}
	return role, fmt.Errorf("%s", strings.Join(lines, "\n"))
}

type partPlan struct {
	name   string
	points []string
	share  float64 // of the answer's words
}

// parts returns the four parts with their points and how much of the time each should take.
func (r Role) parts() []partPlan {
	return []partPlan{{"context", r.Context, 0.22}, {"cause", r.Cause, 0.28}, {"resolution", r.Resolution, 0.30}, {"lessons", r.Lessons, 0.20}}
}
