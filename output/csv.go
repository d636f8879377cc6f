package output

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"strings"

	"github.com/postmortem-dev/postmortem/templates"
)

// table is a brief's cards as CSV, for spreadsheets and other programs.
func table() Format {
	return Format{
		Name:   "csv",
		Ext:    ".csv",
		Doc:    "Cards of a brief as a table, safe to open in a spreadsheet.",
		Render: renderCSV,
	}
}

func renderCSV(doc *templates.Document, _ Options) ([]byte, error) {
	brief, err := briefOf(doc)
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	w.UseCRLF = true // as RFC 4180 has it
	records := [][]string{{"guid", "kind", "front", "back", "evidence", "tags"}}
	for _, c := range cardsOf(brief) {
		records = append(records, []string{c.guid, string(c.kind), c.front, strings.Join(c.back, "\n"), strings.Join(c.evidence, " "), strings.Join(tags(brief), " ")})
	}
	for _, record := range records {
		for i, field := range record {
			if beginsFormula(field) {
				record[i] = "'" + field
			}
		}
	}
	if err := w.WriteAll(records); err != nil {
		return nil, fmt.Errorf("cards of %s: %w", brief.Incident, err)
	}
	return b.Bytes(), nil
}
