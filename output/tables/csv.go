package tables

import (
	"bufio"
	"encoding/csv"
	"fmt"
	"io"
	"math"
	"strconv"
	"time"

	"github.com/postmortem-dev/postmortem/analysis/compare"
)

// WriteCSV writes a table as CSV: RFC 4180, UTF-8, a first row of names, an empty cell for what is unknown.
func WriteCSV(w io.Writer, t Table, digests []*compare.Digest) error {
	buffer := bufio.NewWriterSize(w, 64<<10)
	out := csv.NewWriter(buffer)
	out.UseCRLF = true // as RFC 4180 has it, also within a cell
	record := make([]string, len(t.Columns))
	for i, c := range t.Columns {
		record[i] = c.Name
	}
	if err := out.Write(record); err != nil {
		return fmt.Errorf("table %s: %w", t.Name, err)
	}
	for row := range t.Rows(digests) {
		for i, cell := range row {
			record[i] = csvCell(cell)
		}
		if err := out.Write(record); err != nil {
			return fmt.Errorf("table %s: %w", t.Name, err)
		}
	}
	out.Flush()
	if err := out.Error(); err != nil {
		return err
	}
	return buffer.Flush()
}

// csvCell writes a cell down. Only texts can look like formulas; a number that begins with a minus is one.
func csvCell(cell any) string {
	switch v := cell.(type) {
	case string:
		return Guard(lines(v))
	case []string:
		return Guard(lines(joined(v)))
	case time.Time:
		return v.UTC().Format(time.RFC3339Nano)
	case float64:
		return decimal(v)
	case int64:
		return strconv.FormatInt(v, 10)
	case bool:
		return strconv.FormatBool(v)
	}
	return ""
}

// decimal writes a number in the fewest digits that give it back, without an exponent where people would not use one.
func decimal(v float64) string {
	form := byte('f')
	if size := math.Abs(v); size != 0 && (size < 1e-6 || size >= 1e21) {
		form = 'e'
	}
	return strconv.FormatFloat(v, form, -1, 64)
}
