package tables

import (
	"bytes"
	"fmt"
	"io"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/parquet-go/parquet-go"

	"github.com/postmortem-dev/postmortem/analysis/compare"
)

func parquetBytes(t testing.TB, table Table, digests []*compare.Digest) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := WriteParquet(&b, table, digests); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// TestParquetIsReadAsItWasWritten: what a reader finds by the names of the columns is what the digests say.
func TestParquetIsReadAsItWasWritten(t *testing.T) {
	digests := samples(t)
	for _, table := range All() {
		data := parquetBytes(t, table, digests)
		reader := parquet.NewReader(bytes.NewReader(data))
		rows := rowsOf(table, digests)
		if reader.NumRows() != int64(len(rows)) {
			t.Fatalf("%s: %d rows of %d", table.Name, reader.NumRows(), len(rows))
		}
		for _, want := range rows {
			got := map[string]any{}
			if err := reader.Read(&got); err != nil {
				t.Fatal(err)
			}
			if len(got) != len(table.Columns) {
				t.Fatalf("%s: %d columns", table.Name, len(got))
			}
			for i, c := range table.Columns {
				if diff := cmp.Diff(stored(want[i]), asStored(c, got[c.Name])); diff != "" {
					t.Fatalf("%s.%s of %v: %s", table.Name, c.Name, want[0], diff)
				}
			}
		}
		if err := reader.Read(&map[string]any{}); err != io.EOF {
			t.Errorf("%s: %v after the last row", table.Name, err)
		}
	}
}

// stored returns a cell as a file keeps it: moments to the microsecond.
func stored(cell any) any {
	if at, ok := cell.(time.Time); ok {
		return at.UnixMicro()
	}
	return cell
}

// asStored brings what the library reads to the forms of a cell.
func asStored(c Column, value any) any {
	switch v := value.(type) {
	case []byte:
		return string(v)
	case time.Time:
		return v.UnixMicro()
	case []any:
		out := []string{}
		for _, x := range v {
			out = append(out, fmt.Sprint(asStored(c, x)))
		}
		return out
	}
	return value
}

// The form of the file is what other programs go by: types, and in the order of the documentation.
func TestParquetHasTheTypesOfItsColumns(t *testing.T) {
	for _, table := range All() {
		file, err := parquet.OpenFile(bytes.NewReader(parquetBytes(t, table, nil)), int64(len(parquetBytes(t, table, nil))))
		if err != nil {
			t.Fatal(err)
		}
		if file.Schema().Name() != table.Name {
			t.Errorf("the schema of %s is called %s", table.Name, file.Schema().Name())
		}
		for i, field := range file.Schema().Fields() {
			c := table.Columns[i]
			want := map[Kind]string{Text: "STRING", Word: "STRING", Texts: "LIST", Moment: "TIMESTAMP(isAdjustedToUTC=true,unit=MICROS)", Number: "DOUBLE", Whole: "INT", Flag: "BOOLEAN"}[c.Kind]
			if field.Name() != c.Name || !strings.HasPrefix(field.Type().String(), want) || field.Optional() == c.Needed {
				t.Errorf("%s: %s is %s, optional %v; want %s %s", table.Name, field.Name(), field.Type(), field.Optional(), c.Name, want)
			}
		}
		for key, want := range map[string]string{"schema": Schema, "table": table.Name} {
			if got, _ := file.Lookup(key); got != want {
				t.Errorf("%s: %s is %q", table.Name, key, got)
			}
		}
		for _, column := range file.Metadata().RowGroups {
			for _, chunk := range column.Columns {
				if chunk.MetaData.Codec.String() != "ZSTD" {
					t.Errorf("%s: %s", table.Name, chunk.MetaData.Codec)
				}
			}
		}
		if created := file.Metadata().CreatedBy; created != "postmortem version 1(build )" {
			t.Errorf("created by %q", created)
		}
	}
}

// The same digests give the same bytes, however many threads there are.
func TestParquetSameBytes(t *testing.T) {
	digests := samples(t)
	for _, table := range All() {
		once := parquetBytes(t, table, digests)
		before := runtime.GOMAXPROCS(1)
		again := parquetBytes(t, table, digests)
		runtime.GOMAXPROCS(before)
		if !bytes.Equal(once, again) {
			t.Errorf("%s differs from itself", table.Name)
		}
	}
}

// Groups of rows are written as they fill.
func TestParquetIsWrittenInGroups(t *testing.T) {
	d := &compare.Digest{ID: "a", Lengths: make([]compare.Length, 1000)}
	digests := make([]*compare.Digest, 25)
	for i := range digests {
		digests[i] = d
	}
	data := parquetBytes(t, phaseTable(), digests)
	file, err := parquet.OpenFile(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	if groups := file.RowGroups(); len(groups) != 3 || groups[0].NumRows() != rowsPerGroup {
		t.Errorf("%d groups of rows", len(groups))
	}
}
