package briefs

import (
	"slices"
	"strings"

	"github.com/postmortem-dev/postmortem/incidents"
)

// cite returns the sources among ids, in that order, each with how to cite it aloud.
func cite(s *Story, ids []string) []Source {
	out := []Source{}
	for _, id := range ids {
		for i := range s.Sources {
			if x := &s.Sources[i]; x.ID == id {
				out = append(out, Source{ID: x.ID, Title: x.Title, URL: x.URL, Aloud: s.citation(x)})
			}
		}
	}
	return out
}

// citation says who says it: according to Amazon Web Services' own post-event summary.
func (s *Story) citation(x *incidents.Source) string {
	who, what := aloud(x.Publisher), s.titleHead(x.Title)
	if who == "" {
		return "according to " + what
	}
	switch x.Kind {
	case "official":
		who, _, _ = strings.Cut(who, ", ") // the organization, without its department
		return "according to " + official(who, what)
	case "insider":
		return "according to an insider's account, published by " + who
	case "measurement":
		return "according to measurements by " + who
	case "customer":
		return "according to " + who + ", which was hit itself"
	case "press":
		return "according to a press report by " + who
	case "secondary":
		return "according to " + who + ", a secondary account"
	case "telemetry":
		return "according to the telemetry of " + who
	case "internal":
		return "according to " + possessive(who) + " internal " + withoutArticle(what)
	}
	return "according to " + who
}

// official names an organization's own text: Acme's own report; where its title names the organization as well, only once.
func official(who, what string) string {
	own := withoutArticle(what)
	first, _, _ := strings.Cut(own, " ")
	switch {
	case strings.HasPrefix(own, possessive(who)+" "):
		return own
	case properName(what):
		return what
	case strings.HasSuffix(first, "'s"):
		return who + " on " + own
	case strings.HasPrefix(own, who):
		return who + " on the " + own
	case Words(who) > 3:
		return "the " + own + " by " + who
	}
	return possessive(who) + " own " + own
}

// titleHead returns what a title is called in a sentence: up to its first colon, or its first preposition where it is long,
// with an article where it is a name and without a capital where it is not.
func (s *Story) titleHead(title string) string {
	head, _, _ := strings.Cut(strings.TrimSuffix(aloud(title), "."), ": ")
	if Words(head) > 6 {
		for _, preposition := range []string{" of ", " on ", " for ", " in "} {
			if short, _, found := strings.Cut(head, preposition); found && short != "" {
				head = short
				break
			}
		}
	}
	words := strings.Fields(head)
	switch {
	case len(words) == 0:
		return "its own record"
	case severalThings(words) && !properName("the "+head):
		return lowerFirst(head)
	case words[0] == "A" || words[0] == "An" || words[0] == "The":
		return softened(head)
	case properName("the " + head), s.isName(words[0]):
		return "the " + head
	}
	if strings.ContainsAny(head[:1], "AEIOUaeiou") {
		return "an " + lowerFirst(head)
	}
	return "a " + lowerFirst(head)
}

// severalThings reports whether what a title names is a plural: texts that say so, other accounts of it.
func severalThings(words []string) bool {
	for i, w := range words {
		if i > 0 && strings.Contains(" of on that which for in by about with from to ", " "+w+" ") {
			words = words[:i]
			break
		}
	}
	last := words[len(words)-1]
	return strings.HasSuffix(last, "s") && !strings.HasSuffix(last, "ss") && !strings.HasSuffix(last, "'s") && !strings.HasSuffix(last, "sis")
}

// properName reports whether what follows an article is a name: its first two words have capitals.
func properName(phrase string) bool {
	words := strings.Fields(withoutArticle(phrase))
	return len(words) > 1 && Capital(words[0]) == words[0] && Capital(words[1]) == words[1]
}

// isName reports whether a word that begins a title stands nowhere in the record with a small letter.
func (s *Story) isName(word string) bool {
	small := lowerFirst(word)
	texts := []string{s.Summary.Text, s.Incident.Response.Text.Text}
	for _, x := range s.Sources {
		texts = append(texts, x.Title, x.Note, x.Coverage)
	}
	for _, e := range s.Timeline {
		texts = append(texts, e.Text.Text)
	}
	for _, c := range s.Claims {
		texts = append(texts, c.Says, c.Reason)
	}
	return !slices.ContainsFunc(texts, func(text string) bool { return slices.Contains(strings.Fields(text), small) })
}

func withoutArticle(phrase string) string {
	for _, article := range []string{"a ", "an ", "the "} {
		if rest, ok := strings.CutPrefix(phrase, article); ok {
			return rest
		}
	}
	return phrase
}

func possessive(name string) string {
	if strings.HasSuffix(name, "s") {
		return name + "'"
	}
	return name + "'s"
}
