package incidents

import (
	"bytes"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
)

const recordIntroduction = `# The record of an incident

A record is a YAML file, or the same fields as JSON: one object, a list of them, or one a line. A file may hold several
records, parted by ` + "`---`" + `. Needed are an id, a title and one timeline entry; a key may stand without a value until it is
known. Keys at the top that begin with ` + "`x-`" + ` are yours and are not read. This page is made from the program's own
definitions; ` + "`postmortem schema`" + ` prints them for editors.

**Times** name their zone: ` + "`2025-10-20T07:11Z`, `2025-10-20T00:11-07:00`, or bare `2025-10-20 00:11`" + `, which is read in the
record's ` + "`timezone`" + `. A local time that daylight saving skips or repeats needs its offset. ` + "`2025-10-20`" + ` is a day,
` + "`~2025-10-20 00:11`" + ` is about then, ` + "`{from: ..., to: ...}`" + ` is somewhere between. Zone abbreviations are refused: they do
not say which offset they mean.

**Milestones** bound the phases: started (users began to be affected), detected, acknowledged (someone began to
respond), identified (responders knew what failed), mitigated (users stopped being affected), resolved (back to
normal). Beside that line stand triggered, declared, communicated and closed. An entry marks them with ` + "`milestone`" + `. Leave
out what nobody noted: the phases around it are then printed as one.

**Waves** are distinct periods of impact in one incident, each with its own origin. An entry or impact window that names
a ` + "`wave`" + ` belongs to it; a milestone on it is the wave's. One that names none is the whole incident's.

**Claims** keep what sources say where they differ. Each says what it is about, what it says, who says it, and what
became of it: used (the documents use it), kept (it widens the range), partly, rejected or unverified.
`

// recordReference returns the page about the form, made from the tags of the structs.
func recordReference() []byte {
	var b bytes.Buffer
	b.WriteString(recordIntroduction)
	all := parts(reflect.TypeFor[Incident](), "", nil)
	for _, part := range all {
		fmt.Fprintf(&b, "\n## %s\n", part.heading())
		if part.doc != "" {
			fmt.Fprintf(&b, "\n%s\n", part.doc)
		}
		b.WriteString("\n| field | type | needed | meaning |\n| --- | --- | --- | --- |\n")
		for _, f := range readTags(part.typ).fields {
			need := ""
			if f.need {
				need = "yes"
			}
			fmt.Fprintf(&b, "| `%s` | %s | %s | %s |\n", f.name, kindWords(f, all), need, f.doc)
		}
	}
	b.WriteString("\n## Values that may be written in several ways\n\n| type | written |\n| --- | --- |\n")
	b.WriteString("| time | as above; an interval is `{from: TIME, to: TIME}` |\n")
	b.WriteString("| id | letters and digits, between them also `. _ - / :`; an incident's: `a-z`, digits and hyphens |\n")
	b.WriteString("| amount | a number, `{value: 900, about: true}`, or `{low: 900, high: 1100}`, of which one may be missing |\n")
	b.WriteString("| text | a text; where one reader needs other words than another, a mapping: " + wordings() + " |\n")
	return b.Bytes()
}

func wordings() string {
	var all []string
	for _, f := range readTags(reflect.TypeFor[Words]()).fields {
		all = append(all, "`"+f.name+"`: "+strings.ToLower(f.doc[:1])+strings.TrimSuffix(f.doc[1:], "."))
	}
	return strings.Join(all, "; ")
}

// part is one mapping of the form and the keys it stands under.
type part struct {
	typ  reflect.Type
	keys []string
	doc  string
}

func (p *part) heading() string {
	if p.typ == reflect.TypeFor[Incident]() {
		return "The record"
	}
	return "`" + strings.Join(p.keys, "`, `") + "`"
}

// anchor returns what a forge makes of the heading.
func (p *part) anchor() string {
	return strings.NewReplacer("`", "", ".", "", ",", "", " ", "-").Replace(strings.ToLower(p.heading()))
}

// parts returns every mapping of the form, the outer ones first.
func parts(t reflect.Type, key string, found []*part) []*part {
	i := slices.IndexFunc(found, func(p *part) bool { return p.typ == t })
	if i >= 0 {
		found[i].keys = append(found[i].keys, key)
		found[i].doc = ""
		return found
	}
	found = append(found, &part{typ: t, keys: []string{key}})
	for _, f := range readTags(t).fields {
		inner := f.typ
		for inner.Kind() == reflect.Slice || inner.Kind() == reflect.Pointer {
			inner = inner.Elem()
		}
		if inner.Kind() != reflect.Struct || slices.Contains(formTypes(), f.typ) {
			continue
		}
		path := strings.TrimPrefix(key+"."+f.name, ".")
		before := len(found)
		if found = parts(inner, path, found); len(found) > before {
			found[before].doc = f.doc
		}
	}
	return found
}

// kindWords says in a reader's words what a field holds.
func kindWords(f field, all []*part) string {
	t, list := f.typ, ""
	if t.Kind() == reflect.Slice && t != reflect.TypeFor[Milestones]() {
		t, list = t.Elem(), "list of "
	}
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	switch {
	case t == reflect.TypeFor[Instant]():
		return "time"
	case t == reflect.TypeFor[Amount]():
		return "amount"
	case t == reflect.TypeFor[Words]():
		return "text (wordings)"
	case t == reflect.TypeFor[Milestones]():
		return "one or a list of `" + strings.Join(f.values, "` `") + "`"
	case f.values != nil:
		return "`" + strings.Join(f.values, "` `") + "`"
	case t.Kind() == reflect.Struct:
		i := slices.IndexFunc(all, func(p *part) bool { return p.typ == t })
		return list + "[mapping](#" + all[i].anchor() + ")"
	case f.ref != "" && f.ref != "about" && f.ref != "edge":
		return list + f.ref + " id"
	}
	words := map[reflect.Kind]string{reflect.String: "text", reflect.Bool: "true or false", reflect.Int: "whole number", reflect.Float64: "number"}
	return list + words[t.Kind()]
}

func TestRecordReferenceIsCurrent(t *testing.T) {
	if lines := strings.Count(recordIntroduction, "\n"); lines > 27 {
		t.Errorf("the introduction has %d lines", lines)
	}
	golden(t, "../docs/record.md", recordReference())
}
