package output

import (
	"fmt"
	"time"

	"github.com/postmortem-dev/postmortem/analysis"
	"github.com/postmortem-dev/postmortem/analysis/compare"
)

// ComparisonSchema names the form of a comparison's JSON; docs/comparison.md describes it.
const ComparisonSchema = "postmortem-comparison/v1"

type comparisonJSON struct {
	Schema   string       `json:"schema"`
	Asked    askedJSON    `json:"asked"`
	Compared int          `json:"compared"`
	LeftOut  int          `json:"left_out"`
	Results  []resultJSON `json:"results"`
}

// askedJSON is what the comparison was asked for; null is not asked.
type askedJSON struct {
	GroupBy *string `json:"group_by"`
	Split   *string `json:"split"`
	Since   *string `json:"since"`
	Until   *string `json:"until"`
	Where   *string `json:"where"`
}

func encodeComparison(r *analysis.Report, set *compare.Set) ([]byte, error) {
	o := set.Options
	out := comparisonJSON{
		Schema: ComparisonSchema, Compared: len(set.Digests), LeftOut: len(set.LeftOut), Results: []resultJSON{},
		Asked: askedJSON{given(o.GroupBy), given(day(o.Split)), given(day(o.Since)), given(day(o.Until)), given(o.Where)},
	}
	for _, result := range r.Results {
		encoded, err := encodeResult(result)
		if err != nil {
			return nil, err
		}
		encoded.Detail = withKeys(result.Detail)
		out.Results = append(out.Results, encoded)
	}
	text, err := indented(out)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", culprit(out.Results), err)
	}
	return text, nil
}

func given(text string) *string {
	if text == "" {
		return nil
	}
	return &text
}

func day(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.Format(time.DateOnly)
}
