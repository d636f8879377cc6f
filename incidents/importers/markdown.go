package importers

import (
	"cmp"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/text"

	"github.com/postmortem-dev/postmortem/incidents"
)

// markdown reads a postmortem that people wrote in Markdown: the section called Timeline in any of its usual shapes (a
// table, a heading for each entry, a list, lines that begin with a time), and the sections that have a place in a record.
// Verified on the reports of three teams. A milestone is taken only from words that name it, such as "problem started".
func markdown() Importer {
	return Importer{
		Name: "markdown", Doc: "a postmortem in Markdown with a section called Timeline",
		Detect: detectMarkdown, Read: readMarkdown,
	}
}

var (
	headingForm  = regexp.MustCompile(`(?m)^#{1,4} *\S`)
	timelineForm = regexp.MustCompile(`(?i)\btime ?line\b`)
)

func detectMarkdown(content []byte) bool {
	first := strings.TrimSpace(string(content[:min(len(content), 1000)]))
	if first == "" || strings.ContainsAny(first[:1], "{[<") || detectCState(content) || detectIcco(content) {
		return false
	}
	return headingForm.Match(content) && timelineForm.Match(content)
}

func readMarkdown(content []byte, o Options) (Result, error) {
	source := []byte(withoutFrontMatter(string(content)))
	if nesting(source) > deepest {
		return Result{}, refuse("it is no document for people", "quotes, lists or emphasis in it are nested more than %d deep", deepest)
	}
	tree := goldmark.New(goldmark.WithExtensions(extension.Table, extension.TaskList)).Parser().Parse(text.NewReader(source))
	r := &markdownReader{source: source, options: o, crowd: crowd{roles: o.Roles}}
	r.gather(tree)
	if !r.found {
		return Result{}, refuse("the record needs a timeline: give the section that heading", "it looks like Markdown without a section called Timeline")
	}
	if err := bounded(len(r.entries)+r.account.In, "entries"); err != nil {
		return Result{}, err
	}
	if err := r.place(); err != nil {
		return Result{}, err
	}
	if len(r.out.Timeline) == 0 || !r.zone.known() {
		const hint = "an entry begins with a date or a time, such as 2024-05-31 09:15; its date may stand above it"
		if why := r.account.reasons(); why != "" {
			return Result{}, refuse(hint, "its timeline has no entry whose date and time can be told: %s", why)
		}
		return Result{}, refuse(hint, "its timeline has no entry whose date and time can be told")
	}
	r.finish()
	r.account.People = r.crowd.list()
	return Result{Drafts: []Draft{{Incident: &r.out, Account: r.account}}}, nil
}

// deepest is how deep quotes and lists may be nested: the parser's time grows with the square of it.
const deepest = 100

// mostMarks is how many stars and underscores a paragraph may have, for the same reason.
const mostMarks = 4000

// nesting returns the largest number of marks that open a quote or a list at the beginning of a line, or more than
// deepest if a paragraph has too many marks of emphasis.
func nesting(source []byte) int {
	most, marks := 0, 0
	for line := range strings.Lines(string(source)) {
		if marks += strings.Count(line, "*") + strings.Count(line, "_"); marks > mostMarks {
			return deepest + 1
		}
		if strings.TrimSpace(line) == "" {
			marks = 0
		}
		n := 0
		for _, c := range line {
			if c == '>' || c == '-' || c == '*' || c == '+' {
				n++
			} else if c != ' ' && c != '\t' {
				break
			}
		}
		if strings.Trim(line, "-*+ \t\r\n") != "" {
			most = max(most, n)
		}
	}
	return most
}

func withoutFrontMatter(content string) string {
	content = strings.ReplaceAll(content, "\r\n", "\n")
	rest, found := strings.CutPrefix(content, "---\n")
	if _, after, ended := strings.Cut(rest, "\n---\n"); found && ended {
		return after
	}
	return content
}

// markdownReader makes a draft of one document.
type markdownReader struct {
	source   []byte
	options  Options
	title    string
	intro    string // what the timeline's heading says
	found    bool   // a timeline
	level    int    // of its heading; 0 outside
	section  string // the section that is read
	room     room   // what the section is for
	inRoom   bool   // whether it is for anything
	left     bool   // that it is not has been said
	depth    int    // the level of its heading
	entries  []markdownEntry
	order    string // what comes first in dates of digits: month or day, once it is known
	guess    bool   // the first date is that of the file name, and no entry has given another
	oddClock bool   // that a time is odd has been said
	zone     zone
	crowd    crowd
	account  Account
	out      incidents.Incident
}

