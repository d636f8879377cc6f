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
		for _, o := range []Options{{File: "input"}, {File: "in\nput: \x1b", Zone: zone, Limit: Limit{Value: 0.5, Given: true}, Field: "app"}} {
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

func FuzzAlertmanager(f *testing.F) { fuzz(f, "alertmanager") }

func FuzzPagerDuty(f *testing.F) { fuzz(f, "pagerduty") }

func FuzzIncidentIO(f *testing.F) { fuzz(f, "incidentio") }

func FuzzFireHydrant(f *testing.F) { fuzz(f, "firehydrant") }

func FuzzRootly(f *testing.F) { fuzz(f, "rootly") }

func FuzzGrafanaIncident(f *testing.F) { fuzz(f, "grafanaincident") }

func FuzzDot(f *testing.F) { fuzz(f, "dot") }

func FuzzPrometheus(f *testing.F) { fuzz(f, "prometheus") }

func FuzzOpsgenie(f *testing.F) { fuzz(f, "opsgenie") }

func FuzzAWSHealth(f *testing.F) { fuzz(f, "awshealth") }

func FuzzJaeger(f *testing.F) { fuzz(f, "jaeger") }

func FuzzKiali(f *testing.F) { fuzz(f, "kiali") }

func FuzzOTLP(f *testing.F) { fuzz(f, "otlp") }

func FuzzServicegraph(f *testing.F) { fuzz(f, "servicegraph") }

func FuzzBackstage(f *testing.F) { fuzz(f, "backstage") }

func FuzzDatadog(f *testing.F) { fuzz(f, "datadog") }

func FuzzCompose(f *testing.F) { fuzz(f, "compose") }

func FuzzIcco(f *testing.F) { fuzz(f, "icco") }

func FuzzStatuspageAtom(f *testing.F) { fuzz(f, "statuspage-atom") }

func FuzzGML(f *testing.F) { fuzz(f, "gml") }
