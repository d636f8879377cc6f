package output

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"

	"github.com/postmortem-dev/postmortem/analysis"
	"github.com/postmortem-dev/postmortem/analysis/compare"
	"github.com/postmortem-dev/postmortem/incidents"
	"github.com/postmortem-dev/postmortem/templates"
	"github.com/postmortem-dev/postmortem/templates/briefs"
)

// Schema names the form of the JSON; docs/json.md describes it.
const Schema = "postmortem-report/v1"

// data is the report behind the document, for other programs.
func data() Format {
	return Format{
		Name: "json",
		Ext:  ".json",
		Doc:  "The incident and every result with its measures, figures and notes, for other programs.",

		Whole: true,
		Render: func(doc *templates.Document, _ Options) ([]byte, error) {
			switch detail := doc.Detail.(type) {
			case *briefs.Brief:
				return encodeBrief(detail)
			case *compare.Set:
				return encodeComparison(doc.Report, detail)
			}
			return encodeReport(doc.Report)
		},
	}
}

type reportJSON struct {
	Schema   string              `json:"schema"`
	Incident *incidents.Incident `json:"incident"`
	Results  []resultJSON        `json:"results"`
}

type resultJSON struct {
	Name     string            `json:"name"`
	Title    string            `json:"title"`
	Measures []measureJSON     `json:"measures"`
	Figures  []analysis.Figure `json:"figures"`
	Notes    []analysis.Note   `json:"notes"`
	Detail   any               `json:"detail"`
}

// measureJSON is a measure that has its note even where there is nothing to say, so that every key is always there.
type measureJSON struct {
	analysis.Measure
	Note string `json:"note"`
}

func encodeReport(r *analysis.Report) ([]byte, error) {
	out := reportJSON{Schema: Schema, Results: []resultJSON{}}
	if r != nil {
		out.Incident = r.Incident
		for _, result := range r.Results {
			encoded, err := encodeResult(result)
			if err != nil {
				return nil, err
			}
			out.Results = append(out.Results, encoded)
		}
	}
	text, err := indented(out)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", culprit(out.Results), err)
	}
	return text, nil
}

// indented returns v as JSON for people and programs: text is not escaped for HTML.
func indented(v any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(v); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

// culprit names the result that JSON cannot hold. The encoder's error does not say where it was.
func culprit(results []resultJSON) string {
	for _, result := range results {
		if _, err := json.Marshal(result); err != nil {
			return "result " + result.Name
		}
	}
	return "incident"
}

func encodeResult(r analysis.Result) (resultJSON, error) {
	out := resultJSON{Name: r.Name, Title: r.Title, Measures: []measureJSON{}}
	for _, m := range r.Measures {
		if err := checkMeasure(m); err != nil {
			return out, fmt.Errorf("result %s: %w", r.Name, err)
		}
		out.Measures = append(out.Measures, measureJSON{withLists(m), m.Note})
	}
	out.Figures, out.Notes, out.Detail = withLists(r.Figures), withLists(r.Notes), withLists(r.Detail)
	return out, nil
}

// checkMeasure refuses numbers that JSON cannot hold: they would be a defect of an analysis.
func checkMeasure(m analysis.Measure) error {
	for _, v := range [...]*float64{m.Value, m.Low, m.High} {
		if v != nil && (math.IsNaN(*v) || math.IsInf(*v, 0)) {
			return fmt.Errorf("measure %s of %s is not a number: %g", m.Name, m.Scope, *v)
		}
	}
	return nil
}
