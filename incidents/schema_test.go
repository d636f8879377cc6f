package incidents

import (
	"bytes"
	"os"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"gopkg.in/yaml.v3"
)

// golden asserts that the file at path says what the program says; -update writes it.
func golden(t *testing.T, path string, want []byte) {
	t.Helper()
	if *update {
		if err := os.WriteFile(path, want, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got = bytes.ReplaceAll(got, []byte("\r\n"), []byte("\n")); !bytes.Equal(got, want) {
		t.Errorf("%s is not current; go test ./incidents -update writes it", path)
	}
}

func TestSchemaIsCurrent(t *testing.T) {
	schema, err := Schema()
	if err != nil {
		t.Fatal(err)
	}
	golden(t, "../docs/postmortem-v1.schema.json", schema)
}

// compiledSchema also asserts that the schema is valid draft 2020-12: the compiler holds it against the metaschema.
func compiledSchema(t *testing.T) *jsonschema.Schema {
	t.Helper()
	text, err := Schema()
	if err != nil {
		t.Fatal(err)
	}
	document, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	if version := document.(map[string]any)["$schema"]; version != "https://json-schema.org/draft/2020-12/schema" {
		t.Fatalf("the schema is of %v", version)
	}
	compiler := jsonschema.NewCompiler()
	if err := compiler.AddResource(SchemaID, document); err != nil {
		t.Fatal(err)
	}
	schema, err := compiler.Compile(SchemaID)
	if err != nil {
		t.Fatal(err)
	}
	return schema
}

// shapes returns what another reader would make of each document: maps, lists, strings, numbers, booleans and nil.
func shapes(t *testing.T, data []byte) []any {
	t.Helper()
	documents, problem := readDocuments(data)
	if problem != nil {
		t.Fatal(problem)
	}
	var all []any
	for _, n := range documents {
		all = append(all, shape(t, n))
	}
	return all
}

func shape(t *testing.T, n *yaml.Node) any {
	switch n = resolve(n); n.Kind {
	case yaml.MappingNode:
		m := map[string]any{}
		for i := 0; i+1 < len(n.Content); i += 2 {
			if key := resolve(n.Content[i]).Value; !strings.HasPrefix(key, "x-") { // which may hold anything, cycles too
				m[key] = shape(t, n.Content[i+1])
			}
		}
		return m
	case yaml.SequenceNode:
		list := []any{}
		for _, item := range n.Content {
			list = append(list, shape(t, item))
		}
		return list
	}
	var value any = n.Value
	if n.Tag != "!!timestamp" {
		if err := n.Decode(&value); err != nil {
			t.Fatal(err)
		}
	}
	return value
}

// TestSchemaAcceptsWhatParseAccepts: every file without an error also fits the schema. Blank texts are an exception:
// Parse takes them for missing values, a schema cannot.
func TestSchemaAcceptsWhatParseAccepts(t *testing.T) {
	schema := compiledSchema(t)
	files := goodFiles(t)
	files["skeleton.yaml"] = Skeleton()
	files["blank-fields.yaml"] = bytes.ReplaceAll(files["blank-fields.yaml"], []byte(`""`), nil)
	files["times.yaml"] = bytes.ReplaceAll(files["times.yaml"], []byte("~ 2025"), []byte("~2025"))
	for name, data := range files {
		for _, document := range shapes(t, data) {
			if err := schema.Validate(document); err != nil {
				t.Errorf("%s: %v", name, err)
			}
		}
	}
}

// TestSchemaRefusesWhatParseRefuses: mistakes in names, types and values. Parse finds more, which is why it exists.
func TestSchemaRefusesWhatParseRefuses(t *testing.T) {
	schema := compiledSchema(t)
	const right = "id: shop\ntitle: Checkout failed\ntimezone: UTC\ntimeline:\n  - at: 2025-03-01 10:00\n    text: It failed.\n"
	add := func(text string) string { return right + text }
	wrong := map[string]string{
		"unknown field":        add("severty: SEV-1\n"),
		"unknown field nested": add("    sevices: []\n"),
		"no id":                strings.Replace(right, "id: shop\n", "", 1),
		"blank title":          strings.Replace(right, "Checkout failed", `" "`, 1),
		"null title":           strings.Replace(right, "Checkout failed", "", 1),
		"no timeline":          "id: shop\ntitle: Checkout failed\n",
		"empty timeline":       "id: shop\ntitle: Checkout failed\ntimeline: []\n",
		"no text":              strings.Replace(right, "    text: It failed.\n", "", 1),
		"bad id":               strings.Replace(right, "id: shop", "id: The Shop", 1),
		"bad service id":       add("services: [{id: the shop}]\n"),
		"number for text":      add("severity: 1\n"),
		"text for list":        add("tags: shop\n"),
		"mapping for list":     add("services: {id: shop}\n"),
		"text for number":      add("services: [{id: shop, tier: high}]\n"),
		"negative tier":        add("services: [{id: shop, tier: -1}]\n"),
		"fraction for whole":   add("services: [{id: shop, tier: 1.5}]\n"),
		"text for boolean":     add("services: [{id: shop, user_facing: maybe}]\n"),
		"fraction too large":   add("services: [{id: shop, windows: [{fraction: 40}]}]\n"),
		"bad status":           add("status: solved\n"),
		"bad milestone":        add("    milestone: begun\n"),
		"bad milestone listed": add("    milestone: [started, begun]\n"),
		"milestone twice":      add("    milestone: [started, started]\n"),
		"bad time":             strings.Replace(right, "2025-03-01 10:00", "ten", 1),
		"abbreviation":         strings.Replace(right, "10:00", "10:00 PST", 1),
		"open interval":        strings.Replace(right, "2025-03-01 10:00", "{from: 2025-03-01 10:00}", 1),
		"empty list entry":     add("tags: [shop, ]\nauthors:\n  -\n"),
		"amount both":          add("impact: {quantities: [{what: a, unit: b, value: {value: 1, low: 1}}]}\n"),
		"amount empty":         add("impact: {quantities: [{what: a, unit: b, value: {about: true}}]}\n"),
		"objective":            add("impact: {slos: [{objective: 100}]}\n"),
		"claim without reason": add("sources: [{id: log, title: Log}]\nclaims: [{says: a, sources: [log], verdict: rejected}]\n"),
		"claim without source": add("claims: [{says: a, verdict: used}]\n"),
		"dependency empty":     add("services: [{id: shop, depends_on: [{kind: hard}]}]\n"),
		"dependency both":      add("services: [{id: shop, depends_on: [{service: a, any_of: [b]}]}, {id: a}, {id: b}]\n"),
		"need alone":           add("services: [{id: shop, depends_on: [{service: a, need: 1}]}, {id: a}]\n"),
		"wording without text": add("summary: {plain: It failed.}\n"),
	}
	for name, text := range wrong {
		if _, diags := Parse("wrong.yaml", []byte(text)); !HasErrors(diags) {
			t.Errorf("%s: Parse accepts it", name)
		}
		for _, document := range shapes(t, []byte(text)) {
			if schema.Validate(document) == nil {
				t.Errorf("%s: the schema accepts it", name)
			}
		}
	}
}
