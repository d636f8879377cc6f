package tables

import (
	"fmt"
	"io"
	"reflect"
	"time"

	"github.com/parquet-go/parquet-go"

	"github.com/postmortem-dev/postmortem/analysis/compare"
)

// rowsPerGroup bounds what a writer holds in memory: a group of rows is written before the next is begun.
const rowsPerGroup = 10_000

// WriteParquet writes a table as Parquet, compressed with zstd. The bytes depend on the table and the digests alone: the
// file names no time and no version of this program.
func WriteParquet(w io.Writer, t Table, digests []*compare.Digest) error {
	out := parquet.NewWriter(w, schemaOf(t),
		parquet.Compression(&parquet.Zstd),
		parquet.CreatedBy("postmortem", "1", ""),
		parquet.KeyValueMetadata("schema", Schema),
		parquet.KeyValueMetadata("table", t.Name),
		parquet.MaxRowsPerRowGroup(rowsPerGroup),
		parquet.PageBufferSize(64<<10),
	)
	var values parquet.Row
	for row := range t.Rows(digests) {
		values = values[:0]
		for i, cell := range row {
			values = appendCell(values, i, t.Columns[i], cell)
		}
		if _, err := out.WriteRows([]parquet.Row{values}); err != nil {
			return fmt.Errorf("table %s: %w", t.Name, err)
		}
	}
	if err := out.Close(); err != nil {
		return fmt.Errorf("table %s: %w", t.Name, err)
	}
	return nil
}

// schemaOf returns the form of a table. It goes by a struct made for it, because a group of the library's own has its
// columns in the order of the alphabet.
func schemaOf(t Table) *parquet.Schema {
	fields := make([]reflect.StructField, len(t.Columns))
	for i, c := range t.Columns {
		typ, tag := parquetType(c.Kind)
		if !c.Needed {
			tag = ",optional" + tag
		}
		fields[i] = reflect.StructField{Name: fmt.Sprintf("C%d", i), Type: typ, Tag: reflect.StructTag(fmt.Sprintf(`parquet:"%s%s"`, c.Name, tag))}
	}
	return parquet.NewSchema(t.Name, parquet.SchemaOf(reflect.New(reflect.StructOf(fields)).Interface()))
}

func parquetType(k Kind) (reflect.Type, string) {
	switch k {
	case Word:
		return reflect.TypeFor[string](), ",dict"
	case Texts:
		return reflect.TypeFor[[]string](), ",list"
	case Moment:
		return reflect.TypeFor[time.Time](), ",timestamp(microsecond)"
	case Number:
		return reflect.TypeFor[float64](), ""
	case Whole:
		return reflect.TypeFor[int64](), ""
	case Flag:
		return reflect.TypeFor[bool](), ""
	}
	return reflect.TypeFor[string](), ""
}

// appendCell adds the values of a cell, with the levels by which Parquet tells a value, its absence and the next of a
// list apart.
func appendCell(row parquet.Row, column int, c Column, cell any) parquet.Row {
	if list, ok := cell.([]string); ok {
		if len(list) == 0 {
			return append(row, parquet.NullValue().Level(0, 0, column))
		}
		for i, s := range list {
			row = append(row, parquet.ValueOf(s).Level(min(i, 1), 1, column))
		}
		return row
	}
	present := 1
	if c.Needed {
		present = 0
	}
	switch v := cell.(type) {
	case nil:
		return append(row, parquet.NullValue().Level(0, 0, column))
	case time.Time:
		cell = v.UnixMicro()
	}
	return append(row, parquet.ValueOf(cell).Level(0, present, column))
}
