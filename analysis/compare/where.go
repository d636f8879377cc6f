package compare

import (
	"errors"
	"fmt"
	"math"
	"regexp"
	"strings"
	"time"

	"github.com/expr-lang/expr"
	"github.com/expr-lang/expr/file"
)

// Fields are what an expression can ask of an incident. Durations are in seconds, so duration > 2*hour; a number that is
// not known meets none of <, <=, >, >= and ==.
type Fields struct {
	ID           string    `expr:"id" doc:"the incident's id"`
	Title        string    `expr:"title" doc:"its title"`
	Organization string    `expr:"organization" doc:"whose it was"`
	Severity     string    `expr:"severity" doc:"the organization's grade"`
	Status       string    `expr:"status" doc:"open, mitigated, resolved or closed"`
	Started      time.Time `expr:"started" doc:"when it started: started >= date(\"2024-01-01\")"`
	Year         int       `expr:"year" doc:"the year in which it started, 0 when not recorded"`
	Detection    string    `expr:"detection" doc:"monitor, staff or customer"`
	Tags         []string  `expr:"tags" doc:"its tags: \"dns\" in tags"`
	Triggers     []string  `expr:"triggers" doc:"classes of what set it off"`
	Mechanisms   []string  `expr:"mechanisms" doc:"classes of how it failed and spread"`
	Held         []string  `expr:"held" doc:"safeguards that held"`
	Failed       []string  `expr:"failed" doc:"safeguards that failed"`
	Absent       []string  `expr:"absent" doc:"safeguards that were not there"`
	Services     []string  `expr:"services" doc:"ids of the affected services"`
	Affected     int       `expr:"affected" doc:"how many services were affected"`
	Waves        int       `expr:"waves" doc:"how many waves it had"`
	Duration     float64   `expr:"duration" doc:"started to resolved"`
	Detect       float64   `expr:"time_to_detect" doc:"started to detected"`
	Identify     float64   `expr:"time_to_identify" doc:"started to identified"`
	Mitigate     float64   `expr:"time_to_mitigate" doc:"started to mitigated"`
	Notice       float64   `expr:"time_to_first_public_notice" doc:"started to the first public notice"`
	TailShare    float64   `expr:"tail_share" doc:"share of the whole after the origin was well"`
	Minute       float64   `expr:"minute" doc:"60"`
	Hour         float64   `expr:"hour" doc:"3600"`
	Day          float64   `expr:"day" doc:"86400"`
}

func fieldsOf(d *Digest) Fields {
	length := func(name string) float64 {
		if l, ok := d.Length(name); ok && !l.SoFar {
			return *l.Value
		}
		return math.NaN()
	}
	f := Fields{
		ID: d.ID, Title: d.Title, Organization: d.Organization, Severity: d.Severity, Status: d.Status, Started: d.Start(),
		Detection: d.Detection, Tags: d.Tags, Triggers: d.Triggers, Mechanisms: d.Mechanisms, Waves: len(d.Waves),
		Held: d.controls("held"), Failed: d.controls("failed"), Absent: d.controls("absent"),
		Duration: length("duration"), Detect: length("time_to_detect"), Identify: length("time_to_identify"),
		Mitigate: length("time_to_mitigate"), Notice: length("time_to_first_public_notice"), TailShare: math.NaN(),
		Minute: 60, Hour: 3600, Day: 86400,
	}
	if !f.Started.IsZero() {
		f.Year = f.Started.Year()
	}
	if share, ok := d.Count("tail_share"); ok {
		f.TailShare = share
	}
	for _, s := range d.Affected() {
		f.Services = append(f.Services, s.ID)
	}
	f.Affected = len(f.Services)
	return f
}

// controls returns the safeguards with an outcome.
func (d *Digest) controls(outcome string) []string {
	var out []string
	for _, c := range d.Controls {
		if c.Outcome == outcome {
			out = appendNew(out, c.Class)
		}
	}
	return out
}

// condition tells whether an incident is meant.
type condition func(*Digest) (bool, error)

// parseWhere returns the condition that an expression states; an empty one is met by all. The language is that of
// expr-lang/expr, without now.
func parseWhere(text string) (condition, error) {
	if strings.TrimSpace(text) == "" {
		return func(*Digest) (bool, error) { return true, nil }, nil
	}
	program, err := expr.Compile(text, expr.Env(Fields{}), expr.AsBool(), expr.DisableBuiltin("now"))
	if err != nil {
		return nil, plainError(err)
	}
	return func(d *Digest) (bool, error) {
		out, err := expr.Run(program, fieldsOf(d))
		if err != nil {
			return false, fmt.Errorf("incident %s: %w", d.ID, plainError(err))
		}
		met, _ := out.(bool)
		return met, nil
	}, nil
}

var goNames = regexp.MustCompile(`(type )?\*?(compare\.Fields|\[\]string|float64|time\.Time)`)

// plainError says what is wrong with an expression, and where, without names of Go types.
func plainError(err error) error {
	var at *file.Error
	if !errors.As(err, &at) {
		return fmt.Errorf("where: %s", strings.SplitN(err.Error(), "\n", 2)[0])
	}
	words := map[string]string{"compare.Fields": "an incident", "[]string": "a list", "float64": "a number", "time.Time": "a time"}
	message := goNames.ReplaceAllStringFunc(at.Message, func(s string) string {
		return words[strings.TrimLeft(strings.TrimPrefix(s, "type "), "*")]
	})
	return fmt.Errorf("where:%d:%d: %s", at.Line, at.Column+1, message)
}
