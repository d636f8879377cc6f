package merge

import (
	"bytes"
	"strings"
	"testing"

	"gopkg.in/yaml.v3"
	"pgregory.net/rapid"

	"github.com/postmortem-dev/postmortem/incidents"
	"github.com/postmortem-dev/postmortem/incidents/importers"
	"github.com/postmortem-dev/postmortem/internal/synthetic"
)

// Whatever the layout of a record, it is added to, and nothing in it is lost.
func TestEveryLayoutIsAddedTo(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		record := drawRecord(t)
		if _, problems := incidents.Parse("drawn", record); incidents.HasErrors(problems) {
			t.Skip("not a record")
		}
		found := drafts()
		if rapid.Bool().Draw(t, "more") {
			found = append(found, importers.Draft{Incident: synthetic.Incident(1, rapid.IntRange(0, 99).Draw(t, "other")), From: "made", File: "up"})
		}
		got, _, err := Into("record", record, found, Mapping{})
		if err != nil {
			t.Fatalf("%v\n%s", err, record)
		}
		if !within(record, got) {
			t.Fatalf("something is gone:\n%s\n%s", record, got)
		}
		again, accounts, err := Into("record", got, found, Mapping{})
		if err != nil || !bytes.Equal(again, got) {
			t.Fatalf("a second time is not the same: %v %v\n%s", err, accounts, got)
		}
	})
}

// drawRecord draws a record that somebody may have written: with lists in brackets or not, comments, empty lines, and
// more or less indentation.
func drawRecord(t *rapid.T) []byte {
	in := synthetic.Incident(0, rapid.IntRange(0, 99).Draw(t, "seed"))
	text, err := incidents.Encode(in)
	if err != nil {
		t.Fatal(err)
	}
	var root yaml.Node
	if err := yaml.Unmarshal(text, &root); err != nil {
		t.Fatal(err)
	}
	dress(t, root.Content[0], 0)
	var b bytes.Buffer
	e := yaml.NewEncoder(&b)
	e.SetIndent(rapid.SampledFrom([]int{2, 3, 4, 8}).Draw(t, "indent"))
	if err := e.Encode(&root); err != nil {
		t.Fatal(err)
	}
	return dressText(t, b.String())
}

func dress(t *rapid.T, n *yaml.Node, depth int) {
	chance := func(of int) bool { return rapid.IntRange(1, of).Draw(t, "chance") == 1 }
	switch {
	case n.Kind == yaml.ScalarNode:
		if n.Tag == "!!str" && depth > 1 && chance(10) {
			n.Style = rapid.SampledFrom([]yaml.Style{yaml.SingleQuotedStyle, yaml.DoubleQuotedStyle, yaml.FoldedStyle, yaml.LiteralStyle}).Draw(t, "style")
		}
		return
	case depth > 0 && chance(8):
		n.Style = yaml.FlowStyle
		return
	}
	for i, c := range n.Content {
		if chance(20) {
			c.HeadComment = "# one - two: [three"
		}
		if chance(20) && c.Kind == yaml.ScalarNode && (n.Kind == yaml.SequenceNode || i%2 == 1) {
			c.LineComment = "# behind, ]"
		}
		if n.Kind == yaml.SequenceNode || i%2 == 1 {
			dress(t, c, depth+1)
		}
	}
}

func dressText(t *rapid.T, text string) []byte {
	if rapid.Bool().Draw(t, "apart") {
		text = strings.ReplaceAll(text, "\n  - id:", "\n\n  - id:")
	}
	text = rapid.SampledFrom([]string{"", "---\n", "# ours\n\n", "\ufeff", "%YAML 1.1\n---\n"}).Draw(t, "start") + text
	text += rapid.SampledFrom([]string{"", "\n\n", "# the end\n", "...\n", "# the end", "---\n# nothing\n"}).Draw(t, "end")
	if rapid.Bool().Draw(t, "unended") {
		text = strings.TrimRight(text, "\n")
	}
	if rapid.IntRange(1, 4).Draw(t, "windows") == 1 {
		text = strings.ReplaceAll(text, "\n", "\r\n")
	}
	return []byte(text)
}
