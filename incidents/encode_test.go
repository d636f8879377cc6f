package incidents

import (
	"encoding/json"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"github.com/postmortem-dev/postmortem/incidents/corpus"
)

// goodFiles returns every input that is silent: the corpus and testdata/diagnostics/ok.
func goodFiles(t testing.TB) map[string][]byte {
	t.Helper()
	files := map[string][]byte{}
	for _, name := range corpus.Names() {
		file, data, ok := corpus.Read(name)
		if !ok {
			t.Fatalf("%s is listed but cannot be read", name)
		}
		files[file] = data
	}
	paths, _ := filepath.Glob("testdata/diagnostics/ok/*")
	for _, path := range paths {
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		files[filepath.Base(path)] = data
	}
	return files
}

// roundTrip asserts that an incident survives its two spellings.
func roundTrip(t interface {
	Fatalf(string, ...any)
	Helper()
}, in *Incident) {
	t.Helper()
	text, err := Encode(in)
	if err != nil {
		t.Fatalf("encode: %v", err)
	}
	again, err := json.Marshal(in)
	if err != nil {
		t.Fatalf("marshal: %v", err)
	}
	for _, form := range [][]byte{text, again} {
		found, diags := Parse("again", form)
		if HasErrors(diags) || len(found) != 1 {
			t.Fatalf("not readable again:\n%s%s", listed(diags), form)
		}
		if diff := cmp.Diff(in, found[0], cmpopts.EquateEmpty()); diff != "" {
			t.Fatalf("changed on the way:\n%s\n%s", diff, form)
		}
	}
}

// TestFilesSurvive: Parse(Encode(x)) == x, and the JSON spelling says the same.
func TestFilesSurvive(t *testing.T) {
	for name, data := range goodFiles(t) {
		found, _ := Parse(name, data)
		if len(found) == 0 {
			t.Errorf("%s: no incident", name)
		}
		for _, in := range found {
			roundTrip(t, in)
		}
	}
}

// TestGeneratedSurvive is the same for incidents that no one would write.
func TestGeneratedSurvive(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) { roundTrip(t, drawIncident(t)) })
}

// TestEveryFieldIsRead: the file that names every field leaves none at zero, so no field is lost in reading.
func TestEveryFieldIsRead(t *testing.T) {
	data, err := os.ReadFile("testdata/diagnostics/ok/every-field.yaml")
	if err != nil {
		t.Fatal(err)
	}
	found, diags := Parse("every-field.yaml", data)
	if len(found) != 1 {
		t.Fatal(listed(diags))
	}
	filled := map[string]bool{}
	markFilled(reflect.ValueOf(found[0]).Elem(), filled)
	for _, typ := range structTypes(reflect.TypeFor[Incident](), nil) {
		for _, f := range readTags(typ).fields {
			if !filled[typ.Name()+"."+f.name] {
				t.Errorf("%s.%s is never filled", typ.Name(), f.name)
			}
			if f.doc == "" {
				t.Errorf("%s.%s has no doc", typ.Name(), f.name)
			}
		}
	}
}

func markFilled(v reflect.Value, filled map[string]bool) {
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			markFilled(v.Elem(), filled)
		}
	case reflect.Slice:
		for i := range v.Len() {
			markFilled(v.Index(i), filled)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			f := v.Type().Field(i)
			name, _, _ := strings.Cut(f.Tag.Get("yaml"), ",")
			if !v.Field(i).IsZero() && name != "" {
				filled[v.Type().Name()+"."+name] = true
			}
			if name != "" {
				markFilled(v.Field(i), filled)
			}
		}
	}
}
