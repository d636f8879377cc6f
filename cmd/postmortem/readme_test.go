package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// documents are the pages whose console blocks are run, from the folder of this test.
var documents = []string{"../../README.md", "../../docs/command.md", "../../docs/comparison.md", "../../docs/import.md"}

// TestConsoleBlocksAreTrue runs every console block of the documents: a line "$ command", then what it prints on both
// streams. A line of three dots stands for any lines, and three dots in a line for anything. The blocks of one document
// run one after the other in one folder, which holds each other block that has a file name after its language.
func TestConsoleBlocksAreTrue(t *testing.T) {
	for _, path := range documents {
		t.Run(filepath.Base(path), func(t *testing.T) {
			blocks := consoleBlocks(readDocument(t, path))
			if len(blocks) == 0 {
				t.Fatal("no console block")
			}
			dir := t.TempDir()
			saveFiles(t, dir, readDocument(t, path))
			for _, block := range blocks {
				got := runBlock(t, dir, block)
				if !pattern(block).MatchString(got) {
					t.Errorf("line %d: this stands there:\n%s\nand this happens:\n%s", block.line, block.text, firstLines(got, 40))
				}
			}
		})
	}
}

// console is a block of commands and their output, and the line it begins on.
type console struct {
	line int
	text string
}

func consoleBlocks(text string) []console {
	var blocks []console
	for _, m := range regexp.MustCompile("(?ms)^```console\n(.*?)^```$").FindAllStringSubmatchIndex(text, -1) {
		blocks = append(blocks, console{line: 1 + strings.Count(text[:m[0]], "\n"), text: text[m[2]:m[3]]})
	}
	return blocks
}

func saveFiles(t *testing.T, dir, text string) {
	t.Helper()
	for _, m := range regexp.MustCompile("(?ms)^```\\w+ (\\S+)\n(.*?)^```$").FindAllStringSubmatch(text, -1) {
		if err := os.WriteFile(filepath.Join(dir, m[1]), []byte(m[2]), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// runBlock runs the commands of a block and returns what a terminal would show: each command after a dollar sign, and
// what it printed.
func runBlock(t *testing.T, dir string, block console) string {
	t.Helper()
	var shown strings.Builder
	for _, line := range strings.Split(block.text, "\n") {
		command, ok := strings.CutPrefix(line, "$ ")
		if !ok {
			continue
		}
		shown.WriteString(line + "\n")
		shell := exec.Command("sh", "-c", command)
		shell.Dir = dir
		output, err := shell.CombinedOutput()
		if _, failed := err.(*exec.ExitError); err != nil && !failed {
			t.Fatal(err)
		}
		shown.Write(output)
	}
	return shown.String()
}

func firstLines(text string, most int) string {
	lines := strings.SplitAfterN(text, "\n", most+1)
	if len(lines) > most {
		lines[most] = "[and so on]\n"
	}
	return strings.Join(lines, "")
}

func pattern(block console) *regexp.Regexp {
	var b strings.Builder
	for _, line := range strings.SplitAfter(block.text, "\n") {
		if line == "...\n" {
			b.WriteString(`(?:.*\n)*?`)
		} else {
			b.WriteString(strings.ReplaceAll(regexp.QuoteMeta(line), `\.\.\.`, `.*`))
		}
	}
	return regexp.MustCompile(`\A` + b.String() + `\z`)
}

// The first of the README's two commands makes the file that the README promises.
func TestTheReadmesFirstCommand(t *testing.T) {
	command := regexp.MustCompile(`(?m)^go run \./cmd/postmortem (.*)$`).FindStringSubmatch(readDocument(t, documents[0]))
	if command == nil {
		t.Fatal("README.md has no line that begins: go run ./cmd/postmortem")
	}
	cmd := exec.Command("postmortem", strings.Fields(command[1])...)
	cmd.Dir = t.TempDir()
	output, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, output)
	}
	for _, file := range strings.Fields(string(output)) {
		if !strings.Contains(readDocument(t, documents[0]), "`"+file+"`") {
			t.Errorf("README.md does not name %s, which the command makes", file)
		}
	}
}

func readDocument(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
