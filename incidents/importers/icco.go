package importers

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"gopkg.in/yaml.v3"

	"github.com/postmortem-dev/postmortem/incidents"
)

// icco reads an entry of the collection icco/postmortems: Markdown with front matter about a write-up that stands
// elsewhere. Verified on the 242 entries of the collection and its own description of the fields.
//
// A language model read the times out of the write-ups and wrote most of the texts. So no time is a milestone: each is a
// plain entry of the timeline with a claim that nobody has checked.
func icco() Importer {
	return Importer{
		Name: "icco", Doc: "an entry of the collection icco/postmortems, Markdown with front matter",
		Detect: detectIcco, Read: readIcco,
	}
}

const entrySource = "entry"

func detectIcco(content []byte) bool {
	keys := frontMatterKeys(content)
	return keys["uuid"] && keys["url"] && keys["company"] && keys["categories"]
}

func readIcco(content []byte, o Options) (Result, error) {
	head, body, ok := splitFrontMatter(content)
	if !ok {
		return Result{}, refuse("an entry begins with a line of three hyphens", "it has no front matter")
	}
	documents, err := yamlDocuments([]byte(head))
	if err != nil {
		return Result{}, err
	}
	if len(documents) != 1 || meant(documents[0]).Kind != yaml.MappingNode {
		return Result{}, refuse("it holds fields such as uuid, url and company", "its front matter cannot be read")
	}
	r := iccoReader{head: documents[0], options: o}
	r.begin()
	if err := r.times(); err != nil {
		return Result{}, err
	}
	if err := r.words(body); err != nil {
		return Result{}, err
	}
	key := shorten(r.word("uuid"), 80)
	return Result{Drafts: []Draft{{Incident: &r.out, Key: key, Account: r.account}}}, nil
}

type iccoReader struct {
	head    *yaml.Node
	options Options
	account Account
	out     incidents.Incident
}

func (r *iccoReader) word(key string) string { return oneLine(yamlWord(r.head, key)) }

// begin takes what is no time and no text.
func (r *iccoReader) begin() {
	company, product := shorten(r.word("company"), 200), shorten(r.word("product"), 200)
	title := shorten(r.word("title"), 300)
	if title == "" {
		title = cmp.Or(strings.TrimSpace(shorten(company+" "+product, 300)), "Untitled incident")
		r.account.doubt("the entry has no title; the company and the product stand in its place")
	}
	r.out = incidents.Incident{Schema: incidents.SchemaName, Title: title, Organization: company}
	for _, tag := range yamlWords(r.head, "categories") {
		if tag = shorten(tag, 60); tag != "" {
			r.out.Tags = append(r.out.Tags, tag)
		}
	}
	r.out.Sources = []incidents.Source{r.source(title)}
	if product != "" {
		var services roster
		services.service(product, product, entrySource)
		r.out.Services = services.list
		r.account.mapped()
	}
}

// source is the entry, with the address of the write-up behind it.
func (r *iccoReader) source(title string) incidents.Source {
	where := shorten(r.word("url"), 500)
	s := incidents.Source{
		ID: entrySource, Title: title + ", as icco/postmortems retells it", URL: address(where), Kind: "secondary",
		Note: fmt.Sprintf("Entry %s, read from %s. A language model wrote most of it from the write-up", cmp.Or(shorten(r.word("uuid"), 60), "without an id"), shorten(r.options.File, 200)),
	}
	switch {
	case s.URL != "":
		s.Note += ", whose address this is."
	case where != "":
		s.Note += " at " + where
	}
	s.Published, _ = moment(r.word("source_published_at"))
	return s
}

