package importers

import (
	"bytes"
	"path/filepath"
	"testing"

	"golang.org/x/tools/txtar"
)

// fuzz feeds an importer with anything, from the inputs of the traps on. What it takes has to keep the laws.
func fuzz(f *testing.F, from string) {
	paths, _ := filepath.Glob("testdata/*.txtar")
	for _, path := range paths {
		archive, err := txtar.ParseFile(path)
		if err != nil {
			f.Fatal(err)
		}
		f.Add([]byte(part(archive, "input")))
	}
	zone, _ := Zone("Europe/Lisbon")
	f.Fuzz(func(t *testing.T, content []byte) {
		for _, o := range []Options{{File: "input"}, {File: "in\nput: \x1b", Zone: zone}} {
			result, err := Import(bytes.NewReader(content), from, o)
			if _, refused := err.(*Refusal); err != nil && !refused {
				t.Fatal(err)
			}
			if refusal, _ := err.(*Refusal); refusal != nil && refusal.Hint == "please report this" {
				t.Fatal(err)
			}
			keepsLaws(t, result)
		}
	})
}

func FuzzStatuspage(f *testing.F) { fuzz(f, "statuspage") }

func FuzzMarkdown(f *testing.F) { fuzz(f, "markdown") }

func FuzzCState(f *testing.F) { fuzz(f, "cstate") }

func FuzzGoogleCloud(f *testing.F) { fuzz(f, "googlecloud") }

func FuzzDot(f *testing.F) { fuzz(f, "dot") }

func FuzzBackstage(f *testing.F) { fuzz(f, "backstage") }

func FuzzDatadog(f *testing.F) { fuzz(f, "datadog") }

func FuzzCompose(f *testing.F) { fuzz(f, "compose") }

func FuzzIcco(f *testing.F) { fuzz(f, "icco") }

func FuzzStatuspageAtom(f *testing.F) { fuzz(f, "statuspage-atom") }

func FuzzGML(f *testing.F) { fuzz(f, "gml") }
