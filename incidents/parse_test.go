package incidents

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"gopkg.in/yaml.v3"

	"github.com/postmortem-dev/postmortem/incidents/corpus"
)

const small = "id: shop\ntitle: Checkout failed\ntimeline:\n  - at: 2025-03-01T10:00Z\n    text: It failed.\n"

// TestBytes: files that are not text, or hardly. A file of testdata cannot show what it holds.
func TestBytes(t *testing.T) {
	for _, test := range []struct{ name, data, want string }{
		{"empty", "", "x:1:1: the file holds no incident [syntax]"},
		{"blank", " \n\n", "x:1:1: the file holds no incident [syntax]"},
		{"byte order mark only", byteOrderMark, "x:1:1: the file holds no incident [syntax]"},
		{"NUL", "id: shop\ntitle: a\x00b\n", "x:2:9: character U+0000 cannot stand in a file [encoding]"},
		{"escape", "id: shop\ntitle: \x1b[31mred\n", "x:2:8: character U+001B cannot stand in a file [encoding]"},
		{"C1", "id: shop\ntitle: é\u0085\n", "x:2:9: character U+0085 cannot stand in a file [encoding]"},
		{"no character", "id: shop\ntitle: a\uffff\n", "x:2:9: character U+FFFF cannot stand in a file [encoding]"},
		{"Latin-1", "id: shop\ntitle: Gr\xfc\xdfe\n", "x:2:10: the file is not UTF-8 from here [encoding]"},
		{"after a byte order mark", byteOrderMark + "\xff", "x:1:1: the file is not UTF-8 from here [encoding]"},
		{"UTF-16", "\xff\xfei\x00d\x00:\x00", "x:1:1: the file is not UTF-8 from here [encoding]\n    hint: save it as UTF-8; it looks like UTF-16"},
		{"UTF-16 unmarked", "i\x00d\x00:\x00 \x00a\x00", "x:1:2: character U+0000 cannot stand in a file [encoding]\n    hint: take it out; it looks like UTF-16"},
		{"tab in JSON", "{\"id\": \"a\tb\"}", "x:1:10: invalid character '\\t' in string literal [syntax]"},
		{"bare return", strings.ReplaceAll(small, "Checkout", `"a\rb" #`), "x:2:8: character U+000D cannot stand in a text [value]"},
		{"too large", small + strings.Repeat("#", MaxSize), fmt.Sprintf("x:1:1: the file has %d bytes; at most %d are read [size]", len(small)+MaxSize, MaxSize)},
		{"too large and not UTF-8", strings.Repeat("\xff", MaxSize+1), fmt.Sprintf("x:1:1: the file has %d bytes; at most %d are read [size]", MaxSize+1, MaxSize)},
	} {
		found, diags := Parse("x", []byte(test.data))
		if len(found) != 0 || len(diags) != 1 || !strings.HasPrefix(diags[0].String(), test.want) {
			t.Errorf("%s: %d incidents, want %s, got\n%s", test.name, len(found), test.want, listed(diags))
		}
	}
}

// TestLineEndings: the same record says the same whatever ends its lines, and positions do not move.
func TestLineEndings(t *testing.T) {
	wrong := strings.Replace(small, "text:", "txt:", 1)
	for _, end := range []string{"\n", "\r\n"} {
		_, diags := Parse("x", []byte(strings.ReplaceAll(wrong, "\n", end)))
		if len(diags) != 1 || diags[0].Line != 5 || diags[0].Col != 5 {
			t.Errorf("%q: %s", end, listed(diags))
		}
	}
	for _, data := range []string{byteOrderMark + "txt: 1\n" + small, byteOrderMark + `{"txt": 1, "id": "a", "title": "a", "timeline": [{"at": "2025-03-01T10:00Z", "text": "a"}]}`} {
		_, diags := Parse("x", []byte(data))
		if want := 1 + strings.Count(data[:4], "{"); len(diags) != 1 || diags[0].Col != want {
			t.Errorf("%s", listed(diags))
		}
	}
}

