// Package postmortem_test holds the rules that every file of the repository keeps.
package postmortem_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const modulePath = "github.com/postmortem-dev/postmortem"

// rooms are the stages in the order of the line. A room imports only rooms to its left.
var rooms = []string{"incidents", "analysis", "templates", "output", "cmd"}

// belongings are the modules that only some rooms, or some folders of one, may import outside tests.
var belongings = map[string][]string{
	"gopkg.in/yaml.v3":                {"incidents"},
	"github.com/invopop":              {"incidents"},
	"github.com/yuin/goldmark":        {"output", "incidents/importers"},
	"github.com/go-echarts":           {"output"},
	"github.com/spf13/cobra":          {"cmd"},
	"github.com/google/renameio":      {"cmd"},
	"github.com/parquet-go":           {"output"},
	"golang.org/x/term":               {"cmd"},
	"gonum.org/v1/gonum/graph":        {"incidents/importers"},
	"github.com/agnivade/levenshtein": {"incidents", "cmd"},
}

// machine are the packages of the standard library that touch the machine, the clock or chance. Stages are bytes in, bytes out.
var machine = []string{
	"os", "os/exec", "os/signal", "os/user", "syscall", "net", "net/http", "log", "log/slog", "flag",
	"math/rand", "math/rand/v2", "crypto/rand", "path/filepath", "io/ioutil", "plugin", "unsafe",
}

// clock are the names of package time that read the clock or the machine's time zone.
var clock = []string{"Now", "Since", "Until", "Sleep", "After", "AfterFunc", "Tick", "NewTimer", "NewTicker", "Local"}

// source is one parsed Go file.
type source struct {
	path string // slash-separated, from the root of the repository
	test bool
	set  *token.FileSet
	file *ast.File
}

// room returns the stage the file belongs to, or "" for the root.
func (s source) room() string {
	room, _, found := strings.Cut(s.path, "/")
	if !found {
		return ""
	}
	return room
}

// besides reports whether the file stands beside the line: it makes incidents up for tests and benchmarks. Its tests may
// send them down the whole line; its code, one command included, needs the first room only, and no room needs it.
func (s source) besides() bool { return strings.HasPrefix(s.path, "internal/synthetic/") }

func (s source) at(n ast.Node) string {
	return s.path + ":" + strconv.Itoa(s.set.Position(n.Pos()).Line)
}

func (s source) imports() []string {
	var paths []string
	for _, i := range s.file.Imports {
		path, _ := strconv.Unquote(i.Path.Value)
		paths = append(paths, path)
	}
	return paths
}

// repositoryFiles returns the files that can be committed, with slashes.
func repositoryFiles(t *testing.T) []string {
	t.Helper()
	var paths []string
	err := filepath.WalkDir(".", func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && slices.Contains([]string{".git", "node_modules", "out", "dist"}, d.Name()) {
			return filepath.SkipDir
		}
		if d.Type().IsRegular() {
			paths = append(paths, filepath.ToSlash(path))
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return paths
}

func goSources(t *testing.T) []source {
	t.Helper()
	var sources []source
	for _, path := range repositoryFiles(t) {
		if !strings.HasSuffix(path, ".go") {
			continue
		}
		set := token.NewFileSet()
		file, err := parser.ParseFile(set, path, nil, parser.ParseComments)
		if err != nil {
			t.Fatal(err)
		}
		sources = append(sources, source{path: path, test: strings.HasSuffix(path, "_test.go"), set: set, file: file})
	}
	if len(sources) == 0 {
		t.Fatal("no Go file found")
	}
	return sources
}

func TestImportsPointLeft(t *testing.T) {
	for _, s := range goSources(t) {
		place := slices.Index(rooms, s.room())
		switch {
		case s.besides() && s.test:
			place = len(rooms)
		case s.besides():
			place = 0
		case place < 0 && s.room() != "":
			t.Errorf("%s: %s is no room", s.path, s.room())
		}
		for _, path := range s.imports() {
			rest, ours := strings.CutPrefix(path, modulePath+"/")
			room, _, _ := strings.Cut(rest, "/")
			if ours && s.room() != "" && slices.Index(rooms, room) > place {
				t.Errorf("%s imports %s, which lies to its right", s.path, path)
			}
			if ours && room == "internal" && !s.test && !s.besides() {
				t.Errorf("%s imports %s, which is for tests", s.path, path)
			}
			if ours && strings.HasPrefix(s.path, "analysis/graph/") && rest != "analysis/graph" {
				t.Errorf("%s imports %s: the graph engine knows no incident", s.path, path)
			}
		}
	}
}

func TestLibrariesStayInTheirRooms(t *testing.T) {
	for _, s := range goSources(t) {
		if s.test {
			continue
		}
		for _, path := range s.imports() {
			for library, allowed := range belongings {
				if (path == library || strings.HasPrefix(path, library+"/")) && !slices.Contains(allowed, s.room()) && !slices.Contains(allowed, filepath.ToSlash(filepath.Dir(s.path))) {
					t.Errorf("%s imports %s, which belongs in %s only", s.path, path, strings.Join(allowed, ", "))
				}
			}
		}
	}
}

func TestStagesDoNotTouchTheMachine(t *testing.T) {
	for _, s := range goSources(t) {
		if s.test || s.room() == "cmd" || s.file.Name.Name == "main" {
			continue
		}
		for _, path := range s.imports() {
			if slices.Contains(machine, path) {
				t.Errorf("%s imports %s", s.path, path)
			}
		}
		ast.Inspect(s.file, func(n ast.Node) bool {
			if selector, ok := n.(*ast.SelectorExpr); ok && slices.Contains(clock, selector.Sel.Name) {
				if x, ok := selector.X.(*ast.Ident); ok && x.Name == "time" {
					t.Errorf("%s uses time.%s", s.at(n), selector.Sel.Name)
				}
			}
			return true
		})
	}
}

func TestPackagesAreNamedAfterWhatTheyAre(t *testing.T) {
	for _, s := range goSources(t) {
		for _, part := range append(strings.Split(filepath.ToSlash(filepath.Dir(s.path)), "/"), s.file.Name.Name) {
			if slices.Contains([]string{"util", "utils", "common", "helper", "helpers", "misc", "shared", "lib", "pkg"}, part) {
				t.Errorf("%s: %s says nothing about what is in it", s.path, part)
			}
		}
	}
}

// The hard stops: a function has at most 60 lines and an interface at most 2 methods. The usual is far below: the median
// function has at most 12 lines, the 90th percentile at most 40, and nine files in ten have at most 250.
func TestCodeIsSmall(t *testing.T) {
	var functions, files []int
	for _, s := range goSources(t) {
		if s.test {
			continue
		}
		files = append(files, s.set.File(s.file.Pos()).LineCount())
		ast.Inspect(s.file, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.FuncDecl:
				if n.Name.Name == "init" && n.Recv == nil {
					t.Errorf("%s: init runs before anybody asks for it", s.at(n))
				}
				lines := s.lines(n)
				functions = append(functions, lines)
				if lines > 60 {
					t.Errorf("%s: func %s has %d lines, more than 60", s.at(n), n.Name.Name, lines)
				}
			case *ast.InterfaceType:
				if methods := n.Methods.NumFields(); methods > 2 {
					t.Errorf("%s: an interface of %d methods, more than 2", s.at(n), methods)
				}
			}
			return true
		})
	}
	for _, limit := range []struct {
		of      string
		lengths []int
		share   float64
		most    int
	}{
		{"functions", functions, 0.5, 12},
		{"functions", functions, 0.9, 40},
		{"files", files, 0.9, 250},
	} {
		slices.Sort(limit.lengths)
		if got := limit.lengths[int(limit.share*float64(len(limit.lengths)-1))]; got > limit.most {
			t.Errorf("%.0f%% of the %s have up to %d lines; %d is the most", limit.share*100, limit.of, got, limit.most)
		}
	}
}

