package output

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"testing"

	"github.com/postmortem-dev/postmortem/analysis"
	"github.com/postmortem-dev/postmortem/incidents"
	"github.com/postmortem-dev/postmortem/incidents/corpus"
	"github.com/postmortem-dev/postmortem/templates"
)

var updateGallery = flag.Bool("update-gallery", false, "write the gallery instead of comparing with it")

// The gallery holds what the program makes of the record that it carries, short enough to be read in a review.
func TestGallery(t *testing.T) {
	for name, document := range gallery(t) {
		file := filepath.Join("gallery", name)
		if *updateGallery {
			if err := os.WriteFile(file, document.Markdown, 0o644); err != nil {
				t.Fatal(err)
			}
			continue
		}
		want, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(want, document.Markdown) {
			t.Errorf("%s is not what the program makes now: go test ./output -run Gallery -update-gallery, and read the difference", file)
		}
	}
}

func gallery(t *testing.T) map[string]*templates.Document {
	t.Helper()
	const flagship = "aws-2025-10-20-dynamodb-dns"
	file, data, _ := corpus.Read(flagship)
	found, diags := incidents.Parse(file, data)
	if len(found) != 1 {
		t.Fatal(diags)
	}
	report := analysis.Run(found[0])
	out := map[string]*templates.Document{}
	for _, name := range []string{"summary", "public"} {
		document, err := templates.Execute(name, report)
		if err != nil {
			t.Fatal(err)
		}
		out[flagship+"."+name+".md"] = document
	}
	return out
}