// TestManyProblems: a file that is wrong throughout is reported up to a limit, and says so.
func TestManyProblems(t *testing.T) {
	var b strings.Builder
	b.WriteString(small)
	for range 3 * maxDiagnostics {
		b.WriteString("  - at: 2025-03-01T10:00Z\n    text: It failed.\n    services: [nobody]\n")
	}
	found, diags := Parse("x", []byte(b.String()))
	if len(found) != 0 || len(diags) != maxDiagnostics+1 || diags[0].Line != 8 {
		t.Errorf("%d incidents, %d diagnostics, the first is %s", len(found), len(diags), diags[0])
	}
	if last := diags[len(diags)-1]; last.Rule != "limit" || last.Warning {
		t.Errorf("the last is %s", last)
	}
}

// TestHostileFiles: shapes that make naive readers slow or large. The test passes when it returns.
func TestHostileFiles(t *testing.T) {
	const n = 1 << 18
	for name, data := range map[string]string{
		"one line of JSON":       `{"tags": [` + strings.Repeat("1,", n) + `1]}`,
		"entries of no kind":     "timeline: [" + strings.Repeat("1,", n) + "]",
		"entries by alias":       "x-e: &e {at: 2025-03-01T10:00Z, text: a}\nid: a\ntitle: a\ntimeline: [" + strings.Repeat("*e,", n) + "]",
		"unknown references":     small + "    services: [" + strings.Repeat("abcdefgh,", n/8) + "]\nservices: [" + strings.Repeat("{id: abcdefgg},", n/16) + "]",
		"unknown fields":         strings.Repeat("abcdefghijk: 1\n", n/16),
		"extensions":             strings.Repeat("x-a: 1\n", n/8) + small,
		"waves":                  small + "waves: [" + strings.Repeat("{id: a, name: a},", n/16) + "]",
		"documents":              strings.Repeat("--- a\n", n/8),
		"a long word":            "status: " + strings.Repeat("x", n),
		"a long time":            strings.Replace(small, "10:00Z", "10:00:00."+strings.Repeat("0", n)+"Z", 1),
		"milestones":             small + "    milestone: [" + strings.Repeat("started,", n/8) + "]",
		"deep":                   "x-a: " + strings.Repeat("[", n),
		"aliases of aliases":     "x-a: &a [a]\n" + strings.Repeat("x-b: &a [*a, *a]\n", n/16) + "tags: *a\n",
		"colons":                 strings.Repeat("a:\n ", n/4),
		"dashes":                 strings.Repeat("- ", n),
		"quotes":                 strings.Repeat("'", n+1),
		"JSON nested":            strings.Repeat(`{"a":`, n),
		"JSON values at the top": strings.Repeat("{}\n", n/8),
	} {
		t.Run(name, func(t *testing.T) {
			found, diags := Parse("x", []byte(data))
			if len(diags) > maxDiagnostics+1 || len(found) == 0 && len(diags) == 0 {
				t.Errorf("%d incidents, %d diagnostics", len(found), len(diags))
			}
		})
	}
}

func flagship(b *testing.B) []byte {
	b.Helper()
	_, data, ok := corpus.Read("aws-2025-10-20-dynamodb-dns")
	if !ok {
		b.Fatal("the flagship is not there")
	}
	b.SetBytes(int64(len(data)))
	b.ReportAllocs()
	b.ResetTimer()
	return data
}

// BenchmarkParse reads the flagship; BenchmarkNodes only builds its node tree, which is what the walk is measured by.
func BenchmarkParse(b *testing.B) {
	data := flagship(b)
	for b.Loop() {
		if found, _ := Parse("flagship", data); len(found) != 1 {
			b.Fatal("not readable")
		}
	}
}

func BenchmarkNodes(b *testing.B) {
	data := flagship(b)
	for b.Loop() {
		var n yaml.Node
		if err := yaml.NewDecoder(bytes.NewReader(data)).Decode(&n); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkEncode(b *testing.B) {
	data := flagship(b)
	found, _ := Parse("flagship", data)
	for b.Loop() {
		if _, err := Encode(found[0]); err != nil {
			b.Fatal(err)
		}
	}
}
