package synthetic

import (
	_ "embed"
	"fmt"
	"strconv"
	"strings"

	"github.com/postmortem-dev/postmortem/incidents"
)

// words are the sentences that records are made of, by section.
type words map[string][]string

//go:embed words.txt
var wordsText string

// newWords reads the embedded sentences: a line [section] begins one, every other line is a sentence.
func newWords() words {
	out := words{}
	section := ""
	for line := range strings.Lines(wordsText) {
		line = strings.TrimSpace(line)
		if name, ok := strings.CutPrefix(line, "["); ok {
			section = strings.TrimSuffix(name, "]")
		} else if line != "" && !strings.HasPrefix(line, "#") {
			out[section] = append(out[section], line)
		}
	}
	return out
}

// say returns a sentence of a section.
func (s *scene) say(section string) string { return s.fill(s.pick(s.world.words[section])) }

// tell returns a sentence of a section, sometimes with a short wording.
func (s *scene) tell(section string) incidents.Words { return s.worded(s.pick(s.world.words[section])) }

func (s *scene) worded(sentence string) incidents.Words {
	w := incidents.Words{Text: s.fill(sentence)}
	if s.odds(0.08) {
		w.Plain = "In other words: " + lower(w.Text)
	}
	if s.odds(0.1) {
		w.Short = w.Text
		w.Text += " " + s.say("more")
	}
	return w
}

// fill puts something in the place of {service}, {number}, {percent}, {team}, {version} and {region}.
func (s *scene) fill(sentence string) string {
	var b strings.Builder
	for {
		before, rest, found := strings.Cut(sentence, "{")
		b.WriteString(before)
		if !found {
			return b.String()
		}
		var name string
		name, sentence, _ = strings.Cut(rest, "}")
		b.WriteString(s.value(name))
	}
}

func (s *scene) value(name string) string {
	switch name {
	case "service":
		return lower(s.services[s.affected[s.rank(len(s.affected))]].name)
	case "number":
		return strconv.Itoa(s.between(2, 60))
	case "percent":
		return strconv.Itoa(s.between(1, 99)) + " %"
	case "team":
		return s.pick(s.owner.teams)
	case "version":
		return fmt.Sprintf("%d.%d", s.between(1, 30), s.below(40))
	case "region":
		return s.pick([]string{"the eastern region", "the western region", "the northern region", "the southern region", "all regions"})
	}
	panic("words.txt: nothing is called " + name)
}

// lower returns a text that can stand within a sentence.
func lower(text string) string { return strings.ToLower(text[:1]) + text[1:] }
