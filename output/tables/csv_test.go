package tables

import (
	"bytes"
	"encoding/csv"
	"strconv"
	"strings"
	"testing"
	"time"
	"unicode"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// read is the inverse of csvCell, by the rules of docs/comparison.md and the standard library alone.
func read(t *testing.T, c Column, cell string) any {
	t.Helper()
	if cell == "" && c.Kind != Texts {
		return nil
	}
	var out any
	var err error
	switch c.Kind {
	case Text, Word:
		out = Unguard(cell)
	case Texts:
		out = split(Unguard(cell))
	case Moment:
		out, err = time.Parse(time.RFC3339Nano, cell)
	case Number:
		out, err = strconv.ParseFloat(cell, 64)
	case Whole:
		out, err = strconv.ParseInt(cell, 10, 64)
	case Flag:
		out, err = strconv.ParseBool(cell)
	}
	if err != nil {
		t.Fatalf("%s: %v", c.Name, err)
	}
	return out
}

// split is the inverse of joined.
func split(text string) []string {
	out := []string{}
	if text == "" {
		return out
	}
	var b strings.Builder
	escaped := false
	for _, r := range text {
		switch {
		case escaped:
			b.WriteRune(r)
			escaped = false
		case r == '\\':
			escaped = true
		case r == ';':
			out = append(out, b.String())
			b.Reset()
		default:
			b.WriteRune(r)
		}
	}
	return append(out, b.String())
}

// plain returns a cell as CSV can keep it: line breaks of one kind.
func plain(cell any) any {
	switch v := cell.(type) {
	case string:
		return lines(v)
	case []string:
		out := []string{}
		for _, s := range v {
			out = append(out, lines(s))
		}
		return out
	}
	return cell
}

func TestCSVIsReadAsItWasWritten(t *testing.T) {
	digests := samples(t)
	for _, table := range All() {
		var b bytes.Buffer
		if err := WriteCSV(&b, table, digests); err != nil {
			t.Fatal(err)
		}
		if !bytes.HasSuffix(b.Bytes(), []byte("\r\n")) || bytes.Count(b.Bytes(), []byte("\n")) != bytes.Count(b.Bytes(), []byte("\r\n")) {
			t.Errorf("%s: line ends", table.Name)
		}
		records, err := csv.NewReader(&b).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		rows := rowsOf(table, digests)
		if len(records) != len(rows)+1 {
			t.Fatalf("%s: %d records of %d rows", table.Name, len(records), len(rows))
		}
		for i, c := range table.Columns {
			if records[0][i] != c.Name {
				t.Errorf("%s: column %q is called %q", table.Name, c.Name, records[0][i])
			}
		}
		for i, row := range rows {
			for j, c := range table.Columns {
				got, want := read(t, c, records[i+1][j]), plain(row[j])
				if diff := cmp.Diff(want, got); diff != "" {
					t.Fatalf("%s.%s of %v: %s", table.Name, c.Name, row[0], diff)
				}
			}
		}
	}
}

// opens reports whether a program that parts the file by any of the separators in use, and honours quotes or not, could
// see a cell of ours, or a part of it, that begins a formula.
func opens(cell string) bool {
	for _, part := range strings.FieldsFunc(cell, func(r rune) bool { return strings.ContainsRune(";\t\r\n", r) }) {
		part = strings.TrimLeftFunc(part, func(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) || r == '\ufeff' || r == '"' })
		if part != "" && strings.ContainsRune("=+-@＝＋－＠", []rune(part)[0]) {
			return true
		}
	}
	return strings.HasPrefix(cell, "\t") || strings.HasPrefix(cell, "\r")
}

// No text is a formula in any spreadsheet, and a number is a number.
func TestCSVHasNoFormulas(t *testing.T) {
	digests := samples(t)
	guarded, negative := 0, 0
	for _, table := range All() {
		for _, row := range rowsOf(table, digests) {
			for j, cell := range row {
				written := csvCell(cell)
				switch cell.(type) {
				case float64, int64:
					if _, err := strconv.ParseFloat(written, 64); err != nil {
						t.Errorf("%s: %q is no number", table.Columns[j].Name, written)
					}
					if strings.HasPrefix(written, "-") {
						negative++
					}
				default:
					if opens(written) {
						t.Errorf("%s: %q", table.Columns[j].Name, written)
					}
					if strings.HasPrefix(written, "'") {
						guarded++
					}
				}
			}
		}
	}
	if guarded < 50 || negative < 50 {
		t.Errorf("only %d texts are guarded and %d numbers below zero: the sample says little", guarded, negative)
	}
}

// Guard can be undone, whatever the text, and what it returns is no formula.
func TestGuardCanBeUndone(t *testing.T) {
	text := rapid.OneOf(rapid.String(), rapid.StringOfN(rapid.SampledFrom([]rune("='\";\t\r\n -+@a＝\ufeff\\")), 0, 12, -1), rapid.SampledFrom(hostileTexts))
	rapid.Check(t, func(t *rapid.T) {
		s := text.Draw(t, "text")
		guarded := Guard(s)
		if Unguard(guarded) != s {
			t.Fatalf("%q is read back as %q", guarded, Unguard(guarded))
		}
		if opens(guarded) {
			t.Fatalf("%q begins a formula", guarded)
		}
		list := rapid.SliceOfN(text, 0, 4).Draw(t, "list")
		if got := split(joined(filled(list))); !cmp.Equal(got, filled(list)) {
			t.Fatalf("%q is read back as %q", filled(list), got)
		}
	})
}

func TestPlainTextStaysAsItIs(t *testing.T) {
	for _, s := range []string{"", "a", "AWS us-east-1: DNS", "race;single-point", "a = b", "50 % – 60 %", "don't"} {
		if Guard(s) != s {
			t.Errorf("%q becomes %q", s, Guard(s))
		}
	}
}

func TestDecimal(t *testing.T) {
	for v, want := range map[float64]string{0: "0", 13: "13", -0.25: "-0.25", 1e20: "100000000000000000000", 1e-9: "1e-09", 52320.5: "52320.5"} {
		if got := decimal(v); got != want {
			t.Errorf("%g is written %s, not %s", v, got, want)
		}
	}
}
