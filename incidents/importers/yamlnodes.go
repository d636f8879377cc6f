package importers

import (
	"bytes"
	"io"
	"regexp"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"
)

// yamlDocuments returns the documents of a YAML file. Their nodes are asked by the functions below, which make allowance
// for whatever stands in the place of what was expected.
func yamlDocuments(content []byte) ([]*yaml.Node, error) {
	var list []*yaml.Node
	for d := yaml.NewDecoder(bytes.NewReader(content)); ; {
		var document yaml.Node
		switch err := d.Decode(&document); {
		case err == io.EOF:
			return list, nil
		case err != nil:
			return nil, refuse("the file may be cut off, or be a template", "the YAML is broken: %s", shorten(strings.TrimPrefix(err.Error(), "yaml: "), 200))
		}
		if list = append(list, &document); len(list) > mostParts {
			return nil, bounded(len(list), "documents")
		}
	}
}

// meant returns the node that n stands for: of a document what is in it, of an alias what it names.
func meant(n *yaml.Node) *yaml.Node {
	for n != nil {
		switch {
		case n.Kind == yaml.DocumentNode && len(n.Content) > 0:
			n = n.Content[0]
		case n.Kind == yaml.AliasNode:
			n = n.Alias
		default:
			return n
		}
	}
	return nil
}

// yamlField returns what stands at path in n, or nil.
func yamlField(n *yaml.Node, path ...string) *yaml.Node {
	for _, key := range path {
		n = yamlKey(n, key, 0)
	}
	return meant(n)
}

// yamlKey returns the value of key, which may come from another mapping that is merged in.
func yamlKey(n *yaml.Node, key string, depth int) *yaml.Node {
	if n = meant(n); n == nil || n.Kind != yaml.MappingNode || depth > 3 {
		return nil
	}
	var merged *yaml.Node
	for i := 0; i+1 < len(n.Content); i += 2 {
		switch n.Content[i].Value {
		case key:
			return n.Content[i+1]
		case "<<":
			merged = meant(n.Content[i+1])
		}
	}
	if merged == nil {
		return nil
	}
	if merged.Kind != yaml.SequenceNode {
		return yamlKey(merged, key, depth+1)
	}
	for _, one := range merged.Content[:min(len(merged.Content), 5)] {
		if found := yamlKey(one, key, depth+1); found != nil {
			return found
		}
	}
	return nil
}

// yamlWord returns the word or number at path in n, or nothing.
func yamlWord(n *yaml.Node, path ...string) string {
	if n = yamlField(n, path...); n == nil || n.Kind != yaml.ScalarNode || n.Tag == "!!null" {
		return ""
	}
	return n.Value
}

// yamlWords returns the words of the list at path in n, or the one word. What is no word is returned as an empty one.
func yamlWords(n *yaml.Node, path ...string) []string {
	switch n = yamlField(n, path...); {
	case n == nil || n.Tag == "!!null":
		return nil
	case n.Kind == yaml.SequenceNode:
		var list []string
		for _, item := range n.Content {
			list = append(list, yamlWord(item))
		}
		return list
	}
	return []string{yamlWord(n)}
}

// yamlKeys returns the keys of the mapping at path in n, each once, in their order.
func yamlKeys(n *yaml.Node, path ...string) []string {
	if n = yamlField(n, path...); n == nil || n.Kind != yaml.MappingNode {
		return nil
	}
	var list []string
	seen := map[string]bool{"<<": true}
	for i := 0; i+1 < len(n.Content); i += 2 {
		if key := n.Content[i].Value; !seen[key] {
			list, seen[key] = append(list, key), true
		}
	}
	return list
}

var yamlFirst = regexp.MustCompile(`^(?:[ \t]*(?:#[^\n]*|---[^\n]*|%[^\n]*)?\r?\n)*(?:---[ \t]+)?["']?([\w.-]+)["']?[ \t]*:(?:[ \t\r\n]|$)`)

// yamlBegins reports whether content is YAML whose first key is one of keys, or begins with x-.
func yamlBegins(content []byte, keys ...string) bool {
	m := yamlFirst.FindSubmatch(content)
	return m != nil && (slices.Contains(keys, string(m[1])) || bytes.HasPrefix(m[1], []byte("x-")))
}
