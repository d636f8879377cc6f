package main

import (
	"errors"
	"fmt"
	"io"
	"math"
	"time"

	"github.com/postmortem-dev/postmortem/templates/briefs"
)

// practiceSession is one run of a practice: what is asked, of whom, and where it is kept.
type practiceSession struct {
	title     string
	questions []question
	state     practiceState
	save      func(practiceState) error
	now       func() time.Time
	person
}

// run asks the questions of one session. A person who leaves early is no error: each grade is kept when it is given.
func (s *practiceSession) run(limit int) error {
	drawn := s.state.draw(s.texts(), limit)
	// Also shows that the grades can be kept, before anybody has spoken.
	if err := s.save(s.state); err != nil {
		return err
	}
	s.open(drawn)
	number := s.state.session()
	for i, c := range drawn {
		heading := fmt.Sprintf("Question %d of %d", i+1, len(drawn))
		if err := s.ask(heading, c, i == len(drawn)-1); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			return err
		}
	}
	s.close(number, limit)
	return nil
}

func (s *practiceSession) texts() []string {
	var texts []string
	for _, q := range s.questions {
		texts = append(texts, q.text)
	}
	return texts
}

func (s *practiceSession) question(text string) question {
	for _, q := range s.questions {
		if q.text == text {
			return q
		}
	}
	return question{text: text}
}

// open says what the session will ask.
func (s *practiceSession) open(drawn []card) {
	number := s.state.session()
	asked, due := len(s.asked(number)), 0
	for _, q := range s.questions {
		if s.state.card(q.text).due() <= number {
			due++
		}
	}
	text := fmt.Sprintf("Session %d: %s. Of the %d there are, %d are due.", number, count(len(drawn), "question"), len(s.questions), due)
	if asked > 0 {
		text = fmt.Sprintf("Session %d goes on: %d asked, %d to come.", number, asked, len(drawn))
	}
	s.page.add(block{text: "Practice for the role " + s.state.Role + ": " + s.title, bold: true}, block{text: text})
}

// ask asks one question, waits until it is answered, shows the answer and keeps the grade.
func (s *practiceSession) ask(heading string, c card, last bool) error {
	q := s.question(c.Question)
	s.page.turn()
	s.page.add(block{text: heading}, block{text: q.text, bold: true})
	seconds, err := s.listen()
	if err != nil {
		return err
	}
	s.show(q, seconds)
	g, err := s.askGrade()
	if err != nil {
		return err
	}
	c = s.state.grade(c, g, seconds, last)
	if err := s.save(s.state); err != nil {
		return err
	}
	s.page.add(block{text: fmt.Sprintf("%s: due again in session %d", g, c.due())})
	return nil
}

// soonest is when an answer can be over. A key before that is the Enter that follows a grade by habit.
const soonest = 400 * time.Millisecond

// listen returns how many seconds the person spoke.
func (s *practiceSession) listen() (int, error) {
	if s.keys {
		s.page.add(block{text: "Answer aloud, then press Enter or space. q ends."})
	} else {
		s.page.add(block{text: "Answer aloud, then press Enter."})
	}
	begun := s.now()
	for {
		input, err := s.input()
		spoken := s.now().Sub(begun)
		if err != nil || !s.keys || input == "" && spoken >= soonest {
			return max(0, int(math.Round(spoken.Seconds()))), err
		}
	}
}

// show shows what there is to compare an answer with. The times come last: they are still seen when a long answer is not.
func (s *practiceSession) show(q question, seconds int) {
	heading := "Expected answer:"
	if q.open {
		heading = "The record does not tell. An honest way to say so:"
	}
	s.page.add(block{}, block{text: heading})
	for _, paragraph := range q.answer {
		s.page.add(block{text: paragraph, lead: "    "})
	}
	if len(q.evidence) > 0 {
		s.page.add(block{text: "Evidence:"})
	}
	for _, e := range q.evidence {
		s.page.add(block{text: e, lead: "  - "})
	}
	words := q.words()
	s.page.add(block{}, block{text: fmt.Sprintf("You took %d s. The answer above takes %d s (%s).", seconds, briefs.SecondsFor(words), count(words, "word"))})
}

// askGrade asks until there is a grade.
func (s *practiceSession) askGrade() (grade, error) {
	const prompt = "How did it go? 1 again, 2 hard, 3 good, 4 easy"
	s.page.add(block{text: prompt})
	for {
		input, err := s.input()
		if err != nil {
			return "", err
		}
		if g, ok := findGrade(input); ok {
			return g, nil
		}
		if !s.keys {
			s.page.add(block{text: prompt})
		}
	}
}

// input returns what the person says next. Who does not read what is asked has left.
func (s *practiceSession) input() (string, error) {
	if s.page.out.err != nil {
		return "", io.EOF
	}
	return s.next()
}

// asked returns the cards of the session that have a grade.
func (s *practiceSession) asked(session int) []card {
	var asked []card
	for _, q := range s.questions {
		if c := s.state.card(q.text); c.Session == session {
			asked = append(asked, c)
		}
	}
	return asked
}

// close says how the whole session went, with what was asked of it before it broke off.
func (s *practiceSession) close(number, limit int) {
	asked := s.asked(number)
	var took, target []int
	var badly []block
	for _, g := range []grade{again, hard} {
		for _, c := range asked {
			if c.Grade == g {
				badly = append(badly, block{text: c.Question, lead: fmt.Sprintf("  %-5s  ", g)})
			}
		}
	}
	for _, c := range asked {
		took, target = append(took, c.Seconds), append(target, briefs.SecondsFor(s.question(c.Question).words()))
	}
	s.page.turn()
	s.page.add(block{text: fmt.Sprintf("Session %d: %s asked, %d of them again or hard.", number, count(len(asked), "question"), len(badly)), bold: true})
	s.page.add(badly...)
	if len(asked) > 0 {
		s.page.add(block{text: fmt.Sprintf("Median answer: %d s; the target is %d s, the median of the expected answers at %d words a minute.", median(took), median(target), briefs.WordsPerMinute)})
	}
	s.page.add(block{text: s.outlook(number, limit)})
}

// outlook says what the next run brings.
func (s *practiceSession) outlook(number, limit int) string {
	next := s.state // draw may move it on
	n := count(len(next.draw(s.texts(), limit)), "question")
	if s.state.Sessions < number {
		return fmt.Sprintf("The session is not over: the next run goes on with %s. Every grade is kept.", n)
	}
	return fmt.Sprintf("The next session asks %s.", n)
}