// times makes entries of the begin and the end. Where the entry gives neither, the publication of the write-up is all
// that is known in time.
func (r *iccoReader) times() error {
	begin, begun := r.time("start_time")
	end, ended := r.time("end_time")
	published, told := r.time("source_published_at")
	switch {
	case begun && ended && end.To.Before(begin.From):
		r.account.doubt("end_time lies before start_time; one of the two is wrong")
		r.entry("begin", begin, "The incident began, as the entry gives it.")
		r.claim("begin", "end_time", end, incidents.Rejected, "It cannot have ended before it began; nobody can tell from the entry which of the two times is wrong.")
		r.account.mapped()
	case begun || ended:
		if begun {
			r.entry("begin", begin, "The incident began, as the entry gives it.")
			r.unchecked("begin", "start_time", begin, incidents.Started)
		}
		if ended {
			r.entry("end", end, "The incident ended, as the entry gives it.")
			r.unchecked("end", "end_time", end, incidents.Resolved)
		}
	case told:
		r.entry("published", published, "The write-up was published.")
		r.out.Timeline[0].Note = "The page of the write-up gives this time; when the incident was is not said."
		r.account.doubt("the entry does not say when the incident was, only when its write-up was published")
	default:
		return refuse("look the times up in the write-up at "+cmp.Or(shorten(r.word("url"), 200), "its address"), "the entry does not say when the incident was")
	}
	if first := r.out.Timeline[0].At; told && begun && published.To.Before(first.From) {
		r.account.doubt("the write-up was published before the incident began; one of the two times is wrong")
	}
	if begun || ended {
		r.account.doubt("a language model read the times out of the write-up: compare them with it")
	}
	slices.SortStableFunc(r.out.Timeline, func(a, b incidents.Event) int { return a.At.From.Compare(b.At.From) }) // an end may be a day
	r.out.ID = draftID(r.out.Timeline[0].At, r.out.Title)
	return nil
}

// time returns the time under key. Midnight stands for the day: the model gives it where the write-up names no hour.
func (r *iccoReader) time(key string) (incidents.Instant, bool) {
	word := r.word(key)
	if word == "" {
		return incidents.Instant{}, false
	}
	at, err := moment(word)
	if err != nil {
		r.account.skip(key, err.Error())
		return at, false
	}
	if t := at.From.UTC(); t.Hour() == 0 && t.Minute() == 0 && t.Second() == 0 || t.Format("15:04") == "23:59" {
		r.out.Timezone = "UTC"
		return dayIn(time.UTC, date{year: t.Year(), month: t.Month(), day: t.Day()}), true
	}
	return at, true
}

func (r *iccoReader) entry(id string, at incidents.Instant, words string) {
	r.account.kept()
	r.out.Timeline = append(r.out.Timeline, incidents.Event{
		ID: id, At: at, Text: incidents.Words{Text: words}, Sources: []string{entrySource}, Evidence: incidents.Reported,
		Note: "A language model read this time out of the write-up.",
	})
}

func (r *iccoReader) unchecked(id, key string, at incidents.Instant, m incidents.Milestone) {
	reason := fmt.Sprintf("A language model read it out of the write-up. If the write-up says so, mark the entry as %s.", m)
	if at.Day {
		reason += " Midnight is read as the day."
	}
	r.claim(id, key, at, incidents.Unverified, reason)
}

func (r *iccoReader) claim(id, key string, at incidents.Instant, verdict incidents.Verdict, reason string) {
	r.out.Claims = append(r.out.Claims, incidents.Claim{
		About: id, Says: fmt.Sprintf("%s is %s.", key, shorten(r.word(key), 60)), At: at, Sources: []string{entrySource}, Verdict: verdict, Reason: reason,
	})
}

// words takes the summary, which people wrote, and of the text the periods that it names.
func (r *iccoReader) words(body string) error {
	summary, err := markdownWords(yamlWord(r.head, "summary"))
	if err != nil {
		return err
	}
	told, err := markdownWords(strings.TrimLeft(body, "-"))
	if err != nil {
		return err
	}
	switch r.out.Summary.Text = summary; {
	case r.out.Summary.Text != "":
		r.account.mapped()
		if told != "" {
			r.account.skip("the text", "a language model wrote it from the write-up; the summary is taken")
		}
	case told != "":
		r.account.mapped()
		r.out.Summary.Text = told
		r.account.doubt("a language model wrote the summary from the write-up: compare it")
	}
	first, last := r.out.Timeline[0].At.From, r.out.Timeline[len(r.out.Timeline)-1].At.To
	for _, w := range windows(r.out.Summary.Text+"\n"+told, last) {
		if w.against(first, last); w.far {
			r.account.doubt("the text gives a period weeks away from the record: %s", w.says)
		}
		r.out.Claims = append(r.out.Claims, w.claim(entrySource))
	}
	return nil
}
