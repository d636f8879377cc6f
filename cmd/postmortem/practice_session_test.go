package main

import (
	"bytes"
	"errors"
	"io"
	"os"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"
	"unicode"

	"pgregory.net/rapid"
)

// said is a listener that says what a test wants said, each after so many seconds.
type said struct {
	clock *time.Time
	words []saying
}

type saying struct {
	after time.Duration
	text  string
}

func (s *said) next() (string, error) {
	if len(s.words) == 0 {
		return "", io.EOF
	}
	w := s.words[0]
	s.words = s.words[1:]
	*s.clock = s.clock.Add(w.after)
	return w.text, nil
}

// practiceWith runs one session about three questions, and returns what was shown and every state that was kept.
func practiceWith(t *testing.T, state practiceState, keys bool, words ...saying) (string, []practiceState) {
	t.Helper()
	var out bytes.Buffer
	var kept []practiceState
	clock := time.Date(2026, 3, 1, 10, 0, 0, 0, time.UTC)
	s := practiceSession{
		title: "The cache was empty",
		questions: []question{
			{text: "First?", answer: []string{strings.Repeat("word ", 70)}, evidence: []string{"event 1"}},
			{text: "Second?", answer: []string{strings.Repeat("word ", 35)}},
			{text: "Third?", answer: []string{"I do not know."}, open: true},
		},
		state: state,
		save: func(s practiceState) error {
			s.Cards = slices.Clone(s.Cards)
			kept = append(kept, s)
			return nil
		},
		now:    func() time.Time { return clock },
		person: person{page: &page{out: &stream{w: &out}, columns: func() int { return 0 }, newline: "\n"}, listener: &said{&clock, words}, keys: keys},
	}
	if err := s.run(0); err != nil {
		t.Fatal(err)
	}
	return out.String(), kept
}

func wantInOrder(t *testing.T, text string, parts ...string) {
	t.Helper()
	rest := text
	for _, part := range parts {
		_, after, found := strings.Cut(rest, part)
		if !found {
			t.Fatalf("%q is missing, or out of order, in:\n%s", part, text)
		}
		rest = after
	}
}

func TestASessionTimesAnswersAndSumsThemUp(t *testing.T) {
	text, kept := practiceWith(t, practiceState{}, false,
		saying{41 * time.Second, "done"}, saying{9 * time.Second, "again"},
		saying{time.Minute, ""}, saying{0, "well"}, saying{0, "3"},
		saying{1400 * time.Millisecond, ""}, saying{0, "h"})
	wantInOrder(t, text,
		"Session 1: 3 questions. Of the 3 there are, 3 are due.\n",
		"Question 1 of 3\nFirst?\n", "Expected answer:\n    word word", "Evidence:\n  - event 1\n", "You took 41 s. The answer above takes 30 s (70 words).\n", "again: due again in session 2\n",
		"Question 2 of 3\nSecond?\n", "You took 60 s. The answer above takes 15 s (35 words).\n", "1 again", "1 again", "good: due again in session 3\n",
		"Question 3 of 3\nThird?\n", "An honest way to say so:\n    I do not know.\n", "You took 1 s. The answer above takes 2 s (4 words).\n", "hard: due again in session 2\n",
		"Session 1: 3 questions asked, 2 of them again or hard.\n  again  First?\n  hard   Third?\n",
		"Median answer: 41 s; the target is 15 s,", "The next session asks 2 questions.\n")
	want := []card{{"First?", 1, 1, again, 41}, {"Second?", 2, 1, good, 60}, {"Third?", 1, 1, hard, 1}}
	for i, s := range kept {
		if !slices.Equal(s.Cards, want[:i]) || s.Sessions != i/3 {
			t.Errorf("after %d grades this is kept: %+v", i, s)
		}
	}
	if len(kept) != 4 {
		t.Errorf("the state was kept %d times", len(kept))
	}
}

func TestASessionThatBreaksOffGoesOn(t *testing.T) {
	text, kept := practiceWith(t, practiceState{}, false, saying{time.Second, ""}, saying{0, "2"}, saying{time.Second, ""})
	wantInOrder(t, text, "Session 1: 1 question asked, 1 of them again or hard.\n", "The session is not over: the next run goes on with 2 questions. Every grade is kept.\n")
	text, _ = practiceWith(t, kept[len(kept)-1], false, saying{5 * time.Second, ""}, saying{0, "4"}, saying{5 * time.Second, ""}, saying{0, "4"})
	wantInOrder(t, text, "Session 1 goes on: 1 asked, 2 to come.\n", "Question 1 of 2\nSecond?\n", "Session 1: 3 questions asked, 1 of them again or hard.\n  hard   First?\n", "The next session asks 1 question.\n")
}

// The Enter that follows a grade by habit does not answer the next question, and other keys do nothing.
func TestKeysThatMeanNothing(t *testing.T) {
	_, kept := practiceWith(t, practiceState{}, true,
		saying{100 * time.Millisecond, ""}, saying{time.Second, "g"}, saying{20 * time.Second, ""}, saying{0, ""}, saying{0, "x"}, saying{0, "e"})
	last := kept[len(kept)-1]
	if want := []card{{"First?", 3, 1, easy, 21}}; !slices.Equal(last.Cards, want) {
		t.Errorf("kept: %+v", last)
	}
}

