package output

import (
	"github.com/postmortem-dev/postmortem/analysis/compare"
	"github.com/postmortem-dev/postmortem/output/tables"
	"github.com/postmortem-dev/postmortem/templates"
)

// columns is a comparison's tables as Parquet.
func columns() Format {
	all := func(set *compare.Set) []Table { return tablesBy(set, tables.WriteParquet) }
	return Format{
		Name:   "parquet",
		Ext:    ".parquet",
		Doc:    "Tables of a comparison with typed columns, for databases and data frames.",
		Whole:  true,
		Binary: true,
		Tables: all,
		Render: func(doc *templates.Document, _ Options) ([]byte, error) { return firstTable(doc, all) },
	}
}
