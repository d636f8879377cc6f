package main

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/postmortem-dev/postmortem/analysis"
	"github.com/postmortem-dev/postmortem/incidents"
	"github.com/postmortem-dev/postmortem/templates/briefs"
)

// practiceOptions is what the command line of practice says.
type practiceOptions struct {
	from      inputs
	tell      briefOptions // of which role, frame and length matter
	questions int          // 0 is what is due
}

func (p *program) practiceCommand() *cobra.Command {
	var o practiceOptions
	cmd := &cobra.Command{
		Use:   "practice FILE",
		Short: "Rehearse the answers about an incident aloud",
		Long: `Rehearse the answers about an incident aloud. Each question is timed until you
press Enter; then you see the expected answer and its evidence, and grade yourself
again, hard, good or easy (1 to 4, or the first letter).

What went badly comes back. A question begins in box 1 of 5; again puts it into
box 1, hard leaves it where it is, good moves it up one box and easy two. Box 1 is
asked in every session, box 2 in every second, and so on to box 5 in every 16th. A
session asks at most ten questions that are due, what got again first and then what
has waited longest; if none is due, it asks those that are due soonest.

Each grade is kept at once, in postmortem/practice/INCIDENT.ROLE.json in your data
directory (XDG_DATA_HOME, or .local/share in your home directory). A session that
breaks off goes on with the next run. When standard input or output is no terminal,
questions and grades are read as lines.`,
		Example: `  postmortem practice incident.yaml --role sre
  postmortem practice --example aws-2025-10-20-dynamodb-dns --role leadership --length 60s`,
		RunE: func(_ *cobra.Command, files []string) error {
			o.from.files = files
			return p.practice(o)
		},
		ValidArgsFunction: completeRecords,
	}
	addExampleFlag(cmd, &o.from)
	flags := cmd.Flags()
	flags.StringVar(&o.tell.role, "role", "sre", "answer to `ROLE`: "+strings.Join(briefs.RoleNames(), ", "))
	flags.StringVar(&o.tell.length, "length", "2m", "take `TIME` for the first answer, which tells the whole incident, for example 30s, 60s, 2m or 5m")
	flags.StringVar(&o.tell.frame, "frame", string(briefs.Public), "answer as about somebody else's incident (public) or one of your own team (own)")
	flags.IntVar(&o.questions, "questions", 0, "ask `N` questions, also when fewer are due (default what is due, at most "+strconv.Itoa(usualQuestions)+")")
	complete(cmd, "role", briefs.RoleNames)
	complete(cmd, "frame", func() []string { return []string{string(briefs.Public), string(briefs.Own)} })
	complete(cmd, "length", func() []string { return []string{"30s", "60s", "2m", "5m"} })
	return cmd
}

// practice asks the questions of a brief and keeps how they were answered.
func (p *program) practice(o practiceOptions) error {
	asked, err := askedFor(o.tell)
	if err == nil {
		err = o.check()
	}
	if err != nil {
		return err
	}
	incident, err := p.onlyIncident(o.from)
	if incident == nil {
		return err
	}
	report := analysis.Run(incident)
	brief, err := briefs.Make(report, asked.role, asked.frame, asked.seconds)
	if err != nil {
		return &trouble{status: statusInput, message: err.Error()}
	}
	return p.rehearse(brief, report, o.questions)
}

// rehearse holds one session about a brief and the report that it was made from.
func (p *program) rehearse(b *briefs.Brief, r *analysis.Report, limit int) error {
	file, err := findPracticeFile(b.Incident, b.RoleName)
	if err != nil {
		return err
	}
	state, err := p.loadPractice(file, b.Incident, b.RoleName)
	if err != nil {
		return err
	}
	who, giveBack := p.openPerson()
	defer giveBack()
	session := practiceSession{title: b.Title, questions: practiceQuestions(b, r), state: state, save: file.save, now: time.Now, person: who}
	return session.run(limit)
}

func (o practiceOptions) check() error {
	switch {
	case len(o.from.files)+len(o.from.examples) > 1:
		return wrongUsage("name one file or one example", "practice takes one record at a time, and %d are named", len(o.from.files)+len(o.from.examples))
	case slices.Contains(o.from.files, "-"):
		return wrongUsage("save the record in a file", "practice listens to standard input and cannot read the record there")
	case o.questions < 0:
		return wrongUsage("leave it out to be asked what is due", "--questions %d is less than none", o.questions)
	}
	return nil
}

// onlyIncident returns the incident that the inputs hold, or nil; what is wrong with them has then been told or is the
// error.
func (p *program) onlyIncident(from inputs) (*incidents.Incident, error) {
	read, err := p.read(from)
	if err != nil {
		return nil, err
	}
	found := p.parse(read)
	if len(found) > 1 {
		return nil, wrongUsage("name a file with one incident in it", "practice takes one incident at a time, and there are %d", len(found))
	}
	if len(found) == 0 {
		return nil, nil
	}
	return found[0], nil
}