func TestAPracticeThatCannotBeKeptEndsBeforeAnybodySpeaks(t *testing.T) {
	var out bytes.Buffer
	full := errors.New("no space left")
	s := practiceSession{questions: []question{{text: "First?"}}, save: func(practiceState) error { return full }, person: person{page: &page{out: &stream{w: &out}}}}
	if err := s.run(0); err != full || out.Len() > 0 {
		t.Errorf("%v, after %q", err, out.String())
	}
}

func typed(t *terminal, text string) {
	t.keys = make(chan byte)
	go pump(strings.NewReader(text), t.keys)
}

// Keys are read one by one; those that send several bytes are none, lest the last be taken for a grade.
func TestTerminalKeys(t *testing.T) {
	for text, want := range map[string]string{
		"g":                           "g",
		"G1":                          "g1",
		"\r \n":                       "...",
		"\x1b[A\x1b[1;5DaOa":          "aoa",
		"\x1bOPh":                     "h",
		"\x1bhe":                      "e",
		"\x1b\x1b[Be":                 "e",
		"\x1b[200~again\x1b[201~":     "again",
		"é\x00\x7f\x80\x1a\te":        "e",
		"a\x03b":                      "a",
		"a\x04b":                      "a",
		"aqb":                         "a",
		strings.Repeat("x", 70):       strings.Repeat("x", 70),
		"\x1b[38;5;1m\x1b[?25l" + "3": "3",
	} {
		term := &terminal{}
		typed(term, text)
		got := ""
		for {
			key, err := term.next()
			if err != nil {
				break
			}
			if key == "" {
				key = "."
			}
			got += key
		}
		if got != want {
			t.Errorf("%q is %q, not %q", text, got, want)
		}
	}
}

// Another width writes the page again, and nothing of the pages before; the same width writes nothing.
func TestTerminalRedraws(t *testing.T) {
	var out bytes.Buffer
	columns := 40
	pg := &page{out: &stream{w: &out}, columns: func() int { return columns }, newline: "\r\n"}
	term := &terminal{page: pg, redraw: make(chan os.Signal, 1), leave: make(chan os.Signal, 1), raw: func() {}, width: 40}
	pg.add(block{text: "Before."})
	pg.turn()
	pg.add(block{text: "Why did the recovery take so long?"})
	out.Reset()
	term.fit()
	if out.Len() > 0 {
		t.Errorf("the same width writes %q", out.String())
	}
	columns = 20
	term.raw = func() { term.leave <- syscall.SIGTERM } // is seen after the redraw
	term.redraw <- syscall.SIGINT
	if _, err := term.next(); err != io.EOF {
		t.Fatal(err)
	}
	if got, want := out.String(), "\x1b[H\x1b[2J\r\nWhy did the recovery\r\ntake so long?\r\n"; got != want {
		t.Errorf("wrote %q, not %q", got, want)
	}
}

func TestTerminalLeavesOnASignal(t *testing.T) {
	term := &terminal{leave: make(chan os.Signal, 1)}
	term.leave <- syscall.SIGTERM
	if key, err := term.next(); err != io.EOF {
		t.Errorf("%q, %v", key, err)
	}
}

// Whatever the text, no line is wider than the terminal, nothing steers it, and nothing is lost.
func TestWrapFits(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		word := rapid.OneOf(rapid.StringMatching(`[a-z]{1,30}`), rapid.String(), rapid.SampledFrom([]string{"記録は空でした", "e\u0301\u0301", "\x1b[31m", "\u202e", "https://example.com/" + strings.Repeat("a", 60)}))
		text := strings.Join(rapid.SliceOf(word).Draw(t, "words"), " ")
		lead := rapid.SampledFrom([]string{"", "  - ", "  again  "}).Draw(t, "lead")
		columns := rapid.IntRange(1, 60).Draw(t, "columns")
		lines := wrap(block{text: text, lead: lead}, columns)
		for _, line := range lines {
			if columnsOf(line) > max(columns, leastColumns) {
				t.Fatalf("%q is wider than %d", line, columns)
			}
			if strings.ContainsFunc(line, func(r rune) bool { return unicode.IsControl(r) || unicode.Is(unicode.Cf, r) }) {
				t.Fatalf("%q steers a terminal", line)
			}
		}
		got := strings.Join(strings.Fields(strings.TrimPrefix(strings.Join(lines, ""), lead)), "")
		if want := strings.Join(strings.Fields(printable(strings.Join(strings.Fields(text), " "))), ""); got != want {
			t.Fatalf("%q became %q", want, got)
		}
	})
}

func TestColumns(t *testing.T) {
	for text, want := range map[string]int{"": 0, "cache": 5, "é": 1, "e\u0301": 1, "記録": 4, "Ａ": 2, "→–": 2} {
		if got := columnsOf(text); got != want {
			t.Errorf("%q takes %d columns, not %d", text, got, want)
		}
	}
}
