package briefs

import (
	"slices"
	"strings"
	"unicode"
)

// Point is one subject that can be told.
type Point struct {
	Name string
	Tell func(*Story) []Telling
}

// Telling is one thing to say, in one of several ways, the shortest first. Each way stands by itself.
type Telling struct {
	Ways    [][]string // sentences
	Sources []string
	Weight  float64 // how much it matters beside the others of its point; 0 is 1
}

// Points returns every point that a role can ask for. To add one, add a line here.
func Points() []Point {
	return []Point{
		{"silence", silence}, {"opening", opening}, {"opening_times", openingTimes}, {"opening_reach", openingReach}, {"opening_focus", openingFocus}, {"summary", summary}, {"hurt", hurt}, {"hurt_count", hurtCount}, {"estimates", estimates},
		{"focus_services", focusServices}, {"outside", outside},
		{"origin", origin}, {"trigger", factors("trigger")}, {"latent", factors("latent")}, {"contributing", factors("contributing")},
		{"sustaining", factors("sustaining")}, {"focus_factors", focusFactors}, {"spread", spread}, {"single_points", singlePoints}, {"cycles", cycles},
		{"detection", detection}, {"detection_text", detectionText}, {"response", response}, {"waves", waves}, {"tail", tail}, {"chain", chain},
		{"longest", longest}, {"mitigations", mitigations}, {"focus_events", focusEvents}, {"communication", communication}, {"posts", posts},
		{"well", remarks(wentWell)}, {"poorly", remarks(wentPoorly)}, {"lucky", remarks(gotLucky)},
		{"actions", actions}, {"action_gaps", actionGaps}, {"lessons", lessons(anyLesson)}, {"lessons_users", lessons(usersLesson)}, {"lessons_mechanism", lessons(mechanismLesson)},
		{"focus_lessons", focusLessons}, {"unknowns", remarks(unknowns)},
	}
}

func findPoint(name string) (Point, bool) {
	points := Points()
	i := slices.IndexFunc(points, func(p Point) bool { return p.Name == name })
	if i < 0 {
		return Point{}, false
	}
	return points[i], true
}

func pointNames() []string {
	var out []string
	for _, p := range Points() {
		out = append(out, p.Name)
	}
	return out
}

// mentions reports whether a text holds one of the role's focus words, as words of its own or their plural.
func (s *Story) mentions(texts ...string) bool {
	all := " " + strings.Join(strings.FieldsFunc(strings.ToLower(strings.Join(texts, " ")), notWord), " ") + " "
	return slices.ContainsFunc(s.Role.Focus, func(word string) bool {
		word = strings.Join(strings.FieldsFunc(strings.ToLower(word), notWord), " ")
		return strings.Contains(all, " "+word+" ") || strings.Contains(all, " "+word+"s ")
	})
}

func notWord(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }
