package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

const (
	comparisonPage = "../../docs/comparison.md"
	duckDB         = "../../output/tables/duckdb"
)

var updateSQL = flag.Bool("update-sql", false, "write DuckDB's answers into docs/comparison.md")

// asked is an SQL block of the page and the answer below it.
var asked = regexp.MustCompile("(?ms)^```sql\n(.*?)^```\n\n```text\n(.*?)^```$")

// DuckDB, which is nobody of ours, reads the tables as the page says. npm install in its folder brings it.
func TestDuckDBAnswersAsThePageSays(t *testing.T) {
	if _, err := os.Stat(filepath.Join(duckDB, "node_modules")); errors.Is(err, fs.ErrNotExist) {
		t.Skip("DuckDB is not here")
	}
	page := readDocument(t, comparisonPage)
	dir := t.TempDir()
	saveFiles(t, dir, page)
	make := exec.Command("postmortem", "compare", "three.yaml", "--format", "parquet", "-o", "tables")
	make.Dir = dir
	if out, err := make.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	blocks := asked.FindAllStringSubmatch(page, -1)
	if len(blocks) < 4 {
		t.Fatalf("%d questions on the page", len(blocks))
	}
	answers := ask(t, dir, blocks)
	for i, block := range blocks {
		if answers[i] == block[2] {
			continue
		}
		if *updateSQL {
			page = strings.Replace(page, block[0], strings.Replace(block[0], "```text\n"+block[2], "```text\n"+answers[i], 1), 1)
			continue
		}
		t.Errorf("%s\nthe page says:\n%s\nDuckDB says:\n%s", block[1], block[2], answers[i])
	}
	if *updateSQL {
		if err := os.WriteFile(comparisonPage, []byte(page), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// ask returns the answers to the questions, asked in dir.
func ask(t *testing.T, dir string, blocks [][]string) (answers []string) {
	t.Helper()
	var questions []string
	for _, block := range blocks {
		questions = append(questions, block[1])
	}
	list, err := json.Marshal(questions)
	if err != nil {
		t.Fatal(err)
	}
	script, err := filepath.Abs(filepath.Join(duckDB, "ask.mjs"))
	if err != nil {
		t.Fatal(err)
	}
	var complaints bytes.Buffer
	node := exec.Command("node", script)
	node.Dir, node.Stdin, node.Stderr = dir, bytes.NewReader(list), &complaints
	out, err := node.Output()
	if err != nil {
		t.Fatalf("%v\n%s", err, &complaints)
	}
	if err := json.Unmarshal(out, &answers); err != nil {
		t.Fatal(err)
	}
	return answers
}
