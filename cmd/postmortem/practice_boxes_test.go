package main

import (
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

func TestGradesMoveCards(t *testing.T) {
	for _, x := range []struct {
		from  int
		grade grade
		to    int
		waits int // sessions
	}{
		{1, again, 1, 1}, {1, hard, 1, 1}, {1, good, 2, 2}, {1, easy, 3, 4},
		{2, again, 1, 1}, {2, hard, 2, 2}, {2, good, 3, 4}, {2, easy, 4, 8},
		{3, again, 1, 1}, {3, hard, 3, 4}, {3, good, 4, 8}, {3, easy, 5, 16},
		{4, again, 1, 1}, {4, hard, 4, 8}, {4, good, 5, 16}, {4, easy, 5, 16},
		{5, again, 1, 1}, {5, hard, 5, 16}, {5, good, 5, 16}, {5, easy, 5, 16},
	} {
		state := practiceState{Sessions: 6}
		got := state.grade(card{Question: "Why?", Box: x.from, Session: 2, Grade: good}, x.grade, 30, true)
		if want := (card{"Why?", x.to, 7, x.grade, 30}); got != want {
			t.Errorf("%s in box %d gives %+v, not %+v", x.grade, x.from, got, want)
		}
		if got.due() != 7+x.waits {
			t.Errorf("%s in box %d is due in session %d, not %d", x.grade, x.from, got.due(), 7+x.waits)
		}
		if state.Sessions != 7 || len(state.Cards) != 1 {
			t.Errorf("%s in box %d leaves %+v", x.grade, x.from, state)
		}
	}
}

func TestGradesAreFound(t *testing.T) {
	for i, inputs := range [][]string{{"1", "a", "again", " Again "}, {"2", "h", "hard"}, {"3", "g", "GOOD"}, {"4", "e", "easy"}} {
		for _, input := range inputs {
			if g, ok := findGrade(input); !ok || g != grades()[i] {
				t.Errorf("%q is %q, not %q", input, g, grades()[i])
			}
		}
	}
	for _, input := range []string{"", "0", "5", "x", "ag", "1 2"} {
		if g, ok := findGrade(input); ok {
			t.Errorf("%q is %q", input, g)
		}
	}
}

// practiceRun draws a session, grades the first few of it, and returns what was drawn and graded.
func practiceRun(t *rapid.T, s *practiceState, questions []string, limit int, stop bool) (drawn []card, graded map[string]grade) {
	drawn = s.draw(questions, limit)
	if len(drawn) == 0 {
		t.Fatalf("session %d asks nothing", s.session())
	}
	most := len(drawn)
	if stop {
		most = rapid.IntRange(0, most-1).Draw(t, "answered")
	}
	graded = map[string]grade{}
	for i, c := range drawn[:most] {
		g := rapid.SampledFrom(grades()).Draw(t, "grade")
		graded[c.Question] = g
		s.grade(c, g, 1, i == len(drawn)-1)
	}
	return drawn, graded
}

func deckOf(n int) []string {
	questions := make([]string, n)
	for i := range questions {
		questions[i] = fmt.Sprintf("Question %d?", i)
	}
	return questions
}

func asks(drawn []card, question string) bool {
	return slices.ContainsFunc(drawn, func(c card) bool { return c.Question == question })
}

// What went badly comes back in the next session, also when each asks only a few; and when a session has room for all,
// everything comes back within 16.
func TestWhatWentBadlyComesBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		questions := deckOf(rapid.IntRange(1, 14).Draw(t, "questions"))
		limit := rapid.SampledFrom([]int{0, 0, 1, 3, 10}).Draw(t, "limit")
		var state practiceState
		last := map[string]int{}
		for range rapid.IntRange(1, 60).Draw(t, "sessions") {
			session := state.session()
			before := slices.Clone(state.Cards)
			drawn, _ := practiceRun(t, &state, questions, limit, false)
			if state.Sessions != session {
				t.Fatalf("session %d is over, and %d are finished", session, state.Sessions)
			}
			for _, c := range before {
				if c.Grade == again && c.Session == session-1 && !asks(drawn, c.Question) {
					t.Fatalf("%q got again in session %d and session %d does not ask it", c.Question, c.Session, session)
				}
			}
			for _, q := range questions {
				if asks(drawn, q) {
					last[q] = session
				}
				if limit == 0 && len(questions) <= usualQuestions && session-last[q] >= 16 {
					t.Fatalf("%q was not asked from session %d to %d", q, last[q]+1, session)
				}
			}
		}
	})
}

// A session that broke off goes on where it was, asks nothing twice and leaves nothing out.
func TestABrokenSessionGoesOn(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		questions := deckOf(rapid.IntRange(1, 14).Draw(t, "questions"))
		limit := rapid.SampledFrom([]int{0, 1, 3, 10}).Draw(t, "limit")
		var state practiceState
		for range rapid.IntRange(1, 12).Draw(t, "sessions") {
			session := state.session()
			whole, graded := practiceRun(t, &state, questions, limit, true)
			rest := state.draw(questions, limit)
			if state.session() != session || len(graded)+len(rest) != len(whole) {
				t.Fatalf("%d of %d were graded in session %d, and %d are left in session %d", len(graded), len(whole), session, len(rest), state.session())
			}
			for _, c := range rest {
				if _, twice := graded[c.Question]; twice || !asks(whole, c.Question) {
					t.Fatalf("%q is asked after the break; graded: %v", c.Question, graded)
				}
			}
			practiceRun(t, &state, questions, limit, false)
		}
	})
}

func TestTheMedianIsInTheMiddle(t *testing.T) {
	for _, x := range []struct {
		numbers []int
		want    int
	}{{nil, 0}, {[]int{7}, 7}, {[]int{9, 1}, 5}, {[]int{1, 2}, 2}, {[]int{600, 20, 30}, 30}, {[]int{4, 1, 3, 2}, 3}} {
		if got := median(x.numbers); got != x.want {
			t.Errorf("median of %v is %d, not %d", x.numbers, got, x.want)
		}
	}
}
