package incidents

import (
	"fmt"
	"math"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"gopkg.in/yaml.v3"
)

// text decodes strings and the enumerations built on them.
func (d *decoder) text(n *yaml.Node, v reflect.Value) {
	if n.Kind != yaml.ScalarNode {
		d.fail(n, "type", "want text, got "+kindName(n), "")
		return
	}
	if n.Tag != "!!str" && n.Tag != "!!timestamp" {
		d.fail(n, "type", "want text, got "+kindName(n), fmt.Sprintf("put it in quotes: %q", n.Value))
		return
	}
	if d.field != nil && d.field.values != nil && !slices.Contains(d.field.values, n.Value) && !(d.field.open && ownClass(n.Value)) {
		d.fail(n, "value", fmt.Sprintf("%s is not one of %s", quoted(n.Value), strings.Join(d.field.values, ", ")), d.didYouMean(n.Value, d.field.values))
		return
	}
	text := strings.ReplaceAll(n.Value, "\r\n", "\n") // as YAML itself does outside of quotes
	if i := strings.IndexFunc(text, steers); i >= 0 {
		r := []rune(text[i:])[0]
		d.fail(n, "value", fmt.Sprintf("character %U cannot stand in a text", r), "take it out; it may steer a reader's terminal")
		return
	}
	v.SetString(text)
	if d.field != nil && d.field.ref != "" && text != "" {
		d.cited = append(d.cited, citation{d.seen(n), d.field.ref, text})
	}
}

// steers reports whether r may not stand in a text: a control character, or one that makes what follows read backwards.
func steers(r rune) bool { return isControl(r) || r == '\u202d' || r == '\u202e' }

func (d *decoder) didYouMean(word string, candidates []string) string {
	if match := nearest(word, candidates, &d.guesses); match != "" {
		return fmt.Sprintf("did you mean %s?", match)
	}
	return ""
}

var (
	numberNames = map[reflect.Kind]string{reflect.Int: "a whole number", reflect.Float64: "a number", reflect.Bool: "true or false"}
	wholeForm   = regexp.MustCompile(`^[-+]?(0|[1-9][0-9]*)$`)
	numberForm  = regexp.MustCompile(`^[-+]?(0|[1-9][0-9]*)?(\.[0-9]*)?([eE][-+]?[0-9]+)?$`)
)

// largest is the largest number read. Beyond it, sums would no longer be exact; no incident has counted so much.
const largest = 1e15

// number decodes whole numbers, numbers and booleans. Note: yaml.v3 reads 012 as ten and 1_0 as ten; a record may not
// mean something else than it shows, so only plain decimals are read.
func (d *decoder) number(n *yaml.Node, v reflect.Value) {
	ok := false
	switch {
	case n.Kind != yaml.ScalarNode:
	case v.Kind() == reflect.Bool:
		ok = n.Tag == "!!bool"
		v.SetBool(ok && strings.EqualFold(n.Value, "true"))
	case v.Kind() == reflect.Int:
		i, err := strconv.ParseInt(n.Value, 10, 32)
		ok = err == nil && n.Tag == "!!int" && wholeForm.MatchString(n.Value)
		v.SetInt(i)
	default:
		f, err := strconv.ParseFloat(n.Value, 64)
		ok = err == nil && (n.Tag == "!!int" || n.Tag == "!!float") && numberForm.MatchString(n.Value) && math.Abs(f) <= largest
		v.SetFloat(f)
	}
	if !ok {
		v.SetZero()
		d.fail(n, "type", fmt.Sprintf("want %s, got %s", numberNames[v.Kind()], kindName(n)), numberHint(n, v.Kind()))
	}
}

// numberHint shows the number that was probably meant.
func numberHint(n *yaml.Node, kind reflect.Kind) string {
	plain := strings.NewReplacer(",", "", "_", "", "'", "", " ", "", "%", "", "~", "").Replace(n.Value)
	switch word := strings.ToLower(n.Value); {
	case n.Kind != yaml.ScalarNode:
		return ""
	case kind == reflect.Bool && slices.Contains([]string{"yes", "y", "on", "1"}, word):
		return "write true"
	case kind == reflect.Bool && slices.Contains([]string{"no", "n", "off", "0"}, word):
		return "write false"
	case kind == reflect.Float64 && plain != n.Value && plain != "" && numberForm.MatchString(plain):
		return "write only the digits: " + plain
	case kind != reflect.Bool && (n.Tag == "!!int" || n.Tag == "!!float"):
		return "write it in plain decimal digits, up to 1000000000000000"
	}
	return ""
}

// amount is a number, or the mapping form of an Amount.
func (d *decoder) amount(n *yaml.Node, target *Amount) {
	if n.Kind != yaml.MappingNode {
		var value float64
		before := d.errors
		if d.number(n, reflect.ValueOf(&value).Elem()); d.errors == before {
			target.Low, target.High = &value, &value
		}
		return
	}
	var b bounds
	before := d.errors
	d.mapping(n, reflect.ValueOf(&b).Elem())
	switch {
	case d.errors > before:
	case b.Value != nil && (b.Low != nil || b.High != nil):
		d.fail(n, "value", "a value stands beside low or high", "give either value, or low and high")
	case b.Value != nil:
		*target = Amount{Low: b.Value, High: b.Value, About: b.About}
	case b.Low == nil && b.High == nil:
		d.fail(n, "missing", "an amount needs value, low or high", "")
	case b.Low != nil && b.High != nil && *b.High < *b.Low:
		d.fail(n, "value", "high is below low", "give the smaller number as low")
	default:
		*target = Amount{Low: b.Low, High: b.High, About: b.About}
	}
}

func (d *decoder) words(n *yaml.Node, target *Words) {
	if n.Kind != yaml.MappingNode {
		d.text(n, reflect.ValueOf(&target.Text).Elem())
		return
	}
	d.mapping(n, reflect.ValueOf(target).Elem())
}

func (d *decoder) milestones(n *yaml.Node, target *Milestones) {
	list := n
	if n.Kind != yaml.SequenceNode {
		list = &yaml.Node{Kind: yaml.SequenceNode, Content: []*yaml.Node{n}}
	}
	var found []Milestone
	d.list(list, reflect.ValueOf(&found).Elem())
	for i, m := range found {
		if m != "" && slices.Contains(found[:i], m) {
			d.fail(list.Content[i], "value", fmt.Sprintf("%s is listed twice", m), "take one away")
		}
	}
	*target = found
}

// kindName says in a reader's words what a node holds.
func kindName(n *yaml.Node) string {
	switch n.Kind {
	case yaml.MappingNode:
		return "a mapping"
	case yaml.SequenceNode:
		return "a list"
	case yaml.AliasNode:
		return "an alias"
	}
	switch n.Tag {
	case "!!int", "!!float":
		return "the number " + printable(n.Value)
	case "!!bool":
		return n.Value + ", a yes-or-no value"
	case "!!null":
		return "nothing"
	}
	return "the text " + quoted(n.Value)
}

// quoted returns text in quotes, cut where it would fill the line.
func quoted(text string) string { return strconv.Quote(printable(text)) }

func printable(text string) string {
	if runes := []rune(text); len(runes) > 40 {
		return string(runes[:39]) + "…"
	}
	return text
}
