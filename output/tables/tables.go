// Package tables is the part of the output room that sets the digests of a comparison out in tables, for spreadsheets,
// databases and data frames. It writes them as CSV and as Parquet, opens no files and computes nothing but sums and
// differences of what a digest holds.
package tables

import (
	"io"
	"iter"
	"time"

	"github.com/postmortem-dev/postmortem/analysis/compare"
)

// Schema names the form of the tables; docs/comparison.md describes it.
const Schema = "postmortem-tables/v1"

// Kind is what the cells of a column hold.
type Kind string

// The kinds of a column. A word is a text of which there are few different ones.
const (
	Text   Kind = "text"
	Word   Kind = "word"
	Texts  Kind = "list of text"
	Moment Kind = "time"
	Number Kind = "number"
	Whole  Kind = "whole number"
	Flag   Kind = "true or false"
)

// Column is one column of a table. A cell of it is nil when nothing is known, unless the column is Needed; else it is a
// string, []string, time.Time, float64, int64 or bool, by the kind. A list is never nil.
type Column struct {
	Name   string
	Kind   Kind
	Doc    string // what it holds, in a sentence
	Needed bool
}

// Table is one table: what its rows are, and the columns.
type Table struct {
	Name    string // of its file, without extension
	Doc     string
	Columns []Column

	rows func(*compare.Digest, func([]any) bool) bool
}

// All returns every table. To add one, write it in a file of its own and add a line here.
func All() []Table {
	return []Table{
		incidentTable(),
		phaseTable(),
		milestoneTable(),
		windowTable(),
		classTable(),
		causeTable(),
		actionTable(),
	}
}

// Rows yields the rows of the digests in their order, each a cell per column. A row is only good until the next.
func (t Table) Rows(digests []*compare.Digest) iter.Seq[[]any] {
	return func(yield func([]any) bool) {
		for _, d := range digests {
			if !t.rows(d, yield) {
				return
			}
		}
	}
}

// Write writes the rows of the digests to w.
type Write func(w io.Writer, t Table, digests []*compare.Digest) error

// column is a Column and how to get its cell from a row of type R.
type column[R any] struct {
	Column
	of func(R) any
}

// tableOf makes a table of columns; rows returns those of one digest.
func tableOf[R any](name, doc string, rows func(*compare.Digest) []R, columns []column[R]) Table {
	t := Table{Name: name, Doc: doc}
	for _, c := range columns {
		t.Columns = append(t.Columns, c.Column)
	}
	t.rows = func(d *compare.Digest, yield func([]any) bool) bool {
		cells := make([]any, len(columns))
		for _, row := range rows(d) {
			for i, c := range columns {
				cells[i] = known(c.of(row))
			}
			if !yield(cells) {
				return false
			}
		}
		return true
	}
	return t
}

// known returns a cell in the form that Column promises: nil for what is unknown.
func known(cell any) any {
	switch v := cell.(type) {
	case string:
		if v == "" {
			return nil
		}
	case []string:
		return filled(v)
	case time.Time:
		if v.IsZero() {
			return nil
		}
	case *float64:
		if v == nil {
			return nil
		}
		return *v + 0 // not -0
	case int:
		return int64(v)
	}
	return cell
}

// filled returns a list without its empty texts, which no cell of CSV could tell from an empty list.
func filled(list []string) []string {
	out := make([]string, 0, len(list))
	for _, s := range list {
		if s != "" {
			out = append(out, s)
		}
	}
	return out
}

// The columns by kind, to keep the lists of them short.

func text[R any](name, doc string, of func(R) string) column[R] {
	return column[R]{Column{Name: name, Kind: Text, Doc: doc}, func(r R) any { return of(r) }}
}

func word[R any](name, doc string, of func(R) string) column[R] {
	return column[R]{Column{Name: name, Kind: Word, Doc: doc}, func(r R) any { return of(r) }}
}

func texts[R any](name, doc string, of func(R) []string) column[R] {
	return column[R]{Column{Name: name, Kind: Texts, Doc: doc, Needed: true}, func(r R) any { return of(r) }}
}

func moment[R any](name, doc string, of func(R) time.Time) column[R] {
	return column[R]{Column{Name: name, Kind: Moment, Doc: doc}, func(r R) any { return of(r) }}
}

func number[R any](name, doc string, of func(R) *float64) column[R] {
	return column[R]{Column{Name: name, Kind: Number, Doc: doc}, func(r R) any { return of(r) }}
}

func whole[R any](name, doc string, of func(R) int) column[R] {
	return column[R]{Column{Name: name, Kind: Whole, Doc: doc, Needed: true}, func(r R) any { return of(r) }}
}

func flag[R any](name, doc string, of func(R) bool) column[R] {
	return column[R]{Column{Name: name, Kind: Flag, Doc: doc, Needed: true}, func(r R) any { return of(r) }}
}

// needed marks a column whose cells are always there.
func needed[R any](c column[R]) column[R] {
	c.Needed = true
	return c
}
