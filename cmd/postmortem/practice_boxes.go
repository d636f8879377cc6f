package main

import (
	"math"
	"slices"
	"strconv"
	"strings"
)

// This file is the rule by which questions come back: five boxes, after Leitner. A card begins in box 1. Sessions are
// counted and no clock is read, so the same grades always bring the same questions. Who wants days and intervals finds
// them in Anki.

const boxes = 5

// grade is how well an answer went, as the person who gave it says.
type grade string

// Grades, from bad to good.
const (
	again grade = "again"
	hard  grade = "hard"
	good  grade = "good"
	easy  grade = "easy"
)

func grades() []grade { return []grade{again, hard, good, easy} }

// findGrade returns the grade that a person means: by its name, the first letter of it, or its number from 1 to 4.
func findGrade(input string) (grade, bool) {
	input = strings.ToLower(strings.TrimSpace(input))
	for i, g := range grades() {
		if input == string(g) || input == string(g[:1]) || input == strconv.Itoa(i+1) {
			return g, true
		}
	}
	return "", false
}

// box returns the box of a card that was in box from and got g.
func (g grade) box(from int) int {
	switch g {
	case again:
		return 1
	case good:
		from++
	case easy:
		from += 2
	}
	return min(from, boxes)
}

// card is one question and how it went when it was last asked.
type card struct {
	Question string `json:"question"`
	Box      int    `json:"box"`     // 1 to 5
	Session  int    `json:"session"` // in which it was last asked; 0 is never
	Grade    grade  `json:"grade"`
	Seconds  int    `json:"seconds"` // that the answer took
}

// due returns the session in which a card is asked again: box k waits 2^(k-1) sessions. One never asked is always due.
func (c card) due() int {
	if c.Session == 0 {
		return 0
	}
	return c.Session + 1<<(c.Box-1)
}

// rank orders the cards of a session: due before not due; then what got again, so that even a session of few questions
// brings back all that went badly in the one before it; then the longest wait.
func (c card) rank(session int) []int {
	fresh := 1
	if c.Grade == again {
		fresh = 0
	}
	return []int{max(c.due(), session), fresh, c.due(), c.Box}
}

// usualQuestions is how many a session asks at most when nobody says how many.
const usualQuestions = 10

// draw returns what the session asks of the cards that it has not asked yet: as many as the limit leaves, the due ones
// first. Without a limit (0) it is the usual number and only what is due, or, if nothing is, what is due soonest. When
// the session has nothing left to ask, it is over and the next begins.
func (s *practiceState) draw(questions []string, limit int) []card {
	session := s.session()
	var left []card
	for _, q := range questions {
		if c := s.card(q); c.Session != session {
			left = append(left, c)
		}
	}
	asked := len(questions) - len(left)
	slices.SortStableFunc(left, func(a, b card) int { return slices.Compare(a.rank(session), b.rank(session)) })
	n := min(limit-asked, len(left))
	if limit == 0 {
		n = min(usualQuestions-asked, countDue(left, session))
	}
	if n > 0 || asked == 0 {
		return left[:n]
	}
	s.Sessions = session
	return s.draw(questions, limit)
}

// countDue returns how many cards, of some sorted by rank, are due in the session, or how many are next if none is.
func countDue(cards []card, session int) int {
	n := 0
	for n < len(cards) && cards[n].due() <= max(session, cards[0].due()) {
		n++
	}
	return n
}

// grade keeps how an answer went. The last one of a session ends it in the same step, so that no crash can fall between.
func (s *practiceState) grade(c card, g grade, seconds int, last bool) card {
	c.Box, c.Session, c.Grade, c.Seconds = g.box(c.Box), s.session(), g, seconds
	if i := s.find(c.Question); i >= 0 {
		s.Cards[i] = c
	} else {
		s.Cards = append(s.Cards, c)
	}
	if last {
		s.Sessions = c.Session
	}
	return c
}

// session returns the number of the session that is under way or comes next.
func (s *practiceState) session() int { return s.Sessions + 1 }

// card returns the card of a question, which is a new one when it was never asked.
func (s *practiceState) card(question string) card {
	if i := s.find(question); i >= 0 {
		return s.Cards[i]
	}
	return card{Question: question, Box: 1}
}

func (s *practiceState) find(question string) int {
	return slices.IndexFunc(s.Cards, func(c card) bool { return c.Question == question })
}

// median returns the middle of some whole numbers, rounded; 0 of none.
func median(numbers []int) int {
	if len(numbers) == 0 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(numbers))
	low, high := sorted[(len(sorted)-1)/2], sorted[len(sorted)/2]
	return int(math.Round(float64(low+high) / 2))
}
