package importers

import (
	"regexp"
	"strings"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/text"
)

// splitFrontMatter returns what stands between the lines of three hyphens at the beginning, and the rest.
func splitFrontMatter(content []byte) (head, body string, ok bool) {
	text := strings.ReplaceAll(string(content), "\r\n", "\n")
	rest, begun := strings.CutPrefix(text, "---\n")
	head, body, ended := strings.Cut(rest, "\n---")
	return head, body, begun && ended && len(head) < 64<<10
}

var frontMatterKey = regexp.MustCompile(`(?m)^(\w+):`)

// frontMatterKeys returns which keys the front matter has, of its first hundred.
func frontMatterKeys(content []byte) map[string]bool {
	keys := map[string]bool{}
	if head, _, ok := splitFrontMatter(content[:min(len(content), 128<<10)]); ok {
		for _, m := range frontMatterKey.FindAllStringSubmatch(head, 100) {
			keys[m[1]] = true
		}
	}
	return keys
}

// markdownWords returns what a reader of the Markdown sees, without its marks.
func markdownWords(body string) (string, error) {
	source := []byte(body)
	if nesting(source) > deepest {
		return "", refuse("it is no document for people", "quotes, lists or emphasis in it are nested more than %d deep", deepest)
	}
	m := markdownReader{source: source}
	return clean(m.words(goldmark.New().Parser().Parse(text.NewReader(source)))), nil
}
