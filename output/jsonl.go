package output

import (
	"io"

	"github.com/postmortem-dev/postmortem/analysis/compare"
	"github.com/postmortem-dev/postmortem/templates"
	"github.com/postmortem-dev/postmortem/templates/briefs"
)

// digests is what comparisons need of each incident, one a line.
func digests() Format {
	return Format{
		Name:   "jsonl",
		Ext:    ".jsonl",
		Doc:    "A digest of each incident, one a line, for comparisons on another machine.",
		Whole:  true,
		Lines:  true,
		Tables: digestTable,
		Render: func(doc *templates.Document, _ Options) ([]byte, error) {
			if _, brief := doc.Detail.(*briefs.Brief); !brief && doc.Report != nil && doc.Report.Incident != nil {
				digest := compare.Of(doc.Report)
				return compare.Encode(&digest)
			}
			if _, ok := doc.Detail.(*compare.Set); !ok {
				return nil, ErrNoDigest
			}
			return firstTable(doc, digestTable)
		},
	}
}

func digestTable(set *compare.Set) []Table {
	return []Table{{"digests", func(w io.Writer) error {
		for _, d := range set.Digests {
			line, err := compare.Encode(d)
			if err != nil {
				return err
			}
			if _, err := w.Write(line); err != nil {
				return err
			}
		}
		return nil
	}}}
}
