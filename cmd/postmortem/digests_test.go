package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/iotest"

	"pgregory.net/rapid"

	"github.com/postmortem-dev/postmortem/analysis"
	"github.com/postmortem-dev/postmortem/analysis/compare"
	"github.com/postmortem-dev/postmortem/incidents"
	"github.com/postmortem-dev/postmortem/internal/synthetic"
)

// Every line is given with its number, whatever its end and however the reader parts the file.
func TestEachLine(t *testing.T) {
	const most = 100_000
	long := strings.Repeat("x", most)
	for _, text := range []string{"", "\n", "a", "a\n", "a\nb", "\ufeffa\r\nb\r\n", "\ufeff", "\n\n\nd", long + "\nb", long + "\r\nb", "a\n" + long, long + long + "y\nb\n"} {
		for _, in := range []io.Reader{strings.NewReader(text), iotest.OneByteReader(strings.NewReader(text))} {
			got := map[int]string{}
			if err := eachLine(in, most, func(n int, line []byte) { got[n] = string(line) }); err != nil {
				t.Fatal(err)
			}
			want := strings.Split(strings.TrimPrefix(text, "\ufeff"), "\n")
			for i, line := range want {
				line = strings.TrimSuffix(line, "\r")
				switch {
				case len(line) > most:
					if len(got[i+1]) <= most || len(got[i+1]) > most+2 {
						t.Errorf("%.20q: %d bytes of a line that is too long", text, len(got[i+1]))
					}
				case got[i+1] != line:
					t.Errorf("%.20q: line %d is %.20q", text, i+1, got[i+1])
				}
			}
			if len(got) > len(want) {
				t.Errorf("%.20q: %d lines", text, len(got))
			}
		}
	}
	broken := errors.New("broken")
	lines := 0
	if err := eachLine(io.MultiReader(strings.NewReader("a\nb"), iotest.ErrReader(broken)), most, func(int, []byte) { lines++ }); !errors.Is(err, broken) || lines != 2 {
		t.Errorf("%d lines, error %v", lines, err)
	}
}

// A line that is too long is told and passed over, and the memory does not grow with it.
func TestALineThatIsTooLong(t *testing.T) {
	line := sampleLines(t, 1)[0]
	var complaints bytes.Buffer
	in := io.MultiReader(bytes.NewReader(line), &endless{left: incidents.MaxSize + 2}, strings.NewReader("\n"), strings.NewReader(strings.Replace(string(line), `"id":"`, `"id":"x-`, 1)))
	p := &program{in: in, out: &stream{w: io.Discard}, err: &stream{w: &complaints}}
	digests := p.readDigests("-", 2)
	if len(digests) != 2 || digests[1].ID != "x-"+digests[0].ID || p.status != statusInput {
		t.Errorf("%d digests, status %d", len(digests), p.status)
	}
	want := "<stdin>:2:1: the line has more than 16777216 bytes\n    hint: a digest has a few thousand; one stands on each line\n"
	if complaints.String() != want {
		t.Errorf("standard error %q", complaints.String())
	}
}

// endless gives so many letters.
type endless struct{ left int }

func (e *endless) Read(b []byte) (int, error) {
	if e.left == 0 {
		return 0, io.EOF
	}
	n := min(len(b), e.left)
	for i := range b[:n] {
		b[i] = 'x'
	}
	e.left -= n
	return n, nil
}

// sampleLines returns the digests of made-up incidents.
func sampleLines(t testing.TB, n int) [][]byte {
	t.Helper()
	lines := make([][]byte, n)
	for i := range lines {
		d := compare.Of(analysis.Run(synthetic.Incident(7, i)))
		line, err := compare.Encode(&d)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := compare.Decode(line); err != nil {
			t.Fatalf("%v\n%s", err, line)
		}
		lines[i] = line
	}
	return lines
}

// However digests are dealt to files, and in whatever order these are read, the comparison is the same to the byte, in
// every format.
func TestShardsCompareAsOne(t *testing.T) {
	lines := sampleLines(t, 40)
	want := compareShards(t, [][]byte{bytes.Join(lines, nil)}, nil)
	if len(want) < 18 {
		t.Fatalf("only %d files", len(want))
	}
	for k := 1; k <= 5; k++ {
		shards := make([][]byte, k)
		deal := rapid.Custom(func(t *rapid.T) [][]byte { return rapid.Permutation(lines).Draw(t, "order") }).Example(k)
		for i, line := range deal {
			at := i * i % k
			shards[at] = append(shards[at], line...)
		}
		for name, got := range compareShards(t, shards, nil) {
			if !bytes.Equal(got, want[name]) {
				t.Errorf("%s differs when the digests are dealt to %d files", name, k)
			}
		}
	}
}

// The digests of records compare as the records do, and written again they are the same.
func TestDigestsCompareAsTheirRecords(t *testing.T) {
	dir := t.TempDir()
	if status := run([]string{"compare", "--examples", "--format", "jsonl", "-o", dir + "/digests.jsonl"}, nil, io.Discard, io.Discard); status != 0 {
		t.Fatalf("exit status %d", status)
	}
	data, err := os.ReadFile(dir + "/digests.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	records := compareShards(t, nil, []string{"--examples"})
	for name, got := range compareShards(t, [][]byte{data}, nil) {
		if !bytes.Equal(got, records[name]) {
			t.Errorf("%s differs", name)
		}
	}
	if !bytes.Equal(records["digests.jsonl"], data) {
		t.Error("the digests differ from themselves")
	}
}

// compareShards returns every file that compare writes of the digests in shards, by its name.
func compareShards(t *testing.T, shards [][]byte, more []string) map[string][]byte {
	t.Helper()
	dir := t.TempDir()
	args := append([]string{"compare", "--group-by", "mechanism", "--format", "md,html,json,csv,parquet,jsonl", "-o", filepath.Join(dir, "out")}, more...)
	for i, shard := range shards {
		name := filepath.Join(dir, fmt.Sprintf("%d.jsonl", i))
		if err := os.WriteFile(name, shard, 0o600); err != nil {
			t.Fatal(err)
		}
		args = append(args, "--from", name)
	}
	var complaints bytes.Buffer
	if status := run(args, nil, io.Discard, &complaints); status != 0 {
		t.Fatalf("exit status %d: %s", status, &complaints)
	}
	entries, err := os.ReadDir(filepath.Join(dir, "out"))
	if err != nil {
		t.Fatal(err)
	}
	files := map[string][]byte{}
	for _, e := range entries {
		if files[e.Name()], err = os.ReadFile(filepath.Join(dir, "out", e.Name())); err != nil {
			t.Fatal(err)
		}
	}
	return files
}