const reportSource = "report"

// gather walks over the top of the document.
func (r *markdownReader) gather(tree ast.Node) {
	for n := tree.FirstChild(); n != nil; n = n.NextSibling() {
		if h, ok := n.(*ast.Heading); ok {
			r.heading(h)
			continue
		}
		if r.level > 0 {
			r.block(n)
		} else {
			r.part(n)
		}
		r.passOver(n)
	}
}

func (r *markdownReader) heading(h *ast.Heading) {
	words := oneLine(r.words(h))
	if r.title == "" {
		r.title = words
	}
	s, rest, ok := takeStamp(words)
	switch {
	case r.level > 0 && ok:
		r.entries = append(r.entries, markdownEntry{stamp: s, text: trimLead(rest), heading: true})
	case timelineForm.MatchString(words) && r.title != words:
		r.level, r.found = h.Level, true
		r.intro += " " + words
		r.zoneFrom(words)
	case r.level > 0 && h.Level > r.level:
		if !r.zoneFrom(words) {
			r.account.skip(words, "a heading in the timeline without a date or a time, and what stands below it")
			r.entries = append(r.entries, markdownEntry{lost: true})
		}
	default:
		r.level = 0
		r.enter(words, h.Level)
	}
}

var (
	timesForm = regexp.MustCompile(`(?i)\btimes?\b|timeline`)
	zoneWord  = regexp.MustCompile(`\b((?:UTC|GMT) ?[+-] ?\d{1,2}(?::00)?|UTC|GMT|PST|PDT|PT|MST|MDT|EST|EDT|ET|CST|CDT|CET|CEST|BST|SAST|JST|[A-Z][A-Za-z]+/[A-Z][A-Za-z_]+)(?:\W|$)`)
)

// zoneFrom takes the zone that a sentence about times names. An offset says more than an abbreviation beside it.
func (r *markdownReader) zoneFrom(line string) bool {
	if !timesForm.MatchString(line) {
		return false
	}
	for _, m := range zoneWord.FindAllStringSubmatch(line, -1) {
		if z := zoneNamed(m[1]); z.known() && (!r.zone.known() || strings.ContainsAny(m[1], "+-")) {
			r.zone = z
		}
	}
	return true
}

// finish completes the draft.
func (r *markdownReader) finish() {
	slices.SortStableFunc(r.out.Timeline, func(a, b incidents.Event) int { return a.At.From.Compare(b.At.From) })
	first := r.out.Timeline[0].At
	r.out.Schema = incidents.SchemaName
	r.out.Title = cmp.Or(shorten(r.title, 300), "Untitled incident")
	_, rest, dated := takeStamp(r.out.Title)
	if rest = trimLead(strings.TrimLeft(rest, ", ")); !dated || rest == "" {
		rest = r.out.Title
	}
	r.out.ID = draftID(first, rest)
	if name := r.zone.place; name != nil && (name == time.UTC || strings.Contains(name.String(), "/")) {
		r.out.Timezone = name.String()
	}
	r.out.Sources = []incidents.Source{{ID: reportSource, Title: r.out.Title, Kind: "official", Note: "Read from " + cmp.Or(shorten(r.options.File, 200), "standard input") + "."}}
	r.milestones()
	if d := r.complete(dateIn(r.title), date{}); d.known() && d.year != 0 && first.From.Sub(d.time()).Abs() >= 14*24*time.Hour {
		r.account.doubt("the title bears the date %s, the timeline begins on %s", d.time().Format(time.DateOnly), first.From.Format(time.DateOnly))
	}
	r.periods(first.From, r.out.Timeline[len(r.out.Timeline)-1].At.To)
	for _, s := range r.out.Timeline {
		if slices.Contains(s.Milestones, incidents.Resolved) {
			r.out.Status = incidents.StatusResolved
		}
	}
}

// periods turns the periods that the summary and the impact tell in words into claims.
func (r *markdownReader) periods(first, last time.Time) {
	for _, text := range []string{r.out.Summary.Text, r.out.Impact.Summary.Text} {
		for _, w := range windows(text, last) {
			w.against(first, last)
			if w.far {
				r.account.doubt("the text gives a period weeks away from the timeline: %s", w.says)
			}
			r.out.Claims = append(r.out.Claims, w.claim(reportSource))
		}
	}
}
