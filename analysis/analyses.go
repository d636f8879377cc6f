package analysis

import "github.com/postmortem-dev/postmortem/incidents"

// Analysis is one question about one incident.
type Analysis struct {
	Name  string // of its result, in JSON and on the command line
	Title string
	Doc   string // the question, in a sentence
	Run   func(*Case) Result
}

// Analyses returns every analysis in the order of the report. To add one, write it in a file of its own and add a line
// here.
func Analyses() []Analysis {
	return []Analysis{
		phases(),
		recovery(),
		blast(),
		impact(),
		communication(),
		sources(),
		actions(),
	}
}

// Run returns the report of one incident: the result of every analysis.
func Run(in *incidents.Incident) *Report {
	c := NewCase(in)
	report := &Report{Incident: in}
	for _, a := range Analyses() {
		result := a.Run(c)
		result.Name, result.Title = a.Name, a.Title
		report.Results = append(report.Results, result)
	}
	return report
}
