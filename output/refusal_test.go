package output

import (
	"errors"
	"testing"

	"github.com/postmortem-dev/postmortem/analysis/compare"
	"github.com/postmortem-dev/postmortem/templates"
	"github.com/postmortem-dev/postmortem/templates/briefs"
)

// refusal returns why a format is not made of a document; nil: it is.
func refusal(format string, doc *templates.Document) error {
	var kind string
	switch doc.Detail.(type) {
	case *briefs.Brief:
		kind = "brief"
	case *compare.Set:
		kind = "comparison"
	default:
		kind = "report"
	}
	return map[string]error{
		"report anki": ErrNoCards, "report csv": ErrNoTable, "report parquet": ErrNoTable,
		"brief parquet": ErrNoTable, "brief jsonl": ErrNoDigest, "comparison anki": ErrNoCards,
	}[kind+" "+format]
}

// Every format writes every sort of document, or says what it is made of.
func TestFormatsRefuseWhatTheyAreNotMadeOf(t *testing.T) {
	for _, doc := range []*templates.Document{realDocuments(t)[0], documentOf(sampleBrief()), comparison(t, compare.Options{})} {
		for _, f := range Formats() {
			out, err := f.Render(doc, Options{})
			if want := refusal(f.Name, doc); !errors.Is(err, want) || want != nil && out != nil || want == nil && len(out) == 0 {
				t.Errorf("%s of %s: %d bytes, error %v, want %v", f.Name, doc.Title, len(out), err, want)
			}
		}
	}
}