func (s source) lines(n ast.Node) int {
	return s.set.Position(n.End()).Line - s.set.Position(n.Pos()).Line + 1
}

func TestEveryPackageSaysItsPlace(t *testing.T) {
	said := map[string]bool{}
	for _, s := range goSources(t) {
		dir := filepath.ToSlash(filepath.Dir(s.path))
		if s.test || s.room() == "" {
			continue
		}
		want := "Package " + s.file.Name.Name + " "
		if s.file.Name.Name == "main" {
			want = "Command "
		}
		said[dir] = said[dir] || strings.HasPrefix(s.file.Doc.Text(), want)
	}
	for dir, ok := range said {
		if !ok {
			t.Errorf("%s: no package comment", dir)
		}
	}
}

func TestExportedNamesHaveDocComments(t *testing.T) {
	for _, s := range goSources(t) {
		if s.test {
			continue
		}
		for _, d := range s.file.Decls {
			switch d := d.(type) {
			case *ast.FuncDecl:
				if d.Name.IsExported() && exportedReceiver(d) && !strings.HasPrefix(d.Doc.Text(), d.Name.Name+" ") {
					t.Errorf("%s: the comment of func %s does not start with its name", s.at(d), d.Name.Name)
				}
			case *ast.GenDecl:
				s.checkGroup(t, d)
			}
		}
	}
}

// exportedReceiver reports whether d is a func, or a method of an exported type: others are not seen outside.
func exportedReceiver(d *ast.FuncDecl) bool {
	if d.Recv == nil {
		return true
	}
	receiver := d.Recv.List[0].Type
	for {
		switch x := receiver.(type) {
		case *ast.StarExpr:
			receiver = x.X
		case *ast.IndexExpr:
			receiver = x.X
		case *ast.Ident:
			return x.IsExported()
		default:
			return true
		}
	}
}

// checkGroup checks a declaration of types, constants or variables. One comment may stand for a group of values.
func (s source) checkGroup(t *testing.T, d *ast.GenDecl) {
	t.Helper()
	for _, spec := range d.Specs {
		switch spec := spec.(type) {
		case *ast.TypeSpec:
			doc := spec.Doc.Text()
			if doc == "" {
				doc = d.Doc.Text()
			}
			if spec.Name.IsExported() && !strings.HasPrefix(doc, spec.Name.Name+" ") {
				t.Errorf("%s: the comment of type %s does not start with its name", s.at(spec), spec.Name.Name)
			}
		case *ast.ValueSpec:
			name := spec.Names[0]
			grouped := d.Lparen.IsValid() && d.Doc.Text() != ""
			doc := spec.Doc.Text() + d.Doc.Text()
			if name.IsExported() && !grouped && !strings.HasPrefix(doc, name.Name+" ") {
				t.Errorf("%s: the comment of %s does not start with its name", s.at(spec), name.Name)
			}
		}
	}
}

func readFile(t *testing.T, path string) string {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}
