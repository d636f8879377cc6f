package templates

import (
	"bytes"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"regexp"
	"slices"
	"strings"
	"text/template"

	"github.com/postmortem-dev/postmortem/analysis"
	"github.com/postmortem-dev/postmortem/incidents"
)

//go:embed *.md.tmpl
var files embed.FS

// partsFile holds the named parts that several templates share; it is no template of its own.
const partsFile = "parts.md.tmpl"

// Template is one way of writing about an incident. A built-in one is a file NAME.md.tmpl here, whose first line is a
// comment that describes it; to add one, add the file.
type Template struct {
	Name string
	Doc  string
}

// List returns the built-in templates: the postmortem first, then by name.
func List() []Template {
	entries, _ := fs.ReadDir(files, ".")
	var out []Template
	for _, e := range entries {
		if e.Name() != partsFile {
			text, _ := fs.ReadFile(files, e.Name())
			out = append(out, Template{Name: strings.TrimSuffix(e.Name(), ".md.tmpl"), Doc: describe(string(text))})
		}
	}
	slices.SortStableFunc(out, func(a, b Template) int {
		if (a.Name == Default) != (b.Name == Default) {
			return map[bool]int{true: -1, false: 1}[a.Name == Default]
		}
		return strings.Compare(a.Name, b.Name)
	})
	return out
}

// Default is the template used when none is named.
const Default = "postmortem"

var firstComment = regexp.MustCompile(`^\{\{-?\s*/\*\s*(.*?)\s*\*/\s*-?\}\}`)

func describe(text string) string {
	if m := firstComment.FindStringSubmatch(text); m != nil {
		return m[1]
	}
	return ""
}

// Execute returns what the built-in template called name says about a report.
func Execute(name string, r *analysis.Report) (*Document, error) {
	text, err := fs.ReadFile(files, name+".md.tmpl")
	if err != nil || name+".md.tmpl" == partsFile {
		return nil, fmt.Errorf("there is no template %q", name)
	}
	return ExecuteFile(name, string(text), r)
}

// ExecuteFile returns what a user's own template says about a report. The text may use every function and part that the
// built-in ones use. Errors say name:line:column.
func ExecuteFile(name, text string, r *analysis.Report) (*Document, error) {
	v := NewView(r)
	return execute(name, text, v, v)
}

// Write returns what a template's text says about data that was made from a view: the same functions and escaping, with
// data in the place of the view.
func Write(name, text string, v *View, data any) (*Document, error) {
	return execute(name, text, v, data)
}

func execute(name, text string, v *View, data any) (*Document, error) {
	t, err := parsed.template(name, text)
	if err != nil {
		return nil, err
	}
	t.Funcs(v.functions())
	var b limited
	if err := t.Execute(&b, data); err != nil {
		return nil, plainError(name, err)
	}
	return &Document{Title: v.Title, Template: name, Markdown: tidy(dropUncited(b.Bytes())), Report: v.report}, nil
}

// longestDocument is where a template that has run away is stopped, in bytes.
const longestDocument = 256 << 20

type limited struct{ bytes.Buffer }

func (l *limited) Write(p []byte) (int, error) {
	if l.Len()+len(p) > longestDocument {
		return 0, fmt.Errorf("the document grows past %d MB", longestDocument>>20)
	}
	return l.Buffer.Write(p)
}

// Check reports what is wrong with a user's template: it parses it and runs it on the smallest record there is, which
// must not fail for want of data.
func Check(name, text string) error {
	smallest := &incidents.Incident{ID: "check", Title: "Check", Timeline: []incidents.Event{{Text: incidents.Words{Text: "Something happened."}}}}
	_, err := ExecuteFile(name, text, analysis.Run(smallest))
	return err
}

func parseText(name, text string) (*template.Template, error) {
	parts, err := fs.ReadFile(files, partsFile)
	if err != nil {
		return nil, err
	}
	v := NewView(&analysis.Report{Incident: &incidents.Incident{}})
	t := template.New(name).Option("missingkey=error").Funcs(v.functions())
	if _, err := t.New(partsFile).Parse(string(parts)); err != nil {
		return nil, plainError(partsFile, err)
	}
	if _, err := t.Parse(text); err != nil {
		return nil, plainError(name, err)
	}
	escapeTrees(t)
	return t, nil
}

var (
	place    = regexp.MustCompile(`^template: (.*?):(\d+)(?::(\d+))?: `)
	running  = regexp.MustCompile(`^executing "[^"]*" at (<md>: error calling md: )?`)
	badField = regexp.MustCompile(`^<([^>]*)>: can't evaluate field (\w+) in type .*$`)
	goTypes  = regexp.MustCompile(`(?:; )?(?:expected|in type|of type|got type|value has type) [*\[\]\w.]+(?:; [^;]*)?`)
)

// plainError turns the template engine's error into place and sentence, without the names of Go types.
func plainError(name string, err error) error {
	text := err.Error()
	m := place.FindStringSubmatch(text)
	if m == nil {
		return fmt.Errorf("%s: %s", name, text)
	}
	text = running.ReplaceAllString(strings.TrimPrefix(text, m[0]), "")
	if f := badField.FindStringSubmatch(text); f != nil {
		text = fmt.Sprintf("%s: there is no field %s here", f[1], f[2])
	}
	text = goTypes.ReplaceAllString(text, "")
	at := m[1] + ":" + m[2]
	if m[3] != "" {
		at += ":" + m[3]
	}
	return errors.New(at + ": " + text + " [template]")
}

// dropUncited removes the footnotes that the text does not refer to.
func dropUncited(markdown []byte) []byte {
	out := make([]byte, 0, len(markdown))
	for line := range bytes.Lines(markdown) {
		if label := footnoteLabel(line); label == nil || bytes.Count(markdown, label) > 1 {
			out = append(out, line...)
		}
	}
	return out
}

// footnoteLabel returns the label, as "[^S1]", of a line that holds a footnote, else nil.
func footnoteLabel(line []byte) []byte {
	if !bytes.HasPrefix(line, []byte("[^")) {
		return nil
	}
	end := bytes.IndexAny(line[2:], "] \t\n\f\r") + 2
	if end <= 2 || !bytes.HasPrefix(line[end:], []byte("]: ")) {
		return nil
	}
	return line[:end+1]
}

// tidy removes what templates leave behind: blanks at line ends, and runs of blank lines outside code blocks.
func tidy(markdown []byte) []byte {
	var out bytes.Buffer
	blank, fence := true, ""
	for line := range strings.Lines(string(markdown)) {
		line = strings.TrimRight(line, " \t\r\n")
		if marker := fenceMarker(line); marker != "" && (fence == "" || marker == fence) {
			if fence == "" {
				fence = marker
			} else {
				fence = ""
			}
		}
		if line == "" && blank && fence == "" {
			continue
		}
		blank = line == ""
		out.WriteString(line)
		out.WriteByte('\n')
	}
	return append(bytes.TrimRight(out.Bytes(), "\n"), '\n')
}

func fenceMarker(line string) string {
	if n := len(line) - len(strings.TrimLeft(line, "`")); n >= 3 {
		return line[:n]
	}
	return ""
}
