// Package briefs writes what a person says aloud about an incident: one answer for each kind of listener and length, with
// the numbers, questions, traps and drawing that go with it. It stands in the third room, beside the templates, and makes
// its sentences from the same report as they do: no number here is worked out anew.
package briefs

import "github.com/postmortem-dev/postmortem/analysis"

// Brief is everything a speaker needs to explain one incident to one kind of listener.
type Brief struct {
	Incident    string    `json:"incident"` // id
	Title       string    `json:"title"`
	Role        Role      `json:"-"`
	RoleName    string    `json:"role"`
	Frame       Frame     `json:"frame"`
	LengthS     int       `json:"length_s"`
	Spoken      []Part    `json:"spoken"`       // context, cause, resolution, lessons
	OneSentence string    `json:"one_sentence"` //
	OneBreath   string    `json:"one_breath"`   // about 10 s
	Thin        string    `json:"thin,omitempty"`
	Reading     Reading   `json:"reading"`
	Numbers     []Number  `json:"numbers"`          // to remember: at most five
	NotToQuote  []Trap    `json:"numbers_to_avoid"` // contested ones, and why
	Tailoring   Tailoring `json:"tailoring"`
	Questions   []QA      `json:"questions"` // answered ones, hardest last
	Open        []QA      `json:"open_questions"`
	Traps       []Trap    `json:"traps"`
	Whiteboard  Drawing   `json:"whiteboard"`
	Glossary    []Term    `json:"glossary"`
	Sources     []Source  `json:"sources"`
	Delivery    []string  `json:"delivery"`
	Improve     []string  `json:"improve"` // fields of the record that would make this brief better
}

// Frame says whether the speaker tells of others' incident or of the own team's.
type Frame string

// Values of Frame.
const (
	Public Frame = "public"
	Own    Frame = "own"
)

// WordsPerMinute is the pace at which a part's seconds are reckoned.
const WordsPerMinute = 140

// Part is one of the four parts of the answer. Each can stand alone.
type Part struct {
	Name     string   `json:"part"` // context, cause, resolution or lessons
	Text     string   `json:"text"`
	Words    int      `json:"words"`
	Seconds  int      `json:"seconds"`
	CutFirst string   `json:"cut_first,omitempty"` // the sentence to leave out when time runs short
	Sources  []string `json:"sources"`
}

// Reading measures how easily the answer is said: the median sentence and Flesch's reading ease (higher is easier).
type Reading struct {
	MedianSentence float64 `json:"median_sentence_words"`
	Ease           float64 `json:"flesch_reading_ease"`
}

// Number is one number to remember.
type Number struct {
	Title   string           `json:"title"`
	Value   string           `json:"value"` // as the report prints it
	How     string           `json:"how"`   // from which end to which, or of what
	Sure    string           `json:"sure"`  // how sure it is
	Measure analysis.Measure `json:"measure"`
}

// QA is a question and its answer in 20 to 60 spoken words. An open one has no answer; Say is then an honest way to say so.
type QA struct {
	Question  string   `json:"question"`
	Answer    string   `json:"answer,omitempty"`
	Say       string   `json:"say,omitempty"`
	Evidence  []string `json:"evidence"`            // events, measures and sources the answer rests on
	Generator string   `json:"generator,omitempty"` // the generator that made it; empty when the record holds it
	Hardness  int      `json:"hardness"`            // 1 easy to 5 hard
}

// Trap is a wrong or contested statement and what to say instead.
type Trap struct {
	Wrong   string   `json:"wrong"`
	Right   string   `json:"right"`
	Sources []string `json:"sources"`
}

// Tailoring is what makes this brief the listener's own.
type Tailoring struct {
	Cares       string   `json:"cares"`     // what this listener cares about
	Emphasise   []string `json:"emphasise"` //
	LeaveOut    []string `json:"leave_out"` //
	Differently []string `json:"different"` // what one would do differently
	Principle   string   `json:"principle"` // the principle behind it
	Analogy     string   `json:"analogy"`   // in plain words
	Star        []string `json:"star"`      // for the own frame: situation, task, action, result, reflection
}

// Term is a glossary entry: plain words first.
type Term struct {
	Term    string `json:"term"`
	Meaning string `json:"meaning"`
}

// Source is a source and how to cite it aloud.
type Source struct {
	ID    string `json:"id"`
	Title string `json:"title"`
	URL   string `json:"url,omitempty"`
	Aloud string `json:"aloud"`
}

// Drawing is a diagram of at most nine boxes, in the order in which to draw it.
type Drawing struct {
	Boxes  []Box           `json:"boxes"`
	Arrows []Arrow         `json:"arrows"`
	Steps  []Stroke        `json:"steps"`
	ASCII  string          `json:"ascii"`
	Figure analysis.Figure `json:"-"` // for formats that can draw
}

// Box is one box: a service and its part in the story.
type Box struct {
	ID    string `json:"id"`
	Label string `json:"label"`
	Part  string `json:"part"` // origin, path, last or side
}

// Arrow leads from where failure came to where it went.
type Arrow struct {
	From  string `json:"from"`
	To    string `json:"to"`
	Label string `json:"label,omitempty"`
}

// Stroke is one step of drawing and what to say while doing it.
type Stroke struct {
	Draw string `json:"draw"`
	Say  string `json:"say"`
}
