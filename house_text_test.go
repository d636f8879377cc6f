package postmortem_test

import (
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/postmortem-dev/postmortem/analysis"
	"github.com/postmortem-dev/postmortem/incidents/importers"
	"github.com/postmortem-dev/postmortem/output"
	"github.com/postmortem-dev/postmortem/templates"
)

// An absolute path of somebody's machine, a path that leads out of the repository, or a note kept elsewhere, means nothing
// to a reader.
func TestNothingNamesWhatIsNotInTheRepository(t *testing.T) {
	outside := regexp.MustCompile(`(?mi)(^|[^\w./-])/(work|home|Users|root|farm)/|\.\./shared\b|\bfact sheet`)
	for _, path := range repositoryFiles(t) {
		if path == "house_text_test.go" {
			continue
		}
		text := readFile(t, path)
		if strings.Contains(text, "\x00") {
			continue // a picture
		}
		for _, place := range outside.FindAllStringIndex(text, -1) {
			line := 1 + strings.Count(text[:place[0]], "\n")
			t.Errorf("%s:%d: %q", path, line, text[place[0]:place[1]])
		}
	}
}

// The direction of a dependency is told with two words only; the other two are used in both senses.
func TestDependenciesHaveOneDirection(t *testing.T) {
	for _, path := range repositoryFiles(t) {
		if path == "house_text_test.go" || !strings.HasSuffix(path, ".go") && !strings.HasSuffix(path, ".tmpl") && !strings.HasSuffix(path, ".md") {
			continue
		}
		for i, line := range strings.Split(readFile(t, path), "\n") {
			for _, word := range []string{"upstream", "downstream"} {
				if strings.Contains(strings.ToLower(line), word) {
					t.Errorf("%s:%d: %s: say dependency or dependent", path, i+1, word)
				}
			}
		}
	}
}

func TestLinksInDocumentsLead(t *testing.T) {
	link := regexp.MustCompile(`\]\(([^)\s]+)\)`)
	for _, path := range repositoryFiles(t) {
		if filepath.Ext(path) != ".md" || strings.Contains(path, "testdata/") || strings.Contains(path, "gallery/") {
			continue
		}
		for _, m := range link.FindAllStringSubmatch(readFile(t, path), -1) {
			target, err := url.Parse(m[1])
			if err != nil || target.IsAbs() || target.Path == "" {
				continue
			}
			if _, err := os.Stat(filepath.Join(filepath.Dir(path), target.Path)); err != nil {
				t.Errorf("%s: link to %s, which is not there", path, m[1])
			}
		}
	}
}

// The tables of README.md say what the program says.
func TestReadmeListsWhatTheProgramHas(t *testing.T) {
	readme := readFile(t, "README.md")
	for heading, rows := range map[string][]string{
		"Templates": templateRows(),
		"Formats":   formatRows(),
		"Analyses":  analysisRows(),
		"Importers": importerRows(),
	} {
		_, section, found := strings.Cut(readme, "\n### "+heading+"\n")
		section, _, _ = strings.Cut(section, "\n#")
		if !found {
			t.Errorf("README.md has no section %s", heading)
			continue
		}
		var stated []string
		for _, line := range strings.Split(section, "\n") {
			if strings.HasPrefix(line, "| `") {
				stated = append(stated, line)
			}
		}
		if got, want := strings.Join(stated, "\n"), strings.Join(rows, "\n"); got != want {
			t.Errorf("README.md, %s: these rows stand there:\n%s\nthe program's are:\n%s", heading, got, want)
		}
	}
}

func row(name, doc string) string { return fmt.Sprintf("| `%s` | %s |", name, doc) }

func templateRows() (rows []string) {
	for _, x := range templates.List() {
		rows = append(rows, row(x.Name, x.Doc))
	}
	return rows
}

func formatRows() (rows []string) {
	for _, x := range output.Formats() {
		rows = append(rows, row(x.Name, x.Doc))
	}
	return rows
}

func analysisRows() (rows []string) {
	for _, x := range analysis.Analyses() {
		rows = append(rows, row(x.Name, x.Doc))
	}
	return rows
}

func importerRows() (rows []string) {
	for _, x := range importers.List() {
		rows = append(rows, row(x.Name, x.Doc))
	}
	return rows
}

// What README.md tells a newcomer to run is what CI runs.
func TestCIRunsTheReadmesTestCommand(t *testing.T) {
	_, section, _ := strings.Cut(readFile(t, "README.md"), "## Two commands")
	section, _, _ = strings.Cut(section, "\n## ")
	var command string
	for _, line := range strings.Split(section, "\n") {
		if strings.HasPrefix(line, "go test ") {
			command = line
		}
	}
	if command == "" {
		t.Fatal("README.md names no test command under \"Two commands\"")
	}
	for _, line := range strings.Split(readFile(t, ".ci/run"), "\n") {
		if line == command {
			return
		}
	}
	t.Errorf(".ci/run has no line %q", command)
}
