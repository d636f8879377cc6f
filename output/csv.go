package output

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"io"
	"strings"

	"github.com/postmortem-dev/postmortem/analysis/compare"
	"github.com/postmortem-dev/postmortem/output/tables"
	"github.com/postmortem-dev/postmortem/templates"
	"github.com/postmortem-dev/postmortem/templates/briefs"
)

// table is a comparison's incidents, or a brief's cards, as CSV for spreadsheets and other programs.
func table() Format {
	return Format{
		Name:   "csv",
		Ext:    ".csv",
		Doc:    "Tables of a comparison, or cards of a brief, safe to open in a spreadsheet.",
		Whole:  true,
		Tables: func(set *compare.Set) []Table { return tablesBy(set, tables.WriteCSV) },
		Render: func(doc *templates.Document, _ Options) ([]byte, error) {
			if brief, ok := doc.Detail.(*briefs.Brief); ok {
				return renderCards(brief)
			}
			return firstTable(doc, func(set *compare.Set) []Table { return tablesBy(set, tables.WriteCSV) })
		},
	}
}

// tablesBy returns every table of a set, written by write.
func tablesBy(set *compare.Set, write tables.Write) []Table {
	var out []Table
	for _, t := range tables.All() {
		out = append(out, Table{t.Name, func(w io.Writer) error { return write(w, t, set.Digests) }})
	}
	return out
}

func renderCards(brief *briefs.Brief) ([]byte, error) {
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	w.UseCRLF = true // as RFC 4180 has it
	records := [][]string{{"guid", "kind", "front", "back", "evidence", "tags"}}
	for _, c := range cardsOf(brief) {
		records = append(records, []string{c.guid, string(c.kind), c.front, strings.Join(c.back, "\n"), strings.Join(c.evidence, " "), strings.Join(tags(brief), " ")})
	}
	for _, record := range records {
		for i, field := range record {
			record[i] = tables.Guard(field)
		}
	}
	if err := w.WriteAll(records); err != nil {
		return nil, fmt.Errorf("cards of %s: %w", brief.Incident, err)
	}
	return b.Bytes(), nil
}
