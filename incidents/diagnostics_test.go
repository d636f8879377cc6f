package incidents

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"
)

var update = flag.Bool("update", false, "write what the tests would want")

// leaked is what a diagnostic must never hold: names of the implementation.
var leaked = regexp.MustCompile(`!!|reflect|yaml\.|json\.|incidents\.|\bint\b|int64|float64|struct|interface|\[\]string|%!`)

// TestDiagnostics runs every archive in testdata/diagnostics: one mistake each, except those named many-*. To add a
// case, add a file with an input and run the test with -update.
func TestDiagnostics(t *testing.T) {
	paths, err := filepath.Glob("testdata/diagnostics/*.txtar")
	if err != nil || len(paths) < 100 {
		t.Fatalf("%d archives found, %v", len(paths), err)
	}
	for _, path := range paths {
		name := strings.TrimSuffix(filepath.Base(path), ".txtar")
		t.Run(name, func(t *testing.T) {
			archive, err := txtar.ParseFile(path)
			if err != nil || len(archive.Files) == 0 {
				t.Fatal(err)
			}
			input := archive.Files[0]
			found, diags := Parse(input.Name, input.Data)
			checkDiagnostics(t, input.Data, found, diags)
			checkPlaces(t, input.Data, diags)
			if many := strings.HasPrefix(name, "many-"); !many && len(diags) != 1 {
				t.Errorf("one mistake, but %d diagnostics", len(diags))
			}
			compareArchive(t, path, archive, diags)
		})
	}
}

func compareArchive(t *testing.T, path string, archive *txtar.Archive, diags []Diagnostic) {
	t.Helper()
	got := listed(diags)
	if *update {
		archive.Files = []txtar.File{archive.Files[0], {Name: "want", Data: []byte(got)}}
		if err := os.WriteFile(path, txtar.Format(archive), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if len(archive.Files) != 2 || string(archive.Files[1].Data) != got {
		t.Errorf("got\n%s", got)
	}
}

func listed(diags []Diagnostic) string {
	var b strings.Builder
	for _, d := range diags {
		b.WriteString(d.String() + "\n")
	}
	return b.String()
}

// checkDiagnostics asserts what holds for the diagnostics of any file.
func checkDiagnostics(t *testing.T, data []byte, found []*Incident, diags []Diagnostic) {
	t.Helper()
	lines := 1 + len(lineBreak.FindAllIndex(data, -1))
	for i, d := range diags {
		if d.Line < 1 || d.Line > lines || d.Col < 1 {
			t.Errorf("%s: there are %d lines", d, lines)
		}
		if d.Message == "" || d.Rule == "" || d.Hint == "" {
			t.Errorf("%s: a diagnostic needs a message, a rule and a hint", d)
		}
		if leak := leaked.FindString(unquoted.ReplaceAllString(d.Message, "") + unquoted.ReplaceAllString(d.Hint, "")); leak != "" {
			t.Errorf("%s: leaks %q", d, leak)
		}
		if strings.ContainsFunc(d.Message+d.Hint, steers) {
			t.Errorf("%q: holds a control character", d)
		}
		if i > 0 && (diags[i-1].Line > d.Line || diags[i-1].Line == d.Line && diags[i-1].Col > d.Col) {
			t.Errorf("%s: stands after %s", d, diags[i-1])
		}
	}
	if len(found) == 0 && !HasErrors(diags) {
		t.Error("neither an incident nor an error")
	}
}

// checkPlaces asserts that a diagnostic that quotes the file stands where the file has what it quotes.
func checkPlaces(t *testing.T, data []byte, diags []Diagnostic) {
	t.Helper()
	lines := strings.Split(string(data), "\n")
	for _, d := range diags {
		text, err := strconv.Unquote(unquoted.FindString(d.Message))
		if err != nil || d.Rule == "type" && strings.HasPrefix(text, "!!") {
			continue
		}
		there := ornament.ReplaceAllString(string([]rune(lines[d.Line-1])[d.Col-1:]), "")
		text = strings.TrimLeft(strings.TrimSuffix(text, "…"), "!")
		if !strings.HasPrefix(there, text) && !strings.Contains(there, "-> "+text) && !strings.HasPrefix(there, "*") {
			t.Errorf("%s: there stands %q", d, there)
		}
	}
}

var (
	ornament  = regexp.MustCompile(`^(&\w+ |["'!])+`) // what may stand before the text that is meant
	unquoted  = regexp.MustCompile(`"(\\.|[^"\\])*"`) // quotations of the file, which may hold anything
	lineBreak = regexp.MustCompile("\r\n|[\r\n\u2028\u2029]")
)

// TestSilent: a right record brings no word, in every spelling.
func TestSilent(t *testing.T) {
	paths, err := filepath.Glob("testdata/diagnostics/ok/*")
	if err != nil || len(paths) < 10 {
		t.Fatalf("%d files found, %v", len(paths), err)
	}
	for _, path := range paths {
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		for _, form := range []struct{ name, from, to string }{{"as it is", "", ""}, {"CRLF", "\n", "\r\n"}, {"byte order mark", "", byteOrderMark}} {
			text := bytes.ReplaceAll(data, []byte(form.from), []byte(form.to))
			if form.from == "" {
				text = append([]byte(form.to), data...)
			}
			found, diags := Parse(filepath.Base(path), text)
			if len(diags) != 0 || len(found) == 0 {
				t.Errorf("%s, %s: %d incidents,\n%s", path, form.name, len(found), listed(diags))
			}
		}
	}
}
