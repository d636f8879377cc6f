package postmortem_test

import (
	"fmt"
	"os"
	"reflect"
	"strings"
	"testing"

	"github.com/postmortem-dev/postmortem/analysis/compare"
	"github.com/postmortem-dev/postmortem/output/tables"
)

// The parts of docs/comparison.md that list names are made from the program.
func TestComparisonPageIsCurrent(t *testing.T) {
	const path = "docs/comparison.md"
	got := readFile(t, path)
	want := got
	for name, part := range map[string]string{"questions": questionRows(), "groupings": groupingRows(), "fields": fieldRows(), "digest": digestTables(), "tables": tableTables()} {
		begin, end := "<!-- made from the program: "+name+" -->\n", "<!-- end -->"
		before, rest, found := strings.Cut(want, begin)
		_, after, ended := strings.Cut(rest, end)
		if !found || !ended {
			t.Fatalf("%s has no part %q", path, name)
		}
		want = before + begin + part + end + after
	}
	if *updateDocs {
		if err := os.WriteFile(path, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if got != want {
		t.Errorf("%s is not current; go test . -run ComparisonPage -update-docs writes it", path)
	}
}

func questionRows() string {
	var b strings.Builder
	b.WriteString("\n| Name | Question |\n|---|---|\n")
	for _, c := range compare.Comparisons() {
		fmt.Fprintf(&b, "| `%s` | %s |\n", c.Name, c.Doc)
	}
	return b.String() + "\n"
}

func groupingRows() string {
	var b strings.Builder
	b.WriteString("\n| `--group-by` | Groups by |\n|---|---|\n")
	for _, g := range compare.Groupings() {
		fmt.Fprintf(&b, "| `%s` | %s |\n", g.Name, g.Doc)
	}
	return b.String() + "\n"
}

func fieldRows() string {
	var b strings.Builder
	b.WriteString("\n| Name | Holds |\n|---|---|\n")
	t := reflect.TypeFor[compare.Fields]()
	for i := range t.NumField() {
		fmt.Fprintf(&b, "| `%s` | %s |\n", t.Field(i).Tag.Get("expr"), t.Field(i).Tag.Get("doc"))
	}
	return b.String() + "\n"
}

// digestTables returns a table for each object of a digest, the outer ones first.
func digestTables() string {
	var b strings.Builder
	seen := map[reflect.Type]bool{}
	queue := []reflect.Type{reflect.TypeFor[compare.Digest]()}
	for len(queue) > 0 {
		t := queue[0]
		queue = queue[1:]
		if seen[t] {
			continue
		}
		seen[t] = true
		fmt.Fprintf(&b, "\n### %s\n\n| Key | Holds | |\n|---|---|---|\n", heading(t))
		for i := range t.NumField() {
			f := t.Field(i)
			name, rule, _ := strings.Cut(f.Tag.Get("json"), ",")
			doc, inner := f.Tag.Get("doc"), element(f.Type)
			if inner.PkgPath() == t.PkgPath() {
				queue = append(queue, inner)
				doc += fmt.Sprintf(" See [%s](#%s).", strings.ToLower(heading(inner)), strings.ReplaceAll(strings.ToLower(heading(inner)), " ", "-"))
			}
			fmt.Fprintf(&b, "| `%s` | %s | %s |\n", name, doc, map[bool]string{true: "always"}[rule == ""])
		}
	}
	return b.String() + "\n"
}

// heading returns what an object of a digest is called.
func heading(t reflect.Type) string {
	article := "A"
	if strings.ContainsAny(t.Name()[:1], "AEIOU") {
		article = "An"
	}
	return article + " " + strings.ToLower(t.Name())
}

func element(t reflect.Type) reflect.Type {
	if t.Kind() == reflect.Slice {
		return t.Elem()
	}
	return t
}

func tableTables() string {
	var b strings.Builder
	b.WriteString("\n| Table | A row is |\n|---|---|\n")
	for _, t := range tables.All() {
		fmt.Fprintf(&b, "| [`%s`](#%s) | %s |\n", t.Name, t.Name, t.Doc)
	}
	for _, t := range tables.All() {
		fmt.Fprintf(&b, "\n### `%s`\n\n| Column | Type | Holds |\n|---|---|---|\n", t.Name)
		for _, c := range t.Columns {
			kind := string(c.Kind)
			if c.Kind == tables.Word {
				kind = string(tables.Text)
			}
			fmt.Fprintf(&b, "| `%s` | %s | %s |\n", c.Name, kind, c.Doc)
		}
	}
	return b.String() + "\n"
}

// Every key of a digest is described.
func TestDigestKeysAreDescribed(t *testing.T) {
	for _, line := range strings.Split(digestTables(), "\n") {
		if strings.HasPrefix(line, "| `") && strings.Contains(line, "` |  |") {
			t.Errorf("no description: %s", line)
		}
	}
}
