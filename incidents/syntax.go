package incidents

import (
	"reflect"
	"regexp"
	"strconv"
	"strings"

	"gopkg.in/yaml.v3"
)

// syntaxError turns yaml.v3's error into a place, a sentence and a hint.
func syntaxError(decoder *yaml.Decoder, err error) *Diagnostic {
	match := yamlMessage.FindStringSubmatch(strings.TrimSpace(err.Error()))
	line, _ := strconv.Atoi(match[1])
	d := &Diagnostic{Line: max(line, 1), Col: 1, Message: match[2], Rule: "syntax", Hint: "check indentation, quotes and colons here and just above"}
	marks := marksOf(decoder)
	if marks.known {
		d.Line, d.Col = marks.problem.line, marks.problem.col
	}
	for _, c := range complaints {
		if !strings.HasPrefix(d.Message, c.yaml) {
			continue
		}
		d.Message, d.Hint = c.message+strings.TrimPrefix(d.Message, c.yaml), c.hint
		if marks.known && c.at == whereItBegan {
			d.Line, d.Col = marks.context.line, marks.context.col
		}
		if marks.known && c.at == whereItStands {
			d.Line, d.Col = marks.event.line, marks.event.col
		}
		break
	}
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

// complaints are the messages of yaml.v3 that people meet, in words that say what to do. A message that goes on after
// the part given here keeps its end.
var complaints = [...]struct {
	yaml, message, hint string
	at                  spot
}{
	{"mapping values are not allowed in this context", "a colon that does not belong here", "put a text that holds a colon in quotes; a line after a key is indented below it; after the colon of a key comes a blank", whereItShows},
	{"did not find expected key", "this line does not belong to the mapping around it", "line its first character up with the keys beside it; a quoted text ends at its closing quote", whereItShows},
	{"did not find expected '-' indicator", "this line does not belong to the list around it", "line the dash up with the other dashes, or indent the line below its entry", whereItShows},
	{"did not find expected ',' or ']'", "this list is not closed, or a comma is missing in it", "close it with ]; put texts that hold commas, colons or brackets in quotes", whereItBegan},
	{"did not find expected ',' or '}'", "this mapping is not closed, or a comma is missing in it", "close it with }; put texts that hold commas, colons or brackets in quotes", whereItBegan},
	{"could not find expected ':'", "this line has no colon", "write key: value; indent a text that goes on over several lines", whereItBegan},
	{"found unexpected end of stream", "this quotation has no end", "close it with the same quote; inside '...' write '' for an apostrophe", whereItBegan},
	{"found unexpected document indicator", "this quotation is not closed before the next document", "close it with the same quote", whereItBegan},
	{"found a tab character", "a tab in the indentation", "indent with blanks", whereItShows},
	{"found character that cannot start any token", "no text may begin with this character", "put the text in quotes; indent with blanks, not tabs", whereItShows},
	{"found unknown escape character", "\\ and this letter mean nothing in double quotes", "write \\\\ for a backslash, or use single quotes", whereItShows},
	{"found incompatible YAML document", "the %YAML line names a version that is not read", "take the line away", whereItShows},
	{"unknown anchor", "no part is named with &: anchor", "define it above, or put a text that begins with * in quotes", whereItStands},
	{"exceeded max depth", "nested deeper than any record: the parser", "write the parts out flat", whereItShows},
}

// place is a line and column, 1-based.
type place struct{ line, col int }

// marks are the places the parser noted when it stopped.
type marks struct {
	known                   bool
	problem, context, event place
}

// marksOf reads the places out of the stopped parser.
//
// Note: yaml.v3's message has no column, and its line is often that of the construct around the mistake, less one. The
// parser knows both places but does not export them. Its fields are read by name, which is safe for v3.0.1, the last
// release; where a name is missing, the message's line serves.
func marksOf(decoder *yaml.Decoder) marks {
	parser := dig(reflect.ValueOf(decoder), "parser")
	problem, ok1 := placeOf(dig(parser, "parser", "problem_mark"))
	context, ok2 := placeOf(dig(parser, "parser", "context_mark"))
	event, ok3 := placeOf(dig(parser, "event", "start_mark"))
	return marks{known: ok1 && ok2 && ok3, problem: problem, context: context, event: event}
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

func placeOf(mark reflect.Value) (place, bool) {
	line, col := dig(mark, "line"), dig(mark, "column")
	if !line.IsValid() || !col.IsValid() || !line.CanInt() || !col.CanInt() {
		return place{}, false
	}
	return place{line: int(line.Int()) + 1, col: int(col.Int()) + 1}, true
}
