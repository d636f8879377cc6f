package incidents

import (
	"fmt"
	"reflect"
	"regexp"
	"strconv"
	"strings"

	"gopkg.in/yaml.v3"
)

// syntaxError turns yaml.v3's error into a place, a sentence and a hint.
func syntaxError(data []byte, decoder *yaml.Decoder, err error) *Diagnostic {
	match := yamlMessage.FindStringSubmatch(strings.TrimSpace(err.Error()))
	line, _ := strconv.Atoi(match[1])
	m := marksOf(decoder, place{max(line, 1), 1})
	d := &Diagnostic{Line: m.problem.line, Col: m.problem.col, Message: match[2], Rule: "syntax", Hint: "check indentation, quotes and colons here and just above"}
	for _, c := range complaints() {
		if !strings.HasPrefix(match[2], c.yaml) {
			continue
		}
		d.Message, d.Hint = c.message, c.hint
		switch c.at {
		case whereItBegan:
			d.Line, d.Col = m.context.line, m.context.col
		case whereItStands:
			d.Line, d.Col = m.event.line, m.event.col
		}
		break
	}
	lookCloser(data, d)
	return d
}

var yamlMessage = regexp.MustCompile(`(?s)^(?:yaml: )?(?:line (\d+): )?(.*)$`)

// spot is which of the places the parser knows is the one to look at.
type spot int

const (
	whereItShows  spot = iota // where the parser could not go on
	whereItBegan              // where the part that is never finished begins
	whereItStands             // the word the parser was reading
)

var lineEnd = regexp.MustCompile("\r\n|[\r\n\u2028\u2029]") // as YAML has them

var tightColon = regexp.MustCompile(`^[ -]*[a-z_]+:[^\s/]`)

// lookCloser mends what the parser says of a few common slips, by the text at the place.
func lookCloser(data []byte, d *Diagnostic) {
	lines := lineEnd.Split(strings.TrimPrefix(string(data), byteOrderMark), -1)
	d.Line = min(d.Line, len(lines))
	line := []rune(lines[d.Line-1])
	d.Col = min(d.Col, len(line)+1)
	before := line[:d.Col-1]
	next := append(line[len(before):], ' ')[0]
	switch inside := strings.TrimSpace(string(before)) != ""; {
	case d.Message == badStart && next == '\t':
		d.Message, d.Hint = "a tab in the indentation", "indent with blanks"
	case d.Message == badStart:
		d.Message = fmt.Sprintf("no text may begin with %c", next)
	case d.Message == badKey && inside && strings.ContainsRune("]}", next):
		d.Message, d.Hint = fmt.Sprintf("there is one %c too many", next), "take it away, or put the text in quotes"
	case d.Message == badKey && inside:
		d.Message, d.Hint = "text after the end of a text", "a quoted text ends at its closing quote; inside '...' write '' for an apostrophe"
	case d.Message == badColon && d.Line > 1 && tightColon.MatchString(lines[d.Line-2]):
		d.Line, d.Col = d.Line-1, 1+strings.IndexByte(lines[d.Line-2], ':')
		d.Message, d.Hint = "no blank after this colon", "write key: value"
	}
}

// place is a line and column, 1-based.
type place struct{ line, col int }

// marks are the places the parser noted when it stopped.
type marks struct{ problem, context, event place }

// marksOf reads the places out of the stopped parser; where they cannot be read, they are the fallback.
//
// Note: yaml.v3's message has no column, and its line is often that of the construct around the mistake, less one. The
// parser knows better but does not export what it knows. Its fields are read by name: v3.0.1 is the last release.
func marksOf(decoder *yaml.Decoder, fallback place) marks {
	parser := dig(reflect.ValueOf(decoder), "parser")
	return marks{
		problem: placeOf(dig(parser, "parser", "problem_mark"), fallback),
		context: placeOf(dig(parser, "parser", "context_mark"), fallback),
		event:   placeOf(dig(parser, "event", "start_mark"), fallback),
	}
}

func dig(v reflect.Value, names ...string) reflect.Value {
	for _, name := range names {
		for v.Kind() == reflect.Pointer {
			v = v.Elem()
		}
		if v.Kind() != reflect.Struct {
			return reflect.Value{}
		}
		v = v.FieldByName(name)
	}
	return v
}

func placeOf(mark reflect.Value, fallback place) place {
	line, col := dig(mark, "line"), dig(mark, "column")
	if !line.IsValid() || !col.IsValid() || !line.CanInt() || !col.CanInt() {
		return fallback
	}
	return place{line: int(line.Int()) + 1, col: int(col.Int()) + 1}
}
